package bleveindex

import (
	"container/heap"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveapi "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"talksearch/index/spell"
)

// A wordReader reads from a generation's segments which terms there are and which
// documents have them, unscored. It is for one goroutine; making one costs nothing.
type wordReader struct {
	segments     []segment.Segment
	first        []uint32                            // each segment's first document number
	dictionaries []map[string]segment.TermDictionary // those opened so far, by field as Bleve's index has it
	found        segment.PostingsList                // to be used again
	iterator     segment.PostingsIterator            // as well
}

func newWordReader(reader bleveapi.IndexReader) (*wordReader, error) {
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, fmt.Errorf("the reader is a %T, want scorch's", reader)
	}
	r := &wordReader{}
	next := uint32(0)
	for _, s := range snapshot.Segments() {
		r.segments = append(r.segments, s.Segment())
		r.first = append(r.first, next)
		next += uint32(s.FullSize())
	}
	r.dictionaries = make([]map[string]segment.TermDictionary, len(r.segments))
	return r, nil
}

// dictionary returns a segment's terms of a field as Bleve's index has it.
func (r *wordReader) dictionary(seg int, field string) (segment.TermDictionary, error) {
	if d := r.dictionaries[seg][field]; d != nil {
		return d, nil
	}
	d, err := r.segments[seg].Dictionary(field)
	if err != nil {
		return nil, fmt.Errorf("terms in %s: %w", field, err)
	}
	if r.dictionaries[seg] == nil {
		r.dictionaries[seg] = map[string]segment.TermDictionary{}
	}
	r.dictionaries[seg][field] = d
	return d, nil
}

// documents returns the numbers of the documents that have a term in one of some
// fields. The set belongs to the caller, until the generation is closed.
func (r *wordReader) documents(term string, in spell.Fields) (*roaring.Bitmap, error) {
	all := roaring.New()
	for seg := range r.segments {
		if err := r.addOf(all, seg, term, in, r.first[seg]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// addOf adds the documents of one segment, whose first has the given number.
func (r *wordReader) addOf(found *roaring.Bitmap, seg int, term string, in spell.Fields, first uint32) error {
	own := ownStem(term)
	for field := range fields {
		if in&(1<<field) == 0 {
			continue
		}
		all, n := indexed(field, term, own)
		for _, t := range all[:n] {
			if err := r.addIndexed(found, seg, t, first); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *wordReader) addIndexed(all *roaring.Bitmap, seg int, t indexedTerm, first uint32) error {
	d, err := r.dictionary(seg, bleveFields[t.field])
	if err != nil {
		return err
	}
	if r.found, err = d.PostingsList([]byte(t.term), nil, r.found); err != nil {
		return fmt.Errorf("postings of %s: %w", t, err)
	}
	if r.found.Count() == 0 { // an iterator over a list that is used again would panic where the segment lacks the field
		return nil
	}
	r.iterator = r.found.Iterator(false, false, false, r.iterator)
	of, ok := r.iterator.(segment.OptimizablePostingsIterator)
	switch {
	case !ok:
		return fmt.Errorf("the postings are a %T, want scorch's", r.iterator)
	case of.ActualBitmap() == nil:
		if n, one := of.DocNum1Hit(); one {
			all.Add(first + uint32(n))
		}
	case first == 0:
		all.Or(of.ActualBitmap())
	default:
		all.Or(roaring.AddOffset(of.ActualBitmap(), first))
	}
	return nil
}

// words calls visit for each word of any of some fields, in the order of bytes.
func (r *wordReader) words(in spell.Fields, visit func(spell.Word)) error {
	var open cursors
	for seg := range r.segments {
		for field := range fields {
			if in&(1<<field) == 0 {
				continue
			}
			if err := open.add(r, seg, field, fields[field].name); err != nil {
				return err
			}
		}
	}
	heap.Init(&open)
	for len(open) > 0 {
		w := spell.Word{Text: open[0].term}
		for len(open) > 0 && open[0].term == w.Text {
			seg, count, here := open[0].seg, 0, spell.Fields(0)
			for len(open) > 0 && open[0].term == w.Text && open[0].seg == seg {
				count += open[0].count
				here |= 1 << open[0].field
				if err := open.next(); err != nil {
					return err
				}
			}
			if here&(here-1) != 0 { // several fields, which one talk may have it in
				together := roaring.New()
				if err := r.addOf(together, seg, w.Text, here, 0); err != nil {
					return err
				}
				count = int(together.GetCardinality())
			}
			w.In |= here
			w.Talks += count
		}
		visit(w)
	}
	return nil
}

// terms calls visit for each term of a field as Bleve's index has it, in the order of
// bytes, and tells how many documents have it.
func (r *wordReader) terms(field string, visit func(term string, documents int)) error {
	var open cursors
	for seg := range r.segments {
		if err := open.add(r, seg, 0, field); err != nil {
			return err
		}
	}
	heap.Init(&open)
	for len(open) > 0 {
		term, count := open[0].term, 0
		for len(open) > 0 && open[0].term == term {
			count += open[0].count
			if err := open.next(); err != nil {
				return err
			}
		}
		visit(term, count)
	}
	return nil
}

// A termCursor walks through a field's terms in one segment.
type termCursor struct {
	terms      segment.DictionaryIterator
	seg, field int
	term       string
	count      int // documents
}

func (c *termCursor) next() (more bool, err error) {
	entry, err := c.terms.Next()
	if err != nil || entry == nil {
		return false, err
	}
	c.term, c.count = entry.Term, int(entry.Count)
	return true, nil
}

// cursors is a heap of cursors by term, then segment.
type cursors []*termCursor

// add adds a cursor at the first term of a segment's field, which has a number, if there
// is one. The heap is to be made anew.
func (c *cursors) add(r *wordReader, seg, number int, field string) error {
	d, err := r.dictionary(seg, field)
	if err != nil {
		return err
	}
	one := &termCursor{terms: d.AutomatonIterator(nil, nil, nil), seg: seg, field: number}
	more, err := one.next()
	if more {
		*c = append(*c, one)
	}
	return err
}

// next moves the first cursor on.
func (c *cursors) next() error {
	more, err := (*c)[0].next()
	switch {
	case err != nil:
		return err
	case more:
		heap.Fix(c, 0)
	default:
		heap.Pop(c)
	}
	return nil
}

func (c cursors) Len() int { return len(c) }
func (c cursors) Less(i, j int) bool {
	return c[i].term < c[j].term || c[i].term == c[j].term && c[i].seg < c[j].seg
}
func (c cursors) Swap(i, j int) { c[i], c[j] = c[j], c[i] }
func (c *cursors) Push(x any)   { *c = append(*c, x.(*termCursor)) }
func (c *cursors) Pop() any {
	last := (*c)[len(*c)-1]
	*c = (*c)[:len(*c)-1]
	return last
}
