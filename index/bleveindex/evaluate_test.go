package bleveindex

import (
	"math"
	"slices"
	"testing"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/indextest"
)

// evaluated are queries that take every way through the evaluation.
var evaluated = []string{
	"scheduler", "kernel memory", "linux kernel memory", "real-time", "SCHED_DEADLINE", `"address space"`, `"address space isolation" kernel`,
	"sched*", "live pa", "kernel -memory", "title:kernel memory", "make a virtual machine boot faster", "kernel zzyzx", "Jörg Rödel",
	"daniel bristot", "address space separation of the kernel", "track:refereed memory", "of the", "bpf program -kernel",
	"bpf OR rust", "kernel (memory OR trac* day:tue) -(android OR arm)", "title:kernel,memory after:12:00",
}

func loaded(t *testing.T) *Engine {
	t.Helper()
	e := New()
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := e.Load(t.Context(), []*corpus.Programme{indextest.LPC(t)}); err != nil {
		t.Fatal(err)
	}
	return e
}

// forget empties the caches.
func (g *generation) forget() {
	g.postings.cache.InvalidateAll()
	g.formsKnown.InvalidateAll()
	g.mendings.InvalidateAll()
	for i := range g.outlines {
		g.outlines[i].made.Store(nil)
	}
	if g.recent != nil {
		g.recent.cache.InvalidateAll()
		for i := range g.recent.once {
			g.recent.once[i].Store(0)
		}
	}
}

// ask returns what is found for a query, with a hundred hits.
func ask(t *testing.T, e *Engine, q string) *index.Result {
	t.Helper()
	r := index.NewRequest(q)
	r.PerPage = 100
	result, err := e.Search(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// sameHits checks that two answers have the same talks in the same order, with the same
// scores.
func sameHits(t *testing.T, what string, got, want *index.Result) {
	t.Helper()
	if got.Total != want.Total || len(got.Hits) != len(want.Hits) {
		t.Fatalf("%s: got %d talks, want %d", what, got.Total, want.Total)
	}
	for i, h := range got.Hits {
		if w := want.Hits[i]; h.ID() != w.ID() || h.Score != w.Score {
			t.Errorf("%s, hit %d: got %s with %v, want %s with %v", what, i, h.ID(), h.Score, w.ID(), w.Score)
		}
	}
}

// TestScoresOfCache checks that a search ends the same with no list in the cache,
// when scores were read in part, and with all lists there.
func TestScoresOfCache(t *testing.T) {
	e := loaded(t)
	for _, q := range evaluated {
		e.current.forget()
		first := ask(t, e, q)
		for range 2 {
			sameHits(t, q, ask(t, e, q), first)
		}
	}
}

// TestExplanations checks that a hit's score is the sum of what it is said to be
// made of.
func TestExplanations(t *testing.T) {
	e := loaded(t)
	for _, q := range evaluated {
		r := index.NewRequest(q)
		r.PerPage, r.Explain = 100, true
		result, err := e.Search(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range result.Hits {
			sum := 0.0
			for _, p := range h.Explanation.Parts {
				sum += p.Score
			}
			if math.Abs(sum-h.Score) > 1e-4 || h.Explanation.Score != h.Score {
				t.Errorf("%s, %s: got parts that add up to %v, want %v", q, h.ID(), sum, h.Score)
			}
		}
	}
}

// TestListsOfExclusions checks that lists which one query left in the cache serve
// others, which may look for the words in other fields or want their scores.
func TestListsOfExclusions(t *testing.T) {
	queries := []string{"linux -android", "linux -android*", "linux -android-x*", "android", "kernel -(memory OR bpf)", "kernel -(memory* OR bpf*)", "memory bpf", "-memory -real-time", "-real-time*"}
	e, alone := loaded(t), loaded(t)
	for range 2 {
		for _, q := range queries {
			alone.current.forget()
			sameHits(t, q+" after other queries", ask(t, e, q), ask(t, alone, q))
		}
	}
}

// TestMendings checks that a correction is the same when it is remembered, and is worked
// out anew for words that stand beside others.
func TestMendings(t *testing.T) {
	e := loaded(t)
	var first []index.Correction
	for round := range 3 {
		result, err := e.Search(t.Context(), index.NewRequest("(schedulng kernel) OR (schedulng bpf)"))
		if err != nil {
			t.Fatal(err)
		}
		if round == 0 {
			first = result.Query.Corrections
		}
		if len(first) == 0 || !slices.Equal(result.Query.Corrections, first) {
			t.Errorf("round %d: got %v, want %v", round+1, result.Query.Corrections, first)
		}
	}
	if n := e.current.mendings.EstimatedSize(); n != 2 {
		t.Errorf("%d corrections are remembered, want one for each of the alternatives", n)
	}
}
