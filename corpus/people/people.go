// Package people reads the names of persons as programmes write them: one
// name, or a list of names with affiliations. It also finds the spellings that
// belong to one person, so that a person is one value of a facet.
//
// It knows nothing of formats, and looks up no one: it goes by the letters
// alone. Where these leave a doubt, two names stay two persons.
package people

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"talksearch/corpus"
)

// Name returns one person's name in plain order and on one line: "Last, First"
// becomes "First Last", a title such as "Dr." goes, and so do e-mail
// addresses, pronouns in brackets, quotation marks around the whole, bullets
// and brackets that are empty or lack their partner. It returns "" when s names no one, as "TBD".
//
// It takes s for a single name; a list goes through List.
func Name(s string) string {
	return name(s, true)
}

// Shown returns one person's name that is written as it is to be shown, as Name
// does but without taking a comma to part last name from first: "Jane Doe, PhD".
func Shown(s string) string {
	return name(s, false)
}

// name cleans one name; turn says whether a comma in it parts last name from
// first.
func name(s string, turn bool) string {
	s = mend(withoutExtras(s))
	s = unquote(s)
	s = strings.TrimLeft(s, "-–—•*·,;: ")
	s = strings.TrimRight(s, "-–—•*·,;:/ ")
	if turn {
		s = inOrder(s)
	}
	s = withoutTitle(s)
	s = withoutPeriod(strings.TrimSuffix(strings.TrimSuffix(s, " et al."), " et al"))
	if nobody(s) {
		return ""
	}
	return s
}

// mend drops brackets that are empty or lack their partner, and puts white
// space in order.
func mend(s string) string {
	if strings.ContainsAny(s, "()[]") {
		partner := partners(s)
		var b strings.Builder
		for i := 0; i < len(s); i++ {
			switch s[i] {
			case '(', ')', '[', ']':
				other, ok := partner[i]
				if !ok {
					b.WriteByte(' ')
					continue
				}
				if other > i && strings.TrimSpace(s[i+1:other]) == "" {
					b.WriteByte(' ')
					i = other
					continue
				}
			}
			b.WriteByte(s[i])
		}
		s = b.String()
	}
	return strings.Join(strings.Fields(s), " ")
}

// partners maps the offset of each bracket in s that has a partner to the
// partner's offset.
func partners(s string) map[int]int {
	var open []int
	partner := make(map[int]int)
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(', '[':
			open = append(open, i)
		case ')', ']':
			// A bracket of the other kind stays without a partner rather than
			// close this one.
			if n := len(open); n > 0 && (s[open[n-1]] == '(') == (s[i] == ')') {
				partner[i], partner[open[n-1]] = open[n-1], i
				open = open[:n-1]
			}
		}
	}
	return partner
}

// withoutExtras drops what is no part of a name: pronouns, and e-mail
// addresses, which are nobody's business. Brackets around an address are left
// empty, for mend.
func withoutExtras(s string) string {
	if strings.Contains(s, "@") {
		s = address.ReplaceAllString(s, " ")
	}
	if strings.Contains(s, "/") {
		s = pronouns.ReplaceAllString(s, " ")
	}
	return s
}

var (
	address  = regexp.MustCompile(`<?(mailto:)?[\w.+%-]+@[\w-]+(\.[\w-]+)+>?`)
	pronouns = regexp.MustCompile(`(?i)[(\[](?:she|he|they|her|him|them)(?:\s?/\s?\w+)+[)\]]`)
)

// unquote drops quotation marks that enclose the whole of s.
func unquote(s string) string {
	for _, q := range [][2]string{{`"`, `"`}, {"'", "'"}, {"“", "”"}, {"„", "“"}, {"«", "»"}} {
		if inner, ok := strings.CutPrefix(s, q[0]); ok {
			if inner, ok = strings.CutSuffix(inner, q[1]); ok && !strings.ContainsAny(inner, q[0]+q[1]) {
				return strings.TrimSpace(inner)
			}
		}
	}
	return s
}

// inOrder turns "Last, First" round. A suffix such as "Jr." is no first name,
// and what stands in brackets at the end stays there.
func inOrder(s string) string {
	var sides []string
	suffix := ""
	for i, p := range outside(s, ',') {
		if i > 0 && suffixes[key(p)] {
			suffix = " " + p
		} else {
			sides = append(sides, p)
		}
	}
	if len(sides) != 2 || sides[0] == "" || sides[1] == "" {
		return strings.Join(sides, ", ") + suffix
	}
	last, first := sides[0], sides[1]
	if title, rest, ok := strings.Cut(last, " "); ok && titles[key(title)] {
		last = rest
	}
	if i := strings.Index(first, " ("); i > 0 && strings.HasSuffix(first, ")") {
		first, suffix = first[:i], suffix+first[i:]
	}
	return first + " " + last + suffix
}

// outside splits s at each sep that stands in no brackets, and trims the parts.
func outside(s string, sep byte) []string {
	partner := partners(s)
	var parts []string
	start := 0
	for i := 0; i < len(s); i++ {
		if other, ok := partner[i]; ok && other > i {
			i = other
		} else if s[i] == sep {
			parts = append(parts, strings.TrimSpace(s[start:i]))
			start = i + 1
		}
	}
	return append(parts, strings.TrimSpace(s[start:]))
}

// withoutTitle drops "Dr." and its like where a full name follows.
func withoutTitle(s string) string {
	for {
		title, rest, ok := strings.Cut(s, " ")
		if !ok || !titles[key(title)] || !strings.Contains(rest, " ") {
			return s
		}
		s = rest
	}
}

// withoutPeriod drops the full stop after a list's last name, but not that of
// an initial or an abbreviation.
func withoutPeriod(s string) string {
	word := s[strings.LastIndexByte(s, ' ')+1:]
	if utf8.RuneCountInString(word) > 4 && strings.Count(word, ".") == 1 && strings.HasSuffix(word, ".") {
		return s[:len(s)-1]
	}
	return s
}

// nobody reports whether s stands where a name should but is none.
func nobody(s string) bool {
	if !strings.ContainsFunc(s, unicode.IsLetter) {
		return true
	}
	words := strings.Join(strings.FieldsFunc(corpus.Fold(s), func(r rune) bool { return !unicode.IsLetter(r) }), " ")
	return placeholders[words]
}

// placeholders are what programmes write where a name is not known, folded,
// letters only.
var placeholders = set("tba", "tbd", "tbc", "n a", "n n", "nn", "none", "unknown", "speaker tba", "speaker tbd", "speakers tba", "speakers tbd",
	"to be announced", "to be determined", "to be decided", "to be defined", "to be confirmed",
	"others", "other", "more", "et al", "and others", "and more", "various", "various speakers", "multiple speakers", "more tba", "others tba")

// titles go before a name and are no part of it.
var titles = set("mr", "mrs", "ms", "mx", "dr", "prof", "professor")

// suffixes go after a name and are part of it.
var suffixes = set("jr", "sr", "junior", "senior", "ii", "iii", "iv", "phd", "md", "msc", "bsc", "mba", "esq")

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// key returns a word of a name as it is compared: folded letters and digits.
func key(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, corpus.Fold(word))
}
