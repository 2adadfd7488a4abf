package query

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
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
		{`title:BPF by:"Dhaval Giani"`, And{Field{"title", Word{"BPF"}}, Field{"speaker", Phrase{"Dhaval Giani"}}}},
		{`-Track:refereed`, And{Not{Field{"track", Word{"refereed"}}}}},
		{"day:2019-09-10", And{Field{"day", Word{"2019-09-10"}}}},
		{"day:someday", And{Word{"someday"}}},
		{"color:red", And{Word{"color:red"}}},
		{"std::vector https://x.org 10:30", And{Word{"std::vector"}, Word{"https://x.org"}, Word{"10:30"}}},
		{`- " -" title: title:""`, And{Phrase{"-"}, Field{"title", Word{"title:"}}}},
		{`speaker: giani title: "a b" track:  -x day: 2019-09-10 topic:`,
			And{Field{"speaker", Word{"giani"}}, Field{"title", Phrase{"a b"}}, Word{"track"}, Not{Word{"x"}}, Field{"day", Word{"2019-09-10"}}, Word{"topic"}}},
		{"ker\u00adnel bp\u200bf", And{Word{"kernel"}, Word{"bpf"}}},
		{"the the -x -x the", And{Word{"the"}, Not{Word{"x"}}}},
		{"kind:micro kind:Talks", And{Word{"micro"}, Field{"kind", Word{"Talks"}}}},
		{"--source -- -", And{Word{"--source"}, Word{"--"}}},
		{"a AND b and c", And{Word{"a"}, Word{"b"}, Word{"and"}, Word{"c"}}},
		{"AND a AND", And{Word{"and"}, Word{"a"}}},
		{"sched* -real-ti* title:bp** *** *x", And{Prefix{"sched"}, Not{Prefix{"real-ti"}}, Field{"title", Prefix{"bp"}}, Word{"***"}, Word{"*x"}}},
		{`a"b c"d`, And{Word{"a"}, Phrase{"b c"}, Word{"d"}}},
	} {
		if got := Parse(c.in).Root; !reflect.DeepEqual(got, c.want) {
			t.Errorf("Parse(%q)\n got %#v\nwant %#v", c.in, got, c.want)
		}
	}
}

func TestString(t *testing.T) {
	if got, want := Parse(`ebpf -by:"A B" title:x`).Root.String(), `ebpf AND -speaker:"A B" AND title:x`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestWarnings(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"spaeker:giani", `there is no field "spaeker", so it was searched as text; did you mean speaker:?`},
		{"day:someday", `date "someday": want a calendar day as YYYY-MM-DD, such as 2019-09-10; it was searched as text`},
		{"note:this", ""},
		{numbered(100), ""},
		{numbered(101), "only the first 100 words were searched for"},
		{"title:x", ""},
	} {
		if got := strings.Join(Parse(c.in).Warnings, "|"); got != c.want {
			t.Errorf("Parse(%q): warnings %q, want %q", c.in, got, c.want)
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

func TestWalk(t *testing.T) {
	var got []string
	Walk(Parse(`a -title:"b c" speaker:d`).Root, func(leaf Node, field string, excluded bool) {
		got = append(got, fmt.Sprintf("%s/%s/%t", leaf, field, excluded))
	})
	want := []string{`a//false`, `"b c"/title/true`, `d/speaker/false`}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`a -b "c d" title:e`, `-"`, `--`, `AND AND`, `title:title:"x`, `""title: -b e`, "\xff“", `-title:-x`, `day:"2019-09-10"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		first := Parse(s)
		again := Parse(first.Root.String())
		if !reflect.DeepEqual(first.Root, again.Root) {
			t.Fatalf("%q\n is %#v\nits String %q\n is %#v", s, first.Root, first.Root, again.Root)
		}
	})
}
