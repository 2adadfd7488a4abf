package timetable

import (
	"regexp"
	"strconv"
	"strings"
)

// A slot is one entry of the timetable: its times and all text up to the next.
type slot struct {
	line       int
	indent     int
	start, end clock
	parent     *slot // of a nested slot
	children   []*slot
	text       []line // title and body

	titled  int // line of the title, or of the slot where there is none
	title   string
	minutes int // duration, or 0
	body    []line
	day     int // from 0
}

// A clock is a time of day in minutes. The end of a day may be 24:00.
type clock int

// The clocks of a slot that has none, and of one that no clock can show.
const (
	noClock  clock = -1
	badClock clock = -2
)

func (c clock) valid() bool { return c >= 0 }

// The parts of a line that begins a slot. Bullets are those of browsers'
// lists; a dash or a star also begins lists within texts.
const (
	bullet    = `[•●◦○▪‣∙·][\s\x{a0}]*`
	clockTime = `(\d{1,2}:\d{2})[\s\x{a0}]*([AaPp]\.?[Mm]\.?)?`
	between   = `[\s\x{a0}]*(?:-|–|—|→|to)?[\s\x{a0}]*`
)

var slotLine = regexp.MustCompile(`^` + bullet + clockTime + `(?:` + between + clockTime + `)?$`)

// slots parts the source into what stands before the first slot, the slots,
// and what stands after the last and is none of the timetable's.
func slots(lines []line) (head []line, list []*slot, rest []line) {
	candidates := make(map[int]*slot)
	for i, l := range lines {
		if m := slotLine.FindStringSubmatch(l.text); m != nil {
			s := &slot{line: l.number, indent: l.indent, start: readClock(m[1], m[2]), end: noClock}
			if m[3] != "" {
				s.end = readClock(m[3], m[4])
			}
			candidates[i] = s
		}
	}
	levels := measure(candidates)
	begin := -1 // of the current slot's text
	for i := range lines {
		s := candidates[i]
		if s == nil || !levels.place(s, list) {
			continue
		}
		if begin < 0 {
			head = lines[:i]
		} else {
			list[len(list)-1].text = lines[begin:i]
		}
		list = append(list, s)
		begin = i + 1
	}
	if begin < 0 {
		return lines, nil, nil
	}
	text := lines[begin:]
	end := tail(text, levels.textMargin(lines, candidates))
	rest = nonblank(text[end:])
	list[len(list)-1].text = text[:end]
	for _, s := range list {
		s.text = trim(s.text)
		if s.parent != nil {
			s.parent.children = append(s.parent.children, s)
		}
	}
	return head, list, rest
}

// levels are the columns at which slots stand.
type levels struct {
	margin int // of slots at the margin
	nested int // of those nested in them, or -1 when columns tell nothing
}

// measure finds the columns: the margin is where a slot with start and end
// stands furthest left.
func measure(candidates map[int]*slot) levels {
	l := levels{-1, -1}
	least := func(at *int, column int) {
		if *at < 0 || column < *at {
			*at = column
		}
	}
	for _, s := range candidates {
		if s.end != noClock {
			least(&l.margin, s.indent)
		}
	}
	if l.margin < 0 {
		for _, s := range candidates {
			least(&l.margin, s.indent)
		}
	}
	for _, s := range candidates {
		if s.indent > l.margin {
			least(&l.nested, s.indent)
		}
	}
	return l
}

// textMargin returns the least column of the slots' texts: that of the slots,
// or 0 where most titles stand further out, so that columns tell nothing.
func (l levels) textMargin(lines []line, candidates map[int]*slot) int {
	out := 0
	for i := range candidates {
		if i+1 < len(lines) && lines[i+1].text != "" && lines[i+1].indent < l.margin {
			out++
		}
	}
	if 2*out > len(candidates) {
		return 0
	}
	return l.margin
}

// place gives s its parent, if it has one, and reports whether s is a slot at
// all: a time further in than nested slots belongs to the text of one.
func (l levels) place(s *slot, before []*slot) bool {
	var top *slot // the last at the margin
	if n := len(before); n > 0 {
		if top = before[n-1]; top.parent != nil {
			top = top.parent
		}
	}
	switch {
	case l.nested < 0: // the columns are lost
		if s.end == noClock {
			s.parent = top
		}
		return true
	case s.indent <= l.margin || s.end != noClock && s.indent == l.margin+1:
		return true
	case s.indent > l.nested+1 && top != nil:
		return false
	}
	s.parent = top
	return true
}

// readClock reads "10:45" or "1:30 PM".
func readClock(s, half string) clock {
	h, m, _ := strings.Cut(s, ":")
	hours, _ := strconv.Atoi(h)
	minutes, _ := strconv.Atoi(m)
	if half != "" {
		if hours < 1 || hours > 12 {
			return badClock
		}
		hours %= 12
		if half[0] == 'p' || half[0] == 'P' {
			hours += 12
		}
	}
	if minutes > 59 || hours > 24 || (hours == 24 && minutes > 0) {
		return badClock
	}
	return clock(hours*60 + minutes)
}

// tail returns where the last slot's text ends and the rest of the page
// begins: at a line further out than the slots, or, where columns tell
// nothing, at the first words that only pages say.
func tail(text []line, margin int) int {
	for i, l := range text {
		if l.text != "" && (l.indent < margin || pageWords(l.text) || margin == 0 && pageLinks[strings.ToLower(l.text)]) {
			return i
		}
	}
	return len(text)
}

// trim drops blank lines at both ends, all but one of several in a row, and
// what the page itself says.
func trim(text []line) []line {
	var out []line
	for _, l := range text {
		if pageWords(l.text) {
			l.text = ""
		}
		if l.text == "" && (len(out) == 0 || out[len(out)-1].text == "") {
			continue
		}
		out = append(out, l)
	}
	if n := len(out); n > 0 && out[n-1].text == "" {
		out = out[:n-1]
	}
	return out
}

func nonblank(text []line) []line {
	var out []line
	for _, l := range text {
		if l.text != "" {
			out = append(out, l)
		}
	}
	return out
}
