package indextest

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"talksearch/corpus"
	"talksearch/index"
)

// testCursor walks through the results of searches by cursors, and compares with
// their pages by number. Then it loads something else.
func testCursor(t *testing.T, e index.Engine) {
	var old index.Request
	for _, q := range []string{"", "kernel", "the", "linux -bpf", "nosuchword"} {
		for _, order := range []index.Sort{index.SortRelevance, index.SortTime, index.SortTimeReverse, index.SortTitle} {
			for _, filters := range []map[index.Facet]index.Filter{
				nil, {index.ByTrack: {Include: []string{"LPC Refereed Track", "Microconferences"}}},
				{index.ByYear: {Exclude: []string{"2020"}}, index.ByKind: {Include: []string{"microconference"}}},
			} {
				for _, perPage := range []int{1, 7, 100} {
					r := index.NewRequest(q).WithSort(order)
					r.Filters, r.PerPage = filters, perPage
					if perPage == 7 {
						r.Facets = nil
					}
					old = walk(t, e, r)
				}
			}
		}
	}
	if err := e.Load(t.Context(), []*corpus.Programme{LPC(t)}); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Search(t.Context(), old); !errors.Is(err, index.ErrCursorGone) {
		t.Errorf("a cursor of what was served before: got error %v, want ErrCursorGone", err)
	}
	if _, err := e.Search(t.Context(), old.WithCursor(index.CursorStart)); err != nil {
		t.Errorf("beginning again: %v", err)
	}
}

// walk compares all pages by cursor with those by number, and returns a request with
// a cursor.
func walk(t *testing.T, s index.Searcher, r index.Request) index.Request {
	t.Helper()
	var want []string
	all := r
	all.PerPage = index.MaxPerPage
	for {
		page := must(t, s, all)
		if page.NextCursor != "" {
			t.Fatalf("%s: a page by number has the cursor %q", all.Values().Encode(), page.NextCursor)
		}
		want = append(want, ids(page)...)
		if len(want) == page.Total {
			break
		}
		all.Page++
	}
	first := must(t, s, r)
	var got []string
	at := r.WithCursor(index.CursorStart)
	for {
		page := must(t, s, at)
		if page.Total != len(want) || !reflect.DeepEqual(page.Facets, first.Facets) {
			t.Fatalf("%s: total %d, want %d; facets %v, want %v", at.Values().Encode(), page.Total, len(want), page.Facets, first.Facets)
		}
		got = append(got, ids(page)...)
		if page.NextCursor == "" {
			break
		}
		if len(page.Hits) != r.PerPage || len(got) > len(want) {
			t.Fatalf("%s: %d hits, %d of %d so far, and more", at.Values().Encode(), len(page.Hits), len(got), len(want))
		}
		at = at.WithCursor(page.NextCursor)
		if v, err := index.ParseRequest(at.Values()); err != nil || v.Cursor != at.Cursor {
			t.Fatalf("%s: read as %q, %v", at.Values().Encode(), v.Cursor, err)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: by cursor\n%q, by number\n%q", r.Values().Encode(), got, want)
	}
	return r.WithCursor(r.NextCursor(index.Cursor{Generation: first.Generation, Rank: 1}))
}
