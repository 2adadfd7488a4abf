package bleveindex

import (
	"cmp"
	"context"
	"slices"

	"talksearch/index"
)

// Each implements index.Lister. It takes 20 bytes of memory for each match, 4 where they are
// wanted in time order, and none for all talks in that.
func (e *Engine) Each(ctx context.Context, r index.Request, begin func(index.Listing) error, do func(index.Entry) error) error {
	g, err := e.acquire()
	if err != nil {
		return err
	}
	defer g.release()
	found := evaluation{g: g, ctx: ctx, r: r, vocabulary: e.options.Vocabulary}
	matches, err := found.evaluate()
	if err != nil {
		return searchError(ctx, r, err)
	}
	ordinals, err := g.ordered(ctx, r, matches)
	if err != nil {
		return searchError(ctx, r, err)
	}
	total := g.size()
	if ordinals != nil {
		total = len(ordinals)
	}
	if err := begin(index.Listing{Query: found.interpretation(), Total: total, Generation: g.name}); err != nil {
		return err
	}
	for i := r.Offset(); i < total; i++ {
		if ctx.Err() != nil {
			return searchError(ctx, r, ctx.Err())
		}
		ordinal := uint32(i)
		if ordinals != nil {
			ordinal = ordinals[i]
		}
		entry, err := g.passing(ordinal)
		if err != nil {
			return searchError(ctx, r, err)
		}
		if err := do(entry); err != nil {
			return err
		}
	}
	return nil
}

// passing returns a talk as entry does, but leaves those that many searches find in
// memory: what is read once, one after the other, would drive them out.
func (g *generation) passing(ordinal uint32) (index.Entry, error) {
	if g.store != nil {
		return g.store.entry(ordinal)
	}
	return g.held[ordinal], nil
}

// ordered returns the ordinals of the matches that pass the filters, in the order of
// results; nil for all talks in time order.
func (g *generation) ordered(ctx context.Context, r index.Request, matches *list) ([]uint32, error) {
	ranks := g.ranks[r.Sort]
	if matches == nil && len(r.Filters) == 0 && ranks == nil {
		return nil, ctx.Err()
	}
	docs, scores, err := g.filtered(ctx, r, matches)
	if err != nil || ranks == nil && scores == nil {
		return docs, err
	}
	places := make([]candidate, len(docs))
	for i, doc := range docs {
		places[i] = candidate{ordinal: doc, rank: doc}
		if ranks != nil {
			places[i].rank = ranks[doc]
		}
		if scores != nil {
			places[i].score = scores[i]
		}
	}
	slices.SortFunc(places, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.rank, b.rank))
	})
	for i, p := range places {
		docs[i] = p.ordinal
	}
	return docs, ctx.Err()
}

// filtered returns the ordinals of matches, nil for all talks, that pass the
// request's filters, in a list of their own, and their scores where they make the order.
func (g *generation) filtered(ctx context.Context, r index.Request, matches *list) ([]uint32, []float32, error) {
	if matches == nil {
		matches = g.all()
	}
	scores := matches.scores
	if r.Sort != index.SortRelevance {
		scores = nil
	}
	r.Facets, r.Page, r.PerPage = nil, 1, 0
	c := newCollector(g, r, 0)
	defer c.release()
	docs := make([]uint32, 0, matches.size())
	var told []float32
	if scores != nil {
		told = make([]float32, 0, matches.size())
	}
	var own [blockSize]float32
	for from := 0; from < matches.size(); from += blockSize {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		to := min(from+blockSize, matches.size())
		at := len(docs)
		docs = append(docs, matches.docs()[from:to]...)
		some := own[:to-from]
		if scores != nil {
			copy(some, scores[from:to])
		}
		if len(c.filters) > 0 {
			var passed []uint32
			passed, some = c.filter(docs[at:], some)
			docs = docs[:at+len(passed)]
		}
		if scores != nil {
			told = append(told, some...)
		}
	}
	return docs, told, ctx.Err()
}
