package bleveindex

import (
	"cmp"
	"math"
	"slices"

	"talksearch/corpus"
	"talksearch/index"
)

// countWhole counts all talks by each facet, once.
func (g *generation) countWhole() {
	g.wholeOnce.Do(func() {
		for _, by := range index.Facets() {
			t := g.newTally(by, g.size())
			t.count(g.all().docs())
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
	best := mostFrequent{size: size, keys: make([]uint64, 0, min(2*size, len(t.column.values))), worst: math.MaxUint64}
	none := len(t.column.values)
	if t.sparse {
		for _, code := range t.touched {
			if int(code) != none {
				all++
				best.add(code, t.counts[code])
			}
		}
		return best.codes(), all
	}
	for code, n := range t.counts[:none] {
		all += int(uint32(-n) >> 31) // 1 where n is not 0: most processors guess wrong whether it is
		if n > best.least {
			best.add(uint32(code), n)
		}
	}
	return best.codes(), all
}

// mostFrequent keeps of many codes those with the highest counts, of equals the lowest
// codes. Twice as many as wanted are taken in before they are sorted and halved.
type mostFrequent struct {
	size  int
	keys  []uint64 // the smallest is the best: above what the count lacks to the highest, below the code
	worst uint64   // what is not below it has no place among the best
	least int32    // the count in worst, once size were taken in
}

// add takes in a code.
func (m *mostFrequent) add(code uint32, count int32) {
	key := uint64(math.MaxInt32-count)<<32 | uint64(code)
	if key >= m.worst || m.size == 0 {
		return
	}
	if m.keys = append(m.keys, key); len(m.keys) == 2*m.size {
		m.halve()
		m.worst = m.keys[m.size-1]
		m.least = math.MaxInt32 - int32(m.worst>>32)
	}
}

func (m *mostFrequent) halve() {
	slices.Sort(m.keys)
	m.keys = m.keys[:min(m.size, len(m.keys))]
}

// codes returns the best, most frequent first.
func (m *mostFrequent) codes() []uint32 {
	m.halve()
	codes := make([]uint32, len(m.keys))
	for i, key := range m.keys {
		codes[i] = uint32(key)
	}
	return codes
}

// list returns the size most frequent values and all chosen ones.
func (t *tally) list(f index.Filter, size int) index.FacetCounts {
	codes, unlisted := t.order(size)
	out := index.FacetCounts{Facet: t.by}
	if len(codes) > 0 {
		out.Values = make([]index.FacetValue, 0, len(codes))
	}
	selected, excluded := t.column.chosen(f.Include), t.column.chosen(f.Exclude)
	if len(selected)+len(excluded) > 0 {
		codes = slices.Clone(codes)
		for _, code := range slices.Concat(selected, excluded) {
			if !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
		}
		slices.SortFunc(codes, func(a, b uint32) int {
			return cmp.Or(int(t.counts[b])-int(t.counts[a]), int(a)-int(b))
		})
	}
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
