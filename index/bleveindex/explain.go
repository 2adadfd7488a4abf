package bleveindex

import (
	"fmt"

	"talksearch/index"
	"talksearch/index/text"
)

// explain tells what a hit's score is made of.
func (e *evaluation) explain(doc uint32, score float32) (*index.Explanation, error) {
	out := &index.Explanation{What: "score", Score: float64(score)}
	if e.top == nil || e.r.Sort != index.SortRelevance {
		return out, nil
	}
	at := []uint32{doc}
	for _, s := range append(e.top.must, e.top.words...) {
		part, err := e.explainSlot(s, at)
		if err != nil {
			return nil, err
		}
		if part != nil {
			out.Parts = append(out.Parts, *part)
		}
	}
	for i := range len(e.top.words) - 1 {
		a, b := e.top.words[i], e.top.words[i+1]
		factor, err := e.neighbours(a, b)
		if err != nil {
			return nil, err
		}
		if near := scoreAt(factor.list, at); near > 0 {
			out.Parts = append(out.Parts, index.Explanation{What: fmt.Sprintf("%s and %s near each other", a.typed, b.typed), Score: float64(near * factor.share)})
		}
	}
	if e.best > 0 {
		if factor := float64(e.covered(e.told(doc) / e.best)); factor < 1 {
			sum := 0.0
			for _, p := range out.Parts {
				sum += p.Score
			}
			out.Parts = append(out.Parts, index.Explanation{What: fmt.Sprintf("words are missing: ×%.2f", factor), Score: sum * (factor - 1)})
		}
	}
	if e.whole != nil {
		if bonus := scoreAt(e.whole, at); bonus > 0 {
			out.Parts = append(out.Parts, index.Explanation{What: "has all words", Score: float64(bonus)})
		}
	}
	return out, nil
}

// scoreAt returns the score that a list has for a single document, 0 for none.
func scoreAt(l *list, at []uint32) float32 {
	var score [1]float32
	if l != nil {
		l.addTo(at, score[:])
	}
	return score[0]
}

// explainSlot tells what a word adds to a talk's score; nil where the talk lacks it.
func (e *evaluation) explainSlot(s *slot, at []uint32) (*index.Explanation, error) {
	if !s.list.has(at[0]) {
		return nil, nil
	}
	l, err := e.g.postings.scored(e.ctx, s.list, at)
	if err != nil {
		return nil, err
	}
	score := scoreAt(l, at)
	out := &index.Explanation{What: s.typed, Score: float64(score)}
	if s.factor > 0 && s.factor != 1 {
		out.What = fmt.Sprintf("%s, ×%.2f in this question", s.typed, s.factor)
		out.Score *= float64(s.factor)
	}
	for _, f := range s.forms {
		l, err := e.g.postings.scored(e.ctx, f.list, at)
		if err != nil {
			return nil, err
		}
		if part := f.share * scoreAt(l, at); part > 0 {
			out.Parts = append(out.Parts, index.Explanation{What: fmt.Sprintf("%s, ×%.2f", f.how, f.share), Score: float64(part)})
		}
	}
	if s.found.Whole != "" {
		in, err := e.explainFields(s.found, s.field, at)
		if err != nil {
			return nil, err
		}
		out.Parts = append(out.Parts, in...)
	}
	return out, nil
}

// explainFields tells where a talk has a word, and what that adds to the word's
// frequency.
func (e *evaluation) explainFields(w text.Word, field string, at []uint32) ([]index.Explanation, error) {
	var out []index.Explanation
	p := e.g.postings
	in := &subset{docs: at}
	r := p.readers.Get().(*termReader)
	defer p.readers.Put(r)
	for _, s := range e.sources(field, source{term: stemTerm(w.Whole), weight: 1}) {
		all, n := indexed(s.field, s.term, s.own)
		for _, t := range all[:n] {
			err := p.each(e.ctx, r, t, in, false, func(_ uint32, times, length int, _ []uint64) {
				often := "once"
				if times > 1 {
					often = fmt.Sprintf("%d times", times)
				}
				out = append(out, index.Explanation{
					What:  fmt.Sprintf("%s: %s, ×%g", fields[s.field].name, often, s.weight),
					Score: float64(p.frequency(s.field, s.weight, times, length)),
				})
			})
			if err != nil {
				return nil, fmt.Errorf("explaining %s: %w", t.term, err)
			}
		}
	}
	return out, nil
}
