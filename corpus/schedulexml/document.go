// Package schedulexml reads and writes schedule.xml, the format by which most
// free conference software publishes a programme: Pentabarf (with it FOSDEM),
// frab, pretalx, wafer, OSEM.
//
// The c3voc's schema says what the format is to be,
// https://github.com/voc/schedule/blob/master/validator/xsd/schedule.xml.xsd;
// files differ from it in every way that package schedule knows of. A file is
// read event by event. Biographies, recording licences, logos and addresses for
// feedback are left out.
package schedulexml

import (
	"encoding/xml"
	"html"
	"strings"

	"talksearch/corpus"
	"talksearch/corpus/schedule"
)

// A conference is the head of a file.
type conference struct {
	Acronym   string `xml:"acronym"`
	Title     string `xml:"title"`
	Start     string `xml:"start"`
	End       string `xml:"end"`
	Days      string `xml:"days"`
	Slot      string `xml:"timeslot_duration"`
	BaseURL   string `xml:"base_url,omitempty"`
	Zone      string `xml:"time_zone_name,omitempty"`
	Venue     string `xml:"venue,omitempty"`      // Pentabarf
	City      string `xml:"city,omitempty"`       // Pentabarf
	DayChange string `xml:"day_change,omitempty"` // Pentabarf
}

// An event is one slot.
type event struct {
	ID          string   `xml:"id,attr"`
	GUID        string   `xml:"guid,attr"`
	Code        string   `xml:"code,attr,omitempty"`
	Date        string   `xml:"date"`
	Start       string   `xml:"start"`
	End         string   `xml:"end,omitempty"`
	Duration    string   `xml:"duration"`
	Room        string   `xml:"room"`
	Slug        string   `xml:"slug"`
	URL         string   `xml:"url,omitempty"`
	Title       string   `xml:"title"`
	Subtitle    string   `xml:"subtitle"`
	Track       string   `xml:"track"`
	Type        string   `xml:"type"`
	Language    string   `xml:"language"`
	Abstract    markup   `xml:"abstract"`
	Description markup   `xml:"description"`
	Persons     []person `xml:"persons>person"`
	Links       []link   `xml:"links>link"`
	Attachments []link   `xml:"attachments>attachment"`
}

// A person gives a talk.
type person struct {
	ID   string `xml:"id,attr,omitempty"`
	Name string `xml:",chardata"`
}

// A link has its address as an attribute or, in files made by some scripts, as
// its text.
type link struct {
	Href  string `xml:"href,attr"`
	Title string `xml:",chardata"`
}

func (l link) link() corpus.Link {
	if href := strings.TrimSpace(l.Href); href != "" {
		return corpus.Link{Title: l.Title, URL: href}
	}
	return corpus.Link{URL: l.Title}
}

// A markup is a text that may be HTML: escaped, as it should be, or as elements
// of the file. The latter are turned into the former.
type markup string

// UnmarshalXML reads the element's content.
func (m *markup) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	var b strings.Builder
	tagged := false // there are elements, so that b is HTML
	for depth := 0; depth >= 0; {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.CharData:
			if tagged {
				b.WriteString(html.EscapeString(string(t)))
			} else {
				b.Write(t)
			}
		case xml.StartElement:
			if !tagged {
				text := b.String()
				b.Reset()
				b.WriteString(html.EscapeString(text))
				tagged = true
			}
			depth++
			b.WriteString("<" + t.Name.Local)
			for _, a := range t.Attr {
				b.WriteString(" " + a.Name.Local + `="` + html.EscapeString(a.Value) + `"`)
			}
			b.WriteString(">")
		case xml.EndElement:
			if depth--; depth >= 0 {
				b.WriteString("</" + t.Name.Local + ">")
			}
		}
	}
	*m = markup(b.String())
	return nil
}

// event returns the event with the day and room it is filed under.
func (e *event) event(where, day, room string) schedule.Event {
	out := schedule.Event{
		Where: where, ID: e.ID, Code: e.Code, GUID: e.GUID, Day: day, Date: e.Date, Start: e.Start, End: e.End, Duration: e.Duration,
		Room: e.Room, Title: e.Title, Subtitle: e.Subtitle, Track: e.Track, Type: e.Type, Language: e.Language,
		Abstract: string(e.Abstract), Description: string(e.Description), URL: e.URL,
	}
	if strings.TrimSpace(out.Room) == "" {
		out.Room = room
	}
	for _, p := range e.Persons {
		out.Speakers = append(out.Speakers, corpus.Speaker{Name: p.Name})
	}
	for _, l := range append(e.Links, e.Attachments...) {
		out.Links = append(out.Links, l.link())
	}
	return out
}

// conference returns the head of the file.
func (c *conference) conference() schedule.Conference {
	var place []string
	for _, s := range []string{c.Venue, c.City} {
		if s = strings.TrimSpace(s); s != "" {
			place = append(place, s)
		}
	}
	return schedule.Conference{Acronym: c.Acronym, Title: c.Title, Start: c.Start, End: c.End, Zone: c.Zone, URL: c.BaseURL,
		Location: strings.Join(place, ", "), DayChange: c.DayChange}
}
