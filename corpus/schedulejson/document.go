// Package schedulejson reads schedule.json, versions 1 and 2, and writes
// version 1. Version 1 says the same as schedule.xml and comes from frab,
// pretalx and the c3voc's tools; version 2 is a draft, which the CCC's hub
// writes.
//
// The c3voc's schemas say what the formats are to be,
// https://github.com/voc/schedule/tree/master/validator/json, files differ. A
// file is read event by event. Biographies, recording licences, logos, rooms'
// descriptions and addresses for feedback are left out.
package schedulejson

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"talksearch/corpus"
	"talksearch/corpus/schedule"
)

// An event is one slot, in either version.
type event struct {
	ID           text     `json:"id"`
	Code         text     `json:"code"`
	GUID         text     `json:"guid"`
	Date         text     `json:"date"`  // version 1
	Start        text     `json:"start"` // a time of day in version 1, day and time in 2
	End          text     `json:"end"`
	Duration     text     `json:"duration"`
	Room         text     `json:"room"` // a name in version 1, a reference in 2
	URL          text     `json:"url"`
	Title        text     `json:"title"`
	Subtitle     text     `json:"subtitle"`
	Track        text     `json:"track"` // a name in version 1, a reference in 2
	Type         text     `json:"type"`
	Language     text     `json:"language"`
	Abstract     text     `json:"abstract"`
	Description  text     `json:"description"`
	Persons      []person `json:"persons"`      // version 1
	Participants []person `json:"participants"` // version 2
	Links        []link   `json:"links"`
	Attachments  []link   `json:"attachments"`
}

// A person gives a talk.
type person struct {
	PublicName text `json:"public_name"` // frab, old pretalx
	Name       text `json:"name"`
	Role       text `json:"role"` // version 2
}

// UnmarshalJSON reads an object or just a name.
func (p *person) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte("{")) {
		type object person
		return json.Unmarshal(data, (*object)(p))
	}
	return p.Name.UnmarshalJSON(data)
}

// A link is an object or just an address.
type link struct {
	URL   text `json:"url"`
	Title text `json:"title"`
	Type  text `json:"type"` // version 2
}

// UnmarshalJSON reads either.
func (l *link) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte("{")) {
		type object link
		return json.Unmarshal(data, (*object)(l))
	}
	return l.URL.UnmarshalJSON(data)
}

// A named is a track, room or the like, that events may refer to.
type named struct {
	Name text `json:"name"`
	Slug text `json:"slug"`
	GUID text `json:"guid"`
}

// A text is a value that is meant to be text. Numbers are taken as they are
// written. Of an object that refers to something by name, or holds a text in
// several languages, one value is taken. Everything else is kept as wrong.
type text struct {
	value string
	wrong string // what stands there instead of a text, shortened
}

// UnmarshalJSON reads any value, without an error.
func (t *text) UnmarshalJSON(data []byte) error {
	*t = text{}
	switch data[0] {
	case 'n': // null
	case '"':
		return json.Unmarshal(data, &t.value)
	case '{':
		var object map[string]json.RawMessage
		if err := json.Unmarshal(data, &object); err != nil {
			return err
		}
		keys := make([]string, 0, len(object))
		for k := range object {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range append([]string{"name", "title", "slug", "guid", "en"}, keys...) {
			if v := object[k]; len(v) > 0 && v[0] == '"' {
				if err := json.Unmarshal(v, &t.value); err != nil || t.value != "" {
					return err
				}
			}
		}
	case '[', 't', 'f':
		t.wrong = strings.ToValidUTF8(string(data[:min(len(data), 40)]), "")
	default: // a number
		t.value = string(data)
	}
	return nil
}

// event returns the event with the day and room it is filed under, and reports
// what is not of the type it should be.
func (e *event) event(b *schedule.Builder, where, day, room string) schedule.Event {
	out := schedule.Event{Where: where, Day: day}
	take := func(field string, t text) string {
		if t.wrong != "" {
			b.Report(where, e.Title.value, field, "is %s; want a text", t.wrong)
		}
		return t.value
	}
	for _, f := range []struct {
		name string
		from text
		to   *string
	}{
		{"id", e.ID, &out.ID}, {"code", e.Code, &out.Code}, {"guid", e.GUID, &out.GUID}, {"date", e.Date, &out.Date}, {"start", e.Start, &out.Start},
		{"end", e.End, &out.End}, {"duration", e.Duration, &out.Duration}, {"room", e.Room, &out.Room}, {"url", e.URL, &out.URL},
		{"title", e.Title, &out.Title}, {"subtitle", e.Subtitle, &out.Subtitle}, {"track", e.Track, &out.Track}, {"type", e.Type, &out.Type},
		{"language", e.Language, &out.Language}, {"abstract", e.Abstract, &out.Abstract}, {"description", e.Description, &out.Description},
	} {
		*f.to = take(f.name, f.from)
	}
	if strings.TrimSpace(out.Room) == "" {
		out.Room = room
	}
	for _, p := range append(e.Persons, e.Participants...) {
		name := take("persons", p.PublicName)
		if name == "" {
			name = take("persons", p.Name)
		}
		out.Speakers = append(out.Speakers, corpus.Speaker{Name: name, Role: role(p.Role.value)})
	}
	for _, l := range append(e.Links, e.Attachments...) {
		kind := strings.ToLower(l.Type.value)
		if kind == "feedback" {
			continue
		}
		title := take("links", l.Title)
		if title == "" && kind != "" {
			title = strings.ToUpper(kind[:1]) + kind[1:]
		}
		out.Links = append(out.Links, corpus.Link{Title: title, URL: take("links", l.URL)})
	}
	return out
}

// role returns what a person does in a talk; version 2 tells.
func role(s string) corpus.Role {
	switch strings.ToLower(s) {
	case "moderator", "host", "chair":
		return corpus.RoleModerator
	case "author":
		return corpus.RoleAuthor
	}
	return corpus.RoleSpeaker
}
