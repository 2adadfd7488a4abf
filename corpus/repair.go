package corpus

import (
	"fmt"
	"slices"
	"time"
)

// Repair makes the talks of a normalised programme fit to be served where
// Validate found errors in them, with the least change and without losing a
// talk: an end before the start is forgotten, a missing title is "Untitled", an
// unknown kind is "other", an unknown role "speaker", an unreadable day and a
// link that can't be followed are dropped, and ids are made fit for addresses
// and unique. Errors of the programme itself remain.
func Repair(p *Programme) {
	taken := map[string]bool{}
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
		t.ID = unique(t.ID, t.Title, taken)
	}
	if !followable(p.URL) {
		p.URL = ""
	}
}

// unique returns an id that fits into an address and is not taken, and takes it.
func unique(id, title string, taken map[string]bool) string {
	if !addressable(id) {
		if id = Slug(id); id == "" {
			id = Slug(title)
		}
		if id == "" {
			id = "talk"
		}
	}
	base := id
	for n := 2; taken[id]; n++ {
		id = fmt.Sprintf("%s-%d", base, n)
	}
	taken[id] = true
	return id
}
