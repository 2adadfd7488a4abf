package ui

import (
	"fmt"
	"testing"
	"time"

	"talksearch/corpus"
	"talksearch/index"
)

func TestDayStrip(t *testing.T) {
	late := item("late", "", 1500, 0, true) // 1:00 of the next day
	late.Talk.Day = "2019-12-27"
	a := &index.Agenda{Conference: &index.Conference{ID: "c", Start: "2019-12-27", End: "2019-12-27"}, Items: []index.AgendaItem{
		item("a", "", 600, 660, true), item("b", "", 605, 660, true), item("c", "", 720, 0, false), late,
	}}
	s := newDayStrip(a, searchOf(t, "q=x"))
	if len(s.Days) != 1 {
		t.Fatalf("got %+v", s)
	}
	p := s.Days[0]
	got := fmt.Sprint(p.Label, p.Month, p.Matches, p.Total, p.Narrowed, p.On, p.From, p.To, p.Path, p.Text, p.Bars)
	want := "Fri 27Dec3 4 true false10:0002:00/?day=2019-12-27&q=xfrom 10:00 to 01:00, most at 10:00[{0 0 32 10:00: 2 talks} {60 16 16 01:00: 1 talk}]"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if s := newDayStrip(a, searchOf(t, "day=2019-12-27")); !s.Days[0].On || s.Days[0].Narrowed || s.Days[0].Path != "/" {
		t.Errorf("chosen day: %+v", s.Days[0])
	}
	if s := newDayStrip(a, searchOf(t, "day=2019-12-27&day=2019-12-28&view=timetable")); s.Days[0].Path != "/?day=2019-12-27&view=timetable" {
		t.Errorf("in a timetable the day leads to %s", s.Days[0].Path)
	}
}

// TestPeriods checks what is drawn where there are no hours or many days.
func TestPeriods(t *testing.T) {
	strip := func(search string, days ...corpus.Date) *dayStrip {
		a := &index.Agenda{Conference: &index.Conference{ID: "c", Start: days[0], End: days[len(days)-1]}}
		for _, d := range days {
			a.Items = append(a.Items, index.AgendaItem{Entry: index.Entry{Conference: a.Conference, Talk: &corpus.Talk{Day: d}}, Match: d != "2019-01-02"})
		}
		return newDayStrip(a, searchOf(t, search))
	}
	var many []corpus.Date
	for d := range 40 {
		many = append(many, corpus.DateOf(time.Date(2019, 1, 1+d, 0, 0, 0, 0, time.UTC)))
	}
	for _, c := range []struct {
		name string
		got  *dayStrip
		want string
	}{
		{"a day without hours", strip("", "2019-01-01"), "nothing"},
		{"no days", strip("", ""), "nothing"},
		{"days", strip("q=x&day=2019-01-01", "2019-01-01", "2019-01-02"), "1 Jan=1 /?q=x * 2 Jan=0 /?day=2019-01-01&day=2019-01-02&q=x"},
		{"months", strip("", many...), "Jan=30 Feb=9"},
		{"years", strip("year=2019", "2019-01-01", "2021-01-01"), "2019=1 / * 2020=0 2021=1 /?year=2019&year=2021"},
	} {
		got := "nothing"
		if c.got != nil {
			got = ""
			for _, b := range c.got.Bars {
				got += fmt.Sprintf(" %s%s=%d", b.Lead, b.Label, b.Count)
				if b.Path != "" {
					got += " " + b.Path
				}
				if b.On {
					got += " *"
				}
			}
			got = got[1:]
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestHeight(t *testing.T) {
	for _, c := range [][4]int{{0, 10, 100, 0}, {10, 10, 100, 100}, {5, 10, 32, 16}, {1, 1000, 100, 3}, {1, 0, 100, 0}} {
		if got := height(c[0], c[1], c[2]); got != c[3] {
			t.Errorf("height(%d, %d, %d) = %d, want %d", c[0], c[1], c[2], got, c[3])
		}
	}
}
