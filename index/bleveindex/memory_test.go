package bleveindex

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"talksearch/corpus"
	"talksearch/corpus/vocabulary"
	"talksearch/index"
)

// bytesHeld returns how much memory a generation of made-up talks with derived
// keywords takes beside Bleve's file and the texts: what is on the heap, the tables
// and the words.
func bytesHeld(t *testing.T, talks int) (heap, tables, words int) {
	t.Helper()
	dir := t.TempDir()
	load := func() (*Engine, string) {
		e, err := Open(Options{Dir: dir, Vocabulary: vocabulary.Default()})
		if err != nil {
			t.Fatal(err)
		}
		if err := e.Load(t.Context(), madeUp(talks)); err != nil {
			t.Fatal(err)
		}
		return e, e.Generation()
	}
	e, name := load()
	e.Close()
	f := &folder{path: dir}
	var before, after runtime.MemStats
	for range 3 { // what is pooled goes in two steps
		runtime.GC()
	}
	runtime.ReadMemStats(&before)
	e = &Engine{folder: f}
	g, err := f.open(name)
	if err != nil {
		t.Fatal(err)
	}
	e.replace(g)
	defer e.Close()
	for _, s := range []index.Sort{index.SortTime, index.SortTimeReverse, index.SortTitle} {
		r := index.NewRequest("day:monday").WithSort(s)
		r.PerPage = 1 // the talks themselves are kept for a while
		if _, err := e.Search(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		runtime.GC()
	}
	runtime.ReadMemStats(&after)
	size := func(name string) int {
		info, err := os.Stat(filepath.Join(g.place, name))
		if err != nil {
			t.Fatal(err)
		}
		return int(info.Size())
	}
	return int(after.HeapAlloc) - int(before.HeapAlloc), size(tablesName), size(wordsName)
}

// TestBytesPerTalk checks what each further talk takes in memory.
func TestBytesPerTalk(t *testing.T) {
	const few, many, most = 8_000, 24_000, 100
	heap0, tables0, words0 := bytesHeld(t, few)
	heap, tables, words := bytesHeld(t, many)
	perTalk := func(before, after int) float64 { return float64(after-before) / (many - few) }
	t.Logf("a talk takes %.1f bytes on the heap, %.1f of tables and %.1f of words", perTalk(heap0, heap), perTalk(tables0, tables), perTalk(words0, words))
	if sum := perTalk(tables0+words0+heap0, tables+words+heap); sum > most {
		t.Errorf("a talk takes %.1f bytes, want %d at most", sum, most)
	}
}

// TestManyValues checks facets that have too many values for two bytes, beside ones
// that have as many as fit, of one value a talk and of several.
func TestManyValues(t *testing.T) {
	for _, by := range []index.Facet{index.ByRoom, index.BySpeaker} {
		t.Run(string(by), func(t *testing.T) { testManyValues(t, by) })
	}
}

func testManyValues(t *testing.T, by index.Facet) {
	for _, values := range []int{0, 1, maxSingle, maxSingle + 1} {
		b := newColumnBuilder(by, values+2)
		room := func(i int) string { return string(rune('a'+i%26)) + string(rune(0x4e00+i/26)) }
		for i := range values {
			b.add(index.Entry{Talk: &corpus.Talk{Room: room(i), Speakers: []corpus.Speaker{{Name: room(i)}, {Name: room(0)}}}})
		}
		b.add(index.Entry{Talk: &corpus.Talk{}})
		c := b.column()
		if inTwo := c.single != nil || c.list.two != nil; inTwo != (values <= maxSingle) || len(c.values) != values {
			t.Errorf("%d values: there are %d, each in two bytes %t", values, len(c.values), inTwo)
		}
		for _, i := range []int{0, values / 2, values - 1} {
			if i < 0 || i >= values {
				continue
			}
			code, ok := c.code(corpus.Fold(room(i)))
			if !ok || !c.has(uint32(i), code) || c.has(uint32(values), code) {
				t.Errorf("%d values: talk %d does not have its own, or the last has it", values, i)
			}
		}
		if values == 0 {
			continue
		}
		f := filter{column: c, include: c.flags([]string{room(0)})}
		all := by == index.BySpeaker // talks but the last have the first speaker
		if !f.passes(0) || f.passes(uint32(values)) || values > 1 && f.passes(1) != all {
			t.Errorf("%d values: the filter for the first is wrong", values)
		}
		f = filter{column: c, exclude: c.flags([]string{room(0)})}
		if f.passes(0) || !f.passes(uint32(values)) {
			t.Errorf("%d values: the filter that excludes the first is wrong", values)
		}
	}
}
