package bleveindex

import (
	"slices"

	"talksearch/index/query"
)

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
// talk that matches several alternatives comes before those that match one.
func (e *evaluation) union(lists []*list) (*list, error) {
	if len(lists) == 1 {
		return lists[0], nil
	}
	acc := e.g.postings.scratch.Get().(*accumulator)
	for _, l := range lists {
		if e.ctx.Err() != nil {
			e.g.postings.takeBack(acc)
			return nil, e.ctx.Err()
		}
		acc.addList(l)
	}
	out, words := &list{}, slices.Clone(acc.marked)
	out.docs, out.scores = e.g.postings.takeBack(acc)
	out.set = newBitset(words, len(out.docs))
	return out, nil
}
