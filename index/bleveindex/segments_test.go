package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	bleveapi "github.com/blevesearch/bleve_index_api"
	"golang.org/x/sync/errgroup"

	"talksearch/corpus"
	"talksearch/index"
)

// TestSegments makes an index of so many segments that they are merged in two steps,
// in an order of chance, and checks that documents are numbered in theirs.
func TestSegments(t *testing.T) {
	const each = 3
	for _, batches := range []int{1, 2, mergeWidth - 1, mergeWidth, mergeWidth + 1, 2*mergeWidth + 20} {
		t.Run(fmt.Sprint(batches), func(t *testing.T) {
			dir := t.TempDir()
			s := &segments{dir: dir, done: map[int]bool{}}
			var counts fieldCounts
			var group errgroup.Group
			group.SetLimit(4)
			for _, n := range rand.Perm(batches) {
				group.Go(func() error {
					m := newMaker(&counts)
					var documents []bleveapi.Document
					for i := n * each; i < (n+1)*each; i++ {
						e := index.Entry{Conference: &index.Conference{}, Talk: &corpus.Talk{Title: fmt.Sprintf("Common word%d", i)}}
						documents = append(documents, m.document(i, e))
					}
					return s.add(t.Context(), n, documents)
				})
			}
			if err := group.Wait(); err != nil {
				t.Fatal(err)
			}
			path, err := s.merge(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			folder := filepath.Join(dir, "index")
			if err := wrap(folder, path); err != nil {
				t.Fatal(err)
			}
			left, err := os.ReadDir(dir)
			if err != nil || len(left) != 1 {
				t.Errorf("left in the folder: %v, %v", left, err)
			}
			g := &generation{}
			defer func() {
				if err := g.close(); err != nil {
					t.Error(err)
				}
			}()
			g.ids.ordinals = make([]uint32, batches*each)
			g.averages = counts.averages()
			if err := g.openBleve(folder); err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(g.check(), g.openPostings()); err != nil {
				t.Fatal(err)
			}
			if n := len(g.postings.segments); n != 1 {
				t.Errorf("there are %d segments, want one", n)
			}
			for i := range batches * each {
				word := fmt.Sprint("word", i)
				l, err := g.postings.read(t.Context(), []source{{field: fieldNumber("title"), term: word, weight: 1}}, 0, nil)
				if err != nil || l.size() != 1 || l.docs()[0] != uint32(i) {
					t.Fatalf("%s: got %v, %v; want document %d", word, l, err, i)
				}
			}
			if l, err := g.postings.read(t.Context(), []source{{field: fieldNumber("title"), term: "common", weight: 1}}, 0, nil); err != nil || l.size() != batches*each {
				t.Errorf("common: %v of %d", err, batches*each)
			}
		})
	}
}

// TestCancelledMergeOfSegments checks that a merge ends with its context.
func TestCancelledMergeOfSegments(t *testing.T) {
	dir := t.TempDir()
	s := &segments{dir: dir, done: map[int]bool{}}
	var counts fieldCounts
	m := newMaker(&counts)
	for n := range 2 {
		e := index.Entry{Conference: &index.Conference{}, Talk: &corpus.Talk{Title: "Title"}}
		if err := s.add(t.Context(), n, []bleveapi.Document{m.document(n, e)}); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	enough := errors.New("enough")
	cancel(enough)
	if _, err := s.merge(ctx, nil); !errors.Is(err, enough) {
		t.Errorf("got error %v, want the cause", err)
	}
}
