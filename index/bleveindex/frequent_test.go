package bleveindex

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/indextest"
	"talksearch/index/text"
)

// frequentOf returns the terms of a generation that have so many postings at least.
func frequentOf(t *testing.T, g *generation, least int) *frequentTerms {
	t.Helper()
	r, err := newWordReader(g.reader)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := g.postings.writeFrequent(t.Context(), &file, r, least, nil); err != nil {
		t.Fatal(err)
	}
	f, err := frequentIn(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// A posting is what a visitor is told.
type posting struct {
	doc           uint32
	times, length int
	places        []uint64
}

func told(t *testing.T, each func(visitor) error) (all []posting) {
	t.Helper()
	err := each(func(doc uint32, times, length int, places []uint64) {
		all = append(all, posting{doc, times, length, append([]uint64(nil), places...)})
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestFrequentTerms checks that the postings of frequent terms are Bleve's, of all
// documents and of some: all terms of a conference and of made-up talks, in memory with
// several segments.
func TestFrequentTerms(t *testing.T) {
	for name, list := range map[string][]*corpus.Programme{"conference": {indextest.LPC(t)}, "made up": madeUp(3000)} {
		t.Run(name, func(t *testing.T) {
			e := New()
			defer e.Close()
			if err := e.Load(t.Context(), list); err != nil {
				t.Fatal(err)
			}
			g := e.current
			p := g.postings
			f := frequentOf(t, g, 1)
			random := rand.New(rand.NewPCG(1, 2))
			terms, dense, words := 0, 0, 0
			r, err := newWordReader(g.reader)
			if err != nil {
				t.Fatal(err)
			}
			for field, name := range bleveFields {
				err := r.terms(name, func(term string, documents int) {
					if terms++; terms%29 != 0 && documents < 200 {
						return
					}
					one := indexedTerm{field, term}
					l, err := f.find(one)
					if err != nil {
						t.Fatal(err)
					}
					if l == nil || l.count() != documents {
						t.Fatalf("%s: %s is not kept or not with %d postings", name, term, documents)
					}
					if len(l.set.words) > 0 {
						dense++
					}
					words++
					places := field < fieldCount && !text.Stop(term)
					if places != (len(l.begin) > 0) {
						t.Errorf("%s: places of %s are kept: %t", name, term, !places)
					}
					checkPostings(t, p, one, l, nil, places)
					for _, share := range []float64{0, 0.02, 0.5, 1} {
						var docs []uint32
						for doc := range uint32(g.size()) {
							if random.Float64() < share {
								docs = append(docs, doc)
							}
						}
						checkPostings(t, p, one, l, docs, places)
					}
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			if dense < 10 || words-dense < 10 {
				t.Errorf("of %d terms %d are kept as bits, want some of both kinds", words, dense)
			}
			for _, missing := range []string{"zzyzx", "", "a a"} {
				if l, err := f.find(indexedTerm{fieldNumber("title"), missing}); l != nil || err != nil {
					t.Errorf("%q: got %v, %v, want nothing", missing, l, err)
				}
			}
		})
	}
}

// checkPostings compares a frequent term's postings with Bleve's, those of some
// documents or, where they are nil, of all.
func checkPostings(t *testing.T, p *postings, term indexedTerm, l *termPostings, docs []uint32, places bool) {
	t.Helper()
	in := func() *subset { // which keeps what Bleve's way makes of it
		if docs == nil {
			return nil
		}
		return &subset{docs: docs}
	}
	want := told(t, func(v visitor) error {
		return p.eachOfBleve(t.Context(), &termReader{}, term, in(), places, v)
	})
	got := told(t, func(v visitor) error { return l.each(t.Context(), &termReader{}, in(), places, v) })
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s in %d documents: got %v, want %v", term, len(docs), got, want)
	}
}

// TestFrequentSearches checks that searches find the same, with the same scores,
// whether all terms are frequent or none.
func TestFrequentSearches(t *testing.T) {
	e := loaded(t)
	g := e.current
	f := frequentOf(t, g, 1)
	search := func(q string, with *frequentTerms) *index.Result {
		g.postings.frequent = with
		g.forget()
		return ask(t, e, q)
	}
	queries := slices.Clone(evaluated)
	random := rand.New(rand.NewPCG(1, 2))
	for _, h := range search("", nil).Hits { // phrases that occur, of two words to four
		words := text.Split(h.Talk.Abstract)
		for range 3 {
			if from, n := random.IntN(len(words)+1), 2+random.IntN(3); from+n <= len(words) {
				queries = append(queries, `"`+strings.Join(text.Terms(words[from:from+n]), " ")+`"`)
			}
		}
	}
	for _, q := range queries {
		got, want := search(q, f), search(q, nil)
		sameHits(t, q, got, want)
		if q[0] == '"' && got.Total == 0 {
			t.Errorf("%s: got nothing", q)
		}
	}
}

// TestManyDocuments checks postings of more documents than half a number can tell apart.
func TestManyDocuments(t *testing.T) {
	const talks = 3<<16 + 77
	for _, step := range []int{1, 15, 16, 17, 1000, 1 << 16, 1<<17 + 5} {
		g := &gathered{}
		for doc := step - 1; doc < talks; doc += step {
			g.docs = append(g.docs, uint32(doc))
			times := 1 + doc%3
			g.times = append(g.times, uint8(times))
			for n := range times {
				g.places = append(g.places, uint64(doc%2)<<32|uint64(doc%5000+n))
			}
		}
		l := g.postings(talks)
		l.lengths = make([]uint16, talks)
		all := told(t, func(v visitor) error { return l.each(t.Context(), &termReader{}, nil, true, v) })
		at := 0
		for i, p := range all {
			if p.doc != g.docs[i] || p.times != int(g.times[i]) || !slices.Equal(p.places, g.places[at:at+p.times]) {
				t.Fatalf("every %d documents, posting %d: got %+v, want document %d with places %v", step, i, p, g.docs[i], g.places[at:at+p.times])
			}
			at += p.times
		}
		if len(all) != len(g.docs) {
			t.Fatalf("every %d documents: got %d postings, want %d", step, len(all), len(g.docs))
		}
		marked := make([]uint64, (talks+63)/64)
		l.mark(marked)
		if got := members(marked); !slices.Equal(got, g.docs) {
			t.Errorf("every %d documents: %d are marked, want %d", step, len(got), len(g.docs))
		}
		for _, in := range []*subset{{docs: []uint32{0, 14, 1 << 16, 1<<17 + 4, talks - 1}}, {docs: []uint32{}}, {docs: members(slices.Repeat([]uint64{1<<63 | 1}, talks/64))}} {
			var want []posting
			for _, p := range all {
				if _, ok := slices.BinarySearch(in.docs, p.doc); ok {
					want = append(want, p)
				}
			}
			if got := told(t, func(v visitor) error { return l.each(t.Context(), &termReader{}, in, true, v) }); !reflect.DeepEqual(got, want) {
				t.Errorf("every %d documents, of %d: got %d postings, want %d", step, len(in.docs), len(got), len(want))
			}
		}
	}
}

// TestPostingsThatDoNotFit checks that a term is left to Bleve that occurs too often, in
// too long a text or in too many of them.
func TestPostingsThatDoNotFit(t *testing.T) {
	topics := func(n int) []string {
		return append(slices.Repeat([]string{"filler"}, n-1), "gone")
	}
	for _, c := range []struct {
		name string
		talk corpus.Talk
		kept bool
	}{
		{"often", corpus.Talk{Abstract: strings.Repeat("gone ", 255)}, true},
		{"too often", corpus.Talk{Abstract: strings.Repeat("gone ", 256)}, false},
		{"long", corpus.Talk{Abstract: "gone " + strings.Repeat("word ", 65_534)}, true},
		{"too long", corpus.Talk{Abstract: "gone " + strings.Repeat("word ", 65_535)}, false},
		{"many texts", corpus.Talk{Topics: topics(4096)}, true},
		{"too many texts", corpus.Talk{Topics: topics(4097)}, false},
	} {
		e := New()
		c.talk.ID, c.talk.Title, c.talk.Kind = "a", "A", corpus.KindTalk
		if err := e.Load(t.Context(), []*corpus.Programme{{ID: "c", Title: "C", Talks: []corpus.Talk{c.talk}}}); err != nil {
			t.Fatal(err)
		}
		field := "abstract"
		if len(c.talk.Topics) > 0 {
			field = "topic"
		}
		term := indexedTerm{fieldNumber(field), "gone"}
		l, err := frequentOf(t, e.current, 1).find(term)
		if err != nil || (l != nil) != c.kept {
			t.Errorf("%s: got %v, %v; want it kept: %t", c.name, l != nil, err, c.kept)
		}
		if l != nil {
			checkPostings(t, e.current.postings, term, l, nil, true)
		}
		e.Close()
	}
}

// checkFrequent checks that a generation has its frequent terms, and returns them.
func checkFrequent(t *testing.T, g *generation) *frequentTerms {
	t.Helper()
	f := g.postings.frequent
	if f == nil {
		t.Fatal("there are no frequent terms")
	}
	want := frequentOf(t, g, frequentAt(g.size()))
	if !reflect.DeepEqual(f.offsets, want.offsets) || !bytes.Equal(f.file, want.file) {
		t.Errorf("there are %d terms, want %d, or others", len(f.offsets), len(want.offsets))
	}
	return f
}

// TestListsInMemory checks that a generation in memory has its frequent terms.
func TestListsInMemory(t *testing.T) {
	e := New()
	defer e.Close()
	if err := e.Load(t.Context(), madeUp(2000)); err != nil {
		t.Fatal(err)
	}
	checkFrequent(t, e.current)
}

// TestListsOnDisk checks that a generation on disk has its frequent terms, and that a
// file that is cut off is told.
func TestListsOnDisk(t *testing.T) {
	e := openIn(t, t.TempDir(), madeUp(2000)...)
	defer e.Close()
	f := checkFrequent(t, e.current)
	for _, size := range []int{0, 7, 16, 100, len(f.file) / 2, len(f.file) - 8} {
		path := filepath.Join(t.TempDir(), fmt.Sprint(size))
		if err := os.WriteFile(path, f.file[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := openFrequent(path); err == nil {
			t.Errorf("a file of %d bytes of %d is opened", size, len(f.file))
		}
	}
}

// TestFrequentCancelled checks that writing ends with its context.
func TestFrequentCancelled(t *testing.T) {
	e := loaded(t)
	r, err := newWordReader(e.current.reader)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := e.current.postings.writeFrequent(ctx, &bytes.Buffer{}, r, 1, nil); err == nil {
		t.Error("it goes on")
	}
}
