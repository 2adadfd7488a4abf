package keyword

import (
	"slices"
	"strings"

	"talksearch/corpus"
)

// taken are the keywords that a talk has.
type taken struct {
	concepts []int
	words    [][]string // of each keyword, folded and in the singular
}

// explicit returns what a talk's own keywords stand for.
func (s *Statistics) explicit(r *reader, t *corpus.Talk) *taken {
	k := &taken{}
	for _, text := range t.Keywords {
		r.words, r.terms = split(r.words[:0], text), r.terms[:0]
		for _, w := range r.words {
			r.terms = append(r.terms, w.term)
		}
		for _, m := range s.vocabulary.Mentions(r.mentions[:0], r.terms) {
			if m.From > 0 || m.To < len(r.terms) {
				continue
			}
			for _, sense := range m.Senses {
				if !sense.Part {
					k.concepts = append(k.concepts, sense.Concept)
				}
			}
		}
		k.words = append(k.words, folded(text))
	}
	return k
}

// has reports whether a candidate is taken: the same concept or words, or, of what
// is not in the vocabulary, words that are a part of one that is taken, or the other
// way round.
func (k *taken) has(x *candidate, text string) bool {
	if x.kind == concept && slices.Contains(k.concepts, x.concept) {
		return true
	}
	words := folded(text)
	return slices.ContainsFunc(k.words, func(have []string) bool {
		if x.kind == concept {
			return slices.Equal(have, words)
		}
		return within(have, words) || within(words, have)
	})
}

func (k *taken) add(x *candidate, text string) {
	if x.kind == concept {
		k.concepts = append(k.concepts, x.concept)
	}
	k.words = append(k.words, folded(text))
}

// folded returns the words of a keyword as they are compared.
func folded(text string) []string {
	words := strings.FieldsFunc(corpus.Fold(text), func(r rune) bool { return !letter(r) && r != '+' && r != '#' })
	for i := range words {
		words[i] = singular(words[i])
	}
	return words
}

// within reports whether b has a's words in a row.
func within(a, b []string) bool {
	for i := 0; i+len(a) <= len(b); i++ {
		if slices.Equal(a, b[i:i+len(a)]) {
			return true
		}
	}
	return false
}
