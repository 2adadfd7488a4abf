package keyword

import (
	"cmp"
	"math"
	"slices"

	"talksearch/corpus"
)

// How many keywords a talk gets, and what counts how much for them. Found by trying,
// on programmes with and without authors' keywords; all but the first two may be half
// as large again without much of a difference.
const (
	most   = 8 // keywords of a talk, the author's included
	fewest = 3 // of those that are derived, if the author's leave no room

	titleWeight    = 3.
	subtitleWeight = 1.5
	trackWeight    = .8
	bodyWeight     = 3.  // of abstract and topics, which no number of mentions exceeds
	halfBody       = 1.5 // mentions that weigh half as much, in a text of mean length
	partWeight     = .7  // of a mention of only a part of a subject

	broaderWeight = .45 // of what speaks for a narrower subject
	furtherWeight = .15 // likewise, two steps below
	othersWeight  = .2  // of all narrower subjects but the strongest

	rareWeight = .8 // share of a score that falls as a subject gets frequent
	leastScore = .45
	leastShare = .2 // of the best keyword's score
)

// prior says how likely a kind of candidate is a good keyword.
var prior = [...]float64{concept: 1, identifier: .75, name: .5, phrase: .6}

// A candidate is what may become a keyword.
type candidate struct {
	id      uint64
	concept int
	kind    kind
	text    string          // as it is written where it was found first
	in      [places]float64 // mentions by place; those of parts count less
	score   float64
}

// Derive returns the keywords of a talk that was added, the most telling first, and
// none that say the same as the talk's own. It may be called by many goroutines, once
// nothing is added any more.
func (s *Statistics) Derive(p *corpus.Programme, t *corpus.Talk) []string {
	r := s.readers.Get().(*reader)
	defer s.readers.Put(r)
	r.read(t)
	list := s.infer(r.candidates(s))
	for i := range list {
		x := &list[i]
		total := float64(s.talks + 1)
		rarity := math.Log(1+total/float64(max(s.counts[x.id].talks, 1))) / math.Log(1+total)
		x.score *= prior[x.kind] * (1 - rareWeight + rareWeight*rarity)
	}
	slices.SortFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id))
	})
	c, ok := s.conferences[p.ID]
	if !ok {
		c = &conference{}
	}
	return s.choose(c, r, t, list)
}

// candidates sums the mentions up.
func (r *reader) candidates(s *Statistics) []candidate {
	r.group()
	list := r.list[:0]
	for i, found := range r.sightings {
		if i == 0 || found.id != r.sightings[i-1].id {
			list = append(list, candidate{id: found.id, concept: found.concept, kind: found.kind, text: found.text})
		}
		x := &list[len(list)-1]
		weight := 1.
		if found.part {
			weight = partWeight
		}
		x.in[found.place] += weight
	}
	mean := float64(s.words+1) / float64(s.talks+1)
	half := halfBody * min(max(.6+.4*float64(r.length)/mean, .6), 2) // a mention tells less in a long text
	for i := range list {
		in := &list[i].in
		mentions := in[inAbstract] + in[inTopics]
		list[i].score = titleWeight*min(in[inTitle], 1) + subtitleWeight*min(in[inSubtitle], 1) + trackWeight*min(in[inTrack], 1) +
			bodyWeight*mentions/(mentions+half)
	}
	r.list = list
	return list
}

// infer adds what speaks for narrower concepts to the scores of broader ones, which it
// appends where they are not named themselves.
func (s *Statistics) infer(list []candidate) []candidate {
	concepts := s.vocabulary.Concepts()
	type inferred struct {
		concept   int
		best, sum float64
	}
	var all []inferred
	add := func(i int, score float64) {
		for j := range all {
			if x := &all[j]; x.concept == i {
				x.best, x.sum = max(x.best, score), x.sum+score
				return
			}
		}
		all = append(all, inferred{i, score, score})
	}
	for i := range list {
		if list[i].kind != concept {
			continue
		}
		for _, up := range concepts[list[i].concept].Broader {
			add(up, broaderWeight*list[i].score)
			for _, further := range concepts[up].Broader {
				add(further, furtherWeight*list[i].score)
			}
		}
	}
	for _, x := range all {
		score := x.best + othersWeight*(x.sum-x.best)
		if i := slices.IndexFunc(list, func(c candidate) bool { return c.kind == concept && c.concept == x.concept }); i >= 0 {
			list[i].score += score
			continue
		}
		list = append(list, candidate{id: conceptID(x.concept), concept: x.concept, kind: concept, text: concepts[x.concept].Name, score: score})
	}
	return list
}

// choose returns the best of a list, which is in order, that are fit.
func (s *Statistics) choose(c *conference, r *reader, t *corpus.Talk, list []candidate) []string {
	var out []string
	taken := s.explicit(r, t)
	limit := max(fewest, most-len(t.Keywords))
	least := leastScore
	for i := range list {
		x := &list[i]
		if len(out) == limit || x.score < least {
			break
		}
		if !s.fit(c, x) {
			continue
		}
		least = max(least, leastShare*x.score)
		text := s.text(r, x)
		if !taken.has(x, text) {
			taken.add(x, text)
			out = append(out, text)
		}
	}
	return out
}

// text returns how a candidate is written as a keyword.
func (s *Statistics) text(r *reader, x *candidate) string {
	if x.kind == concept {
		return s.vocabulary.Concepts()[x.concept].Name
	}
	if n := s.counts[x.id]; n.shown != "" {
		return n.shown
	}
	return shown(x.kind, x.text)
}
