package ui

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"talksearch/corpus"
	"talksearch/index"
)

// maxPanels is how many days are shown hour by hour.
const maxPanels = 10

// A dayStrip shows where in a conference's days the talks lie that a search finds:
// a panel for each day with bars by the hour or, where there are too many days or
// no hours, a bar for each day, month or year.
type dayStrip struct {
	Days []dayPanel
	Bars []bar
}

// A dayPanel is a day of a strip.
type dayPanel struct {
	Day      corpus.Date
	Label    string // "Fri 27"
	Month    string // "Dec"
	Path     string
	On       bool // the day is chosen
	Matches  int
	Total    int
	Narrowed bool // Matches may be fewer than Total
	Width    int  // of the drawing; it is panelHeight high
	Bars     []rect
	Text     string // "from 10:00 to 18:00, most at 14:00"
	From, To string // hours, "10:00"
}

// A rect is a bar of a drawing.
type rect struct {
	X, Y, H int
	Text    string // "14:00: 3 talks"
}

// How panels measure; they are scaled to their place.
const (
	panelHeight = 32
	hourWidth   = 4 // of which 3 are the bar
)

// newDayStrip returns the strip of a conference; nil where it would show nothing.
func newDayStrip(a *index.Agenda, s search) *dayStrip {
	days := map[corpus.Date][]index.AgendaItem{}
	timed := false
	for _, i := range a.Items {
		if i.Talk.Day != "" {
			days[i.Talk.Day] = append(days[i.Talk.Day], i)
			timed = timed || !i.Talk.Start.IsZero()
		}
	}
	switch {
	case len(days) == 0 || len(days) == 1 && !timed:
		return nil
	case timed && len(days) <= maxPanels:
		if p := panels(days, s); len(p) > 1 || p[0].Width > hourWidth {
			return &dayStrip{Days: p}
		}
		return nil // all in one hour
	}
	return &dayStrip{Bars: periods(days, a.Conference, s)}
}

// dayChoice returns the search that a day of a strip leads to: in a list the day on
// or off, in a timetable that day.
func dayChoice(s search, day corpus.Date) search {
	if s.View == viewTimetable {
		return s.only(index.ByDay, string(day))
	}
	return s.toggled(index.ByDay, string(day))
}

func panels(days map[corpus.Date][]index.AgendaItem, s search) []dayPanel {
	from, to := 47, 0
	for _, items := range days {
		for _, i := range items {
			if h, ok := hourOf(i.Talk); ok {
				from, to = min(from, h), max(to, h+1)
			}
		}
	}
	chosen := s.Filters[index.ByDay].Include
	most := 0
	counts := map[corpus.Date][]int{}
	for day, items := range days {
		counts[day] = make([]int, to-from)
		for _, i := range items {
			if h, ok := hourOf(i.Talk); ok && i.Match {
				counts[day][h-from]++
			}
		}
		most = max(most, slices.Max(counts[day]))
	}
	var out []dayPanel
	for _, day := range slices.Sorted(maps.Keys(days)) {
		p := dayPanel{
			Day: day, Label: day.Time().Format("Mon 2"), Month: day.Time().Format("Jan"), Path: dayChoice(s, day).path(), On: slices.Contains(chosen, string(day)), Total: len(days[day]),
			Narrowed: narrows(s), Width: (to-from)*hourWidth - 1, From: hourText(from), To: hourText(to),
		}
		for _, i := range days[day] {
			if i.Match {
				p.Matches++
			}
		}
		p.Text = inWords(counts[day], from)
		for i, n := range counts[day] {
			if n > 0 {
				h := height(n, most, panelHeight)
				p.Bars = append(p.Bars, rect{X: i * hourWidth, Y: panelHeight - h, H: h, Text: hourText(from+i) + ": " + plural(n, "talk")})
			}
		}
		out = append(out, p)
	}
	return out
}

// narrows reports whether of one conference's talks a search may leave some out.
func narrows(s search) bool {
	for by := range s.Filters {
		if by != index.ByConference && by != index.ByDay {
			return true
		}
	}
	return !s.Query.Empty()
}

// inWords tells what the bars of a panel show; the first is of the given hour.
func inWords(counts []int, hour int) string {
	first, last, most := -1, 0, 0
	for i, n := range counts {
		if n == 0 {
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
		if n > counts[most] {
			most = i
		}
	}
	switch {
	case first < 0:
		return ""
	case first == last:
		return "at " + hourText(hour+first)
	}
	return "from " + hourText(hour+first) + " to " + hourText(hour+last) + ", most at " + hourText(hour+most)
}

// hourOf returns in which hour of its programme's day a talk begins, from 0; after
// midnight, from 24. It is false for one without a time.
func hourOf(t *corpus.Talk) (int, bool) {
	if t.Start.IsZero() {
		return 0, false
	}
	day := t.Day.Time()
	midnight := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, t.Start.Location())
	return min(max(0, int(t.Start.Sub(midnight).Hours())), 47), true
}

func hourText(h int) string { return fmt.Sprintf("%02d:00", h%24) }
