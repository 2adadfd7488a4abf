package bleveindex

import (
	"bytes"
	"cmp"
	"slices"

	"talksearch/corpus"
	"talksearch/index"
)

// A tabulator makes the tables of talks that it is given in the order of ordinals.
type tabulator struct {
	in      *intake
	ids     idTable
	columns []*columnBuilder
	starts  []uint16
	titles  []byte // folded, one after the other
	ends    []int  // ordinal -> where its title ends
}

// newTabulator fails when two talks have the same id.
func newTabulator(in *intake) (*tabulator, error) {
	t := &tabulator{in: in, ends: make([]int, 0, in.size())}
	var err error
	if t.ids, err = newIDTable(in.size(), in.id); err != nil {
		return nil, err
	}
	for _, by := range index.Facets() {
		t.columns = append(t.columns, newColumnBuilder(by, in.size()))
	}
	return t, nil
}

// add takes in the next talk.
func (t *tabulator) add(e index.Entry) {
	for _, b := range t.columns {
		b.add(e)
	}
	t.starts = append(t.starts, startOf(e.Talk))
	t.titles = append(t.titles, corpus.Fold(e.Talk.Title)...)
	t.ends = append(t.ends, len(t.titles))
}

func (t *tabulator) title(ordinal uint32) []byte {
	from := 0
	if ordinal > 0 {
		from = t.ends[ordinal-1]
	}
	return t.titles[from:t.ends[ordinal]]
}

// fill fills in all tables but conferences and averages.
func (t *tabulator) fill(to *tables) {
	to.ids, to.starts = t.ids, t.starts
	to.columns = make(map[index.Facet]*column, len(t.columns))
	for _, b := range t.columns {
		to.columns[b.by] = b.column()
	}
	records := t.in.records
	to.ranks = map[index.Sort][]uint32{
		index.SortTimeReverse: rank(len(records), func(a, b uint32) int { return latestFirst(records[a], records[b]) }),
		index.SortTitle:       rank(len(records), func(a, b uint32) int { return bytes.Compare(t.title(a), t.title(b)) }),
	}
}

// rank returns each ordinal's place in an order; ties keep the order of ordinals.
func rank(size int, compare func(a, b uint32) int) []uint32 {
	order := make([]uint32, size)
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return cmp.Or(compare(a, b), cmp.Compare(a, b)) })
	ranks := make([]uint32, size)
	for place, ordinal := range order {
		ranks[ordinal] = uint32(place)
	}
	return ranks
}
