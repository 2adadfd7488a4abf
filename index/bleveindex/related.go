package bleveindex

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"talksearch/corpus"
	"talksearch/index"
)

// Bounds of the work for related talks.
const (
	maxClues     = 25     // words by which talks are compared
	maxTerms     = 300    // different words of a talk that are weighed to choose these from
	cluePostings = 40_000 // talks that have one of these words, counted for each of them
)

// leastAlike is how alike a talk has to be, compared with the talk ordinal.
const leastAlike = 0.05

// shareWeight is what a keyword or person that two talks share tells, compared with
// a word of as few talks that they are all about.
const shareWeight = 0.25

// Related implements index.Searcher.
func (e *Engine) Related(ctx context.Context, conference, id string, size int) ([]index.Related, error) {
	g, err := e.acquire()
	if err != nil {
		return nil, err
	}
	defer g.release()
	id = conference + "/" + id
	out, err := g.related(ctx, id, min(max(size, 1), index.MaxRelated))
	switch {
	case err == nil || errors.Is(err, index.ErrNotFound):
		return out, err
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	}
	return nil, fmt.Errorf("talks related to %s: %w", id, err)
}

// related compares a talk with all others by its clues.
func (g *generation) related(ctx context.Context, id string, size int) ([]index.Related, error) {
	ordinal, e, err := g.locate(id)
	if err != nil {
		return nil, err
	}
	clues, err := g.clues(ctx, ordinal, e.Talk)
	if err != nil {
		return nil, err
	}
	scores := make([]float32, g.size())
	for _, c := range clues {
		for i, doc := range c.found.docs() {
			scores[doc] += c.weight * c.found.scores[i]
		}
	}
	best := top[candidate]{size: 3*size + 20, before: candidate.before} // some are left out as repeats
	least := leastAlike * scores[ordinal]
	for doc, score := range scores {
		if score > least && uint32(doc) != ordinal {
			best.add(candidate{ordinal: uint32(doc), rank: uint32(doc), score: score})
		}
	}
	return g.distinct(ctx, best.sorted(), clues, size)
}

// distinct returns the first candidates, without those whose titles were there
// before. Of titles that differ in numbers only, as of the parts of a tutorial, two
// may be there.
func (g *generation) distinct(ctx context.Context, candidates []candidate, clues []clue, size int) ([]index.Related, error) {
	var out []index.Related
	same, series := map[string]bool{}, map[string]int{}
	for _, c := range candidates {
		if len(out) == size {
			break
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		other, err := g.entry(c.ordinal)
		if err != nil {
			return nil, err
		}
		title := corpus.Fold(other.Talk.Title)
		words, letters := only(title, unicode.IsLetter, unicode.IsDigit), only(title, unicode.IsLetter)
		if same[words] || series[letters] == 2 {
			continue
		}
		same[words] = true
		series[letters]++
		out = append(out, index.Related{Entry: other, Score: float64(c.score), Shared: shared(clues, c.ordinal)})
	}
	return out, nil
}

// only returns the characters of s of some classes.
func only(s string, classes ...func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		if slices.ContainsFunc(classes, func(is func(rune) bool) bool { return is(r) }) {
			return r
		}
		return -1
	}, s)
}

// shared returns what of the clues a talk has, the most telling first. What is a
// part of another, as "real" of "real-time", is left out.
func shared(clues []clue, doc uint32) []string {
	type share struct {
		label string
		worth float32
	}
	var all []share
	for _, c := range clues {
		if i, ok := slices.BinarySearch(c.found.docs(), doc); ok {
			all = append(all, share{c.label, c.weight * c.found.scores[i]})
		}
	}
	slices.SortStableFunc(all, func(a, b share) int { return cmp.Compare(b.worth, a.worth) })
	var out []string
	for _, s := range all {
		folded := corpus.Fold(s.label)
		known := slices.ContainsFunc(out, func(o string) bool {
			o = corpus.Fold(o)
			return strings.Contains(o, folded) || strings.Contains(folded, o)
		})
		if !known && len(out) < index.MaxShared {
			out = append(out, s.label)
		}
	}
	return out
}
