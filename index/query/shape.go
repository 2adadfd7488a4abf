package query

import "fmt"

// Limits of a tree.
const (
	// MaxTerms is how many words, phrases and values a query may have.
	MaxTerms = 100
	// MaxNesting is how many And and Or may lie one within another below the root.
	MaxNesting = 20
)

// and returns the simplest node that matches what all nodes match, nil for none.
func and(nodes []Node) Node {
	var flat And
	for _, n := range nodes {
		if inner, ok := n.(And); ok {
			flat = append(flat, inner...)
		} else if n != nil {
			flat = append(flat, n)
		}
	}
	switch flat = distinct(flat); len(flat) {
	case 0:
		return nil
	case 1:
		return flat[0]
	}
	return flat
}

// or returns the simplest node that matches what any node matches, nil for none.
// Values of one field become a list.
func or(nodes []Node) Node {
	var flat Or
	for _, n := range nodes {
		if inner, ok := n.(Or); ok {
			flat = append(flat, inner...)
		} else if n != nil {
			flat = append(flat, n)
		}
	}
	switch flat = distinct(flat); len(flat) {
	case 0:
		return nil
	case 1:
		return flat[0]
	}
	first, _ := flat[0].(Field)
	var values []Node
	for _, n := range flat {
		f, ok := n.(Field)
		if !ok || f.Name != first.Name {
			return flat
		}
		values = append(values, f.Value)
	}
	return Field{first.Name, or(values)}
}

// not returns what n does not match; nil for nil.
func not(n Node) Node {
	switch n := n.(type) {
	case nil:
		return nil
	case Not:
		return n.Node
	}
	return Not{n}
}

// distinct drops nodes that say again what another says.
func distinct[T ~[]Node](nodes T) T {
	var out T
	seen := make(map[string]bool, len(nodes))
	for _, n := range nodes {
		if key := n.String(); !seen[key] {
			seen[key] = true
			out = append(out, n)
		}
	}
	return out
}

// A cutter leaves out of a tree what lies beyond its limits.
type cutter struct {
	terms int  // that were met
	deep  bool // something was nested too deep
}

func (c *cutter) cut(n Node, depth int) Node {
	switch n := n.(type) {
	case And:
		return and(c.all(n, depth))
	case Or:
		return or(c.all(n, depth))
	case Not:
		return not(c.cut(n.Node, depth))
	case Field:
		if value := c.cut(n.Value, 0); value != nil { // a list needs no parentheses
			return Field{n.Name, value}
		}
		return nil
	case nil:
		return nil
	}
	if c.terms++; c.terms > MaxTerms {
		return nil
	}
	return n
}

func (c *cutter) all(nodes []Node, depth int) []Node {
	if depth > MaxNesting {
		c.deep = true
		return nil
	}
	out := make([]Node, len(nodes))
	for i, n := range nodes {
		out[i] = c.cut(n, depth+1)
	}
	return out
}

// warnings says what was left out.
func (c *cutter) warnings() []string {
	var out []string
	if c.terms > MaxTerms {
		out = append(out, fmt.Sprintf("only the first %d words were searched for", MaxTerms))
	}
	if c.deep {
		out = append(out, fmt.Sprintf("parentheses were nested more than %d deep; what is deeper was left out", MaxNesting))
	}
	return out
}
