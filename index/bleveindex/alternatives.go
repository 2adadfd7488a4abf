package bleveindex

import "talksearch/index/query"

// alternatives returns what one of some nodes matches; nil where there is nothing in any of
// them to search for.
func (e *evaluation) alternatives(nodes query.Or, field string) (*list, error) {
	var lists []*list
	for _, n := range nodes {
		l, err := e.node(n, field)
		if err != nil {
			return nil, err
		}
		if l != nil {
			lists = append(lists, l)
		}
	}
	if len(lists) == 0 {
		return nil, nil
	}
	return e.union(lists)
}

// union returns what is in any of some lists, which is one at least, scores added up: a
// talk that matches several alternatives comes before those that match one. The scores
// are added up when they are asked for.
func (e *evaluation) union(lists []*list) (*list, error) {
	if len(lists) == 1 {
		return lists[0], nil
	}
	words := make([]uint64, (e.g.size()+63)/64)
	for _, l := range lists {
		if e.ctx.Err() != nil {
			return nil, e.ctx.Err()
		}
		l.mark(words)
	}
	out := listOf(words)
	out.parts = lists
	return out, nil
}

// added returns a list of alternatives with its scores, of those documents that are in
// docs.
func (p *postings) added(l *list, docs []uint32) *list {
	if docs != nil && len(docs) < l.size()/4 {
		out := &list{numbers: docs, scores: make([]float32, len(docs))}
		l.addTo(docs, out.scores)
		return out
	}
	acc := p.scratch.Get().(*accumulator)
	acc.addScores(l)
	out := &list{set: l.set, numbers: l.docs(), scores: make([]float32, l.size())}
	for i, doc := range out.numbers {
		out.scores[i] = acc.weights[doc]
		acc.weights[doc] = 0
	}
	p.scratch.Put(acc)
	return out
}
