package bleveindex

import (
	"slices"
	"strings"

	"talksearch/index/text"
)

// Of the words that begin like a stem so many are looked at, so many taken.
const (
	maxStemmed = 2000
	maxPlace   = 50

	maxFormsKnown = 20_000 // stems of which the words are remembered
)

// forms returns the words of the generation that have the stem of a term, the term
// first: stems are indexed without where they stand. Words that do not begin like
// their stem are missing ("dying", "die"), and so may be rare ones that the lexicon
// lacks.
func (g *generation) forms(term string) place {
	stem := text.Stem(term)
	if known, ok := g.formsKnown.GetIfPresent(stem); ok {
		if slices.Contains(known, term) {
			return known
		}
		return append(place{term}, known...)
	}
	var out place
	from, to := g.lexicon.Range(strings.TrimSuffix(stem, "i")) // a stem's i is a y in some forms
	for n := from; n < min(to, from+maxStemmed) && len(out) < maxPlace; n++ {
		if word := g.lexicon.Word(n); text.Stem(word) == stem {
			out = append(out, word)
		}
	}
	g.formsKnown.Set(stem, out)
	if !slices.Contains(out, term) {
		out = append(place{term}, out...)
	}
	return out
}
