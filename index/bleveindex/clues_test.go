package bleveindex

import (
	"slices"
	"testing"

	"talksearch/corpus"
)

func TestTermsOf(t *testing.T) {
	for _, c := range []struct {
		name string
		talk corpus.Talk
		want []string
	}{
		{"stop words, numbers and single letters", corpus.Talk{Title: "The 5 kernels of x and what IT can do in 2019"}, []string{"kernels", "IT"}},
		{"a compound and its parts", corpus.Talk{Title: "PREEMPT_RT patches", Abstract: "A patch for Preempt-RT."}, []string{"PREEMPT_RT", "PREEMPT", "RT", "patches"}},
		{"all fields", corpus.Talk{Title: "Tracing", Keywords: []string{"BPF"}, Topics: []string{"Probes"}, Abstract: "Traced by probes and perf"}, []string{"Tracing", "BPF", "Probes", "perf"}},
		{"French", corpus.Talk{Language: "fr-CA", Title: "Les données avec nous, même les Données d'été"}, []string{"données", "d'été"}},
		{"French told to be Spanish", corpus.Talk{Language: "es", Title: "para nosotros avec"}, []string{"avec"}},
		{"nothing", corpus.Talk{Title: "…"}, nil},
	} {
		var got []string
		for _, w := range termsOf(&c.talk) {
			got = append(got, w.label)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	words := termsOf(&corpus.Talk{Title: "Tracing", Abstract: "Traced, and then traced again"})
	if got := words[0]; got.weight != 5 || got.fields != 0b1001 {
		t.Errorf("twice in the abstract and once in the title: got %+v, want the weight 5 and fields 1001", got)
	}
}
