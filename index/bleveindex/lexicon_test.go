package bleveindex

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"talksearch/corpus"
	"talksearch/index/indextest"
	"talksearch/index/spell"
	"talksearch/index/text"
)

// TestLexicon compares lexicons with words counted talk by talk: in memory, of several
// segments, built on disk and opened there.
func TestLexicon(t *testing.T) {
	programmes := append(indextest.Small(t), indextest.LPC(t))
	many := madeUp(2*memoryBatch + 100)
	dir := t.TempDir()
	for _, c := range []struct {
		name       string
		programmes []*corpus.Programme
		options    Options
	}{
		{"memory", programmes, Options{}}, {"segments", many, Options{}}, {"built", programmes, Options{Dir: dir}}, {"opened", programmes, Options{Dir: dir}},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, err := Open(c.options)
			if err != nil {
				t.Fatal(err)
			}
			defer e.Close()
			if err := e.Load(t.Context(), c.programmes); err != nil {
				t.Fatal(err)
			}
			if _, built := e.Place(); built != (c.name != "opened") {
				t.Errorf("built: %t", built)
			}
			want, values := naiveWords(e.current)
			got, gotValues := map[string]spell.Word{}, map[string]string{}
			l := e.current.lexicon
			for n := range l.Len() {
				w := l.Word(n)
				got[w] = spell.Word{Text: w, Talks: int(l.Talks[n]), In: l.In[n]}
				var list []string
				for _, v := range l.values[l.starts[n]:l.starts[n+1]] {
					list = append(list, fmt.Sprint(v.facet(), " ", e.current.columns[v.facet()].values[v.code()]))
				}
				if slices.Sort(list); list != nil {
					gotValues[w] = strings.Join(list, "|")
				}
			}
			if len(want) < 100 || len(got) != len(want) {
				t.Errorf("got %d words, want %d", len(got), len(want))
			}
			for w := range want {
				if got[w] != want[w] {
					t.Errorf("got %+v, want %+v", got[w], want[w])
				}
				if gotValues[w] != values[w] {
					t.Errorf("%s is in %s, want %s", w, gotValues[w], values[w])
				}
			}
		})
	}
}

// naiveWords counts words, and lists the values that each is in.
func naiveWords(g *generation) (map[string]spell.Word, map[string]string) {
	words := map[string]spell.Word{}
	for ordinal := range uint32(g.size()) {
		e, err := g.entry(ordinal)
		if err != nil {
			panic(err)
		}
		talk := map[string]spell.Fields{}
		for field, texts := range fieldTexts(e) {
			for _, s := range texts {
				for _, w := range wordsOf(s) {
					talk[w] |= 1 << field
				}
			}
		}
		for w, in := range talk {
			words[w] = spell.Word{Text: w, Talks: words[w].Talks + 1, In: words[w].In | in}
		}
	}
	lists := map[string][]string{}
	for _, by := range suggestedFacets {
		for _, value := range g.columns[by].values {
			for _, w := range wordsOf(value) {
				if v := fmt.Sprint(by, " ", value); !slices.Contains(lists[w], v) {
					lists[w] = append(lists[w], v)
				}
			}
		}
	}
	values := map[string]string{}
	for w, list := range lists {
		slices.Sort(list)
		values[w] = strings.Join(list, "|")
	}
	return words, values
}

func wordsOf(s string) (terms []string) {
	for _, w := range text.Split(s) {
		terms = append(terms, w.Whole)
		for _, p := range w.Parts {
			if terms = append(terms, p.Term); p.Plain != "" {
				terms = append(terms, p.Plain)
			}
		}
	}
	return terms
}

func TestFrequentWords(t *testing.T) {
	title, abstract := fieldSet("title"), fieldSet("abstract")
	words := []spell.Word{{Text: "a", Talks: 1, In: title}, {Text: "b", Talks: 1, In: abstract}, {Text: "c", Talks: 2, In: abstract}, {Text: "d", Talks: 3, In: abstract}}
	for most, want := range map[int]string{4: "a b c d", 3: "a c d", 2: "a d", 1: "a", 0: "a"} {
		var got []string
		for _, w := range frequentWords(slices.Clone(words), most) {
			got = append(got, w.Text)
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("at most %d: got %s, want %s", most, got, want)
		}
	}
}

// TestDamagedLexicon checks that a file that is not whole is not used.
func TestDamagedLexicon(t *testing.T) {
	e := New()
	defer e.Close()
	if err := e.Load(t.Context(), indextest.Small(t)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), wordsName)
	if err := e.current.lexicon.write(path); err != nil {
		t.Fatal(err)
	}
	l, file, err := openLexicon(path)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(l.values, e.current.lexicon.values) || l.Len() != e.current.lexicon.Len() {
		t.Error("what is read is not what was written")
	}
	if err := file.Unmap(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for size := 8; size < len(whole); size += 64 {
		if err := os.WriteFile(path, whole[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := openLexicon(path); err == nil {
			t.Fatalf("%d of %d bytes were opened", size, len(whole))
		}
	}
}
