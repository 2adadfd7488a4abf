// Package keyword derives keywords for talks: names of subjects from a vocabulary,
// whatever form a talk calls them by, and beside them acronyms, names and phrases
// that recur in the programmes and that the vocabulary lacks.
//
// What is derived is to group a programme: few keywords for each talk, in one form
// whoever wrote the text, none that nearly all talks of a conference share, and no
// names of people. How telling a keyword is depends on all talks, so these are added
// up first (Statistics.Add) and then asked for one by one (Statistics.Derive).
package keyword

import (
	"cmp"
	"context"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"talksearch/corpus"
	"talksearch/corpus/vocabulary"
)

// Version counts up when the same talks would get other keywords by the same
// vocabulary.
const Version = 1

// chunk is how many talks are worked on as one piece.
const chunk = 256

// Programmes sets the derived keywords of all talks. In which order the programmes
// are makes no difference. It fails only when ctx is done; then some talks may have
// theirs and others not.
func Programmes(ctx context.Context, v *vocabulary.Vocabulary, programmes []*corpus.Programme) error {
	s := NewStatistics(v)
	sorted := slices.SortedFunc(slices.Values(programmes), func(a, b *corpus.Programme) int { return cmp.Compare(a.ID, b.ID) })
	for _, p := range sorted {
		for i := range p.Talks {
			if i%chunk == 0 && ctx.Err() != nil {
				return context.Cause(ctx)
			}
			s.Add(p, &p.Talks[i])
		}
	}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, p := range sorted {
		for talks := range slices.Chunk(p.Talks, chunk) {
			group.Go(func() error {
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
				for i := range talks {
					talks[i].Derived = s.Derive(p, &talks[i])
				}
				return nil
			})
		}
	}
	return group.Wait()
}
