package ui

import (
	"slices"
	"strings"
	"time"

	"talksearch/index"
	"talksearch/index/address"
)

// A grid is a day as a table: a row for each time at which something begins or
// ends, and columns for what runs side by side, in rooms or else in tracks.
type grid struct {
	Heads []gridHead
	Lanes int // of all heads
	Rows  []gridRow
	Loose []cell // talks of the day that have no time
	By    string // what columns are: "room" or "track"; "" where neither is known
}

// A gridHead is a room; talks that overlap in it take several lanes.
type gridHead struct {
	Name  string
	Lanes int
	Talks int
	Match bool // a talk in it matches
}

// A gridRow is the time from one moment to the next.
type gridRow struct {
	ID     string // "t1400"; "" where no talk begins
	Time   string // "14:00"; likewise
	Height int    // how long it is, as a class: 1 for up to 5 minutes, 2 up to 10, 3 up to 20, 4 up to 40, 5 for more
	Hour   bool   // it is the first of an hour in which a talk begins
	Match  bool   // a talk that begins then matches
	Cells  []cell
}

// A cell is a talk in its lane, or a gap.
type cell struct {
	Span     int // rows
	ID       string
	Title    string // "" for a gap
	Path     string
	Time     string
	Place    string // the room or track, for where columns are not seen
	People   string
	Kind     string
	Language string
	Change   string
	Match    bool
	Brief    bool // it takes a quarter of an hour at most: there is room for its title only
}

// unknownLength is how long a talk is taken to last that has no end.
const unknownLength = 30 * time.Minute

// Of more than fewRooms rooms, which is what a screen shows, those with fewer than
// fewTalks talks come last: at a large event they are corners where one thing happens.
const (
	fewRooms = 8
	fewTalks = 3
)

// An appointment is a talk on its way into a grid.
type appointment struct {
	index.AgendaItem
	place    string
	from, to time.Time
	lane     int // among all lanes of the grid
}

// newGrid lays out a day's talks, given in time order. Rooms with a talk that
// matches come first where narrowed says that not all do. changed returns what to
// say of a talk's changes.
func newGrid(items []index.AgendaItem, narrowed bool, changed func(index.Entry) string) grid {
	var g grid
	g.By = placing(items)
	var list []appointment
	for _, i := range items {
		a := appointment{AgendaItem: i, from: i.Talk.Start, to: i.Talk.End}
		switch g.By {
		case "room":
			a.place = i.Talk.Room
		case "track":
			a.place = i.Talk.Track
		}
		if a.from.IsZero() {
			g.Loose = append(g.Loose, newCell(a, changed))
			continue
		}
		if !a.to.After(a.from) {
			a.to = a.from.Add(unknownLength)
		}
		list = append(list, a)
	}
	g.Heads = assignLanes(list, narrowed)
	g.rows(list, changed)
	return g
}

// placing returns what the columns are: what most talks have.
func placing(items []index.AgendaItem) string {
	rooms, tracks := 0, 0
	for _, i := range items {
		if i.Talk.Room != "" {
			rooms++
		}
		if i.Talk.Track != "" {
			tracks++
		}
	}
	switch {
	case rooms > 0 && 2*rooms >= len(items):
		return "room"
	case tracks > 0:
		return "track"
	}
	return ""
}

// assignLanes gives each appointment the first lane of its room that is free, and
// returns the rooms in their order.
func assignLanes(list []appointment, narrowed bool) []gridHead {
	rooms := map[string]*gridHead{}
	var heads []*gridHead
	free := map[string][]time.Time{} // when each lane of a room is free again
	for i := range list {
		a := &list[i]
		h := rooms[a.place]
		if h == nil {
			h = &gridHead{Name: a.place}
			rooms[a.place] = h
			heads = append(heads, h)
		}
		h.Match = h.Match || a.Match
		h.Talks++
		lanes := free[a.place]
		a.lane = slices.IndexFunc(lanes, func(until time.Time) bool { return !until.After(a.from) })
		if a.lane < 0 {
			a.lane = len(lanes)
			lanes = append(lanes, time.Time{})
			h.Lanes++
		}
		lanes[a.lane] = a.to
		free[a.place] = lanes
	}
	slices.SortStableFunc(heads, func(a, b *gridHead) int {
		if narrowed && a.Match != b.Match {
			return first(a.Match)
		}
		if few := len(heads) > fewRooms; few && (a.Talks < fewTalks) != (b.Talks < fewTalks) {
			return first(a.Talks >= fewTalks)
		}
		return byName(a.Name, b.Name)
	})
	begin := map[string]int{}
	lanes := 0
	out := make([]gridHead, len(heads))
	for i, h := range heads {
		begin[h.Name] = lanes
		lanes += h.Lanes
		out[i] = *h
	}
	for i := range list {
		list[i].lane += begin[list[i].place]
	}
	return out
}

// first returns how what comes first where b holds compares.
func first(b bool) int {
	if b {
		return -1
	}
	return 1
}

// rows makes the rows of appointments whose lanes are known.
func (g *grid) rows(list []appointment, changed func(index.Entry) string) {
	var times []time.Time
	for _, a := range list {
		times = append(times, a.from, a.to)
	}
	slices.SortFunc(times, time.Time.Compare)
	times = slices.CompactFunc(times, time.Time.Equal)
	if len(times) == 0 {
		return
	}
	row := func(t time.Time) int {
		n, _ := slices.BinarySearchFunc(times, t, time.Time.Compare)
		return n
	}
	for _, h := range g.Heads {
		g.Lanes += h.Lanes
	}
	byLane := make([][]appointment, g.Lanes)
	for _, a := range list {
		byLane[a.lane] = append(byLane[a.lane], a)
	}
	g.Rows = make([]gridRow, len(times)-1)
	for _, lane := range byLane {
		next := 0 // the first row that is not filled yet
		for _, a := range lane {
			if n := row(a.from); n > next {
				g.Rows[next].Cells = append(g.Rows[next].Cells, cell{Span: n - next})
			}
			c := newCell(a, changed)
			at := row(a.from)
			next = row(a.to)
			c.Span = next - at
			r := &g.Rows[at]
			r.Time = a.from.Format("15:04")
			r.Match = r.Match || a.Match
			r.Cells = append(r.Cells, c)
		}
		if n := len(g.Rows); next < n {
			g.Rows[next].Cells = append(g.Rows[next].Cells, cell{Span: n - next})
		}
	}
	seen := map[string]bool{}
	hour := ""
	for i := range g.Rows {
		r := &g.Rows[i]
		r.Height = heightClass(times[i+1].Sub(times[i]))
		if r.Time == "" {
			continue
		}
		r.ID = "t" + strings.Replace(r.Time, ":", "", 1)
		if seen[r.ID] { // a day of more than 24 hours
			r.ID += "b"
		}
		seen[r.ID] = true
		r.Hour = r.Time[:2] != hour
		hour = r.Time[:2]
	}
}

func heightClass(d time.Duration) int {
	for n, most := range []time.Duration{5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 40 * time.Minute} {
		if d <= most {
			return n + 1
		}
	}
	return 5
}

func newCell(a appointment, changed func(index.Entry) string) cell {
	t := a.Talk
	c := cell{ID: a.ID(), Title: t.Title, Path: address.TalkPage(a.Entry), Place: a.place, Kind: string(t.Kind), Language: t.Language, Match: a.Match, Change: changed(a.Entry)}
	if !t.Start.IsZero() {
		c.Time = span(t)
		c.Brief = a.to.Sub(a.from) <= 15*time.Minute
	}
	var names []string
	for _, s := range t.Speakers {
		names = append(names, s.Name)
	}
	const most = 3
	if len(names) > most {
		names = append(names[:most:most], "…")
	}
	c.People = strings.Join(names, ", ")
	return c
}
