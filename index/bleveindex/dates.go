package bleveindex

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/query"
)

// dated reports whether a field's values are times, which are looked up in columns
// rather than among words.
func dated(field string) bool {
	switch field {
	case "year", "day", "after", "before":
		return true
	}
	return false
}

// dates returns the talks that one of a dated field's values means, unscored.
func (e *evaluation) dates(n query.Field) (*list, error) {
	values := query.Or{n.Value}
	if several, ok := n.Value.(query.Or); ok {
		values = several
	}
	lists := make([]*list, len(values))
	for i, v := range values {
		var err error
		switch v := v.(type) {
		case query.Word:
			lists[i], err = e.date(n.Name, v.Text)
		case query.Phrase:
			lists[i], err = e.date(n.Name, v.Text)
		default:
			err = fmt.Errorf("%s: %s is a %T, want a word or phrase", n.Name, v, v)
		}
		if err != nil {
			return nil, err
		}
	}
	return e.union(lists)
}

// date returns the talks that a value means.
func (e *evaluation) date(field, value string) (*list, error) {
	key := "@" + field + ":" + value
	if l, ok := e.g.postings.cache.GetIfPresent(key); ok {
		return l, nil
	}
	meant, err := e.g.dateTest(field, value)
	if err != nil {
		return nil, err
	}
	l := &list{}
	for doc := range uint32(e.g.size()) {
		if doc%checkEvery == 0 && e.ctx.Err() != nil {
			return nil, e.ctx.Err()
		}
		if meant(doc) {
			l.numbers = append(l.numbers, doc)
		}
	}
	e.g.postings.cache.Set(key, l)
	return l, nil
}

// dateTest returns what tells whether a document is meant by a value.
func (g *generation) dateTest(field, value string) (func(doc uint32) bool, error) {
	switch field {
	case "year":
		years, err := query.ParseYears(value)
		if err != nil {
			return nil, err
		}
		column := g.columns[index.ByYear]
		return func(doc uint32) bool {
			code, ok := column.one(doc)
			return ok && years.Has(column.values[code])
		}, nil
	case "day":
		days, err := query.ParseDays(value)
		if err != nil {
			return nil, err
		}
		return g.calendar().test(func(d conferenceDay) bool { return days(d.date, d.nth) }), nil
	}
	m, err := query.ParseMoment(field, value)
	if err != nil {
		return nil, err
	}
	before := field == "before"
	if !m.Timed {
		return g.calendar().test(func(d conferenceDay) bool { return (m.Offset(d.first, d.date) > 0) == before }), nil
	}
	return g.momentTest(m, before), nil
}

// momentTest tells whether talks begin before a moment with a time of day, or else not
// before it. Of a talk of which only the day is known, the whole day has to.
func (g *generation) momentTest(m query.Moment, before bool) func(doc uint32) bool {
	c := g.calendar()
	offsets := make([]int, len(c.days))
	for i, d := range c.days {
		offsets[i] = m.Offset(d.first, d.date)
	}
	return func(doc uint32) bool {
		day := c.of[doc]
		if day == noDay {
			return false
		}
		first, last := 0, 24*60-1 // minute at which the talk may begin
		if start := g.starts[doc]; start > 0 {
			first, last = int(start)-1, int(start)-1
		}
		if before {
			return last < offsets[day]
		}
		return first >= offsets[day]
	}
}

// A calendar tells the conferences' days with talks apart.
type calendar struct {
	days []conferenceDay
	of   []uint32 // document number -> its place in days, or noDay
}

const noDay = math.MaxUint32

type conferenceDay struct {
	first, date corpus.Date // the conference's first day with talks, and this one
	nth         int         // of the conference's days with talks, from 1
}

// test returns what tells whether a document is of certain days.
func (c *calendar) test(has func(conferenceDay) bool) func(doc uint32) bool {
	flags := make([]bool, len(c.days))
	for i, d := range c.days {
		flags[i] = has(d)
	}
	return func(doc uint32) bool { return c.of[doc] != noDay && flags[c.of[doc]] }
}

// calendar returns the generation's calendar, which is made when it is first needed.
func (g *generation) calendar() *calendar {
	g.calendarOnce.Do(func() { g.days = newCalendar(g.columns[index.ByConference], g.columns[index.ByDay], g.size()) })
	return g.days
}

func newCalendar(conferences, days *column, talks int) *calendar {
	type key struct{ conference, day uint32 }
	c := &calendar{of: make([]uint32, talks)}
	places := map[key]uint32{} // in the order of first meeting
	for doc := range uint32(talks) {
		c.of[doc] = noDay
		conference, known := conferences.one(doc)
		day, placed := days.one(doc)
		if known && placed {
			k := key{conference, day}
			place, known := places[k]
			if !known {
				place = uint32(len(places))
				places[k] = place
			}
			c.of[doc] = place
		}
	}
	order := slices.SortedFunc(maps.Keys(places), func(a, b key) int {
		return cmp.Or(cmp.Compare(a.conference, b.conference), cmp.Compare(a.day, b.day))
	})
	c.days = make([]conferenceDay, len(order))
	for i, k := range order {
		d := conferenceDay{date: corpus.Date(days.values[k.day]), nth: 1}
		d.first = d.date
		if i > 0 && order[i-1].conference == k.conference {
			before := c.days[places[order[i-1]]]
			d.first, d.nth = before.first, before.nth+1
		}
		c.days[places[k]] = d
	}
	return c
}

// startOf returns when a talk begins: minutes from the midnight at which its day
// begins, by the conference's clock, and one; 0 where that is not known.
func startOf(t *corpus.Talk) uint16 {
	if t.Start.IsZero() || t.Day == "" {
		return 0
	}
	clock := time.Date(t.Start.Year(), t.Start.Month(), t.Start.Day(), t.Start.Hour(), t.Start.Minute(), 0, 0, time.UTC)
	return uint16(min(max(0, clock.Sub(t.Day.Time())/time.Minute), math.MaxUint16-1)) + 1
}
