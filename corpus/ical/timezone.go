package ical

import (
	"fmt"
	"slices"
	"time"
)

// A span is a time zone and the time over which it must be defined.
type span struct {
	name     string
	zone     *time.Location
	from, to time.Time
}

// maxYears is the longest span that is defined, day by day. What lasts longer
// holds a mistaken year, and is written in UTC.
const maxYears = 200

type spans struct {
	byName map[string]*span
	order  []string
}

// spansOf returns the zones that are to be defined: those of all events that
// have a time, but for UTC.
func spansOf(events []Event) (*spans, error) {
	out := &spans{byName: map[string]*span{}}
	for _, e := range events {
		for _, t := range []time.Time{e.Talk.Start, e.Talk.End} {
			if t.Year() < 1 || t.Year() > 9999 {
				return nil, fmt.Errorf("talk %q: the year %d can't be written", e.Talk.ID, t.Year())
			}
		}
		name := e.Programme.Timezone
		if e.Talk.Start.IsZero() || name == "" || name == "UTC" {
			continue
		}
		s := out.byName[name]
		if s == nil {
			zone, err := e.Programme.Zone()
			if err != nil {
				return nil, fmt.Errorf("programme %q: %w", e.Programme.ID, err)
			}
			s = &span{name: name, zone: zone, from: e.Talk.Start, to: e.Talk.Start}
			out.byName[name] = s
			out.order = append(out.order, name)
		}
		for _, t := range []time.Time{e.Talk.Start, e.Talk.End} {
			if !t.IsZero() && t.Before(s.from) {
				s.from = t
			}
			if t.After(s.to) {
				s.to = t
			}
		}
	}
	out.order = slices.DeleteFunc(out.order, func(name string) bool {
		s := out.byName[name]
		long := s.to.Year()-s.from.Year() > maxYears
		if long {
			delete(out.byName, name)
		}
		return long
	})
	return out, nil
}

// timezone writes a VTIMEZONE: each change of the clocks from the last before
// the span to the last within it, from Go's own data rather than as a rule,
// since rules change.
func (w *lineWriter) timezone(s *span) {
	w.line("BEGIN", "VTIMEZONE")
	w.text("TZID", s.name)
	// A year and more, in which clocks change if they do so at all.
	begin := time.Date(s.from.Year()-1, 1, 1, 0, 0, 0, 0, time.UTC)
	changes := []time.Time{begin}
	for day := begin; day.Before(s.to); day = day.Add(24 * time.Hour) {
		if at := change(day, day.Add(24*time.Hour), s.zone); !at.IsZero() {
			if !at.After(s.from) {
				changes = changes[:0] // what was before does not matter
			}
			changes = append(changes, at)
		}
	}
	for _, at := range changes {
		before, after := at.Add(-time.Second).In(s.zone), at.In(s.zone)
		_, from := before.Zone()
		name, to := after.Zone()
		kind := "STANDARD"
		if after.IsDST() {
			kind = "DAYLIGHT"
		}
		w.line("BEGIN", kind)
		w.line("DTSTART", at.UTC().Add(time.Duration(from)*time.Second).Format(localLayout))
		w.line("TZOFFSETFROM", formatOffset(from))
		w.line("TZOFFSETTO", formatOffset(to))
		w.text("TZNAME", name)
		w.line("END", kind)
	}
	w.line("END", "VTIMEZONE")
}

// change returns when between two instants, in whole seconds, the clocks of a
// zone change, the zero time if they don't. Time.ZoneBounds would tell at once,
// but for years that only the zone's rule covers it gives the year's end for a
// change, and on the last day of a leap year a bound that is past.
func change(from, to time.Time, zone *time.Location) time.Time {
	type state struct {
		name   string
		offset int
		dst    bool
	}
	at := func(t time.Time) state {
		t = t.In(zone)
		name, offset := t.Zone()
		return state{name, offset, t.IsDST()}
	}
	if at(from) == at(to) {
		return time.Time{}
	}
	for to.Sub(from) > time.Second {
		middle := from.Add(to.Sub(from) / 2).Truncate(time.Second)
		if at(middle) == at(from) {
			from = middle
		} else {
			to = middle
		}
	}
	return to
}

// formatOffset writes a UTC offset; seconds only where there are any, as in
// local mean time.
func formatOffset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	s := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		s += fmt.Sprintf("%02d", seconds%60)
	}
	return s
}
