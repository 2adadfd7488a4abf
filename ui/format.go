package ui

import (
	"fmt"
	"strings"
	"time"

	"talksearch/corpus"
	"talksearch/index"
)

// A when is a talk's time as it is shown.
type when struct {
	Day   string // "Tue 10 Sep"; "" when not placed in time
	Span  string // "15:00–18:30"; "" when only the day is known
	Start string // RFC 3339, for machines; a day where only that is known
	End   string // RFC 3339, or ""
	Zone  string // "Europe/Lisbon"
	Full  string // all of it in words, with the offset, for a tooltip
	Night bool   // it begins after the midnight that ends the programme's day
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
	w.End = moment(t.End, "")
	w.Span = span(t)
	w.Night = t.Day != "" && corpus.DateOf(t.Start) > t.Day
	w.Full = t.Start.Format(dayLong) + ", " + w.Span + " " + w.Zone
	if offset := "UTC" + t.Start.Format("-07:00"); offset != w.Zone && w.Zone != "UTC" {
		w.Full += " (" + strings.Replace(offset, "-", "\u2212", 1) + ")"
	}
	return w
}

// span returns from when to when a talk is, "15:00–18:30".
func span(t *corpus.Talk) string {
	if t.End.IsZero() {
		return t.Start.Format("15:04")
	}
	return t.Start.Format("15:04") + "–" + t.End.Format("15:04")
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

// plural returns a number and what it counts.
func plural(n int, what string) string { return number(n) + " " + noun(n, what) }

// noun returns the word for n things.
func noun(n int, what string) string {
	switch {
	case n == 1:
		return what
	case what == "person":
		return "people"
	}
	return what + "s"
}

// number writes a number with a narrow space between thousands, from five digits on.
func number(n int) string {
	if n < 10_000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s\u202f%03d", number(n/1000), n%1000)
}
