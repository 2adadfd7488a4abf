package bleveindex

import (
	"slices"
	"strings"
	"testing"

	"talksearch/corpus"
	"talksearch/corpus/vocabulary"
	"talksearch/index"
	"talksearch/index/indextest"
)

// TestSynonyms checks that what means the same is found, less than what was typed,
// and told.
func TestSynonyms(t *testing.T) {
	e, err := Open(Options{Vocabulary: vocabulary.Default()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := e.Load(t.Context(), []*corpus.Programme{indextest.LPC(t)}); err != nil {
		t.Fatal(err)
	}
	search := func(q string, change func(*index.Request)) *index.Result {
		r := index.NewRequest(q)
		if change != nil {
			change(&r)
		}
		result, err := e.Search(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		return result
	}
	for _, c := range []struct{ q, id, from, to string }{
		{"out of memory killer", "oomd2-and-beyond-a-year-of-improvements", "out of memory killer", "OOM"},
		{"kernel hotpatch", "live-patching-mc", "hotpatch", "live patching"},
		{"infiniband", "rdma-mc", "infiniband", "RDMA"},
		{"title:hotpatch", "live-patching-mc", "hotpatch", "live patching"},
		{"kernal hotpatch", "live-patching-mc", "hotpatch", "live patching"},
	} {
		got := search(c.q, nil)
		if len(got.Hits) == 0 || !slices.ContainsFunc(got.Hits[:min(3, len(got.Hits))], func(h index.Hit) bool { return h.Talk.ID == c.id }) {
			t.Errorf("%s: %s is not among the first three", c.q, c.id)
		}
		told := slices.ContainsFunc(got.Query.Expansions, func(x index.Expansion) bool {
			return x.From == c.from && slices.ContainsFunc(x.To, func(s string) bool { return strings.HasPrefix(s, c.to) })
		})
		if !told {
			t.Errorf("%s: got expansions %v, want one of %s to %s", c.q, got.Query.Expansions, c.from, c.to)
		}
		if got := search(c.q, func(r *index.Request) { r.Expand = false }); len(got.Query.Expansions) > 0 {
			t.Errorf("%s, switched off: got expansions %v", c.q, got.Query.Expansions)
		}
	}
	if got := search(`"infiniband"`, nil); got.Total != 0 {
		t.Errorf("a phrase was widened: got %d talks", got.Total)
	}
	if got, all := search("-infiniband", nil), search("", nil); got.Total != all.Total {
		t.Errorf("an exclusion was widened: got %d talks, want %d", got.Total, all.Total)
	}
	if got := search("bpf", nil); got.Hits[0].Talk.ID != "bpf-mc" || !got.Hits[0].Title.Hit() {
		t.Errorf("bpf: got %s first", got.Hits[0].ID())
	}
}
