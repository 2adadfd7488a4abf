package bleveindex

import (
	"context"

	"talksearch/index/spell"
	"talksearch/index/text"
)

// A spelling corrects the words of one query. It is for one goroutine.
type spelling struct {
	g     *generation
	ctx   context.Context
	terms *wordReader
}

func newSpelling(ctx context.Context, g *generation) (*spelling, error) {
	terms, err := newWordReader(g.reader)
	if err != nil {
		return nil, err
	}
	return &spelling{g, ctx, terms}, nil
}

// searched returns the fields in which a word is looked for that is asked for in the
// named field, or in any where that is ""; none where the named has no words.
func searched(field string) (in spell.Fields, any bool) {
	if in = searchedIn; field != "" {
		in = fieldSet(field)
	}
	return in, in != 0
}

// correct returns the words that may have been meant by a word of a query, or by a
// part of one, the likeliest first: none where the word occurs in the field, in
// whatever form. The options' In is the named field; the others are as they say.
func (s *spelling) correct(word, field string, o spell.Options) ([]spell.Candidate, error) {
	in, any := searched(field)
	if !any {
		return nil, nil
	}
	o.In = in
	for _, term := range []string{word, stemTerm(word)} { // the lexicon may lack rare words
		docs, err := s.terms.documents(term, o.In)
		if err != nil || !docs.IsEmpty() {
			return nil, err
		}
	}
	return s.g.lexicon.Correct(word, o), s.ctx.Err()
}

// split returns the two words that a word is written together from.
func (s *spelling) split(word, field string) (a, b string, ok bool, err error) {
	in, any := searched(field)
	if !any {
		return "", "", false, nil
	}
	a, b, ok = s.g.lexicon.Split(word, in, func(a, b string) int {
		if err != nil {
			return 0
		}
		var l *list
		e := evaluation{g: s.g, ctx: s.ctx}
		if l, err = e.sequence([]string{a, b}, field); err != nil {
			return 0
		}
		return l.size()
	})
	return a, b, ok, err
}

// join returns the word that two words are written as together.
func (s *spelling) join(a, b, field string) (word string, ok bool) {
	in, any := searched(field)
	if !any {
		return "", false
	}
	return s.g.lexicon.Join(a, b, in)
}

// written returns a word of the lexicon as it is written in a talk that has it:
// compounds such as SCHED_DEADLINE and names in capitals; others as they are.
func (s *spelling) written(word string) (string, error) {
	if n, found := s.g.lexicon.Find(word); found {
		return s.g.written(s.terms, n)
	}
	return word, nil
}

// writtenFields are fields in the order of how carefully words are written in them.
var writtenFields = []string{"keyword", "title", "topic", "speaker", "affiliation", "track", "room", "conference", "kind", "abstract"}

// written looks a word up in a talk: forms are not kept, for few are asked for.
func (g *generation) written(terms *wordReader, n int) (string, error) {
	word := g.lexicon.Word(n)
	for _, field := range writtenFields {
		if g.lexicon.In[n]&fieldSet(field) == 0 {
			continue
		}
		docs, err := terms.documents(word, fieldSet(field))
		if err != nil || docs.IsEmpty() {
			return word, err
		}
		e, err := g.entry(docs.Minimum())
		if err != nil {
			return word, err
		}
		for _, s := range fieldTexts(e)[fieldNumber(field)] {
			if written := text.Written(word, s); written != word {
				return written, nil
			}
		}
		return word, nil
	}
	return word, nil
}
