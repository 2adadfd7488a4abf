package schedulejson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"talksearch/corpus"
	"talksearch/corpus/schedule"
)

// Write writes p, which must be normalised, as schedule.json, version 1. What
// the format has no place for is told at schedule.Export; it has none for the
// conference's location either. Reading what was written gives the talks back
// by day, room and time.
func Write(w io.Writer, p *corpus.Programme) error {
	c, days, err := schedule.Export(p)
	if err != nil {
		return fmt.Errorf("writing schedule.json: %w", err)
	}
	var doc document
	doc.Schema = "https://c3voc.de/schedule/schema.json"
	doc.Generator.Name = "talksearch"
	doc.Schedule.Version, doc.Schedule.BaseURL = "1.0", c.URL
	doc.Schedule.Conference = conference{Acronym: c.Acronym, Title: c.Title, Start: c.Start, End: c.End, DaysCount: len(days),
		Slot: "00:05", Zone: c.Zone, URL: c.URL, Days: make([]day, 0, len(days))}
	for _, d := range days {
		out := day{Index: d.Index, Date: d.Date, Start: d.Start, End: d.End}
		for _, r := range d.Rooms {
			room := room{name: r.Name}
			for i := range r.Events {
				room.events = append(room.events, slot(&r.Events[i]))
			}
			out.Rooms = append(out.Rooms, room)
		}
		doc.Schedule.Conference.Days = append(doc.Schedule.Conference.Days, out)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(doc); err != nil {
		return fmt.Errorf("writing schedule.json: %w", err)
	}
	return nil
}

// A document is a file as it is written.
type document struct {
	Schema    string `json:"$schema"`
	Generator struct {
		Name string `json:"name"`
	} `json:"generator"`
	Schedule struct {
		Version    string     `json:"version"`
		BaseURL    string     `json:"base_url,omitempty"`
		Conference conference `json:"conference"`
	} `json:"schedule"`
}

type conference struct {
	Acronym   string `json:"acronym"`
	Title     string `json:"title"`
	Start     string `json:"start"`
	End       string `json:"end"`
	DaysCount int    `json:"daysCount"`
	Slot      string `json:"timeslot_duration"`
	Zone      string `json:"time_zone_name,omitempty"`
	URL       string `json:"url,omitempty"`
	Days      []day  `json:"days"`
}

type day struct {
	Index int    `json:"index"`
	Date  string `json:"date"`
	Start string `json:"day_start"`
	End   string `json:"day_end"`
	Rooms rooms  `json:"rooms"`
}

// A room is a member of a day's object of rooms; rooms keep their order in it.
type room struct {
	name   string
	events []written
}

type rooms []room

// MarshalJSON writes the rooms as an object, in their order.
func (list rooms) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, r := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(r.name); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := e.Encode(r.events); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// A written is an event as it is written.
type written struct {
	ID          int             `json:"id"`
	Code        string          `json:"code"`
	GUID        string          `json:"guid"`
	Date        string          `json:"date"`
	Start       string          `json:"start"`
	Duration    string          `json:"duration"`
	Room        string          `json:"room"`
	Slug        string          `json:"slug"`
	URL         string          `json:"url"`
	Title       string          `json:"title"`
	Subtitle    string          `json:"subtitle"`
	Track       string          `json:"track"`
	Type        string          `json:"type"`
	Language    string          `json:"language"`
	Abstract    string          `json:"abstract"`
	Description string          `json:"description"`
	Persons     []writtenPerson `json:"persons"`
	Links       []writtenLink   `json:"links"`
	Attachments []writtenLink   `json:"attachments"`
}

type writtenPerson struct {
	ID         int    `json:"id"`
	PublicName string `json:"public_name"`
	Name       string `json:"name"`
}

type writtenLink struct {
	URL   string `json:"url"`
	Title string `json:"title"`
}

// slot returns an event as it is written.
func slot(e *schedule.Event) written {
	out := written{
		ID: schedule.Number(e.ID), Code: e.Code, GUID: e.GUID, Date: e.Date, Start: e.Start, Duration: e.Duration, Room: e.Room, Slug: e.Slug, URL: e.URL,
		Title: e.Title, Subtitle: e.Subtitle, Track: e.Track, Type: e.Type, Language: e.Language, Abstract: e.Abstract, Description: e.Description,
		Persons: []writtenPerson{}, Links: []writtenLink{}, Attachments: []writtenLink{},
	}
	for _, s := range e.Speakers {
		out.Persons = append(out.Persons, writtenPerson{ID: schedule.Number(s.Name), PublicName: s.Name, Name: s.Name})
	}
	for _, l := range e.Links {
		out.Links = append(out.Links, writtenLink{l.URL, l.Title})
	}
	return out
}
