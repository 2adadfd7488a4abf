package vocabulary

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Limits of a text.
const (
	maxLines = 20_000
	maxLine  = 8 << 10 // bytes
	maxForm  = 64      // letters and digits of a form, in bytes when folded
)

// A line is what one line of the text says.
type line struct {
	where   string // "vocabulary.txt:12"
	text    string // without comment
	search  bool   // not for keywords
	name    form
	forms   []form // parts among them
	broader []string
	related []string
}

// A form is one way to call a concept, or what a part of it is called.
type form struct {
	text string
	key  key
	mark mark
	part bool
}

// A mark says what a form is not good for.
type mark byte

const (
	plain       mark = iota
	ambiguous        // (form): means other things as well
	keywordOnly      // [form]: not to search by
)

// parse reads a text whole; name is what errors call it.
func parse(text io.Reader, name string) ([]line, error) {
	var lines []line
	in := bufio.NewScanner(text)
	in.Buffer(nil, maxLine)
	n := 0
	for in.Scan() {
		if n++; n > maxLines {
			return nil, fmt.Errorf("%s: has more than %d lines, want no more", name, maxLines)
		}
		where := fmt.Sprintf("%s:%d", name, n)
		s := in.Text()
		if n == 1 {
			s = strings.TrimPrefix(s, "\ufeff")
		}
		if !utf8.ValidString(s) {
			return nil, fmt.Errorf("%s: is not UTF-8 text", where)
		}
		if s = strings.TrimSpace(withoutComment(s)); s == "" {
			continue
		}
		l, err := parseLine(s)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", where, err)
		}
		l.where, l.text = where, s
		lines = append(lines, l)
	}
	if err := in.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, fmt.Errorf("%s:%d: is longer than %d bytes, want no more", name, n+1, maxLine)
	} else if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return lines, nil
}

// withoutComment cuts off a comment, which begins with a # at the beginning or
// after a space: "C# = csharp" has none.
func withoutComment(s string) string {
	for at := range len(s) {
		if s[at] == '#' && (at == 0 || s[at-1] == ' ' || s[at-1] == '\t') {
			return s[:at]
		}
	}
	return s
}

// parseLine reads NAME = FORM, … < PART, … > BROADER, … ~ RELATED, …
func parseLine(s string) (line, error) {
	var l line
	if rest, ok := strings.CutPrefix(s, "- "); ok {
		l.search, s = true, rest
	}
	sections := [...]struct {
		sign, what string
		list       []string
	}{{"=", "forms", nil}, {"<", "parts", nil}, {">", "broader names", nil}, {"~", "related names", nil}}
	for i := len(sections) - 1; i >= 0; i-- {
		x := &sections[i]
		before, list, found := strings.Cut(s, x.sign)
		if !found {
			continue
		}
		for j := range sections {
			if strings.Contains(list, sections[j].sign) {
				return l, fmt.Errorf("found %q behind %q; want NAME = FORMS < PARTS > BROADER ~ RELATED, in this order and each once", sections[j].sign, x.sign)
			}
		}
		for item := range strings.SplitSeq(list, ",") {
			if item = strings.TrimSpace(item); item == "" {
				return l, fmt.Errorf("found an empty place among the %s, %q; want words between commas", x.what, strings.TrimSpace(list))
			}
			x.list = append(x.list, item)
		}
		s = before
	}
	name := strings.TrimSpace(s)
	if name == "" {
		return l, errors.New("found no name; want NAME = FORM, FORM")
	}
	if strings.Contains(name, ",") {
		return l, fmt.Errorf("found the name %q; want a single one, and an equals sign before what else it is called", name)
	}
	var err error
	if l.name, err = parseForm(name); err != nil {
		return l, err
	}
	for i, list := range [...][]string{sections[0].list, sections[1].list} {
		for _, item := range list {
			f, err := parseForm(item)
			if err != nil {
				return l, err
			}
			f.part = i == 1
			l.forms = append(l.forms, f)
		}
	}
	l.broader, l.related = sections[2].list, sections[3].list
	return l, nil
}

// parseForm reads FORM, (FORM) or [FORM].
func parseForm(s string) (form, error) {
	f := form{text: s}
	for _, m := range [...]struct {
		open, close string
		mark        mark
	}{{"(", ")", ambiguous}, {"[", "]", keywordOnly}} {
		inner, ok := strings.CutPrefix(s, m.open)
		if !ok {
			continue
		}
		if inner, ok = strings.CutSuffix(inner, m.close); !ok {
			return f, fmt.Errorf("found %q; want the whole form in its marks, %sform%s", s, m.open, m.close)
		}
		f = form{text: strings.TrimSpace(inner), mark: m.mark}
	}
	if strings.ContainsAny(f.text, "()[]") {
		return f, fmt.Errorf("found %q; want brackets around a whole form or none", s)
	}
	f.key = newKey(f.text)
	switch size := len(f.key.joined); {
	case size == 0:
		return f, fmt.Errorf("found %q; want a form with letters or digits", s)
	case size > maxForm:
		return f, fmt.Errorf("found a form of %d letters, %q; want %d at most", size, s, maxForm)
	}
	return f, nil
}
