package bleveindex

import (
	"fmt"
	"slices"
	"strings"

	"talksearch/corpus/vocabulary"
	"talksearch/index"
	"talksearch/index/query"
	"talksearch/index/spell"
	"talksearch/index/text"
)

// maxForms is how many forms of one name, or of a beginning, are told.
const maxForms = 5

// synonyms finds the talks that have other forms of what words of the query name,
// with function words or without. These count for each of the words; where again
// is not nil, only for what has one of those.
func (e *evaluation) synonyms(words, all []*slot, again ...*slot) error {
	if !e.r.Expand || e.excluding {
		return nil
	}
	var terms []string
	var of []*slot // by term
	for _, s := range all {
		found := s.word
		if s.found.Whole != "" {
			found = s.found
		}
		for _, p := range found.Parts {
			terms, of = append(terms, p.Term), append(of, s)
		}
	}
	for _, m := range e.vocabulary.Match(nil, terms) {
		named := slices.Compact(slices.Clone(of[m.From:m.To]))
		if !expandable(named) || again != nil && !slices.ContainsFunc(named, func(s *slot) bool { return slices.Contains(again, s) }) {
			continue
		}
		told, err := e.widen(named, words, terms[m.From:m.To], m.Forms)
		if err != nil {
			return err
		}
		if len(told) > 0 {
			typed := make([]string, len(named))
			for i, s := range named {
				typed[i] = s.typed
			}
			e.expansions = append(e.expansions, index.Expansion{From: strings.Join(typed, " "), To: told})
		}
	}
	return nil
}

// widen has the forms of a name count for its words, and returns those that occur. Of
// a name of several words, a form is worth as much as the whole name is: the words
// share that.
func (e *evaluation) widen(named, words []*slot, terms []string, forms []vocabulary.Form) (told []string, err error) {
	field := named[0].field
	counted := slices.DeleteFunc(slices.Clone(named), func(s *slot) bool { return !slices.Contains(words, s) })
	var whole *list // of a name of several words
	if len(terms) > 1 {
		if whole, err = e.form(strings.Join(terms, " "), field); err != nil {
			return nil, err
		}
	}
	add := func(how string, l *list, share float64) error {
		for _, s := range counted {
			add := e.also
			if whole != nil {
				add = e.alsoAt
			}
			if err := add(s, how, l, share/float64(len(counted))); err != nil {
				return err
			}
		}
		return nil
	}
	if whole != nil && whole.size() > 0 {
		if err := add("the whole name", whole, 1); err != nil {
			return nil, err
		}
	}
	for _, f := range forms {
		l, err := e.form(f.Text, field)
		if err != nil {
			return nil, err
		}
		if l.size() == 0 {
			continue
		}
		share := e.g.postings.ranking.equivalent
		if f.Class == vocabulary.Related {
			share = e.g.postings.ranking.related
		}
		if whole != nil && whole.size() > 0 {
			share *= min(1, float64(e.g.postings.idf(whole.size())/e.g.postings.idf(l.size())))
		}
		if err := add("also: "+f.Text, l, share); err != nil {
			return nil, err
		}
		if len(told) < maxForms {
			told = append(told, f.Text)
		}
		e.markForm(f.Text, field)
	}
	return told, nil
}

// expandable reports whether words may be taken for a name: those of one field, and
// one in which there are names of things.
func expandable(words []*slot) bool {
	for _, s := range words {
		if s.field != words[0].field {
			return false
		}
	}
	switch words[0].field {
	case "", "title", "abstract", "topic", "keyword", "track":
		return true
	}
	return false
}

// form returns the talks that have a form: a word, or words one after the other, each
// of which may be another of its stem.
func (e *evaluation) form(s, field string) (*list, error) {
	words := text.Split(s)
	switch len(words) {
	case 0:
		return &list{}, nil
	case 1:
		return e.itself(words[0], field)
	}
	terms := text.Terms(words)
	key := e.key("f", field, strings.Join(terms, " "))
	if l, ok := e.g.postings.cache.GetIfPresent(key); ok {
		return l, nil
	}
	places, lists := make([]place, len(terms)), make([]*list, len(terms))
	for i, t := range terms {
		var err error
		if lists[i], err = e.find(t, field); err != nil {
			return nil, err
		}
		places[i] = e.g.forms(t)
	}
	l, err := e.following(lists, places, field)
	if err == nil {
		e.g.postings.cache.Set(key, l)
	}
	return l, err
}

// markForm has a form marked where it stands.
func (e *evaluation) markForm(s, field string) {
	if len(text.Split(s)) == 1 {
		e.mark(query.Word{Text: s}, field)
		return
	}
	e.mark(query.Phrase{Text: s}, field)
}

// correct replaces words that no talk has by what was most likely meant, if that is
// likely enough.
func (e *evaluation) correct(words, all []*slot) error {
	if !e.r.Correct || e.excluding {
		return nil
	}
	var mended []*slot
	for _, s := range words {
		mend := e.mend
		if s.list.size() > 0 {
			mend = e.mendForm
		}
		ok, err := mend(s, words)
		if err != nil {
			return err
		}
		if ok {
			mended = append(mended, s)
		}
	}
	if mended == nil {
		return nil
	}
	return e.synonyms(words, all, mended...)
}

// mend replaces one word, and reports whether it could.
func (e *evaluation) mend(s *slot, words []*slot) (bool, error) {
	m, err := e.meant(s, words)
	if err != nil {
		return false, err
	}
	if m.first != "" {
		if s.list, err = e.form(m.first+" "+m.second, s.field); err != nil {
			return false, err
		}
		if s.list.size() == 0 { // they stand apart
			lists := make([]*list, 2)
			for i, term := range []string{m.first, m.second} {
				if lists[i], err = e.find(term, s.field); err != nil {
					return false, err
				}
			}
			if s.list, err = e.intersection(lists); err != nil {
				return false, err
			}
		}
		if s.list.size() > 0 {
			e.corrections = append(e.corrections, index.Correction{From: s.typed, To: m.first + " " + m.second})
			e.mark(query.Phrase{Text: m.first + " " + m.second}, s.field)
			s.found = text.Word{}
			return true, nil
		}
	}
	meant := text.Split(m.word)
	if len(meant) != 1 {
		return false, nil
	}
	l, err := e.itself(meant[0], s.field)
	if err != nil || l.size() == 0 {
		return false, err
	}
	s.list, s.found = l, meant[0]
	e.corrections = append(e.corrections, index.Correction{From: s.typed, To: m.written})
	e.mark(query.Word{Text: m.written}, s.field)
	return true, nil
}

// A mending is what was most likely meant by a word that no talk has.
type mending struct {
	first, second string // two words that it is written together from; "" where it is not
	word, written string // another word, folded and as it is written; "" where none is likely enough
}

// mendingBytes bounds those that are remembered.
const mendingBytes = 1 << 20

// meant finds out what was meant by a word, or remembers it from the same query: what
// else is asked for tells as well.
func (e *evaluation) meant(s *slot, words []*slot) (m mending, err error) {
	key := fmt.Sprintf("%s %s %t %t %t %s", s.field, s.word.Whole, e.r.Expand, e.r.Typing, e.vocabulary != nil, e.r.Query.Text)
	for _, w := range words { // of the same conjunction
		key += " " + w.field + ":" + w.word.Whole
	}
	if m, ok := e.g.mendings.GetIfPresent(key); ok {
		return m, nil
	}
	spelling, err := newSpelling(e.ctx, e.g)
	if err != nil {
		return m, err
	}
	if m.first, m.second, _, err = spelling.split(s.word.Whole, s.field); err != nil {
		return m, err
	}
	together, err := e.together(s, words)
	if err != nil {
		return m, err
	}
	candidates, err := spelling.correct(s.word.Whole, s.field, spell.Options{Most: 1, Together: together})
	if err != nil {
		return m, err
	}
	if len(candidates) > 0 && candidates[0].Confidence >= e.g.postings.ranking.sure {
		m.word = candidates[0].Word
		if m.written, err = spelling.written(m.word); err != nil {
			return m, err
		}
	}
	e.g.mendings.Set(key, m)
	return m, nil
}

// surely is how likely another word has to be meant by one that no talk has, though
// some have one of the same stem: "verifer" has that of "verification".
const surely = 0.8

// mendForm looks for what was most likely meant as well, and reports whether there is
// such a word.
func (e *evaluation) mendForm(s *slot, words []*slot) (bool, error) {
	if s.word.Compound() || len(s.forms) > 0 {
		return false, nil
	}
	typed := s.word.Whole
	if occurs, err := e.occurs(typed, s.field); err != nil || occurs {
		return false, err
	}
	together, err := e.together(s, words)
	if err != nil {
		return false, err
	}
	in, _ := searched(s.field) // some talk has the stem, so that the field has words
	candidates := e.g.lexicon.Correct(typed, spell.Options{In: in, Most: 1, Together: together})
	if len(candidates) == 0 || candidates[0].Confidence < surely || text.Stem(candidates[0].Word) == text.Stem(typed) {
		return false, e.ctx.Err()
	}
	meant := text.Split(candidates[0].Word)
	if len(meant) != 1 {
		return false, nil
	}
	l, err := e.itself(meant[0], s.field)
	if err != nil {
		return false, err
	}
	s.found = meant[0]
	e.corrections = append(e.corrections, index.Correction{From: s.typed, To: candidates[0].Word})
	e.mark(query.Word{Text: candidates[0].Word}, s.field)
	return true, e.alsoAt(s, "meant: "+candidates[0].Word, l, 1)
}

// occurs reports whether some talk has a term itself.
func (e *evaluation) occurs(term, field string) (bool, error) {
	if n, found := e.g.lexicon.Find(term); found {
		for _, f := range e.in(field) {
			if e.g.lexicon.In[n]&(1<<f) != 0 {
				return true, nil
			}
		}
	}
	l, err := e.term(term, field) // the lexicon may lack rare words
	return err == nil && l.size() > 0, err
}

// together returns a function that tells how many talks have a word beside the
// others of the query that some talk has; nil where there are none.
func (e *evaluation) together(s *slot, words []*slot) (func(word string) int, error) {
	var others []*list
	for _, o := range words {
		if o != s && o.list.size() > 0 {
			others = append(others, o.list)
		}
	}
	if len(others) == 0 {
		return nil, nil
	}
	docs := inAll(others)
	return func(word string) int {
		l, err := e.find(word, s.field)
		if err != nil { // the search that follows fails as well
			return 0
		}
		return len(inBoth(docs, l.docs()))
	}, nil
}
