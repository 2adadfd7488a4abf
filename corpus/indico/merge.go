package indico

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"talksearch/corpus"
)

// Merge joins two readings of one event, usually of an event export and of its
// timetable, into a new programme; two event exports of different detail, or
// the result of another Merge, will do as well. Either may be nil.
//
// Talks are the same if their UIDs are. Where one has none they are if title
// and start agree, or if the title is found once on each side and one of the
// two has no start. Of the same talk the fuller data is kept: names, keywords,
// topics and links of both; the event's title, track and time, the timetable's
// room, and the longer abstract. What only one reading has is kept. Talks come
// in the order of time. Their ids are made anew, as titles may repeat that did
// not before, so the result wants to be normalised.
func Merge(event, timetable *corpus.Programme) *corpus.Programme {
	if event == nil {
		event, timetable = timetable, nil
	}
	if event == nil {
		return nil
	}
	if timetable == nil {
		timetable = &corpus.Programme{}
	}
	p := *event
	if nameless(event) && timetable.ID != "" && timetable.Title != "" {
		p.ID, p.Title = timetable.ID, timetable.Title
	}
	p.Start, p.End = cmp.Or(event.Start, timetable.Start), cmp.Or(event.End, timetable.End)
	p.Timezone = cmp.Or(event.Timezone, timetable.Timezone)
	p.Location = cmp.Or(event.Location, timetable.Location)
	p.URL = cmp.Or(event.URL, timetable.URL)
	p.Notice = cmp.Or(event.Notice, timetable.Notice)

	p.Talks = make([]corpus.Talk, 0, max(len(event.Talks), len(timetable.Talks)))
	same := pair(event.Talks, timetable.Talks)
	taken := make([]bool, len(timetable.Talks))
	for i, t := range event.Talks {
		if j := same[i]; j >= 0 {
			taken[j] = true
			p.Talks = append(p.Talks, combine(t, timetable.Talks[j]))
		} else {
			p.Talks = append(p.Talks, combine(t, corpus.Talk{}))
		}
	}
	for j, t := range timetable.Talks {
		if !taken[j] {
			p.Talks = append(p.Talks, combine(t, corpus.Talk{}))
		}
	}
	if zone, err := p.Zone(); err == nil {
		for i := range p.Talks {
			settle(&p.Talks[i], zone)
		}
	}
	slices.SortStableFunc(p.Talks, inOrder)
	identify(p.Talks)
	return &p
}

// nameless reports whether p has only the name that a timetable gets.
func nameless(p *corpus.Programme) bool {
	return p.Title == "" || strings.HasPrefix(p.Title, "Indico event ") && strings.HasPrefix(p.ID, "event-")
}

// settle moves a talk into the zone; its day may be of another.
func settle(t *corpus.Talk, zone *time.Location) {
	if t.Start.IsZero() {
		return
	}
	t.Start = t.Start.In(zone)
	t.Day = corpus.DateOf(t.Start)
	if !t.End.IsZero() {
		t.End = t.End.In(zone)
	}
}

// pair returns for each of a the index of the same talk in b, or -1. Each is
// paired once, by the surest sign first.
func pair(a, b []corpus.Talk) []int {
	same, taken := make([]int, len(a)), make([]bool, len(b))
	for i := range same {
		same[i] = -1
	}
	join := func(i, j int) { same[i], taken[j] = j, true }

	byUID := group(b, taken, func(t *corpus.Talk) string { return t.UID })
	for i := range a {
		if list := byUID[a[i].UID]; len(list) > 0 {
			join(i, list[0])
			byUID[a[i].UID] = list[1:]
		}
	}
	// From here on two UIDs are different ones: one of a pair has none.
	named := group(b, taken, func(t *corpus.Talk) string {
		if t.UID == "" {
			return ""
		}
		return titleAndStart(t)
	})
	unnamed := group(b, taken, func(t *corpus.Talk) string {
		if t.UID != "" {
			return ""
		}
		return titleAndStart(t)
	})
	for i := range a {
		key := titleAndStart(&a[i])
		switch {
		case same[i] >= 0:
		case a[i].UID == "" && len(named[key]) > 0:
			join(i, named[key][0])
			named[key] = named[key][1:]
		case len(unnamed[key]) > 0:
			join(i, unnamed[key][0])
			unnamed[key] = unnamed[key][1:]
		}
	}
	paired := make([]bool, len(a))
	for i, j := range same {
		paired[i] = j >= 0
	}
	left, right := group(a, paired, titleOf), group(b, taken, titleOf)
	for key, list := range left {
		if len(list) != 1 || len(right[key]) != 1 {
			continue
		}
		x, y := &a[list[0]], &b[right[key][0]]
		if (x.UID == "" || y.UID == "") && (x.Start.IsZero() || y.Start.IsZero()) {
			join(list[0], right[key][0])
		}
	}
	return same
}

// group returns the indexes of the talks that are not taken yet by key, without
// those whose key is empty.
func group(talks []corpus.Talk, taken []bool, key func(*corpus.Talk) string) map[string][]int {
	by := make(map[string][]int)
	for i := range talks {
		if k := key(&talks[i]); k != "" && !taken[i] {
			by[k] = append(by[k], i)
		}
	}
	return by
}

// titleOf returns a title as titles are compared: by its letters and digits, if
// it has any.
func titleOf(t *corpus.Talk) string {
	return cmp.Or(corpus.Slug(t.Title), strings.TrimSpace(corpus.Fold(t.Title)), t.Title)
}

func titleAndStart(t *corpus.Talk) string {
	title := titleOf(t)
	if title == "" || t.Start.IsZero() {
		return title
	}
	return title + "@" + t.Start.UTC().Format(time.RFC3339)
}

// combine returns the fuller of two readings of a talk, e from the event export
// and t from the timetable, and shares no list with either.
func combine(e, t corpus.Talk) corpus.Talk {
	x := e
	if e.Kind == "" || e.Kind == corpus.KindTalk && t.Kind != "" {
		x.Kind = t.Kind
	}
	x.Title = cmp.Or(e.Title, t.Title)
	x.Subtitle = cmp.Or(e.Subtitle, t.Subtitle)
	x.Track = cmp.Or(e.Track, t.Track)
	x.Room = cmp.Or(t.Room, e.Room)
	x.Day = cmp.Or(e.Day, t.Day)
	if e.Start.IsZero() {
		x.Start, x.End, x.Day = t.Start, t.End, cmp.Or(t.Day, e.Day)
	} else if e.End.IsZero() && t.End.After(e.Start) {
		x.End = t.End
	}
	if len(t.Abstract) > len(e.Abstract) {
		x.Abstract = t.Abstract
	}
	x.URL = cmp.Or(e.URL, t.URL)
	x.Language = cmp.Or(e.Language, t.Language)
	x.UID = cmp.Or(e.UID, t.UID)
	x.Where = cmp.Or(e.Where, t.Where)
	x.Keywords = union(e.Keywords, t.Keywords)
	x.Topics = union(e.Topics, t.Topics)
	x.Speakers = everyone(e.Speakers, t.Speakers)
	x.Links = slices.Clone(e.Links)
	for _, l := range t.Links {
		if !slices.ContainsFunc(x.Links, func(o corpus.Link) bool { return o.URL == l.URL }) {
			x.Links = append(x.Links, l)
		}
	}
	return x
}

// union appends to a what of b isn't in it.
func union(a, b []string) []string {
	out := slices.Clone(a)
	known := make(map[string]bool, len(a))
	for _, s := range a {
		known[corpus.Fold(s)] = true
	}
	for _, s := range b {
		if !known[corpus.Fold(s)] {
			out = append(out, s)
		}
	}
	return out
}

// everyone returns the people of both. The event export knows who is a speaker
// and who only an author; the timetables of Indico 2.0 list both as presenters.
func everyone(event, timetable []corpus.Speaker) []corpus.Speaker {
	out := slices.Clone(event)
	known := make(map[string]int, len(event))
	authorsOnly := true
	for i, s := range event {
		known[corpus.Fold(s.Name)] = i
		authorsOnly = authorsOnly && s.Role == corpus.RoleAuthor
	}
	for _, s := range timetable {
		i, ok := known[corpus.Fold(s.Name)]
		if !ok {
			out = append(out, s)
			continue
		}
		out[i].Affiliation = cmp.Or(out[i].Affiliation, s.Affiliation)
		if authorsOnly {
			out[i].Role = s.Role
		}
	}
	return out
}
