package vocabulary

import (
	"slices"
	"strings"
)

// prefixOnly stands, in place of an entry, for what longer forms begin with.
const prefixOnly = -1

// enter makes the entries of subjects, which are in the order of concepts.
func (v *Vocabulary) enter(subjects []*subject) {
	v.subjects = subjects
	v.narrower = make([][]int, len(subjects))
	forms := 0
	for i, s := range subjects {
		forms += 1 + len(s.forms)
		for _, up := range v.concepts[i].Broader {
			v.narrower[up] = append(v.narrower[up], i)
		}
		for _, f := range s.forms {
			if f.part {
				s.parts++
			}
		}
	}
	v.keys, v.entries = make(map[string]int32, 3*forms), make([]entry, 0, 2*forms)
	for i, s := range subjects {
		v.put(s.name, s.name.key, i)
		for _, f := range s.forms {
			v.put(f, f.key, i)
		}
	}
	written := len(v.entries)
	for i, s := range subjects {
		v.putPlural(s.name, i, written)
		for _, f := range s.forms {
			v.putPlural(f, i, written)
		}
	}
}

// putPlural enters a form by its plural, or singular, unless that is one of the first
// entries, which are for forms as they are written.
func (v *Vocabulary) putPlural(f form, concept, written int) {
	k, ok := plural(f.text, f.key)
	if !ok || f.mark != plain && f.text[len(f.text)-1] == 's' {
		return
	}
	place, known := v.keys[k.joined]
	if !known || place == prefixOnly || int(place) >= written {
		v.put(f, k, concept)
	} else if e := &v.entries[place]; e.senses[0].Concept == concept { // "file systems" is "filesystems"
		e.gaps |= k.gaps
	}
}

// put enters a form of a concept by a key.
func (v *Vocabulary) put(f form, k key, concept int) {
	place, ok := v.keys[k.joined]
	if !ok || place == prefixOnly {
		place = int32(len(v.entries))
		v.entries = append(v.entries, entry{key: k.joined})
		v.keys[k.joined] = place
	}
	for n := 1; n < len(k.joined); n++ {
		if k.gaps&(1<<n) == 0 {
			continue
		}
		if _, ok := v.keys[k.joined[:n]]; !ok {
			v.keys[k.joined[:n]] = prefixOnly
		}
	}
	e := &v.entries[place]
	e.gaps |= k.gaps
	if slices.ContainsFunc(e.senses, func(o Sense) bool { return o.Concept == concept }) {
		return
	}
	s := Sense{Concept: concept, Part: f.part, Ambiguous: f.mark == ambiguous}
	if f.mark != plain && strings.ToLower(f.text) != f.text {
		s.As = f.text
	}
	e.senses, e.written = append(e.senses, s), append(e.written, f)
}
