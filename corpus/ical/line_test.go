package ical

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestScan(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"CRLF":                {"A:1\r\nB:2\r\n", "1 A:1|2 B:2"},
		"LF, no final one":    {"A:1\nB:2", "1 A:1|2 B:2"},
		"CR":                  {"A:1\rB:2\r", "1 A:1|2 B:2"},
		"doubled CR":          {"A:1\r\r\nB:2\r\r\n", "1 A:1|2 B:2"},
		"folded":              {"A:1\r\n 2\r\n\t3\r\nB:4", "1 A:123|4 B:4"},
		"a fold keeps spaces": {"A:1 \n  2\nB:3", "1 A:1  2|3 B:3"},
		"a letter parted":     {"A:caf\xc3\n \xa9\n", "1 A:café"},
		"blank lines":         {"\n\nA:1\n\nB:2\n\n", "3 A:1|5 B:2"},
		"a blank fold":        {"A:1\n \nB:2", "1 A:1|3 B:2"},
		"nothing":             {"", ""},
	} {
		var got []string
		s := newScanner([]byte(c.in))
		for {
			text, ok := s.scan()
			if !ok {
				break
			}
			got = append(got, fmt.Sprint(s.line, " ", text))
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s: got %s, want %s", name, strings.Join(got, "|"), c.want)
		}
	}
}

func TestParseLine(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`SUMMARY:a: b; c`, `SUMMARY [] a: b; c`},
		{`summary:a`, `SUMMARY [] a`},
		{`DTSTART;TZID=Europe/Berlin:20200101T100000`, `DTSTART [{TZID Europe/Berlin}] 20200101T100000`},
		{`ATTENDEE;ROLE=X;CN="Other; Ann: x":mailto:a@b`, `ATTENDEE [{ROLE X} {CN Other; Ann: x}] mailto:a@b`},
		{`ATTENDEE;CN=Other, Ann:mailto:a@b`, `ATTENDEE [{CN Other, Ann}] mailto:a@b`},
		{`ATTENDEE;CN=Ann ^'A^' ^^ B:x`, `ATTENDEE [{CN Ann "A" ^ B}] x`},
		{`ATTENDEE;CN="Ann:x`, `ATTENDEE [{CN "Ann}] x`},
		{`DESCRIPTION;QUOTED:x`, `DESCRIPTION [{QUOTED }] x`},
		{`X-A;B=:`, `X-A [{B }] `},
		{`X-A;B`, ``}, {`X-A;B=c`, ``}, {`X-A`, ``}, {`:x`, ``}, {`;a=b:x`, ``}, {``, ``},
		{`http://example.org/`, ``}, {`Note: text`, ``}, {`two words: x`, ``},
	} {
		got := ""
		if p, ok := parseLine(c.in); ok {
			got = fmt.Sprint(p.name, " ", p.params, " ", p.value)
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.in, got, c.want)
		}
	}
}

func TestEscapes(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`a\, b\; c\\n\nd\Ne`, "a, b; c\\n\nd\ne"},
		{`C:\temp \alpha`, `C:\temp \alpha`},
		{`12\:30 \"x\"`, `12:30 "x"`},
		{`end\`, `end\`},
	} {
		if got := unescape(c.in); got != c.want {
			t.Errorf("unescape(%s) = %q, want %q", c.in, got, c.want)
		}
	}
	for _, s := range []string{"a, b; c\\n\nd", `\`, `\\,`, "tab\t", "日本, 語"} {
		if got := unescape(escape(s)); got != s {
			t.Errorf("%q escaped and back: got %q", s, got)
		}
		p, ok := parseLine(with("X", []param{{"P", s}}) + ":v")
		if !ok || p.param("P") != s || p.value != "v" {
			t.Errorf("%q as a parameter: got %+v", s, p)
		}
	}
	list := property{value: `a\, b,c,,\\,d\`}
	if got := list.list(); !slices.Equal(got, []string{"a, b", "c", `\`, `d\`}) {
		t.Errorf("list: got %q", got)
	}
}

func TestFold(t *testing.T) {
	for _, text := range []string{
		"", strings.Repeat("x", 74), strings.Repeat("x", 75), strings.Repeat("x", 76), strings.Repeat("x", 500),
		strings.Repeat("é", 200), "x" + strings.Repeat("é", 200), strings.Repeat("日", 200), "x" + strings.Repeat("😀", 99), "xy" + strings.Repeat("😀", 99),
	} {
		var b strings.Builder
		w := newLineWriter(&b)
		w.line("X", text)
		w.line("Y", "z")
		if err := w.flush(); err != nil {
			t.Fatal(err)
		}
		checkLines(t, b.String())
		s := newScanner([]byte(b.String()))
		if got, _ := s.scan(); got != "X:"+text {
			t.Errorf("got %q, want %q", got, "X:"+text)
		}
		if got, _ := s.scan(); got != "Y:z" {
			t.Errorf("got %q, want the next line", got)
		}
	}
}
