// Package ical reads and writes programmes as iCalendar (RFC 5545, with the
// properties of RFC 7986), the format of calendar programs and of the "add to
// calendar" links of conferences.
//
// Three dialects are known by their unique ids: Indico's, pretalx's and
// Pentabarf's (FOSDEM). Any other calendar is read by the standard and by what
// calendars have in common. Repeating events are not expanded.
//
// The content lines are scanned here rather than by a library. Those that were
// tried refuse a whole calendar for one broken line, tell no line numbers, and
// undo escapes before a list such as CATEGORIES is split, so that a comma in a
// track's name can't be told from one between two names.
package ical

import (
	"bytes"
	"fmt"
	"io"
	"regexp"

	"talksearch/corpus"
)

var byteOrderMark = []byte("\uFEFF")

var opening = regexp.MustCompile(`(?i)^\s*BEGIN:VCALENDAR[ \t]*(?:[\r\n]|$)`)

// Recognise reports whether head, the start of a source, is of this format.
func Recognise(head []byte) bool {
	return opening.Match(bytes.TrimPrefix(head, byteOrderMark))
}

// Read returns the programmes in r and the problems that only a reader of the
// format can see. A calendar is one programme, except that one written by
// WriteEvents may hold talks of several. Calendars that follow each other and
// have the same id are one. The error is for what is not a calendar or breaks
// off, and says where.
func Read(r io.Reader) ([]*corpus.Programme, corpus.Problems, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, nil, fmt.Errorf("reading calendar: %w", err)
	}
	calendars, problems, err := parse(bytes.TrimPrefix(data, byteOrderMark))
	if err != nil {
		return nil, nil, fmt.Errorf("reading calendar: %w", err)
	}
	in := intake{problems: problems, byID: map[string]*corpus.Programme{}}
	for _, c := range calendars {
		in.calendar(c)
	}
	for _, p := range in.programmes {
		number(p.Talks)
	}
	return in.programmes, in.problems, nil
}

// number makes the ids of talks unique, as those of a talk with several slots
// are not.
func number(talks []corpus.Talk) {
	taken := make(map[string]bool, len(talks))
	for _, t := range talks {
		taken[t.ID] = true
	}
	slots := make(map[string]int, len(talks)) // so far, of an id
	for i := range talks {
		id := talks[i].ID
		if id == "" {
			continue
		}
		slots[id]++
		if slots[id] == 1 {
			continue
		}
		for n := slots[id]; ; n++ {
			if numbered := fmt.Sprintf("%s-%d", id, n); !taken[numbered] {
				talks[i].ID, taken[numbered], slots[id] = numbered, true, n
				break
			}
		}
	}
}
