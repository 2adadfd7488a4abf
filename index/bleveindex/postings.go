package bleveindex

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

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
	frequent *frequentTerms              // nil where there are none
	cache    *otter.Cache[string, *list] // by field and word
	scratch  sync.Pool                   // of *accumulator

	readers     sync.Pool // of *termReader
	spanReaders sync.Pool // of *spanReader
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
	p.cache, err = newCache("posting lists", listBytes, func(key string, l *list) uint32 { return uint32(len(key) + l.bytes()) })
	if err != nil {
		return nil, err
	}
	p.readers.New = func() any { return &termReader{} }
	p.spanReaders.New = func() any { return &spanReader{p: p} }
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
	own    bool // see ownStem
	weight float64

	lacking [2]bool // which of what is indexed for the term no document is known to have

	// Where term is a stem, the word that is asked for, which counts for so much more; ""
	// for none. Where it is in as many talks as all others of the stem together, it is
	// taken to be all of them: most stems have one form.
	form  string
	bonus float64
}

// isLacking reports whether no document has the term.
func (s *source) isLacking() bool { return s.lacking[0] && (s.lacking[1] || !s.own) }

// find returns the talks that have one of several terms, from the cache where it is
// known by its key. Their scores may be unread; scored reads them.
func (p *postings) find(ctx context.Context, key string, sources func() []source) (*list, error) {
	if l, ok := p.cache.GetIfPresent(key); ok {
		return l, nil
	}
	if l, ok := p.cache.GetIfPresent("unread " + key); ok {
		return l, nil
	}
	set := documentSet{words: int(p.count+63) / 64}
	r := p.readers.Get().(*termReader)
	defer p.readers.Put(r)
	in := sources()
	for i, s := range in {
		var err error
		if in[i].lacking, err = p.mark(ctx, r, s, &set); err != nil {
			return nil, fmt.Errorf("postings of %s:%s: %w", fields[s.field].name, s.term, err)
		}
	}
	l := set.list()
	l.unread = &unread{key: key, sources: in}
	l.idf = p.idf(l.size())
	p.cache.Set("unread "+key, l)
	return l, nil
}

// scored returns a list with its scores, or only those of its documents that are
// in docs, nil for all: where these are few, they alone are read, the first time.
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
	if docs != nil && len(docs) < l.size()/4 && l.unread.partly.CompareAndSwap(false, true) {
		return p.read(ctx, l.unread.sources, l.idf, &subset{docs: docs})
	}
	full, err := p.read(ctx, l.unread.sources, l.idf, nil)
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
	r := p.readers.Get().(*termReader)
	defer p.readers.Put(r)
	for _, s := range sources {
		if err := p.add(ctx, acc, r, s, in); err != nil {
			p.takeBack(acc)
			return nil, fmt.Errorf("postings of %s:%s: %w", fields[s.field].name, s.term, err)
		}
	}
	out := &list{idf: idf}
	if out.numbers, out.scores = p.takeBack(acc); idf == 0 {
		out.idf = p.idf(len(out.numbers))
	}
	for i, tf := range out.scores {
		out.scores[i] = out.idf * p.saturated(tf)
	}
	return out, nil
}

// add adds one source's postings up.
func (p *postings) add(ctx context.Context, acc *accumulator, r *termReader, s source, in *subset) error {
	if s.form == "" {
		all, n := indexed(s.field, s.term, s.own)
		for k, t := range all[:n] {
			if s.lacking[k] {
				continue
			}
			if err := p.addIndexed(ctx, acc, r, s.field, t, s.weight, in); err != nil {
				return err
			}
		}
		return nil
	}
	two, n := indexed(s.field, s.term, s.own)
	all := two[:n] // other words than the stem first
	form := indexedTerm{s.field, s.form}
	others := s.weight
	if !slices.Contains(all, form) && !s.lacking[0] {
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
	for k, t := range all {
		if s.lacking[k] {
			continue
		}
		weight := s.weight
		if k == 0 {
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
	return p.each(ctx, r, t, in, false, func(doc uint32, times, length int, _ []uint64) {
		acc.add(doc, p.frequency(field, weight, times, length))
	})
}

// Scoring is BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework,
// 2009, section 3.6, simple BM25F): frequencies are weighted by field and by the
// field's length, added up over the fields, and saturate once for each word.

// frequency returns what a posting adds to a word's frequency: so many times in a field
// of so many tokens.
func (p *postings) frequency(field int, weight float64, times, length int) float32 {
	b := p.ranking.fields[field].b
	return float32(weight * float64(times) / (1 - b + b*float64(length)/p.averages[field]))
}

func (p *postings) saturated(frequency float32) float32 {
	return frequency / (float32(p.ranking.k1) + frequency)
}

// idf tells how much a word tells that n documents have (BM25's, kept positive).
func (p *postings) idf(n int) float32 {
	return float32(math.Log(1 + (float64(p.count)-float64(n)+0.5)/(float64(n)+0.5)))
}
