// Package native reads talksearch's own format: one JSON document per
// conference. Field names and shapes are those of the struct document.
package native

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"talksearch/corpus"
)

// A document is a programme as it is written. Days are YYYY-MM-DD, times
// RFC 3339, lengths whole minutes.
type document struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Start    string `json:"start"`
	End      string `json:"end"`
	Timezone string `json:"timezone"`
	Location string `json:"location"`
	URL      string `json:"url"`
	Notice   string `json:"notice"`
	Talks    []talk `json:"talks"`
}

type talk struct {
	ID       string    `json:"id"`
	Kind     string    `json:"kind"`
	Title    string    `json:"title"`
	Track    string    `json:"track"`
	Room     string    `json:"room"`
	Day      string    `json:"day"`
	Start    string    `json:"start"`
	End      string    `json:"end"`
	Minutes  int       `json:"minutes"` // instead of end
	Speakers []speaker `json:"speakers"`
	Keywords []string  `json:"keywords"`
	Topics   []string  `json:"topics"`
	Abstract string    `json:"abstract"`
	URL      string    `json:"url"`
	Language string    `json:"language"`
}

type speaker struct {
	Name        string `json:"name"`
	Affiliation string `json:"affiliation"`
	Role        string `json:"role"`
}

// Read returns the programme in r, normalised, with every problem it has. The
// error is for what is not a document of this format at all, and says where it
// goes wrong.
func Read(r io.Reader) (*corpus.Programme, corpus.Problems, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, nil, fmt.Errorf("reading programme: %w", err)
	}
	var doc document
	// The standard decoder, because its errors tell the offset.
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, nil, fmt.Errorf("programme as JSON: line %d: %w", lineOf(data, err), err)
	}
	p, problems := doc.programme()
	corpus.Normalize(p)
	return p, append(problems, corpus.Validate(p)...), nil
}

// programme converts the document; what can't be read becomes a problem.
func (d *document) programme() (*corpus.Programme, corpus.Problems) {
	p := &corpus.Programme{
		ID: d.ID, Title: d.Title, Start: corpus.Date(d.Start), End: corpus.Date(d.End), Timezone: d.Timezone,
		Location: d.Location, URL: d.URL, Notice: d.Notice, Talks: make([]corpus.Talk, len(d.Talks)),
	}
	var problems corpus.Problems
	for i, t := range d.Talks {
		where := fmt.Sprintf("talks[%d]", i)
		moment := func(field, s string) time.Time {
			if s == "" {
				return time.Time{}
			}
			at, err := time.Parse(time.RFC3339, s)
			if err != nil {
				problems = append(problems, corpus.Problem{Severity: corpus.Error, Where: where, Talk: cmp.Or(t.ID, t.Title), Field: field,
					Message: fmt.Sprintf("%q is not a time; want RFC 3339, such as 2019-09-10T15:00:00+01:00", s)})
			}
			return at
		}
		talk := corpus.Talk{
			ID: t.ID, Kind: corpus.Kind(t.Kind), Title: t.Title, Track: t.Track, Room: t.Room, Day: corpus.Date(t.Day),
			Start: moment("start", t.Start), End: moment("end", t.End), Keywords: t.Keywords, Topics: t.Topics,
			Abstract: t.Abstract, URL: t.URL, Language: t.Language, Where: where,
		}
		if talk.End.IsZero() && !talk.Start.IsZero() && t.Minutes > 0 {
			talk.End = talk.Start.Add(time.Duration(t.Minutes) * time.Minute)
		}
		for _, s := range t.Speakers {
			talk.Speakers = append(talk.Speakers, corpus.Speaker{Name: s.Name, Affiliation: s.Affiliation, Role: corpus.Role(s.Role)})
		}
		p.Talks[i] = talk
	}
	return p, problems
}

// lineOf returns the line, from 1, at which a decoding error arose.
func lineOf(data []byte, err error) int {
	at := int64(len(data))
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset
	case errors.As(err, &kind):
		at = kind.Offset
	}
	return 1 + bytes.Count(data[:min(at, int64(len(data)))], []byte("\n"))
}
