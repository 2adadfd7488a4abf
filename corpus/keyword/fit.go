package keyword

import (
	"math"
	"strings"
)

// When a keyword is in so many of a conference's talks that it tells nothing.
const (
	ubiquitous      = .5 // share of the talks
	ubiquitousFound = .2 // likewise, of what is not in the vocabulary
	enough          = 8  // talks that a conference must have for that
)

// fit reports whether a candidate may be a keyword of a talk of a conference.
func (s *Statistics) fit(c *conference, x *candidate) bool {
	if x.kind == concept {
		return s.vocabulary.Concepts()[x.concept].Keyword && !s.everywhere(c, x, ubiquitous) && !all(x.text, func(w *word) bool { return c.own[singular(w.term)] })
	}
	if s.everywhere(c, x, ubiquitousFound) || all(x.text, func(w *word) bool { return s.own[singular(w.term)] || w.listed != 0 }) ||
		all(x.text, func(w *word) bool { return s.names[w.hash] }) {
		return false
	}
	// What recurs by chance does so more often where there are many talks.
	recurs := float64(s.counts[x.id].talks)
	chance := math.Floor(2 + math.Log2(1+float64(s.talks)/100)/2)
	title := x.in[inTitle]+x.in[inSubtitle] > 0
	mentions := x.in[inAbstract] + x.in[inTopics]
	switch x.kind {
	case identifier:
		return title && mentions > 0 || (title || mentions > 1) && recurs >= 2
	case name:
		return (title || mentions > 1) && recurs >= chance
	}
	return substantive(x.text) && (title && mentions > 1 || (title || mentions > 1) && recurs >= chance)
}

// everywhere reports whether a share or more of a conference's talks have a
// candidate.
func (s *Statistics) everywhere(c *conference, x *candidate, share float64) bool {
	return c.talks >= enough && float64(s.within[pair{x.id, c.number}]) >= share*float64(c.talks)
}

// all reports whether something holds of all words of a text.
func all(text string, holds func(*word) bool) bool {
	for _, w := range split(nil, text) {
		if !holds(&w) {
			return false
		}
	}
	return true
}

// substantive reports whether an English phrase may be one of nouns, as its words'
// endings tell.
func substantive(phrase string) bool {
	words := strings.Fields(phrase)
	first, last := words[0], words[len(words)-1]
	if len(first) > 4 && strings.HasSuffix(first, "ly") {
		return false
	}
	for _, ending := range [...]string{"ly", "ed", "able", "ible", "ive", "ful", "ous", "ic", "ish", "less", "ing", "ize", "ise"} {
		if len(last) > len(ending)+2 && strings.HasSuffix(last, ending) {
			return false
		}
	}
	return true
}
