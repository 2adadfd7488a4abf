package query

import "strings"

// A Node is a part of a query's tree. Its String, parsed, gives the same tree.
//
// Parse keeps nodes in the order of the text and in the simplest form: an And
// below the root and an Or have two nodes or more and none of their own kind, nothing
// is twice among them, and a Not holds no Not.
type Node interface {
	String() string
	node()
}

// And matches what all of its nodes match; with none of them, everything.
type And []Node

// Or matches what one of its nodes matches.
type Or []Node

// Not matches what its node does not.
type Not struct{ Node Node }

// Word matches a word, stemmed, in any field.
type Word struct{ Text string }

// Prefix matches words that begin so, in any field.
type Prefix struct{ Text string }

// Phrase matches words in their order, unstemmed, in any field.
type Phrase struct{ Text string }

// Field matches a Word, a Prefix or a Phrase, or one of an Or of these, in one field.
type Field struct {
	Name  string // a Name of Fields
	Value Node
}

func (And) node()    {}
func (Or) node()     {}
func (Not) node()    {}
func (Word) node()   {}
func (Prefix) node() {}
func (Phrase) node() {}
func (Field) node()  {}

func (a And) String() string    { return join(a, " AND ") }
func (o Or) String() string     { return join(o, " OR ") }
func (w Word) String() string   { return w.Text }
func (p Prefix) String() string { return p.Text + "*" }
func (p Phrase) String() string { return `"` + p.Text + `"` }

func (n Not) String() string {
	s := inside(n.Node)
	if hyphen(s) > 0 { // two hyphens are a word's
		s = parentheses(s)
	}
	return "-" + s
}

func (f Field) String() string {
	if or, ok := f.Value.(Or); ok {
		return f.Name + ":" + join(or, ",")
	}
	return f.Name + ":" + f.Value.String()
}

func join(nodes []Node, between string) string {
	if len(nodes) == 1 { // a root
		return nodes[0].String()
	}
	s := make([]string, len(nodes))
	for i, n := range nodes {
		s[i] = inside(n)
	}
	return strings.Join(s, between)
}

// inside returns a node as it stands within another.
func inside(n Node) string {
	switch n.(type) {
	case And, Or:
		return parentheses(n.String())
	}
	return n.String()
}

// parentheses adds a space where the last one would become a smiley's.
func parentheses(s string) string {
	if strings.ContainsRune(smileyBegins, rune(s[len(s)-1])) {
		s += " "
	}
	return "(" + s + ")"
}

// Walk calls visit for each Word, Prefix and Phrase below n, in the order of the text,
// with the field it is looked for in ("" for any) and whether it stands within an
// exclusion.
func Walk(n Node, visit func(leaf Node, field string, excluded bool)) {
	walk(n, "", false, visit)
}

func walk(n Node, field string, excluded bool, visit func(Node, string, bool)) {
	switch n := n.(type) {
	case And:
		for _, c := range n {
			walk(c, field, excluded, visit)
		}
	case Or:
		for _, c := range n {
			walk(c, field, excluded, visit)
		}
	case Not:
		walk(n.Node, field, true, visit)
	case Field:
		walk(n.Value, n.Name, excluded, visit)
	case Word, Prefix, Phrase:
		visit(n, field, excluded)
	}
}
