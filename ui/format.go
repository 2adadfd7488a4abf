package ui

import (
	"net/url"
	"strings"
	"time"

	"talksearch/corpus"
	"talksearch/index"
)

// searchPath returns the address of a search.
func searchPath(r index.Request) string {
	if q := r.Values().Encode(); q != "" {
		return "/?" + q
	}
	return "/"
}

// facetPath returns the address of all talks with a facet's value.
func facetPath(by index.Facet, value string) string {
	if value == "" {
		return ""
	}
	return searchPath(index.NewRequest("").WithFilter(by, index.Filter{Include: []string{value}}))
}

func talkPath(e index.Entry) string {
	return "/talks/" + url.PathEscape(e.Conference.ID) + "/" + url.PathEscape(e.Talk.ID)
}

// A when is a talk's time as it is shown.
type when struct {
	Day   string // "Tue 10 Sep"; "" when not placed in time
	Span  string // "15:00–18:30"; "" when only the day is known
	Start string // RFC 3339, for machines
	Zone  string // "Europe/Lisbon"
}

// newWhen returns a talk's time in its conference's zone. The year is shown
// where talks of several are.
func newWhen(e index.Entry, layout string) when {
	t := e.Talk
	w := when{Zone: zoneLabel(e.Conference.Timezone)}
	if t.Day != "" {
		w.Day = t.Day.Time().Format(layout)
	}
	if t.Start.IsZero() {
		w.Start = string(t.Day)
		return w
	}
	w.Start = t.Start.Format(time.RFC3339)
	w.Span = t.Start.Format("15:04")
	if !t.End.IsZero() {
		w.Span += "–" + t.End.Format("15:04")
	}
	return w
}

// zoneLabel returns a zone's name as people read it. The signs of the zones that
// are named after an offset, such as Etc/GMT-1, are the wrong way round.
func zoneLabel(name string) string {
	switch offset, ok := strings.CutPrefix(name, "Etc/GMT"); {
	case name == "" || ok && (offset == "" || strings.Trim(offset, "+-0") == ""):
		return "UTC"
	case ok && offset[0] == '-':
		return "UTC+" + offset[1:]
	case ok && offset[0] == '+':
		return "UTC−" + offset[1:]
	}
	return name
}

// changeLabel returns a word for what changed; "" for what needs none.
func changeLabel(k corpus.ChangeKind) string {
	switch k {
	case corpus.ChangeNew:
		return "New"
	case corpus.ChangeMoved:
		return "Moved"
	}
	return ""
}

// changeSentence tells what happened to a talk.
func changeSentence(c corpus.Change) string {
	noticed := " (noticed " + c.At.UTC().Format("2 Jan 15:04") + " UTC)"
	switch c.Kind {
	case corpus.ChangeNew:
		return "New in the programme" + noticed + "."
	case corpus.ChangeMoved:
		return "Moved: it was " + slotText(c.Old) + noticed + "."
	}
	return "It was taken from the programme" + noticed + "; it was to be " + slotText(c.Old) + "."
}

// slotText returns a time and room as they stand in a sentence.
func slotText(s corpus.Slot) string {
	text := "at no set time"
	if s.Day != "" {
		text = "on " + s.Day.Time().Format(dayShort)
	}
	if !s.Start.IsZero() {
		text += " at " + s.Start.Format("15:04")
	}
	if s.Room != "" {
		text += " in " + s.Room
	}
	return text
}

// Layouts of days.
const (
	dayShort     = "Mon 2 Jan"
	dayShortYear = "Mon 2 Jan 2006"
	dayLong      = "Monday 2 January 2006"
)

// kindLabel returns a kind as people read it.
func kindLabel(k corpus.Kind) string {
	if k == corpus.KindBoF {
		return "BoF"
	}
	if k == "" {
		return ""
	}
	return strings.ToUpper(string(k[:1])) + string(k[1:])
}

// A block is a paragraph or a list of an abstract.
type block struct {
	Text    string
	Items   []string // of a list; then Text is empty
	Ordered bool
}

// blocks cuts an abstract into paragraphs and lists. Lines wrapped by hand are
// joined; lines that begin with a hyphen, a bullet or a number are items.
func blocks(abstract string) []block {
	var out []block
	open := false // the last block may be added to
	for line := range strings.Lines(abstract) {
		line = strings.TrimSuffix(line, "\n")
		item, ordered, is := listItem(line)
		last := len(out) - 1
		switch {
		case line == "":
			open = open && out[last].Items != nil // a list goes on after a blank line
		case is && open && out[last].Items != nil && out[last].Ordered == ordered:
			out[last].Items = append(out[last].Items, item)
		case is:
			out = append(out, block{Items: []string{item}, Ordered: ordered})
			open = true
		case open && out[last].Items == nil:
			out[last].Text += " " + line
		default:
			out = append(out, block{Text: line})
			open = true
		}
	}
	return out
}

// listItem returns the text of a line that is an item of a list.
func listItem(line string) (item string, ordered, ok bool) {
	for _, mark := range []string{"- ", "* ", "• ", "– "} {
		if rest, ok := strings.CutPrefix(line, mark); ok {
			return rest, false, true
		}
	}
	digits := strings.TrimLeft(line, "0123456789")
	if n := len(line) - len(digits); n > 0 && n < 3 {
		for _, mark := range []string{". ", ") "} {
			if rest, ok := strings.CutPrefix(digits, mark); ok {
				return rest, true, true
			}
		}
	}
	return "", false, false
}
