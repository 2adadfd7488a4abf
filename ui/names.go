package ui

import (
	"cmp"
	"strings"
	"unicode"

	"talksearch/corpus"
)

// byName compares names as people sort them: "Room 9" comes before "Room 10", and
// no name last.
func byName(a, b string) int {
	if a == "" || b == "" {
		return cmp.Compare(b, a)
	}
	x, y := []rune(corpus.Fold(a)), []rune(corpus.Fold(b))
	for len(x) > 0 && len(y) > 0 {
		if unicode.IsDigit(x[0]) && unicode.IsDigit(y[0]) {
			m, n := digits(x), digits(y)
			p, q := strings.TrimLeft(string(x[:m]), "0"), strings.TrimLeft(string(y[:n]), "0")
			if c := cmp.Or(cmp.Compare(len(p), len(q)), cmp.Compare(p, q)); c != 0 {
				return c
			}
			x, y = x[m:], y[n:]
			continue
		}
		if x[0] != y[0] {
			return cmp.Compare(x[0], y[0])
		}
		x, y = x[1:], y[1:]
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(a, b))
}

// digits returns how many digits s begins with.
func digits(s []rune) int {
	n := 0
	for n < len(s) && unicode.IsDigit(s[n]) {
		n++
	}
	return n
}
