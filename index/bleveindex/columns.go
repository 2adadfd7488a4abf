package bleveindex

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"talksearch/corpus"
	"talksearch/index"
)

// A column holds one facet's values of all talks, by ordinal: matches come in that
// order, so that a column is walked from its beginning to its end. A value is a code,
// its place among the facet's values in the order of their folded names.
//
// Of a facet of which a talk has one value at most, there is one code for each talk,
// in two bytes; len(values) stands for none. Of the others, and where there are more
// values than fit, there are lists.
type column struct {
	values  []string // code -> value as shown
	single  []uint16 // ordinal -> code; nil where there are lists
	offsets []uint32 // ordinal -> where its codes begin in list; one more than talks
	list    codes    // of all talks
}

// codes are codes in two bytes each, or in four where there are more values than fit.
type codes struct {
	two  []uint16 // nil where they are in four
	four []uint32
}

func (c *codes) at(i uint32) uint32 {
	if c.two != nil {
		return uint32(c.two[i])
	}
	return c.four[i]
}

// of returns the codes of a talk.
func (c *column) of(doc uint32) []uint32 {
	out := make([]uint32, 0, c.offsets[doc+1]-c.offsets[doc])
	for i := c.offsets[doc]; i < c.offsets[doc+1]; i++ {
		out = append(out, c.list.at(i))
	}
	return out
}

// maxSingle is how many values there can be for a code and none to have two bytes.
const maxSingle = math.MaxUint16

// code returns the code of a folded value.
func (c *column) code(folded string) (uint32, bool) {
	i, found := slices.BinarySearchFunc(c.values, folded, func(v, folded string) int { return cmp.Compare(corpus.Fold(v), folded) })
	return uint32(i), found
}

// has reports whether a talk has the value of a code.
func (c *column) has(doc, code uint32) bool {
	if c.single != nil {
		return uint32(c.single[doc]) == code
	}
	for i := c.offsets[doc]; i < c.offsets[doc+1]; i++ {
		if c.list.at(i) == code {
			return true
		}
	}
	return false
}

// one returns the code of the value that a talk has of a facet of one at most.
func (c *column) one(doc uint32) (code uint32, ok bool) {
	if c.single != nil {
		return uint32(c.single[doc]), int(c.single[doc]) < len(c.values)
	}
	if from := c.offsets[doc]; from < c.offsets[doc+1] {
		return c.list.at(from), true
	}
	return 0, false
}

// facetValues appends a talk's values of a facet, some of which may be empty.
func facetValues(to []string, by index.Facet, e index.Entry) []string {
	t := e.Talk
	switch by {
	case index.ByConference:
		return append(to, e.Conference.ID)
	case index.ByYear:
		return append(to, e.Year())
	case index.ByDay:
		return append(to, string(t.Day))
	case index.ByTrack:
		return append(to, t.Track)
	case index.BySpeaker:
		for _, s := range t.Speakers {
			to = append(to, s.Name)
		}
		return to
	case index.ByKeyword:
		return append(append(to, t.Keywords...), t.Derived...)
	case index.ByKind:
		return append(to, string(t.Kind))
	case index.ByRoom:
		return append(to, t.Room)
	}
	panic("facet without values: " + string(by))
}

// severalValues reports whether a talk may have several values of a facet.
func severalValues(by index.Facet) bool { return by == index.BySpeaker || by == index.ByKeyword }

// A columnBuilder makes a column of talks that it is given in the order of ordinals.
// Of values that differ in case or accents only, the form met first is shown.
type columnBuilder struct {
	by          index.Facet
	met         map[string]uint32 // folded value -> its number in the order of first meeting
	forms       map[string]uint32 // value in any form -> the same; folding is slow
	keys, shown []string          // by number: the value folded, and as it is shown
	offsets     []uint32          // ordinal -> where its numbers begin in list; one more than talks
	list        []uint32          // numbers of all talks
	values      []string          // buffer
}

func newColumnBuilder(by index.Facet, talks int) *columnBuilder {
	return &columnBuilder{
		by: by, met: map[string]uint32{}, forms: map[string]uint32{},
		offsets: make([]uint32, 1, talks+1), list: make([]uint32, 0, talks),
	}
}

// add takes in the next talk.
func (b *columnBuilder) add(e index.Entry) {
	from := len(b.list)
	b.values = facetValues(b.values[:0], b.by, e)
	for _, v := range b.values {
		if v == "" {
			continue
		}
		n, known := b.forms[v]
		if !known {
			v = strings.Clone(v) // which may be a part of all the talk's text
			key := corpus.Fold(v)
			if n, known = b.met[key]; !known {
				n = uint32(len(b.keys))
				b.met[key] = n
				b.keys, b.shown = append(b.keys, key), append(b.shown, v)
			}
			b.forms[v] = n
		}
		if !slices.Contains(b.list[from:], n) {
			b.list = append(b.list, n)
		}
	}
	b.offsets = append(b.offsets, uint32(len(b.list)))
}

// column returns the column. The builder is spent.
func (b *columnBuilder) column() *column {
	codes := rank(len(b.keys), func(x, y uint32) int { return cmp.Compare(b.keys[x], b.keys[y]) })
	for i, n := range b.list {
		b.list[i] = codes[n]
	}
	c := &column{values: make([]string, len(b.shown))}
	for n, v := range b.shown {
		c.values[codes[n]] = v
	}
	fit := len(c.values) <= maxSingle
	switch {
	case fit && !severalValues(b.by):
		c.single = make([]uint16, len(b.offsets)-1)
		for i := range c.single {
			c.single[i] = uint16(len(c.values))
			if b.offsets[i] < b.offsets[i+1] {
				c.single[i] = uint16(b.list[b.offsets[i]])
			}
		}
	case fit:
		c.offsets, c.list.two = b.offsets, make([]uint16, len(b.list))
		for i, code := range b.list {
			c.list.two[i] = uint16(code)
		}
	default:
		c.offsets, c.list.four = b.offsets, b.list
	}
	return c
}
