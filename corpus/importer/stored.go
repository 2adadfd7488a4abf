package importer

import (
	"context"
	"io"
	"slices"
	"time"

	"talksearch/corpus"
	"talksearch/corpus/native"
	"talksearch/corpus/people"
	"talksearch/corpus/spool"
)

// A stored programme is one as it was read, with its talks in a spool, so that it
// takes little memory for as long as it is kept. Nothing of it is changed.
type stored struct {
	head   *corpus.Programme // without talks
	spool  *spool.Spool      // which other programmes of the document share
	runs   []run             // where its talks are, in their order
	count  int               // of talks
	settle func(*corpus.Talk)
}

// A run is talks of one programme that lie in a spool one after the other.
type run struct {
	place int64
	count int
}

// add notes that a talk of the programme was put into the spool.
func (s *stored) add(place int64, follows bool) {
	if n := len(s.runs); follows && n > 0 {
		s.runs[n-1].count++
	} else {
		s.runs = append(s.runs, run{place, 1})
	}
	s.count++
}

// tidy cleans a talk, and takes titles and the like off people's names and drops
// those that name no one.
func tidy(t *corpus.Talk) {
	for i := range t.Speakers {
		t.Speakers[i].Name = people.Shown(t.Speakers[i].Name)
	}
	t.Tidy()
}

// store stores programmes, tidied or as they are; it keeps nothing of theirs.
func (o Options) store(programmes []*corpus.Programme, tidied bool) ([]*stored, error) {
	kept := spool.New(o.Temp...)
	var out []*stored
	for _, p := range programmes {
		head := *p
		head.Talks = nil
		if tidied {
			corpus.NormalizeHead(&head)
		}
		s := &stored{head: &head, spool: kept}
		for i := range p.Talks {
			if tidied {
				tidy(&p.Talks[i])
			}
			place, err := kept.Append(&p.Talks[i], nil)
			if err != nil {
				return nil, err
			}
			s.add(place, i > 0)
		}
		out = append(out, s)
	}
	return out, kept.Done()
}

// lines stores what a document of JSON Lines holds, tidied, as it is read.
func (o Options) lines(r io.Reader) ([]*stored, corpus.Problems, error) {
	kept := spool.New(o.Temp...)
	var out []*stored
	last := -1 // the conference of the talk before
	conferences, problems, err := native.Lines(r, func(conference int, t *corpus.Talk) error {
		if conference == len(out) {
			out = append(out, &stored{spool: kept})
		}
		tidy(t)
		place, err := kept.Append(t, nil)
		out[conference].add(place, conference == last)
		last = conference
		return err
	})
	if err == nil {
		err = kept.Done()
	}
	if err != nil {
		_ = kept.Close()
		return nil, nil, err
	}
	for i := range out {
		out[i].head, out[i].settle = conferences[i].Programme, conferences[i].Settle
		out[i].runs = slices.Clip(out[i].runs)
		corpus.NormalizeHead(out[i].head)
	}
	return out, problems, nil
}

// each calls do for every talk, placed in zone unless that is nil, in order. The
// talks are as Normalize leaves them if they were stored tidied, but for their ids.
func (s *stored) each(ctx context.Context, zone *time.Location, do func(i int, t *corpus.Talk) error) error {
	reader := s.spool.Reader()
	i := 0
	for _, r := range s.runs {
		place := r.place
		for range r.count {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			t, err := reader.Read(place, nil)
			if err != nil {
				return err
			}
			place = reader.Next()
			if s.settle != nil {
				s.settle(t)
			}
			t.Place(zone)
			if err := do(i, t); err != nil {
				return err
			}
			i++
		}
	}
	return nil
}

// gather returns the programme with its talks, as they were stored.
func (s *stored) gather(ctx context.Context) (*corpus.Programme, error) {
	p := *s.head
	p.Talks = make([]corpus.Talk, 0, s.count)
	err := s.each(ctx, nil, func(_ int, t *corpus.Talk) error {
		p.Talks = append(p.Talks, *t)
		return nil
	})
	return &p, err
}
