package ui

import (
	"context"
	"slices"

	"talksearch/corpus"
	"talksearch/index"
)

// A timetable is a day of a conference with what a search finds in it.
type timetable struct {
	Day      string // "Tuesday 10 September 2019"
	Days     []link // all days
	Grid     grid
	Total    int // talks of the day
	Matches  int
	Narrowed bool // not all need to match
	Hours    []hourLink
	Zone     string
	TooLong  bool // the conference has too many talks to look through
}

// An hourLink leads to an hour of a day.
type hourLink struct {
	Label, Path string
	Match       bool // a talk that begins then matches
}

// maxChoices is how many conferences are offered to choose from.
const maxChoices = 60

// timetable fills in the timetable, or the conferences that it can be of.
func (b *builder) timetable(ctx context.Context, p *searchPage) (err error) {
	if b.single == nil {
		p.Choose, err = b.choices(ctx)
		return err
	}
	if b.agenda == nil {
		p.Timetable = &timetable{TooLong: true}
		return nil
	}
	var days []corpus.Date
	total, matches := map[corpus.Date]int{}, map[corpus.Date]int{}
	for _, i := range b.agenda.Items {
		day := i.Talk.Day
		if day == "" {
			continue
		}
		if total[day]++; total[day] == 1 {
			days = append(days, day)
		}
		if i.Match {
			matches[day]++
		}
	}
	if len(days) == 0 {
		p.Timetable = &timetable{}
		return nil
	}
	slices.Sort(days)
	day := b.shownDay(days, matches)
	t := &timetable{Day: day.Time().Format(dayLong), Total: total[day], Matches: matches[day], Zone: p.Zone}
	t.Narrowed = t.Matches < t.Total
	for _, d := range days {
		t.Days = append(t.Days, link{d.Time().Format(b.dayLayout()), b.s.only(index.ByDay, string(d)).path(), d == day})
	}
	items := slices.DeleteFunc(slices.Clone(b.agenda.Items), func(i index.AgendaItem) bool { return i.Talk.Day != day })
	t.Grid = newGrid(items, t.Narrowed, func(e index.Entry) string {
		if change, ok := b.catalogue.LatestChange(e.Conference.ID, e.Talk.ID); ok {
			return changeLabel(change.Kind)
		}
		return ""
	})
	for _, r := range t.Grid.Rows {
		if r.Hour {
			t.Hours = append(t.Hours, hourLink{Label: r.Time[:2], Path: "#" + r.ID})
		}
		if r.Match && t.Narrowed && len(t.Hours) > 0 {
			t.Hours[len(t.Hours)-1].Match = true
		}
	}
	if p.Days != nil {
		for i := range p.Days.Days {
			p.Days.Days[i].On = p.Days.Days[i].Day == day
		}
	}
	p.Timetable = t
	return nil
}

// shownDay returns the day of a timetable: the first chosen, else the first of
// those with most matches, else the first.
func (b *builder) shownDay(days []corpus.Date, matches map[corpus.Date]int) corpus.Date {
	for _, d := range b.s.Filters[index.ByDay].Include {
		if slices.Contains(days, corpus.Date(d)) {
			return corpus.Date(d)
		}
	}
	best := days[0]
	if narrows(b.s) {
		for _, d := range days {
			if matches[d] > matches[best] {
				best = d
			}
		}
	}
	return best
}

// choices returns the conferences that have results, those with most first.
func (b *builder) choices(ctx context.Context) ([]bar, error) {
	counts, _, err := b.longCounts(ctx, index.ByConference, "")
	if err != nil {
		return nil, err
	}
	var out []bar
	for _, v := range counts.Values {
		if v.Count > 0 && !v.Excluded && len(out) < maxChoices {
			out = append(out, bar{Label: b.label(index.ByConference, v.Value), Path: b.s.only(index.ByConference, v.Value).path(), Count: v.Count})
		}
	}
	return scaled(out), nil
}
