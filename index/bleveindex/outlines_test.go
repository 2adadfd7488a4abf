package bleveindex

import (
	"reflect"
	"strings"
	"testing"

	"talksearch/corpus"
	"talksearch/index/indextest"
)

// TestOutlinedHits checks that hits are marked the same the first time, when texts are
// read, and later, when their outlines are known; and those of a talk with a text that
// is too long for an outline.
func TestOutlinedHits(t *testing.T) {
	p := *indextest.LPC(t)
	long := p.Talks[0]
	long.ID, long.Title, long.Abstract = "long", "A long kernel story", strings.Repeat("word ", 30_000)+"kernel"
	p.Talks = append([]corpus.Talk{long}, p.Talks...)
	disk, memory := openIn(t, t.TempDir(), &p), New()
	defer disk.Close()
	defer memory.Close()
	if err := memory.Load(t.Context(), []*corpus.Programme{&p}); err != nil {
		t.Fatal(err)
	}
	for name, e := range map[string]*Engine{"disk": disk, "memory": memory} {
		known := 0
		for _, q := range evaluated {
			first := ask(t, e, q)
			for range 4 {
				if !reflect.DeepEqual(ask(t, e, q).Hits, first.Hits) {
					t.Fatalf("%s: %s: hits differ from those of the first time", name, q)
				}
			}
			for _, h := range first.Hits {
				ordinal, _, err := e.current.locate(h.ID())
				if err != nil {
					t.Fatal(err)
				}
				_, o, err := e.current.shown(ordinal)
				if err != nil || o == nil {
					t.Fatalf("%s: %s is not kept: %v", name, h.ID(), err)
				}
				list := o.made.Load()
				if has := list != nil; has != (h.Talk.ID != "long") {
					t.Errorf("%s: %s has outlines: %t", name, h.ID(), has)
				}
				if list != nil {
					known += len(list.words)
				}
			}
		}
		if known < 10_000 {
			t.Errorf("%s: the outlines of all hits have %d words", name, known)
		}
	}
}

// TestTalksReadOnce checks that a talk is kept in memory from the second reading on.
func TestTalksReadOnce(t *testing.T) {
	e := openIn(t, t.TempDir(), indextest.LPC(t))
	defer e.Close()
	for reading, kept := range []bool{false, false, true, true} {
		_, o, err := e.current.shown(3)
		if err != nil || (o != nil) != kept {
			t.Errorf("reading %d: kept before: %t, %v; want %t", reading+1, o != nil, err, kept)
		}
	}
}
