package indico

import (
	"cmp"
	"fmt"

	"talksearch/corpus"
)

// event converts one event of the event export.
func (c *converter) event(e *event, where string) *corpus.Programme {
	id := ident(e.ID)
	p := &corpus.Programme{
		ID: programmeID(id, e.Title, e.Kind), Title: e.Title, URL: c.page(e.URL, id),
		Timezone: c.setZone(e.Timezone, where, e.Start, e.End), Location: location(e.Location, e.Address),
	}
	c.language = language(e.Language)
	start, day := c.moment(e.Start, where, "", "start")
	p.Start = cmp.Or(day, corpus.DateOf(start))
	end, day := c.moment(e.End, where, "", "end")
	p.End = cmp.Or(day, corpus.DateOf(end))

	for i := range e.Contributions {
		c.add(c.contribution(&e.Contributions[i], nil, nil, fmt.Sprintf("%s.contributions[%d]", where, i)))
	}
	c.slots(e.Sessions, where)
	switch {
	case len(c.items) > 0:
	case e.Kind == "simple_event" || e.Kind == "lecture":
		c.add(c.lecture(e, where))
	case e.Contributions == nil && e.Sessions == nil:
		c.warn(where, "", "talks", "there are neither contributions nor sessions; want an export with detail=contributions or detail=sessions")
	default:
		c.warn(where, "", "talks", "the lists of contributions and sessions hold no talk; the programme may not be published yet")
	}
	c.finish(p, e.Location)
	return p
}

// contribution converts a contribution. If it stands in a session's block, in
// and at are that.
func (c *converter) contribution(x *contribution, in *sessionInfo, at *block, where string) item {
	t := corpus.Talk{
		Title: x.Title, Abstract: text(x.Description), Track: cmp.Or(x.Track, x.Session), Room: cmp.Or(x.RoomFullname, x.Room),
		Keywords: words(x.Keywords), URL: c.link(x.URL), Links: c.links(&x.attached), UID: uid(contributionUID, ident(x.DBID)), Where: where,
		Speakers: speakers(speakers(nil, corpus.RoleSpeaker, x.Speakers), corpus.RoleAuthor, x.PrimaryAuthors, x.CoAuthors),
	}
	for _, sub := range x.SubContributions {
		if sub.Title != "" {
			t.Topics = append(t.Topics, topic(sub.Title, sub.Speakers))
		}
	}
	c.place(&t, x.Start, x.End, x.Duration)
	poster := false
	if in != nil {
		t.Track, t.Room, poster = cmp.Or(t.Track, in.title), cmp.Or(t.Room, at.room), in.poster
		if t.Start.IsZero() && t.Day == "" {
			t.Day = corpus.DateOf(at.start)
		}
	}
	t.Kind = contributionKind(x.Type, x.Title, poster)
	return item{t, x.Location}
}

// slots converts the session's blocks, which repeat their session each.
func (c *converter) slots(list []slot, where string) {
	var all sessions
	for i := range list {
		s := &list[i]
		from, path := s.Session, fmt.Sprintf("%s.sessions[%d]", where, i)
		if from == nil {
			from = &s.session
		}
		id := ident(from.DBID)
		in := all.get(cmp.Or(id, from.Title), func() sessionInfo {
			return sessionInfo{
				id: id, title: from.Title, kind: from.Type, poster: from.IsPoster, abstract: text(from.Description), url: c.link(from.URL),
				conveners: from.Conveners, links: c.links(&from.attached),
			}
		})
		b := &block{name: s.SlotTitle, room: cmp.Or(s.RoomFullname, s.Room), venue: s.Location, conveners: s.Conveners, where: path}
		if s.Session != nil {
			b.id = ident(s.ID)
		}
		c.block(in, b, s.Start, s.End, nil)
		for j := range s.Contributions {
			if c.add(c.contribution(&s.Contributions[j], in, b, fmt.Sprintf("%s.contributions[%d]", path, j))) {
				b.talks++
			}
		}
	}
	c.sessions(&all)
}

// lecture converts an event that is one talk.
func (c *converter) lecture(e *event, where string) item {
	t := corpus.Talk{
		Kind: corpus.KindTalk, Title: e.Title, Abstract: text(e.Description), Room: e.Room, URL: c.link(e.URL), Links: c.links(&e.attached),
		UID: uid(eventUID, ident(e.ID)), Speakers: speakers(nil, corpus.RoleSpeaker, e.Chairs), Where: where,
	}
	c.place(&t, e.Start, e.End, nil)
	return item{t, e.Location}
}

// topic returns a subcontribution as one line: what, and by whom.
func topic(title string, by []person) string {
	names := ""
	for i, s := range speakers(nil, corpus.RoleSpeaker, by) {
		if i > 0 {
			names += ", "
		}
		names += s.Name
	}
	if names == "" {
		return title
	}
	return title + " (" + names + ")"
}
