package corpus

import (
	"cmp"
	"slices"
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

// Diff returns what changed from old to new, both normalised, in order of
// conference, then talk. A conference that is only in one of them is no change of
// its talks.
//
// A talk is the same where its UID is. Where a reading has none, it is the one of
// the same title and slot, else of the same id, else of the same title. Of several
// slots of one talk, those that did not move are paired first, then the others in
// their order.
func Diff(old, new []*Programme, at time.Time) []Change {
	var changes []Change
	for _, after := range new {
		i := slices.IndexFunc(old, func(p *Programme) bool { return p.ID == after.ID })
		if i < 0 {
			continue
		}
		d := differ{before: old[i].Talks, after: after.Talks, to: map[int]int{}, from: map[int]int{}}
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
	before, after []Talk
	to, from      map[int]int // pairs, by the place in before and in after
}

func (d *differ) pair() {
	uid := func(t *Talk) string { return t.UID }
	slot := func(t *Talk) string {
		return t.Room + "\x00" + string(t.Day) + "\x00" + t.Start.UTC().String() + "\x00" + t.End.UTC().String()
	}
	d.match(func(t *Talk) string { return join2(uid(t), slot(t)) }, false)
	d.match(uid, false)
	d.match(func(t *Talk) string { return join2(Fold(t.Title), slot(t)) }, true)
	d.match(func(t *Talk) string { return t.ID }, true)
	d.match(func(t *Talk) string { return Fold(t.Title) }, true)
}

func join2(a, b string) string {
	if a == "" {
		return ""
	}
	return a + "\x00" + b
}

// match pairs talks that have no pair yet and the same key, in their order. With
// anonymous set, two that both have a UID are not paired: theirs would be equal.
func (d *differ) match(key func(*Talk) string, anonymous bool) {
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
		i := waiting[k][0]
		if anonymous && d.before[i].UID != "" && d.after[j].UID != "" {
			continue
		}
		waiting[k] = waiting[k][1:]
		d.to[i], d.from[j] = j, i
	}
}

func (d *differ) changes(conference string, at time.Time) []Change {
	var out []Change
	add := func(kind ChangeKind, t *Talk, old, new Slot) {
		out = append(out, Change{Kind: kind, At: at, Conference: conference, Talk: t.ID, Title: t.Title, Old: old, New: new})
	}
	for j := range d.after {
		t := &d.after[j]
		i, known := d.from[j]
		switch {
		case !known:
			add(ChangeNew, t, Slot{}, t.Slot())
		case !d.before[i].Slot().Equal(t.Slot()):
			add(ChangeMoved, t, d.before[i].Slot(), t.Slot())
		}
	}
	for i := range d.before {
		if _, kept := d.to[i]; !kept {
			t := &d.before[i]
			add(ChangeCancelled, t, t.Slot(), Slot{})
		}
	}
	return out
}
