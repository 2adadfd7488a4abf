package indextest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"talksearch/index"
)

// testSuggestions checks that what is told of suggestions is what searches find, and
// that there are never more than were asked for.
func testSuggestions(t *testing.T, s index.Searcher) {
	kinds := map[index.SuggestionKind]int{}
	for _, typed := range []string{"a", "s", "sche", "core sche", "bpf ", "live pat", "dan", "co", "the", "kernel c", "speaker:da", "", "stevn", "mc"} {
		for _, size := range []int{1, 3, index.MaxSuggestions} {
			list := mustSuggest(t, s, index.SuggestRequest{Text: typed, Size: size})
			if len(list.List) > size {
				t.Errorf("%q: got %d suggestions, want at most %d", typed, len(list.List), size)
			}
			if list.Generation != s.Generation() {
				t.Errorf("%q: got generation %s, want %s", typed, list.Generation, s.Generation())
			}
			for _, x := range list.List {
				kinds[x.Kind]++
				checkSuggestion(t, s, typed, x)
			}
		}
	}
	for _, k := range index.SuggestionKinds() {
		if kinds[k] == 0 {
			t.Errorf("no suggestion is a %s", k)
		}
	}
	filtered := index.SuggestRequest{Text: "s", Size: index.MaxSuggestions, Filters: map[index.Facet]index.Filter{index.ByConference: {Include: []string{"spring"}}}}
	for _, x := range mustSuggest(t, s, filtered).List {
		if r := index.NewRequest("").WithFilter(index.ByConference, filtered.Filters[index.ByConference]); x.Facet != "" && must(t, s, r.WithFilter(x.Facet, index.Filter{Include: []string{x.Value}})).Total != x.Talks {
			t.Errorf("%s of one conference: got %d talks", x.Value, x.Talks)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, typed := range []string{"", "s", "core sche"} {
		if _, err := s.Suggest(ctx, index.SuggestRequest{Text: typed, Size: 5}); !errors.Is(err, context.Canceled) {
			t.Errorf("%q: got error %v, want context.Canceled", typed, err)
		}
	}
	for _, typed := range []string{"\xff", `"`, `""`, "-", "(", "a:b:c", "speaker:\"", strings.Repeat("x", 3000), strings.Repeat("a ", 1000), "*", "~", "~sched", "\x00", "OR", "a OR", "内核"} {
		for _, size := range []int{-1, 0, 1, 1000} {
			if n := len(mustSuggest(t, s, index.SuggestRequest{Text: typed, Size: size}).List); n > max(1, min(size, index.MaxSuggestions)) {
				t.Errorf("%q: got %d suggestions of %d", typed, n, size)
			}
		}
	}
}

// checkSuggestion searches for what is suggested.
func checkSuggestion(t *testing.T, s index.Searcher, typed string, x index.Suggestion) {
	t.Helper()
	r := index.NewRequest(x.Query)
	r.Relax, r.Correct, r.Expand, r.PerPage = false, false, false, index.MaxPerPage
	found := must(t, s, r)
	before := typed[:strings.LastIndexByte(typed, ' ')+1]
	switch x.Kind {
	case index.SuggestWord:
		if found.Total != x.Talks {
			t.Errorf("%q: word %s: got %d talks, %q finds %d", typed, x.Text, x.Talks, x.Query, found.Total)
		}
	case index.SuggestTitle:
		if !slices.Contains(ids(found), x.Entry.ID()) {
			t.Errorf("%q: title %s: %q finds %v, without %s", typed, x.Text, x.Query, ids(found), x.Entry.ID())
		}
	default:
		if found.Total < x.Talks && !strings.HasPrefix(before, "-") {
			t.Errorf("%q: %s %s: got %d talks, %q finds %d", typed, x.Kind, x.Text, x.Talks, x.Query, found.Total)
		}
		r := index.NewRequest(before).WithFilter(x.Facet, index.Filter{Include: []string{x.Value}})
		if got := must(t, s, r).Total; got != x.Talks || x.Text.String() != x.Value {
			t.Errorf("%q: %s %s: got %d talks, the filter %s finds %d", typed, x.Kind, x.Text, x.Talks, x.Value, got)
		}
	}
}

func mustSuggest(t *testing.T, s index.Searcher, r index.SuggestRequest) *index.Suggestions {
	t.Helper()
	list, err := s.Suggest(t.Context(), r)
	if err != nil {
		t.Fatalf("%q: %v", r.Text, err)
	}
	return list
}
