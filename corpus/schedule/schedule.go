// Package schedule holds what the formats schedule.xml and schedule.json have
// in common. They come from the same software (Pentabarf, frab, pretalx, wafer,
// the c3voc tools), name the same fields and carry the same values as text.
// Their readers and writers know how a file is built, this package knows what
// the values mean: it turns events into talks and talks into events.
//
// What the formats are to hold is written down as schemas by the c3voc,
// https://github.com/voc/schedule/tree/master/validator; what they do hold is
// gathered from the files and the exporting software.
package schedule

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"talksearch/corpus"
	"talksearch/corpus/markup"
	"talksearch/corpus/people"
)

// A Conference is the head of a schedule, its values as they stand in the file.
type Conference struct {
	Acronym   string
	Title     string
	Start     string // a day or a time
	End       string
	Zone      string // an IANA or Rails name, often missing or wrong
	URL       string
	Location  string
	DayChange string // when a new day begins, Pentabarf only
	// The names of tracks and rooms by what events may call them instead.
	Tracks, Rooms map[string]string
}

// An Event is one slot of a schedule, its values as they stand in the file.
type Event struct {
	Where       string // line or path in the file
	ID          string // a number, unique for one exporting server only
	Code        string // pretalx's short name of the talk
	GUID        string
	Day         string // the day it is filed under
	Date        string // when it starts, with the offset from UTC; old files have none
	Start       string // the time of day, or all of Date
	End         string
	Duration    string
	Room        string
	Slug        string // written, not read: unique, for file names
	Title       string
	Subtitle    string
	Track       string
	Type        string
	Language    string
	Abstract    string
	Description string
	URL         string
	Speakers    []corpus.Speaker
	Links       []corpus.Link
}

// A Builder makes a programme of events that are added one at a time, so that a
// reader need not hold a file's events all at once.
type Builder struct {
	Conference Conference

	spans    []span
	slots    []slot
	problems corpus.Problems
}

// A slot is a talk on its way into the programme.
type slot struct {
	talk     corpus.Talk
	key      string        // what the talk's id is made of
	floating bool          // its start is a time of day in a zone yet to be known
	clock    time.Duration // the time of day the event states besides its date, or -1
	length   time.Duration // for the end; -1 when unknown
}

// Report records something amiss that leaves the programme usable. The format
// and its arguments say what was found and what was wanted.
func (b *Builder) Report(where, talk, field, format string, args ...any) {
	b.problems = append(b.problems, corpus.Problem{Where: where, Talk: talk, Field: field, Message: fmt.Sprintf(format, args...)})
}

// Add adds an event. Breaks are reported and left out.
func (b *Builder) Add(e Event) {
	for _, s := range []*string{&e.ID, &e.Code, &e.GUID, &e.Day, &e.Date, &e.Start, &e.End, &e.Duration, &e.Room,
		&e.Title, &e.Track, &e.Type, &e.Language, &e.URL} {
		*s = strings.TrimSpace(*s)
	}
	if isBreak(&e) {
		b.Report(e.Where, e.Title, "", "is a break or placeholder, not a talk; left out")
		return
	}
	s := slot{key: key(&e), clock: -1, length: -1, talk: corpus.Talk{
		Kind: kindOf(e.Type), Title: e.Title, Subtitle: e.Subtitle, Track: e.Track, Room: e.Room,
		Abstract: abstract(e.Abstract, e.Description), URL: e.URL, Language: strings.ReplaceAll(e.Language, "_", "-"),
		UID: e.GUID, Where: e.Where,
	}}
	for _, p := range e.Speakers {
		if p.Name = people.Shown(p.Name); p.Name != "" {
			s.talk.Speakers = append(s.talk.Speakers, p)
		}
	}
	for _, l := range e.Links {
		l.Title, l.URL = strings.TrimSpace(l.Title), strings.TrimSpace(l.URL)
		if !isLink(l.URL) {
			b.Report(e.Where, e.Title, "links", "%q is not a link that can be followed; want http:// or https://", l.URL)
			continue
		}
		s.talk.Links = append(s.talk.Links, l)
	}
	b.place(&s, &e)
	b.slots = append(b.slots, s)
}

// Programme returns the programme and all that is amiss with it. It may be
// called once, after the last event.
func (b *Builder) Programme() (*corpus.Programme, corpus.Problems) {
	c := &b.Conference
	p := &corpus.Programme{ID: corpus.Slug(c.Acronym), Title: strings.TrimSpace(c.Title),
		Location: strings.TrimSpace(c.Location), URL: strings.TrimSpace(c.URL), Talks: make([]corpus.Talk, len(b.slots))}
	if p.ID == "" {
		p.ID = corpus.Slug(c.Title)
	}
	if p.Title == "" {
		p.Title = strings.TrimSpace(c.Acronym)
	}
	zone, name := b.zone()
	p.Timezone = name
	p.Start = b.day("start", c.Start, zone)
	p.End = b.day("end", c.End, zone)
	for i := range b.slots {
		b.settle(&b.slots[i], zone)
	}
	b.identify()
	for i := range b.slots {
		p.Talks[i] = b.slots[i].talk
	}
	return p, b.problems
}

// settle gives a slot what only the whole file tells: the zone of its times,
// its day, the names of its track and room.
func (b *Builder) settle(s *slot, zone *time.Location) {
	t := &s.talk
	if name, ok := b.Conference.Tracks[t.Track]; ok {
		t.Track = name
	}
	if name, ok := b.Conference.Rooms[t.Room]; ok {
		t.Room = name
	}
	if t.Start.IsZero() {
		return
	}
	if s.floating {
		t.Start = inZone(t.Start, zone)
		if !t.End.IsZero() {
			t.End = inZone(t.End, zone)
		}
	}
	t.Start = t.Start.In(zone)
	if t.End.IsZero() && s.length >= 0 {
		t.End = t.Start.Add(s.length)
	}
	if !t.End.IsZero() {
		t.End = t.End.In(zone)
	}
	if t.Day == "" {
		t.Day = b.dayOf(t.Start)
	} else if !fits(t.Day, t.Start) {
		b.Report(t.Where, t.Title, "day", "is filed under %s but starts at %s; the start's day is taken", t.Day, t.Start.Format(time.RFC3339))
		t.Day = corpus.DateOf(t.Start)
	}
}

// abstract joins an event's two texts. Some exports say the same in both.
func abstract(short, long string) string {
	short, long = strings.TrimSpace(markup.Text(short)), strings.TrimSpace(markup.Text(long))
	a, b := strings.Join(strings.Fields(short), " "), strings.Join(strings.Fields(long), " ")
	switch {
	case strings.Contains(b, a):
		return long
	case strings.Contains(a, b):
		return short
	}
	var kept []string // of the short text, what the long one does not say again
	for _, paragraph := range strings.Split(short, "\n\n") {
		if p := strings.Join(strings.Fields(paragraph), " "); p != "" && !strings.Contains(b, p) {
			kept = append(kept, paragraph)
		}
	}
	return strings.Join(append(kept, long), "\n\n")
}

// isBreak reports whether an event is nothing to listen to. What somebody gives
// is a talk, even if its title is yet to be announced.
func isBreak(e *Event) bool {
	if len(e.Speakers) > 0 {
		return false
	}
	return breaks[corpus.Fold(e.Title)] || breaks[corpus.Fold(e.Type)]
}

var breaks = func() map[string]bool {
	m := make(map[string]bool)
	for _, s := range []string{"break", "coffee", "coffee break", "tea", "tea break", "morning tea", "afternoon tea", "lunch", "lunch break",
		"pause", "kaffeepause", "mittagspause", "mittagessen", "pause cafe", "tba", "tbd", "tbc", "to be announced", "to be determined"} {
		m[s] = true
	}
	return m
}()

func isLink(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
