package indextest

import (
	"bufio"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"talksearch/index"
)

// A script is a list of searches with what is expected of each. A search begins
// with "?" and its parameters, written as in an address but for spaces; the lines
// up to the next blank one say what is expected:
//
//	total: N            how many talks match
//	ids: a b            these hits, in this order, and no others
//	set: a b            these hits, in any order, and no others
//	first: a b          the first hits
//	holds: a b          among the hits
//	facet NAME: v=1 w=2*   the facet's values in order; * chosen, - excluded
//	facets: a b         the facets that were counted
//	more: a b           the facets with more values than were listed
//	title: text         the first hit's title, with [marks]
//	snippet: text       the first hit's snippet, with [marks]
//	topic: N text       a matching topic line of the first hit, with [marks]
//	also: FIELD text    what matches in another field of the first hit, with [marks]
//	warning: text       part of a warning
//	warnings: N         how many there are
//	complete: N         how many talks have all words, where the search was relaxed; - where it was not
//	omitted: a b        words that even the talks with most do without
//	missing: a b        words that the first hit does not have
//	corrected: a = b | c = d    what was searched for instead
//	expanded: a = b, c | d = e  what was searched for as well
//
// A request for suggestions begins with ">", in the same form, and expects
//
//	suggested: kind text (talks) | …   these, in this order, and no others
//	suggests: kind text (talks)        this among them
//	query TEXT: query                  what takes the query's place for the suggestion of this text, without marks
//	size: N                            how many there are
//
// Text has [marks], and a tilde before it where nothing begins as typed.
//
// "~" and a talk's id, and how many at most where there are not to be ten, asks for
// related talks instead. Of them total, ids, set, first and holds may be expected, and
//
//	shared: a | b       what the first has in common with the talk
//
// Lines that begin with # are remarks.
func runScript(t *testing.T, s index.Searcher, file string) {
	f, err := testdata.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var result *index.Result
	var suggestions *index.Suggestions
	var related []index.Related
	var search string
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if rest, ok := strings.CutPrefix(line, "?"); ok {
			search = strings.TrimSpace(rest)
			result, suggestions = ask(t, s, fmt.Sprintf("%s:%d", file, n), search), nil
			continue
		}
		if rest, ok := strings.CutPrefix(line, ">"); ok {
			search = strings.TrimLeft(rest, " ")
			result, suggestions = nil, suggest(t, s, fmt.Sprintf("%s:%d", file, n), search)
			continue
		}
		if rest, ok := strings.CutPrefix(line, "~"); ok {
			search = strings.TrimSpace(rest)
			related = relatives(t, s, fmt.Sprintf("%s:%d", file, n), search)
			result, suggestions = &index.Result{Total: len(related)}, nil
			for _, r := range related {
				result.Hits = append(result.Hits, index.Hit{Entry: r.Entry})
			}
			continue
		}
		what, want, ok := strings.Cut(line, ":")
		if ok = ok && (result != nil || suggestions != nil); !ok {
			t.Fatalf("%s:%d: %q is no expectation", file, n, line)
		}
		want = strings.TrimSpace(want)
		got := ""
		switch {
		case suggestions != nil:
			got, want, ok = observeSuggestions(suggestions, what, want)
		case what == "shared" && len(related) > 0:
			got = strings.Join(related[0].Shared, " | ")
		default:
			got, want, ok = observe(result, what, want)
		}
		if !ok {
			t.Fatalf("%s:%d: %q is no expectation", file, n, line)
		}
		if got != want {
			t.Errorf("%s:%d: %s\n%s: got  %s\n%s want %s", file, n, search, what, got, strings.Repeat(" ", len(what)+1), want)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

func ask(t *testing.T, s index.Searcher, where, search string) *index.Result {
	t.Helper()
	v, err := url.ParseQuery(strings.ReplaceAll(search, " ", "+"))
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	r, err := index.ParseRequest(v)
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	result, err := s.Search(t.Context(), r)
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	return result
}

// relatives asks for the talks related to one.
func relatives(t *testing.T, s index.Searcher, where, search string) []index.Related {
	t.Helper()
	id, size, limited := strings.Cut(search, " ")
	conference, talk, _ := strings.Cut(id, "/")
	most := index.DefaultRelated
	if limited {
		var err error
		if most, err = strconv.Atoi(size); err != nil {
			t.Fatalf("%s: %v", where, err)
		}
	}
	list, err := s.Related(t.Context(), conference, talk, most)
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	return list
}

// observe returns what was got and what was wanted in the same form.
func observe(r *index.Result, what, want string) (got, wanted string, ok bool) {
	name, arg, _ := strings.Cut(what, " ")
	switch name {
	case "total":
		return fmt.Sprint(r.Total), want, true
	case "ids":
		return strings.Join(ids(r), " "), want, true
	case "set":
		list := ids(r)
		slices.Sort(list)
		set := strings.Fields(want)
		slices.Sort(set)
		return strings.Join(list, " "), strings.Join(set, " "), true
	case "first":
		list := ids(r)
		return strings.Join(list[:min(len(list), len(strings.Fields(want)))], " "), want, true
	case "holds":
		var held []string
		for _, id := range strings.Fields(want) {
			if slices.Contains(ids(r), id) {
				held = append(held, id)
			}
		}
		return strings.Join(held, " "), want, true
	case "facet":
		return showFacet(r, index.Facet(arg)), want, true
	case "facets", "more":
		var list []string
		for _, f := range r.Facets {
			if name == "facets" || f.More {
				list = append(list, string(f.Facet))
			}
		}
		slices.Sort(list)
		return strings.Join(list, " "), want, true
	case "complete":
		if !r.Query.Relaxed {
			return "-", want, true
		}
		return fmt.Sprint(r.Query.Complete), want, true
	case "omitted":
		return strings.Join(r.Query.Omitted, " "), want, true
	case "corrected":
		var all []string
		for _, c := range r.Query.Corrections {
			all = append(all, c.From+" = "+c.To)
		}
		return strings.Join(all, " | "), want, true
	case "expanded":
		var all []string
		for _, x := range r.Query.Expansions {
			all = append(all, x.From+" = "+strings.Join(x.To, ", "))
		}
		return strings.Join(all, " | "), want, true
	case "warnings":
		return fmt.Sprint(len(r.Query.Warnings)), want, true
	case "warning":
		all := strings.Join(r.Query.Warnings, " | ")
		if strings.Contains(all, want) {
			return want, want, true
		}
		return all, want, true
	}
	if len(r.Hits) == 0 {
		return "no hit", want, true
	}
	switch hit := r.Hits[0]; name {
	case "missing":
		return strings.Join(hit.Missing, " "), want, true
	case "title":
		return showMarks(hit.Title), want, true
	case "snippet":
		return showMarks(hit.Snippet), want, true
	case "also":
		var all []string
		for _, m := range hit.Also {
			all = append(all, m.Field+" "+showMarks(m.Text))
		}
		return strings.Join(all, " | "), want, true
	case "topic":
		var all []string
		for _, m := range hit.Topics {
			line := fmt.Sprintf("%d %s", m.N, showMarks(m.Text))
			if line == want {
				return want, want, true
			}
			all = append(all, line)
		}
		return strings.Join(all, " | "), want, true
	}
	return "", "", false
}

func suggest(t *testing.T, s index.Searcher, where, search string) *index.Suggestions {
	t.Helper()
	v, err := url.ParseQuery(strings.ReplaceAll(search, " ", "+"))
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	r, err := index.ParseSuggestRequest(v)
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	list, err := s.Suggest(t.Context(), r)
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	return list
}

func observeSuggestions(list *index.Suggestions, what, want string) (got, wanted string, ok bool) {
	var all []string
	for _, x := range list.List {
		tilde := ""
		if x.Corrected {
			tilde = "~"
		}
		all = append(all, fmt.Sprintf("%s %s%s (%d)", x.Kind, tilde, showMarks(x.Text), x.Talks))
	}
	switch name, arg, _ := strings.Cut(what, " "); name {
	case "suggested":
		return strings.Join(all, " | "), want, true
	case "suggests":
		if slices.Contains(all, want) {
			return want, want, true
		}
		return strings.Join(all, " | "), want, true
	case "size":
		return fmt.Sprint(len(list.List)), want, true
	case "query":
		for _, x := range list.List {
			if x.Text.String() == arg {
				return x.Query, want, true
			}
		}
		return "no such suggestion", want, true
	}
	return "", "", false
}

func ids(r *index.Result) []string {
	var out []string
	for _, h := range r.Hits {
		out = append(out, h.ID())
	}
	return out
}

func showFacet(r *index.Result, by index.Facet) string {
	for _, f := range r.Facets {
		if f.Facet != by {
			continue
		}
		var out []string
		for _, v := range f.Values {
			s := fmt.Sprintf("%s=%d", v.Value, v.Count)
			if v.Selected {
				s += "*"
			}
			if v.Excluded {
				s += "-"
			}
			out = append(out, s)
		}
		return strings.Join(out, " ")
	}
	return "not counted"
}

func showMarks(m index.Marked) string {
	var b strings.Builder
	for _, s := range m {
		if s.Mark {
			b.WriteString("[" + s.Text + "]")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}
