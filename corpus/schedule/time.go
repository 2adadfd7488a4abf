package schedule

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"talksearch/corpus"
)

// A span is a day of the conference where a file gives its limits instead of
// filing events under it.
type span struct {
	day        corpus.Date
	start, end time.Time
}

// AddDay adds a day of a file that does not file events under days. The day may
// end, and the next begin, some hours after midnight.
func (b *Builder) AddDay(where, date, start, end string) {
	day, err := parseDay(date)
	if err != nil {
		b.Report(where, "", "date", "%v", err)
		return
	}
	from, floating, err := parseMoment(start)
	to, _, err2 := parseMoment(end)
	if err == nil && err2 == nil && !floating {
		b.spans = append(b.spans, span{day, from, to})
	}
}

// dayOf returns the day at which t falls by the file's own reckoning, or "".
func (b *Builder) dayOf(t time.Time) corpus.Date {
	for _, s := range b.spans {
		if !t.Before(s.start) && t.Before(s.end) && fits(s.day, t) {
			return s.day
		}
	}
	return ""
}

// fits reports whether what starts at t can stand under day: on the day itself
// or in the night, or morning, after it.
func fits(day corpus.Date, t time.Time) bool {
	return day == corpus.DateOf(t) || day == corpus.DateOf(t.Add(-12*time.Hour))
}

// place reads when an event is. The date is the best word on it: what starts
// after midnight is filed under the day before.
func (b *Builder) place(s *slot, e *Event) {
	report := func(field, found, want string) { b.Report(e.Where, e.Title, field, "%q: want %s", found, want) }
	const wantTime = "a time such as 2019-12-27T11:00:00+01:00"
	day, err := parseDay(e.Day)
	if err != nil && e.Day != "" {
		b.Report(e.Where, e.Title, "day", "%v", err)
	}
	s.talk.Day = day
	clock, err := parseClock(e.Start)
	if err == nil {
		s.clock = clock
	} else if at, floating, err := parseMoment(e.Start); err == nil {
		s.talk.Start, s.floating = at, floating
	} else if e.Start != "" {
		report("start", e.Start, "a time of day such as 11:00")
	}
	if at, floating, err := parseMoment(e.Date); err == nil {
		s.talk.Start, s.floating = at, floating
	} else if at, err := parseDay(e.Date); err == nil && s.clock >= 0 {
		s.talk.Start, s.floating = at.Time().Add(s.clock), true
	} else if e.Date != "" {
		report("date", e.Date, wantTime)
	}
	if s.talk.Start.IsZero() && day != "" && s.clock >= 0 {
		at := day.Time().Add(s.clock)
		if s.clock < b.dayChange() {
			at = at.AddDate(0, 0, 1)
		}
		s.talk.Start, s.floating = at, true
	}
	if length, err := parseLength(e.Duration); err == nil {
		s.length = length
	} else if e.Duration != "" {
		report("duration", e.Duration, "hours and minutes such as 01:30")
	}
	if s.talk.Start.IsZero() {
		if day != "" {
			b.Report(e.Where, e.Title, "start", "is missing; the talk is kept under its day, %s", day)
		}
		return
	}
	if e.End == "" {
		return
	}
	end, floating, err := parseMoment(e.End)
	switch {
	case err != nil || floating != s.floating:
		report("end", e.End, wantTime)
	case end.Before(s.talk.Start):
		report("end", e.End, "a time after the start, "+s.talk.Start.Format(time.RFC3339))
	default:
		s.talk.End = end
	}
}

// dayChange returns the time of day before which an event belongs to the night
// of the day it is filed under. Four in the morning is what frab and pretalx
// take; Pentabarf says.
func (b *Builder) dayChange() time.Duration {
	if d, err := parseClock(b.Conference.DayChange); err == nil {
		return d
	}
	return 4 * time.Hour
}

// day reads the conference's first or last day.
func (b *Builder) day(field, s string, zone *time.Location) corpus.Date {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	if t, floating, err := parseMoment(s); err == nil && !floating {
		return corpus.DateOf(t.In(zone))
	}
	d, err := parseDay(s)
	if err != nil {
		b.Report("", "", field, "%v", err)
	}
	return d
}

// parseDay reads a day; a time after it does not matter.
func parseDay(s string) (corpus.Date, error) {
	if s = strings.TrimSpace(s); len(s) > 10 && (s[10] == 'T' || s[10] == ' ') {
		s = s[:10]
	}
	return corpus.ParseDate(s)
}

// parseMoment reads a day and time. Floating says that no offset from UTC is
// given; the time is then returned as if in UTC.
func parseMoment(s string) (t time.Time, floating bool, err error) {
	s = strings.TrimSpace(s)
	if len(s) > 10 && s[10] == ' ' {
		s = s[:10] + "T" + strings.ReplaceAll(s[11:], " ", "") // "2019-12-27 11:00:00 +0100"
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00"} {
		if t, err = time.Parse(layout, s); err == nil {
			return t, false, nil
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if t, err = time.Parse(layout, s); err == nil {
			return t, true, nil
		}
	}
	return time.Time{}, false, fmt.Errorf("%q is not a day and time", s)
}

// parseClock reads a time of day. Hours beyond 24 count on into the night.
func parseClock(s string) (time.Duration, error) {
	d, err := parseLength(s)
	if err == nil && d >= 36*time.Hour {
		err = fmt.Errorf("%q is not a time of day", s)
	}
	return d, err
}

// parseLength reads HH:MM or HH:MM:SS.
func parseLength(s string) (time.Duration, error) {
	parts := strings.Split(strings.TrimSpace(s), ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, fmt.Errorf("%q is not HH:MM", s)
	}
	var d time.Duration
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 16)
		if err != nil || i > 0 && n > 59 || i == 0 && n > 9999 {
			return 0, fmt.Errorf("%q is not HH:MM", s)
		}
		d += time.Duration(n) * []time.Duration{time.Hour, time.Minute, time.Second}[i]
	}
	return d, nil
}

// inZone returns the time that shows on the clocks of zone what t shows.
func inZone(t time.Time, zone *time.Location) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, zone)
}
