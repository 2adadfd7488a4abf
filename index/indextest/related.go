package indextest

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"talksearch/corpus"
	"talksearch/index"
)

// testRelated checks the promises of index.Searcher.Related on every talk.
func testRelated(t *testing.T, s index.Searcher) {
	r := index.NewRequest("")
	r.PerPage = index.MaxPerPage
	some := 0
	for _, h := range must(t, s, r).Hits {
		all := relatedTo(t, s, h.Entry, index.MaxRelated)
		if again := relatedTo(t, s, h.Entry, index.MaxRelated); !reflect.DeepEqual(all, again) {
			t.Errorf("%s: asked twice, got %v and %v", h.ID(), all, again)
		}
		few := relatedTo(t, s, h.Entry, 3)
		if want := all[:min(3, len(all))]; !reflect.DeepEqual(few, want) {
			t.Errorf("%s: three are %v, want the first of all, %v", h.ID(), few, want)
		}
		titles := map[string]bool{}
		for i, r := range all {
			title := corpus.Fold(r.Talk.Title)
			switch {
			case r.ID() == h.ID():
				t.Errorf("%s: is related to itself", h.ID())
			case titles[title]:
				t.Errorf("%s: %q is there twice", h.ID(), r.Talk.Title)
			case len(r.Shared) == 0 || len(r.Shared) > index.MaxShared:
				t.Errorf("%s: %s shares %q, want 1 to %d", h.ID(), r.ID(), r.Shared, index.MaxShared)
			case r.Score <= 0 || i > 0 && r.Score > all[i-1].Score:
				t.Errorf("%s: %s has the score %v, the one before it %v", h.ID(), r.ID(), r.Score, all[max(0, i-1)].Score)
			}
			titles[title] = true
		}
		some += len(all)
	}
	if some == 0 {
		t.Error("no talk has any that are related")
	}
	for _, id := range [][2]string{{"y2018", "nothing"}, {"nowhere", "why"}, {"", ""}} {
		if _, err := s.Related(t.Context(), id[0], id[1], 5); !errors.Is(err, index.ErrNotFound) {
			t.Errorf("related to %q: got error %v, want ErrNotFound", id, err)
		}
	}
}

// relatedTo returns related talks in a list of their own.
func relatedTo(t *testing.T, s index.Searcher, e index.Entry, size int) []index.Related {
	t.Helper()
	list, err := s.Related(t.Context(), e.Conference.ID, e.Talk.ID, size)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Clone(list)
}
