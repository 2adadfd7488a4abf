package ui

import (
	"fmt"
	"maps"
	"slices"

	"talksearch/corpus"
	"talksearch/index"
)

// A bar is a value and how often it occurs, to be drawn.
type bar struct {
	Lead  string // the beginning of the label, which narrow screens leave out
	Label string
	Path  string // "" where it leads nowhere
	Count int
	Y, H  int // of barHeight
	On    bool
}

// barHeight is how high the drawing of a bar is; it is scaled to its place.
const barHeight = 100

// periods returns bars by day, month or year, whichever is the shortest that gives
// few enough.
func periods(days map[corpus.Date][]index.AgendaItem, c *index.Conference, s search) []bar {
	long := len(days) > 31
	key := func(d corpus.Date) string {
		switch {
		case yearsOf(c) > 1:
			return string(d[:4])
		case long:
			return string(d[:7])
		}
		return string(d)
	}
	counts := map[string]int{}
	for day, items := range days {
		counts[key(day)] += 0 // a bar, also where nothing matches
		for _, i := range items {
			if i.Match {
				counts[key(day)]++
			}
		}
	}
	if yearsOf(c) > 1 {
		bars := yearBars(counts, func(y string) string { return s.toggled(index.ByYear, y).path() })
		for i, b := range bars {
			bars[i].On = slices.Contains(s.Filters[index.ByYear].Include, b.Lead+b.Label)
		}
		return bars
	}
	var out []bar
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		b := bar{Count: counts[k]}
		if long {
			b.Label = corpus.Date(k + "-01").Time().Format("Jan")
		} else {
			b.Label, b.Path = corpus.Date(k).Time().Format("2 Jan"), dayChoice(s, corpus.Date(k)).path()
			b.On = slices.Contains(s.Filters[index.ByDay].Include, k)
		}
		out = append(out, b)
	}
	return scaled(out)
}

// years returns a bar for each year from the first that has results to the last.
func (b *builder) years() []bar {
	counts, chosen := map[string]int{}, map[string]bool{}
	for _, v := range b.counts(index.ByYear) {
		counts[v.Value], chosen[v.Value] = v.Count, v.Selected
	}
	out := yearBars(counts, func(y string) string { return b.s.toggled(index.ByYear, y).path() })
	for i := range out {
		out[i].On = chosen[out[i].Lead+out[i].Label]
	}
	return out
}

// maxYears is how many years are shown in a row, those without talks included.
const maxYears = 100

// yearBars returns a bar for each year from the first to the last; nil for a single
// one. Years without talks lead nowhere.
func yearBars(counts map[string]int, path func(year string) string) []bar {
	years := slices.Sorted(maps.Keys(counts))
	if len(years) < 2 {
		return nil
	}
	first, last := corpus.Date(years[0]+"-01-01").Time().Year(), corpus.Date(years[len(years)-1]+"-01-01").Time().Year()
	var out []bar
	for y := max(first, last-maxYears); y <= last; y++ {
		year := fmt.Sprintf("%04d", y)
		b := bar{Lead: year[:2], Label: year[2:], Count: counts[year]}
		if b.Count > 0 {
			b.Path = path(year)
		}
		out = append(out, b)
	}
	return scaled(out)
}

// scaled returns bars with their heights; the largest is full.
func scaled(bars []bar) []bar {
	most := 0
	for _, b := range bars {
		most = max(most, b.Count)
	}
	for i := range bars {
		bars[i].H = height(bars[i].Count, most, barHeight)
		bars[i].Y = barHeight - bars[i].H
	}
	return bars
}

// height returns how high the bar of n is, where that of most is full. A bar is
// seen, however small.
func height(n, most, full int) int {
	if n == 0 || most == 0 {
		return 0
	}
	return max(3, n*full/most)
}
