// Package terminal writes what a search finds for people who read it in a terminal.
package terminal

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"talksearch/index"
)

// A List is a page of what a search finds.
type List struct {
	Notes []string // sentences on how the query was understood
	Total int      // talks that match, whatever the page
	First int      // the number of the page's first talk, from 1
	Talks []Talk
}

// A Talk is one of a List.
type Talk struct {
	Place   string // when and where
	Title   index.Marked
	People  string
	Snippet index.Marked
	Topics  []index.Marked
	Link    string // where it can be read whole
}

// Write writes a list, what matches in bold where colour is wanted. Control
// characters, with which a text could do anything to a terminal, are left out.
func Write(w io.Writer, l List, colour bool) error {
	p := printer{colour: colour}
	for _, s := range l.Notes {
		p.line("note: ", Harmless(s))
	}
	switch last := l.First + len(l.Talks) - 1; {
	case l.Total == 0:
		p.line("no talk matches; try fewer words, or check the spelling")
	case len(l.Talks) == 0:
		p.line(fmt.Sprintf("%d talks, none on this page", l.Total))
	case l.First > 1:
		p.line(fmt.Sprintf("%d talks, %d to %d:", l.Total, l.First, last))
	case len(l.Talks) < l.Total:
		p.line(fmt.Sprintf("%d talks, the first %d:", l.Total, last))
	case l.Total == 1:
		p.line("1 talk:")
	default:
		p.line(fmt.Sprintf("%d talks:", l.Total))
	}
	for _, t := range l.Talks {
		p.b.WriteByte('\n')
		p.line(Harmless(t.Place), "  ", p.marked(t.Title))
		p.detail("", Harmless(t.People))
		p.detail("", p.marked(t.Snippet))
		for _, topic := range t.Topics {
			p.detail("· ", p.marked(topic))
		}
		p.detail("", p.soft(t.Link))
	}
	_, err := io.WriteString(w, p.b.String())
	return err
}

// Notes returns sentences on how a query was understood.
func Notes(q index.Interpretation) []string {
	var notes []string
	for _, c := range q.Corrections {
		notes = append(notes, fmt.Sprintf("no talk has %q; searched for %q instead", c.From, c.To))
	}
	if q.Relaxed && q.Complete == 0 {
		notes = append(notes, "no talk has all of these words; these have most of them")
	} else if q.Relaxed && q.Complete == 1 {
		notes = append(notes, "only the first has all of these words; the others have most of them")
	} else if q.Relaxed {
		notes = append(notes, fmt.Sprintf("only the first %d have all of these words; the others have most of them", q.Complete))
	}
	return append(notes, q.Warnings...)
}

// Place says when and where a talk is. day is YYYY-MM-DD; what is not known is zero.
func Place(day string, start, end time.Time, track, room string) string {
	parts := []string{"no time yet"}
	switch {
	case !start.IsZero() && !end.IsZero():
		parts[0] = start.Format("Mon 2006-01-02 15:04") + end.Format("–15:04")
	case !start.IsZero():
		parts[0] = start.Format("Mon 2006-01-02 15:04")
	case day != "":
		parts[0] = day
	}
	for _, s := range []string{track, room} {
		if s != "" {
			parts = append(parts, "["+s+"]")
		}
	}
	return strings.Join(parts, "  ")
}

// A printer writes lines.
type printer struct {
	b      strings.Builder
	colour bool
}

// Escape sequences of terminals (ECMA-48, SGR).
const (
	bold    = "\x1b[1m"
	notBold = "\x1b[22m"
	dim     = "\x1b[2m"
)

// line writes a line of parts that are harmless already.
func (p *printer) line(parts ...string) {
	for _, s := range parts {
		p.b.WriteString(s)
	}
	p.b.WriteByte('\n')
}

// detail writes a line below a talk's first, none for what is empty.
func (p *printer) detail(before, s string) {
	if s != "" {
		p.line("    ", before, s)
	}
}

// soft returns what is less important, such as an address.
func (p *printer) soft(s string) string {
	if !p.colour || s == "" {
		return Harmless(s)
	}
	return dim + Harmless(s) + notBold
}

// marked returns text with what matches in bold.
func (p *printer) marked(m index.Marked) string {
	var b strings.Builder
	for _, s := range m {
		if s.Mark && p.colour {
			b.WriteString(bold + Harmless(s.Text) + notBold)
		} else {
			b.WriteString(Harmless(s.Text))
		}
	}
	return b.String()
}

// Harmless returns s without control characters, and in one line.
func Harmless(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
