package indico

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"talksearch/corpus"
)

// timetable converts one event of the timetable export. Its times come in one
// zone, which is taken for the event's; Merge puts that right.
func (c *converter) timetable(id string, days map[string]map[string]*entry) *corpus.Programme {
	where := "results." + id
	p := &corpus.Programme{ID: programmeID(id, "", ""), Title: "Indico event " + id, URL: c.page("", id)}
	c.language = ""
	p.Timezone = c.setZone("", where, startsOf(days)...)

	var all sessions
	blocks := make(map[string]*tableBlock)
	seen := make(map[string]bool) // what lasts overnight stands on both days
	for _, day := range slices.Sorted(maps.Keys(days)) {
		for _, key := range slices.Sorted(maps.Keys(days[day])) {
			e, path := days[day][key], where+"."+day+"."+key
			switch e.kind(key) {
			case "Session":
				b := blocks[key]
				if b == nil {
					b = c.tableBlock(&all, e, dayOf(day), path)
					blocks[key] = b
				}
				for _, key := range slices.Sorted(maps.Keys(e.Entries)) {
					c.inBlock(b, e.Entries[key], key, seen, path+".entries."+key)
				}
			case "Contribution":
				if !seen[key] {
					seen[key] = true
					c.add(c.tableContribution(e, nil, dayOf(day), path))
				}
			default:
				c.passOver(e, key, path)
			}
		}
	}
	c.sessions(&all)
	if len(c.items) == 0 {
		c.warn(where, "", "talks", "the timetable is empty; it may not be published yet")
	}
	c.finish(p, "")
	return p
}

// A tableBlock is a block with its session.
type tableBlock struct {
	*block
	in  *sessionInfo
	day corpus.Date
}

func (c *converter) tableBlock(all *sessions, e *entry, day corpus.Date, where string) *tableBlock {
	id := ident(e.SessionID)
	in := all.get(cmp.Or(id, e.Title), func() sessionInfo {
		return sessionInfo{id: id, title: e.Title, poster: e.IsPoster, abstract: text(e.Description), url: c.link(e.URL), links: c.links(&e.attached)}
	})
	b := &block{id: ident(e.SlotID), name: e.SlotTitle, room: e.Room, venue: e.Location, conveners: e.Conveners, where: where}
	c.block(in, b, e.Start, e.End, e.Duration)
	if b.start.IsZero() && b.day == "" {
		b.day = day
	}
	return &tableBlock{b, in, day}
}

// inBlock converts what stands in a block: contributions and breaks.
func (c *converter) inBlock(b *tableBlock, e *entry, key string, seen map[string]bool, where string) {
	if e.kind(key) != "Contribution" {
		c.passOver(e, key, where)
		return
	}
	if seen[key] {
		return
	}
	seen[key] = true
	if c.add(c.tableContribution(e, b, b.day, where)) {
		b.talks++
	}
}

// tableContribution converts a contribution, standing in a block or, if that is
// nil, on its own.
func (c *converter) tableContribution(e *entry, b *tableBlock, day corpus.Date, where string) item {
	t := corpus.Talk{
		Title: e.Title, Abstract: text(e.Description), Room: e.Room, URL: c.link(e.URL), Links: c.links(&e.attached),
		UID: uid(contributionUID, ident(e.ContributionID)), Where: where,
		Speakers: speakers(speakers(nil, corpus.RoleSpeaker, e.Presenters), corpus.RoleAuthor, e.Authors),
	}
	c.place(&t, e.Start, e.End, e.Duration)
	if t.Start.IsZero() && t.Day == "" {
		t.Day = day
	}
	poster := false
	if b != nil {
		t.Track, t.Room, poster = b.in.title, cmp.Or(t.Room, b.room), b.in.poster
	}
	t.Kind = contributionKind("", e.Title, poster)
	return item{t, e.Location}
}

// passOver leaves out an entry, silently if it is a break.
func (c *converter) passOver(e *entry, key, where string) {
	if kind := e.kind(key); kind != "Break" && kind != "" {
		c.warn(where, e.Title, "kind", "entry type %q is not known here; want Session, Contribution or Break; left out", kind)
	}
}

// kind returns the type of an entry, by its key if it doesn't say; "" for null.
func (e *entry) kind(key string) string {
	switch {
	case e == nil:
		return ""
	case e.EntryType != "":
		return e.EntryType
	case strings.HasPrefix(key, "s"):
		return "Session"
	case strings.HasPrefix(key, "c"):
		return "Contribution"
	case strings.HasPrefix(key, "b"):
		return "Break"
	}
	return key
}

// startsOf returns the starts of a timetable in the order of days and keys.
func startsOf(days map[string]map[string]*entry) []json.RawMessage {
	var out []json.RawMessage
	for _, day := range slices.Sorted(maps.Keys(days)) {
		for _, key := range slices.Sorted(maps.Keys(days[day])) {
			if e := days[day][key]; e != nil {
				out = append(out, e.Start)
			}
		}
	}
	return out
}

// dayOf returns the day of a key such as "20190909", or "".
func dayOf(key string) corpus.Date {
	if len(key) != 8 {
		return ""
	}
	day, err := corpus.ParseDate(key[:4] + "-" + key[4:6] + "-" + key[6:])
	if err != nil {
		return ""
	}
	return day
}
