package vocabulary

import (
	"cmp"
	"slices"
	"strings"
)

// An index makes the entries of subjects, which are in the order of concepts.
type index struct {
	*Vocabulary
	subjects []*subject
	narrower [][]int // by concept: those that it is broader than
	parts    []int   // by concept: how many parts it has
}

// enter makes the entries.
func (v *Vocabulary) enter(subjects []*subject) {
	v.keys = map[string]int32{}
	x := index{v, subjects, make([][]int, len(subjects)), make([]int, len(subjects))}
	for i, c := range v.concepts {
		for _, up := range c.Broader {
			x.narrower[up] = append(x.narrower[up], i)
		}
		for _, f := range subjects[i].forms {
			if f.part {
				x.parts[i]++
			}
		}
	}
	for i, s := range subjects {
		x.put(s.name, s.name.key, i)
		for _, f := range s.forms {
			x.put(f, f.key, i)
		}
	}
	written := len(v.entries)
	for i, s := range subjects {
		x.putPlural(s.name, i, written)
		for _, f := range s.forms {
			x.putPlural(f, i, written)
		}
	}
	for i := range v.entries {
		slices.SortStableFunc(v.entries[i].forms, func(a, b Form) int { return cmp.Compare(a.Class, b.Class) })
	}
}

// putPlural enters a form by its plural, or singular, unless that is one of the first
// entries, which are for forms as they are written.
func (x *index) putPlural(f form, concept, written int) {
	k, ok := plural(f.text, f.key)
	if !ok || f.mark != plain && f.text[len(f.text)-1] == 's' {
		return
	}
	if place, known := x.keys[k.joined]; !known || place == prefixOnly || int(place) >= written {
		x.put(f, k, concept)
	}
}

// put enters a form of a concept by a key.
func (x *index) put(f form, k key, concept int) {
	place, ok := x.keys[k.joined]
	if !ok || place == prefixOnly {
		place = int32(len(x.entries))
		x.entries = append(x.entries, entry{})
		x.keys[k.joined] = place
	}
	for n := 1; n < len(k.joined); n++ {
		if k.gaps&(1<<n) == 0 {
			continue
		}
		if _, ok := x.keys[k.joined[:n]]; !ok {
			x.keys[k.joined[:n]] = prefixOnly
		}
	}
	e := &x.entries[place]
	e.gaps |= k.gaps
	if slices.ContainsFunc(e.senses, func(o Sense) bool { return o.Concept == concept }) {
		return
	}
	s := Sense{Concept: concept, Part: f.part, Ambiguous: f.mark == ambiguous}
	if f.mark != plain && strings.ToLower(f.text) != f.text {
		s.As = f.text
	}
	e.senses = append(e.senses, s)
	if f.mark != keywordOnly {
		e.forms = x.widen(e.forms, f, k, concept)
	}
}

// heading reports whether a concept has too much below it for a search for all that.
func (x *index) heading(concept int) bool {
	return len(x.narrower[concept])+x.parts[concept] > maxNarrower
}

// widen adds to list what a search for a form may look for, too.
func (x *index) widen(list []Form, f form, k key, concept int) []Form {
	other, _ := plural(f.text, k)
	add := func(o form, class Class) {
		switch o.key.joined {
		case k.joined, other.joined, f.key.joined:
			return
		}
		known := slices.ContainsFunc(list, func(l Form) bool { return l.Text == o.text })
		if o.mark == plain && !known && !holds(o, k.joined) {
			list = append(list, Form{o.text, class})
		}
	}
	s, c := x.subjects[concept], &x.concepts[concept]
	class := Equivalent
	if f.mark == ambiguous || f.part {
		class = Related
	}
	if !f.part || !x.heading(concept) {
		add(s.name, class)
		for _, o := range s.forms {
			if !o.part {
				add(o, class)
			}
		}
	}
	if class == Related {
		return list
	}
	for _, i := range c.Related {
		add(x.subjects[i].name, Related)
	}
	for _, i := range c.Broader {
		if !x.heading(i) {
			add(x.subjects[i].name, Related)
		}
	}
	if x.heading(concept) {
		return list
	}
	for _, i := range x.narrower[concept] {
		add(x.subjects[i].name, Related)
	}
	for _, o := range s.forms {
		if o.part {
			add(o, Related)
		}
	}
	return list
}

// holds reports whether some, but not all, words of a form are found by a key: who
// looks for "BPF" finds "extended BPF" anyway.
func holds(f form, joined string) bool {
	if !strings.Contains(f.key.joined, joined) {
		return false
	}
	words := strings.Fields(f.text)
	for from := range words {
		for to := from + 1; to <= len(words) && to-from < len(words); to++ {
			if newKey(strings.Join(words[from:to], " ")).joined == joined {
				return true
			}
		}
	}
	return false
}
