package bleveindex

import (
	"math"
	"slices"
	"strings"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/spell"
	"talksearch/index/text"
)

// What suggestions are ordered by: how frequent they are, compared with the most frequent
// of their kind, from 0 to 1, and then
const (
	isTyped     = 1.0 // it is what is typed
	hasAll      = 1.0 // it has all of several words that are typed
	beginsSo    = 0.5 // it begins with what is typed
	titleWeight = 0.4 // in place of a title's frequency
)

// kindWeights are added by kind, so that of what is alike otherwise the most telling
// is first.
var kindWeights = map[index.SuggestionKind]float64{
	index.SuggestPerson: 0.2, index.SuggestKeyword: 0.2, index.SuggestWord: 0.15, index.SuggestTrack: 0.1,
}

// suggestedAs says what a facet's values are suggested as.
var suggestedAs = map[index.Facet]index.SuggestionKind{
	index.BySpeaker: index.SuggestPerson, index.ByKeyword: index.SuggestKeyword, index.ByTrack: index.SuggestTrack,
}

// frequency compares a number of talks with the largest there is.
func frequency(talks, most int) float64 {
	return math.Log1p(float64(talks)) / math.Log1p(float64(max(most, 1)))
}

// wants reports whether values of a facet are suggested: not within a phrase.
func (s *suggester) wants(by index.Facet) bool {
	return s.typed.Phrase == "" && (s.typed.Field == "" || s.typed.Field == string(by))
}

// tally counts a facet's values over the talks within.
func (s *suggester) tally(by index.Facet) *tally {
	if t := s.counts[by]; t != nil {
		return t
	}
	t := s.g.newTally(by, s.within.length(s.g))
	if s.within == nil {
		s.g.countWhole()
		t.release()
		t.all()
	} else {
		t.count(s.within.docs())
	}
	if s.counts == nil {
		s.counts = map[index.Facet]*tally{}
	}
	s.counts[by] = &t
	return &t
}

// popular finds the most frequent values: keywords and tracks, or those of the facet
// that is asked for.
func (s *suggester) popular() {
	facets := []index.Facet{index.ByKeyword, index.ByTrack}
	if s.typed.Field != "" {
		facets = []index.Facet{index.Facet(s.typed.Field)}
	}
	for _, by := range facets {
		if _, suggested := suggestedAs[by]; suggested {
			codes, _ := s.tally(by).order(s.request.Size)
			s.addValues(by, codes)
		}
	}
}

// values finds people, keywords and tracks with one of the words.
func (s *suggester) values(words []spell.Span) {
	l := s.g.lexicon
	for place, by := range suggestedFacets {
		if !s.wants(by) {
			continue
		}
		counts := s.tally(by).counts
		// A value may have several of the words, and then is met again.
		best := top[uint32]{size: 3 * s.request.Size, before: func(a, b uint32) bool {
			return counts[a] > counts[b] || counts[a] == counts[b] && a < b
		}}
		for _, span := range words {
			for _, v := range l.values[l.starts[span.From]:l.starts[span.To]] {
				if v>>codeBits == facetValue(place) && counts[v.code()] > 0 {
					best.add(v.code())
				}
			}
		}
		s.addValues(by, slices.Compact(best.sorted()))
	}
}

// addValues adds values of a facet, the most frequent first.
func (s *suggester) addValues(by index.Facet, codes []uint32) {
	if len(codes) == 0 {
		return
	}
	counts, column := s.tally(by).counts, s.g.columns[by]
	most := int(counts[codes[0]])
	for _, code := range codes {
		value, talks := column.values[code], int(counts[code])
		x := index.Suggestion{Kind: suggestedAs[by], Talks: talks, Facet: by, Value: value}
		match, replaces := s.match(value)
		s.add(x, value, replaces, frequency(talks, most)+match+kindWeights[x.Kind])
	}
}

// match weighs how a value matches what is typed, and reports whether it has all of
// it.
func (s *suggester) match(value string) (weight float64, all bool) {
	if all = s.hasBefore(value); all && len(s.before) > 0 {
		weight += hasAll
	}
	typed := strings.Join(strings.Fields(corpus.Fold(s.typed.Done+s.typed.Last)), " ")
	switch folded := corpus.Fold(value); {
	case folded == typed:
		weight += isTyped
	case typed != "" && strings.HasPrefix(folded, typed):
		weight += beginsSo
	}
	return weight, all
}

// hasBefore reports whether a value has all the words before the last.
func (s *suggester) hasBefore(value string) bool {
	if len(s.before) == 0 {
		return s.typed.Done == ""
	}
	has := map[string]bool{}
	for _, w := range text.Split(value) {
		has[w.Whole] = true
		for _, p := range w.Parts {
			has[p.Term], has[p.Plain] = true, true
		}
	}
	return !slices.ContainsFunc(s.before, func(w text.Word) bool {
		return !has[w.Whole] && slices.ContainsFunc(w.Parts, func(p text.Part) bool { return !has[p.Term] })
	})
}

// mark marks in a value what is typed of it: the words before the last, and the
// beginnings of words that the last is; where something else was meant, nothing.
func (s *suggester) mark(value string) index.Marked {
	var m index.Marked
	at := 0
	span := func(end int, mark bool) {
		if end > at {
			m = append(m, index.Span{Text: value[at:end], Mark: mark})
			at = end
		}
	}
	for _, w := range text.Split(value) {
		start, end := w.Start, s.typedUntil(value, w.Whole, w.Start, w.End)
		for _, p := range w.Parts {
			if end == start {
				start = p.Start
				end = s.typedUntil(value, p.Term, p.Start, p.End)
			}
			if end == start && p.Plain != "" && s.typedUntil(value, p.Plain, p.Start, p.End) > start {
				end = p.End // spelled otherwise
			}
		}
		if end > start {
			span(start, false)
			span(end, true)
		}
	}
	span(len(value), false)
	return m
}

// typedUntil returns where what is typed of a word ends, which stands in
// value[start:end]: start where it is not.
func (s *suggester) typedUntil(value, term string, start, end int) int {
	if slices.ContainsFunc(s.before, func(w text.Word) bool {
		return w.Whole == term || slices.ContainsFunc(w.Parts, func(p text.Part) bool { return p.Term == term })
	}) {
		return end
	}
	if s.half == "" || !strings.HasPrefix(term, s.half) {
		return start
	}
	letters := 0 // folded, and so as many bytes as half has, in the end
	for i, r := range value[start:end] {
		if letters >= len(s.half) {
			return start + i
		}
		for _, w := range text.Split(string(r)) { // none for what joins parts
			letters += len(w.Whole)
		}
	}
	return end
}
