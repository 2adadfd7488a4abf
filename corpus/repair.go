package corpus

import (
	"slices"
	"time"
)

// Repair makes a normalised programme fit to be served where Validate found
// errors in it, with the least change and without losing a talk. Of the programme:
// a missing id or title is made of the other, unreadable or turned days are
// dropped, an unknown zone is UTC. Of its talks: an end before the start is
// forgotten, a missing title is "Untitled", an unknown kind is "other", an unknown
// role "speaker", an unreadable day and a link that can't be followed are dropped,
// and ids are made fit for addresses and unique. Only a programme without talks
// can't be repaired.
//
// Of more talks than memory holds the same is made talk by talk: RepairHead, then
// Place, Talk.Repair and Identities, then Span.
func Repair(p *Programme) {
	_, err := p.Zone()
	RepairHead(p)
	ids, span := Identities{}, Span{}
	for i := range p.Talks {
		t := &p.Talks[i]
		ids.Add(t)
		if err != nil { // until now there was no zone to place it in
			t.Place(time.UTC)
		}
		t.Repair()
		span.Add(t)
	}
	for i := range p.Talks {
		p.Talks[i].ID = ids.Repaired(i)
	}
	span.Fill(p)
}

// RepairHead repairs all of a programme but its talks.
func RepairHead(p *Programme) {
	if p.Title == "" {
		p.Title = p.ID
	}
	if !addressable(p.ID) {
		if p.ID = Slug(p.ID); p.ID == "" {
			p.ID = Slug(p.Title)
		}
	}
	if p.ID == "" {
		p.ID = "programme"
	}
	if p.Title == "" {
		p.Title = untitled
	}
	if _, err := p.Zone(); err != nil {
		p.Timezone = ""
	}
	for _, d := range []*Date{&p.Start, &p.End} {
		if _, err := ParseDate(string(*d)); err != nil {
			*d = ""
		}
	}
	if p.End < p.Start {
		p.Start, p.End = "", "" // Span finds them from the talks
	}
	if !followable(p.URL) {
		p.URL = ""
	}
}

// Repair repairs all of a talk but its id.
func (t *Talk) Repair() {
	if t.Title == "" {
		t.Title = untitled
	}
	if !t.Kind.Known() {
		t.Kind = KindOther
	}
	if t.Day != "" {
		if _, err := ParseDate(string(t.Day)); err != nil {
			t.Day = DateOf(t.Start)
		}
	}
	if t.End.Before(t.Start) {
		t.End = time.Time{}
	}
	for i := range t.Speakers {
		if !t.Speakers[i].Role.Known() {
			t.Speakers[i].Role = RoleSpeaker
		}
	}
	if !followable(t.URL) {
		t.URL = ""
	}
	t.Links = slices.DeleteFunc(t.Links, func(l Link) bool { return !followable(l.URL) })
}

// untitled is the title of what has none.
const untitled = "Untitled"
