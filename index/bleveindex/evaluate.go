package bleveindex

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"talksearch/corpus/vocabulary"
	"talksearch/index"
	"talksearch/index/query"
	"talksearch/index/text"
)

// An evaluation finds the talks that match one query, and how that was understood.
type evaluation struct {
	g          *generation
	ctx        context.Context
	r          index.Request
	vocabulary *vocabulary.Vocabulary // nil: words stand for themselves

	excluding bool // the node at hand is what the query excludes
	plain     bool // the query is words alone, so that it may be taken freely

	top         *conjunction
	marks       []query.Node // what was looked for, as it is to be marked
	complete    int          // where relaxed, how many talks have all words
	whole       *list        // these, with what that adds to their scores
	best        float32      // where relaxed, how much the words tell of the talk with most
	relaxed     bool
	omitted     []string
	warnings    []string // on what could not be searched for
	corrections []index.Correction
	expansions  []index.Expansion
}

// evaluate returns the talks that the request's query matches; nil stands for all.
func (e *evaluation) evaluate() (*list, error) {
	root := e.r.Query.Root
	e.plain = !slices.ContainsFunc(root, func(n query.Node) bool {
		_, word := n.(query.Word)
		return !word
	})
	c, err := e.conjunction(root, "", true)
	if err != nil {
		return nil, err
	}
	l, err := e.matches(c)
	if err != nil {
		return nil, err
	}
	if e.r.Relax {
		if l, err = e.relax(c, l); err != nil {
			return nil, err
		}
	}
	if l == nil && c.wanted {
		l = &list{} // something is wanted, but nothing that can be searched for
	}
	return l, nil
}

// node returns nil for what has no letters or digits to search for.
func (e *evaluation) node(n query.Node, field string) (*list, error) {
	switch n := n.(type) {
	case query.And:
		return e.and(n, field)
	case query.Or:
		return e.alternatives(n, field)
	case query.Not: // outside a conjunction, which takes its Nots itself
		return e.and(query.And{n}, field)
	case query.Word:
		return e.and(query.And{n}, field)
	case query.Field:
		if dated(n.Name) {
			return e.dates(n)
		}
		return e.node(n.Value, n.Name)
	case query.Prefix:
		return e.prefix(n, field)
	case query.Phrase:
		return e.phrase(n, field)
	}
	panic(fmt.Sprintf("query node of unknown type %T", n))
}

func (e *evaluation) and(nodes query.And, field string) (*list, error) {
	c, err := e.conjunction(nodes, field, false)
	if err != nil {
		return nil, err
	}
	return e.matches(c)
}

// A conjunction is an And, understood: words, other parts and exclusions.
type conjunction struct {
	words   []*slot
	phrases []*slot
	must    []*slot // other parts
	not     []*list
	wanted  bool // there is a part that is not an exclusion
}

// conjunction finds what each node of an And asks for. top says that nothing is
// around it.
func (e *evaluation) conjunction(nodes query.And, field string, top bool) (*conjunction, error) {
	c := &conjunction{}
	for i, n := range nodes {
		not, exclusion := n.(query.Not)
		if exclusion {
			n = not.Node
		}
		c.wanted = c.wanted || !exclusion
		if w, ok := n.(query.Word); ok && !exclusion {
			words := text.Split(w.Text)
			if len(words) == 0 {
				e.warn(w)
			}
			for j, word := range words {
				last := top && i == len(nodes)-1 && j == len(words)-1
				c.words = append(c.words, &slot{typed: w.Text[word.Start:word.End], word: word, field: field, node: i, last: last})
			}
			continue
		}
		outer := e.excluding
		e.excluding = outer || exclusion
		l, err := e.node(n, field)
		e.excluding = outer
		switch {
		case err != nil:
			return nil, err
		case l == nil:
		case exclusion:
			c.not = append(c.not, l)
		case top && quoted(n):
			c.phrases = append(c.phrases, &slot{typed: n.String(), list: l})
		default:
			c.must = append(c.must, &slot{typed: n.String(), list: l})
		}
	}
	all := c.words
	c.words = significant(all, len(c.must)+len(c.phrases) > 0)
	if err := e.fill(c.words, all); err != nil {
		return nil, err
	}
	if len(c.words) >= muchText {
		c.words, c.phrases = append(c.words, c.phrases...), nil
	}
	c.must = append(c.must, c.phrases...)
	if top {
		e.top = c
	}
	return c, nil
}

// muchText is how many words make a query a text, in which quotation marks are not
// meant as an operator.
const muchText = 8

func quoted(n query.Node) bool {
	_, ok := n.(query.Phrase)
	return ok
}

// matches returns what all parts of a conjunction match, nil for all talks.
func (e *evaluation) matches(c *conjunction) (*list, error) {
	lists := slices.Concat(listsOf(c.must), listsOf(c.words))
	if len(lists) == 0 {
		if c.wanted || len(c.not) == 0 {
			return nil, nil
		}
		return c.remaining(e.g.all()), nil
	}
	l, err := e.intersection(lists)
	if err != nil {
		return nil, err
	}
	if err := e.nearness(l, c.words); err != nil {
		return nil, err
	}
	return c.remaining(l), nil
}

func listsOf(slots []*slot) []*list {
	out := make([]*list, len(slots))
	for i, s := range slots {
		out[i] = s.list
	}
	return out
}

// intersection returns what is in all lists, scores added up in the order of the
// lists. A single list may be one from the cache.
func (e *evaluation) intersection(lists []*list) (*list, error) {
	if e.excluding { // which needs no scores
		if len(lists) == 1 {
			return lists[0], nil
		}
		return &list{numbers: inAll(lists)}, nil
	}
	if len(lists) == 1 {
		return e.g.postings.scored(e.ctx, lists[0], nil)
	}
	docs := inAll(lists)
	out := &list{numbers: docs, scores: make([]float32, len(docs))}
	for _, l := range lists {
		l, err := e.g.postings.scored(e.ctx, l, docs)
		if err != nil {
			return nil, err
		}
		l.addTo(docs, out.scores)
	}
	return out, nil
}

// remaining takes out what the conjunction excludes.
func (c *conjunction) remaining(l *list) *list {
	for _, out := range c.not {
		l = without(l, out)
	}
	return l
}

// warn says that a node was left out.
func (e *evaluation) warn(n query.Node) {
	e.warnings = append(e.warnings, fmt.Sprintf("%s has no letters or digits to search for, so it was left out", n))
}

// mark has something marked in the hits.
func (e *evaluation) mark(n query.Node, field string) {
	switch {
	case e.excluding:
	case field == "":
		e.marks = append(e.marks, n)
	default:
		e.marks = append(e.marks, query.Field{Name: field, Value: n})
	}
}

// prefix returns the talks that have a word that begins so; a text of several
// words is a prefix in its last.
func (e *evaluation) prefix(n query.Prefix, field string) (*list, error) {
	words := text.Split(n.Text)
	if len(words) == 0 {
		e.warn(n)
		return nil, nil
	}
	e.mark(n, field)
	last := words[len(words)-1]
	itself, err := e.itself(last, field)
	if err != nil {
		return nil, err
	}
	l, err := e.beginning(last, field)
	if err != nil {
		return nil, err
	}
	either, err := e.either(itself, l, 1)
	if err != nil {
		return nil, err
	}
	all := []*list{either}
	for _, w := range words[:len(words)-1] {
		l, err := e.itself(w, field)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return e.intersection(all)
}

// phrase returns the talks that have words one after the other, unstemmed.
func (e *evaluation) phrase(n query.Phrase, field string) (*list, error) {
	terms := text.Terms(text.Split(n.Text))
	if len(terms) == 0 {
		e.warn(n)
		return nil, nil
	}
	e.mark(n, field)
	return e.sequence(terms, field)
}

// sequence returns the talks that have terms one after the other in one field,
// scored by the terms.
func (e *evaluation) sequence(terms []string, field string) (*list, error) {
	if len(terms) == 1 {
		l, err := e.term(terms[0], field)
		if err != nil {
			return nil, err
		}
		return e.intersection([]*list{l})
	}
	key := e.key("p", field, strings.Join(terms, " "))
	if l, ok := e.g.postings.cache.GetIfPresent(key); ok {
		return l, nil
	}
	places, lists := make([]place, len(terms)), make([]*list, len(terms))
	for i, t := range terms {
		var err error
		if lists[i], err = e.term(t, field); err != nil {
			return nil, err
		}
		places[i] = place{t}
	}
	l, err := e.following(lists, places, field)
	if err == nil {
		e.g.postings.cache.Set(key, l)
	}
	return l, err
}

// following returns the talks in all lists that have the places of a sequence one
// after the other in one field, scored by the lists.
func (e *evaluation) following(lists []*list, places []place, field string) (*list, error) {
	docs, err := e.g.postings.following(e.ctx, inCommon(e.texts(field), lists), places, inAll(lists))
	if err != nil {
		return nil, err
	}
	return e.intersection(append(slices.Clone(lists), &list{numbers: docs}))
}

// inCommon returns those of some fields in which all lists may have talks.
func inCommon(in []int, lists []*list) []int {
	return slices.DeleteFunc(in, func(field int) bool {
		return slices.ContainsFunc(lists, func(l *list) bool { return l.lacks(field) })
	})
}

func (e *evaluation) term(term, field string) (*list, error) {
	return e.g.postings.find(e.ctx, e.key("t", field, term), func() []source {
		return e.sources(field, source{term: term, weight: 1})
	})
}

// sources returns where terms are looked for, with the fields' weights.
func (e *evaluation) sources(field string, terms ...source) []source {
	in := e.in(field)
	for i, s := range terms {
		terms[i].own = ownStem(s.term)
	}
	out := make([]source, 0, len(in)*len(terms))
	for _, f := range in {
		weight := e.g.postings.ranking.fields[f].weight
		if field != "" {
			weight = max(weight, 1)
		}
		for _, s := range terms {
			s.field, s.weight, s.bonus = f, s.weight*weight, s.bonus*weight
			out = append(out, s)
		}
	}
	return out
}

// in returns the fields that are searched: the one named, or all that have a
// weight. The conference's name is in all its talks, and not what an exclusion
// means.
func (e *evaluation) in(field string) []int {
	if field == "keyword" {
		return []int{fieldNumber(field), fieldNumber("derived")}
	}
	if field != "" {
		return []int{fieldNumber(field)}
	}
	out := make([]int, 0, fieldCount)
	for f := range fields {
		if e.g.postings.ranking.fields[f].weight > 0 && !(e.excluding && fields[f].name == "conference") {
			out = append(out, f)
		}
	}
	return out
}

// texts returns those of the fields that are searched in which words stand in the order
// in which they were written.
func (e *evaluation) texts(field string) []int {
	return slices.DeleteFunc(e.in(field), func(f int) bool { return f == fieldSaid })
}

// key names a list in the cache.
func (e *evaluation) key(kind, field, term string) string {
	if e.excluding {
		kind += "-"
	}
	return kind + field + ":" + term
}
