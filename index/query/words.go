package query

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"talksearch/corpus"
)

// The operators that are words or marks of their own.
var (
	orNames  = []string{"OR", "||", "|"}
	andNames = []string{"AND", "&&", "&"}
	notNames = []string{"NOT"}
	marks    = []string{"||", "|", "&&", "&"}
)

// normal returns s cleaned as the texts that are searched are, with plain quotes
// and plain spaces.
func normal(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '“' || r == '”' || r == '„' || r == '«' || r == '»':
			return '"'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, corpus.Clean(s))
}

// ahead returns which of some operators comes next, "" for none.
func (p *parser) ahead(names []string) string {
	for _, name := range names {
		if rest, ok := strings.CutPrefix(p.rest, name); ok && (rest == "" || strings.ContainsAny(rest[:1], ` ()"`)) {
			return name
		}
	}
	return ""
}

// operator reads one of some operators, "" where none comes next.
func (p *parser) operator(names []string) string {
	name := p.ahead(names)
	p.rest = p.rest[len(name):]
	return name
}

// word reads up to white space, a quote, a parenthesis without its counterpart or, in a
// list, a comma. Opening parentheses at which it ends are passed over.
func (p *parser) word(list bool) string {
	if list {
		p.passOver()
	}
	end := 0
	for end < len(p.rest) {
		c := p.rest[end]
		if c == ' ' || c == '"' || c == ')' || list && c == ',' {
			break
		}
		size := 1
		if c == '(' {
			if size = matching(p.rest[end:]); size == 0 {
				break
			}
		}
		end += size
	}
	w := p.rest[:end]
	p.rest = p.rest[end:]
	p.passOver()
	return w
}

// passOver skips opening parentheses that are no group's.
func (p *parser) passOver() {
	for strings.HasPrefix(p.rest, "(") {
		p.rest = p.rest[1:]
		p.stray++
	}
}

// maxMatching is how many bytes a parenthesis within a word may enclose.
const maxMatching = 200

// matching returns the length of what a parenthesis at the beginning of s and its
// counterpart enclose, with both; 0 where that is not in the same word.
func matching(s string) int {
	open := 0
	for i := range min(len(s), maxMatching) {
		switch s[i] {
		case ' ', '"':
			return 0
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// smileyBegins are what may stand before a smiley's parenthesis.
const smileyBegins = ":;=-'"

// smiley returns the length of a smiley at the beginning of s, such as ":)" or ";-(",
// 0 where there is none.
func smiley(s string) int {
	if !strings.ContainsAny(s[:1], ":;=") {
		return 0
	}
	size := 1
	if len(s) > size && (s[size] == '-' || s[size] == '\'') {
		size++
	}
	if len(s) == size || s[size] != '(' && s[size] != ')' {
		return 0
	}
	if size++; len(s) > size && s[size] != ' ' && s[size] != ')' {
		return 0
	}
	return size
}

// hyphen returns the length of a hyphen, or what keyboards write for it, at the
// beginning of s, 0 where there is none.
func hyphen(s string) int {
	switch r, size := utf8.DecodeRuneInString(s); r {
	case '-', '\u2010', '\u2011', '–', '−':
		return size
	}
	return 0
}

// lowerOperator returns a word so that it is not taken for an operator, as it would be
// where it begins a term.
func lowerOperator(w string) string {
	for _, op := range []string{"OR", "AND", "NOT"} {
		if rest, ok := strings.CutPrefix(w, op); ok && (rest == "" || rest[0] == '(') {
			return strings.ToLower(op) + rest
		}
	}
	return w
}

// wordOrPrefix reads a word; one that ends in a star is the beginning of words,
// if anything stands before the star.
func wordOrPrefix(s string) Node {
	if start := strings.TrimRight(s, "*"); start != s && strings.ContainsFunc(start, isAlphanumeric) {
		return Prefix{start}
	}
	return Word{s}
}

// fieldAhead returns the field that s begins with, and its name as written. It is false
// where there is no name of a field, or no value can follow.
func fieldAhead(s string) (f FieldSpec, name string, ok bool) {
	end := 0
	for end < len(s) && end < 20 && ('a' <= s[end]|0x20 && s[end]|0x20 <= 'z') {
		end++
	}
	if end == len(s) || s[end] != ':' || noValue(s[end+1:]) {
		return FieldSpec{}, "", false
	}
	f, ok = field(s[:end])
	return f, s[:end], ok
}

// noValue reports whether what stands behind a colon makes it a part of text, as in
// "std::vector" and addresses.
func noValue(s string) bool { return strings.HasPrefix(s, ":") || strings.HasPrefix(s, "//") }

// alphanumeric reports whether s begins with a letter or digit.
func alphanumeric(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isAlphanumeric(r)
}

func isAlphanumeric(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
