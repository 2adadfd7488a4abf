package bleveindex

import (
	"context"
	"fmt"
	"slices"

	"talksearch/corpus"
	"talksearch/index"
)

// Agenda implements index.Searcher.
func (e *Engine) Agenda(ctx context.Context, r index.Request, conference string, day corpus.Date) (*index.Agenda, error) {
	g, err := e.acquire()
	if err != nil {
		return nil, err
	}
	defer g.release()
	place := slices.IndexFunc(g.conferences, func(c *index.Conference) bool { return c.ID == conference })
	if place < 0 {
		return nil, fmt.Errorf("%w: %s", index.ErrNoConference, conference)
	}
	matching, err := g.matching(ctx, r)
	if err != nil {
		return nil, searchError(ctx, r, err)
	}
	docs := g.heldOn(conference, day)
	out := &index.Agenda{Conference: g.conferences[place], More: len(docs) > index.MaxAgenda, Generation: g.name}
	docs = docs[:min(len(docs), index.MaxAgenda)]
	out.Items = make([]index.AgendaItem, len(docs))
	for i, doc := range docs {
		if i%64 == 0 && ctx.Err() != nil {
			return nil, searchError(ctx, r, ctx.Err())
		}
		entry, err := g.entry(doc)
		if err != nil {
			return nil, searchError(ctx, r, err)
		}
		out.Items[i] = index.AgendaItem{Entry: entry, Match: matching(doc)}
	}
	return out, nil
}

// heldOn returns a conference's talks on a day, or on all days for "", in time order.
func (g *generation) heldOn(conference string, day corpus.Date) []uint32 {
	wanted := []filter{{column: g.columns[index.ByConference], include: g.columns[index.ByConference].flags([]string{conference})}}
	if day != "" {
		wanted = append(wanted, filter{column: g.columns[index.ByDay], include: g.columns[index.ByDay].flags([]string{string(day)})})
	}
	var docs []uint32
	for doc := range uint32(g.size()) {
		if !slices.ContainsFunc(wanted, func(f filter) bool { return !f.passes(doc) }) {
			docs = append(docs, doc)
		}
	}
	return docs
}

// matching returns a function that reports whether a search finds a talk, whatever
// its conference and day.
func (g *generation) matching(ctx context.Context, r index.Request) (func(doc uint32) bool, error) {
	r = r.WithFilter(index.ByConference, index.Filter{}).WithFilter(index.ByDay, index.Filter{})
	r.Facets = nil
	found := evaluation{g: g, ctx: ctx, r: r}
	matches, err := found.evaluate()
	if err != nil {
		return nil, err
	}
	filters := newCollector(g, r, 0).filters
	return func(doc uint32) bool {
		if matches != nil {
			if !matches.has(doc) {
				return false
			}
		}
		return !slices.ContainsFunc(filters, func(f filter) bool { return !f.passes(doc) })
	}, ctx.Err()
}
