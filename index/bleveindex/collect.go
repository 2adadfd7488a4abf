package bleveindex

import (
	"context"
	"math"
	"slices"

	"talksearch/corpus"
	"talksearch/index"
)

// checkEvery is after how many postings the context is looked at.
const checkEvery = 1024

// blockSize is how many matches are filtered and counted together: each facet's
// column is walked for all of them at once, while it is in the processor's cache.
const blockSize = 1024

// A collector sees every match once and keeps what the answer needs: the total,
// the best of the first pages, and each facet's counts without its own filter.
type collector struct {
	g       *generation
	request index.Request
	ranks   []uint32 // nil where ordinals are the order
	filters []filter
	tallies []tally // of the facets asked for, in their order
	total   int
	after   *candidate // behind which the page begins; nil for a page by its number
	ahead   int        // matches behind after, where that is set, or else all
	best    top[candidate]
}

// A filter tests talks for one facet's chosen values.
type filter struct {
	by      index.Facet
	column  *column
	include []bool   // by code; nil when any value will do
	exclude []bool   // by code; nil when none is excluded
	fails   []uint8  // by code, all bits where talks with that value fail, of a facet of one value a talk
	failed  []uint32 // documents of the block that fail this filter alone
}

// A candidate is a match that may be among the best.
type candidate struct {
	ordinal uint32
	rank    uint32
	score   float32
}

// before is the order of results: score, then rank.
func (c candidate) before(o candidate) bool {
	return c.score > o.score || c.score == o.score && c.rank < o.rank
}

// newCollector returns a collector for about so many matches. It has to be
// released.
func newCollector(g *generation, r index.Request, matches int) *collector {
	c := &collector{g: g, request: r, ranks: g.ranks[r.Sort]}
	size := r.Offset() + r.PerPage
	c.best = top[candidate]{size: size, before: candidate.before, items: make([]candidate, 0, min(size, matches))}
	for _, by := range index.Facets() {
		f, ok := r.Filters[by]
		if !ok {
			continue
		}
		col := g.columns[by]
		flt := filter{by: by, column: col}
		if len(f.Include) > 0 {
			flt.include = col.flags(f.Include)
		}
		if len(f.Exclude) > 0 {
			flt.exclude = col.flags(f.Exclude)
		}
		if col.single != nil {
			flt.fails = make([]uint8, len(col.values)+1)
			for code := range flt.fails {
				if !flt.takes(uint16(code)) {
					flt.fails[code] = math.MaxUint8
				}
			}
		}
		c.filters = append(c.filters, flt)
	}
	c.tallies = make([]tally, 0, len(r.Facets))
	for _, by := range r.Facets {
		c.tallies = append(c.tallies, g.newTally(by, matches))
	}
	return c
}

// release gives back what the collector borrowed.
func (c *collector) release() {
	for i := range c.tallies {
		c.tallies[i].release()
	}
}

// flags returns, by code, which values are in list; none is not.
func (c *column) flags(list []string) []bool {
	flags := make([]bool, len(c.values)+1)
	for _, v := range list {
		if code, ok := c.code(corpus.Fold(v)); ok {
			flags[code] = true
		}
	}
	return flags
}

// passes reports whether a talk has one of the included values, if any are, and
// none of the excluded.
func (f *filter) passes(doc uint32) bool {
	c := f.column
	if c.single != nil {
		return f.takes(c.single[doc])
	}
	included := f.include == nil
	for i := c.offsets[doc]; i < c.offsets[doc+1]; i++ {
		code := c.list.at(i)
		if f.exclude != nil && f.exclude[code] {
			return false
		}
		included = included || f.include[code]
	}
	return included
}

// takes reports whether a talk with a value passes, of a facet of one value a talk.
func (f *filter) takes(code uint16) bool {
	return (f.include == nil || f.include[code]) && (f.exclude == nil || !f.exclude[code])
}

// collect takes in all matches of a list; nil stands for all talks.
func (c *collector) collect(ctx context.Context, l *list) error {
	if l == nil {
		l = c.g.all()
	}
	scores := l.scores
	if c.request.Sort != index.SortRelevance {
		scores = nil
	}
	inverse := len(c.filters) == 0 && l.size() > c.g.size()/2
	var block [blockSize]uint32
	var own [blockSize]float32
	all := l.docs()
	for from := 0; from < len(all); from += blockSize {
		if err := ctx.Err(); err != nil {
			return err
		}
		to := min(from+blockSize, len(all))
		docs, told := all[from:to], own[:to-from]
		if scores != nil {
			told = scores[from:to]
		}
		if len(c.filters) > 0 { // which filter in place
			docs, told = block[:copy(block[:], docs)], own[:copy(own[:], told)]
			docs, told = c.filter(docs, told)
		}
		c.total += len(docs)
		c.ahead += len(docs)
		if !inverse {
			for i := range c.tallies {
				c.tallies[i].count(docs)
			}
		}
		c.rank(docs, told)
	}
	if inverse {
		rest := others(l, c.g.size())
		for i := range c.tallies {
			c.tallies[i].countAllBut(rest)
		}
	}
	return ctx.Err()
}

// others returns the documents that are not in a list.
func others(l *list, talks int) []uint32 {
	words := make([]uint64, (talks+63)/64)
	l.mark(words)
	for i := range words {
		words[i] = ^words[i]
	}
	if rest := talks % 64; rest > 0 {
		words[len(words)-1] &= 1<<rest - 1
	}
	return members(words)
}

// rank keeps the best of some matches.
func (c *collector) rank(docs []uint32, scores []float32) {
	for i, doc := range docs {
		if len(c.best.items) == c.best.size && c.best.size > 0 {
			// Most matches end here: of equals the first stays, where they come in order.
			if least := c.best.items[0].score; scores[i] < least || scores[i] == least && c.ranks == nil {
				continue
			}
		}
		m := candidate{ordinal: doc, score: scores[i]}
		if m.rank = m.ordinal; c.ranks != nil {
			m.rank = c.ranks[m.ordinal]
		}
		if c.after != nil && !c.after.before(m) {
			c.ahead--
			continue
		}
		c.best.add(m)
	}
}

// filter returns the matches that pass all filters, in place; there are blockSize at
// most. One that fails a single facet's filter still counts for that facet. No step of it
// depends on whether a match passes, which a processor could only guess.
func (c *collector) filter(docs []uint32, scores []float32) ([]uint32, []float32) {
	var failures [blockSize]uint8 // bit sets of the filters that a match fails
	for j := range c.filters {
		c.filters[j].fail(docs, failures[:len(docs)], 1<<j)
	}
	for j := range c.filters {
		f := &c.filters[j]
		for k := range c.tallies {
			if c.tallies[k].by == f.by {
				f.failed = slices.Grow(f.failed[:0], len(docs))[:len(docs)]
				n := 0
				for i, doc := range docs {
					f.failed[n] = doc
					n += equal(failures[i], 1<<j)
				}
				c.tallies[k].count(f.failed[:n])
			}
		}
	}
	passed := 0
	for i, doc := range docs {
		docs[passed], scores[passed] = doc, scores[i]
		passed += equal(failures[i], 0)
	}
	return docs[:passed], scores[:passed]
}

// equal returns 1 where a and b are equal, or else 0.
func equal(a, b uint8) int { return int((uint32(a^b) - 1) >> 31) }

// fail sets a bit for each of some talks that does not pass.
func (f *filter) fail(docs []uint32, failures []uint8, bit uint8) {
	single := f.column.single
	if single == nil {
		for i, doc := range docs {
			if !f.passes(doc) {
				failures[i] |= bit
			}
		}
		return
	}
	for i, doc := range docs {
		failures[i] |= f.fails[single[doc]] & bit
	}
}

// page returns the request's page, best first. It is called once, at the end.
func (c *collector) page() []candidate {
	best := c.best.sorted()
	return best[min(c.request.Offset(), len(best)):]
}

// facets returns the counts as they are shown.
func (c *collector) facets() []index.FacetCounts {
	out := make([]index.FacetCounts, len(c.tallies))
	for i := range c.tallies {
		out[i] = c.tallies[i].list(c.request.Filters[c.tallies[i].by], c.request.FacetSize)
	}
	return out
}

// everything answers the empty query without filters from counts that are made
// once for each generation.
func (c *collector) everything(ctx context.Context) error {
	c.g.countWhole()
	for i := range c.tallies {
		t := &c.tallies[i]
		t.release()
		t.all()
	}
	c.total = c.g.size()
	first := 0 // rank behind the cursor
	if c.after != nil {
		first = int(c.after.rank) + 1
	}
	c.ahead = max(0, c.total-first)
	if c.ranks == nil { // pages are ordinals that follow one another
		for rank := first; rank < min(first+c.best.size, c.total); rank++ {
			c.best.items = append(c.best.items, candidate{ordinal: uint32(rank), rank: uint32(rank)})
		}
		return ctx.Err()
	}
	for ordinal, rank := range c.ranks {
		if int(rank) >= first {
			c.best.add(candidate{ordinal: uint32(ordinal), rank: rank})
		}
	}
	return ctx.Err()
}
