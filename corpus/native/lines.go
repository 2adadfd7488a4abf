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

// IsLines reports whether head, the start of a source of this format, is of JSON
// Lines, which Lines reads talk by talk.
func IsLines(head []byte) bool { return shapeOf(head) == shapeLines }

// Lines reads JSON Lines and calls each for every talk in turn, with the place of
// its conference among those that are returned in the end, in the order in which
// they first appear and without talks. Only then can their Settle put the talks in
// their time zones. No more than one line, and the facts of the conferences, are
// held at a time. Lines ends at the first error, each's included.
func Lines(r io.Reader, each func(conference int, t *corpus.Talk) error) ([]Conference, corpus.Problems, error) {
	l := newLines(r)
	for {
		i, t, err := l.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		talk := l.order[i].add(t, &l.decoder)
		if err := each(i, &talk); err != nil {
			return nil, nil, err
		}
		l.all.Add(l.problems...)
		l.problems = l.problems[:0]
	}
	list := make([]Conference, len(l.order))
	for i, c := range l.order {
		list[i] = c.finish(&l.decoder)
	}
	l.all.Add(l.problems...)
	return list, l.all.Problems(), nil
}

// readLines reads all of r as JSON Lines.
func readLines(r io.Reader) ([]*corpus.Programme, corpus.Problems, error) {
	var talks [][]corpus.Talk
	conferences, problems, err := Lines(r, func(conference int, t *corpus.Talk) error {
		for conference >= len(talks) {
			talks = append(talks, nil)
		}
		talks[conference] = append(talks[conference], *t)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	var list []*corpus.Programme
	for i, c := range conferences {
		c.Talks = talks[i]
		for j := range c.Talks {
			c.Settle(&c.Talks[j])
		}
		list = append(list, c.Programme)
	}
	return list, problems, nil
}

// lines reads one talk a line and sorts them by conference.
type lines struct {
	decoder
	all         corpus.ProblemList // of the lines before
	scanner     *bufio.Scanner
	number      int            // of the current line
	conferences map[string]int // id -> place in order
	order       []*conference  // as they first appear
}

func newLines(r io.Reader) *lines {
	scanner := bufio.NewScanner(r)
	scanner.Buffer(make([]byte, 0, headSize), maxLine)
	return &lines{scanner: scanner, conferences: map[string]int{}}
}

// next returns the next talk and its conference's place; io.EOF after the last.
func (l *lines) next() (int, *talk, error) {
	for l.scanner.Scan() {
		l.number++
		text := bytes.TrimSpace(bytes.TrimPrefix(l.scanner.Bytes(), byteOrderMark))
		if len(text) == 0 {
			continue
		}
		if err := valid(text); err != nil {
			return 0, nil, fmt.Errorf("talks as JSON Lines: line %d: %w", l.number, err)
		}
		if text[0] != '{' {
			return 0, nil, fmt.Errorf("talks as JSON Lines: line %d: found %s; want a talk as an object", l.number, describe(text))
		}
		l.data, l.line, l.seen = text, l.number, 0
		var r row
		l.row(&r)
		return l.conference(&r), &r.talk, nil
	}
	switch err := l.scanner.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return 0, nil, fmt.Errorf("talks as JSON Lines: line %d: is longer than %d MiB; want one talk a line", l.number+1, maxLine>>20)
	case err != nil:
		return 0, nil, fmt.Errorf("reading talks as JSON Lines: line %d: %w", l.number+1, err)
	}
	return 0, nil, io.EOF
}

// conference takes in r's facts about the conference that it names, and returns
// that one's place. Where lines contradict each other the first is kept.
func (l *lines) conference(r *row) int {
	place, known := l.conferences[r.Conference]
	if !known {
		place = len(l.order)
		l.conferences[r.Conference] = place
		l.order = append(l.order, newConference(&corpus.Programme{ID: r.Conference}))
	}
	c := l.order[place]
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
	return place
}
