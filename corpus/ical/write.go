package ical

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"talksearch/corpus"
)

// An Event is a talk and the programme that it belongs to, and what happened to it
// since calendars first told of it.
type Event struct {
	Programme *corpus.Programme
	Talk      *corpus.Talk

	Sequence  int       // the number of its revision, higher than that of each before (RFC 5545, 3.8.7.4)
	Changed   time.Time // when it was last revised; zero if it was not, or when is not known
	Cancelled bool
	Note      string // a sentence on what happened, put before the description
	Page      string // where to read more if the talk has no URL
}

// A Calendar is what a calendar says of itself.
type Calendar struct {
	Name    string
	Source  string        // its own address, for those who subscribe to it; may be ""
	Refresh time.Duration // how often to ask for it again; 0 for no advice
}

// Write writes p as a calendar. Read gives back all of p that a calendar can
// hold: fractions of a second, an end without a start and the talks' Where are
// lost.
//
// Times are written in the programme's zone, which a VTIMEZONE defines, so that
// a calendar shows the hours of the printed programme, also when the rules of
// the zone should change before the conference. A talk that stands on a day but
// at no time is an event of the whole day. One without a day is written as a
// VJOURNAL, since an event must have a start; calendar programs pass over it.
func Write(w io.Writer, p *corpus.Programme) error {
	events := make([]Event, len(p.Talks))
	for i := range p.Talks {
		events[i] = Event{Programme: p, Talk: &p.Talks[i]}
	}
	if err := write(w, Calendar{Name: p.Title}, p, events); err != nil {
		return fmt.Errorf("writing programme %q as a calendar: %w", p.ID, err)
	}
	return nil
}

// WriteEvents writes a calendar of talks that may belong to several programmes. Read
// sorts them into these again, of which it then knows the id, the title and the zone
// of their times.
//
// An event's UID is made of the talk's and the programme's ids, whatever else stands
// in the calendar: a talk that is in several calendars is one event, and stays the
// same when others come and go.
func WriteEvents(w io.Writer, c Calendar, events []Event) error {
	if err := write(w, c, nil, events); err != nil {
		return fmt.Errorf("writing calendar %q: %w", c.Name, err)
	}
	return nil
}

// write writes a calendar: of one programme, p, or of any if p is nil.
func write(w io.Writer, c Calendar, p *corpus.Programme, events []Event) error {
	out := newLineWriter(w)
	spans, err := spansOf(events)
	if err != nil {
		return err
	}
	out.line("BEGIN", "VCALENDAR")
	out.line("VERSION", "2.0")
	out.line("PRODID", "-//talksearch//programme//EN")
	out.about(c)
	switch {
	case p != nil:
		out.programme(p)
	case len(spans.order) == 1:
		out.text("X-WR-TIMEZONE", spans.order[0])
	}
	for _, name := range spans.order {
		out.timezone(spans.byName[name])
	}
	taken := make(map[string]bool, len(events))
	for _, e := range events {
		out.event(e, spans, taken, p == nil)
	}
	out.line("END", "VCALENDAR")
	return out.flush()
}

// about writes what a calendar says of itself (RFC 7986), and the same for the many
// programs that know older names only.
func (w *lineWriter) about(c Calendar) {
	if c.Source != "" {
		w.line("METHOD", "PUBLISH")
		w.uriWith("SOURCE", c.Source, param{"VALUE", "URI"})
	}
	w.text("NAME", c.Name)
	w.text("X-WR-CALNAME", c.Name)
	if minutes := int(c.Refresh.Minutes()); minutes > 0 {
		period := fmt.Sprintf("PT%dM", minutes)
		w.line("REFRESH-INTERVAL;VALUE=DURATION", period)
		w.line("X-PUBLISHED-TTL", period)
	}
}

func (w *lineWriter) programme(p *corpus.Programme) {
	w.text("X-WR-TIMEZONE", p.Timezone)
	w.uri("URL", p.URL)
	w.text(propConference, p.ID)
	w.text(propLocation, p.Location)
	w.text(propNotice, p.Notice)
	w.text(propStart, string(p.Start))
	w.text(propEnd, string(p.End))
}

// event writes a talk; mixed says that talks of several programmes may stand in
// the calendar.
func (w *lineWriter) event(e Event, spans *spans, taken map[string]bool, mixed bool) {
	if e.Talk.URL == "" && e.Page != "" {
		withPage := *e.Talk
		withPage.URL = e.Page
		e.Talk = &withPage
	}
	t := e.Talk
	kind := "VEVENT"
	day, err := corpus.ParseDate(string(t.Day))
	if t.Start.IsZero() && err != nil {
		kind = "VJOURNAL"
	}
	if own, err := e.Programme.Zone(); err == nil && !t.Start.IsZero() {
		day = corpus.DateOf(t.Start.In(own))
	}
	zone := spans.byName[e.Programme.Timezone] // nil for UTC
	w.line("BEGIN", kind)
	uid := uniqueID(e, taken, mixed)
	w.text("UID", uid)
	w.revision(e)
	switch {
	case kind == "VJOURNAL":
	case t.Start.IsZero():
		w.line("DTSTART;VALUE=DATE", day.Time().Format("20060102"))
	default:
		w.time("DTSTART", t.Start, zone)
		if t.End.Equal(t.Start) {
			w.line("DURATION", "PT0S") // a DTEND must come after the start
		} else if !t.End.IsZero() {
			w.time("DTEND", t.End, zone)
		}
	}
	if t.Language != "" {
		w.param("SUMMARY", t.Title, param{"LANGUAGE", t.Language})
	} else {
		w.text("SUMMARY", t.Title)
	}
	if kind == "VEVENT" {
		w.text("LOCATION", t.Room)
	} else {
		w.text(propRoom, t.Room) // a journal has no LOCATION
	}
	before, after := frame(t)
	w.text("DESCRIPTION", joined(e.Note, before, t.Abstract, after))
	w.text(propNote, e.Note)
	w.text("CATEGORIES", t.Track)
	w.uri("URL", t.URL)
	for _, l := range t.Links {
		w.uriWith("ATTACH", l.URL, param{"X-TITLE", l.Title})
	}
	w.own(e, uid, day, mixed)
	w.line("END", kind)
}

// revision writes which revision of an event this is.
func (w *lineWriter) revision(e Event) {
	w.line("DTSTAMP", stamp(e))
	if !e.Changed.IsZero() {
		w.line("LAST-MODIFIED", e.Changed.UTC().Format(utcLayout))
	}
	if e.Sequence > 0 {
		w.line("SEQUENCE", strconv.Itoa(e.Sequence))
	}
	if e.Cancelled {
		w.line("STATUS", "CANCELLED")
	}
}

// own writes what iCalendar has no place for. People don't stand as ATTENDEE,
// which a published calendar must not have (RFC 5545, 3.8.4.1) and which
// programs take for guests to be written to. day is what Read will find by
// itself.
func (w *lineWriter) own(e Event, uid string, day corpus.Date, mixed bool) {
	t := e.Talk
	w.line(propID, escape(t.ID)) // also when it is empty
	if t.UID != "" && (t.UID != uid || strings.HasSuffix(uid, ownUID)) {
		w.text(propUID, t.UID)
	}
	if mixed {
		w.text(propConference, e.Programme.ID)
		w.text(propConferenceTitle, e.Programme.Title)
	}
	if t.Kind != corpus.KindTalk { // what Normalize fills in by itself is not written
		w.text(propKind, string(t.Kind))
	}
	w.text(propSubtitle, t.Subtitle)
	if t.Day != day {
		w.text(propDay, string(t.Day))
	}
	for _, s := range t.Speakers {
		role := string(s.Role)
		if s.Role == corpus.RoleSpeaker {
			role = ""
		}
		w.param(propSpeaker, s.Name, param{"X-ROLE", role}, param{"X-AFFILIATION", s.Affiliation})
	}
	if len(t.Keywords) > 0 {
		var list []string
		for _, k := range t.Keywords {
			list = append(list, escape(k))
		}
		w.line(propKeywords, strings.Join(list, ","))
	}
	for _, topic := range t.Topics {
		w.text(propTopic, topic)
	}
}

// uniqueID returns the talk's unique id; in a mixed calendar one that is made up. Of
// several slots of a talk, which share one, only the first has it: a calendar program
// would keep one of them.
func uniqueID(e Event, taken map[string]bool, mixed bool) string {
	uid := e.Talk.UID
	if uid == "" || taken[uid] || mixed {
		uid = e.Talk.ID + "@" + e.Programme.ID + ownUID
		for n := 2; taken[uid]; n++ {
			uid = fmt.Sprintf("%s-%d@%s%s", e.Talk.ID, n, e.Programme.ID, ownUID)
		}
	}
	taken[uid] = true
	return uid
}

// stamp returns the DTSTAMP, which an event must have. Where no revision is known, it
// is when the talk or the conference begins, so that the same programme is always the
// same file.
func stamp(e Event) string {
	at := e.Changed
	if at.IsZero() {
		at = e.Talk.Start
	}
	if at.IsZero() {
		at = e.Talk.Day.Time()
	}
	if at.IsZero() {
		at = e.Programme.Start.Time()
	}
	if at.IsZero() {
		at = time.Unix(0, 0)
	}
	return at.UTC().Format(utcLayout)
}

// joined returns the parts that are not empty, a blank line between them.
func joined(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, "\n\n")
}
