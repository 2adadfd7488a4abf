package bleveindex

import (
	"testing"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/indextest"
)

func TestContract(t *testing.T) {
	t.Run("memory", func(t *testing.T) {
		indextest.Run(t, func(*testing.T) index.Engine { return New() })
	})
	t.Run("disk", func(t *testing.T) {
		dir := t.TempDir() // of all tests, as one of several servers
		indextest.Run(t, func(t *testing.T) index.Engine {
			e, err := Open(Options{Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			return e
		})
	})
}

// TestSharedCounts checks that the counts of all talks stay the generation's own,
// also of a facet that has no values: a search that got them as its own would
// count in them.
func TestSharedCounts(t *testing.T) {
	e := New()
	defer e.Close()
	if err := e.Load(t.Context(), []*corpus.Programme{{
		ID: "c", Title: "C",
		Talks: []corpus.Talk{{ID: "a", Title: "One"}, {ID: "b", Title: "Two"}},
	}}); err != nil {
		t.Fatal(err)
	}
	r := index.NewRequest("")
	r.Facets = index.Facets()
	if _, err := e.Search(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	g, err := e.acquire()
	if err != nil {
		t.Fatal(err)
	}
	defer g.release()
	for place, by := range index.Facets() {
		if tally := g.newTally(by, 1); &tally.counts[0] == &g.whole[place][0] {
			t.Errorf("%s: a search counts in the counts of all talks", by)
		}
	}
}
