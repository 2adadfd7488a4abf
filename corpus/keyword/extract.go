package keyword

import "strings"

// The longest that is taken for what it is called here.
const (
	maxPhrase     = 3  // words
	maxAcronym    = 6  // letters; longer words in capitals are SHOUTED
	maxIdentifier = 20 // likewise
)

// extract finds candidates that the vocabulary does not have among r.words, the
// words of a text.
func (r *reader) extract(at place, text string) {
	shouting := r.shouting()
	for from := 0; from < len(r.words); {
		if r.idle(from) {
			from++
			continue
		}
		to := from + 1 // a run of words with nothing but spaces and joiners between
		for to < len(r.words) && r.words[to].gap <= spaced && !r.idle(to) {
			to++
		}
		r.run(at, text, from, to, shouting)
		from = to
	}
}

// idle reports whether a word can't be part of a candidate.
func (r *reader) idle(i int) bool {
	w := &r.words[i]
	return r.covered[i] || w.listed&(r.language|plainWord) != 0 || len(w.term) < 2 && w.shape == small || digits(w.term)
}

// shouting reports whether a text is all in capitals, which then tell nothing.
func (r *reader) shouting() bool {
	capital := 0
	for i := range r.words {
		if r.words[i].shape == caps {
			capital++
		}
	}
	return capital*2 > len(r.words) && len(r.words) > 2
}

// run finds the candidates of a run of words.
func (r *reader) run(at place, text string, from, to int, shouting bool) {
	for i := from; i < to; i++ {
		w := &r.words[i]
		end := i + 1
		underscores := false
		for end < to && r.words[end].gap == joined {
			underscores = underscores || text[r.words[end].start-1] == '_'
			end++
		}
		if i > from && w.gap == joined {
			continue // a part of what was seen as a whole
		}
		switch {
		case underscores:
			r.see(at, text, i, end, identifier)
		case (w.shape == caps && !shouting && len(w.term) <= maxAcronym || w.shape == mixed) && len(w.term) >= 2 && len(w.term) <= maxIdentifier:
			if end-i <= maxPhrase {
				r.see(at, text, i, end, identifier)
			}
		case r.language == english && at == inAbstract && w.shape == titled && w.gap != ended && w.listed == 0 && end == i+1 && len(w.term) >= 3:
			r.see(at, text, i, end, name)
		}
	}
	if r.language != english {
		return
	}
	for i := from; i < to; i++ {
		for n := 2; n <= maxPhrase && i+n <= to; n++ {
			if r.telling(i, i+n) {
				k := phrase
				if at == inAbstract && r.named(i, i+n) {
					k = name
				}
				r.see(at, text, i, i+n, k)
			}
		}
	}
}

// telling reports whether a phrase has a word that is no common noun.
func (r *reader) telling(from, to int) bool {
	if r.words[from].gap == joined && from > 0 { // begins within a compound
		return false
	}
	if to < len(r.words) && r.words[to].gap == joined { // ends within one
		return false
	}
	for i := from; i < to; i++ {
		if r.words[i].listed&commonNoun == 0 {
			return true
		}
	}
	return false
}

// named reports whether all words have capitals and no sentence begins with them.
func (r *reader) named(from, to int) bool {
	for i := from; i < to; i++ {
		if r.words[i].shape == small {
			return false
		}
	}
	return r.words[from].gap != ended
}

// see notes a candidate. Its id leaves out the ending of an English plural.
func (r *reader) see(at place, text string, from, to int, k kind) {
	id := uint64(0)
	for i := from; i < to; i++ {
		h := r.words[i].hash
		if i == to-1 {
			h = hashOf(singular(r.words[i].term))
		}
		id = follow(id, h)
	}
	r.sightings = append(r.sightings, sighting{id: id, kind: k, place: at, text: text[r.words[from].start:r.words[to-1].end]})
}

// singular returns a term without the ending of a plural.
func singular(term string) string {
	if len(term) < 4 || term[len(term)-1] != 's' {
		return term
	}
	switch term[len(term)-2] {
	case 's', 'u', 'i':
		return term
	}
	if stem, ok := strings.CutSuffix(term, "ies"); ok && len(stem) > 2 {
		return stem + "y"
	}
	return term[:len(term)-1]
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// shown returns how a candidate is written as a keyword: as in the text, but words of
// phrases that have a first capital only, as in titles, without it.
func shown(k kind, text string) string {
	if k != phrase {
		return strings.Join(strings.Fields(text), " ")
	}
	words := strings.Fields(text)
	for i, w := range words {
		if shapeOf(w) == titled {
			words[i] = strings.ToLower(w)
		}
	}
	return strings.Join(words, " ")
}
