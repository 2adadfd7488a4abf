package bleveindex

import (
	"cmp"
	"container/heap"
	"context"
	"encoding/binary"
	"slices"

	"github.com/blevesearch/bleve/v2/search"
	blevequery "github.com/blevesearch/bleve/v2/search/query"

	"talksearch/corpus"
	"talksearch/index"
)

// checkEvery is after how many matches the collector looks at its context.
const checkEvery = 1024

// A collector sees every match once and keeps what the answer needs: the total,
// the best of the first pages, and each facet's counts without its own filter.
type collector struct {
	g       *generation
	request index.Request
	ranks   []uint32 // nil where ordinals are the order
	filters []filter
	counted []counter
	total   int
	size    int // how many of the best to keep
	best    worstFirst
}

// A filter tests talks for one facet's chosen values.
type filter struct {
	by      index.Facet
	column  *column
	include []bool // by code; nil when any value will do
	exclude []bool // by code
}

// A counter counts one facet's values.
type counter struct {
	by     index.Facet
	column *column
	counts []int // by code
}

// A candidate is a match that may be among the best.
type candidate struct {
	ordinal uint32
	rank    uint32
	score   float64
}

// before is the order of results: score, then rank.
func (c candidate) before(o candidate) bool {
	return c.score > o.score || c.score == o.score && c.rank < o.rank
}

// worstFirst is a heap of the best candidates with the worst on top.
type worstFirst []candidate

func (h worstFirst) Len() int           { return len(h) }
func (h worstFirst) Less(i, j int) bool { return h[j].before(h[i]) }
func (h worstFirst) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *worstFirst) Push(x any)        { *h = append(*h, x.(candidate)) }
func (h *worstFirst) Pop() any {
	last := len(*h) - 1
	x := (*h)[last]
	*h = (*h)[:last]
	return x
}

func newCollector(g *generation, r index.Request) *collector {
	c := &collector{g: g, request: r, ranks: g.ranks[r.Sort], size: r.Offset() + r.PerPage}
	for _, by := range index.Facets() {
		f, ok := r.Filters[by]
		if !ok {
			continue
		}
		col := g.columns[by]
		flt := filter{by: by, column: col, exclude: col.flags(f.Exclude)}
		if len(f.Include) > 0 {
			flt.include = col.flags(f.Include)
		}
		c.filters = append(c.filters, flt)
	}
	for _, by := range r.Facets {
		col := g.columns[by]
		c.counted = append(c.counted, counter{by: by, column: col, counts: make([]int, len(col.values))})
	}
	return c
}

// flags returns, by code, which values are in list.
func (c *column) flags(list []string) []bool {
	flags := make([]bool, len(c.values))
	for _, v := range list {
		if code, ok := c.code(corpus.Fold(v)); ok {
			flags[code] = true
		}
	}
	return flags
}

// passes reports whether a talk has one of the included values, if any are, and
// none of the excluded.
func (f filter) passes(ordinal uint32) bool {
	included := f.include == nil
	for _, code := range f.column.of(ordinal) {
		if f.exclude[code] {
			return false
		}
		included = included || f.include[code]
	}
	return included
}

// all collects every talk.
func (c *collector) all(ctx context.Context) error {
	for i := range c.g.size() {
		if i%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		c.collect(uint32(i), 0)
	}
	return nil
}

// search collects what a Bleve query matches, scored or not.
func (c *collector) search(ctx context.Context, q blevequery.Query, scored bool) (err error) {
	options := search.SearcherOptions{}
	if !scored {
		options.Score = "none"
	}
	s, err := q.Searcher(ctx, c.g.reader, c.g.index.Mapping(), options)
	if err != nil {
		return err
	}
	defer func() {
		if e := s.Close(); err == nil {
			err = e
		}
	}()
	sc := &search.SearchContext{DocumentMatchPool: search.NewDocumentMatchPool(s.DocumentMatchPoolSize()+1, 0), IndexReader: c.g.reader}
	for n := 0; ; n++ {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		m, err := s.Next(sc)
		if err != nil || m == nil {
			return err
		}
		score := 0.0
		if scored {
			score = m.Score
		}
		c.collect(c.g.ordinals[binary.BigEndian.Uint64(m.IndexInternalID)], score)
		sc.DocumentMatchPool.Put(m)
	}
}

// collect takes in one match. One that fails a single facet's filter still
// counts for that facet.
func (c *collector) collect(ordinal uint32, score float64) {
	var failed index.Facet
	for i := range c.filters {
		if !c.filters[i].passes(ordinal) {
			if failed != "" {
				return
			}
			failed = c.filters[i].by
		}
	}
	for i := range c.counted {
		if k := &c.counted[i]; failed == "" || failed == k.by {
			for _, code := range k.column.of(ordinal) {
				k.counts[code]++
			}
		}
	}
	if failed != "" {
		return
	}
	c.total++
	m := candidate{ordinal: ordinal, rank: ordinal, score: score}
	if c.ranks != nil {
		m.rank = c.ranks[ordinal]
	}
	if len(c.best) < c.size {
		heap.Push(&c.best, m)
	} else if m.before(c.best[0]) {
		c.best[0] = m
		heap.Fix(&c.best, 0)
	}
}

// page returns the request's page, best first. It is called once, at the end.
func (c *collector) page() []candidate {
	slices.SortFunc(c.best, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.rank, b.rank))
	})
	return c.best[min(c.request.Offset(), len(c.best)):]
}

// facets returns the counts as they are shown.
func (c *collector) facets() []index.FacetCounts {
	out := make([]index.FacetCounts, len(c.counted))
	for i, k := range c.counted {
		out[i] = k.list(c.request.Filters[k.by], c.request.FacetSize)
	}
	return out
}

// list returns the size most frequent values and all chosen ones.
func (k counter) list(f index.Filter, size int) index.FacetCounts {
	selected, excluded := k.column.flags(f.Include), k.column.flags(f.Exclude)
	var codes []int
	for code, n := range k.counts {
		if n > 0 || selected[code] || excluded[code] {
			codes = append(codes, code)
		}
	}
	slices.SortFunc(codes, func(a, b int) int { return cmp.Or(k.counts[b]-k.counts[a], a-b) })
	out := index.FacetCounts{Facet: k.by}
	var kept []int
	for i, code := range codes {
		if i < size || selected[code] || excluded[code] {
			kept = append(kept, code)
		}
	}
	out.More = len(kept) < len(codes)
	for _, code := range kept {
		out.Values = append(out.Values, index.FacetValue{
			Value: k.column.values[code], Count: k.counts[code], Selected: selected[code], Excluded: excluded[code]})
	}
	for _, v := range k.unknown(f.Include) {
		out.Values = append(out.Values, index.FacetValue{Value: v, Selected: true})
	}
	for _, v := range k.unknown(f.Exclude) {
		out.Values = append(out.Values, index.FacetValue{Value: v, Excluded: true})
	}
	if k.by == index.ByDay || k.by == index.ByYear {
		slices.SortFunc(out.Values, func(a, b index.FacetValue) int { return cmp.Compare(a.Value, b.Value) })
	}
	return out
}

// unknown returns the values that no talk has, each once.
func (k counter) unknown(values []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, v := range values {
		key := corpus.Fold(v)
		if _, ok := k.column.code(key); !ok && !seen[key] {
			seen[key] = true
			out = append(out, v)
		}
	}
	return out
}
