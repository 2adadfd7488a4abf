package bleveindex

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/maypok86/otter/v2"
)

// postings reads the lists of words from a generation's segments. Its methods may
// be called by many goroutines at once.
type postings struct {
	segments []segment.Segment
	first    []uint32 // each segment's first document number
	count    uint32   // of documents
	averages [fieldCount]float64
	ranking  ranking
	cache    *otter.Cache[string, *list] // by field and word
	scratch  sync.Pool                   // of *accumulator
}

// listBytes bounds the cache of lists of one generation.
const listBytes = 64 << 20

func newPostings(snapshot *scorch.IndexSnapshot, averages []float64, ranking ranking) (*postings, error) {
	p := &postings{ranking: ranking}
	copy(p.averages[:], averages)
	for _, s := range snapshot.Segments() {
		if s.Deleted() != nil && !s.Deleted().IsEmpty() {
			return nil, fmt.Errorf("a segment has %d deleted documents; want a generation without", s.Deleted().GetCardinality())
		}
		p.segments = append(p.segments, s.Segment())
		p.first = append(p.first, p.count)
		p.count += uint32(s.FullSize())
	}
	var err error
	p.cache, err = otter.New(&otter.Options[string, *list]{
		MaximumWeight: listBytes,
		Weigher:       func(key string, l *list) uint32 { return uint32(len(key) + l.bytes()) },
	})
	if err != nil {
		return nil, fmt.Errorf("cache of posting lists: %w", err)
	}
	p.scratch.New = func() any {
		return &accumulator{weights: make([]float32, p.count), marked: make([]uint64, (p.count+63)/64)}
	}
	return p, nil
}

func (p *postings) close() { p.cache.StopAllGoroutines() }

// A source is one term in one field, with what its occurrences count for.
type source struct {
	field  int // a place in fields
	term   string
	weight float64

	// Where term is a stem, the word that is asked for, which counts for so much more; ""
	// for none. Where it is in as many talks as all others of the stem together, it is
	// taken to be all of them: most stems have one form.
	form  string
	bonus float64
}

// find returns the talks that have one of several terms, from the cache where it is
// known by its key. Their scores may be unread; scored reads them.
func (p *postings) find(ctx context.Context, key string, sources func() []source) (*list, error) {
	if l, ok := p.cache.GetIfPresent(key); ok {
		return l, nil
	}
	if l, ok := p.cache.GetIfPresent("unread " + key); ok {
		return l, nil
	}
	set := make([]uint64, (p.count+63)/64)
	var r termReader
	for _, s := range sources() {
		if err := p.mark(ctx, &r, s, set); err != nil {
			return nil, fmt.Errorf("postings of %s:%s: %w", fields[s.field].name, s.term, err)
		}
	}
	l := &list{docs: members(set), unread: &unread{key: key, sources: sources}}
	l.set = newBitset(set, len(l.docs))
	l.idf = p.idf(len(l.docs))
	p.cache.Set("unread "+key, l)
	return l, nil
}

// scored returns a list with its scores, or only those of its documents that are
// in docs: where these are few, they alone are read, the first time.
func (p *postings) scored(ctx context.Context, l *list, docs []uint32) (*list, error) {
	if l.parts != nil {
		return p.added(l, docs), nil
	}
	if l.unread == nil {
		return l, nil
	}
	if full, ok := p.cache.GetIfPresent(l.unread.key); ok {
		return full, nil
	}
	if len(docs) < len(l.docs)/4 && l.unread.partly.CompareAndSwap(false, true) {
		return p.read(ctx, l.unread.sources(), l.idf, p.subset(docs))
	}
	full, err := p.read(ctx, l.unread.sources(), l.idf, nil)
	if err == nil {
		full.set = l.set
		p.cache.Set(l.unread.key, full)
		p.cache.Invalidate("unread " + l.unread.key)
	}
	return full, err
}

// read decodes the postings of sources, those of all documents or of a subset, and
// scores them as one word, whose idf is worked out where it is given as 0.
func (p *postings) read(ctx context.Context, sources []source, idf float32, in *subset) (*list, error) {
	acc := p.scratch.Get().(*accumulator)
	var r termReader
	for _, s := range sources {
		if err := p.add(ctx, acc, &r, s, in); err != nil {
			p.takeBack(acc)
			return nil, fmt.Errorf("postings of %s:%s: %w", fields[s.field].name, s.term, err)
		}
	}
	out := &list{idf: idf}
	if out.docs, out.scores = p.takeBack(acc); idf == 0 {
		out.idf = p.idf(len(out.docs))
	}
	for i, tf := range out.scores {
		out.scores[i] = out.idf * p.saturated(tf)
	}
	return out, nil
}

// add adds one source's postings up.
func (p *postings) add(ctx context.Context, acc *accumulator, r *termReader, s source, in *subset) error {
	if s.form == "" {
		for _, t := range indexed(fields[s.field].name, s.term) {
			if err := p.addIndexed(ctx, acc, r, s.field, t, s.weight, in); err != nil {
				return err
			}
		}
		return nil
	}
	all := indexed(fields[s.field].name, s.term) // other words than the stem first
	form := indexedTerm{fields[s.field].name, s.form}
	others := s.weight
	if !slices.Contains(all, form) {
		n, err := p.documents(r, all[0])
		if err != nil {
			return err
		}
		some := 0
		if n > 0 {
			if some, err = p.documents(r, form); err != nil {
				return err
			}
		}
		if n > 0 && some == n {
			others += s.bonus
		} else if some > 0 {
			if err := p.addIndexed(ctx, acc, r, s.field, form, s.bonus, in); err != nil {
				return err
			}
		}
	}
	for i, t := range all {
		weight := s.weight
		if i == 0 {
			weight = others
		}
		if t == form {
			weight += s.bonus
		}
		if err := p.addIndexed(ctx, acc, r, s.field, t, weight, in); err != nil {
			return err
		}
	}
	return nil
}

func (p *postings) addIndexed(ctx context.Context, acc *accumulator, r *termReader, field int, t indexedTerm, weight float64, in *subset) error {
	return p.each(ctx, r, t, in, true, false, func(doc uint32, posting segment.Posting) {
		acc.add(doc, p.frequency(field, weight, posting))
	})
}

// Scoring is BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework,
// 2009, section 3.6, simple BM25F): frequencies are weighted by field and by the
// field's length, added up over the fields, and saturate once for each word.

// frequency returns what a posting adds to a word's frequency.
func (p *postings) frequency(field int, weight float64, posting segment.Posting) float32 {
	b := p.ranking.fields[field].b
	return float32(weight * float64(posting.Frequency()) / (1 - b + b*tokens(posting)/p.averages[field]))
}

func (p *postings) saturated(frequency float32) float32 {
	return frequency / (float32(p.ranking.k1) + frequency)
}

// idf tells how much a word tells that n documents have (BM25's, kept positive).
func (p *postings) idf(n int) float32 {
	return float32(math.Log(1 + (float64(p.count)-float64(n)+0.5)/(float64(n)+0.5)))
}

// tokens returns how many tokens a posting's field has. Bleve keeps the number
// and calls 1/√length the norm.
func tokens(posting segment.Posting) float64 {
	if p, ok := posting.(interface{ NormUint64() uint64 }); ok {
		return float64(p.NormUint64())
	}
	norm := posting.Norm()
	return 1 / (norm * norm)
}

// documents returns how many documents have a term.
func (p *postings) documents(r *termReader, t indexedTerm) (int, error) {
	n := 0
	for _, seg := range p.segments {
		dictionary, err := seg.Dictionary(t.field)
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

// mark sets the bits of all documents that have a source's term.
func (p *postings) mark(ctx context.Context, r *termReader, s source, set []uint64) error {
	for _, t := range indexed(fields[s.field].name, s.term) {
		for i, seg := range p.segments {
			dictionary, err := seg.Dictionary(t.field)
			if err != nil {
				return err
			}
			if err := p.markIn(ctx, r, i, dictionary, t.term, set); err != nil {
				return err
			}
		}
	}
	return nil
}

// markIn does so for one segment.
func (p *postings) markIn(ctx context.Context, r *termReader, i int, dictionary segment.TermDictionary, term string, set []uint64) error {
	var err error
	if r.found, err = dictionary.PostingsList([]byte(term), nil, r.found); err != nil || r.found.Count() == 0 {
		return err
	}
	r.it = r.found.Iterator(false, false, false, r.it)
	o, ok := r.it.(segment.OptimizablePostingsIterator)
	if !ok {
		return fmt.Errorf("the postings are a %T, want scorch's", r.it)
	}
	bitmap := o.ActualBitmap()
	if bitmap == nil {
		if doc, single := o.DocNum1Hit(); single {
			doc := p.first[i] + uint32(doc)
			set[doc/64] |= 1 << (doc % 64)
		}
		return nil
	}
	for many := bitmap.ManyIterator(); ; {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		n := many.NextMany(r.buffer[:])
		if n == 0 {
			return nil
		}
		for _, number := range r.buffer[:n] {
			doc := p.first[i] + number
			set[doc/64] |= 1 << (doc % 64)
		}
	}
}

// A termReader holds what Bleve can use again from one term to the next.
type termReader struct {
	found  segment.PostingsList
	it     segment.PostingsIterator
	buffer [1024]uint32
}

// each visits the postings of a term in order of the documents, all or those of a
// subset. Frequencies and lengths are read only if they are asked for, and so are
// locations. What is visited must not be kept.
func (p *postings) each(ctx context.Context, r *termReader, t indexedTerm, in *subset, frequencies, locations bool, visit func(doc uint32, posting segment.Posting)) error {
	n := 0
	for i, seg := range p.segments {
		dictionary, err := seg.Dictionary(t.field)
		if err != nil {
			return err
		}
		if r.found, err = dictionary.PostingsList([]byte(t.term), nil, r.found); err != nil {
			return err
		}
		if r.found.Count() == 0 { // an iterator over a list that is used again would panic where the segment lacks the field
			continue
		}
		r.it = r.found.Iterator(frequencies, frequencies, locations, r.it)
		if in != nil && !in.narrow(i, r.it) {
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
			doc := p.first[i] + uint32(posting.Number())
			if in == nil || in.has(doc) {
				visit(doc, posting)
			}
		}
	}
	return nil
}

// A subset is some documents, of which alone postings are read.
type subset struct {
	docs     []uint32
	segments []*roaring.Bitmap // by segment, numbers within it
}

func (p *postings) subset(docs []uint32) *subset {
	in := &subset{docs: docs, segments: make([]*roaring.Bitmap, len(p.segments))}
	for i := range p.segments {
		end := p.count
		if i+1 < len(p.first) {
			end = p.first[i+1]
		}
		from := seek(docs, 0, p.first[i])
		to := seek(docs, from, end)
		numbers := make([]uint32, to-from)
		for j, doc := range docs[from:to] {
			numbers[j] = doc - p.first[i]
		}
		in.segments[i] = roaring.BitmapOf(numbers...)
	}
	return in
}

// narrow makes an iterator pass over all but the subset, and reports whether
// anything may be left. An iterator that can't is left as it is.
func (in *subset) narrow(i int, it segment.PostingsIterator) bool {
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

// An accumulator adds up weights by document. Between uses it is all zeros.
type accumulator struct {
	weights []float32
	marked  []uint64 // bit set of the documents that have a weight or were found without
	touched []uint32 // the same documents, as long as dense is false
	dense   bool     // they are too many to be noted
}

// add finds a document, with more weight.
func (a *accumulator) add(doc uint32, weight float32) {
	if word, bit := doc/64, uint64(1)<<(doc%64); a.marked[word]&bit == 0 {
		a.marked[word] |= bit
		a.touched = append(a.touched, doc)
	}
	a.weights[doc] += weight
}

// addAll finds the documents of a list, with the scores of its parts or its own. It is
// not to be used together with add.
func (a *accumulator) addAll(l *list) {
	a.dense = true
	l.mark(a.marked)
	a.addScores(l)
}

func (a *accumulator) addScores(l *list) {
	for _, part := range l.parts {
		a.addScores(part)
	}
	for i, score := range l.scores {
		a.weights[l.docs[i]] += score
	}
}

// take returns the documents in order with their weights, and leaves zeros.
func (a *accumulator) take() (docs []uint32, weights []float32) {
	if a.dense || len(a.touched) > len(a.marked)/2 { // a walk over all bits beats sorting
		docs = members(a.marked)
	} else {
		docs = slices.Clone(a.touched)
		slices.Sort(docs)
	}
	weights = make([]float32, len(docs))
	for i, d := range docs {
		weights[i] = a.weights[d]
		a.weights[d] = 0
		a.marked[d/64] = 0
	}
	a.touched, a.dense = a.touched[:0], false
	return docs, weights
}

// takeBack takes what an accumulator holds and keeps it for the next list. One that
// is not all zeros, as after a panic, is never kept.
func (p *postings) takeBack(acc *accumulator) (docs []uint32, weights []float32) {
	docs, weights = acc.take()
	p.scratch.Put(acc)
	return docs, weights
}
