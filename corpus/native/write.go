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
	for i := range p.Talks {
		doc.Talks[i] = wire(p, &p.Talks[i])
	}
	e := encoder(w)
	e.SetIndent("", " ")
	if err := e.Encode(&doc); err != nil {
		return fmt.Errorf("writing programme %q as JSON: %w", p.ID, err)
	}
	return nil
}

// WriteLines writes the talks of several programmes as JSON Lines, one talk a
// line. A programme's facts stand on its first line, its id and title on all.
// A programme without talks, or with the id of another, can't be written so.
func WriteLines(w io.Writer, programmes ...*corpus.Programme) error {
	out := bufio.NewWriter(w)
	e := encoder(out)
	taken := map[string]bool{}
	for _, p := range programmes {
		if taken[p.ID] {
			return fmt.Errorf("writing programmes as JSON Lines: two have the id %q; want different ones", p.ID)
		}
		taken[p.ID] = true
		if len(p.Talks) == 0 {
			return fmt.Errorf("writing programmes as JSON Lines: %q has no talks and so no line to stand on", p.ID)
		}
		for i := range p.Talks {
			r := row{Conference: p.ID, ConferenceTitle: p.Title, talk: wire(p, &p.Talks[i])}
			if i == 0 {
				r.ConferenceTimezone, r.ConferenceURL, r.ConferenceLocation, r.ConferenceNotice = p.Timezone, p.URL, p.Location, p.Notice
				r.ConferenceStart, r.ConferenceEnd = string(p.Start), string(p.End)
			}
			if err := e.Encode(&r); err != nil {
				return fmt.Errorf("writing talk %q of %q as a line of JSON: %w", p.Talks[i].ID, p.ID, err)
			}
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing programmes as JSON Lines: %w", err)
	}
	return nil
}

func encoder(w io.Writer) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e
}

// wire returns p's talk t as it is written.
func wire(p *corpus.Programme, t *corpus.Talk) talk {
	out := talk{
		ID: t.ID, Kind: string(t.Kind), Title: t.Title, Subtitle: t.Subtitle, Track: t.Track, Room: t.Room,
		Day: string(t.Day), Start: stamp(t.Start), End: stamp(t.End), Keywords: t.Keywords, Topics: t.Topics,
		Abstract: t.Abstract, URL: t.URL, Language: t.Language, UID: t.UID,
	}
	if zone, err := p.Zone(); err == nil && t.Day == corpus.DateOf(t.Start.In(zone)) && !t.Start.IsZero() {
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
