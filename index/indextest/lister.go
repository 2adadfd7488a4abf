package indextest

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"talksearch/corpus"
	"talksearch/index"
)

// testEach compares what Each tells with the pages of Search, under random filters
// and in all orders.
func testEach(t *testing.T, e index.Engine) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, q := range []string{"", "kernel", "scheduling", "no talk has all of these", "patching -live", `"live patching"`, "nosuchword"} {
		for _, order := range []index.Sort{index.SortRelevance, index.SortTime, index.SortTimeReverse, index.SortTitle} {
			r := index.NewRequest(q).WithSort(order)
			r.PerPage, r.FacetSize = index.MaxPerPage, index.MaxFacetSize
			all := must(t, e, r)
			for i := range 10 {
				f := r
				if i > 0 {
					f = randomFilters(random, r, all.Facets)
				}
				want := must(t, e, f)
				listing, got := each(t, e, f)
				if !slices.Equal(got, ids(want)) {
					t.Fatalf("%s: got\n%q, want\n%q", f.Values().Encode(), got, ids(want))
				}
				if about := (index.Listing{Query: want.Query, Total: want.Total, Generation: want.Generation}); !reflect.DeepEqual(listing, about) {
					t.Errorf("%s: begins with %+v, want %+v", f.Values().Encode(), listing, about)
				}
				f.PerPage, f.Page = 3, 2
				if _, rest := each(t, e, f); !slices.Equal(rest, got[min(3, len(got)):]) {
					t.Errorf("%s: from the second page on got %q, want %q", f.Values().Encode(), rest, got[min(3, len(got)):])
				}
			}
		}
	}
}

// each returns what Each tells.
func each(t *testing.T, e index.Engine, r index.Request) (listing index.Listing, ids []string) {
	t.Helper()
	begun := 0
	err := e.Each(t.Context(), r, func(l index.Listing) error {
		listing = l
		begun++
		return nil
	}, func(entry index.Entry) error {
		if begun != 1 {
			t.Errorf("%s: begun %d times before the first talk", r.Values().Encode(), begun)
		}
		ids = append(ids, entry.ID())
		return nil
	})
	if err != nil || begun != 1 {
		t.Fatalf("%s: begun %d times, error %v", r.Values().Encode(), begun, err)
	}
	return listing, ids
}

// testEachEnds checks how Each ends early, and that it goes on with what it began
// with when something else is loaded.
func testEachEnds(t *testing.T, e index.Engine) {
	mine := errors.New("enough")
	nothing := func(index.Listing) error { return nil }
	if err := e.Each(t.Context(), index.NewRequest(""), func(index.Listing) error { return mine }, func(index.Entry) error {
		t.Error("goes on after an error at the beginning")
		return nil
	}); !errors.Is(err, mine) {
		t.Errorf("got %v, want the error of begin", err)
	}
	for _, q := range []string{"", "kernel"} {
		n := 0
		if err := e.Each(t.Context(), index.NewRequest(q), nothing, func(index.Entry) error { n++; return mine }); !errors.Is(err, mine) || n != 1 {
			t.Errorf("%q: got %v after %d talks, want the error of the first", q, err, n)
		}
		ctx, cancel := context.WithCancel(t.Context())
		n = 0
		if err := e.Each(ctx, index.NewRequest(q), nothing, func(index.Entry) error { n++; cancel(); return nil }); !errors.Is(err, context.Canceled) || n > 1 {
			t.Errorf("%q: got %v after %d talks, want that it was cancelled at the first", q, err, n)
		}
		cancel()
	}
	_, before := each(t, e, index.NewRequest(""))
	var got []string
	if err := e.Each(t.Context(), index.NewRequest(""), nothing, func(entry index.Entry) error {
		if got = append(got, entry.ID()); len(got) == 1 {
			return e.Load(t.Context(), Small(t)[:1])
		}
		return nil
	}); err != nil || !slices.Equal(got, before) {
		t.Errorf("while another programme is loaded: got %v, %q; want %q", err, got, before)
	}
}

// testValues compares Values with what Search counts, under random filters.
func testValues(t *testing.T, e index.Engine) {
	random := rand.New(rand.NewPCG(5, 6))
	for _, q := range []string{"", "kernel", "nosuchword"} {
		r := index.NewRequest(q)
		r.PerPage, r.FacetSize = index.MaxPerPage, index.MaxFacetSize
		all := must(t, e, r)
		for range 20 {
			f := randomFilters(random, r, all.Facets)
			for _, want := range must(t, e, f).Facets {
				got := values(t, e, index.ValuesRequest{Request: f, Facet: want.Facet})
				if !reflect.DeepEqual(got, want.Values) {
					t.Fatalf("%s of %s\n got %v\nwant %v", want.Facet, f.Values().Encode(), got, want.Values)
				}
				byValue := values(t, e, index.ValuesRequest{Request: f, Facet: want.Facet, ByValue: true})
				slices.SortFunc(want.Values, func(a, b index.FacetValue) int {
					return strings.Compare(corpus.Fold(a.Value), corpus.Fold(b.Value))
				})
				if !reflect.DeepEqual(byValue, want.Values) {
					t.Fatalf("%s of %s by value\n got %v\nwant %v", want.Facet, f.Values().Encode(), byValue, want.Values)
				}
			}
		}
	}
}

// values returns all pages of three values together.
func values(t *testing.T, e index.Engine, r index.ValuesRequest) []index.FacetValue {
	t.Helper()
	var out []index.FacetValue
	r.PerPage = 3
	for r.Page = 1; ; r.Page++ {
		page, err := e.Values(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		if page.Facet != r.Facet || page.Generation != e.Generation() || len(page.Values) != max(0, min(3, page.Total-3*(r.Page-1))) {
			t.Fatalf("page %d of %s is %+v", r.Page, r.Facet, page)
		}
		if len(page.Values) == 0 {
			return out
		}
		out = append(out, page.Values...)
	}
}

func testPrefix(t *testing.T, e index.Engine) {
	for _, c := range []struct {
		by     index.Facet
		prefix string
		want   []string
	}{
		{index.BySpeaker, "", []string{"Ada Byron", "Grace Murray", "Zoë Ångström"}},
		{index.BySpeaker, "ang", []string{"Zoë Ångström"}},
		{index.BySpeaker, "ÅNG", []string{"Zoë Ångström"}},
		{index.BySpeaker, "zoe a", []string{"Zoë Ångström"}},
		{index.BySpeaker, "yron", nil},
		{index.BySpeaker, "m", []string{"Grace Murray"}},
		{index.ByKeyword, "time", []string{"real-time"}},
		{index.ByDay, "2021", []string{"2021-03-01", "2021-03-02"}},
		{index.ByRoom, "x", nil},
	} {
		page, err := e.Values(t.Context(), index.ValuesRequest{Request: index.NewRequest(""), Facet: c.by, Prefix: c.prefix, ByValue: true})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, v := range page.Values {
			got = append(got, v.Value)
		}
		if !slices.Equal(got, c.want) || page.Total != len(c.want) {
			t.Errorf("%s with %q: got %q of %d, want %q", c.by, c.prefix, got, page.Total, c.want)
		}
	}
}

// testUnmarked checks that hits without marks are the same hits.
func testUnmarked(t *testing.T, s index.Searcher) {
	for _, q := range []string{"", "bpf", "scheduling latency"} {
		r := index.NewRequest(q)
		with := must(t, s, r)
		r.Highlight = false
		without := must(t, s, r)
		if !slices.Equal(ids(with), ids(without)) || with.Total != without.Total {
			t.Errorf("%q: without marks got %q, want %q", q, ids(without), ids(with))
		}
		for _, h := range without.Hits {
			marks := map[string]bool{"title": h.Title.Hit(), "snippet": h.Snippet.Hit() || h.Matched, "topics": len(h.Topics) > 0, "others": len(h.Also) > 0}
			for _, name := range h.People {
				marks["people"] = marks["people"] || name.Hit()
			}
			maps.DeleteFunc(marks, func(_ string, hit bool) bool { return !hit })
			if len(marks) > 0 || h.Title.String() != h.Talk.Title || len(h.People) != len(h.Talk.Speakers) {
				t.Errorf("%q: %s has marks in %v, the title %q", q, h.ID(), marks, h.Title)
			}
			if text := strings.Join(strings.Fields(h.Talk.Abstract), " "); !strings.HasPrefix(text, strings.TrimSuffix(h.Snippet.String(), " …")) {
				t.Errorf("%q: %s has the snippet %q, want the beginning of the abstract", q, h.ID(), h.Snippet)
			}
		}
	}
}

// listerErrors returns what a Lister's methods fail with.
func listerErrors(ctx context.Context, l index.Lister) []error {
	listing := l.Each(ctx, index.NewRequest("x"), func(index.Listing) error { return errors.New("begun") }, nil)
	_, values := l.Values(ctx, index.ValuesRequest{Request: index.NewRequest(""), Facet: index.ByDay})
	return []error{listing, values}
}
