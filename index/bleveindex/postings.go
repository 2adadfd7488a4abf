package bleveindex

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/maypok86/otter/v2"
)

// A list is the talks that match a part of a query: document numbers in order,
// each with its score. Lists in the cache are shared and must not be changed.
type list struct {
	docs   []uint32
	scores []float32 // as long as docs, or nil where all are 0
}

// bytes returns what a list takes in memory.
func (l *list) bytes() int { return 4*cap(l.docs) + 4*cap(l.scores) + 64 }

// prefixShare is what the beginning of a word tells, compared with a word.
const prefixShare = 0.5

// prefix returns the talks that have a term with the given beginning in one of
// some fields. It reads every such term, so that the total is right, but not how
// often it occurs: a talk's score depends on its best field alone.
func (p *postings) prefix(ctx context.Context, key, start string, in []source) (*list, error) {
	if l, ok := p.cache.GetIfPresent(key); ok {
		return l, nil
	}
	acc := p.scratch.Get().(*accumulator)
	slices.SortFunc(in, func(a, b source) int { return cmp.Compare(b.weight, a.weight) })
	for _, s := range in {
		if err := p.addPrefix(ctx, acc, s.field, start, float32(s.weight)); err != nil {
			p.takeBack(acc)
			return nil, fmt.Errorf("words in %s that begin with %s: %w", s.field, start, err)
		}
	}
	l := &list{}
	l.docs, l.scores = p.takeBack(acc)
	idf := float32(p.idf(len(l.docs)))
	for i, weight := range l.scores {
		l.scores[i] = prefixShare * idf * weight / (saturation + weight)
	}
	p.cache.Set(key, l)
	return l, nil
}

// addPrefix finds the documents of all terms of a field with a beginning; those
// that are found already keep their weight.
func (p *postings) addPrefix(ctx context.Context, acc *accumulator, field, start string, weight float32) error {
	end := append([]byte(start), 0xff) // terms are UTF-8, in which no byte is so high
	read := 0
	for i, seg := range p.segments {
		dictionary, err := seg.Dictionary(field)
		if err != nil {
			return err
		}
		terms := dictionary.AutomatonIterator(nil, []byte(start), end)
		var found segment.PostingsList
		var it segment.PostingsIterator
		for {
			entry, err := terms.Next()
			if err != nil {
				return err
			}
			if entry == nil {
				break
			}
			if found, err = dictionary.PostingsList([]byte(entry.Term), nil, found); err != nil {
				return err
			}
			it = found.Iterator(false, false, false, it)
			for {
				if read++; read%checkEvery == 0 && ctx.Err() != nil {
					return ctx.Err()
				}
				posting, err := it.Next()
				if err != nil {
					return err
				}
				if posting == nil {
					break
				}
				if doc := p.first[i] + uint32(posting.Number()); acc.marked[doc/64]&(1<<(doc%64)) == 0 {
					acc.add(doc, weight)
				}
			}
		}
	}
	return nil
}

// endings returns up to most words of a field that have a beginning, in their order.
func (p *postings) endings(field, start string, most int) ([]string, error) {
	var out []string
	for _, seg := range p.segments {
		dictionary, err := seg.Dictionary(field)
		if err != nil {
			return nil, fmt.Errorf("words in %s that begin with %s: %w", field, start, err)
		}
		terms := dictionary.AutomatonIterator(nil, []byte(start), append([]byte(start), 0xff))
		for {
			entry, err := terms.Next()
			if err != nil {
				return nil, fmt.Errorf("words in %s that begin with %s: %w", field, start, err)
			}
			if entry == nil {
				break
			}
			out = append(out, entry.Term)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(len(out), most)], nil
}

// length returns how many talks l has; nil stands for all of g.
func (l *list) length(g *generation) int {
	if l == nil {
		return g.size()
	}
	return len(l.docs)
}

// Scoring is BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework,
// 2009, section 3.6, simple BM25F): frequencies are weighted by field and by the
// field's length, added up over the fields, and saturate once for each word.
const (
	saturation = 1.2 // k1: how soon more of a word tells no more
	lengths    = 0.6 // b: how much a long field's words count for less
	exactBonus = 1.0 // how much more the word itself tells than another of its stem
)

// postings reads the lists of words from a generation's segments. Its methods may
// be called by many goroutines at once.
type postings struct {
	segments []segment.Segment
	first    []uint32 // each segment's first document number
	count    uint32   // of documents
	averages map[string]float64
	cache    *otter.Cache[string, *list] // by field and word
	scratch  sync.Pool                   // of *accumulator
}

// listBytes bounds the cache of lists of one generation.
const listBytes = 64 << 20

func newPostings(snapshot *scorch.IndexSnapshot, averages map[string]float64) (*postings, error) {
	p := &postings{averages: averages}
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
	field, term string
	weight      float64 // 0: the term is found and scores nothing
}

// list returns the talks that have one of several terms, from the cache where it
// is known by its key.
func (p *postings) list(ctx context.Context, key string, sources func() []source) (*list, error) {
	if l, ok := p.cache.GetIfPresent(key); ok {
		return l, nil
	}
	l, err := p.read(ctx, sources())
	if err != nil {
		return nil, err
	}
	p.cache.Set(key, l)
	return l, nil
}

// An accumulator adds up weights by document. Between uses it is all zeros.
type accumulator struct {
	weights []float32
	marked  []uint64 // bit set of the documents that have a weight or were found without
	touched []uint32
}

// add finds a document, with more weight.
func (a *accumulator) add(doc uint32, weight float32) {
	if word, bit := doc/64, uint64(1)<<(doc%64); a.marked[word]&bit == 0 {
		a.marked[word] |= bit
		a.touched = append(a.touched, doc)
	}
	a.weights[doc] += weight
}

// take returns the documents in order with their weights, and leaves zeros.
func (a *accumulator) take() (docs []uint32, weights []float32) {
	docs, weights = make([]uint32, 0, len(a.touched)), make([]float32, 0, len(a.touched))
	if len(a.touched) > len(a.marked)/2 { // a walk over all bits beats sorting
		for i, word := range a.marked {
			for ; word != 0; word &= word - 1 {
				docs = append(docs, uint32(i*64+bits.TrailingZeros64(word)))
			}
		}
	} else {
		docs = append(docs, a.touched...)
		slices.Sort(docs)
	}
	for _, d := range docs {
		weights = append(weights, a.weights[d])
		a.weights[d] = 0
		a.marked[d/64] = 0
	}
	a.touched = a.touched[:0]
	return docs, weights
}

// takeBack takes what an accumulator holds and keeps it for the next list. One that
// is not all zeros, as after a panic, is never kept.
func (p *postings) takeBack(acc *accumulator) (docs []uint32, weights []float32) {
	docs, weights = acc.take()
	p.scratch.Put(acc)
	return docs, weights
}

// read decodes the postings of terms and scores them as one word.
func (p *postings) read(ctx context.Context, sources []source) (*list, error) {
	acc := p.scratch.Get().(*accumulator)
	scored := false
	for _, s := range sources {
		scored = scored || s.weight > 0
		if err := p.add(ctx, acc, s); err != nil {
			p.takeBack(acc)
			return nil, fmt.Errorf("postings of %s:%s: %w", s.field, s.term, err)
		}
	}
	l := &list{}
	l.docs, l.scores = p.takeBack(acc)
	if !scored {
		l.scores = nil
		return l, nil
	}
	idf := float32(p.idf(len(l.docs)))
	for i, tf := range l.scores {
		l.scores[i] = idf * tf / (saturation + tf)
	}
	return l, nil
}

// idf tells how much a word tells that n documents have (BM25's, kept positive).
func (p *postings) idf(n int) float64 {
	return math.Log(1 + (float64(p.count)-float64(n)+0.5)/(float64(n)+0.5))
}

// add adds one term's postings up.
func (p *postings) add(ctx context.Context, acc *accumulator, s source) error {
	for _, t := range indexed(s.field, s.term) {
		if err := p.addIndexed(ctx, acc, t, s.weight, p.averages[s.field]); err != nil {
			return err
		}
	}
	return nil
}

func (p *postings) addIndexed(ctx context.Context, acc *accumulator, t indexedTerm, weight, average float64) error {
	scored := weight > 0
	for i, seg := range p.segments {
		dictionary, err := seg.Dictionary(t.field)
		if err != nil {
			return err
		}
		found, err := dictionary.PostingsList([]byte(t.term), nil, nil)
		if err != nil {
			return err
		}
		it := found.Iterator(scored, scored, false, nil)
		for n := 0; ; n++ {
			if n%checkEvery == checkEvery-1 && ctx.Err() != nil {
				return ctx.Err()
			}
			posting, err := it.Next()
			if err != nil {
				return err
			}
			if posting == nil {
				break
			}
			tf := 0.0
			if scored {
				tf = weight * float64(posting.Frequency()) / (1 - lengths + lengths*tokens(posting)/average)
			}
			acc.add(p.first[i]+uint32(posting.Number()), float32(tf))
		}
	}
	return nil
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

// and returns the documents that are in both lists, scores added up.
func and(a, b *list) *list {
	if len(a.docs) > len(b.docs) {
		a, b = b, a
	}
	out := &list{docs: make([]uint32, 0, len(a.docs)), scores: make([]float32, 0, len(a.docs))}
	j := 0
	for i, d := range a.docs {
		if j = seek(b.docs, j, d); j == len(b.docs) {
			break
		}
		if b.docs[j] == d {
			out.docs = append(out.docs, d)
			out.scores = append(out.scores, a.score(i)+b.score(j))
		}
	}
	return out
}

// or returns the documents that are in either list, with the better score.
func or(a, b *list) *list {
	out := &list{docs: make([]uint32, 0, len(a.docs)+len(b.docs)), scores: make([]float32, 0, len(a.docs)+len(b.docs))}
	i, j := 0, 0
	for i < len(a.docs) || j < len(b.docs) {
		switch {
		case j == len(b.docs) || i < len(a.docs) && a.docs[i] < b.docs[j]:
			out.docs, out.scores = append(out.docs, a.docs[i]), append(out.scores, a.score(i))
			i++
		case i == len(a.docs) || b.docs[j] < a.docs[i]:
			out.docs, out.scores = append(out.docs, b.docs[j]), append(out.scores, b.score(j))
			j++
		default:
			out.docs, out.scores = append(out.docs, a.docs[i]), append(out.scores, max(a.score(i), b.score(j)))
			i, j = i+1, j+1
		}
	}
	return out
}

// without returns the documents of a that are not in b.
func without(a, b *list) *list {
	out := &list{docs: make([]uint32, 0, len(a.docs)), scores: make([]float32, 0, len(a.docs))}
	j := 0
	for i, d := range a.docs {
		if j = seek(b.docs, j, d); j < len(b.docs) && b.docs[j] == d {
			continue
		}
		out.docs, out.scores = append(out.docs, d), append(out.scores, a.score(i))
	}
	return out
}

func (l *list) score(i int) float32 {
	if l.scores == nil {
		return 0
	}
	return l.scores[i]
}

// seek returns the first place from which docs are d or more: in strides that
// double, then halve, so that few are looked at when most are skipped.
func seek(docs []uint32, from int, d uint32) int {
	if from == len(docs) || docs[from] >= d {
		return from
	}
	stride := 1
	for from+stride < len(docs) && docs[from+stride] < d {
		from += stride
		stride *= 2
	}
	end := min(from+stride, len(docs))
	at, _ := slices.BinarySearch(docs[from+1:end], d)
	return from + 1 + at
}
