package bleveindex

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/search"
	blevequery "github.com/blevesearch/bleve/v2/search/query"

	"talksearch/index/query"
	"talksearch/index/text"
)

// An evaluation finds the talks that match one query.
type evaluation struct {
	g         *generation
	ctx       context.Context
	warnings  []string // on what could not be searched for
	excluding bool     // the node at hand is what the query excludes
}

// evaluate returns the talks that a tree matches; nil stands for all.
func (e *evaluation) evaluate(root query.And) (*list, error) {
	l, wanted, err := e.and(root, "")
	if err == nil && l == nil && wanted {
		l = &list{} // something is wanted, but nothing that can be searched for
	}
	return l, err
}

// node returns nil for what has no letters or digits to search for.
func (e *evaluation) node(n query.Node, field string) (*list, error) {
	switch n := n.(type) {
	case query.And:
		l, _, err := e.and(n, field)
		return l, err
	case query.Not: // outside a conjunction, which takes its Nots itself
		l, _, err := e.and(query.And{n}, field)
		return l, err
	case query.Field:
		return e.node(n.Value, n.Name)
	case query.Word:
		return e.words(n, n.Text, field)
	case query.Prefix:
		return e.prefix(n, field)
	case query.Phrase:
		return e.phrase(n, field)
	}
	panic(fmt.Sprintf("query node of unknown type %T", n))
}

// and returns what all nodes match, nil for all talks, and whether there is a
// node that is not an exclusion.
func (e *evaluation) and(nodes query.And, field string) (result *list, wanted bool, err error) {
	var must, mustNot []*list
	for _, n := range nodes {
		not, exclusion := n.(query.Not)
		if exclusion {
			n = not.Node
		}
		wanted = wanted || !exclusion
		outer := e.excluding
		e.excluding = outer || exclusion
		l, err := e.node(n, field)
		e.excluding = outer
		if err != nil {
			return nil, wanted, err
		}
		switch {
		case l == nil:
		case exclusion:
			mustNot = append(mustNot, l)
		default:
			must = append(must, l)
		}
	}
	if len(must) == 0 {
		if wanted || len(mustNot) == 0 {
			return nil, wanted, nil
		}
		result = e.g.all()
	} else {
		result = intersection(must)
	}
	for _, l := range mustNot {
		result = without(result, l)
	}
	return result, wanted, nil
}

// intersection returns what is in all lists, from the shortest on.
func intersection(lists []*list) *list {
	slices.SortStableFunc(lists, func(a, b *list) int { return len(a.docs) - len(b.docs) })
	out := lists[0]
	for _, l := range lists[1:] {
		out = and(out, l)
	}
	return out
}

// words returns the talks that have all words of a text, nil where it has none.
func (e *evaluation) words(n query.Node, s, field string) (*list, error) {
	if verbatim(field) {
		return e.verbatim(field, s)
	}
	var all []*list
	for _, w := range text.Split(s) {
		l, err := e.word(w, field)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	if len(all) == 0 {
		e.warnings = append(e.warnings, fmt.Sprintf("%s has no letters or digits to search for, so it was left out", n))
		return nil, nil
	}
	return intersection(all), nil
}

// verbatim returns the talks whose field has exactly this value.
func (e *evaluation) verbatim(field, value string) (*list, error) {
	return e.g.postings.list(e.ctx, "="+field+":"+value, func() []source { return []source{{field, value, 0}} })
}

// word returns the talks that have a word: itself, another of its stem and, for a
// compound, its parts one after the other.
func (e *evaluation) word(w text.Word, field string) (*list, error) {
	l, err := e.g.postings.list(e.ctx, e.key("w", field, w.Whole), func() []source {
		return e.sources(field, source{term: stemTerm(w.Whole), weight: 1}, source{term: w.Whole, weight: exactBonus})
	})
	if err != nil || !w.Compound() {
		return l, err
	}
	parts, err := e.sequence(text.Terms([]text.Word{w}), field)
	if err != nil {
		return nil, err
	}
	return or(l, parts), nil
}

// prefix returns the talks that have a word that begins so; a text of several
// words is a prefix in its last.
func (e *evaluation) prefix(n query.Prefix, field string) (*list, error) {
	words := text.Split(n.Text)
	if len(words) == 0 || verbatim(field) {
		return e.words(n, n.Text, field)
	}
	last := words[len(words)-1]
	l, err := e.g.postings.prefix(e.ctx, e.key("*", field, last.Whole), last.Whole, e.sources(field, source{weight: 1}))
	if err != nil {
		return nil, err
	}
	itself, err := e.word(last, field)
	if err != nil {
		return nil, err
	}
	found := or(itself, l)
	if last.Compound() { // "real-ti*" finds "Real Time" as well
		apart, err := e.beginning(text.Terms([]text.Word{last}), field)
		if err != nil {
			return nil, err
		}
		found = or(found, apart)
	}
	all := []*list{found}
	for _, w := range words[:len(words)-1] {
		l, err := e.word(w, field)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return intersection(all), nil
}

// maxEndings is how many words, in each field, the last part of a compound may
// begin for it to be found written apart.
const maxEndings = 500

// beginning returns the talks that have terms one after the other in one field, the
// last as the beginning of a word, scored by the terms before it.
func (e *evaluation) beginning(terms []string, field string) (*list, error) {
	last := len(terms) - 1
	before, err := e.terms(terms[:last], field)
	if err != nil || len(before.docs) == 0 {
		return before, err
	}
	key := e.key("p*", field, strings.Join(terms, " "))
	if l, ok := e.g.postings.cache.GetIfPresent(key); ok {
		return l, nil
	}
	var any []blevequery.Query
	whole := true
	for _, s := range e.sources(field, source{}) {
		endings, err := e.g.postings.endings(s.field, terms[last], maxEndings)
		if err != nil {
			return nil, err
		}
		if len(endings) == maxEndings && whole {
			whole = false
			e.warnings = append(e.warnings, fmt.Sprintf("more than %d words begin with %s, so not all were looked for after %s", maxEndings, terms[last], strings.Join(terms[:last], " ")))
		}
		if len(endings) > 0 {
			alternatives := make([][]string, 0, len(terms))
			for _, t := range terms[:last] {
				alternatives = append(alternatives, []string{t})
			}
			any = append(any, blevequery.NewMultiPhraseQuery(append(alternatives, endings), s.field))
		}
	}
	follows := &list{}
	if len(any) > 0 {
		if follows, err = e.ask(blevequery.NewDisjunctionQuery(any)); err != nil {
			return nil, err
		}
	}
	l := and(before, follows)
	if whole { // or else the warning would be given only once
		e.g.postings.cache.Set(key, l)
	}
	return l, nil
}

// phrase returns the talks that have words one after the other, unstemmed.
func (e *evaluation) phrase(n query.Phrase, field string) (*list, error) {
	if verbatim(field) {
		return e.verbatim(field, n.Text)
	}
	terms := text.Terms(text.Split(n.Text))
	if len(terms) == 0 {
		return e.words(n, n.Text, field)
	}
	return e.sequence(terms, field)
}

// sequence returns the talks that have terms one after the other in one field,
// scored by the terms.
func (e *evaluation) sequence(terms []string, field string) (*list, error) {
	together, err := e.terms(terms, field)
	if err != nil || len(terms) == 1 || len(together.docs) == 0 {
		return together, err
	}
	key := e.key("p", field, strings.Join(terms, " "))
	if l, ok := e.g.postings.cache.GetIfPresent(key); ok {
		return l, nil
	}
	follows, err := e.following(terms, field)
	if err != nil {
		return nil, err
	}
	l := and(together, follows)
	e.g.postings.cache.Set(key, l)
	return l, nil
}

// terms returns the talks that have all terms, unstemmed and wherever.
func (e *evaluation) terms(terms []string, field string) (*list, error) {
	var lists []*list
	for _, t := range terms {
		l, err := e.g.postings.list(e.ctx, e.key("t", field, t), func() []source {
			return e.sources(field, source{term: t, weight: 1})
		})
		if err != nil {
			return nil, err
		}
		lists = append(lists, l)
	}
	return intersection(lists), nil
}

// following asks Bleve where terms stand one after the other.
func (e *evaluation) following(terms []string, field string) (*list, error) {
	var any []blevequery.Query
	for _, s := range e.sources(field, source{}) {
		any = append(any, blevequery.NewPhraseQuery(terms, s.field))
	}
	return e.ask(blevequery.NewDisjunctionQuery(any))
}

// ask returns what one of Bleve's queries matches, unscored.
func (e *evaluation) ask(q blevequery.Query) (*list, error) {
	s, err := q.Searcher(e.ctx, e.g.reader, e.g.index.Mapping(), search.SearcherOptions{Score: "none"})
	if err != nil {
		return nil, err
	}
	l := &list{}
	sc := &search.SearchContext{DocumentMatchPool: search.NewDocumentMatchPool(s.DocumentMatchPoolSize()+1, 0), IndexReader: e.g.reader}
	for n := 0; ; n++ {
		if n%checkEvery == 0 && e.ctx.Err() != nil {
			_ = s.Close()
			return nil, e.ctx.Err()
		}
		m, err := s.Next(sc)
		if err != nil || m == nil {
			if e := s.Close(); err == nil {
				err = e
			}
			return l, err
		}
		l.docs = append(l.docs, documentNumber(m.IndexInternalID))
		sc.DocumentMatchPool.Put(m)
	}
}

// sources returns where terms are looked for: in the named field, or in all that
// have a weight. The conference's name is in all its talks, and not what an
// exclusion means.
func (e *evaluation) sources(field string, terms ...source) []source {
	var out []source
	for _, f := range fields {
		weight := f.weight
		switch {
		case field == f.name:
			weight = max(weight, 1)
		case field != "" || weight == 0 || e.excluding && f.name == "conference":
			continue
		}
		for _, s := range terms {
			out = append(out, source{field: f.name, term: s.term, weight: s.weight * weight})
		}
	}
	return out
}

// key names a list in the cache.
func (e *evaluation) key(kind, field, term string) string {
	if e.excluding {
		kind += "-"
	}
	return kind + field + ":" + term
}
