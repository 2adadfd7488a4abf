package keyword

import (
	"cmp"
	"slices"
	"strings"

	"talksearch/corpus"
	"talksearch/corpus/vocabulary"
)

// A place is where in a talk something stands.
type place byte

const (
	inTitle place = iota
	inSubtitle
	inTrack
	inTopics
	inAbstract
	places
)

// A kind says what a candidate is.
type kind byte

const (
	concept    kind = iota // of the vocabulary
	identifier             // an acronym, or a name with capitals or underscores within
	name                   // capitals where no sentence begins
	phrase                 // two or three words without function words between
)

// A sighting is one occurrence of a candidate.
type sighting struct {
	id      uint64
	concept int // place in the vocabulary; of no meaning for other kinds
	kind    kind
	place   place
	part    bool   // of a concept: only a part of it is named
	text    string // as it is written there
}

// A reader takes talks apart. Its buffers are used again.
type reader struct {
	vocabulary *vocabulary.Vocabulary
	words      []word
	terms      []string
	mentions   []vocabulary.Mention
	covered    []bool // words that mentions hold
	sightings  []sighting
	doubtful   []sighting // by ambiguous forms
	list       []candidate
	length     int    // words of the abstract
	language   listed // english, german, or otherLanguage
}

// read finds all candidates of a talk: r.sightings.
func (r *reader) read(t *corpus.Talk) {
	r.sightings, r.doubtful, r.length = r.sightings[:0], r.doubtful[:0], 0
	r.language = 0
	r.words = split(r.words[:0], t.Abstract)
	r.length = len(r.words)
	r.tellLanguage(t)
	r.field(inAbstract, t.Abstract)
	for _, f := range [...]struct {
		place place
		text  string
	}{{inTitle, t.Title}, {inSubtitle, t.Subtitle}, {inTrack, t.Track}} {
		if f.text != "" {
			r.words = split(r.words[:0], f.text)
			r.field(f.place, f.text)
		}
	}
	for _, topic := range t.Topics {
		r.words = split(r.words[:0], topic)
		r.field(inTopics, topic)
	}
	r.settle()
}

// tellLanguage tells a talk's language by the function words of its abstract, or
// else by what the programme says.
func (r *reader) tellLanguage(t *corpus.Talk) {
	var en, de, other int
	for _, w := range r.words {
		if w.listed&english != 0 {
			en++
		}
		if w.listed&german != 0 {
			de++
		}
		if w.listed&otherLanguage != 0 {
			other++
		}
	}
	tag, _, _ := strings.Cut(strings.ToLower(t.Language), "-")
	switch most := max(en, de, other); {
	case len(r.words) < 12 && tag == "de":
		r.language = german
	case len(r.words) < 12 && (tag == "en" || tag == ""):
		r.language = english
	case most*8 < len(r.words) || most == other && other > en && other > de:
		r.language = otherLanguage
	case de > en:
		r.language = german
	default:
		r.language = english
	}
}

// field finds what r.words, the words of a text, hold.
func (r *reader) field(at place, text string) {
	r.terms = r.terms[:0]
	for _, w := range r.words {
		r.terms = append(r.terms, w.term)
	}
	r.covered = append(r.covered[:0], make([]bool, len(r.words))...)
	r.mentions = r.vocabulary.Mentions(r.mentions[:0], r.terms)
	for _, m := range r.mentions {
		written := text[r.words[m.From].start:r.words[m.To-1].end]
		if r.crossesSentence(m) {
			continue
		}
		for _, s := range m.Senses {
			if s.As != "" && written != s.As && written != s.As+"s" {
				continue
			}
			found := sighting{conceptID(s.Concept), s.Concept, concept, at, s.Part, written}
			if s.Ambiguous {
				r.doubtful = append(r.doubtful, found)
			} else {
				r.sightings = append(r.sightings, found)
			}
			for i := m.From; i < m.To; i++ {
				r.covered[i] = true
			}
		}
	}
	if at != inTrack {
		r.extract(at, text)
	}
}

// crossesSentence reports whether a sentence ends within a mention.
func (r *reader) crossesSentence(m vocabulary.Mention) bool {
	for i := m.From + 1; i < m.To; i++ {
		if r.words[i].gap >= broken {
			return true
		}
	}
	return false
}

// conceptID returns the id of a concept's sightings. Ids of other kinds are hashes
// of text, which are never that small but by an accident of 1 in 2^50.
func conceptID(i int) uint64 { return uint64(i) + 1 }

// settle keeps those sightings by ambiguous forms that something else in the talk
// speaks for.
func (r *reader) settle() {
	if len(r.doubtful) == 0 {
		return
	}
	concepts := r.vocabulary.Concepts()
	sure := len(r.sightings)
	for _, d := range r.doubtful {
		c := &concepts[d.concept]
		if slices.ContainsFunc(r.sightings[:sure], func(s sighting) bool {
			return s.kind == concept && (s.concept == d.concept || near(c, s.concept) || near(&concepts[s.concept], d.concept))
		}) {
			r.sightings = append(r.sightings, d)
		}
	}
}

// near reports whether a concept is broader than c or related to it.
func near(c *vocabulary.Concept, other int) bool {
	return slices.Contains(c.Broader, other) || slices.Contains(c.Related, other)
}

// inferBroader adds a sighting of each concept that is broader than one that was
// seen, by one step.
func (r *reader) inferBroader() {
	concepts := r.vocabulary.Concepts()
	for _, s := range r.sightings {
		if s.kind != concept {
			continue
		}
		for _, up := range concepts[s.concept].Broader {
			r.sightings = append(r.sightings, sighting{id: conceptID(up), concept: up, kind: concept})
		}
	}
}

// group sorts sightings by id, those of one id by what they are taken to be.
func (r *reader) group() {
	slices.SortStableFunc(r.sightings, func(a, b sighting) int {
		return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.kind, b.kind))
	})
}
