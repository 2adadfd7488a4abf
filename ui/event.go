package ui

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/address"
)

// An event is a talk as linked data: an Event of schema.org
// (https://schema.org/Event), written as JSON-LD. Addresses of our own are paths,
// which readers resolve against the page's address.
type event struct {
	Context     string        `json:"@context,omitempty"`
	Type        string        `json:"@type"`
	ID          string        `json:"@id,omitempty"`
	Name        string        `json:"name"`
	Description string        `json:"description,omitempty"`
	Start       string        `json:"startDate,omitempty"` // RFC 3339, or a day
	End         string        `json:"endDate,omitempty"`
	Previous    string        `json:"previousStartDate,omitempty"`
	Status      string        `json:"eventStatus,omitempty"`
	Duration    string        `json:"duration,omitempty"` // ISO 8601
	Location    *eventPlace   `json:"location,omitempty"`
	Performers  []eventPerson `json:"performer,omitempty"`
	Language    string        `json:"inLanguage,omitempty"`
	Keywords    []string      `json:"keywords,omitempty"`
	URL         string        `json:"url,omitempty"`
	Within      *event        `json:"superEvent,omitempty"`
}

type eventPlace struct {
	Type    string `json:"@type"`
	Name    string `json:"name"`
	Address string `json:"address,omitempty"`
}

type eventPerson struct {
	Type        string           `json:"@type"`
	Name        string           `json:"name"`
	URL         string           `json:"url"`
	Affiliation *eventAffilation `json:"affiliation,omitempty"`
}

type eventAffilation struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

// newEvent returns a talk as linked data.
func newEvent(e index.Entry) event {
	t, c := e.Talk, e.Conference
	out := event{
		Context: "https://schema.org", Type: "Event", ID: address.TalkPage(e), URL: address.TalkPage(e), Name: t.Title, Description: opening(t.Abstract),
		Start: moment(t.Start, t.Day), End: moment(t.End, ""), Language: t.Language, Keywords: t.AllKeywords(),
		Status: "https://schema.org/EventScheduled", Location: place(t.Room, c.Location),
		Within: &event{Type: "Event", Name: label(c), Start: string(c.Start), End: string(c.End), Location: place("", c.Location), URL: safe(c.URL)},
	}
	if minutes := int(t.Duration().Minutes()); minutes > 0 {
		out.Duration = fmt.Sprintf("PT%dM", minutes)
	}
	for _, s := range t.Speakers {
		p := eventPerson{Type: "Person", Name: s.Name, URL: address.PersonPage(s.Name)}
		if s.Affiliation != "" {
			p.Affiliation = &eventAffilation{"Organization", s.Affiliation}
		}
		out.Performers = append(out.Performers, p)
	}
	return out
}

// rescheduled notes that the talk was moved.
func (e *event) rescheduled(c corpus.Change) {
	if c.Kind == corpus.ChangeMoved {
		e.Status = "https://schema.org/EventRescheduled"
		e.Previous = moment(c.Old.Start, c.Old.Day)
	}
}

// place returns a room in a town; where one is not known, the other alone.
func place(room, town string) *eventPlace {
	switch {
	case room != "":
		return &eventPlace{"Place", room, town}
	case town != "":
		return &eventPlace{"Place", town, town}
	}
	return nil
}

// moment returns a time, or else a day.
func moment(t time.Time, day corpus.Date) string {
	if t.IsZero() {
		return string(day)
	}
	return t.Format(time.RFC3339)
}

// opening returns the beginning of an abstract on one line, cut at a word.
func opening(abstract string) string {
	const most = 300 // bytes
	s := strings.Join(strings.Fields(abstract), " ")
	if len(s) <= most {
		return s
	}
	s = s[:most]
	if at := strings.LastIndexByte(s, ' '); at > 0 {
		s = s[:at]
	}
	for !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s + " …"
}
