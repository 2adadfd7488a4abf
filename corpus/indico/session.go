package indico

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"talksearch/corpus"
)

// A sessionInfo is a session as both exports tell it.
type sessionInfo struct {
	id        string // the number in its address; "" in old exports
	title     string
	kind      string // the organisers' name for its type
	poster    bool
	abstract  string
	url       string
	conveners []person
	links     []corpus.Link
	blocks    []*block
}

// A block is one slot of a session in the timetable.
type block struct {
	id         string
	name       string // its own title, such as "part 2"
	room       string
	venue      string
	start, end time.Time
	day        corpus.Date // when start can't be read
	conveners  []person
	talks      int // the contributions in it
	where      string
}

// sessions are an event's sessions in the order in which they are first met.
type sessions struct {
	list  []*sessionInfo
	known map[string]*sessionInfo
}

// get returns the session of that key, and asks for it when it is new.
func (s *sessions) get(key string, fresh func() sessionInfo) *sessionInfo {
	if in := s.known[key]; in != nil {
		return in
	}
	if s.known == nil {
		s.known = make(map[string]*sessionInfo)
	}
	in := fresh()
	s.known[key] = &in
	s.list = append(s.list, &in)
	return &in
}

// block adds a block to a session.
func (c *converter) block(in *sessionInfo, b *block, start, end json.RawMessage, minutes any) {
	t := corpus.Talk{Title: in.title, Where: b.where}
	c.place(&t, start, end, minutes)
	b.start, b.end, b.day = t.Start, t.End, t.Day
	in.blocks = append(in.blocks, b)
}

// sessions adds the items that sessions are themselves; which, the package's
// comment says.
func (c *converter) sessions(all *sessions) {
	for _, in := range all.list {
		slices.SortStableFunc(in.blocks, func(a, b *block) int {
			if x, y := a.start.IsZero(), b.start.IsZero(); x != y {
				if x {
					return 1
				}
				return -1
			}
			return cmp.Or(a.start.Compare(b.start), strings.Compare(a.id, b.id))
		})
		holdsTalks := slices.ContainsFunc(in.blocks, func(b *block) bool { return b.talks > 0 })
		for i, b := range in.blocks {
			if b.talks == 0 || (i == 0 && in.abstract != "") {
				c.add(c.session(in, b, holdsTalks))
			}
		}
	}
}

// session makes an item of a session's block.
func (c *converter) session(in *sessionInfo, b *block, holdsTalks bool) item {
	t := corpus.Talk{
		Kind: sessionKind(in.kind, in.title, in.poster, holdsTalks), Title: in.title, Abstract: in.abstract, Track: in.kind, Room: b.room,
		Day: b.day, Start: b.start, End: b.end, URL: in.url, Links: slices.Clone(in.links), UID: uid(sessionUID, in.id, b.id), Where: b.where,
	}
	if b.name != "" && in.title != "" {
		t.Title += ": " + b.name
	}
	// A track is found under its own name, like the talks in it.
	if holdsTalks || t.Kind == corpus.KindTrack {
		t.Track = in.title
	}
	role := corpus.RoleModerator
	if t.Kind == corpus.KindMicroconference {
		role = corpus.RoleLead
	}
	t.Speakers = speakers(nil, role, b.conveners, in.conveners)
	return item{t, b.venue}
}

// language returns a locale such as "en_GB" as a language tag.
func language(s string) string { return strings.ReplaceAll(s, "_", "-") }
