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

// An Outline is what of the talks of one programme is needed to tell what changed in
// them: no texts but titles.
type Outline []outlined

type outlined struct {
	id, uid, title string
	slot           Slot
}

// Add takes in a talk of a normalised programme. It holds on to nothing of it.
func (o *Outline) Add(t *Talk) {
	// Strings may be parts of all the talk's text, which copies let go of.
	slot := t.Slot()
	slot.Room, slot.Day = strings.Clone(slot.Room), Date(strings.Clone(string(slot.Day)))
	*o = append(*o, outlined{id: strings.Clone(t.ID), uid: strings.Clone(t.UID), title: strings.Clone(t.Title), slot: slot})
}

// Diff returns what changed in a conference's talks, in the order of their ids.
//
// A talk is the same where its UID is. Where a reading has none, it is the one of
// the same title and slot, else of the same id, else of the same title. Of several
// slots of one talk, those that did not move are paired first, then the others in
// their order.
func Diff(conference string, before, after Outline, at time.Time) []Change {
	d := differ{before: before, after: after, to: map[int]int{}, from: map[int]int{}}
	d.pair()
	changes := d.changes(conference, at)
	slices.SortFunc(changes, func(a, b Change) int { return cmp.Or(cmp.Compare(a.Talk, b.Talk), cmp.Compare(a.Kind, b.Kind)) })
	return changes
}

// A differ pairs the talks of two readings of a programme.
type differ struct {
	before, after Outline
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
