package ical

import (
	"strings"

	"talksearch/corpus"
)

// Properties of our own, for what iCalendar has no place for. A calendar
// program passes over them; Read finds in them what Write was given.
const (
	propID              = "X-TALKSEARCH-ID" // of the talk; marks an event as ours
	propUID             = "X-TALKSEARCH-UID"
	propKind            = "X-TALKSEARCH-KIND"
	propSubtitle        = "X-TALKSEARCH-SUBTITLE"
	propRoom            = "X-TALKSEARCH-ROOM"
	propDay             = "X-TALKSEARCH-DAY"
	propSpeaker         = "X-TALKSEARCH-SPEAKER" // with X-AFFILIATION and X-ROLE, one for each
	propKeywords        = "X-TALKSEARCH-KEYWORDS"
	propNote            = "X-TALKSEARCH-NOTE"  // of an Event
	propTopic           = "X-TALKSEARCH-TOPIC" // one for each
	propConference      = "X-TALKSEARCH-CONFERENCE"
	propConferenceTitle = "X-TALKSEARCH-CONFERENCE-TITLE"
	propLocation        = "X-TALKSEARCH-LOCATION"
	propNotice          = "X-TALKSEARCH-NOTICE"
	propStart           = "X-TALKSEARCH-START"
	propEnd             = "X-TALKSEARCH-END"
)

// ownUID ends the unique ids that are made up for talks without one.
const ownUID = ".talksearch"

// unpack reads what Write has put into an event.
func (e *entry) unpack() {
	t := &e.talk
	if uid := e.get(propUID); uid != nil || strings.HasSuffix(t.UID, ownUID) {
		t.UID = uid.text()
	}
	if room := e.get(propRoom); room != nil {
		t.Room = room.text()
	}
	t.Kind = corpus.Kind(e.get(propKind).text())
	t.Subtitle = e.get(propSubtitle).text()
	t.Track = e.get("CATEGORIES").text()
	t.Keywords = e.get(propKeywords).list()
	t.URL = e.get("URL").raw()
	for _, p := range e.all(propTopic) {
		t.Topics = append(t.Topics, p.text())
	}
	for _, p := range e.all(propSpeaker) {
		t.Speakers = append(t.Speakers, corpus.Speaker{Name: p.text(), Affiliation: p.param("X-AFFILIATION"), Role: corpus.Role(p.param("X-ROLE"))})
	}
	t.Abstract = unframe(strings.TrimPrefix(e.get("DESCRIPTION").text(), e.get(propNote).text()), t)
}

// frame returns what is written before and after the abstract, for people who
// read the event in a calendar: who speaks, of what, and where to read more.
func frame(t *corpus.Talk) (before, after string) {
	if len(t.Speakers) > 0 {
		var names []string
		for _, s := range t.Speakers {
			if s.Affiliation != "" {
				names = append(names, s.Name+" ("+s.Affiliation+")")
			} else {
				names = append(names, s.Name)
			}
		}
		before = "Speakers: " + strings.Join(names, ", ")
	}
	var parts []string
	if len(t.Topics) > 0 {
		parts = append(parts, "Topics:\n- "+strings.Join(t.Topics, "\n- "))
	}
	if t.URL != "" {
		parts = append(parts, t.URL)
	}
	return before, strings.Join(parts, "\n\n")
}

// unframe takes off again what frame gave: the rest is the abstract. Where the
// text has been changed since, it is left as it is.
func unframe(text string, t *corpus.Talk) string {
	before, after := frame(t)
	before, after, text = strings.TrimSpace(before), strings.TrimSpace(after), strings.TrimSpace(text)
	rest, ok := strings.CutPrefix(text, before)
	if ok {
		rest, ok = strings.CutSuffix(rest, after)
	}
	if !ok {
		return text
	}
	return strings.TrimSpace(rest)
}
