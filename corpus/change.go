package corpus

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// A Change is what happened to a talk between two readings of its programme.
type Change struct {
	Kind       ChangeKind
	At         time.Time // when it was noticed
	Conference string    // the programme's id
	Talk       string    // the talk's id; of a cancelled one, the id it had
	Title      string
	Old        Slot // zero for a new talk
	New        Slot // zero for a cancelled one
}

// A ChangeKind says what happened to a talk.
type ChangeKind string

// The kinds of changes.
const (
	ChangeNew       ChangeKind = "new"
	ChangeMoved     ChangeKind = "moved" // another time or room
	ChangeCancelled ChangeKind = "cancelled"
)

// A Slot is when and where a talk is held.
type Slot struct {
	Day        Date
	Start, End time.Time
	Room       string
}

// Slot returns when and where t is held.
func (t *Talk) Slot() Slot { return Slot{Day: t.Day, Start: t.Start, End: t.End, Room: t.Room} }

// Equal reports whether two slots are the same time and room.
func (s Slot) Equal(o Slot) bool {
	return s.Day == o.Day && s.Start.Equal(o.Start) && s.End.Equal(o.End) && s.Room == o.Room
}

// An Outline is what of a list of programmes is needed to tell later what changed:
// no texts but titles.
type Outline map[string][]outlined // by the programme's id

type outlined struct {
	id, uid, title string
	slot           Slot
}

// OutlineOf returns the outline of normalised programmes. It holds on to nothing of
// theirs.
func OutlineOf(programmes []*Programme) Outline {
	o := make(Outline, len(programmes))
	rooms := map[string]string{}
	for _, p := range programmes {
		talks := make([]outlined, len(p.Talks))
		for i := range p.Talks {
			t := &p.Talks[i]
			// Strings may be parts of a whole document, which a copy lets go of.
			talks[i] = outlined{id: strings.Clone(t.ID), uid: strings.Clone(t.UID), title: strings.Clone(t.Title), slot: t.Slot()}
			for _, s := range []*string{&talks[i].slot.Room, (*string)(&talks[i].slot.Day)} {
				if _, known := rooms[*s]; !known {
					c := strings.Clone(*s)
					rooms[c] = c
				}
				*s = rooms[*s]
			}
		}
		o[p.ID] = talks
	}
	return o
}

// Without returns the ids, sorted, of o's programmes that are not among new.
func (o Outline) Without(new []*Programme) []string {
	var ids []string
	for id := range o {
		if !slices.ContainsFunc(new, func(p *Programme) bool { return p.ID == id }) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// Diff returns what changed from o to new, both normalised, in order of
// conference, then talk. A conference that is only in one of them is no change of
// its talks.
//
// A talk is the same where its UID is. Where a reading has none, it is the one of
// the same title and slot, else of the same id, else of the same title. Of several
// slots of one talk, those that did not move are paired first, then the others in
// their order.
func (o Outline) Diff(new []*Programme, at time.Time) []Change {
	var changes []Change
	for _, after := range new {
		before, known := o[after.ID]
		if !known {
			continue
		}
		d := differ{before: before, after: OutlineOf([]*Programme{after})[after.ID], to: map[int]int{}, from: map[int]int{}}
		d.pair()
		changes = append(changes, d.changes(after.ID, at)...)
	}
	slices.SortFunc(changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Conference, b.Conference), cmp.Compare(a.Talk, b.Talk), cmp.Compare(a.Kind, b.Kind))
	})
	return changes
}

// A differ pairs the talks of two readings of a programme.
type differ struct {
	before, after []outlined
	to, from      map[int]int // pairs, by the place in before and in after
}

func (d *differ) pair() {
	uid := func(t *outlined) string { return t.uid }
	slot := func(t *outlined) string {
		return t.slot.Room + "\x00" + string(t.slot.Day) + "\x00" + t.slot.Start.UTC().String() + "\x00" + t.slot.End.UTC().String()
	}
	d.match(func(t *outlined) string { return join2(uid(t), slot(t)) }, false)
	d.match(uid, false)
	d.match(func(t *outlined) string { return join2(Fold(t.title), slot(t)) }, true)
	d.match(func(t *outlined) string { return t.id }, true)
	d.match(func(t *outlined) string { return Fold(t.title) }, true)
}

func join2(a, b string) string {
	if a == "" {
		return ""
	}
	return a + "\x00" + b
}

// match pairs talks that have no pair yet and the same key, in their order. With
// anonymous set, two that both have a UID are not paired: theirs would be equal.
func (d *differ) match(key func(*outlined) string, anonymous bool) {
	waiting := map[string][]int{}
	for i := range d.before {
		if _, paired := d.to[i]; !paired {
			k := key(&d.before[i])
			waiting[k] = append(waiting[k], i)
		}
	}
	for j := range d.after {
		if _, paired := d.from[j]; paired {
			continue
		}
		k := key(&d.after[j])
		if k == "" || len(waiting[k]) == 0 {
			continue
		}
		at := slices.IndexFunc(waiting[k], func(i int) bool {
			return !anonymous || d.before[i].uid == "" || d.after[j].uid == ""
		})
		if at < 0 {
			continue
		}
		i := waiting[k][at]
		waiting[k] = slices.Delete(waiting[k], at, at+1)
		d.to[i], d.from[j] = j, i
	}
}

func (d *differ) changes(conference string, at time.Time) []Change {
	var out []Change
	add := func(kind ChangeKind, t *outlined, old, new Slot) {
		out = append(out, Change{Kind: kind, At: at, Conference: conference, Talk: t.id, Title: t.title, Old: old, New: new})
	}
	for j := range d.after {
		t := &d.after[j]
		i, known := d.from[j]
		switch {
		case !known:
			add(ChangeNew, t, Slot{}, t.slot)
		case !d.before[i].slot.Equal(t.slot):
			add(ChangeMoved, t, d.before[i].slot, t.slot)
		}
	}
	for i := range d.before {
		if _, kept := d.to[i]; !kept {
			t := &d.before[i]
			add(ChangeCancelled, t, t.slot, Slot{})
		}
	}
	return out
}
