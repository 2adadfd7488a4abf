package corpus

import (
	"cmp"
	"fmt"
)

// Identities gives the talks of a programme their ids. It is told of all talks, in
// their order, before it is asked for the first, for a talk must not take the id
// that a later one has. It holds some 60 bytes a talk.
type Identities struct {
	ids      []string       // as they were found
	title    map[int]string // slugs of the titles of talks whose ids are of no use
	normal   []string       // nil before they are asked for
	repaired []string       // likewise
}

// Add takes in the next talk, tidied.
func (d *Identities) Add(t *Talk) {
	if t.ID == "" && t.Title != "" || !addressable(t.ID) && Slug(t.ID) == "" {
		if d.title == nil {
			d.title = map[int]string{}
		}
		d.title[len(d.ids)] = cmp.Or(Slug(cmp.Or(t.Title, untitled)), "talk")
	}
	if t.ID == "" && t.Title != "" {
		d.ids = append(d.ids, unidentified)
		return
	}
	d.ids = append(d.ids, t.ID)
}

// unidentified stands for the id of a talk that has a title instead. Tidy leaves no
// such character in an id.
const unidentified = "\x00"

// Normal returns the id that Normalize gives talk i: its own, or else the slug of
// its title, numbered where several share it; "" for one with neither.
func (d *Identities) Normal(i int) string {
	if d.normal == nil {
		d.normal = make([]string, len(d.ids))
		taken, next := make(map[string]bool, len(d.ids)), map[string]int{}
		for _, id := range d.ids {
			taken[id] = true
		}
		for i, id := range d.ids {
			if d.normal[i] = id; id == unidentified {
				d.normal[i] = free(d.title[i], taken, next)
			}
		}
	}
	return d.normal[i]
}

// Repaired returns the id that Repair gives talk i. Ids that are fit for addresses
// stay with the first talk that has them.
func (d *Identities) Repaired(i int) string {
	if d.repaired == nil {
		d.repaired = make([]string, len(d.ids))
		taken, next := make(map[string]bool, len(d.ids)), map[string]int{}
		for i := range d.ids {
			if id := d.Normal(i); !taken[id] && addressable(id) {
				d.repaired[i], taken[id] = id, true
			}
		}
		for i := range d.ids {
			if d.repaired[i] != "" {
				continue
			}
			id := d.Normal(i)
			if !addressable(id) {
				id = cmp.Or(Slug(id), d.title[i])
			}
			d.repaired[i] = free(id, taken, next)
		}
	}
	return d.repaired[i]
}

// free returns an id that is not taken, and takes it; next holds the number to try
// next with each.
func free(base string, taken map[string]bool, next map[string]int) string {
	id := base
	for n := max(2, next[base]); taken[id]; n++ {
		id, next[base] = fmt.Sprintf("%s-%d", base, n), n+1
	}
	taken[id] = true
	return id
}
