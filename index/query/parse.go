package query

import (
	"fmt"
	"slices"
	"strings"
)

// A Query is what a person typed and what was understood.
type Query struct {
	Text     string   // as typed
	Root     And      // what has to match
	Warnings []string // sentences on what was read otherwise than it may have been meant
}

// Empty reports whether q asks for everything.
func (q Query) Empty() bool { return len(q.Root) == 0 }

// maxWarnings is how many warnings a query gets, those on limits aside.
const maxWarnings = 10

// maxParentheses bounds the parser's recursion. It is more than MaxNesting, because
// parentheses that change nothing are allowed.
const maxParentheses = 200

// Parse reads a query; see the package's comment for the language.
func Parse(s string) Query {
	p := parser{rest: normal(s)}
	root := p.either()
	c := cutter{deep: p.deep}
	root = c.cut(root, 0)
	p.lowerCases(c.terms)
	if root == nil && len(p.idle) > 0 {
		root = Word{strings.ToLower(p.idle[0])}
	} else {
		for _, op := range p.idle {
			p.warn("%s stands where it joins nothing, so it was left out", op)
		}
	}
	q := Query{Text: s, Warnings: append(p.warnings, c.warnings()...)}
	switch root := root.(type) {
	case nil:
	case And:
		q.Root = root
	default:
		q.Root = And{root}
	}
	return q
}

type parser struct {
	rest     string     // what is not read yet
	field    *FieldSpec // of the group at hand; nil for any
	groups   int        // that are open
	stray    int        // parentheses of the group at hand that were opened within words
	deep     bool       // there were more than maxParentheses
	idle     []string   // operators with nothing to join
	warnings []string
	divided  bool // of the warnings, one is on precedence

	smallOr, smallNot bool // see lowerCase
}

// warn adds a warning, once.
func (p *parser) warn(format string, args ...any) {
	if s := fmt.Sprintf(format, args...); len(p.warnings) < maxWarnings && !slices.Contains(p.warnings, s) {
		p.warnings = append(p.warnings, s)
	}
}

// more reports whether terms follow within the all at hand. It passes over white space
// and over parentheses that close nothing.
func (p *parser) more() bool {
	for {
		p.rest = strings.TrimLeft(p.rest, " ")
		if !strings.HasPrefix(p.rest, ")") {
			return p.rest != "" && p.ahead(orNames) == ""
		}
		if p.stray > 0 {
			p.stray--
		} else if p.groups > 0 {
			return false
		}
		p.rest = p.rest[1:]
	}
}

func (p *parser) either() Node {
	var nodes []Node
	var sides [][]Node
	loose := false
	for {
		side, l := p.all()
		n := and(side)
		if n != nil {
			nodes, sides = append(nodes, n), append(sides, side)
		}
		loose = loose || l
		op := p.operator(orNames)
		if op == "" {
			break
		}
		if n == nil || !p.more() {
			p.idle = append(p.idle, op)
		}
	}
	n := or(nodes)
	if loose && len(nodes) > 1 {
		p.precedence(n, sides)
	}
	return n
}

// all reads terms up to an OR or the end of the group. It reports whether some stand
// side by side with no AND between them.
func (p *parser) all() (nodes []Node, loose bool) {
	joined := true
	for p.more() {
		if op := p.operator(andNames); op != "" {
			if len(nodes) == 0 || !p.more() || p.ahead(andNames) != "" {
				p.idle = append(p.idle, op)
			}
			joined = true
			continue
		}
		n := p.term()
		if n == nil {
			continue
		}
		p.lowerCase(n, len(nodes) > 0)
		loose = loose || !joined
		joined = false
		nodes = append(nodes, n)
	}
	return nodes, loose
}

// term reads one term; nil when there is nothing in it to search for.
func (p *parser) term() Node {
	exclude := false
	for {
		op := p.operator(notNames)
		if op == "" {
			break
		}
		if !p.more() || p.ahead(andNames) != "" {
			p.idle = append(p.idle, op)
			return nil
		}
		exclude = !exclude
	}
	if size := hyphen(p.rest); size > 0 && hyphen(p.rest[size:]) == 0 {
		p.rest = p.rest[size:]
		if p.rest == "" || strings.ContainsAny(p.rest[:1], " )") || p.operator(marks) != "" {
			return nil
		}
		exclude = !exclude
	}
	n := p.factor()
	if exclude {
		return not(n)
	}
	return n
}

func (p *parser) factor() Node {
	if len(p.rest) > 1 && p.rest[0] == '+' && (p.rest[1] == '"' || p.rest[1] == '(' || alphanumeric(p.rest[1:])) {
		p.rest = p.rest[1:]
	}
	if p.rest[0] == '(' {
		return p.group(p.field)
	}
	if n, ok := p.named(); ok {
		return n
	}
	if p.field != nil {
		return p.list(*p.field)
	}
	if p.rest[0] == '"' {
		if s := p.phrase(); s != "" {
			return Phrase{s}
		}
		return nil
	}
	if size := smiley(p.rest); size > 0 {
		defer func() { p.rest = p.rest[size:] }()
		return Word{p.rest[:size]}
	}
	w := p.word(false)
	p.suspicious(w)
	return wordOrPrefix(lowerOperator(w))
}

// group reads what stands in parentheses, in a field or, for nil, in any.
func (p *parser) group(field *FieldSpec) Node {
	p.rest = p.rest[1:]
	if p.groups == maxParentheses {
		p.deep = true
		p.stray++
		return nil
	}
	outerStray, outerField := p.stray, p.field
	p.stray, p.field = 0, field
	p.groups++
	n := p.either()
	p.groups--
	p.stray, p.field = outerStray, outerField
	p.rest = strings.TrimPrefix(p.rest, ")")
	return n
}
