package query

import "strings"

// named reads a field with its value. It is false where there is none; a field's name
// that no value follows is a word.
func (p *parser) named() (Node, bool) {
	f, name, ok := fieldAhead(p.rest)
	if !ok {
		return nil, false
	}
	p.rest = p.rest[len(name)+1:]
	value := strings.TrimLeft(p.rest, " ")
	attached := len(value) == len(p.rest)
	if value == "" || value[0] == ')' || !attached && !p.begins(value) {
		return p.leaf(name, Word{name}), true
	}
	if p.rest = value; value[0] == '(' {
		return p.group(&f), true
	}
	return p.list(f), true
}

// begins reports whether a value that stands apart from its field can begin so.
func (p *parser) begins(s string) bool {
	if _, _, ok := fieldAhead(s); ok || hyphen(s) > 0 || noValue(s) {
		return false
	}
	next := parser{rest: s}
	return next.ahead(orNames) == "" && next.ahead(andNames) == "" && next.ahead(notNames) == ""
}

// leaf returns a leaf, which was written so, in the field at hand.
func (p *parser) leaf(written string, n Node) Node {
	if p.field == nil {
		return n
	}
	return p.value(*p.field, written, n)
}

// list reads values with commas between them.
func (p *parser) list(f FieldSpec) Node {
	var nodes []Node
	for {
		if strings.HasPrefix(p.rest, `"`) {
			if s := p.phrase(); s != "" {
				nodes = append(nodes, p.value(f, s, Phrase{s}))
			}
		} else if w := p.word(true); w != "" {
			if size := hyphen(w); size > 0 && alphanumeric(w[size:]) {
				p.warn("the hyphen in %s:%s excludes nothing; it does before the field, as in -%s:%s", f.Name, w, f.Name, w[size:])
			}
			if spaced := p.spaced(f, w); spaced != w {
				nodes = append(nodes, p.value(f, spaced, Phrase{spaced}))
			} else {
				nodes = append(nodes, p.value(f, w, wordOrPrefix(w)))
			}
		}
		if !strings.HasPrefix(p.rest, ",") {
			break
		}
		p.rest = strings.TrimLeft(p.rest, ",")
		if p.rest == "" || strings.ContainsAny(p.rest[:1], " )") {
			if next := strings.TrimLeft(p.rest, " "); len(nodes) > 0 && next != "" && (next[0] == '"' || alphanumeric(next)) && p.begins(next) {
				p.warn("the list after %s: ends at its first space; write values without any between them, as in %s:a,b", f.Name, f.Name)
			}
			break
		}
	}
	return or(nodes)
}

// spaced reads on from a value that is not quoted as long as it means a time.
func (p *parser) spaced(f FieldSpec, value string) string {
	if !f.Time {
		return value
	}
	const words = 2 // that may follow: "10 September 2019"
	for range words {
		next, rest := strings.TrimLeft(p.rest, " "), ""
		if end := strings.IndexAny(next, ` "()`); end >= 0 {
			next, rest = next[:end], next[end:]
		}
		longer := value + " " + next
		if !strings.HasPrefix(p.rest, " ") || !resumesTime(next) || f.Check(longer) != nil {
			break
		}
		value, p.rest = longer, rest
	}
	return value
}

// value returns a field with a value, which was written so; one that the field can't
// have is text.
func (p *parser) value(f FieldSpec, written string, n Node) Node {
	if f.Check != nil {
		if err := f.Check(written); err != nil {
			p.warn("searched as text: %v", err)
			if !alphanumeric(written) || strings.ContainsAny(written, ":(") || lowerOperator(written) != written {
				return Phrase{written} // a word would be taken for something else
			}
			return n
		}
	}
	if noValue(written) { // a word would not be taken for a value
		n = Phrase{written}
	}
	return Field{f.Name, n}
}

// phrase reads a phrase, "" for an empty one.
func (p *parser) phrase() string {
	s, rest, _ := strings.Cut(p.rest[1:], `"`)
	p.rest = rest
	return strings.Join(strings.Fields(s), " ")
}
