package vocabulary

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
)

// A subject is a concept while it is put together from lines.
type subject struct {
	name             form
	search           bool
	forms            []form
	broader, related []reference
	parts            int  // how many of forms are parts
	gone             bool // taken over by another one
}

// A reference is another subject's name or form as a line has it.
type reference struct{ text, where string }

// A builder puts lines together.
type builder struct {
	subjects []*subject
	owner    map[string]*subject // joined key of plain forms and of names -> whose it is
}

// build makes a vocabulary of lines; later ones win.
func build(lines []line) (*Vocabulary, error) {
	b := &builder{owner: map[string]*subject{}}
	for _, l := range lines {
		b.add(l)
	}
	b.subjects = slices.DeleteFunc(b.subjects, func(s *subject) bool { return s.gone })
	v := &Vocabulary{lines: lines, concepts: make([]Concept, len(b.subjects))}
	place := make(map[*subject]int, len(b.subjects))
	for i, s := range b.subjects {
		place[s] = i
		v.concepts[i] = Concept{Name: s.name.text, Keyword: !s.search}
	}
	for i, s := range b.subjects {
		for _, r := range s.broader {
			j, err := b.resolve(r, place)
			if err != nil {
				return nil, err
			}
			if j != i && !slices.Contains(v.concepts[i].Broader, j) {
				v.concepts[i].Broader = append(v.concepts[i].Broader, j)
			}
		}
	}
	if i, up, found := v.circle(); found {
		s := b.subjects[i]
		for _, r := range s.broader {
			if j, err := b.resolve(r, place); err == nil && j == up {
				return nil, fmt.Errorf("%s: found %q to be broader than %q, which is itself broader than that; want one of them only", r.where, r.text, s.name.text)
			}
		}
	}
	for i, s := range b.subjects {
		for _, r := range s.related {
			j, err := b.resolve(r, place)
			if err != nil {
				return nil, err
			}
			v.relate(i, j)
			v.relate(j, i)
		}
	}
	v.enter(b.subjects)
	v.version = versionOf(lines)
	return v, nil
}

// add takes in a line.
func (b *builder) add(l line) {
	k := l.name.key.joined
	s := b.owner[k]
	if s == nil || s.name.key.joined != k {
		b.claim(l.name, nil)
		s = &subject{}
		b.subjects = append(b.subjects, s)
		b.owner[k] = s
	}
	s.name, s.search = l.name, l.search
	for _, f := range l.forms {
		if f.mark == plain {
			b.claim(f, s)
		}
		s.forms = slices.DeleteFunc(s.forms, func(o form) bool { return o.key.joined == f.key.joined })
		if f.key.joined != k {
			s.forms = append(s.forms, f)
		}
	}
	for _, text := range l.broader {
		s.broader = append(s.broader, reference{text, l.where})
	}
	for _, text := range l.related {
		s.related = append(s.related, reference{text, l.where})
	}
}

// claim makes a form a subject's own, taking it from whose it was; nil takes it away
// only.
func (b *builder) claim(f form, by *subject) {
	k := f.key.joined
	old := b.owner[k]
	if old != nil && old != by {
		if by != nil && old.name.key.joined == k {
			b.takeOver(by, old)
		} else {
			old.forms = slices.DeleteFunc(old.forms, func(o form) bool { return o.mark == plain && o.key.joined == k })
		}
	}
	b.owner[k] = by
}

// takeOver moves all that a subject has to another one.
func (b *builder) takeOver(by, old *subject) {
	old.gone = true
	for _, f := range old.forms {
		by.forms = append(by.forms, f)
		if f.mark == plain {
			b.owner[f.key.joined] = by
		}
	}
	by.broader, by.related = append(by.broader, old.broader...), append(by.related, old.related...)
}

// resolve returns the place of the subject that a line refers to.
func (b *builder) resolve(r reference, place map[*subject]int) (int, error) {
	s := b.owner[newKey(r.text).joined]
	if s == nil {
		return 0, fmt.Errorf("%s: found %q, which no line has; want the name of a line, or another unmarked form", r.where, r.text)
	}
	return place[s], nil
}

// circle returns a concept and one that is broader than it and yet, by whatever way,
// narrower; false when there is none, as there has to be.
func (v *Vocabulary) circle() (concept, broader int, found bool) {
	const (
		unseen = iota
		below  // what is above it is being looked at
		done
	)
	state := make([]byte, len(v.concepts))
	var visit func(i int) bool
	visit = func(i int) bool {
		state[i] = below
		for _, up := range v.concepts[i].Broader {
			if state[up] == below {
				concept, broader = i, up
				return true
			}
			if state[up] == unseen && visit(up) {
				return true
			}
		}
		state[i] = done
		return false
	}
	for i := range v.concepts {
		if state[i] == unseen && visit(i) {
			return concept, broader, true
		}
	}
	return 0, 0, false
}

func (v *Vocabulary) relate(i, j int) {
	c := &v.concepts[i]
	if i != j && !slices.Contains(c.Related, j) && !slices.Contains(c.Broader, j) && !slices.Contains(v.concepts[j].Broader, i) {
		c.Related = append(c.Related, j)
	}
}

// versionOf names the content.
func versionOf(lines []line) string {
	h := sha256.New()
	for _, l := range lines {
		io.WriteString(h, l.text+"\n")
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
