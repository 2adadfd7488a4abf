package indextest

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/query"
	"talksearch/index/text"
)

// exact returns a request that takes a query as it is written.
func exact(q string) index.Request {
	r := index.NewRequest(q).WithSort(index.SortTime)
	r.Relax, r.Correct, r.Expand = false, false, false
	r.Facets, r.PerPage = nil, index.MaxPerPage
	return r
}

// testExamples checks that what the help page offers finds something.
func testExamples(t *testing.T, s index.Searcher) {
	var examples []string
	for _, o := range query.Operators {
		examples = append(examples, o.Example)
	}
	for _, f := range query.Fields {
		examples = append(examples, f.Example)
	}
	all := must(t, s, exact("")).Total
	for _, q := range examples {
		if n := must(t, s, exact(q)).Total; n == 0 || n == all {
			t.Errorf("%s: found %d of %d talks", q, n, all)
		}
	}
}

// testNaiveQueries compares what random queries find with what their parts, put
// together talk by talk, match.
func testNaiveQueries(t *testing.T, s index.Searcher) {
	all := must(t, s, exact("")).Hits
	random := rand.New(rand.NewPCG(3, 4))
	leaves := leaves(all)
	sizes := map[int]bool{}
	for range 500 {
		e := randomExpression(random, leaves, 3)
		var want []string
		for _, h := range all {
			if e.match(h.Entry) {
				want = append(want, h.ID())
			}
		}
		got := must(t, s, exact(e.text))
		if !slices.Equal(ids(got), want) {
			t.Fatalf("%s, which is %s\n got %v\nwant %v", e.text, got.Query.Parsed, ids(got), want)
		}
		sizes[len(want)] = true
	}
	if len(sizes) < len(all)/2 {
		t.Errorf("the queries' totals are %d different ones; want more for the test to tell anything", len(sizes))
	}
}

// An expression is a query, and what it means.
type expression struct {
	text    string
	binding int // of what holds its text together
	match   func(index.Entry) bool
}

// How tight the parts of an expression are bound.
const (
	byOr = iota
	byAnd
	byNot
	byNothing // a leaf, or in parentheses
)

// in returns e's text as it stands in an expression of the given binding.
func (e expression) in(random *rand.Rand, binding int) string {
	if e.binding < binding || random.IntN(5) == 0 {
		return "(" + e.text + ")"
	}
	return e.text
}

func randomExpression(random *rand.Rand, leaves []expression, depth int) expression {
	part := func() expression { return randomExpression(random, leaves, depth-1) }
	kind := random.IntN(8)
	switch {
	case depth == 0 || kind < 2:
		return leaves[random.IntN(len(leaves))]
	case kind == 2:
		e := part()
		sign := []string{"-", "NOT ", "NOT"}[random.IntN(3)]
		operand := e.in(random, byNothing)
		if sign == "NOT" && operand[0] != '(' {
			sign = "-"
		}
		return expression{sign + operand, byNot, func(t index.Entry) bool { return !e.match(t) }}
	}
	parts := []expression{part(), part()}
	if random.IntN(2) == 0 {
		parts = append(parts, part())
	}
	binding, operators, any := byOr, []string{" OR ", " | ", " || "}, true
	if kind < 6 {
		binding, operators, any = byAnd, []string{" ", " AND ", " && "}, false
	}
	var b strings.Builder
	for i, e := range parts {
		if i > 0 {
			b.WriteString(operators[random.IntN(len(operators))])
		}
		b.WriteString(e.in(random, binding))
	}
	return expression{b.String(), binding, func(t index.Entry) bool {
		for _, e := range parts {
			if e.match(t) == any {
				return any
			}
		}
		return !any
	}}
}

// leaves returns queries of one term each. Their words are in no conference's title,
// which exclusions pass over.
func leaves(all []index.Hit) []expression {
	var out []expression
	add := func(text string, match func(index.Entry) bool) {
		out = append(out, expression{text, byNothing, match})
	}
	anywhere := []string{"title", "topic", "speaker", "keyword", "abstract", "affiliation", "track"}
	for _, w := range []string{"scheduler", "tracing", "live", "patching", "bpf", "memory", "security", "users", "device", "radio", "performance"} {
		add(w, has(word(w), anywhere...))
		add("title:"+w, has(word(w), "title"))
		add("abstract:"+w, has(word(w), "abstract"))
	}
	for _, p := range []string{"trac", "sec", "virt", "pa", "sched"} {
		add(p+"*", has(beginning(p), anywhere...))
		add("title:"+p+"*", has(beginning(p), "title"))
	}
	for _, p := range []string{"live patching", "real time", "core scheduling", "dhaval giani"} {
		add(`"`+p+`"`, has(phrase(p), anywhere...))
		add(`topic:"`+p+`"`, has(phrase(p), "topic"))
	}
	add("by:byron,giani", either(has(word("byron"), "speaker"), has(word("giani"), "speaker")))
	add(`track:"summit track",microconferences`, either(has(phrase("summit track"), "track"), has(word("microconferences"), "track")))
	add("kind:(talk OR plenary)", either(has(word("talk"), "kind"), has(word("plenary"), "kind")))
	add("title:(mc trac*)", func(e index.Entry) bool { return has(word("mc"), "title")(e) && has(beginning("trac"), "title")(e) })
	add("room:aula", has(word("aula"), "room"))
	out = append(out, timeLeaves(all)...)
	for i := range out {
		out[i].match = remembered(out[i].match)
	}
	return out
}

// remembered returns match, which is asked once for each talk.
func remembered(match func(index.Entry) bool) func(index.Entry) bool {
	known := map[string]bool{} // by the talk's id
	return func(e index.Entry) bool {
		id := e.ID()
		matches, ok := known[id]
		if !ok {
			matches = match(e)
			known[id] = matches
		}
		return matches
	}
}

func timeLeaves(all []index.Hit) []expression {
	nth := map[string][]string{} // conference -> days with talks
	for _, h := range all {      // in time order
		if days := nth[h.Conference.ID]; h.Talk.Day != "" && !slices.Contains(days, string(h.Talk.Day)) {
			nth[h.Conference.ID] = append(days, string(h.Talk.Day))
		}
	}
	day := func(match func(day string) bool) func(index.Entry) bool {
		return func(e index.Entry) bool { return e.Talk.Day != "" && match(string(e.Talk.Day)) }
	}
	clock := func(match func(hour int) bool) func(index.Entry) bool { // by whole hours, up to 23 on the next day
		return func(e index.Entry) bool {
			hour := e.Talk.Start.Hour()
			if corpus.DateOf(e.Talk.Start) > e.Talk.Day {
				hour += 24
			}
			return !e.Talk.Start.IsZero() && match(hour)
		}
	}
	var out []expression
	for text, match := range map[string]func(index.Entry) bool{
		"day:2019-09-10":  day(func(d string) bool { return d == "2019-09-10" }),
		"day:sat,mon":     day(func(d string) bool { return slices.Contains([]time.Weekday{1, 6}, corpus.Date(d).Time().Weekday()) }),
		"day:10.9.":       day(func(d string) bool { return d[5:] == "09-10" }),
		"day:2019-09":     day(func(d string) bool { return d[:7] == "2019-09" }),
		"after:2021":      day(func(d string) bool { return d >= "2021" }),
		"before:2021-07":  day(func(d string) bool { return d < "2021-07" }),
		"year:2020..2021": func(e index.Entry) bool { return e.Year() == "2020" || e.Year() == "2021" },
		"after:15:00":     clock(func(h int) bool { return h >= 15 }),
		"before:3pm":      clock(func(h int) bool { return h < 15 }),
		"day:2":           func(e index.Entry) bool { d := nth[e.Conference.ID]; return len(d) > 1 && string(e.Talk.Day) == d[1] },
		"after:2019-09-10 12:30": func(e index.Entry) bool {
			if e.Talk.Start.IsZero() {
				return e.Talk.Day >= "2019-09-11"
			}
			return e.Talk.Start.Format("2006-01-02 15:04") >= "2019-09-10 12:30"
		},
	} {
		out = append(out, expression{text, byNothing, match})
	}
	slices.SortFunc(out, func(a, b expression) int { return strings.Compare(a.text, b.text) })
	return out
}

func either(a, b func(index.Entry) bool) func(index.Entry) bool {
	return func(e index.Entry) bool { return a(e) || b(e) }
}

// has returns whether a value of some fields matches.
func has(match func(value []text.Word) bool, fields ...string) func(index.Entry) bool {
	return func(e index.Entry) bool {
		return slices.ContainsFunc(fields, func(f string) bool {
			return slices.ContainsFunc(fieldValues(f, e), func(v string) bool { return match(text.Split(v)) })
		})
	}
}

func fieldValues(field string, e index.Entry) []string {
	switch field {
	case "title":
		return []string{e.Talk.Title, e.Talk.Subtitle}
	case "topic":
		return e.Talk.Topics
	case "abstract":
		return []string{e.Talk.Abstract}
	case "affiliation":
		var out []string
		for _, s := range e.Talk.Speakers {
			out = append(out, s.Affiliation)
		}
		return out
	}
	return valuesOf(index.Facet(field), e)
}

func anyTerm(match func(term string) bool) func([]text.Word) bool {
	return func(words []text.Word) bool {
		return slices.ContainsFunc(words, func(w text.Word) bool {
			return match(w.Whole) || slices.ContainsFunc(w.Parts, func(p text.Part) bool { return match(p.Term) })
		})
	}
}

func word(w string) func([]text.Word) bool {
	return anyTerm(func(term string) bool { return text.Stem(term) == text.Stem(w) })
}

func beginning(start string) func([]text.Word) bool {
	return anyTerm(func(term string) bool { return strings.HasPrefix(term, start) })
}

func phrase(p string) func([]text.Word) bool {
	want := " " + p + " "
	return func(words []text.Word) bool {
		return strings.Contains(" "+strings.Join(text.Terms(words), " ")+" ", want)
	}
}
