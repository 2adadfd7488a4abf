package bleveindex

import (
	"math"

	"talksearch/index"
	"talksearch/index/text"
)

// maxNear is of how many talks at most the nearness of two words is looked at.
const maxNear = 20_000

// nearness adds to the scores of a list, which must not be a cached one where there
// are several words, what neighbouring words tell that stand near each other.
func (e *evaluation) nearness(l *list, words []*slot) error {
	factor := e.g.postings.ranking.near
	if e.excluding || factor == 0 || len(l.docs) == 0 || e.r.Sort != index.SortRelevance {
		return nil
	}
	for i := range len(words) - 1 {
		a, b := words[i], words[i+1]
		if a.field != b.field || a.found.Whole == "" || b.found.Whole == "" || a.found.Whole == b.found.Whole {
			continue
		}
		near, err := e.near(a, b)
		if err != nil {
			return err
		}
		l.raise(near, float32(factor)*min(e.tells(a), e.tells(b)))
	}
	return nil
}

// near returns the talks that have two words near each other.
func (e *evaluation) near(a, b *slot) (*list, error) {
	first, second := stemTerm(a.found.Whole), stemTerm(b.found.Whole)
	key := e.key("n", a.field, first+" "+second)
	if l, ok := e.g.postings.cache.GetIfPresent(key); ok {
		return l, nil
	}
	hasA, err := e.find(a.found.Whole, a.field)
	if err != nil {
		return nil, err
	}
	hasB, err := e.find(b.found.Whole, b.field)
	if err != nil {
		return nil, err
	}
	l := &list{}
	if both := inAll([]*list{hasA, hasB}); len(both) > 0 && len(both) <= maxNear {
		var err error
		if l, err = e.g.postings.near(e.ctx, e.in(a.field), first, second, both); err != nil {
			return nil, err
		}
	}
	e.g.postings.cache.Set(key, l)
	return l, nil
}

// tells returns how much a word tells: its idf, whatever forms it was found in.
func (e *evaluation) tells(s *slot) float32 { return e.g.postings.idf(len(s.list.docs)) }

// relax returns l and, where it has few talks, behind them those that have most of
// the words: all that a talk's words tell is compared with what those of the best
// tell. What is not a plain word stays required.
func (e *evaluation) relax(c *conjunction, l *list) (*list, error) {
	if len(c.words)+min(len(c.must), 1) < 2 || len(c.words) == 0 || len(l.docs) >= few || len(l.docs) > 0 && !e.plain {
		return l, nil
	}
	p := e.g.postings
	var within *list
	if len(c.must) > 0 {
		var err error
		if within, err = e.intersection(c.must); err != nil || len(within.docs) == 0 {
			return l, err
		}
	}
	scores, told := p.scratch.Get().(*accumulator), p.scratch.Get().(*accumulator)
	if within != nil {
		for i, d := range within.docs {
			scores.add(d, within.score(i))
			told.add(d, 0)
		}
	}
	times := map[string]float64{}
	for _, w := range text.Split(e.r.Query.Text) {
		times[w.Whole]++
	}
	for w, n := range times {
		times[w] = math.Pow(n, p.ranking.repeat)
	}
	all := float32(0)
	for _, s := range c.words {
		idf := e.tells(s)
		if len(s.list.docs) == 0 {
			idf = 0 // it is in no talk
		}
		share := float32(max(1, times[s.word.Whole]))
		if text.Common(s.word.Whole) {
			share *= float32(p.ranking.common)
			idf *= float32(p.ranking.common)
		}
		all += idf
		found, err := p.scored(e.ctx, s.list, s.list.docs)
		if err != nil {
			p.takeBack(scores)
			p.takeBack(told)
			return nil, err
		}
		if within != nil {
			if found, err = e.intersection([]*list{found, {docs: within.docs}}); err != nil {
				return nil, err
			}
		}
		for i, d := range found.docs {
			scores.add(d, found.score(i)*share)
			told.add(d, idf)
		}
	}
	out := &list{}
	out.docs, out.scores = p.takeBack(scores)
	_, part := p.takeBack(told)
	if err := e.nearness(out, c.words); err != nil {
		return nil, err
	}
	best := float32(0)
	for _, t := range part {
		best = max(best, t)
	}
	least := float32(p.ranking.most) * best
	n := 0
	highest := float32(0)
	for i, d := range out.docs {
		if part[i] < least {
			continue
		}
		score := out.scores[i]
		if all > 0 {
			score *= float32(math.Pow(float64(part[i]/all), p.ranking.coverage))
		}
		out.docs[n], out.scores[n] = d, score
		part[n], highest = part[i], max(highest, score)
		n++
	}
	out.docs, out.scores = out.docs[:n], out.scores[:n]
	fullest := uint32(0) // the talk with most
	for i, d := range out.docs {
		if part[i] == best {
			fullest = d
			break
		}
	}
	out = c.remaining(out)
	if len(out.docs) <= len(l.docs) {
		return l, nil
	}
	e.relaxed, e.complete = true, len(l.docs)
	if len(l.docs) > 0 {
		first := &list{docs: l.docs, scores: make([]float32, len(l.docs))}
		for i := range first.scores {
			first.scores[i] = highest + 1
		}
		return sum(out, first), nil
	}
	e.omitted = e.missing(fullest)
	return out, nil
}

// missing returns the words that a talk does not have.
func (e *evaluation) missing(doc uint32) []string {
	if !e.relaxed {
		return nil
	}
	var out []string
	for _, s := range e.words {
		if !s.list.has(doc) {
			out = append(out, s.typed)
		}
	}
	return out
}
