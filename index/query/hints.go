package query

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"talksearch/index/text"
)

// maxHinted is in how many terms at most a small "or" or "not" may be an operator. In
// longer queries people write sentences.
const maxHinted = 6

// lowerCase notes a word that would be an operator in capitals. There may be a term
// before it.
func (p *parser) lowerCase(n Node, before bool) {
	after := strings.TrimLeft(p.rest, " )") != ""
	p.smallOr = p.smallOr || n == Word{"or"} && before && after
	p.smallNot = p.smallNot || n == Word{"not"} && after
}

// lowerCases warns of what lowerCase noted in a query of so many terms.
func (p *parser) lowerCases(terms int) {
	if p.smallOr && terms <= maxHinted {
		p.warn(`"or" joins nothing; OR, in capitals, finds either side`)
	}
	if p.smallNot && terms <= maxHinted {
		p.warn(`"not" excludes nothing; NOT, in capitals, or a hyphen does`)
	}
}

// precedence warns, once, that an OR was read as dividing all that stands on its sides.
func (p *parser) precedence(n Node, sides [][]Node) {
	if p.divided {
		return
	}
	p.divided = true
	const longest = 120
	read := n.String()
	if len(read) > longest {
		p.warn("OR stands between all that is before and after it; parentheses say what belongs together")
		return
	}
	other := ""
	if len(sides) == 2 {
		left, right := sides[0], sides[1]
		last := len(left) - 1
		near := Or{left[last], right[0]}
		other = fmt.Sprintf(", not as %s", and(slices.Concat(left[:last], []Node{near}, right[1:])))
	}
	p.warn("this was read as %s%s; parentheses can say otherwise", read, other)
}

// suspicious warns of a word that may have been meant as something else.
func (p *parser) suspicious(w string) {
	name, value, colon := strings.Cut(w, ":")
	if colon && letters(name) && !noValue(value) && (value != "" && value[0] != '/' || value == "" && strings.HasPrefix(p.rest, `"`)) {
		if near := nearField(name); near != "" {
			p.warn("there is no field %q, so it was searched as text; did you mean %s:?", name, near)
		}
	}
	if before, after, ok := strings.Cut(w, "|"); ok && before != "" && alphanumeric(after) {
		p.warn("%q was searched as text; with spaces around it, | finds either side", w)
	}
}

// nearField returns the name of the field that may have been meant, or "".
func nearField(name string) string {
	if _, known := field(name); known {
		return ""
	}
	var names []string
	for _, f := range Fields {
		names = append(names, f.Name)
		names = append(names, f.Aliases...)
	}
	f, _ := field(text.Nearest(name, names))
	return f.Name
}

func letters(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) {
			return false
		}
	}
	return s != ""
}
