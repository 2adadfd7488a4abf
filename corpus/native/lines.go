package native

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"talksearch/corpus"
)

// maxLine is the length of the longest line that is read: far more than any
// talk, and little enough to hold.
const maxLine = 16 << 20

// Lines reads JSON Lines and calls each for every talk in turn, with what is
// known of its conference so far, without talks; a conference's first line is
// therefore the place for its facts. No more than one line, and the facts of
// the conferences, are held at a time. Lines ends at the first error, each's
// included.
func Lines(r io.Reader, each func(conference corpus.Programme, talk corpus.Talk) error) (corpus.Problems, error) {
	l := newLines(r)
	for {
		c, t, err := l.next()
		if err == io.EOF {
			return l.problems, nil
		}
		if err != nil {
			return nil, err
		}
		c.add(t, &l.decoder)
		facts, talk := *c.programme, c.programme.Talks[0]
		if facts.Timezone == "" {
			stayOnDay(&talk)
			if len(c.local) > 0 && !c.told["local"] {
				c.told["local"] = true
				l.warn(talk.Where, "%q names none on this line or before; its times without an offset are taken as UTC", facts.ID)
			}
		}
		facts.Talks, c.programme.Talks, c.local = nil, c.programme.Talks[:0], c.local[:0]
		if err := each(facts, talk); err != nil {
			return nil, err
		}
	}
}

// readLines reads all of r as JSON Lines.
func readLines(r io.Reader) ([]*corpus.Programme, corpus.Problems, error) {
	l := newLines(r)
	for {
		c, t, err := l.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		c.add(t, &l.decoder)
	}
	var list []*corpus.Programme
	for _, c := range l.order {
		c.finish(&l.decoder)
		list = append(list, c.programme)
	}
	return list, l.problems, nil
}

// lines reads one talk a line and sorts them by conference.
type lines struct {
	decoder
	scanner     *bufio.Scanner
	number      int // of the current line
	conferences map[string]*conference
	order       []*conference // as they first appear
}

func newLines(r io.Reader) *lines {
	scanner := bufio.NewScanner(r)
	scanner.Buffer(make([]byte, 0, headSize), maxLine)
	return &lines{scanner: scanner, conferences: map[string]*conference{}}
}

// next returns the next talk and its conference; io.EOF after the last.
func (l *lines) next() (*conference, *talk, error) {
	for l.scanner.Scan() {
		l.number++
		text := bytes.TrimSpace(bytes.TrimPrefix(l.scanner.Bytes(), byteOrderMark))
		if len(text) == 0 {
			continue
		}
		if err := valid(text); err != nil {
			return nil, nil, fmt.Errorf("talks as JSON Lines: line %d: %w", l.number, err)
		}
		if text[0] != '{' {
			return nil, nil, fmt.Errorf("talks as JSON Lines: line %d: found %s; want a talk as an object", l.number, describe(text))
		}
		l.data, l.line, l.seen = text, l.number, 0
		var r row
		l.row(&r)
		return l.conference(&r), &r.talk, nil
	}
	switch err := l.scanner.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return nil, nil, fmt.Errorf("talks as JSON Lines: line %d: is longer than %d MiB; want one talk a line", l.number+1, maxLine>>20)
	case err != nil:
		return nil, nil, fmt.Errorf("reading talks as JSON Lines: line %d: %w", l.number+1, err)
	}
	return nil, nil, io.EOF
}

// conference returns the conference that r names, with r's facts about it.
// Where lines contradict each other the first is kept.
func (l *lines) conference(r *row) *conference {
	c := l.conferences[r.Conference]
	if c == nil {
		c = &conference{programme: &corpus.Programme{ID: r.Conference}, told: map[string]bool{}}
		l.conferences[r.Conference] = c
		l.order = append(l.order, c)
	}
	from := len(l.problems)
	if r.Conference == "" {
		l.report(corpus.Error, 0, "conference", "is missing; want the id of the talk's conference")
	}
	p := c.programme
	for _, f := range []struct {
		name string
		have *string
		here string
	}{
		{"conference_title", &p.Title, r.ConferenceTitle},
		{"conference_timezone", &p.Timezone, r.ConferenceTimezone},
		{"conference_url", &p.URL, r.ConferenceURL},
		{"conference_location", &p.Location, r.ConferenceLocation},
		{"conference_start", (*string)(&p.Start), r.ConferenceStart},
		{"conference_end", (*string)(&p.End), r.ConferenceEnd},
		{"conference_notice", &p.Notice, r.ConferenceNotice},
	} {
		switch {
		case f.here == "" || f.here == *f.have:
		case *f.have == "":
			*f.have = f.here
		case !c.told[f.name]:
			c.told[f.name] = true
			l.report(corpus.Warning, 0, f.name, "found %q, but an earlier line of %q says %q, which is kept", f.here, p.ID, *f.have)
		}
	}
	l.name(from, &r.talk)
	return c
}
