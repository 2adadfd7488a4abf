package ui

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"talksearch/corpus"
	"talksearch/index"
)

// item returns a talk from minute to minute of a day; no end for 0.
func item(id, room string, from, to int, match bool) index.AgendaItem {
	midnight := time.Date(2019, 12, 27, 0, 0, 0, 0, time.UTC)
	t := &corpus.Talk{ID: id, Title: id, Room: room, Day: "2019-12-27", Start: midnight.Add(time.Duration(from) * time.Minute)}
	if to > 0 {
		t.End = midnight.Add(time.Duration(to) * time.Minute)
	}
	return index.AgendaItem{Entry: index.Entry{Conference: &index.Conference{ID: "c"}, Talk: t}, Match: match}
}

func noChange(index.Entry) string { return "" }

// drawn returns a grid as text: a line for each row, with what begins in it and
// over how many rows it goes, - for gaps.
func drawn(g grid) string {
	var out []string
	for _, r := range g.Rows {
		line := fmt.Sprintf("%5s", r.Time)
		for _, c := range r.Cells {
			name := c.Title
			if name == "" {
				name = "-"
			}
			line += fmt.Sprintf(" %s%d", name, c.Span)
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

func TestGrid(t *testing.T) {
	untimed := item("loose", "A", 0, 0, true)
	untimed.Talk.Start = time.Time{}
	for _, c := range []struct {
		name     string
		items    []index.AgendaItem
		narrowed bool
		heads    string // name and lanes, * with a match
		want     string
	}{
		{"nothing", nil, false, "", ""},
		{"one", []index.AgendaItem{item("a", "A", 600, 660, false)}, false, "A1", "10:00 a1"},
		{"side by side", []index.AgendaItem{item("a", "B", 600, 660, false), item("b", "A", 600, 630, false), item("c", "A", 645, 660, false)}, false,
			"A1 B1", "10:00 b1 a3\n      -1\n10:45 c1"},
		{"matching rooms first", []index.AgendaItem{item("a", "A", 600, 660, false), item("b", "B", 600, 660, true)}, true, "B1* A1", "10:00 b1 a1"},
		{"all match", []index.AgendaItem{item("a", "B", 600, 660, true), item("b", "A", 600, 660, false)}, false, "A1 B1*", "10:00 b1 a1"},
		{"overlaps take lanes", []index.AgendaItem{item("all", "A", 600, 720, false), item("a", "A", 600, 630, false), item("b", "A", 630, 660, false)}, false,
			"A2", "10:00 all3 a1\n10:30 b1\n      -1"},
		{"no end, and an end before the start", []index.AgendaItem{item("a", "A", 600, 0, false), item("b", "B", 600, 590, false)}, false, "A1 B1", "10:00 a1 b1"},
		{"after midnight", []index.AgendaItem{item("a", "A", 1380, 1500, false), item("b", "A", 1500, 1530, false)}, false, "A1", "23:00 a1\n01:00 b1"},
		{"rooms in the order of numbers", []index.AgendaItem{item("a", "Hall 10", 600, 660, false), item("b", "hall 9", 600, 660, false), item("c", "", 600, 660, false), item("d", "Átrium", 600, 660, false)}, false,
			"Átrium1 hall 91 Hall 101 1", "10:00 d1 b1 a1 c1"},
		{"without a time", []index.AgendaItem{item("a", "A", 600, 660, false), untimed}, false, "A1", "10:00 a1"},
	} {
		g := newGrid(c.items, c.narrowed, noChange)
		var heads []string
		for _, h := range g.Heads {
			s := fmt.Sprintf("%s%d", h.Name, h.Lanes)
			if h.Match {
				s += "*"
			}
			heads = append(heads, s)
		}
		if got := strings.Join(heads, " "); got != c.heads {
			t.Errorf("%s: heads %q, want %q", c.name, got, c.heads)
		}
		if got := drawn(g); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
	if g := newGrid([]index.AgendaItem{untimed}, true, noChange); len(g.Loose) != 1 || len(g.Rows) != 0 {
		t.Errorf("only a talk without a time: %d loose, %d rows", len(g.Loose), len(g.Rows))
	}
}

// TestGridIsWhole checks with random days that every row of the table has a cell in
// every lane, and every talk its place.
func TestGridIsWhole(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var items []index.AgendaItem
		for i := range 1 + random.IntN(40) {
			from := 540 + 5*random.IntN(200)
			items = append(items, item(fmt.Sprint(i), fmt.Sprint(random.IntN(6)), from, from+5*random.IntN(30), random.IntN(3) == 0))
		}
		slices.SortStableFunc(items, func(a, b index.AgendaItem) int { return a.Talk.Start.Compare(b.Talk.Start) })
		g := newGrid(items, random.IntN(2) == 0, noChange)
		covered := make([]int, len(g.Rows)) // cells over each row
		shown := map[string]bool{}
		for n, r := range g.Rows {
			for _, c := range r.Cells {
				if c.Span < 1 || n+c.Span > len(g.Rows) {
					t.Fatalf("a cell goes from row %d over %d of %d rows", n, c.Span, len(g.Rows))
				}
				for i := range c.Span {
					covered[n+i]++
				}
				if c.Title != "" {
					shown[c.Title] = true
				}
			}
		}
		for n, got := range covered {
			if got != g.Lanes {
				t.Fatalf("row %d has %d cells, want %d\n%s", n, got, g.Lanes, drawn(g))
			}
		}
		if len(shown) != len(items) {
			t.Fatalf("%d of %d talks are shown", len(shown), len(items))
		}
	}
}

func TestByName(t *testing.T) {
	want := []string{"1", "2", "10", "A1", "a2", "A10", "B", "Room 9", "Room 09b", "Room 10", ""}
	got := slices.Clone(want)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
	slices.SortFunc(got, byName)
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
