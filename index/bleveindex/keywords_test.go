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

func extended(t *testing.T, lines string) *vocabulary.Vocabulary {
	t.Helper()
	v, err := vocabulary.Default().Extend("more", strings.NewReader(lines))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestDerived checks that keywords are derived where a generation is built, and are
// there where it is found; with another vocabulary it is another generation.
func TestDerived(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		name, dir string
		v         *vocabulary.Vocabulary
		built     bool
		want      string
	}{
		{"memory, no vocabulary", "", nil, true, ""},
		{"memory", "", vocabulary.Default(), true, "live patching"},
		{"built", dir, vocabulary.Default(), true, "live patching"},
		{"found", dir, vocabulary.Default(), false, "live patching"},
		{"with another vocabulary", dir, extended(t, "mending = live patching"), true, "mending"},
		{"with none", dir, nil, true, ""},
		{"with the first again", dir, vocabulary.Default(), true, "live patching"}, // what nobody serves is swept
	} {
		e, err := Open(Options{Dir: c.dir, Vocabulary: c.v})
		if err != nil {
			t.Fatal(err)
		}
		if err := e.Load(t.Context(), indextest.Small(t)); err != nil {
			t.Fatal(err)
		}
		if _, built := e.Place(); built != c.built {
			t.Errorf("%s: built %t, want %t", c.name, built, c.built)
		}
		entry, err := e.Talk(t.Context(), "spring", "tracing")
		if err != nil {
			t.Fatal(err)
		}
		if got := entry.Talk.Derived; slices.Contains(got, c.want) != (c.want != "") || len(got) > 0 != (c.want != "") {
			t.Errorf("%s: got %q, want %q among them", c.name, got, c.want)
		}
		if got := entry.Talk.Keywords; !slices.Equal(got, []string{"tracing", "BPF"}) {
			t.Errorf("%s: got keywords %q, want the programme's own", c.name, got)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestNameOfKeywords checks that a name depends on what keywords are derived by, and
// not on those that will be derived anew.
func TestNameOfKeywords(t *testing.T) {
	plain := indextest.Small(t)
	with := indextest.Derived(t)
	none, ours, others := deriver{}, deriver{vocabulary.Default()}, deriver{extended(t, "a = b")}
	name := func(programmes []*corpus.Programme, by deriver) string {
		in, err := take(t.Context(), corpus.List(programmes), by, true, nil)
		if err != nil {
			t.Fatal(err)
		}
		return in.name
	}
	names := []string{name(plain, none), name(with, none), name(plain, others), name(plain, ours)}
	slices.Sort(names)
	if len(slices.Compact(names)) != 4 {
		t.Errorf("got names %q, want four different ones", names)
	}
	if a, b := name(plain, ours), name(with, ours); a != b {
		t.Errorf("got %s and %s, want one name, whatever keywords there are", a, b)
	}
}

func TestSpoken(t *testing.T) {
	talk := &corpus.Talk{
		Title: "We fuzz, Live-Patching", Abstract: "Of containers.", Topics: []string{"RISC-V"}, Track: "Security",
		Derived: []string{"fuzzing", "live patching", "container", "riscv", "RISC-V", "security", "memory safety"},
	}
	if got, want := spoken(talk), []string{"fuzzing", "live patching", "container", "RISC-V", "security"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestKeywordsOfBuiltIn looks at the facet as it is served.
func TestKeywordsOfBuiltIn(t *testing.T) {
	e, err := Open(Options{Vocabulary: vocabulary.Default()})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if err := e.Load(t.Context(), []*corpus.Programme{indextest.LPC(t)}); err != nil {
		t.Fatal(err)
	}
	r := index.NewRequest("")
	r.Facets = []index.Facet{index.ByKeyword}
	result, err := e.Search(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range result.Facets[0].Values {
		filtered := index.NewRequest("")
		filtered.Filters = map[index.Facet]index.Filter{index.ByKeyword: {Include: []string{v.Value}}}
		found, err := e.Search(t.Context(), filtered)
		if err != nil {
			t.Fatal(err)
		}
		if found.Total != v.Count || v.Count < 3 {
			t.Errorf("keyword %s: %d talks, counted %d, want as many and 3 at least", v.Value, found.Total, v.Count)
		}
	}
}
