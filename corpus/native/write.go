package native

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"talksearch/corpus"
)

// WriteDocument writes p as one JSON document, indented, without its empty
// fields. Read gives back all of p but the talks' Where.
func WriteDocument(w io.Writer, p *corpus.Programme) error {
	doc := document{
		ID: p.ID, Title: p.Title, Start: string(p.Start), End: string(p.End), Timezone: p.Timezone,
		Location: p.Location, URL: p.URL, Notice: p.Notice, Talks: make([]talk, len(p.Talks)),
	}
	zone := zoneOf(p)
	for i := range p.Talks {
		doc.Talks[i] = wire(&p.Talks[i], zone)
	}
	e := encoder(w)
	e.SetIndent("", " ")
	if err := e.Encode(&doc); err != nil {
		return fmt.Errorf("writing programme %q as JSON: %w", p.ID, err)
	}
	return nil
}

// WriteLines writes the talks of several programmes as JSON Lines, as LineWriter
// does. A programme without talks, or with the id of another, can't be written so.
func WriteLines(w io.Writer, programmes ...*corpus.Programme) error {
	lines := NewLineWriter(w)
	for _, p := range programmes {
		if lines.written[p.ID] {
			return fmt.Errorf("writing programmes as JSON Lines: two have the id %q; want different ones", p.ID)
		}
		if len(p.Talks) == 0 {
			return fmt.Errorf("writing programmes as JSON Lines: %q has no talks and so no line to stand on", p.ID)
		}
		for i := range p.Talks {
			if err := lines.Write(p, &p.Talks[i]); err != nil {
				return err
			}
		}
	}
	return lines.Flush()
}

// A LineWriter writes JSON Lines talk by talk and keeps none of them.
type LineWriter struct {
	out     *bufio.Writer
	encoder *json.Encoder
	written map[string]bool // ids of conferences that have a line
	last    string          // time zone of the last talk's conference
	zone    *time.Location  // which is expensive to load
}

// NewLineWriter returns a LineWriter to w. What it is given is in w after Flush.
func NewLineWriter(w io.Writer) *LineWriter {
	out := bufio.NewWriter(w)
	return &LineWriter{out: out, encoder: encoder(out), written: map[string]bool{}}
}

// Write writes a talk of conference, whose own talks don't matter, as one line.
// The first line of a conference has all its facts, every line its id and title.
// Talks of several conferences may be mixed.
func (l *LineWriter) Write(conference *corpus.Programme, t *corpus.Talk) error {
	if l.zone == nil || l.last != conference.Timezone {
		l.last, l.zone = conference.Timezone, zoneOf(conference)
	}
	r := row{Conference: conference.ID, ConferenceTitle: conference.Title, talk: wire(t, l.zone)}
	if !l.written[conference.ID] {
		l.written[conference.ID] = true
		r.ConferenceTimezone, r.ConferenceURL, r.ConferenceLocation, r.ConferenceNotice = conference.Timezone, conference.URL, conference.Location, conference.Notice
		r.ConferenceStart, r.ConferenceEnd = string(conference.Start), string(conference.End)
	}
	if err := l.encoder.Encode(&r); err != nil {
		return fmt.Errorf("writing talk %q of %q as a line of JSON: %w", t.ID, conference.ID, err)
	}
	return nil
}

// Flush writes what is held back.
func (l *LineWriter) Flush() error {
	if err := l.out.Flush(); err != nil {
		return fmt.Errorf("writing talks as JSON Lines: %w", err)
	}
	return nil
}

func encoder(w io.Writer) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e
}

// zoneOf returns p's time zone; nil when there is none of its name.
func zoneOf(p *corpus.Programme) *time.Location {
	zone, err := p.Zone()
	if err != nil {
		return nil
	}
	return zone
}

// wire returns t as it is written in a programme of the zone.
func wire(t *corpus.Talk, zone *time.Location) talk {
	out := talk{
		ID: t.ID, Kind: string(t.Kind), Title: t.Title, Subtitle: t.Subtitle, Track: t.Track, Room: t.Room,
		Day: string(t.Day), Start: stamp(t.Start), End: stamp(t.End), Keywords: t.Keywords, Topics: t.Topics,
		Abstract: t.Abstract, URL: t.URL, Language: t.Language, UID: t.UID,
	}
	if zone != nil && !t.Start.IsZero() && t.Day == corpus.DateOf(t.Start.In(zone)) {
		out.Day = "" // Normalize finds it again
	}
	if t.Start.IsZero() {
		out.Minutes = int(t.Length.Minutes())
	}
	for _, s := range t.Speakers {
		out.Speakers = append(out.Speakers, speaker{s.Name, s.Affiliation, string(s.Role)})
	}
	for _, l := range t.Links {
		out.Links = append(out.Links, link{l.Title, l.URL})
	}
	return out
}

// stamp formats a time. Offsets of RFC 3339 have whole minutes, which the
// zones of old did not.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if _, offset := t.Zone(); offset%60 != 0 {
		t = t.UTC()
	}
	return t.Format(time.RFC3339Nano)
}
