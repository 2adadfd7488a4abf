package query

import (
	"fmt"
	"strings"
	"unicode"

	"talksearch/corpus"
)

// MaxTerms is how many different terms of a query are searched for.
const MaxTerms = 100

// A Query is what a person typed and what was understood.
type Query struct {
	Text     string   // as typed
	Root     And      // what has to match
	Warnings []string // sentences on what was read otherwise than it may have been meant
}

// Empty reports whether q asks for everything.
func (q Query) Empty() bool { return len(q.Root) == 0 }

// Parse reads a query; see the package's comment for the language.
func Parse(s string) Query {
	p := parser{rest: normal(s)}
	q := Query{Text: s}
	for {
		p.rest = strings.TrimLeft(p.rest, " ")
		if p.rest == "" {
			break
		}
		if n := p.term(); n != nil {
			q.Root = append(q.Root, n)
		}
	}
	q.Root = p.distinct(dropOperators(q.Root))
	q.Warnings = p.warnings
	return q
}

type parser struct {
	rest     string
	warnings []string
}

// term reads one term; nil when there is nothing in it to search for.
func (p *parser) term() Node {
	if len(p.rest) > 0 && p.rest[0] == '-' && !strings.HasPrefix(p.rest, "--") {
		p.rest = p.rest[1:]
		if p.rest == "" || p.rest[0] == ' ' {
			return nil
		}
		if n := p.factor(); n != nil {
			return Not{n}
		}
		return nil
	}
	return p.factor()
}

func (p *parser) factor() Node {
	if p.rest[0] == '"' {
		return p.phrase()
	}
	end := strings.IndexAny(p.rest, ` "`)
	if end < 0 {
		end = len(p.rest)
	}
	word := p.rest[:end]
	p.rest = p.rest[end:]
	name, value, ok := strings.Cut(word, ":")
	if !ok {
		return wordOrPrefix(word)
	}
	f, known := field(name)
	if !known {
		if letters(name) && value != "" && !strings.ContainsAny(value[:1], ":/") {
			p.warn(unknownField(name))
		}
		return wordOrPrefix(word)
	}
	if value == "" { // "speaker: giani": the field's value follows
		next := strings.TrimLeft(p.rest, " ")
		if next == "" || next[0] == '-' {
			return Word{name} // as text, where nothing follows
		}
		if p.rest = next; next[0] != '"' {
			end := strings.IndexAny(next, ` "`)
			if end < 0 {
				end = len(next)
			}
			value, p.rest = next[:end], next[end:]
		}
	}
	if value == "" {
		n := p.phrase()
		if n == nil || p.bad(f, n.(Phrase).Text) {
			return n
		}
		return Field{f.Name, n}
	}
	if p.bad(f, value) { // read the value as if the field were not there
		if p.rest = strings.TrimLeft(value, "-") + p.rest; p.rest == "" || p.rest[0] == ' ' {
			return nil
		}
		return p.factor()
	}
	return Field{f.Name, wordOrPrefix(value)}
}

// wordOrPrefix reads a word; one that ends in a star is the beginning of words,
// if anything stands before the star.
func wordOrPrefix(s string) Node {
	if start := strings.TrimRight(s, "*"); start != s && strings.ContainsFunc(start, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return Prefix{start}
	}
	return Word{s}
}

// bad reports, and warns, that a field can't have a value.
func (p *parser) bad(f FieldSpec, value string) bool {
	if f.Check == nil {
		return false
	}
	err := f.Check(value)
	if err != nil {
		p.warn(fmt.Sprintf("%v; it was searched as text", err))
	}
	return err != nil
}

func (p *parser) phrase() Node {
	text, rest, _ := strings.Cut(p.rest[1:], `"`)
	p.rest = rest
	if text = strings.Join(strings.Fields(text), " "); text == "" {
		return nil
	}
	return Phrase{text}
}

func (p *parser) warn(s string) {
	if s != "" {
		p.warnings = append(p.warnings, s)
	}
}

// dropOperators takes out the word AND where it stands between two terms, and
// makes it an ordinary word elsewhere.
func dropOperators(list And) And {
	var out And
	for i, n := range list {
		if n == (Word{"AND"}) {
			if len(out) > 0 && i+1 < len(list) && list[i+1] != (Word{"AND"}) {
				continue
			}
			n = Word{"and"}
		}
		out = append(out, n)
	}
	return out
}

// distinct drops terms that say again what another says, and those beyond
// MaxTerms, with a warning.
func (p *parser) distinct(list And) And {
	var out And
	seen := map[string]bool{}
	for _, n := range list {
		key := n.String()
		if seen[key] {
			continue
		}
		if len(out) == MaxTerms {
			p.warn(fmt.Sprintf("only the first %d words were searched for", MaxTerms))
			break
		}
		seen[key] = true
		out = append(out, n)
	}
	return out
}

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

func letters(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) {
			return false
		}
	}
	return s != ""
}
