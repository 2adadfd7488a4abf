// Package judged measures how well a searcher ranks: it asks queries whose
// answers people have graded, and compares. It serves the tests of engines, as
// package indextest does; collections and programmes are brought by its callers.
package judged

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"talksearch/index"
	"talksearch/index/query"
)

// A Query is a search with the grades that people gave to talks.
type Query struct {
	ID    string
	Text  string
	Group string         // what kind of query it is, "" where the set has no kinds
	Note  string         // why the grades are what they are
	Grade map[string]int // talk id -> 1 relevant and more for better, 0 not; nor are talks that are not in it
}

// A Set is a list of judged queries.
type Set struct {
	Queries []Query // those with at least one relevant talk
	Strong  int     // the least grade that MRR and success count: 2, or 1 where no talk has more
}

// An Outcome is what a searcher found for one query.
type Outcome struct {
	Query
	IDs []string // of the talks found, without their conferences; the first 100
	Figures
}

// Run asks a searcher every query, with 100 results and all else as in a request,
// and measures what comes back. A talk's id counts from its last slash, so without its
// conference's. A query that is longer than queries may be counts as one without results.
func (s *Set) Run(ctx context.Context, searcher index.Searcher, r index.Request) (Outcomes, error) {
	out := make(Outcomes, len(s.Queries))
	for i, q := range s.Queries {
		if utf8.RuneCountInString(q.Text) > index.MaxQueryLength {
			out[i] = Outcome{Query: q, Figures: measure(q, nil, s.Strong)}
			continue
		}
		r.Query, r.Facets, r.Page, r.PerPage = query.Parse(q.Text), nil, 1, index.MaxPerPage
		result, err := searcher.Search(ctx, r)
		if err != nil {
			return nil, fmt.Errorf("query %s: %w", q.ID, err)
		}
		var ids []string
		seen := map[string]bool{}
		for _, h := range result.Hits {
			id := h.ID()[strings.LastIndexByte(h.ID(), '/')+1:]
			if !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
		out[i] = Outcome{Query: q, IDs: ids, Figures: measure(q, ids, s.Strong)}
	}
	return out, nil
}
