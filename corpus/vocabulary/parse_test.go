package vocabulary

import (
	"fmt"
	"strings"
	"testing"
)

// String writes a line back, marks and all.
func (l line) String() string {
	show := func(f form) string {
		switch f.mark {
		case ambiguous:
			return "(" + f.text + ")"
		case keywordOnly:
			return "[" + f.text + "]"
		}
		return f.text
	}
	var forms, parts []string
	for _, f := range l.forms {
		if f.part {
			parts = append(parts, show(f))
		} else {
			forms = append(forms, show(f))
		}
	}
	return fmt.Sprintf("%t %s %q %q %q %q", l.search, show(l.name), forms, parts, l.broader, l.related)
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"BPF", `false BPF [] [] [] []`},
		{"BPF = eBPF,  extended BPF", `false BPF ["eBPF" "extended BPF"] [] [] []`},
		{"BPF=eBPF<libbpf>kernel~XDP", `false BPF ["eBPF"] ["libbpf"] ["kernel"] ["XDP"]`},
		{"real-time = (RT), [low latency] > a, b ~ c, d", `false real-time ["(RT)" "[low latency]"] [] ["a" "b"] ["c" "d"]`},
		{"(Go) = golang", `false (Go) ["golang"] [] [] []`},
		{"- vm = virtual machine", `true vm ["virtual machine"] [] [] []`},
		{"C# = csharp # a comment", `false C# ["csharp"] [] [] []`},
		{"kernel < /proc", `false kernel [] ["/proc"] [] []`},
		{"a ~ b", `false a [] [] [] ["b"]`},
		{"\ufeffa = b", `false a ["b"] [] [] []`},
		{"# nothing\n\n   \t\n", ``},
	} {
		lines, err := parse(strings.NewReader(c.text), "x.txt")
		var got []string
		for _, l := range lines {
			got = append(got, l.String())
		}
		if s := strings.Join(got, "\n"); err != nil || s != c.want {
			t.Errorf("%q: got %s and error %v, want %s", c.text, s, err, c.want)
		}
	}
}

func TestRefused(t *testing.T) {
	long := strings.Repeat("x", maxForm+1)
	for _, c := range []struct{ text, want string }{
		{"ok\n= b", `x.txt:2: found no name; want NAME = FORM, FORM`},
		{"a = b,, c", `x.txt:1: found an empty place among the forms, "b,, c"; want words between commas`},
		{"a =", `x.txt:1: found an empty place among the forms, ""; want words between commas`},
		{"a > b = c", `x.txt:1: found "=" behind ">"; want NAME = FORMS < PARTS > BROADER ~ RELATED, in this order and each once`},
		{"a = b = c", `x.txt:1: found "=" behind "="; want NAME = FORMS < PARTS > BROADER ~ RELATED, in this order and each once`},
		{"a, b, c", `x.txt:1: found the name "a, b, c"; want a single one, and an equals sign before what else it is called`},
		{"a = (b", `x.txt:1: found "(b"; want the whole form in its marks, (form)`},
		{"a = b (c)", `x.txt:1: found "b (c)"; want brackets around a whole form or none`},
		{"a = --", `x.txt:1: found "--"; want a form with letters or digits`},
		{"a = " + long, fmt.Sprintf("x.txt:1: found a form of 65 letters, %q; want 64 at most", long)},
		{"a\n# b\nc > d", `x.txt:3: found "d", which no line has; want the name of a line, or another unmarked form`},
		{"a > b\nb > c\nc > a", `x.txt:3: found "a" to be broader than "c", which is itself broader than that; want one of them only`},
		{"a = \xff", `x.txt:1: is not UTF-8 text`},
		{"a\nb = " + strings.Repeat("c, ", maxLine/3), `x.txt:2: is longer than 8192 bytes, want no more`},
		{strings.Repeat("\n", maxLines+1), `x.txt: has more than 20000 lines, want no more`},
	} {
		v, err := (*Vocabulary)(nil).Extend("x.txt", strings.NewReader(c.text))
		if err == nil || err.Error() != c.want || v != nil {
			t.Errorf("%.50q: got %v and error\n%v, want\n%s", c.text, v, err, c.want)
		}
	}
}

func FuzzExtend(f *testing.F) {
	f.Add("BPF = eBPF, (x), [y] < libbpf > z ~ w\nz\nw", "ebpf programs")
	f.Add("- ä = Ö#, c++\na > b\nb > a", "c++")
	f.Add("a = b\nb = a\n(a) = c", "a b c")
	f.Fuzz(func(t *testing.T, text, query string) {
		v, err := (*Vocabulary)(nil).Extend("x", strings.NewReader(text))
		if err != nil {
			return
		}
		terms := strings.Fields(query)
		for _, m := range v.Match(nil, terms) {
			if m.From < 0 || m.From >= m.To || m.To > len(terms) || len(m.Forms) == 0 {
				t.Errorf("match %+v of %d terms", m, len(terms))
			}
		}
		for _, m := range v.Mentions(nil, terms) {
			for _, s := range m.Senses {
				if s.Concept < 0 || s.Concept >= len(v.Concepts()) {
					t.Errorf("mention of concept %d of %d", s.Concept, len(v.Concepts()))
				}
			}
		}
	})
}
