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
	if e.excluding || l.size() == 0 || e.r.Sort != index.SortRelevance {
		return nil
	}
	for i := range len(words) - 1 {
		f, err := e.neighbours(words[i], words[i+1])
		if err != nil {
			return err
		}
		if f.list != nil {
			l.raise(f.list, f.share)
		}
	}
	return nil
}

// neighbours returns the talks that have two words near each other, and what that
// adds at most; no list where they are not of the kind that can be near.
func (e *evaluation) neighbours(a, b *slot) (form, error) {
	factor := e.g.postings.ranking.near
	if factor == 0 || a.field != b.field || a.found.Whole == "" || b.found.Whole == "" || a.found.Whole == b.found.Whole {
		return form{}, nil
	}
	l, err := e.near(a, b)
	return form{list: l, share: float32(factor) * min(e.tells(a), e.tells(b))}, err
}

// near returns the talks that have two words near each other.
func (e *evaluation) near(a, b *slot) (*list, error) {
	key := e.key("n", a.field, text.Stem(a.found.Whole)+" "+text.Stem(b.found.Whole))
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
		if l, err = e.g.postings.near(e.ctx, inCommon(e.texts(a.field), []*list{hasA, hasB}), e.g.forms(a.found.Whole), e.g.forms(b.found.Whole), both); err != nil {
			return nil, err
		}
	}
	e.g.postings.cache.Set(key, l)
	return l, nil
}

// tells returns how much a word tells: its idf, whatever forms it was found in.
func (e *evaluation) tells(s *slot) float32 { return e.g.postings.idf(s.list.size()) }

// relax returns l and, where it has few talks, behind them those that have most of
// the words: all that a talk's words tell is compared with what those of the best
// tell. What is not a plain word stays required.
func (e *evaluation) relax(c *conjunction, l *list) (*list, error) {
	if len(c.words)+min(len(c.must), 1) < 2 || len(c.words) == 0 || l.size() >= few || l.size() > 0 && !e.plain {
		return l, nil
	}
	p := e.g.postings
	var within *list
	if len(c.must) > 0 {
		var err error
		if within, err = e.intersection(listsOf(c.must)); err != nil || within.size() == 0 {
			return l, err
		}
	}
	scores, told := p.scratch.Get().(*accumulator), p.scratch.Get().(*accumulator)
	if within != nil {
		for i, d := range within.docs() {
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
	for _, s := range c.words {
		s.told = e.tells(s)
		s.factor = float32(max(1, times[s.word.Whole]))
		if text.Common(s.word.Whole) {
			s.factor *= float32(p.ranking.common)
			s.told *= float32(p.ranking.common)
		}
		found, err := p.scored(e.ctx, s.list, nil)
		if err != nil {
			p.takeBack(scores)
			p.takeBack(told)
			return nil, err
		}
		if within != nil {
			if found, err = e.intersection([]*list{found, {numbers: within.docs()}}); err != nil {
				return nil, err
			}
		}
		for i, d := range found.docs() {
			scores.add(d, found.score(i)*s.factor)
			told.add(d, s.told)
		}
	}
	out := &list{}
	out.numbers, out.scores = p.takeBack(scores)
	_, part := p.takeBack(told)
	if err := e.nearness(out, c.words); err != nil {
		return nil, err
	}
	best := float32(0)
	for _, t := range part {
		best = max(best, t)
	}
	e.best = best
	least := float32(p.ranking.most) * best
	if l.size() > 0 && len(c.words) <= shortQuery {
		least = float32(p.ranking.beside) * best
	}
	n := 0
	highest := float32(0)
	for i, d := range out.numbers {
		if part[i] < least {
			continue
		}
		out.numbers[n], out.scores[n], part[n] = d, out.scores[i]*e.covered(part[i]/best), part[i]
		highest = max(highest, out.scores[n])
		n++
	}
	out.numbers, out.scores = out.numbers[:n], out.scores[:n]
	fullest := uint32(0) // the talk with most
	for i, d := range out.numbers {
		if part[i] == best {
			fullest = d
			break
		}
	}
	out = c.remaining(out)
	if out.size() <= l.size() {
		for _, s := range c.words {
			s.factor = 1
		}
		e.best = 0
		return l, nil
	}
	e.relaxed, e.complete = true, l.size()
	if l.size() > 0 {
		e.whole = &list{numbers: l.docs(), scores: make([]float32, l.size())}
		for i := range e.whole.scores {
			e.whole.scores[i] = highest + 1
		}
		return sum(out, e.whole), nil
	}
	e.omitted = e.missing(fullest)
	return out, nil
}

// covered returns what a score is multiplied by of a talk whose words tell so much of
// what those of the best tell.
func (e *evaluation) covered(part float32) float32 {
	return float32(math.Pow(float64(part), e.g.postings.ranking.coverage/float64(len(e.top.words))))
}

// told returns how much the words that a talk has tell.
func (e *evaluation) told(doc uint32) float32 {
	sum := float32(0)
	for _, s := range e.top.words {
		if s.list.has(doc) {
			sum += s.told
		}
	}
	return sum
}

// shortQuery is up to how many words a query is one of which most people mean every
// word.
const shortQuery = 3

// missing returns the words that a talk does not have.
func (e *evaluation) missing(doc uint32) []string {
	if !e.relaxed {
		return nil
	}
	var out []string
	for _, s := range e.top.words {
		if !s.list.has(doc) {
			out = append(out, s.typed)
		}
	}
	return out
}
