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

// Diff returns what changed from old to new, both normalised, in order of
// conference, then talk. A talk is the same where its UID is, or else its id. A
// conference that is only in one of them is no change of its talks.
func Diff(old, new []*Programme, at time.Time) []Change { return OutlineOf(old).Diff(new, at) }

// Diff returns what changed since o, as the function of that name does.
func (o Outline) Diff(new []*Programme, at time.Time) []Change {
	var changes []Change
	for _, after := range new {
		if before, ok := o[after.ID]; ok {
			changes = append(changes, diff(before, after, at)...)
		}
	}
	slices.SortFunc(changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Conference, b.Conference), cmp.Compare(a.Talk, b.Talk))
	})
	return changes
}

func diff(before []outlined, after *Programme, at time.Time) []Change {
	var changes []Change
	add := func(kind ChangeKind, id, title string, old, new Slot) {
		changes = append(changes, Change{Kind: kind, At: at, Conference: after.ID, Talk: id, Title: title, Old: old, New: new})
	}
	byUID, byID := map[string]*outlined{}, map[string]*outlined{}
	for i := range before {
		t := &before[i]
		byID[t.id] = t
		if _, twice := byUID[t.uid]; twice {
			byUID[t.uid] = nil // several slots of one talk; their ids tell them apart
		} else if t.uid != "" {
			byUID[t.uid] = t
		}
	}
	repeated := map[string]int{}
	for _, t := range after.Talks {
		repeated[t.UID]++
	}
	kept := map[*outlined]bool{}
	for i := range after.Talks {
		t := &after.Talks[i]
		was := byUID[t.UID]
		if was == nil || repeated[t.UID] > 1 {
			was = byID[t.ID]
		}
		switch {
		case was == nil || kept[was]:
			add(ChangeNew, t.ID, t.Title, Slot{}, t.Slot())
			continue
		case !was.slot.Equal(t.Slot()):
			add(ChangeMoved, t.ID, t.Title, was.slot, t.Slot())
		}
		kept[was] = true
	}
	for i := range before {
		if t := &before[i]; !kept[t] {
			add(ChangeCancelled, t.id, t.title, t.slot, Slot{})
		}
	}
	return changes
}
