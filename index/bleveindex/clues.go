package bleveindex

import (
	"cmp"
	"context"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/text"
)

// A clue is a word, keyword or person of a talk by which others like it are found.
type clue struct {
	label  string  // as the talk has it
	weight float32 // how much the talk is about it, from 0 to 1
	found  *list   // the talks that have it, scored
}

// clues returns the clues of a talk, which is document doc.
func (g *generation) clues(ctx context.Context, doc uint32, t *corpus.Talk) ([]clue, error) {
	words, err := g.keyTerms(ctx, t)
	if err != nil {
		return nil, err
	}
	var out []clue
	for _, w := range words {
		var in []source
		for _, d := range described {
			in = append(in, source{field: fieldNumber(d.field), term: w.term, own: ownStem(w.term), weight: d.weight})
		}
		found, err := g.postings.read(ctx, in, 0, nil) // past the cache, which is for what people type
		if err != nil {
			return nil, err
		}
		out = append(out, clue{w.label, w.weight, found})
	}
	for _, by := range []index.Facet{index.BySpeaker, index.ByKeyword} {
		more, err := g.common(ctx, by, doc, t)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// common returns a clue for each value of a facet that a talk and others have, but
// not for its derived keywords: they come from the words that are clues already.
func (g *generation) common(ctx context.Context, by index.Facet, doc uint32, t *corpus.Talk) ([]clue, error) {
	c := g.columns[by]
	mine := c.of(doc)
	if by == index.ByKeyword && len(t.Derived) > 0 {
		mine = slices.DeleteFunc(mine, func(code uint32) bool {
			return !slices.ContainsFunc(t.Keywords, func(k string) bool { return corpus.Fold(k) == corpus.Fold(c.values[code]) })
		})
	}
	if len(mine) == 0 {
		return nil, nil
	}
	wanted := make([]bool, len(c.values)) // by code: so many are looked at that a look has to be cheap
	for _, code := range mine {
		wanted[code] = true
	}
	lists := make([]list, len(mine))
	other := uint32(0) // the talk whose codes are looked at, once it matters
	for at := range c.offsets[len(c.offsets)-1] {
		code := c.list.at(at)
		if at%(64*checkEvery) == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if wanted[code] {
			for c.offsets[other+1] <= at {
				other++
			}
			l := &lists[slices.Index(mine, code)]
			l.numbers = append(l.numbers, other)
		}
	}
	var out []clue
	for i, code := range mine {
		l := &lists[i]
		if !g.tells(l.size()) {
			continue
		}
		l.scores = make([]float32, l.size())
		for j := range l.scores {
			l.scores[j] = shareWeight * g.postings.idf(l.size())
		}
		out = append(out, clue{c.values[code], 1, l})
	}
	return out, nil
}

// tells reports whether what so many talks have tells them from others.
func (g *generation) tells(talks int) bool { return talks > 1 && 2*talks <= g.size() }

// described are the fields that say what a talk is about, with how much more a word
// says there than elsewhere.
var described = []struct {
	field  string
	weight float64
	texts  func(t *corpus.Talk) []string
}{
	{"title", 3, func(t *corpus.Talk) []string { return []string{t.Title, t.Subtitle} }},
	{"keyword", 3, func(t *corpus.Talk) []string { return t.Keywords }},
	{"topic", 2, func(t *corpus.Talk) []string { return t.Topics }},
	{"abstract", 1, func(t *corpus.Talk) []string { return []string{t.Abstract} }},
}

// repetition is how soon more of a word says no more of what a talk is about: later
// than for what matches a query, as a word that comes again and again is a subject.
const repetition = 4

// A keyTerm is a word of a talk's texts.
type keyTerm struct {
	label  string  // as it stands there
	term   string  // its stem in the index
	fields uint    // bit set of the places in described where the talk has it
	weight float32 // its occurrences, weighted by where they are; then how much the talk is about it, from 0 to 1
	talks  int     // about how many have it; at most once too many for each field
}

// keyTerms returns the words of a talk that tell it from others, by tf·idf with a
// frequency that saturates as in BM25.
func (g *generation) keyTerms(ctx context.Context, t *corpus.Talk) ([]keyTerm, error) {
	words := termsOf(t)
	if err := g.postings.frequencies(ctx, words); err != nil {
		return nil, err
	}
	words = slices.DeleteFunc(words, func(w keyTerm) bool { return !g.tells(w.talks) })
	for i, w := range words {
		words[i].weight /= repetition + w.weight
	}
	slices.SortStableFunc(words, func(a, b keyTerm) int {
		return cmp.Compare(b.weight*g.postings.idf(b.talks), a.weight*g.postings.idf(a.talks))
	})
	words = words[:min(len(words), maxClues)]
	read := 0
	return slices.DeleteFunc(words, func(w keyTerm) bool {
		if read+w.talks > cluePostings {
			return true
		}
		read += w.talks
		return false
	}), nil
}

// termsOf returns the words of a talk's texts, each once and in order; compounds
// whole and by their parts. Stop words, numbers and single letters are left out.
func termsOf(t *corpus.Talk) []keyTerm {
	var out []keyTerm
	places := map[string]int{}
	stop := stopWords(t.Language)
	add := func(label, term string, in int) {
		if text.Stop(label) || stop[term] || utf8.RuneCountInString(term) < 2 || !strings.ContainsFunc(term, unicode.IsLetter) {
			return
		}
		term = stemTerm(term)
		i, known := places[term]
		if !known {
			if len(out) == maxTerms {
				return
			}
			i = len(out)
			places[term] = i
			out = append(out, keyTerm{label: label, term: term})
		}
		out[i].weight += float32(described[in].weight)
		out[i].fields |= 1 << in
	}
	for in, d := range described {
		for _, s := range d.texts(t) {
			for _, w := range text.Split(s) {
				if w.Compound() {
					add(s[w.Start:w.End], w.Whole, in)
				}
				for _, p := range w.Parts {
					add(s[p.Start:p.End], p.Term, in)
				}
			}
		}
	}
	return out
}

// frequencies finds out how many talks have each word of a talk, that itself counted once.
// Others are counted once for each field.
func (p *postings) frequencies(ctx context.Context, words []keyTerm) error {
	for i := range words {
		words[i].talks = 1 - bits.OnesCount(words[i].fields)
	}
	r := p.readers.Get().(*termReader)
	defer p.readers.Put(r)
	for _, d := range described {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		for i, w := range words {
			all, n := indexed(fieldNumber(d.field), w.term, ownStem(w.term))
			for _, t := range all[:n] {
				n, err := p.documents(r, t)
				if err != nil {
					return fmt.Errorf("postings of %s: %w", t, err)
				}
				words[i].talks += n
			}
		}
	}
	return nil
}
