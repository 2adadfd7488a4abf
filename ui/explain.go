package ui

import (
	"context"

	"talksearch/index/query"
	"talksearch/index/text"
)

// maxExplained is how many words are tried alone when all together find nothing.
const maxExplained = 20

// nothing explains why there is no result and what to try.
type nothing struct {
	Words    []wordCount // of a query of several words: how many talks each alone finds
	Unknown  []string    // words that no talk has
	All      bool        // every word of the query is in Words or Unknown
	Excluded wordCount   // the query without its exclusions, where that finds any
	Clear    string      // address without filters, "" when there are none or it helps nothing
	Without  int         // talks found without filters
}

type wordCount struct {
	Word  string
	Count int
	Path  string
}

// explain finds out why nothing matches.
func (b *builder) explain(ctx context.Context) (*nothing, error) {
	count := func(s search) (int, error) {
		r := s.Request
		r.Facets, r.PerPage, r.Page = nil, 1, 1
		result, err := b.searcher.Search(ctx, r)
		if err != nil {
			return 0, err
		}
		return result.Total, nil
	}
	n := &nothing{}
	free := b.s.unfiltered()
	var err error
	if len(b.s.Filters) > 0 {
		if n.Without, err = count(free); err != nil || n.Without > 0 {
			n.Clear = free.path()
			return n, err
		}
	}
	asking := func(q string) search {
		r := free.Request
		r.Query = query.Parse(q)
		return free.with(r)
	}
	var wanted query.And
	for _, node := range b.s.Query.Root {
		if _, excluded := node.(query.Not); !excluded && len(text.Split(node.String())) > 0 {
			wanted = append(wanted, node)
		}
	}
	if len(wanted) > 0 && len(wanted) < len(b.s.Query.Root) {
		included := asking(wanted.String())
		n.Excluded = wordCount{Word: wanted.String(), Path: included.path()}
		if n.Excluded.Count, err = count(included); err != nil || n.Excluded.Count > 0 {
			return n, err
		}
	}
	n.All = len(wanted) <= maxExplained
	for _, node := range wanted[:min(len(wanted), maxExplained)] {
		alone := asking(node.String())
		w := wordCount{Word: node.String(), Path: alone.path()}
		if w.Count, err = count(alone); err != nil {
			return nil, err
		}
		if w.Count == 0 {
			n.Unknown = append(n.Unknown, w.Word)
		} else {
			n.Words = append(n.Words, w)
		}
	}
	return n, nil
}
