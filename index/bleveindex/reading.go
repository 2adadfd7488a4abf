package bleveindex

import (
	"context"
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// documents returns how many documents have a term.
func (p *postings) documents(r *termReader, t indexedTerm) (int, error) {
	if l, err := p.frequent.find(t); err != nil {
		return 0, err
	} else if l != nil {
		return l.count(), nil
	}
	n := 0
	for i := range p.segments {
		dictionary, err := r.dictionary(p, i, t.field)
		if err != nil {
			return 0, err
		}
		if r.found, err = dictionary.PostingsList([]byte(t.term), nil, r.found); err != nil {
			return 0, err
		}
		n += int(r.found.Count())
	}
	return n, nil
}

// A documentSet collects documents, as numbers while they are few.
type documentSet struct {
	words   int // that all documents take
	numbers []uint32
	set     []uint64 // nil while there are numbers
}

// fewNumbers is up to how many documents numbers are sorted rather than bits walked
// over: one for so many words.
const fewNumbers = 32

// bits returns the documents' bits, which may be added to.
func (s *documentSet) bits() []uint64 {
	if s.set == nil {
		s.set = make([]uint64, s.words)
		for _, doc := range s.numbers {
			s.set[doc/64] |= 1 << (doc % 64)
		}
		s.numbers = nil
	}
	return s.set
}

// add takes in documents of a segment whose first has a number.
func (s *documentSet) add(numbers []uint32, first uint32) {
	if s.set == nil && len(s.numbers)+len(numbers) <= s.words/fewNumbers {
		for _, n := range numbers {
			s.numbers = append(s.numbers, first+n)
		}
		return
	}
	set := s.bits()
	for _, n := range numbers {
		doc := first + n
		set[doc/64] |= 1 << (doc % 64)
	}
}

// list returns the documents. The set is spent.
func (s *documentSet) list() *list {
	if s.set != nil {
		return listOf(s.set)
	}
	slices.Sort(s.numbers)
	return &list{numbers: slices.Compact(s.numbers)}
}

// mark adds all documents that have a source's term to a set, and returns which of what
// is indexed for it none has.
func (p *postings) mark(ctx context.Context, r *termReader, s source, set *documentSet) (lacking [2]bool, err error) {
	all, n := indexed(s.field, s.term, s.own)
	for k, t := range all[:n] {
		l, err := p.frequent.find(t)
		if err != nil {
			return lacking, err
		}
		if l != nil {
			l.mark(set.bits())
			continue
		}
		lacking[k] = true
		for i := range p.segments {
			dictionary, err := r.dictionary(p, i, t.field)
			if err != nil {
				return lacking, err
			}
			any, err := p.markIn(ctx, r, i, dictionary, t.term, set)
			if err != nil {
				return lacking, err
			}
			lacking[k] = lacking[k] && !any
		}
	}
	return lacking, nil
}

// markIn adds a segment's documents that have a term to a set, and reports whether there
// are any.
func (p *postings) markIn(ctx context.Context, r *termReader, i int, dictionary segment.TermDictionary, term string, set *documentSet) (any bool, err error) {
	if r.found, err = dictionary.PostingsList([]byte(term), nil, r.found); err != nil || r.found.Count() == 0 {
		return false, err
	}
	r.it = r.found.Iterator(false, false, false, r.it)
	o, ok := r.it.(segment.OptimizablePostingsIterator)
	if !ok {
		return false, fmt.Errorf("the postings are a %T, want scorch's", r.it)
	}
	bitmap := o.ActualBitmap()
	if bitmap == nil {
		if doc, single := o.DocNum1Hit(); single {
			set.add([]uint32{uint32(doc)}, p.first[i])
		}
		return true, nil
	}
	for many := bitmap.ManyIterator(); ; {
		if ctx.Err() != nil {
			return true, ctx.Err()
		}
		n := many.NextMany(r.buffer[:])
		if n == 0 {
			return true, nil
		}
		set.add(r.buffer[:n], p.first[i])
	}
}

// A termReader holds what can be used again from one term to the next. It is for one
// goroutine at a time.
type termReader struct {
	dictionaries [][len(bleveFields)]segment.TermDictionary // those opened so far, by segment and field

	found  segment.PostingsList
	it     segment.PostingsIterator
	places []uint64
	among  []placed
	buffer [1024]uint32
}

// dictionary returns a segment's terms of a field.
func (r *termReader) dictionary(p *postings, seg, field int) (segment.TermDictionary, error) {
	if r.dictionaries == nil {
		r.dictionaries = make([][len(bleveFields)]segment.TermDictionary, len(p.segments))
	}
	d := &r.dictionaries[seg][field]
	if *d == nil {
		var err error
		if *d, err = p.segments[seg].Dictionary(bleveFields[field]); err != nil {
			return nil, err
		}
	}
	return *d, nil
}

// A visitor is told of a posting: how often a document has the term in a field of how
// many tokens and, where that was asked for, in which places, in order (see spans). It
// must not keep them.
type visitor func(doc uint32, times, length int, places []uint64)

// each visits the postings of a term in order of the documents, all or those of a
// subset. Places are read only if they are asked for.
func (p *postings) each(ctx context.Context, r *termReader, t indexedTerm, in *subset, places bool, visit visitor) error {
	if l, err := p.frequent.find(t); err != nil {
		return err
	} else if l != nil && (!places || len(l.begin) > 0) {
		return l.each(ctx, r, in, places, visit)
	}
	return p.eachOfBleve(ctx, r, t, in, places, visit)
}

// eachOfBleve is each for Bleve's postings.
func (p *postings) eachOfBleve(ctx context.Context, r *termReader, t indexedTerm, in *subset, places bool, visit visitor) error {
	n := 0
	for i := range p.segments {
		dictionary, err := r.dictionary(p, i, t.field)
		if err != nil {
			return err
		}
		if r.found, err = dictionary.PostingsList([]byte(t.term), nil, r.found); err != nil {
			return err
		}
		if r.found.Count() == 0 { // an iterator over a list that is used again would panic where the segment lacks the field
			continue
		}
		r.it = r.found.Iterator(true, true, places, r.it)
		if in != nil && !in.narrow(p, i, r.it) {
			continue
		}
		for {
			if n++; n%checkEvery == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			posting, err := r.it.Next()
			if err != nil {
				return err
			}
			if posting == nil {
				break
			}
			length, ok := posting.(interface{ NormUint64() uint64 }) // Bleve keeps the number and calls 1/√length the norm
			if !ok {
				return fmt.Errorf("the postings are a %T, want scorch's", posting)
			}
			doc := p.first[i] + uint32(posting.Number())
			if in != nil && !in.has(doc) {
				continue
			}
			var at []uint64
			if places {
				at = r.readPlaces(posting)
			}
			visit(doc, int(posting.Frequency()), int(length.NormUint64()), at)
		}
	}
	return nil
}

// readPlaces returns where a posting's term stands, until it is called again.
func (r *termReader) readPlaces(posting segment.Posting) []uint64 {
	r.places = r.places[:0]
	for _, l := range posting.Locations() {
		at := l.Pos()
		if list := l.ArrayPositions(); len(list) > 0 {
			at |= list[0] << 32
		}
		r.places = append(r.places, at)
	}
	slices.Sort(r.places)
	return r.places
}

// A subset is some documents, of which alone postings are read. It is for one goroutine.
type subset struct {
	docs     []uint32
	segments []*roaring.Bitmap // by segment, numbers within it; nil until they are needed
}

// bitmaps fills in what Bleve's postings are narrowed by.
func (in *subset) bitmaps(p *postings) {
	in.segments = make([]*roaring.Bitmap, len(p.segments))
	for i := range p.segments {
		end := p.count
		if i+1 < len(p.first) {
			end = p.first[i+1]
		}
		from := seek(in.docs, 0, p.first[i])
		to := seek(in.docs, from, end)
		numbers := make([]uint32, to-from)
		for j, doc := range in.docs[from:to] {
			numbers[j] = doc - p.first[i]
		}
		in.segments[i] = roaring.BitmapOf(numbers...)
	}
}

// narrow makes an iterator pass over all but the subset, and reports whether
// anything may be left. An iterator that can't is left as it is.
func (in *subset) narrow(p *postings, i int, it segment.PostingsIterator) bool {
	if in.segments == nil {
		in.bitmaps(p)
	}
	if in.segments[i].IsEmpty() {
		return false
	}
	if o, ok := it.(segment.OptimizablePostingsIterator); ok {
		if all := o.ActualBitmap(); all != nil {
			left := roaring.And(all, in.segments[i])
			o.ReplaceActual(left)
			return !left.IsEmpty()
		}
	}
	return true
}

func (in *subset) has(doc uint32) bool {
	_, ok := slices.BinarySearch(in.docs, doc)
	return ok
}
