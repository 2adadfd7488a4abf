// Package timetable reads the detailed timetable of an Indico event as a
// person copies it from the page: plain text, with a bullet and times before
// each slot and the title on the next line.
//
//	Example Conference 2031
//
//	June 2-3, Utrecht, Netherlands
//
//	    • 10:00 13:30
//	      Storage MC
//
//	      What this microconference is about.
//
//	      Topics
//	      One topic
//	      Another topic
//
//	      MC leads
//	      Ada Lovelace and Alan Turing
//
//	    • 10:00 18:30
//	      Refereed Track
//	      • 10:00
//	        Title of a talk 45m
//
// The layout is that of Indico's templates (github.com/indico/indico,
// modules/events/timetable); what stands within a slot is what organisers
// write there by habit. The reader goes by the rules of both and by general
// vocabulary, never by the names of a conference. Days aren't named: one ends
// where a slot at the margin starts earlier than the one before it.
//
// There is no way back: the page is copied, not exchanged, so the package
// writes nothing.
package timetable

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"talksearch/corpus"
)

// Recognise reports whether head, the start of a source, is a timetable
// copied as text: one of its lines is nothing but a bullet and two times.
func Recognise(head []byte) bool {
	s := strings.TrimSpace(strings.TrimPrefix(string(head), "\ufeff"))
	if s == "" || strings.ContainsAny(s[:1], "<{[") || strings.HasPrefix(s, "BEGIN:") {
		return false
	}
	return first.MatchString(strings.ReplaceAll(s, "\r", "\n"))
}

// Read reads a programme. What it had to guess, and what it could not read or
// place in time, it reports as warnings. The error is for text that is no
// timetable or breaks off within a slot.
func Read(r io.Reader) ([]*corpus.Programme, corpus.Problems, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, nil, fmt.Errorf("reading timetable: %w", err)
	}
	lines := split(string(data))
	head, slots, rest := slots(lines)
	if len(slots) == 0 {
		return nil, nil, fmt.Errorf(`timetable: lines 1 to %d: no slot found; want a bullet and times on a line of their own, such as "• 10:00 13:30"`, len(lines))
	}
	last := slots[len(slots)-1]
	if len(last.text) == 0 && len(rest) == 0 {
		return nil, nil, fmt.Errorf("timetable: line %d: the text breaks off after the times of a slot; want its title", last.line)
	}
	if l := lastOf(lines); torn.MatchString(l.text) {
		return nil, nil, fmt.Errorf("timetable: line %d: the text breaks off within the times of a slot, %q", l.number, l.text)
	}
	c := reading{head: readHead(head), width: wrapWidth(lines)}
	c.left(rest)
	return []*corpus.Programme{c.programme(slots)}, c.problems, nil
}

// A line is one line of the source, without the white space at its ends.
type line struct {
	number int // from 1
	indent int // columns before the text
	text   string
}

// split takes the source apart. Blank lines are kept, with no text.
func split(s string) []line {
	s = strings.ToValidUTF8(strings.TrimPrefix(s, "\ufeff"), "\uFFFD")
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u200b", "", "\u00ad", "").Replace(s)
	var lines []line
	for i, l := range strings.Split(s, "\n") {
		text := strings.TrimSpace(l)
		indent := 0
		for _, r := range l[:max(strings.Index(l, text), 0)] {
			if r == '\t' {
				indent += 8 - indent%8
			} else {
				indent++
			}
		}
		lines = append(lines, line{number: i + 1, indent: indent, text: strings.Join(strings.Fields(text), " ")})
	}
	return lines
}

func lastOf(lines []line) line {
	for i := len(lines) - 1; i > 0; i-- {
		if lines[i].text != "" {
			return lines[i]
		}
	}
	return lines[0]
}

// where names a line for reports.
func where(number int) string { return fmt.Sprintf("line %d", number) }

// size returns the number of characters of a text.
func size(s string) int { return utf8.RuneCountInString(s) }

// first finds the first slot: a bullet and two times alone on a line.
var first = regexp.MustCompile(`(?m)^[\s\x{a0}]*` + bullet + clockTime + `(?:` + between + clockTime + `)[\s\x{a0}]*$`)

// torn finds a slot whose times are not whole.
var torn = regexp.MustCompile(`^` + bullet + `(\d{1,2}:\d?|\d{1,2}:\d\d[\s\x{a0}]+\d{1,2}(:\d?)?)$`)
