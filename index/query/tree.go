package query

import "strings"

// A Node is a part of a query's tree. Its String, parsed, gives the same tree.
type Node interface {
	String() string
	node()
}

// And matches what all of its nodes match; with none of them, everything.
type And []Node

// Not matches what its node does not.
type Not struct{ Node Node }

// Word matches a word, stemmed, in any field.
type Word struct{ Text string }

// Prefix matches words that begin so, in any field.
type Prefix struct{ Text string }

// Phrase matches words in their order, unstemmed, in any field.
type Phrase struct{ Text string }

// Field matches a Word, a Prefix or a Phrase in one field.
type Field struct {
	Name  string // a Name of Fields
	Value Node
}

func (And) node()    {}
func (Not) node()    {}
func (Word) node()   {}
func (Prefix) node() {}
func (Phrase) node() {}
func (Field) node()  {}

func (a And) String() string {
	s := make([]string, len(a))
	for i, n := range a {
		s[i] = n.String()
	}
	return strings.Join(s, " AND ")
}

func (n Not) String() string    { return "-" + n.Node.String() }
func (w Word) String() string   { return w.Text }
func (p Prefix) String() string { return p.Text + "*" }
func (p Phrase) String() string { return `"` + p.Text + `"` }
func (f Field) String() string  { return f.Name + ":" + f.Value.String() }

// Walk calls visit for each Word, Prefix and Phrase below n, with the field it is
// looked for in ("" for any) and whether it is excluded.
func Walk(n Node, visit func(leaf Node, field string, excluded bool)) {
	walk(n, "", false, visit)
}

func walk(n Node, field string, excluded bool, visit func(Node, string, bool)) {
	switch n := n.(type) {
	case And:
		for _, c := range n {
			walk(c, field, excluded, visit)
		}
	case Not:
		walk(n.Node, field, !excluded, visit)
	case Field:
		walk(n.Value, n.Name, excluded, visit)
	case Word, Prefix, Phrase:
		visit(n, field, excluded)
	}
}
