package query

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	a, b, c, d := Word{"a"}, Word{"b"}, Word{"c"}, Word{"d"}
	for _, c := range []struct {
		in   string
		want And
	}{
		{"", nil},
		{"  \t ", nil},
		{"bpf verifier", And{Word{"bpf"}, Word{"verifier"}}},
		{"out-of-tree -android", And{Word{"out-of-tree"}, Not{Word{"android"}}}},
		{`"live patching" -"user space"`, And{Phrase{"live patching"}, Not{Phrase{"user space"}}}},
		{`“live  patching”`, And{Phrase{"live patching"}}},
		{`"never closed`, And{Phrase{"never closed"}}},
		{"ker\u00adnel bp\u200bf", And{Word{"kernel"}, Word{"bpf"}}},
		{"the the -x -x the", And{Word{"the"}, Not{Word{"x"}}}},
		{"--source -- - –x −y", And{Word{"--source"}, Word{"--"}, Not{Word{"x"}}, Not{Word{"y"}}}},
		{"sched* -real-ti* title:bp** *** *x", And{Prefix{"sched"}, Not{Prefix{"real-ti"}}, Field{"title", Prefix{"bp"}}, Word{"***"}, Word{"*x"}}},
		{`a"b c"d`, And{a, Phrase{"b c"}, d}},
		{`+a +"b c" +(d) +title:x 1 + 1`, And{a, Phrase{"b c"}, d, Field{"title", Word{"x"}}, Word{"1"}, Word{"+"}}},

		// Operators.
		{"a AND b and c && d", And{a, b, Word{"and"}, c, d}},
		{"AND a AND", And{a}},
		{"AND", And{Word{"and"}}},
		{"OR |", And{Word{"or"}}},
		{"a OR", And{a}},
		{"OR a OR OR b", And{Or{a, b}}},
		{"a NOT", And{a}},
		{"a OR b", And{Or{a, b}}},
		{"a | b || c", And{Or{a, b, c}}},
		{"a b OR c d", And{Or{And{a, b}, And{c, d}}}},
		{"a AND b OR -c", And{Or{And{a, b}, Not{c}}}},
		{"a OR a", And{a}},
		{"NOT a NOT -b NOT NOT c", And{Not{a}, b, c}},
		{"NOT(a)OR(b)", And{Or{Not{a}, b}}},

		// Groups.
		{"a (b OR c)", And{a, Or{b, c}}},
		{"((a)) (b c)", And{a, b, c}},
		{"-(a b) -(c OR -d)", And{Not{And{a, b}}, Not{Or{c, Not{d}}}}},
		{"NOT (a OR b) c", And{Not{Or{a, b}}, c}},
		{"a (b OR (c d", And{a, Or{b, And{c, d}}}},
		{"a) b)) (c", And{a, b, c}},
		{"() (( )) a", And{a}},
		{"(a OR b)c d", And{Or{a, b}, c, d}},
		{"(a OR b) OR c", And{Or{a, b, c}}},

		// What only looks like an operator.
		{"get_user_pages() C++ foo(bar) mmap(2)", And{Word{"get_user_pages()"}, Word{"C++"}, Word{"foo(bar)"}, Word{"mmap(2)"}}},
		{"(get_user_pages() OR foo(bar))", And{Or{Word{"get_user_pages()"}, Word{"foo(bar)"}}}},
		{"printk(a, b) c", And{Word{"printk"}, Word{"a,"}, b, c}},
		{"(a OR f(b c) OR d) x", And{Or{a, And{Word{"f"}, b, c}, d}, Word{"x"}}},
		{"1) a 2) b", And{Word{"1"}, a, Word{"2"}, b}},
		{"a :) b ;-( (c :) OR d)", And{a, Word{":)"}, b, Word{";-("}, Or{And{c, Word{":)"}}, d}}},
		{"a->b i++ R&D a|b x-- #tag @me ~y !z", And{Word{"a->b"}, Word{"i++"}, Word{"R&D"}, Word{"a|b"}, Word{"x--"}, Word{"#tag"}, Word{"@me"}, Word{"~y"}, Word{"!z"}}},
		{"std::vector https://x.org/a?b=c&d 10:30 text::Split room://x", And{Word{"std::vector"}, Word{"https://x.org/a?b=c&d"}, Word{"10:30"}, Word{"text::Split"}, Word{"room://x"}}},

		// Fields.
		{`title:BPF by:"Dhaval Giani"`, And{Field{"title", Word{"BPF"}}, Field{"speaker", Phrase{"Dhaval Giani"}}}},
		{`-Track:refereed`, And{Not{Field{"track", Word{"refereed"}}}}},
		{`- " -" title: title:""`, And{Phrase{"-"}, Word{"title"}}},
		{`speaker: giani title: "a b" track:  -x day: 2019-09-10 topic:`,
			And{Field{"speaker", Word{"giani"}}, Field{"title", Phrase{"a b"}}, Word{"track"}, Not{Word{"x"}}, Field{"day", Word{"2019-09-10"}}, Word{"topic"}}},
		{`(title: ) title: OR a`, And{Or{Word{"title"}, a}}},
		{"color:red", And{Word{"color:red"}}},
		{`track:a,"b c",d* x`, And{Field{"track", Or{a, Phrase{"b c"}, Prefix{"d"}}}, Word{"x"}}},
		{`-track:"b c",a`, And{Not{Field{"track", Or{Phrase{"b c"}, a}}}}},
		{"track:,a,,b, c", And{Field{"track", Or{a, b}}, c}},
		{"kind:(talk OR tutorial)", And{Field{"kind", Or{Word{"talk"}, Word{"tutorial"}}}}},
		{"title:(a -b speaker:c)", And{Field{"title", a}, Not{Field{"title", b}}, Field{"speaker", c}}},
		{"title:a OR title:b", And{Field{"title", Or{a, b}}}},
		{"title:a OR track:b", And{Or{Field{"title", a}, Field{"track", b}}}},
		{"title:(a,b c)", And{Field{"title", Or{a, b}}, Field{"title", c}}},
		{"title:foo(a,b)", And{Field{"title", Word{"foo(a,b)"}}}},

		// Values that fields can't have.
		{"kind:micro kind:Talks kind:micro*", And{Word{"micro"}, Field{"kind", Word{"Talks"}}, Field{"kind", Prefix{"micro"}}}},
		{"day:someday", And{Word{"someday"}}},
		{"day:tue,someday", And{Or{Field{"day", Word{"tue"}}, Word{"someday"}}}},
		{`-day:"x y",title:z,OR`, And{Not{Or{Phrase{"x y"}, Phrase{"title:z"}, Phrase{"OR"}}}}},

		// Times.
		{"day:2019-09-10", And{Field{"day", Word{"2019-09-10"}}}},
		{"day:10 September 2019 10", And{Field{"day", Phrase{"10 September 2019"}}, Word{"10"}}},
		{"day:Sep 10, 2019", And{Field{"day", Phrase{"Sep 10, 2019"}}}},
		{"after:2019-09-10 14:00 before: 2:30 pm a", And{Field{"after", Phrase{"2019-09-10 14:00"}}, Field{"before", Phrase{"2:30 pm"}}, a}},
		{"day:2 bpf year:2018..2020", And{Field{"day", Word{"2"}}, Word{"bpf"}, Field{"year", Word{"2018..2020"}}}},
		{"day:mon,tue", And{Field{"day", Or{Word{"mon"}, Word{"tue"}}}}},
	} {
		if got := Parse(c.in).Root; !reflect.DeepEqual(got, c.want) {
			t.Errorf("Parse(%q)\n got %#v\nwant %#v", c.in, got, c.want)
		}
	}
}

func TestString(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`ebpf -by:"A B" title:x`, `ebpf AND -speaker:"A B" AND title:x`},
		{"a b | c", "(a AND b) OR c"},
		{"(a OR b) -(c d)", "(a OR b) AND -(c AND d)"},
		{`track:(a OR "b c")`, `track:a,"b c"`},
		{"title:(a b)", "title:a AND title:b"},
		{"a (b OR :)", "a AND (b OR :))"},
		{"a (b OR c:)", "a AND (b OR c: )"},
	} {
		if got := Parse(c.in).Root.String(); got != c.want {
			t.Errorf("%s: got %s, want %s", c.in, got, c.want)
		}
	}
}

func TestWarnings(t *testing.T) {
	deep := strings.Repeat("(a OR b AND ", 30) + "c"
	for _, c := range []struct{ in, want string }{
		{"spaeker:giani", `there is no field "spaeker", so it was searched as text; did you mean speaker:?`},
		{`spaeker:"Dhaval Giani"`, `there is no field "spaeker", so it was searched as text; did you mean speaker:?`},
		{"note:this std::vector http://x a:b C:", ""},
		{"day:tuseday", `searched as text: day "tuseday": want a date such as 2019-09-10, a month, a weekday, or a number such as 2 for the second day; did you mean day:tuesday?`},
		{"day:10/9/2019", `searched as text: day "10/9/2019": want a date such as 2019-09-10, a month, a weekday, or a number such as 2 for the second day`},
		{"after:25:00", `searched as text: after "25:00": want a date such as 2019-09-10, a year, a weekday, a time such as 14:00, or a day and a time such as 2019-09-10 14:00`},
		{"year:19", `searched as text: year "19": want four digits, such as 2019, or several years, such as 2018..2020`},
		{"kind:micro", `searched as text: there is no kind "micro"; did you mean kind:microconference?`},
		{"a OR", "OR stands where it joins nothing, so it was left out"},
		{"OR", ""},
		{"a or b", `"or" joins nothing; OR, in capitals, finds either side`},
		{"a and b", ""},
		{"or a or", ""},
		{"a (not b)", `"not" excludes nothing; NOT, in capitals, or a hyphen does`},
		{"whether it is safe or not to sleep", ""},
		{"a b OR c", "this was read as (a AND b) OR c, not as a AND (b OR c); parentheses can say otherwise"},
		{"a AND b OR c", ""},
		{"a (b OR c)", ""},
		{strings.Repeat("long", 30) + " b OR c", "OR stands between all that is before and after it; parentheses say what belongs together"},
		{"a b OR c OR d", "this was read as (a AND b) OR c OR d; parentheses can say otherwise"},
		{"a|b", `"a|b" was searched as text; with spaces around it, | finds either side`},
		{"track:a, b", "the list after track: ends at its first space; write values without any between them, as in track:a,b"},
		{"track:a, title:b", ""},
		{"track:-a", "the hyphen in track:-a excludes nothing; it does before the field, as in -track:a"},
		{numbered(100), ""},
		{numbered(101), "only the first 100 words were searched for"},
		{numbered(99) + "(x OR y)", "only the first 100 words were searched for"},
		{deep, "parentheses were nested more than 20 deep; what is deeper was left out"},
		{"title:x", ""},
	} {
		if got := strings.Join(Parse(c.in).Warnings, "|"); got != c.want {
			t.Errorf("Parse(%q): warnings\n got %q\nwant %q", c.in, got, c.want)
		}
	}
}

func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "w%d ", i)
	}
	return b.String()
}

// TestLimits checks that no text, however long or deep, takes long or has a large tree.
func TestLimits(t *testing.T) {
	const n = 100_000
	for _, s := range []string{"(", "-(", "(a ", "(a OR ", "a(", "title:(", "NOT ", "a OR ", "\"", ")", "-", "a,", "title:a,", "(a OR -(b ", "day:may ", ":(", "OR "} {
		q := Parse(strings.Repeat(s, n))
		if terms, depth := measure(q.Root); terms > MaxTerms || depth > MaxNesting+1 {
			t.Errorf("%q, %d times: %d terms, %d deep", s, n, terms, depth)
		}
	}
	redundant := strings.Repeat("(", maxParentheses) + "a" + strings.Repeat(")", maxParentheses) + " b"
	if got, want := Parse(redundant), (And{Word{"a"}, Word{"b"}}); !reflect.DeepEqual(got.Root, want) || got.Warnings != nil {
		t.Errorf("parentheses that change nothing: got %v, %q", got.Root, got.Warnings)
	}
}

// measure returns how many leaves a tree has, and how many And and Or lie one within
// another.
func measure(n Node) (terms, depth int) {
	count := func(nodes []Node) {
		for _, c := range nodes {
			t, d := measure(c)
			terms, depth = terms+t, max(depth, d+1)
		}
	}
	switch n := n.(type) {
	case And:
		count(n)
	case Or:
		count(n)
	case Not:
		return measure(n.Node)
	case Field:
		terms, _ = measure(n.Value)
	default:
		terms = 1
	}
	return terms, depth
}

func TestWalk(t *testing.T) {
	var got []string
	Walk(Parse(`a -title:"b c" speaker:d,e (f OR -(g -h) OR title:i*)`).Root, func(leaf Node, field string, excluded bool) {
		got = append(got, fmt.Sprintf("%s/%s/%t", leaf, field, excluded))
	})
	want := []string{`a//false`, `"b c"/title/true`, `d/speaker/false`, `e/speaker/false`, `f//false`, `g//true`, `h//true`, `i*/title/false`}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestTables checks that what the help page shows is read as it is meant.
func TestTables(t *testing.T) {
	names := map[string]bool{}
	for _, f := range Fields {
		for _, name := range append([]string{f.Name}, f.Aliases...) {
			if names[name] {
				t.Errorf("two fields have the name %s", name)
			}
			names[name] = true
		}
		q := Parse(f.Example)
		if len(q.Root) != 1 || len(q.Warnings) > 0 {
			t.Errorf("example %s: got %#v, %q", f.Example, q.Root, q.Warnings)
			continue
		}
		if got, ok := q.Root[0].(Field); !ok || got.Name != f.Name || f.Help == "" {
			t.Errorf("example %s: got %#v, want field %s", f.Example, q.Root[0], f.Name)
		}
		if f.Check == nil || strings.HasPrefix(f.Values, "as ") {
			continue
		}
		for _, v := range strings.Split(f.Values, ", ") {
			if err := f.Check(v); err != nil {
				t.Errorf("%s: value %q of the table: %v", f.Name, v, err)
			}
		}
	}
	for _, o := range Operators {
		if q := Parse(o.Example); len(q.Root) == 0 || len(q.Warnings) > 0 || o.Help == "" {
			t.Errorf("example %s: got %#v, %q", o.Example, q.Root, q.Warnings)
		}
	}
}

// TestRoundTrip parses what is put together at random from pieces that mean something,
// which byte by byte are seldom met.
func TestRoundTrip(t *testing.T) {
	pieces := []string{" ", " ", " ", " ", "(", "(", ")", ")", "-", "+", "–", "\"", ",", "*", ":", "|", "&", "=", "'", "/", "a", "b", "c", "OR", " OR ", "AND", " AND ", "NOT", " NOT ", "or",
		"title:", "day:", "kind:", "after:", " x:", "tue", "may", "10", "2019", "14:00", "pm", "talk", ":)", ":-(", "f(x)", "//", "::"}
	random := rand.New(rand.NewPCG(1, 2))
	for range *trips {
		var b strings.Builder
		for range 1 + random.IntN(24) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		roundTrip(t, b.String())
		if t.Failed() {
			return
		}
	}
}

var trips = flag.Int("trips", 30_000, "how many texts TestRoundTrip parses")

// roundTrip checks that a tree's String parses to the same tree, within limits.
func roundTrip(t *testing.T, s string) {
	first := Parse(s)
	again := Parse(first.Root.String())
	if !reflect.DeepEqual(first.Root, again.Root) {
		t.Errorf("%q\n is %#v\nits String %q\n is %#v", s, first.Root, first.Root, again.Root)
	}
	if terms, depth := measure(first.Root); terms > MaxTerms || depth > MaxNesting+1 {
		t.Errorf("%q has %d terms, %d deep", s, terms, depth)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`a -b "c d" title:e`, `-"`, `--`, `AND AND`, `title:title:"x`, `""title: -b e`, "\xff“", `-title:-x`, `day:"2019-09-10"`,
		`(a OR b) -(c | "d e")`, `NOT -OR(x) :) (x :)`, `title:(a,b c OR :x -y)`, `day:-(a),OR,//x`, `after:sep 10, 2019 14:00`, `+-a –-b a|b f(x(y) z)`} {
		f.Add(s)
	}
	f.Fuzz(roundTrip)
}
