package native

import (
	"cmp"
	"fmt"
	"time"

	"talksearch/corpus"
)

// A conference is a programme in the making. Talks may come before the line
// that names their time zone, so local times are placed at the end.
type conference struct {
	programme *corpus.Programme
	local     []local
	told      map[string]bool // facts that are told differently, and have been reported
}

// local is a talk with a time that has no offset.
type local struct {
	talk       int // index in the programme
	start, end string
	minutes    int
}

// add converts a talk and appends it to the programme; what can't be read
// becomes a problem.
func (c *conference) add(t *talk, d *decoder) {
	talk, isLocal := t.convert(d, c.zone())
	if isLocal {
		c.local = append(c.local, local{len(c.programme.Talks), t.Start, t.End, t.Minutes})
	}
	c.programme.Talks = append(c.programme.Talks, talk)
}

// finish finds the zone and places the talks with local times, now that all is
// known.
func (c *conference) finish(d *decoder) {
	if c.programme.Timezone == "" {
		c.findZone(d)
	}
	zone := c.zone()
	for _, l := range c.local {
		t := &c.programme.Talks[l.talk]
		t.Start, _, _ = moment(l.start, zone)
		t.End, _, _ = moment(l.end, zone)
		t.End = end(t.Start, t.End, l.minutes)
	}
}

// findZone makes up for a time zone that is not named, and says so once for the
// conference. If all times have one offset, that is the zone; if they have
// several, each talk stays on the day that was written.
func (c *conference) findZone(d *decoder) {
	p := c.programme
	offsets := map[int]bool{}
	seconds, where := 0, ""
	for i, locals := 0, c.local; i < len(p.Talks); i++ {
		t := &p.Talks[i]
		if len(locals) > 0 && locals[0].talk == i {
			locals = locals[1:]
			continue
		}
		if !t.Start.IsZero() {
			_, seconds = t.Start.Zone()
			offsets[seconds] = true
			where = cmp.Or(where, t.Where)
			stayOnDay(t)
		}
	}
	switch {
	case len(offsets) == 1 && seconds != 0 && seconds%3600 == 0 && -12 <= seconds/3600 && seconds/3600 <= 14:
		p.Timezone = fmt.Sprintf("Etc/GMT%+d", -seconds/3600) // these names count westward
		d.warn(where, "%q names none; that of its times' offset is taken, %s", p.ID, p.Timezone)
	case len(offsets) > 1 || seconds != 0:
		d.warn(where, "%q names none; its times are shown in UTC", p.ID)
	}
	if n := len(c.local); n > 0 && p.Timezone == "" {
		d.warn(p.Talks[c.local[0].talk].Where, "%q names none, and %d of its talks have times without an offset; they are taken as UTC", p.ID, n)
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
	if zone, err := c.programme.Zone(); err == nil {
		return zone
	}
	return time.UTC
}

// convert makes a talk of t, reading times without an offset in zone, and
// reports whether there are any.
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
	talk.End = end(talk.Start, talk.End, t.Minutes)
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
