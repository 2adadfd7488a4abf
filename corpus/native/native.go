// Package native reads and writes talksearch's own format, in two shapes: one
// JSON document per conference, and JSON Lines with one talk a line for many
// conferences. Field names and shapes are those of the structs below; whatever
// else a source holds is reported rather than lost in silence.
//
// It converts only: normalising and validating are left to the caller.
package native

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"talksearch/corpus"
)

// A document is a programme as it is written. Days are YYYY-MM-DD. Times are
// RFC 3339; one without an offset is local to the timezone.
type document struct {
	ID       string `json:"id,omitempty"`
	Title    string `json:"title,omitempty"`
	Start    string `json:"start,omitempty"`
	End      string `json:"end,omitempty"`
	Timezone string `json:"timezone,omitempty"`
	Location string `json:"location,omitempty"`
	URL      string `json:"url,omitempty"`
	Notice   string `json:"notice,omitempty"`
	Talks    []talk `json:"talks"`
}

type talk struct {
	ID       string    `json:"id,omitempty"`
	Kind     string    `json:"kind,omitempty"`
	Title    string    `json:"title,omitempty"`
	Subtitle string    `json:"subtitle,omitempty"`
	Track    string    `json:"track,omitempty"`
	Room     string    `json:"room,omitempty"`
	Day      string    `json:"day,omitempty"` // where it is not the day of the start
	Start    string    `json:"start,omitempty"`
	End      string    `json:"end,omitempty"`
	Minutes  int       `json:"minutes,omitempty"` // instead of end, or without a start
	Speakers []speaker `json:"speakers,omitempty"`
	Keywords []string  `json:"keywords,omitempty"`
	Topics   []string  `json:"topics,omitempty"`
	Abstract string    `json:"abstract,omitempty"`
	URL      string    `json:"url,omitempty"`
	Links    []link    `json:"links,omitempty"`
	Language string    `json:"language,omitempty"`
	UID      string    `json:"uid,omitempty"`

	where string // of the talk in its source, for reports
}

type speaker struct {
	Name        string `json:"name,omitempty"`
	Affiliation string `json:"affiliation,omitempty"`
	Role        string `json:"role,omitempty"`
}

type link struct {
	Title string `json:"title,omitempty"`
	URL   string `json:"url,omitempty"`
}

// A row is one line of JSON Lines: a talk and its conference. Facts about the
// conference may stand on any of its lines.
type row struct {
	Conference         string `json:"conference,omitempty"` // the conference's id
	ConferenceTitle    string `json:"conference_title,omitempty"`
	ConferenceTimezone string `json:"conference_timezone,omitempty"`
	ConferenceURL      string `json:"conference_url,omitempty"`
	ConferenceLocation string `json:"conference_location,omitempty"`
	ConferenceStart    string `json:"conference_start,omitempty"`
	ConferenceEnd      string `json:"conference_end,omitempty"`
	ConferenceNotice   string `json:"conference_notice,omitempty"`
	talk
}

// headSize is how much of a source is looked at to tell its shape.
const headSize = 64 << 10

// Read returns the programmes in r, a document's one or those of JSON Lines in
// the order in which they first appear, and the problems that only a reader of
// the format can see. The error is for what is not of this format or breaks
// off, and says where.
func Read(r io.Reader) ([]*corpus.Programme, corpus.Problems, error) {
	source := bufio.NewReaderSize(r, headSize)
	head, err := source.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, fmt.Errorf("reading programme: %w", err)
	}
	if bytes.HasPrefix(head, byteOrderMark) {
		source.Discard(len(byteOrderMark))
	}
	if shapeOf(head) == shapeLines {
		return readLines(source)
	}
	return readDocument(source)
}

// readDocument reads all of r as one document.
func readDocument(r io.Reader) ([]*corpus.Programme, corpus.Problems, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, nil, fmt.Errorf("reading programme: %w", err)
	}
	// Checked whole and first, so that the decoder has only valid JSON to walk.
	if err := valid(data); err != nil {
		return nil, nil, fmt.Errorf("programme as JSON: line %d: %w", lineOf(data, err), err)
	}
	if err := hasTalks(data); err != nil {
		return nil, nil, fmt.Errorf("programme as JSON: %w", err)
	}
	var doc document
	d := decoder{data: data, line: 1}
	d.document(&doc)
	p := doc.programme(&d)
	return []*corpus.Programme{p}, d.problems, nil
}

// hasTalks returns why data, valid JSON, can't be a document.
func hasTalks(data []byte) error {
	at := skipSpace(data, 0)
	if data[at] != '{' {
		return fmt.Errorf("line %d: found %s; want an object", lineAt(data, at), describe(data[at:skipValue(data, at)]))
	}
	for m := range members(data, at) {
		if v := m.value; m.name == "talks" {
			if data[v.start] != '[' {
				return fmt.Errorf("line %d: talks: found %s; want a list", lineAt(data, v.start), describe(data[v.start:v.end]))
			}
			return nil
		}
	}
	return fmt.Errorf("line %d: found an object without talks; want a list of them in it, or one talk a line, each naming its conference", lineAt(data, at))
}

// programme converts the document; what can't be read becomes a problem.
func (doc *document) programme(d *decoder) *corpus.Programme {
	p := &corpus.Programme{
		ID: doc.ID, Title: doc.Title, Start: corpus.Date(doc.Start), End: corpus.Date(doc.End), Timezone: doc.Timezone,
		Location: doc.Location, URL: doc.URL, Notice: doc.Notice, Talks: make([]corpus.Talk, 0, len(doc.Talks)),
	}
	c := newConference(p)
	for i := range doc.Talks {
		p.Talks = append(p.Talks, c.add(&doc.Talks[i], d))
	}
	settled := c.finish(d)
	for i := range p.Talks {
		settled.Settle(&p.Talks[i])
	}
	return p
}

// valid returns what is wrong with data as JSON text, as encoding/json sees it.
func valid(data []byte) error {
	if json.Valid(data) {
		return nil
	}
	var text json.RawMessage
	return json.Unmarshal(data, &text)
}

// lineOf returns the line, from 1, at which a syntax error arose.
func lineOf(data []byte, err error) int {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return lineAt(data, min(len(data), int(syntax.Offset)))
	}
	return lineAt(data, len(data))
}

// lineAt returns the line, from 1, of an offset.
func lineAt(data []byte, at int) int { return 1 + bytes.Count(data[:at], []byte("\n")) }
