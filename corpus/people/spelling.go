package people

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// compose returns the fullest spelling of one person's names, of which the
// first has all the words there are. Each word is taken from the name that
// spells it best, so that "STÉPHANE GRABER" and "Stephane Graber" yield the
// accent of the one and the case of the other.
func compose(names []words) string {
	if len(names) == 1 {
		return names[0].name
	}
	full := names[0].keys
	choices := make([]map[string]choice, len(full))
	for _, n := range names {
		proper := strings.ContainsFunc(n.name, unicode.IsUpper) && strings.ContainsFunc(n.name, unicode.IsLower)
		for from, to := range align(n.keys, full) {
			if n.keys[from] != full[to] {
				continue // an initial tells nothing about the name's spelling
			}
			if choices[to] == nil {
				choices[to] = make(map[string]choice)
			}
			written := n.written[from]
			c := judge(written, proper)
			c.count += choices[to][written].count + n.count
			c.care = max(c.care, choices[to][written].care)
			choices[to][written] = c
		}
	}
	out := make([]string, len(full))
	for i := range choices {
		out[i] = best(choices[i])
	}
	return strings.Join(out, " ")
}

// align maps the words of a shorter name to those of a fuller one: first to
// first, last to last, those between in order.
func align(short, full []string) map[int]int {
	at := map[int]int{0: 0, len(short) - 1: len(full) - 1}
	to := 1
	for from := 1; from < len(short)-1; from++ {
		for ; to < len(full)-1; to++ {
			first, _ := utf8.DecodeRuneInString(full[to])
			if short[from] == full[to] || short[from] == string(first) {
				at[from] = to
				to++
				break
			}
		}
	}
	return at
}

// A choice is one spelling of a word, and what speaks for it.
type choice struct {
	written string
	accents int // letters beyond ASCII
	care    int // case: 0 shouted or lower case, 1 a capital, 2 capitals within, as in "McKenney"
	stops   int // "J." rather than "J"
	count   int
}

func judge(word string, proper bool) choice {
	c := choice{written: word, stops: strings.Count(word, ".")}
	upper, lower, within := 0, 0, false
	for _, r := range word {
		switch {
		case unicode.IsUpper(r):
			upper++
			within = within || lower > 0
		case unicode.IsLower(r):
			lower++
		}
		if r >= utf8.RuneSelf && unicode.IsLetter(r) {
			c.accents++
		}
	}
	switch {
	case within:
		c.care = 2
	case upper == 1 && (lower > 0 || proper), upper == 0 && proper:
		c.care = 1 // "Ada"; "J." or "van" in a name that is not shouted throughout
	}
	return c
}

// best returns the best of several spellings of one word: the most accents, in
// the most careful case.
func best(choices map[string]choice) string {
	var accented, careful choice
	for _, c := range choices {
		if accented.written == "" || before(c, accented, c.accents-accented.accents, c.care-accented.care) {
			accented = c
		}
		if careful.written == "" || before(c, careful, c.care-careful.care, c.accents-careful.accents) {
			careful = c
		}
	}
	if accented.care < careful.care {
		return recase(accented.written, careful.written)
	}
	return accented.written
}

// before reports whether c goes before o, given their first two differences.
func before(c, o choice, first, second int) bool {
	return cmp.Or(-first, -second, cmp.Compare(o.stops, c.stops), cmp.Compare(o.count, c.count), cmp.Compare(c.written, o.written)) < 0
}

// recase gives word the letter case of model, if they correspond.
func recase(word, model string) string {
	m := []rune(model)
	if utf8.RuneCountInString(word) != len(m) {
		return word
	}
	i := -1
	return strings.Map(func(r rune) rune {
		i++
		if unicode.IsUpper(m[i]) {
			return unicode.ToUpper(r)
		}
		return unicode.ToLower(r)
	}, word)
}
