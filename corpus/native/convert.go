package native

import (
	"cmp"
	"fmt"
	"time"

	"talksearch/corpus"
)

// A Conference is a programme, without its talks, and what they need to be put in
// its time zone, which is known only when all of them are read.
type Conference struct {
	*corpus.Programme
	nameless bool // no line names the zone
	zone     *time.Location
}

// Settle puts a talk of the conference, as Lines passed it on, in its time zone.
func (c *Conference) Settle(t *corpus.Talk) {
	start, end := isLocal(t.Start), isLocal(t.End)
	if c.nameless && !start && !end {
		stayOnDay(t)
	}
	if start {
		t.Start = inZone(t.Start, c.zone)
	}
	if end {
		t.End = inZone(t.End, c.zone)
	}
	if start && t.End.IsZero() && t.Length > 0 {
		t.End, t.Length = t.Start.Add(t.Length), 0
	}
}

// local is the zone of times that are written without an offset, until Settle; the
// talk's length then stands for an end that is not written. The name tells it from
// all others, also where a time was kept in a file.
var local = time.FixedZone("local, not settled", 0)

func isLocal(t time.Time) bool { return t.Location().String() == local.String() }

// inZone returns the moment at which clocks in a zone show what t shows.
func inZone(t time.Time, zone *time.Location) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone)
}

// A conference is one in the making: what its talks tell of its zone, should no
// line name it.
type conference struct {
	programme *corpus.Programme
	zoned     string          // the time zone that located is; it is expensive to load
	located   *time.Location  // nil before it is asked for
	told      map[string]bool // facts that are told differently, and have been reported
	offsets   map[int]bool    // of times that are written with one
	last      int             // of these, the last
	where     string          // the first talk with such a time
	locals    int             // talks with a time without an offset
	local     string          // where the first of them is
}

func newConference(p *corpus.Programme) *conference {
	return &conference{programme: p, told: map[string]bool{}, offsets: map[int]bool{}}
}

// add converts a talk; what can't be read becomes a problem. The talk has to be
// settled when all are read.
func (c *conference) add(t *talk, d *decoder) corpus.Talk {
	talk, isLocal := t.convert(d, c.zone())
	switch {
	case isLocal:
		if c.locals++; c.locals == 1 {
			c.local = talk.Where
		}
	case !talk.Start.IsZero():
		_, c.last = talk.Start.Zone()
		c.offsets[c.last] = true
		c.where = cmp.Or(c.where, talk.Where)
	}
	return talk
}

// finish finds the zone, now that all is known.
func (c *conference) finish(d *decoder) Conference {
	out := Conference{Programme: c.programme, nameless: c.programme.Timezone == ""}
	if out.nameless {
		c.findZone(d)
	}
	out.zone = c.zone()
	return out
}

// findZone makes up for a time zone that is not named, and says so once for the
// conference. If all times have one offset, that is the zone; if they have
// several, each talk stays on the day that was written.
func (c *conference) findZone(d *decoder) {
	p := c.programme
	switch {
	case len(c.offsets) == 1 && c.last != 0 && c.last%3600 == 0 && -12 <= c.last/3600 && c.last/3600 <= 14:
		p.Timezone = fmt.Sprintf("Etc/GMT%+d", -c.last/3600) // these names count westward
		d.warn(c.where, "%q names none; that of its times' offset is taken, %s", p.ID, p.Timezone)
	case len(c.offsets) > 1 || c.last != 0:
		d.warn(c.where, "%q names none; its times are shown in UTC", p.ID)
	}
	if c.locals > 0 && p.Timezone == "" {
		d.warn(c.local, "%q names none, and %d of its talks have times without an offset; they are taken as UTC", p.ID, c.locals)
	}
}

// stayOnDay gives t the day of its start as it was written; in UTC it might be
// another.
func stayOnDay(t *corpus.Talk) {
	if _, seconds := t.Start.Zone(); seconds != 0 && t.Day == "" {
		t.Day = corpus.DateOf(t.Start)
	}
}

func (d *decoder) warn(where, format string, args ...any) {
	d.problems = append(d.problems, corpus.Problem{Severity: corpus.Warning, Where: where, Field: "timezone", Message: fmt.Sprintf(format, args...)})
}

// zone returns the zone of local times; UTC when none, or none that exists, is
// named.
func (c *conference) zone() *time.Location {
	if c.located == nil || c.zoned != c.programme.Timezone {
		var err error
		if c.located, err = c.programme.Zone(); err != nil {
			c.located = time.UTC
		}
		c.zoned = c.programme.Timezone
	}
	return c.located
}

// convert makes a talk of t, to be settled, and reports whether it has times
// without an offset. Whether they agree is judged by zone, as far as that is known.
func (t *talk) convert(d *decoder, zone *time.Location) (corpus.Talk, bool) {
	talk := corpus.Talk{
		ID: t.ID, Kind: corpus.Kind(t.Kind), Title: t.Title, Subtitle: t.Subtitle, Track: t.Track, Room: t.Room,
		Day: corpus.Date(t.Day), Keywords: t.Keywords, Topics: t.Topics, Abstract: t.Abstract, URL: t.URL,
		Language: t.Language, UID: t.UID, Where: t.where,
	}
	report := func(s corpus.Severity, field, format string, args ...any) {
		d.problems = append(d.problems, corpus.Problem{Severity: s, Where: t.where, Talk: cmp.Or(t.ID, t.Title), Field: field, Message: fmt.Sprintf(format, args...)})
	}
	var startLocal, endLocal bool
	var err error
	if talk.Start, startLocal, err = moment(t.Start, zone); err != nil {
		report(corpus.Error, "start", "%v", err)
	}
	if talk.End, endLocal, err = moment(t.End, zone); err != nil {
		report(corpus.Error, "end", "%v", err)
	}
	switch whole := end(talk.Start, time.Time{}, t.Minutes); {
	case t.Minutes < 0 || t.Minutes > mostMinutes:
		report(corpus.Error, "minutes", "found %d; want the length of the talk", t.Minutes)
		t.Minutes = 0
	case t.Start == "":
		talk.Length = time.Duration(t.Minutes) * time.Minute
	case t.Minutes > 0 && !talk.End.IsZero() && !whole.Equal(talk.End):
		report(corpus.Warning, "minutes", "found %d, but the end is %s; the end is kept", t.Minutes, t.End)
	}
	if startLocal {
		talk.Start, _, _ = moment(t.Start, local)
	}
	if endLocal {
		talk.End, _, _ = moment(t.End, local)
	}
	switch {
	case !startLocal:
		talk.End = end(talk.Start, talk.End, t.Minutes)
	case talk.End.IsZero() && t.Minutes > 0:
		talk.Length = time.Duration(t.Minutes) * time.Minute
	}
	for i, s := range t.Speakers {
		if s.Name == "" {
			report(corpus.Warning, fmt.Sprintf("speakers[%d].name", i), "is missing; the speaker is left out")
			continue
		}
		talk.Speakers = append(talk.Speakers, corpus.Speaker{Name: s.Name, Affiliation: s.Affiliation, Role: corpus.Role(s.Role)})
	}
	for i, l := range t.Links {
		if l.URL == "" {
			report(corpus.Warning, fmt.Sprintf("links[%d].url", i), "is missing; the link is left out")
			continue
		}
		talk.Links = append(talk.Links, corpus.Link{Title: l.Title, URL: l.URL})
	}
	return talk, startLocal || endLocal
}

// mostMinutes is a year: what is longer is a mistake, and far longer would not
// fit a time.Duration.
const mostMinutes = 366 * 24 * 60

// end returns the end of a talk: its own or, where it has none, what its length
// makes it.
func end(start, end time.Time, minutes int) time.Time {
	if end.IsZero() && !start.IsZero() && 0 < minutes && minutes <= mostMinutes {
		return start.Add(time.Duration(minutes) * time.Minute)
	}
	return end
}

// moment reads a time, and reports whether it has no offset and was read in
// zone.
func moment(s string, zone *time.Location) (at time.Time, isLocal bool, err error) {
	if s == "" {
		return time.Time{}, false, nil
	}
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return at, false, nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if at, err := time.ParseInLocation(layout, s, zone); err == nil {
			return at, true, nil
		}
	}
	return time.Time{}, false, fmt.Errorf("%q is not a time; want RFC 3339, such as 2019-09-10T15:00:00+01:00", s)
}
