package bleveindex

import (
	"cmp"
	"slices"

	"talksearch/corpus"
	"talksearch/index"
)

// A column holds one facet's values of all talks, by document number: matches come
// in that order, so that a column is walked from its beginning to its end. A value
// is a code, its place among the facet's values in the order of their folded names.
type column struct {
	values  []string // code -> value as shown
	offsets []uint32 // document number -> where its codes begin in list; one more than talks
	list    []uint32 // codes of all talks
}

// arranged returns c, which is by ordinal, by document number.
func (c *column) arranged(ordinals []uint32) *column {
	out := &column{values: c.values, offsets: make([]uint32, 1, len(c.offsets)), list: make([]uint32, 0, len(c.list))}
	for _, ordinal := range ordinals {
		out.list = append(out.list, c.of(ordinal)...)
		out.offsets = append(out.offsets, uint32(len(out.list)))
	}
	return out
}

// code returns the code of a folded value.
func (c *column) code(folded string) (uint32, bool) {
	i, found := slices.BinarySearchFunc(c.values, folded, func(v, folded string) int { return cmp.Compare(corpus.Fold(v), folded) })
	return uint32(i), found
}

// of returns the codes of one talk.
func (c *column) of(doc uint32) []uint32 {
	return c.list[c.offsets[doc]:c.offsets[doc+1]]
}

// facetValues returns a talk's values of a facet.
func facetValues(by index.Facet, e index.Entry) []string {
	t := e.Talk
	switch by {
	case index.ByConference:
		return []string{e.Conference.ID}
	case index.ByYear:
		return []string{e.Year()}
	case index.ByDay:
		return []string{string(t.Day)}
	case index.ByTrack:
		return []string{t.Track}
	case index.BySpeaker:
		names := make([]string, len(t.Speakers))
		for i, s := range t.Speakers {
			names[i] = s.Name
		}
		return names
	case index.ByKeyword:
		return t.AllKeywords()
	case index.ByKind:
		return []string{string(t.Kind)}
	case index.ByRoom:
		return []string{t.Room}
	}
	panic("facet without values: " + string(by))
}

func newColumns(entries []index.Entry) map[index.Facet]*column {
	columns := make(map[index.Facet]*column, len(index.Facets()))
	for _, by := range index.Facets() {
		columns[by] = newColumn(by, entries)
	}
	return columns
}

// newColumn numbers the values of a facet and lists them by talk, by ordinal. Of values that
// differ in case or accents only, the form met first, in time order, is shown.
func newColumn(by index.Facet, entries []index.Entry) *column {
	c := &column{offsets: make([]uint32, 1, len(entries)+1)}
	met := map[string]uint32{}   // folded value -> its number in the order of first meeting
	forms := map[string]uint32{} // value in any form -> the same; folding is slow
	var keys, shown []string
	for _, e := range entries {
		from := len(c.list)
		for _, v := range facetValues(by, e) {
			if v == "" {
				continue
			}
			n, known := forms[v]
			if !known {
				key := corpus.Fold(v)
				if n, known = met[key]; !known {
					n = uint32(len(keys))
					met[key] = n
					keys, shown = append(keys, key), append(shown, v)
				}
				forms[v] = n
			}
			if !slices.Contains(c.list[from:], n) {
				c.list = append(c.list, n)
			}
		}
		c.offsets = append(c.offsets, uint32(len(c.list)))
	}
	codes := rank(len(keys), func(a, b uint32) int { return cmp.Compare(keys[a], keys[b]) })
	for i, n := range c.list {
		c.list[i] = codes[n]
	}
	c.values = make([]string, len(shown))
	for n, v := range shown {
		c.values[codes[n]] = v
	}
	return c
}
