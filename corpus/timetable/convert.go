package timetable

import (
	"fmt"
	"strings"
	"time"

	"talksearch/corpus"
)

// A reading turns slots into a programme and gathers its problems.
type reading struct {
	head     head
	zone     *time.Location
	width    int // at which the text was wrapped, or 0
	problems corpus.Problems

	durations bool // some slot states its duration
}

func (c *reading) warn(line int, talk, field, format string, args ...any) {
	p := corpus.Problem{Severity: corpus.Warning, Talk: talk, Field: field, Message: fmt.Sprintf(format, args...)}
	if line > 0 {
		p.Where = where(line)
	}
	c.problems = append(c.problems, p)
}

// left reports text after the last slot that is not known to be the page's.
func (c *reading) left(rest []line) {
	if len(rest) > 0 && !pageWords(rest[0].text) && !pageLinks[strings.ToLower(rest[0].text)] {
		c.warn(rest[0].number, "", "", "%d lines from here on stand outside the timetable and are left out: %.60q", len(rest), rest[0].text)
	}
}

func (c *reading) programme(slots []*slot) *corpus.Programme {
	h := &c.head
	p := &corpus.Programme{ID: corpus.Slug(h.name()), Title: h.title, Location: h.location, Timezone: h.zone}
	zone, err := p.Zone()
	if err != nil {
		zone = time.UTC
	}
	c.zone = zone
	if h.title == "" {
		c.warn(1, "", "title", "nothing stands before the first slot; want the conference's name and dates")
	}
	for _, s := range slots {
		s.readTitle()
		c.durations = c.durations || s.minutes > 0
	}
	c.days(p, slots)
	if h.guessed {
		c.warn(h.dateLine, "", "timezone", "is not stated; %s is assumed for %s", h.zone, h.location)
	} else if h.zone == "" {
		c.warn(h.dateLine, "", "timezone", "is not stated; times are taken for UTC")
	}
	for _, s := range slots {
		if s.parent == nil {
			c.top(p, s)
		}
	}
	return p
}

// microconferences is the track of those that stand in none.
const microconferences = "Microconference"

// top adds the items of a slot at the margin and of those nested in it.
func (c *reading) top(p *corpus.Programme, s *slot) {
	if s.title != "" && (isBreak(s.title) || isPlaceholder(s.title)) && len(s.children) == 0 {
		c.leave(s)
		return
	}
	b := readBody(s.body, isMicroconference(s.title), c.width)
	if s.title == "" && !c.supply(s, &b) {
		return
	}
	t := corpus.Talk{Title: s.title, Kind: c.kind(s, b)}
	switch t.Kind {
	case corpus.KindMicroconference:
		t.Track = microconferences
	case corpus.KindTrack:
		t.Track = s.title
	}
	var children []corpus.Talk
	talks := 0
	for _, child := range s.children {
		if n, ok := c.nested(s, child); ok {
			children = append(children, n)
			if n.Kind != corpus.KindPlenary && n.Kind != corpus.KindSocial && n.Kind != corpus.KindOther {
				talks++
			}
		}
	}
	// A track that holds talks, and says nothing itself, is only their track.
	if s.title != "" && (t.Kind != corpus.KindTrack || talks == 0 || b.abstract != "" || len(b.topics) > 0 || len(b.people) > 0) {
		c.fill(&t, s, b)
		p.Talks = append(p.Talks, t)
	}
	p.Talks = append(p.Talks, children...)
}

// nested returns the item of a nested slot, if it is one.
func (c *reading) nested(top, s *slot) (corpus.Talk, bool) {
	s.day = top.day
	if top.start.valid() && s.start.valid() && s.start < top.start {
		if top.end.valid() && top.end < top.start && s.start < top.end {
			s.day++ // past midnight
		} else if !isBreak(s.title) {
			c.warn(s.line, s.title, "start", "is before the start of %q", top.title)
		}
	}
	if s.title != "" && (isBreak(s.title) || isPlaceholder(s.title)) {
		c.leave(s)
		return corpus.Talk{}, false
	}
	b := readBody(s.body, isMicroconference(s.title), c.width)
	if s.title == "" && !c.supply(s, &b) {
		return corpus.Talk{}, false
	}
	t := corpus.Talk{Title: s.title, Kind: kindOf(s.title), Track: top.title}
	if t.Kind == corpus.KindPlenary && isMicroconference(top.title) {
		t.Kind = "" // its opening is not the conference's
	}
	if t.Kind == "" && (b.micro || isMicroconference(s.title)) {
		t.Kind = corpus.KindMicroconference
	}
	if t.Kind == "" {
		if t.Kind = kindOf(top.title); !inherited[t.Kind] {
			t.Kind = corpus.KindTalk
		}
	}
	c.fill(&t, s, b)
	return t, true
}

// inherited are the kinds that a container gives its items.
var inherited = map[corpus.Kind]bool{corpus.KindBoF: true, corpus.KindLightning: true, corpus.KindKeynote: true, corpus.KindTutorial: true, corpus.KindPoster: true}

// leave reports a placeholder that is left out although it has a text.
func (c *reading) leave(s *slot) {
	if len(s.body) > 0 && !isBreak(s.title) {
		c.warn(s.line, s.title, "title", "names nothing, so the item is left out in spite of its text")
	}
}

// supply gives a title to a slot that has none, or reports false when it has
// nothing at all.
func (c *reading) supply(s *slot, b *body) bool {
	title, named := supplyTitle(s.body, c.head.title)
	if title == "" {
		if len(s.children) > 0 {
			c.warn(s.line, "", "title", "is missing; the items in this slot have no track")
			return true
		}
		c.warn(s.line, "", "title", "is missing, and so is any text; the slot is left out")
		return false
	}
	s.title = title
	b.micro = b.micro || named
	if named && len(b.topics) == 0 {
		micro := readBody(s.body, true, c.width)
		b.topics, b.abstract = micro.topics, micro.abstract
	}
	c.warn(s.line, title, "title", "is missing; this one is taken from the text")
	return true
}

// fill sets what is common to all items.
func (c *reading) fill(t *corpus.Talk, s *slot, b body) {
	t.Where = where(s.titled)
	t.Abstract, t.Topics, t.Keywords, t.Speakers = b.abstract, b.topics, b.keywords, b.people
	if c.head.dates.first.year > 0 {
		t.Day = corpus.DateOf(c.head.dates.first.time().AddDate(0, 0, s.day))
	}
	t.Start = c.at(s.day, s.start)
	switch {
	case s.end.valid() && s.start.valid():
		day := s.day
		if s.end < s.start {
			day++ // past midnight
		}
		t.End = c.at(day, s.end)
	case s.minutes > 0 && !t.Start.IsZero():
		t.End = t.Start.Add(time.Duration(s.minutes) * time.Minute)
	}
	if s.start == badClock || s.end == badClock {
		c.warn(s.line, s.title, "start", "one of the slot's times is none; want a time of day, such as 10:45")
	}
}
