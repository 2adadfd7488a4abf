package keyword

import (
	"strings"
	"sync"

	"talksearch/corpus"
	"talksearch/corpus/vocabulary"
)

// Limits of what Statistics keep, so that their memory is bounded by some tens of
// megabytes however many talks there are.
const (
	maxCandidates = 1 << 18 // candidates, and pairs of conference and candidate
	maxNames      = 1 << 16 // words of the names of people and of where they work
	maxTexts      = 1 << 18 // talks of which it is known that they were added
)

// Statistics tell how often candidates occur in a list of programmes. All talks are
// added (Add), by one goroutine and in an order that is always the same; then each can
// be asked for its keywords (Derive), by many.
//
// Beyond maxCandidates different candidates the rarest are forgotten, and counted anew
// when they come again (lossy counting, Manku and Motwani, VLDB 2002): what recurs
// often enough to matter stays.
type Statistics struct {
	vocabulary  *vocabulary.Vocabulary
	talks       int
	words       int              // of all abstracts
	counts      map[uint64]count // by candidate
	within      map[pair]int32   // in how many talks of a conference a candidate is
	conferences map[string]*conference
	order       []*conference   // by number
	own         map[string]bool // words of all conferences' names
	names       map[uint64]bool // words of the names of people and of where they work
	texts       map[uint64]bool // what was added, to know what is held several times
	readers     sync.Pool       // of *reader
	limit       int             // maxCandidates
}

// A count is in how many talks a candidate is, and how it is written there.
type count struct {
	talks int32
	shown string // "" until it was met a second time
}

type pair struct {
	id         uint64
	conference int32
}

// A conference is what is known of one beside its talks' texts.
type conference struct {
	number int32
	talks  int
	own    map[string]bool // words of its name and id, and their initials
}

// NewStatistics returns statistics of nothing yet, for keywords by a vocabulary.
func NewStatistics(v *vocabulary.Vocabulary) *Statistics {
	s := &Statistics{
		vocabulary: v, limit: maxCandidates, counts: map[uint64]count{}, within: map[pair]int32{},
		conferences: map[string]*conference{}, own: map[string]bool{}, names: map[uint64]bool{}, texts: map[uint64]bool{},
	}
	s.readers.New = func() any { return &reader{vocabulary: v} }
	return s
}

// Add counts a talk in. Of the programme, which may hold other talks or none, only ID
// and Title are looked at.
func (s *Statistics) Add(p *corpus.Programme, t *corpus.Talk) {
	r := s.readers.Get().(*reader)
	defer s.readers.Put(r)
	c := s.conference(p)
	for _, speaker := range t.Speakers {
		s.name(speaker.Name)
		s.name(speaker.Affiliation)
	}
	if s.again(c, t) {
		return
	}
	r.read(t)
	c.talks++
	s.talks++
	s.words += r.length
	r.inferBroader()
	r.group()
	for i, found := range r.sightings {
		if i == 0 || found.id != r.sightings[i-1].id {
			s.count(c, &found)
		}
	}
}

// again reports whether a talk of the same text was added before: what is held
// several times tells no more than what is held once.
func (s *Statistics) again(c *conference, t *corpus.Talk) bool {
	id := follow(hashOf(t.Title), hashOf(t.Abstract)) ^ uint64(c.number)
	if t.Abstract != "" {
		id = hashOf(t.Abstract) ^ uint64(c.number)
	}
	known := s.texts[id]
	if len(s.texts) < maxTexts {
		s.texts[id] = true
	}
	return known
}

func (s *Statistics) count(c *conference, found *sighting) {
	n, known := s.counts[found.id]
	if !known && len(s.counts) >= s.limit {
		s.forget()
	}
	if n.talks++; n.talks == 2 && found.kind != concept {
		n.shown = strings.Clone(shown(found.kind, found.text))
	}
	s.counts[found.id] = n
	k := pair{found.id, c.number}
	if _, known := s.within[k]; !known && len(s.within) >= s.limit {
		s.forgetWithin()
		if len(s.within) >= s.limit {
			return
		}
	}
	s.within[k]++
}

// forget drops the rarest candidates, a half of all at least.
func (s *Statistics) forget() {
	for least := int32(1); len(s.counts) > s.limit/2; least *= 2 {
		for id, n := range s.counts {
			if n.talks <= least {
				delete(s.counts, id)
			}
		}
	}
}

// forgetWithin drops the pairs that are too rare to tell of a conference's being full
// of a candidate.
func (s *Statistics) forgetWithin() {
	for k, n := range s.within {
		if float64(n) < ubiquitous/2*float64(s.order[k.conference].talks) || n == 1 {
			delete(s.within, k)
		}
	}
}

// conference returns what is known of a programme's conference.
func (s *Statistics) conference(p *corpus.Programme) *conference {
	if c, ok := s.conferences[p.ID]; ok {
		return c
	}
	c := &conference{number: int32(len(s.order)), own: map[string]bool{}}
	s.conferences[p.ID] = c
	s.order = append(s.order, c)
	initials := ""
	for _, text := range []string{p.Title, p.ID} {
		for _, w := range split(nil, text) {
			c.own[singular(w.term)] = true
			c.own[strings.TrimRight(w.term, "0123456789")] = true // "lpc2019"
			if text == p.Title && !digits(w.term) {
				initials += w.term[:1]
			}
		}
	}
	c.own[initials] = true
	for w := range c.own {
		s.own[w] = true
	}
	return c
}

// name notes the words of a name.
func (s *Statistics) name(name string) {
	for _, w := range split(nil, name) {
		if len(w.term) > 1 && len(s.names) < maxNames {
			s.names[w.hash] = true
		}
	}
}
