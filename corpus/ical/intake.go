package ical

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"talksearch/corpus"
)

// An intake collects the programmes of a source.
type intake struct {
	problems   corpus.Problems
	programmes []*corpus.Programme
	byID       map[string]*corpus.Programme
}

func (in *intake) report(line int, talk, field, format string, args ...any) {
	in.problems = append(in.problems, corpus.Problem{Severity: corpus.Warning, Where: where(line), Talk: talk, Field: field, Message: fmt.Sprintf(format, args...)})
}

// An entry is an event on its way to being a talk.
type entry struct {
	*component
	origin     origin
	invitation bool // sent to its attendees, not published
	talk       corpus.Talk
	zone       string // IANA name of its start's
}

// calendar adds a calendar's talks to the programmes.
func (in *intake) calendar(c *component) {
	clock := newClock(in, c)
	method := strings.ToUpper(c.get("METHOD").raw())
	uids := map[string]int{} // and the line of the first event
	var entries []entry
	var asides []string // events that are no talks
	for _, child := range c.children {
		if child.name != "VEVENT" && (child.name != "VJOURNAL" || child.get(propID) == nil) {
			continue
		}
		e := entry{component: child, origin: originOf(child), invitation: method != "" && method != "PUBLISH"}
		clock.talk(&e)
		switch {
		case strings.EqualFold(e.get("STATUS").raw(), "CANCELLED"):
			in.report(e.line, name(&e), "", "is cancelled (STATUS); it is left out")
			continue
		case e.talk.Title == "" && e.talk.Abstract == "" && e.talk.URL == "":
			in.report(e.line, "", "title", "the event has none (SUMMARY), nor any text; it is left out")
			continue
		case e.origin.software != own && isAside(e.talk.Title):
			asides = append(asides, fmt.Sprintf("%q (line %d)", e.talk.Title, e.line))
			continue
		}
		if uid := e.get("UID"); uid.raw() != "" {
			if first := uids[uid.raw()]; first > 0 {
				in.report(uid.line, name(&e), "uid", "%q is also that of the event at line %d; both are kept", short(uid.raw()), first)
			} else {
				uids[uid.raw()] = e.line
			}
		}
		entries = append(entries, e)
	}
	if len(asides) > 0 {
		in.report(c.line, "", "talks", "left out as breaks and placeholders: %s", strings.Join(asides, ", "))
	}
	in.sort(c, clock, entries)
}

// sort puts the calendar's talks into their programmes: almost always one.
func (in *intake) sort(c *component, clock *clock, entries []entry) {
	var list []*corpus.Programme
	zones := map[*corpus.Programme]map[string]int{} // and how many talks start in each
	add := func(p *corpus.Programme, zone string) *corpus.Programme {
		if zones[p] == nil {
			list = append(list, p)
			zones[p] = map[string]int{}
		}
		if zone != "" {
			zones[p][zone]++
		}
		return p
	}
	var mine *corpus.Programme // that of events that don't say whose they are
	for i := range entries {
		e := &entries[i]
		p := mine
		if id := e.get(propConference).text(); id != "" {
			p = in.programme(id, e.get(propConferenceTitle).text())
		} else if mine == nil {
			mine = in.describe(c, entries)
			p = mine
		}
		add(p, e.zone)
		p.Talks = append(p.Talks, e.talk)
	}
	if len(entries) == 0 {
		mine = add(in.describe(c, nil), "")
	}
	calendars := ""
	if clock.floating != nil {
		calendars = clock.floating.name
	}
	for _, p := range list {
		if p == mine {
			p.Timezone = cmp.Or(p.Timezone, calendars)
		}
		p.Timezone = cmp.Or(p.Timezone, most(zones[p]))
		if p == mine && p.Timezone == "" && c.get(propConference) == nil && !clock.told[""] {
			in.report(c.line, "", "timezone", "no IANA name is given (X-WR-TIMEZONE); times and days are shown in UTC")
		}
	}
}

// most returns the key with the highest count, the first by name of several.
func most(counts map[string]int) string {
	best := ""
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		if best == "" || counts[key] > counts[best] {
			best = key
		}
	}
	return best
}

// programme returns the programme of an id, a new one if there is none yet.
func (in *intake) programme(id, title string) *corpus.Programme {
	p := in.byID[id]
	if p == nil {
		p = &corpus.Programme{ID: id}
		in.byID[id] = p
		in.programmes = append(in.programmes, p)
	}
	p.Title = cmp.Or(p.Title, title)
	return p
}

// describe returns the calendar's own programme, with what the calendar says
// of it.
func (in *intake) describe(c *component, entries []entry) *corpus.Programme {
	title := cmp.Or(c.get("X-WR-CALNAME").text(), c.get("NAME").text())
	id := c.get(propConference).text()
	if id == "" {
		var from string
		title, id, from = identify(c, entries, title)
		if from != "" && in.byID[id] == nil {
			in.report(c.line, "", "title", "the calendar has no name (X-WR-CALNAME); %q, from %s, is taken", title, from)
		}
	}
	p := in.programme(id, title)
	for _, f := range []struct {
		have  *string
		names []string
	}{
		{&p.URL, []string{"URL", "X-ORIGINAL-URL"}},
		{&p.Location, []string{propLocation}},
		{&p.Notice, []string{propNotice}},
		{(*string)(&p.Start), []string{propStart}},
		{(*string)(&p.End), []string{propEnd}},
	} {
		for _, name := range f.names {
			*f.have = cmp.Or(*f.have, c.get(name).text())
		}
	}
	p.Location = cmp.Or(p.Location, venue(entries))
	return p
}

// identify finds a title and id for a calendar that is not ours, and says where
// the title is from if it is not the calendar's name.
func identify(c *component, entries []entry, calname string) (title, id, from string) {
	conferences := map[string]int{}
	for _, e := range entries {
		if e.origin.conference != "" {
			conferences[e.origin.conference]++
		}
	}
	conference := most(conferences)
	if nameless(calname) {
		calname = ""
	}
	title = calname
	if title == "" && conference != "" {
		title, from = conference, "its events"
	}
	if title == "" {
		if title = product(c.get("PRODID").text()); title != "" {
			from = "the software's (PRODID)"
		}
	}
	return title, corpus.Slug(cmp.Or(conference, title)), from
}

// nameless reports whether a calendar's name says no more than what it is.
func nameless(calname string) bool {
	switch strings.ToLower(calname) {
	case "", "ical", "icalendar", "calendar", "unnamed", "unnamed calendar", "untitled":
		return true
	}
	return false
}

// product returns the words of a PRODID such as "-//CERN//INDICO//EN".
func product(id string) string {
	var words []string
	parts := strings.Split(id, "//")
	for i, part := range parts {
		last := i > 0 && i == len(parts)-1 // the language
		if part = strings.TrimSpace(part); part != "" && part != "-" && part != "+" && (!last || len(part) != 2) {
			words = append(words, part)
		}
	}
	return strings.Join(words, " ")
}

// name returns what an event is called in a report.
func name(e *entry) string { return cmp.Or(e.talk.ID, e.talk.Title) }
