package ui

import (
	"github.com/labstack/echo/v4"

	"talksearch/index"
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
func (u *UI) explain(c echo.Context, r index.Request) (*nothing, error) {
	count := func(r index.Request) (int, error) {
		r.Facets, r.PerPage, r.Page = nil, 1, 1
		result, err := u.searcher.Search(c.Request().Context(), r)
		if err != nil {
			return 0, err
		}
		return result.Total, nil
	}
	n := &nothing{}
	free := r.WithPage(1)
	free.Filters = nil
	var err error
	if len(r.Filters) > 0 {
		if n.Without, err = count(free); err != nil || n.Without > 0 {
			n.Clear = searchPath(free)
			return n, err
		}
	}
	var wanted query.And
	for _, node := range r.Query.Root {
		if _, excluded := node.(query.Not); !excluded && len(text.Split(node.String())) > 0 {
			wanted = append(wanted, node)
		}
	}
	if len(wanted) > 0 && len(wanted) < len(r.Query.Root) {
		included := free
		included.Query = query.Parse(wanted.String())
		n.Excluded = wordCount{Word: wanted.String(), Path: searchPath(included)}
		if n.Excluded.Count, err = count(included); err != nil || n.Excluded.Count > 0 {
			return n, err
		}
	}
	n.All = len(wanted) <= maxExplained
	for _, node := range wanted[:min(len(wanted), maxExplained)] {
		alone := free
		alone.Query = query.Parse(node.String())
		w := wordCount{Word: node.String(), Path: searchPath(alone)}
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
