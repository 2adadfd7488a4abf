package timetable

import (
	"slices"
	"time"

	"talksearch/corpus"
)

// days gives the slots their days, if the head tells the first.
func (c *reading) days(p *corpus.Programme, slots []*slot) {
	h := &c.head
	var tops []*slot
	for _, s := range slots {
		if s.parent == nil {
			tops = append(tops, s)
		}
	}
	stated := 0
	switch {
	case h.dates.first.day == 0:
		c.warn(1, "", "start", "no dates before the first slot; want such as \"September 9-11, 2019\"")
	case h.dates.first.year == 0:
		c.warn(h.dateLine, "", "start", "the dates are stated without a year")
		stated = h.dates.days()
	default:
		p.Start, p.End = corpus.DateOf(h.dates.first.time()), corpus.DateOf(h.dates.last.time())
		stated = h.dates.days()
	}
	found := assignDays(tops, stated)
	if stated > 0 && found != stated && !(found == stated+1 && lateOnly(tops, stated)) {
		c.warn(h.dateLine, "", "day", "the dates are %d days, but the starts of the slots tell %d; some days may be wrong", stated, found)
	}
}

// lateOnly reports whether all slots of a day are before dawn, which makes
// them the evening before.
func lateOnly(tops []*slot, day int) bool {
	for _, s := range tops {
		if s.day == day && s.start >= dawn {
			return false
		}
	}
	return true
}

// at returns the moment of a time on a day of the programme, or the zero time.
func (c *reading) at(day int, t clock) time.Time {
	d := c.head.dates.first
	if d.year == 0 || d.day == 0 || !t.valid() {
		return time.Time{}
	}
	return time.Date(d.year, d.month, d.day+day, 0, int(t), 0, 0, c.zone)
}

// assignDays numbers the days of the slots at the margin, from 0, and returns
// how many there are. Slots of a day go by their start, so a day begins where
// the start falls. The head's number of days, or 0, settles what the starts
// leave open: of too many falls the smaller are slips of order within a day;
// where there are too few, a title that runs already has begun anew.
func assignDays(tops []*slot, days int) int {
	var timed []*slot
	for _, s := range tops {
		if s.start.valid() {
			timed = append(timed, s)
		}
	}
	begins := falls(timed)
	switch {
	case days > 0 && len(begins) > days-1:
		begins = greatest(timed, begins, days)
	case days > 0 && len(begins) == 0 && len(timed) == days && sameStart(timed):
		for i := 1; i < days; i++ {
			begins = append(begins, i)
		}
	case len(begins) < days-1:
		begins = repeats(timed, begins, days, true)
		// Blocks of one track may follow each other on a day; only if this
		// makes the number right, they are days.
		if again := repeats(timed, begins, days, false); len(again) == days-1 {
			begins = again
		}
	}
	day, next := 0, 0
	for i, s := range timed {
		if next < len(begins) && begins[next] == i {
			day++
			next++
		}
		s.day = day
	}
	// A slot without a readable time goes with the one before it.
	day = 0
	for _, s := range tops {
		if s.start.valid() {
			day = s.day
		}
		s.day = day
	}
	return len(begins) + 1
}

// falls returns the indexes of slots that start earlier than the one before.
func falls(timed []*slot) []int {
	var list []int
	for i := 1; i < len(timed); i++ {
		if timed[i].start < timed[i-1].start {
			list = append(list, i)
		}
	}
	return list
}

// dawn is when a day's evening is over: a slot between midnight and dawn after
// the last day's others is on the next day by the calendar.
const dawn clock = 5 * 60

// greatest keeps the falls that part days: as many as there are days to part,
// the greatest first. What follows midnight on the last day is one more.
func greatest(timed []*slot, begins []int, days int) []int {
	want := days - 1
	if last := begins[len(begins)-1]; timed[last].start < dawn && timed[len(timed)-1].start < dawn {
		want++
	}
	ranked := slices.Clone(begins)
	slices.SortStableFunc(ranked, func(a, b int) int {
		return int((timed[a].start - timed[a-1].start) - (timed[b].start - timed[b-1].start))
	})
	ranked = ranked[:min(want, len(ranked))]
	slices.Sort(ranked)
	return ranked
}

// repeats adds the slots whose title is that of a slot before them on the day:
// of one which would not be over yet, for nothing is held twice at once, or,
// unless overlapping, of any but a break.
func repeats(timed []*slot, begins []int, days int, overlapping bool) []int {
	var list []int
	running := make(map[string]clock) // the end of each title of the day
	next := 0
	for i, s := range timed {
		title := corpus.Fold(s.title)
		end, known := running[title]
		fall := next < len(begins) && begins[next] == i
		if fall {
			next++
		}
		again := known && title != "" && (s.start < end || !overlapping && !isBreak(s.title)) && len(list)+len(begins)-next < days-1
		if fall || again {
			list = append(list, i)
			clear(running)
		}
		running[title] = s.end
	}
	return list
}

func sameStart(timed []*slot) bool {
	for _, s := range timed {
		if s.start != timed[0].start {
			return false
		}
	}
	return len(timed) > 1
}
