package bleveindex

import (
	"context"
	"fmt"
	"slices"
)

// A place of a sequence is taken by one of several terms.
type place []string

// spans are where terms stand, by document: the document number docs[i] has
// at[ends[i-1]:ends[i]], in order. A position counts from the beginning of one of
// the field's texts, whose number stands in the upper half.
type spans struct {
	docs []uint32
	ends []int
	at   []uint64
}

func (s *spans) of(i int) []uint64 {
	from := 0
	if i > 0 {
		from = s.ends[i-1]
	}
	return s.at[from:s.ends[i]]
}

func (s *spans) add(doc uint32, at []uint64) {
	s.docs, s.at = append(s.docs, doc), append(s.at, at...)
	s.ends = append(s.ends, len(s.at))
}

// reset empties s.
func (s *spans) reset() *spans {
	s.docs, s.ends, s.at = s.docs[:0], s.ends[:0], s.at[:0]
	return s
}

// A spanReader reads spans, into buffers that are used again from one field and place
// to the next.
type spanReader struct {
	p       *postings
	buffers [2]spans
	terms   termReader
}

// spans reads where the terms of a place stand in one field of some documents, into one
// of the buffers.
func (r *spanReader) spans(ctx context.Context, field int, terms place, in *subset, buffer int) (*spans, error) {
	out := r.buffers[buffer].reset()
	for n, term := range terms {
		one := out
		if n > 0 {
			one = &spans{}
		}
		err := r.p.each(ctx, &r.terms, indexedTerm{field, term}, in, true, func(doc uint32, _, _ int, places []uint64) {
			one.add(doc, places)
		})
		if err != nil {
			return nil, fmt.Errorf("places of %s:%s: %w", fields[field].name, term, err)
		}
		if n > 0 {
			out = together(out, one)
		}
	}
	return out, nil
}

// together returns the places of both.
func together(a, b *spans) *spans {
	out := &spans{}
	i, j := 0, 0
	for i < len(a.docs) || j < len(b.docs) {
		switch {
		case j == len(b.docs) || i < len(a.docs) && a.docs[i] < b.docs[j]:
			out.add(a.docs[i], a.of(i))
			i++
		case i == len(a.docs) || b.docs[j] < a.docs[i]:
			out.add(b.docs[j], b.of(j))
			j++
		default:
			both := slices.Concat(a.of(i), b.of(j))
			slices.Sort(both)
			out.add(a.docs[i], both)
			i, j = i+1, j+1
		}
	}
	return out
}

// following returns those of some documents in which the places of a sequence are
// taken one after the other in one of some fields. docs have to have all of them.
func (p *postings) following(ctx context.Context, in []int, sequence []place, docs []uint32) ([]uint32, error) {
	var found []uint32
	all := &subset{docs: docs}
	r := p.spanReaders.Get().(*spanReader)
	defer p.spanReaders.Put(r)
	for _, field := range in {
		frequent, err := p.frequentPlaces(field, sequence)
		if err != nil {
			return nil, err
		}
		if frequent != nil {
			if found, err = inSequence(ctx, frequent, docs, found); err != nil {
				return nil, err
			}
			continue
		}
		left := all
		var begun *spans // where the sequence may begin
		for k, terms := range sequence {
			here, err := r.spans(ctx, field, terms, left, min(k, 1))
			if err != nil {
				return nil, err
			}
			if k == 0 {
				begun = here
			} else {
				begun.keep(here, uint64(k))
			}
			if left = (&subset{docs: begun.docs}); len(left.docs) == 0 {
				break
			}
		}
		found = append(found, left.docs...)
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

// frequentPlaces returns the postings of a sequence's terms in a field, nil where there
// are several for a place or one is not frequent.
func (p *postings) frequentPlaces(field int, sequence []place) ([]*termPostings, error) {
	out := make([]*termPostings, len(sequence))
	for i, terms := range sequence {
		if len(terms) != 1 {
			return nil, nil
		}
		l, err := p.frequent.find(indexedTerm{field, terms[0]})
		if err != nil || l == nil || len(l.begin) == 0 {
			return nil, err
		}
		out[i] = l
	}
	return out, nil
}

// inSequence appends those of some documents in which terms stand one after the other.
func inSequence(ctx context.Context, terms []*termPostings, docs, to []uint32) ([]uint32, error) {
	cursors := make([]postingCursor, len(terms))
	for i, l := range terms {
		cursors[i] = postingCursor{l: l, block: -1}
	}
	postings := make([]int, len(terms))
	var begun []uint64 // where the sequence may begin
next:
	for n, doc := range docs {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for i := range cursors {
			var ok bool
			if postings[i], ok = cursors[i].find(doc); !ok {
				continue next
			}
		}
		begun = begun[:0]
		for at, end := terms[0].places(postings[0]); at < end; at++ {
			begun = append(begun, terms[0].at(at))
		}
		for i, l := range terms[1:] {
			left := begun[:0]
			at, end := l.places(postings[i+1])
			for _, first := range begun {
				wanted := first + uint64(i+1)
				for at < end && l.at(at) < wanted {
					at++
				}
				if at < end && l.at(at) == wanted {
					left = append(left, first)
				}
			}
			if begun = left; len(begun) == 0 {
				continue next
			}
		}
		to = append(to, doc)
	}
	return to, nil
}

// keep keeps of the places where a sequence begins those from which another place is so
// many words away.
func (s *spans) keep(next *spans, distance uint64) {
	from, j := 0, 0
	left := spans{s.docs[:0], s.ends[:0], s.at[:0]} // never more than was read
	for i, doc := range s.docs {
		end := s.ends[i]
		if j = seek(next.docs, j, doc); j == len(next.docs) {
			break
		}
		if next.docs[j] == doc {
			before := len(left.at)
			for _, at := range s.at[from:end] {
				if _, ok := slices.BinarySearch(next.of(j), at+distance); ok {
					left.at = append(left.at, at)
				}
			}
			if len(left.at) > before {
				left.docs, left.ends = append(left.docs, doc), append(left.ends, len(left.at))
			}
		}
		from = end
	}
	*s = left
}

// nearest is how many words apart two may be to count as near.
const nearest = 5

// near returns those of some documents that have terms of two places near each other
// in one of some fields. The score is 1 where b follows a, less where they stand
// farther from each other or the other way round.
func (p *postings) near(ctx context.Context, in []int, a, b place, docs []uint32) (*list, error) {
	acc := p.scratch.Get().(*accumulator)
	all := &subset{docs: docs}
	r := p.spanReaders.Get().(*spanReader)
	defer p.spanReaders.Put(r)
	for _, field := range in {
		of, err := r.spans(ctx, field, a, all, 0)
		if err == nil && len(of.docs) > 0 {
			var to *spans
			if to, err = r.spans(ctx, field, b, &subset{docs: of.docs}, 1); err == nil {
				j := 0
				for i, doc := range of.docs {
					if j = seek(to.docs, j, doc); j == len(to.docs) {
						break
					}
					if to.docs[j] != doc {
						continue
					}
					if c := closeness(of.of(i), to.of(j)); c > acc.weights[doc] {
						acc.add(doc, c-acc.weights[doc])
					}
				}
			}
		}
		if err != nil {
			p.takeBack(acc)
			return nil, err
		}
	}
	l := &list{}
	l.numbers, l.scores = p.takeBack(acc)
	return l, nil
}

// closeness tells how near two words come: 1 at best, 0 where they are far.
func closeness(a, b []uint64) float32 {
	best := float32(0)
	i := 0
	for _, at := range a {
		for i < len(b) && b[i]+nearest < at {
			i++
		}
		for _, other := range b[i:] {
			if other > at+nearest {
				break
			}
			switch {
			case other > at:
				best = max(best, 1/float32(other-at))
			case other < at:
				best = max(best, 0.5/float32(at-other))
			}
		}
	}
	return best
}
