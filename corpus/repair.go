package corpus

import (
	"fmt"
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
func Repair(p *Programme) {
	repairProgramme(p)
	ids := identities{taken: map[string]bool{}, next: map[string]int{}}
	for _, t := range p.Talks {
		ids.reserved = append(ids.reserved, t.ID)
	}
	ids.reserve()
	for i := range p.Talks {
		t := &p.Talks[i]
		if t.Title == "" {
			t.Title = "Untitled"
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
		for j := range t.Speakers {
			if !t.Speakers[j].Role.Known() {
				t.Speakers[j].Role = RoleSpeaker
			}
		}
		if !followable(t.URL) {
			t.URL = ""
		}
		t.Links = slices.DeleteFunc(t.Links, func(l Link) bool { return !followable(l.URL) })
		t.ID = ids.unique(i, t.ID, t.Title)
	}
	span(p)
}

func repairProgramme(p *Programme) {
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
		p.Title = "Untitled"
	}
	if _, err := p.Zone(); err != nil {
		p.Timezone = ""
		for i := range p.Talks {
			p.Talks[i].normalize(time.UTC)
		}
	}
	for _, d := range []*Date{&p.Start, &p.End} {
		if _, err := ParseDate(string(*d)); err != nil {
			*d = ""
		}
	}
	if p.End < p.Start {
		p.Start, p.End = "", "" // span finds them from the talks
	}
	if !followable(p.URL) {
		p.URL = ""
	}
}

// identities gives each talk of a programme an id of its own. Ids that are fit
// for addresses stay with the first talk that has them.
type identities struct {
	reserved []string // the talks' ids; "" once reserve found another to have it first
	taken    map[string]bool
	next     map[string]int // base -> the number to try next
}

func (d *identities) reserve() {
	for i, id := range d.reserved {
		if d.taken[id] || !addressable(id) {
			d.reserved[i] = ""
			continue
		}
		d.taken[id] = true
	}
}

// unique returns the id of talk i.
func (d *identities) unique(i int, id, title string) string {
	if d.reserved[i] != "" {
		return id
	}
	if !addressable(id) {
		if id = Slug(id); id == "" {
			id = Slug(title)
		}
		if id == "" {
			id = "talk"
		}
	}
	base := id
	for n := max(2, d.next[base]); d.taken[id]; n++ {
		id, d.next[base] = fmt.Sprintf("%s-%d", base, n), n+1
	}
	d.taken[id] = true
	return id
}
