package bleveindex

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveapi "github.com/blevesearch/bleve_index_api"

	"talksearch/corpus"
	"talksearch/corpus/synthetic"
	"talksearch/index"
	"talksearch/index/indextest"
)

// postingsOf returns all that an index holds: field, term, document and how often,
// how long the field is, where.
func postingsOf(t *testing.T, x bleve.Index) map[string]bool {
	t.Helper()
	advanced, err := x.Advanced()
	if err != nil {
		t.Fatal(err)
	}
	reader, err := advanced.Reader()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	out := map[string]bool{}
	names, err := reader.Fields()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		dictionary, err := reader.FieldDict(name)
		if err != nil {
			t.Fatal(err)
		}
		for {
			entry, err := dictionary.Next()
			if err != nil {
				t.Fatal(err)
			}
			if entry == nil {
				break
			}
			found, err := reader.TermFieldReader(t.Context(), []byte(entry.Term), name, true, true, true)
			if err != nil {
				t.Fatal(err)
			}
			for {
				p, err := found.Next(nil)
				if err != nil {
					t.Fatal(err)
				}
				if p == nil {
					break
				}
				id, err := reader.ExternalID(p.ID)
				if err != nil {
					t.Fatal(err)
				}
				var at []string
				for _, v := range p.Vectors {
					at = append(at, fmt.Sprint(v.Pos, v.Start, v.End, v.ArrayPositions))
				}
				slices.Sort(at)
				norm := p.Norm
				if strings.HasSuffix(name, stemMark) {
					norm = 0 // we count all words of the field
				}
				out[fmt.Sprintf("%s:%s in %x: %d, %f, %s", name, entry.Term, id, p.Freq, norm, at)] = true
			}
		}
		dictionary.Close()
	}
	return out
}

// TestDocuments compares the documents that we make with those that Bleve makes by
// our mapping.
func TestDocuments(t *testing.T) {
	entries := []index.Entry{}
	for _, p := range append(indextest.Small(t), indextest.LPC(t)) {
		c := &index.Conference{ID: p.ID, Title: p.Title, Start: p.Start}
		for i := range p.Talks {
			entries = append(entries, index.Entry{Conference: c, Talk: &p.Talks[i]})
		}
	}
	for facts, talk := range synthetic.Talks(200, 1) {
		entries = append(entries, index.Entry{Conference: &index.Conference{ID: facts.ID, Title: facts.Title}, Talk: &talk})
	}
	entries = append(entries, index.Entry{Conference: &index.Conference{}, Talk: &corpus.Talk{}})

	ours, averages, err := fillInMemory(t.Context(), entries, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer ours.Close()
	m, err := newMapping()
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer theirs.Close()
	batch := theirs.NewBatch()
	for i, e := range entries {
		if err := batch.Index(documentID(i), mappedDocument(e)); err != nil {
			t.Fatal(err)
		}
	}
	if err := theirs.Batch(batch); err != nil {
		t.Fatal(err)
	}
	got, want := postingsOf(t, ours), postingsOf(t, theirs)
	if len(want) < 10_000 {
		t.Fatalf("Bleve has %d postings only", len(want))
	}
	for p := range want {
		if !got[p] {
			t.Fatalf("Bleve has %s; we don't, but\n%s", p, strings.Join(like(got, p), "\n"))
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %d postings, want %d", len(got), len(want))
	}
	if average := averages[4]; average < 30 || average > 200 {
		t.Errorf("an abstract has %f words on average", average)
	}
}

// like returns the postings of the term of one.
func like(all map[string]bool, one string) []string {
	term, _, _ := strings.Cut(one, " in ")
	var out []string
	for p := range all {
		if strings.HasPrefix(p, term+" in ") {
			out = append(out, p)
		}
	}
	return out[:min(5, len(out))]
}

var _ bleveapi.Document = (*analyzed)(nil)
