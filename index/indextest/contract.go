package indextest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"talksearch/corpus"
	"talksearch/index"
)

func testTalk(t *testing.T, s index.Searcher) {
	e, err := s.Talk(t.Context(), "spring", "edf")
	if err != nil {
		t.Fatal(err)
	}
	if e.ID() != "spring/edf" || e.Talk.Title != "SCHED_DEADLINE in practice" || e.Conference.Title != "Spring Kernel Days" {
		t.Errorf("got %+v", e)
	}
	for _, id := range [][2]string{{"spring", "nothing"}, {"nowhere", "edf"}, {"", ""}} {
		if _, err := s.Talk(t.Context(), id[0], id[1]); !errors.Is(err, index.ErrNotFound) {
			t.Errorf("talk %q: got error %v, want ErrNotFound", id, err)
		}
	}
}

func testConferences(t *testing.T, s index.Searcher) {
	list, err := s.Conferences(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range list {
		got = append(got, fmt.Sprintf("%s %s %s %s %d", c.ID, c.Start, c.End, c.Timezone, c.Talks))
	}
	want := []string{"autumn 2020-10-05 2020-10-05 America/New_York 2", "spring 2021-03-01 2021-03-02 Europe/Berlin 5"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// testView checks that a view stays what it was, and tells what changed.
func testView(t *testing.T, e index.Engine) {
	talks := func(v index.View, conference string) string {
		var got []string
		err := v.Each(t.Context(), conference, func(t *corpus.Talk) error {
			got = append(got, t.ID)
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		return strings.Join(got, " ")
	}
	before, err := e.View()
	if err != nil {
		t.Fatal(err)
	}
	want := talks(before, "spring")
	if n := len(strings.Fields(want)); n != 5 || talks(before, "Spring") != "" || talks(before, "nowhere") != "" {
		t.Errorf("got %d talks of spring, and %q of Spring", n, talks(before, "Spring"))
	}
	changed := Small(t)
	changed[0].Talks[0].Title += "!"
	if err := e.Load(t.Context(), changed); err != nil {
		t.Fatal(err)
	}
	after, err := e.View()
	if err != nil {
		t.Fatal(err)
	}
	defer after.Close()
	digests := map[string]string{}
	for _, c := range before.Conferences() {
		digests[c.ID] = c.Digest
	}
	for _, c := range after.Conferences() {
		if same := digests[c.ID] == c.Digest; same != (c.ID != changed[0].ID) || c.Digest == "" {
			t.Errorf("%s: digest %q, before %q", c.ID, c.Digest, digests[c.ID])
		}
	}
	if got := talks(before, "spring"); got != want {
		t.Errorf("after a Load the view before has %q, want %q", got, want)
	}
	before.Close()
	full := errors.New("full")
	if err := after.Each(t.Context(), "spring", func(*corpus.Talk) error { return full }); !errors.Is(err, full) {
		t.Errorf("an error of do: got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := after.Each(ctx, "spring", func(*corpus.Talk) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
}

// A failing collection ends with an error.
type failing struct{ corpus.List }

var errBroken = errors.New("broken")

func (f failing) Each(ctx context.Context, do func(int, *corpus.Talk) error) error {
	return errors.Join(f.List.Each(ctx, do), errBroken)
}

// testCollection checks that a collection is loaded as the programmes that it is
// made of, and that one that fails is not loaded.
func testCollection(t *testing.T, e index.Engine) {
	if err := e.LoadFrom(t.Context(), failing{Small(t)}); !errors.Is(err, errBroken) {
		t.Errorf("got error %v, want the collection's", err)
	}
	if err := e.LoadFrom(t.Context(), corpus.List(Small(t))); err != nil {
		t.Fatal(err)
	}
	got := must(t, e, index.NewRequest("").WithSort(index.SortTitle))
	if err := e.Load(t.Context(), Small(t)); err != nil {
		t.Fatal(err)
	}
	if want := must(t, e, index.NewRequest("").WithSort(index.SortTitle)); !slices.Equal(ids(got), ids(want)) || got.Generation != want.Generation {
		t.Errorf("got %q of %s, want %q of %s", ids(got), got.Generation, ids(want), want.Generation)
	}
}

func testNotReady(t *testing.T, s index.Engine) {
	_, searching := s.Search(t.Context(), index.NewRequest("x"))
	_, talk := s.Talk(t.Context(), "a", "b")
	_, related := s.Related(t.Context(), "a", "b", 5)
	_, conferences := s.Conferences(t.Context())
	_, agenda := s.Agenda(t.Context(), index.NewRequest(""), "a", "")
	_, suggesting := s.Suggest(t.Context(), index.SuggestRequest{Text: "x", Size: 1})
	if g := s.Generation(); g != "" {
		t.Errorf("before Load: got generation %q, want none", g)
	}
	_, view := s.View()
	for _, err := range append(listerErrors(t.Context(), s), searching, talk, related, conferences, agenda, suggesting, view) {
		if !errors.Is(err, index.ErrNotReady) {
			t.Errorf("before Load: got error %v, want ErrNotReady", err)
		}
	}
}

func testCancelled(t *testing.T, s index.Engine) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, q := range []string{"", "bpf"} {
		if _, err := s.Search(ctx, index.NewRequest(q)); !errors.Is(err, context.Canceled) {
			t.Errorf("%q: got error %v, want context.Canceled", q, err)
		}
	}
	if _, err := s.Related(ctx, "spring", "edf", 5); !errors.Is(err, context.Canceled) {
		t.Errorf("related talks: got error %v, want context.Canceled", err)
	}
	for _, err := range listerErrors(ctx, s) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("all of a search: got error %v, want context.Canceled", err)
		}
	}
}

// A countdown is done once it was asked so many times.
type countdown struct {
	context.Context
	left atomic.Int64
}

func (c *countdown) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// testCancelledMidway checks that a search looks at its context again and again,
// also while it works on its hits.
func testCancelledMidway(t *testing.T, s index.Searcher) {
	for _, q := range []string{"", "kernel", `"linux kernel"`, "ker*", "kernel -bpf"} {
		for asked := range int64(8) {
			ctx := &countdown{Context: t.Context()}
			ctx.left.Store(asked)
			if _, err := s.Search(ctx, index.NewRequest(q)); !errors.Is(err, context.Canceled) {
				t.Errorf("%q, cancelled after %d looks: got error %v, want context.Canceled", q, asked, err)
			}
		}
		if _, err := s.Search(t.Context(), index.NewRequest(q)); err != nil {
			t.Errorf("%q after that: %v", q, err)
		}
	}
}

// testPages checks that pages put together are the whole, that the total depends
// on neither page nor order, and that a second search gives the same.
func testPages(t *testing.T, s index.Searcher) {
	for _, q := range []string{"", "kernel", "the", "linux -bpf"} {
		for _, order := range []index.Sort{index.SortRelevance, index.SortTime, index.SortTimeReverse, index.SortTitle} {
			r := index.NewRequest(q).WithSort(order)
			r.PerPage = 100
			whole := must(t, s, r)
			if again := must(t, s, r); !slices.Equal(ids(whole), ids(again)) {
				t.Errorf("%q by %s: a second search gave another order", q, order)
			}
			if len(whole.Hits) != whole.Total || whole.Total == 0 {
				t.Errorf("%q by %s: %d hits of %d", q, order, len(whole.Hits), whole.Total)
			}
			var pages []string
			r.PerPage = 7
			for r.Page = 1; len(pages) < whole.Total; r.Page++ {
				page := must(t, s, r)
				if page.Total != whole.Total || len(page.Hits) == 0 {
					t.Fatalf("%q by %s: page %d has %d hits and total %d, want %d", q, order, r.Page, len(page.Hits), page.Total, whole.Total)
				}
				pages = append(pages, ids(page)...)
			}
			if !slices.Equal(pages, ids(whole)) {
				t.Errorf("%q by %s: pages give\n%q, want\n%q", q, order, pages, ids(whole))
			}
		}
	}
}

func must(t *testing.T, s index.Searcher, r index.Request) *index.Result {
	t.Helper()
	result, err := s.Search(t.Context(), r)
	if err != nil {
		t.Fatalf("%s: %v", r.Values().Encode(), err)
	}
	return result
}

// testNaiveCounts compares totals, hits and facet counts under random filters
// with those counted talk by talk.
func testNaiveCounts(t *testing.T, s index.Searcher) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, q := range []string{"", "kernel", "scheduling", "patching -live"} {
		r := index.NewRequest(q).WithSort(index.SortTime)
		r.PerPage, r.FacetSize = index.MaxPerPage, index.MaxFacetSize
		all := must(t, s, r)
		for range 300 {
			f := randomFilters(random, r, all.Facets)
			got := must(t, s, f)
			want := naive(all, f)
			if got.Total != want.Total || !slices.Equal(ids(got), ids(want)) || !reflect.DeepEqual(counts(got), counts(want)) {
				t.Fatalf("%s\n got %d %v %v\nwant %d %v %v", f.Values().Encode(), got.Total, ids(got), counts(got), want.Total, ids(want), counts(want))
			}
		}
	}
}

func randomFilters(random *rand.Rand, r index.Request, facets []index.FacetCounts) index.Request {
	for range 1 + random.IntN(3) {
		f := facets[random.IntN(len(facets))]
		if len(f.Values) == 0 {
			continue
		}
		chosen := r.Filters[f.Facet]
		for range 1 + random.IntN(2) {
			v := f.Values[random.IntN(len(f.Values))].Value
			if random.IntN(4) == 0 {
				chosen.Exclude = append(slices.Clone(chosen.Exclude), v)
			} else {
				chosen.Include = append(slices.Clone(chosen.Include), v)
			}
		}
		r = r.WithFilter(f.Facet, chosen)
	}
	return r
}

// naive filters and counts the hits of an unfiltered result.
func naive(all *index.Result, r index.Request) *index.Result {
	out := &index.Result{}
	tally := map[index.Facet]map[string]int{}
	for _, by := range r.Facets {
		tally[by] = map[string]int{}
	}
	for _, h := range all.Hits {
		var failed []index.Facet
		for by, f := range r.Filters {
			if !passes(f, valuesOf(by, h.Entry)) {
				failed = append(failed, by)
			}
		}
		if len(failed) == 0 {
			out.Total++
			out.Hits = append(out.Hits, h)
		}
		for by := range tally {
			if len(failed) == 0 || len(failed) == 1 && failed[0] == by {
				seen := map[string]bool{}
				for _, v := range valuesOf(by, h.Entry) {
					if v = corpus.Fold(v); !seen[v] && v != "" {
						seen[v] = true
						tally[by][v]++
					}
				}
			}
		}
	}
	for by, values := range tally {
		f := index.FacetCounts{Facet: by}
		for v, n := range values {
			f.Values = append(f.Values, index.FacetValue{Value: v, Count: n})
		}
		out.Facets = append(out.Facets, f)
	}
	return out
}

func passes(f index.Filter, values []string) bool {
	has := func(list []string) bool {
		return slices.ContainsFunc(list, func(v string) bool {
			return slices.ContainsFunc(values, func(w string) bool { return corpus.Fold(v) == corpus.Fold(w) })
		})
	}
	return (len(f.Include) == 0 || has(f.Include)) && !has(f.Exclude)
}

func valuesOf(by index.Facet, e index.Entry) []string {
	switch by {
	case index.ByConference:
		return []string{e.Conference.ID}
	case index.ByYear:
		if e.Talk.Day == "" {
			return []string{string(e.Conference.Start[:4])}
		}
		return []string{string(e.Talk.Day[:4])}
	case index.ByDay:
		return []string{string(e.Talk.Day)}
	case index.ByTrack:
		return []string{e.Talk.Track}
	case index.ByRoom:
		return []string{e.Talk.Room}
	case index.ByKind:
		return []string{string(e.Talk.Kind)}
	case index.ByKeyword:
		return e.Talk.AllKeywords()
	}
	var names []string
	for _, s := range e.Talk.Speakers {
		names = append(names, s.Name)
	}
	return names
}

// counts returns all counts that are not 0, by facet and folded value.
func counts(r *index.Result) map[string]int {
	out := map[string]int{}
	for _, f := range r.Facets {
		for _, v := range f.Values {
			if v.Count > 0 {
				out[string(f.Facet)+"="+corpus.Fold(v.Value)] = v.Count
			}
		}
	}
	return out
}

// testFailedLoad checks that a load that fails leaves what was served.
func testFailedLoad(t *testing.T, e index.Engine) {
	before := must(t, e, index.NewRequest(""))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := e.Load(ctx, []*corpus.Programme{LPC(t)}); err == nil {
		t.Error("loading under a cancelled context did not fail")
	}
	twice := Small(t)
	namesake := twice[0].Clone()
	namesake.Talks = namesake.Talks[:1]
	namesake.Talks[0].ID = "other"
	if err := e.Load(t.Context(), append(twice, namesake)); err == nil {
		t.Error("loading two programmes of one id did not fail")
	}
	twice = Small(t)
	twice[0].Talks = append(twice[0].Talks, twice[0].Talks[0])
	if err := e.Load(t.Context(), twice); err == nil {
		t.Error("loading two talks of one id did not fail")
	}
	if after := must(t, e, index.NewRequest("")); after.Generation != before.Generation || after.Total != before.Total {
		t.Errorf("after failed loads: generation %s with %d talks, want %s with %d", after.Generation, after.Total, before.Generation, before.Total)
	}
}

// testReload searches while programmes are exchanged: each answer is of one
// generation as a whole, and equal content has an equal name.
func testReload(t *testing.T, e index.Engine) {
	small := must(t, e, index.NewRequest(""))
	if g := e.Generation(); g != small.Generation || g == "" {
		t.Errorf("generation is %q, and %q in results", g, small.Generation)
	}
	totals := map[string]int{small.Generation: small.Total}
	if err := e.Load(t.Context(), []*corpus.Programme{LPC(t)}); err != nil {
		t.Fatal(err)
	}
	lpc := must(t, e, index.NewRequest(""))
	totals[lpc.Generation] = lpc.Total
	if g := e.Generation(); g != lpc.Generation {
		t.Errorf("after Load: generation is %q, and %q in results", g, lpc.Generation)
	}
	if len(totals) != 2 {
		t.Fatalf("two contents have the name %s", lpc.Generation)
	}
	var wg sync.WaitGroup
	done := make(chan struct{})
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				r, err := e.Search(t.Context(), index.NewRequest(""))
				if err != nil || totals[r.Generation] != r.Total {
					t.Errorf("got %+v, %v; want one of %v", r, err, totals)
					return
				}
				if _, err := e.Search(t.Context(), index.NewRequest("kernel -bpf")); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for i := range 10 {
		programmes := Small(t)
		if i%2 == 1 {
			programmes = []*corpus.Programme{LPC(t)}
		}
		if err := e.Load(t.Context(), programmes); err != nil {
			t.Error(err)
		}
	}
	close(done)
	wg.Wait()
}
