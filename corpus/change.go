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
// conference, then talk. A talk is the same where its UID is, or else its id. A
// conference that is only in one of them is no change of its talks.
func Diff(old, new []*Programme, at time.Time) []Change {
	var changes []Change
	for _, after := range new {
		i := slices.IndexFunc(old, func(p *Programme) bool { return p.ID == after.ID })
		if i >= 0 {
			changes = append(changes, diff(old[i], after, at)...)
		}
	}
	slices.SortFunc(changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Conference, b.Conference), cmp.Compare(a.Talk, b.Talk))
	})
	return changes
}

func diff(before, after *Programme, at time.Time) []Change {
	var changes []Change
	add := func(kind ChangeKind, t *Talk, old, new Slot) {
		changes = append(changes, Change{Kind: kind, At: at, Conference: after.ID, Talk: t.ID, Title: t.Title, Old: old, New: new})
	}
	byUID, byID := map[string]*Talk{}, map[string]*Talk{}
	for i := range before.Talks {
		t := &before.Talks[i]
		byID[t.ID] = t
		if _, twice := byUID[t.UID]; twice {
			byUID[t.UID] = nil // several slots of one talk; their ids tell them apart
		} else if t.UID != "" {
			byUID[t.UID] = t
		}
	}
	repeated := map[string]int{}
	for _, t := range after.Talks {
		repeated[t.UID]++
	}
	kept := map[*Talk]bool{}
	for i := range after.Talks {
		t := &after.Talks[i]
		was := byUID[t.UID]
		if was == nil || repeated[t.UID] > 1 {
			was = byID[t.ID]
		}
		switch {
		case was == nil || kept[was]:
			add(ChangeNew, t, Slot{}, t.Slot())
			continue
		case !was.Slot().Equal(t.Slot()):
			add(ChangeMoved, t, was.Slot(), t.Slot())
		}
		kept[was] = true
	}
	for i := range before.Talks {
		if t := &before.Talks[i]; !kept[t] {
			add(ChangeCancelled, t, t.Slot(), Slot{})
		}
	}
	return changes
}
