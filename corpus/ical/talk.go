package ical

import (
	"cmp"
	"regexp"
	"strings"
	"time"

	"talksearch/corpus"
	"talksearch/corpus/markup"
	"talksearch/corpus/people"
)

func newClock(in *intake, calendar *component) *clock {
	c := &clock{in: in, zones: newZones(calendar), told: map[string]bool{}}
	for _, name := range []string{"X-WR-TIMEZONE", "TZID"} {
		p := calendar.get(name)
		if p.text() == "" || c.floating != nil {
			continue
		}
		if c.floating = c.zones.find(p.text()); c.floating == nil {
			in.report(p.line, "", "timezone", "%q is not known; want an IANA name such as Europe/Lisbon", short(p.text()))
		}
	}
	return c
}

// talk makes a talk of an event. What can't be read is reported, and the talk
// kept without it.
func (c *clock) talk(e *entry) {
	e.talk = corpus.Talk{
		ID: e.origin.talk, Title: e.get("SUMMARY").text(), Room: e.get("LOCATION").text(), URL: mendURL(e.get("URL").raw()),
		Language: e.get("SUMMARY").param("LANGUAGE"), UID: e.get("UID").text(), Where: where(e.line),
	}
	if e.origin.software == own {
		e.unpack()
	} else {
		e.interpret()
	}
	c.times(e)
	for _, name := range []string{"ATTACH", "CONFERENCE"} {
		for _, p := range e.all(name) {
			if address := mendURL(p.raw()); e.origin.software == own || isLink(address) {
				title := cmp.Or(p.param("X-TITLE"), p.param("LABEL"), p.param("FILENAME"), p.param("X-FILENAME"))
				e.talk.Links = append(e.talk.Links, corpus.Link{Title: title, URL: address})
			}
		}
	}
}

// times places the talk.
func (c *clock) times(e *entry) {
	t, tzid := &e.talk, e.get("TZID").text()
	t.Day = corpus.Date(e.get(propDay).text())
	start := e.get("DTSTART")
	if start == nil {
		if e.name == "VEVENT" {
			c.in.report(e.line, name(e), "start", "the event has none (DTSTART); it stands on no day")
		}
		return
	}
	at, err := c.read(start, tzid)
	if err != nil {
		c.in.report(start.line, name(e), "start", "%v; the talk stands on no day", err)
		return
	}
	t.Start, e.zone = at.at, at.zone
	t.Day = cmp.Or(t.Day, at.day)
	for _, rule := range []string{"RRULE", "RDATE"} {
		if p := e.get(rule); p != nil {
			c.in.report(p.line, name(e), "start", "the event repeats (%s:%s); only its first time is read", rule, short(p.raw()))
		}
	}
	end, length := e.get("DTEND"), e.get("DURATION")
	switch {
	case end != nil:
		until, err := c.read(end, tzid)
		switch {
		case err != nil:
			c.in.report(end.line, name(e), "end", "%v", err)
		case t.Start.IsZero() && until.day > corpus.DateOf(at.day.Time().Add(24*time.Hour)):
			c.in.report(end.line, name(e), "end", "the event takes several days; only its first is kept")
		case until.day != "" && !t.Start.IsZero():
			c.in.report(end.line, name(e), "end", "is a day, %s, but the start is a time; it is not kept", until.day)
		case !t.Start.IsZero():
			t.End = until.at
		}
	case length != nil && !t.Start.IsZero():
		d, err := duration(length.raw())
		if err != nil {
			c.in.report(length.line, name(e), "end", "%v", err)
			return
		}
		t.End = t.Start.Add(d)
	}
}

// interpret reads what its software, or custom, has put into an event's
// summary, description, location and categories.
func (e *entry) interpret() {
	t := &e.talk
	text := e.description()
	t.Abstract = text
	t.Kind = kindOf(t.Title)
	e.categories()
	switch e.origin.software {
	case pretalx:
		t.Title, t.Speakers = splitSummary(t.Title)
	case indico:
		t.Room, _ = splitVenue(t.Room)
	default:
		e.byline()
	}
	t.Speakers = append(t.Speakers, e.speakersLine()...)
	t.Speakers = append(t.Speakers, e.attendees()...)
	t.Abstract = withoutLink(t.Abstract, e.get("URL").raw())
}

// description returns the event's text: the plain one or, where that is empty,
// the one in HTML. Indico's has no markup left.
func (e *entry) description() string {
	for _, name := range []string{"DESCRIPTION", "X-ALT-DESC", "STYLED-DESCRIPTION"} {
		if text := e.get(name).text(); text != "" {
			if e.origin.software == indico && name == "DESCRIPTION" {
				return text
			}
			return markup.Text(text)
		}
	}
	return ""
}

// categories reads the track and, of several categories, the others as
// keywords. Pentabarf has one and does not escape its commas.
func (e *entry) categories() {
	var list []string
	for _, p := range e.all("CATEGORIES") {
		if e.origin.software == pentabarf {
			list = append(list, p.text())
		} else {
			list = append(list, p.list()...)
		}
	}
	if len(list) > 0 {
		e.talk.Track, e.talk.Keywords = list[0], list[1:]
	}
}

var speakersStart = regexp.MustCompile(`(?i)^(?:speakers?|speaker\(s\)|presenters?|presented by)\s*:\s*(\S.*)`)

// speakersLine takes the speakers from the first line of the text, where it
// names them.
func (e *entry) speakersLine() []corpus.Speaker {
	first, rest, _ := strings.Cut(e.talk.Abstract, "\n")
	m := speakersStart.FindStringSubmatch(first)
	if m == nil {
		return nil
	}
	e.talk.Abstract = strings.TrimLeft(rest, "\n")
	return people.List(m[1])
}

// attendees returns the people who attend the event: in a published calendar
// these are who holds it, in an invitation the guests.
func (e *entry) attendees() []corpus.Speaker {
	if e.invitation {
		return nil
	}
	var list []corpus.Speaker
	for _, p := range e.all("ATTENDEE") {
		name := people.Name(p.param("CN"))
		role, kind := strings.ToUpper(p.param("ROLE")), strings.ToUpper(p.param("CUTYPE"))
		if name == "" || strings.Contains(name, "@") || role == "NON-PARTICIPANT" || role == "OPT-PARTICIPANT" || kind != "" && kind != "INDIVIDUAL" {
			continue
		}
		list = append(list, corpus.Speaker{Name: name})
	}
	return list
}

// withoutLink takes the event's own address off the end of its text.
func withoutLink(text, address string) string {
	if address == "" {
		return text
	}
	if rest, ok := strings.CutSuffix(strings.TrimSpace(text), address); ok && (rest == "" || strings.HasSuffix(rest, "\n")) {
		return strings.TrimSpace(rest)
	}
	return text
}
