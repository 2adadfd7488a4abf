package schedulexml

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"

	"talksearch/corpus"
	"talksearch/corpus/schedule"
)

// A document is a file as it is written.
type document struct {
	XMLName    xml.Name   `xml:"schedule"`
	Generator  generator  `xml:"generator"`
	Version    string     `xml:"version"`
	Conference conference `xml:"conference"`
	Days       []day      `xml:"day"`
}

type generator struct {
	Name string `xml:"name,attr"`
}

type day struct {
	Index int    `xml:"index,attr"`
	Date  string `xml:"date,attr"`
	Start string `xml:"start,attr"`
	End   string `xml:"end,attr"`
	Rooms []room `xml:"room"`
}

type room struct {
	Name   string  `xml:"name,attr"`
	Events []event `xml:"event"`
}

// Write writes p, which must be normalised, as schedule.xml. What the format
// has no place for is told at schedule.Export. Reading what was written gives
// the talks back by day, room and time.
func Write(w io.Writer, p *corpus.Programme) error {
	c, days, err := schedule.Export(p)
	if err != nil {
		return fmt.Errorf("writing schedule.xml: %w", err)
	}
	doc := document{Generator: generator{"talksearch"}, Version: "1.0", Conference: conference{
		Acronym: c.Acronym, Title: c.Title, Start: c.Start, End: c.End, Days: strconv.Itoa(len(days)), Slot: "00:05",
		BaseURL: c.URL, Zone: c.Zone, Venue: c.Location,
	}}
	for _, d := range days {
		out := day{Index: d.Index, Date: d.Date, Start: d.Start, End: d.End}
		for _, r := range d.Rooms {
			room := room{Name: r.Name}
			for i := range r.Events {
				room.Events = append(room.Events, element(&r.Events[i]))
			}
			out.Rooms = append(out.Rooms, room)
		}
		doc.Days = append(doc.Days, out)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("writing schedule.xml: %w", err)
	}
	e := xml.NewEncoder(w)
	e.Indent("", " ")
	if err := e.Encode(doc); err != nil {
		return fmt.Errorf("writing schedule.xml: %w", err)
	}
	_, err = io.WriteString(w, "\n")
	return err
}

// element returns an event as it is written.
func element(e *schedule.Event) event {
	out := event{
		ID: e.ID, Code: e.Code, GUID: e.GUID, Date: e.Date, Start: e.Start, Duration: e.Duration, Room: e.Room, Slug: e.Slug, URL: e.URL,
		Title: e.Title, Subtitle: e.Subtitle, Track: e.Track, Type: e.Type, Language: e.Language,
		Abstract: markup(e.Abstract), Description: markup(e.Description),
	}
	for _, s := range e.Speakers {
		out.Persons = append(out.Persons, person{ID: strconv.Itoa(schedule.Number(s.Name)), Name: s.Name})
	}
	for _, l := range e.Links {
		out.Links = append(out.Links, link{Href: l.URL, Title: l.Title})
	}
	return out
}
