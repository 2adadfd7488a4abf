package bleveindex

import (
	"cmp"
	"context"
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
	c.best = top[candidate]{size: r.Offset() + r.PerPage, before: candidate.before}
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
		c.filters = append(c.filters, flt)
	}
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
		code := c.single[doc]
		return (f.include == nil || f.include[code]) && (f.exclude == nil || !f.exclude[code])
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

// collect takes in all matches of a list; nil stands for all talks.
func (c *collector) collect(ctx context.Context, l *list) error {
	if l == nil {
		l = c.g.all()
	}
	scores := l.scores
	if c.request.Sort != index.SortRelevance {
		scores = nil
	}
	inverse := len(c.filters) == 0 && len(l.docs) > c.g.size()/2
	var block [blockSize]uint32
	var own [blockSize]float32
	for from := 0; from < len(l.docs); from += blockSize {
		if err := ctx.Err(); err != nil {
			return err
		}
		to := min(from+blockSize, len(l.docs))
		docs, told := l.docs[from:to], own[:to-from]
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

// filter returns the matches that pass all filters, in place. One that fails a
// single facet's filter still counts for that facet.
func (c *collector) filter(docs []uint32, scores []float32) ([]uint32, []float32) {
	for i := range c.filters {
		c.filters[i].failed = c.filters[i].failed[:0]
	}
	passed := 0
	for i, doc := range docs {
		failed, failures := 0, 0
		for j := range c.filters {
			if !c.filters[j].passes(doc) {
				if failures++; failures > 1 {
					break
				}
				failed = j
			}
		}
		switch failures {
		case 0:
			docs[passed], scores[passed] = doc, scores[i]
			passed++
		case 1:
			c.filters[failed].failed = append(c.filters[failed].failed, doc)
		}
	}
	for i := range c.filters {
		f := &c.filters[i]
		for j := range c.tallies {
			if c.tallies[j].by == f.by {
				c.tallies[j].count(f.failed)
			}
		}
	}
	return docs[:passed], scores[:passed]
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

// countWhole counts all talks by each facet, once.
func (g *generation) countWhole() {
	g.wholeOnce.Do(func() {
		for _, by := range index.Facets() {
			t := g.newTally(by, g.size())
			t.count(g.all().docs)
			g.whole[t.place] = t.counts // kept, not released
			g.wholeOrder[t.place], _ = t.order(len(t.counts))
		}
	})
}

// A tally counts one facet's values.
type tally struct {
	g       *generation
	by      index.Facet
	place   int // of the facet among all
	column  *column
	counts  []int32  // by code
	touched []uint32 // codes that have a count, where few of all can be expected to
	sparse  bool     // touched is kept
	shared  bool     // the counts are the generation's, of all talks, and not this tally's own
	whole   []uint32 // where they are: all codes that have a count, in the order of counts
}

// newTally returns a tally of a facet for about so many matches.
func (g *generation) newTally(by index.Facet, matches int) tally {
	t := tally{g: g, by: by, place: slices.Index(index.Facets(), by), column: g.columns[by]}
	if t.sparse = matches < len(t.column.values)/8; t.sparse {
		t.touched = make([]uint32, 0, 2*matches)
	}
	if counts, ok := g.pools[t.place].Get().(*[]int32); ok {
		t.counts = *counts
	} else {
		t.counts = make([]int32, len(t.column.values)+1) // of none as well, which is not listed
	}
	return t
}

// all makes t, which is without counts, the tally of all talks.
func (t *tally) all() {
	t.counts, t.whole, t.shared = t.g.whole[t.place], t.g.wholeOrder[t.place], true
}

// release gives the counts back, all zeros.
func (t *tally) release() {
	if t.counts == nil || t.shared {
		return
	}
	if t.sparse {
		for _, code := range t.touched {
			t.counts[code] = 0
		}
	} else {
		clear(t.counts)
	}
	counts := t.counts
	t.g.pools[t.place].Put(&counts)
	t.counts = nil
}

// count counts the values of talks.
func (t *tally) count(docs []uint32) {
	counts := t.counts
	if single := t.column.single; single != nil {
		if t.sparse {
			for _, doc := range docs {
				code := single[doc]
				if counts[code] == 0 {
					t.touched = append(t.touched, uint32(code))
				}
				counts[code]++
			}
			return
		}
		for _, doc := range docs {
			counts[single[doc]]++
		}
		return
	}
	switch two := t.column.list.two; {
	case two == nil:
		countLists(t, t.column.list.four, docs)
	case t.sparse:
		countLists(t, two, docs)
	default:
		t.countTwo(docs)
	}
}

// countTwo counts as countLists does for codes of two bytes. It first writes the codes
// of many talks one after the other, eight at a time whether a talk has so many or
// not: where each talk's list ends can't be foretold, and a processor that guesses
// wrong each time takes longer than to count.
func (t *tally) countTwo(docs []uint32) {
	const width = 8
	counts, offsets, list := t.counts, t.column.offsets, t.column.list.two
	var flat [512 + width]uint16
	n := 0
	for _, doc := range docs {
		from, to := offsets[doc], offsets[doc+1]
		if to-from > width || int(from)+width > len(list) {
			for _, code := range list[from:to] {
				counts[code]++
			}
			continue
		}
		*(*[width]uint16)(flat[n:]) = *(*[width]uint16)(list[from:])
		if n += int(to - from); n > len(flat)-width {
			for _, code := range flat[:n] {
				counts[code]++
			}
			n = 0
		}
	}
	for _, code := range flat[:n] {
		counts[code]++
	}
}

// countLists counts the values of talks of which each may have several.
func countLists[code uint16 | uint32](t *tally, list []code, docs []uint32) {
	counts, offsets := t.counts, t.column.offsets
	if !t.sparse {
		for _, doc := range docs {
			for _, code := range list[offsets[doc]:offsets[doc+1]] {
				counts[code]++
			}
		}
		return
	}
	for _, doc := range docs {
		for _, code := range list[offsets[doc]:offsets[doc+1]] {
			if counts[code] == 0 {
				t.touched = append(t.touched, uint32(code))
			}
			counts[code]++
		}
	}
}

// countAllBut counts the values of all talks but some, of which there are fewer
// than of the others.
func (t *tally) countAllBut(docs []uint32) {
	t.g.countWhole()
	t.sparse = false
	t.count(docs)
	for code, n := range t.g.whole[t.place] {
		t.counts[code] = n - t.counts[code]
	}
}

// order returns the size most frequent codes that have a count, most frequent
// first, then by name, and how many have one.
func (t *tally) order(size int) (codes []uint32, all int) {
	if t.shared {
		return t.whole[:min(size, len(t.whole))], len(t.whole)
	}
	best := top[uint32]{size: size, items: make([]uint32, 0, min(size, len(t.column.values))), before: func(a, b uint32) bool {
		return t.counts[a] > t.counts[b] || t.counts[a] == t.counts[b] && a < b
	}}
	none := len(t.column.values)
	least := int32(0) // what fewer have no place among the best
	add := func(code uint32) {
		if best.add(code); len(best.items) == best.size && size > 0 {
			least = t.counts[best.items[0]]
		}
	}
	if t.sparse {
		for _, code := range t.touched {
			if int(code) == none {
				continue
			}
			if all++; t.counts[code] >= least {
				add(code)
			}
		}
		return best.sorted(), all
	}
	for code, n := range t.counts[:none] {
		if n == 0 {
			continue
		}
		if all++; n > least { // of equals the first, by name, stay
			add(uint32(code))
		}
	}
	return best.sorted(), all
}

// list returns the size most frequent values and all chosen ones.
func (t *tally) list(f index.Filter, size int) index.FacetCounts {
	codes, unlisted := t.order(size)
	codes = slices.Clone(codes)
	out := index.FacetCounts{Facet: t.by}
	if len(codes) > 0 {
		out.Values = make([]index.FacetValue, 0, len(codes))
	}
	selected, excluded := t.column.chosen(f.Include), t.column.chosen(f.Exclude)
	for _, code := range slices.Concat(selected, excluded) {
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	slices.SortFunc(codes, func(a, b uint32) int {
		return cmp.Or(int(t.counts[b])-int(t.counts[a]), int(a)-int(b))
	})
	for _, code := range codes {
		if t.counts[code] > 0 {
			unlisted--
		}
		out.Values = append(out.Values, index.FacetValue{Value: t.column.values[code], Count: int(t.counts[code]),
			Selected: slices.Contains(selected, code), Excluded: slices.Contains(excluded, code)})
	}
	out.More = unlisted > 0
	for _, v := range t.column.unknown(f.Include) {
		out.Values = append(out.Values, index.FacetValue{Value: v, Selected: true})
	}
	for _, v := range t.column.unknown(f.Exclude) {
		out.Values = append(out.Values, index.FacetValue{Value: v, Excluded: true})
	}
	if t.by == index.ByDay || t.by == index.ByYear {
		slices.SortFunc(out.Values, func(a, b index.FacetValue) int { return cmp.Compare(a.Value, b.Value) })
	}
	return out
}

// chosen returns the codes of values, each once.
func (c *column) chosen(values []string) []uint32 {
	var out []uint32
	for _, v := range values {
		if code, ok := c.code(corpus.Fold(v)); ok && !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return out
}

// unknown returns the values that no talk has, each once.
func (c *column) unknown(values []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, v := range values {
		key := corpus.Fold(v)
		if _, ok := c.code(key); !ok && !seen[key] {
			seen[key] = true
			out = append(out, v)
		}
	}
	return out
}
