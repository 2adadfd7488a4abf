package importer

import (
	"context"
	"fmt"
	"slices"

	"talksearch/corpus"
	"talksearch/corpus/indico"
	"talksearch/corpus/people"
)

// assemble returns the programmes of all sources as they are served: exports of
// one event joined, ids unique, one name a person, what is broken repaired. It
// shows the sources' new states.
func (s *Set) assemble(ctx context.Context) (*collection, error) {
	var all []*reading
	from := map[*reading]*source{}
	for _, src := range s.sources {
		for _, r := range src.readings {
			all = append(all, r)
			from[r] = src
		}
		src.next.Conferences = nil
		src.next.Problems = slices.DeleteFunc(slices.Clone(src.next.Problems), func(p corpus.Problem) bool { return p.Field == renamed })
	}
	taken := map[string]bool{}
	for _, src := range s.sources {
		for _, id := range src.ids {
			taken[id] = true
		}
	}
	merged, err := s.options.mergeIndico(all, func(r *reading) (*corpus.Programme, error) { return r.normal(ctx) })
	if err != nil {
		return nil, err
	}
	c := &collection{readings: merged}
	for _, r := range merged {
		src := from[r]
		if src == nil { // joined from several sources: it counts for the first
			if err := s.options.restore(ctx, r); err != nil {
				return nil, err
			}
			if _, err := r.finish(ctx); err != nil {
				return nil, err
			}
			src = s.sourceOf(r)
		}
		p := *r.head
		corpus.RepairHead(&p)
		r.repaired.Fill(&p)
		own := p.ID
		p.ID = src.identify(whose{own, r.place}, taken)
		if p.ID != own {
			src.next.Problems = append(src.next.Problems, corpus.Problem{Severity: corpus.Warning, Where: own, Field: renamed,
				Message: fmt.Sprintf("another programme has, or had, the id %q; this one is served as %q", own, p.ID)})
		}
		src.next.Conferences = append(src.next.Conferences, p.ID)
		c.programmes = append(c.programmes, &p)
	}
	s.show()
	return c, nil
}

// show makes the sources' next states those that all see.
func (s *Set) show() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.version++
	for _, src := range s.sources {
		src.state = src.next
		src.state.Problems = slices.Clone(src.next.Problems)
	}
}

// sourceOf returns the first source with an export of the event that r was joined
// from.
func (s *Set) sourceOf(joined *reading) *source {
	for _, src := range s.sources {
		for _, r := range src.readings {
			if r.indico && indico.EventKey(r.head) == indico.EventKey(joined.head) {
				return src
			}
		}
	}
	return s.sources[0]
}

// identify returns the id under which a programme is served: its own where that is
// free, and the same at every reading.
func (src *source) identify(of whose, taken map[string]bool) string {
	if id, ok := src.ids[of]; ok && !slices.Contains(src.next.Conferences, id) {
		return id
	}
	id := of.own
	for n := 2; taken[id]; n++ {
		id = fmt.Sprintf("%s-%d", of.own, n)
	}
	taken[id] = true
	if _, known := src.ids[of]; !known {
		src.ids[of] = id
	}
	return id
}

// A collection is what all sources hold, as it is served: it is made of readings
// whenever it is read, so that no more than one talk is in memory at a time.
type collection struct {
	readings   []*reading
	programmes []*corpus.Programme // of readings
}

// Programmes implements corpus.Collection.
func (c *collection) Programmes() []*corpus.Programme { return c.programmes }

// Len implements corpus.Collection.
func (c *collection) Len() int {
	n := 0
	for _, r := range c.readings {
		n += r.count
	}
	return n
}

// Each implements corpus.Collection. All talks are read three times: what people
// are called is told by the talks of all programmes, and what ids are taken by those
// of one.
func (c *collection) Each(ctx context.Context, do func(programme int, t *corpus.Talk) error) error {
	var names people.Names
	for i, r := range c.readings {
		err := r.each(ctx, nil, func(_ int, t *corpus.Talk) error {
			names.Add(c.programmes[i], t)
			return nil
		})
		if err != nil {
			return err
		}
	}
	spelling := names.Spellings()
	for i, r := range c.readings {
		if err := c.serve(ctx, r, c.programmes[i], spelling, func(t *corpus.Talk) error { return do(i, t) }); err != nil {
			return err
		}
	}
	return nil
}

// serve passes on the talks of one programme. What can only be told when all of its
// talks are known is found in a first pass, and put into each in a second.
func (c *collection) serve(ctx context.Context, r *reading, p *corpus.Programme, spelling people.Spellings, do func(*corpus.Talk) error) error {
	zone, err := p.Zone()
	if err != nil {
		return err // RepairHead leaves none that is not known
	}
	var ids corpus.Identities
	err = r.each(ctx, zone, func(_ int, t *corpus.Talk) error {
		ids.Add(t)
		return nil
	})
	if err != nil {
		return err
	}
	return r.each(ctx, zone, func(i int, t *corpus.Talk) error {
		t.ID = ids.Repaired(i)
		t.Repair()
		spelling.Apply(t)
		return do(t)
	})
}
