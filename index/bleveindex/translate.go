package bleveindex

import (
	"fmt"

	blevequery "github.com/blevesearch/bleve/v2/search/query"

	"talksearch/index/query"
	"talksearch/index/text"
)

// exactBoost is how much more the word itself tells than another of its stem.
const exactBoost = 2

// A translation is a query as Bleve takes it.
type translation struct {
	query     blevequery.Query
	warnings  []string // on what could not be searched for
	excluding bool     // the node at hand is what the query excludes
}

// translate turns a tree, which is not empty, into a Bleve query.
func translate(root query.And) translation {
	var t translation
	if t.query = t.and(root); t.query == nil {
		t.query = blevequery.NewMatchNoneQuery()
	}
	return t
}

// node returns nil for what has no letters or digits to search for.
func (t *translation) node(n query.Node, field string) blevequery.Query {
	switch n := n.(type) {
	case query.And:
		return t.and(n)
	case query.Not: // outside a conjunction, which takes its Nots itself
		return t.and(query.And{n})
	case query.Field:
		return t.node(n.Value, n.Name)
	case query.Word:
		if verbatim(field) {
			return exact(field, n.Text)
		}
		words := text.Split(n.Text)
		var all []blevequery.Query
		for _, w := range words {
			all = append(all, t.inFields(field, func(f string) blevequery.Query { return wordIn(f, w) }))
		}
		return t.conjunction(n, all)
	case query.Phrase:
		if verbatim(field) {
			return exact(field, n.Text)
		}
		terms := text.Terms(text.Split(n.Text))
		if len(terms) == 0 {
			return t.conjunction(n, nil)
		}
		return t.inFields(field, func(f string) blevequery.Query { return phraseIn(f, terms) })
	}
	panic(fmt.Sprintf("query node of unknown type %T", n))
}

func (t *translation) and(list query.And) blevequery.Query {
	var must, mustNot []blevequery.Query
	wanted := false // something is, though perhaps nothing that can be searched for
	for _, n := range list {
		not, ok := n.(query.Not)
		wanted = wanted || !ok
		if ok {
			t.excluding = true
			if q := t.node(not.Node, ""); q != nil {
				mustNot = append(mustNot, q)
			}
			t.excluding = false
		} else if q := t.node(n, ""); q != nil {
			must = append(must, q)
		}
	}
	switch {
	case len(must) == 0 && wanted:
		return nil
	case len(must) == 0 && len(mustNot) == 0:
		return blevequery.NewMatchAllQuery()
	case len(mustNot) > 0:
		return blevequery.NewBooleanQuery(must, nil, mustNot) // all but those, where must is empty
	case len(must) == 1:
		return must[0]
	case len(must) > 1:
		return blevequery.NewConjunctionQuery(must)
	}
	return nil
}

func (t *translation) conjunction(n query.Node, all []blevequery.Query) blevequery.Query {
	switch len(all) {
	case 0:
		t.warnings = append(t.warnings, fmt.Sprintf("%s has no letters or digits to search for, so it was left out", n))
		return nil
	case 1:
		return all[0]
	}
	return blevequery.NewConjunctionQuery(all)
}

// inFields returns what matches in the named field, or in any that has a weight.
// The conference's name is in all its talks, and not what an exclusion means.
func (t *translation) inFields(field string, in func(field string) blevequery.Query) blevequery.Query {
	if field != "" {
		return in(field)
	}
	var any []blevequery.Query
	for _, f := range fields {
		if f.weight > 0 && !(t.excluding && f.name == "conference") {
			q := in(f.name)
			q.(blevequery.BoostableQuery).SetBoost(q.(blevequery.BoostableQuery).Boost() * f.weight)
			any = append(any, q)
		}
	}
	return blevequery.NewDisjunctionQuery(any)
}

// wordIn matches a word in one field: itself, its stem, and for a compound its
// parts one after the other.
func wordIn(field string, w text.Word) blevequery.Query {
	itself := exact(field, w.Whole)
	itself.SetBoost(exactBoost)
	any := []blevequery.Query{itself, exact(field, stemTerm(w.Whole))}
	if w.Compound() {
		any = append(any, phraseIn(field, text.Terms([]text.Word{w})))
	}
	return blevequery.NewDisjunctionQuery(any)
}

func phraseIn(field string, terms []string) blevequery.Query {
	if len(terms) == 1 {
		return exact(field, terms[0])
	}
	return blevequery.NewPhraseQuery(terms, field)
}

func exact(field, term string) *blevequery.TermQuery {
	q := blevequery.NewTermQuery(term)
	q.SetField(field)
	return q
}
