package bleveindex

import (
	"testing"

	"talksearch/index"
	"talksearch/index/indextest"
)

func FuzzSuggest(f *testing.F) {
	e := New()
	f.Cleanup(func() { e.Close() })
	if err := e.Load(f.Context(), append(indextest.Small(f), indextest.LPC(f))); err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"", "ros", "core sche", `title:"live pat`, "speaker: gia", "-linux (bpf OR ker", "\xffc++", "内核", "SCHED_D", "stepha", "ﬁle ", "İ"} {
		f.Add(s, 5)
	}
	f.Fuzz(func(t *testing.T, s string, size int) {
		got, err := e.Suggest(t.Context(), index.SuggestRequest{Text: s, Size: size})
		if err != nil {
			t.Fatal(err)
		}
		if n := len(got.List); n > max(1, min(size, index.MaxSuggestions)) {
			t.Errorf("%q: got %d suggestions of %d", s, n, size)
		}
		for _, x := range got.List {
			if x.Query == "" || x.Text.String() == "" || x.Talks < 1 {
				t.Errorf("%q: got %+v", s, x)
			}
		}
	})
}

// BenchmarkSuggest measures suggestions as a query is typed. Lists of words are in the
// cache, as they are from the second letter of a word on.
func BenchmarkSuggest(b *testing.B) {
	x, err := newBench()
	if err != nil {
		b.Fatal(err)
	}
	common, second, rare := x.words.Common[0].Text, x.words.Common[1].Text, x.words.Rare[0].Text
	for _, c := range []struct{ name, text string }{
		{"nothing", ""}, {"1 letter", common[:1]}, {"2 letters", common[:2]}, {"3 letters", common[:3]}, {"word", common}, {"rare word", rare},
		{"error", rare[:3] + "zq" + rare[3:]},
		{"after a common word", common + " " + second[:2]}, {"after a rare word", rare + " " + second[:2]},
		{"name", "speaker:" + "an"},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := x.engine.Suggest(b.Context(), index.SuggestRequest{Text: c.text, Size: index.DefaultSuggestions}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
