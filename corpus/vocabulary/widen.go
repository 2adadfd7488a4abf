package vocabulary

import (
	"cmp"
	"slices"
	"strings"
)

// maxNarrower is how many parts and narrower subjects a subject may have that
// searches are widened by: what has more is a heading, under which searches for
// "security" would be ones for everything from passwords to spyware.
const maxNarrower = 8

// heading reports whether a concept has too much below it for a search for all that.
func (v *Vocabulary) heading(concept int) bool {
	return len(v.narrower[concept])+v.subjects[concept].parts > maxNarrower
}

// forms returns what a search for an entry may look for beside it. That is worked
// out when it is first asked for: few entries ever are.
func (v *Vocabulary) forms(e *entry) []Form {
	if known := e.forms.Load(); known != nil {
		return *known
	}
	var list []Form
	for i, s := range e.senses {
		if f := e.written[i]; f.mark != keywordOnly {
			list = v.widen(list, e.key, f, s.Concept)
		}
	}
	slices.SortStableFunc(list, func(a, b Form) int { return cmp.Compare(a.Class, b.Class) })
	e.forms.Store(&list)
	return list
}

// widen adds to list what a search for a form, found by a key, may look for, too.
func (v *Vocabulary) widen(list []Form, k string, f form, concept int) []Form {
	other, _ := plural(f.text, f.key)
	add := func(o form, class Class) {
		if o.mark != plain || o.key.joined == k || o.key.joined == other.joined || o.key.joined == f.key.joined || holds(o, k) {
			return
		}
		if !slices.ContainsFunc(list, func(l Form) bool { return l.Text == o.text }) {
			list = append(list, Form{o.text, class})
		}
	}
	s, c := v.subjects[concept], &v.concepts[concept]
	class := Equivalent
	if f.mark == ambiguous || f.part {
		class = Related
	}
	if !f.part || !v.heading(concept) {
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
		add(v.subjects[i].name, Related)
	}
	for _, i := range c.Broader {
		if !v.heading(i) {
			add(v.subjects[i].name, Related)
		}
	}
	if v.heading(concept) {
		return list
	}
	for _, i := range v.narrower[concept] {
		add(v.subjects[i].name, Related)
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
func holds(f form, k string) bool {
	if !strings.Contains(f.key.joined, k) {
		return false
	}
	words := strings.Fields(f.text)
	for from := range words {
		for to := from + 1; to <= len(words) && to-from < len(words); to++ {
			if newKey(strings.Join(words[from:to], " ")).joined == k {
				return true
			}
		}
	}
	return false
}
