package bleveindex

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"talksearch/corpus"
	"talksearch/index"
)

// TestProgress checks that each stage is told, and none goes back.
func TestProgress(t *testing.T) {
	e, err := Open(Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	var stages []Stage
	var last, listed, toList int64
	e.Progress = func(stage Stage, done, total int64) {
		if n := len(stages); n == 0 || stages[n-1] != stage {
			stages, last = append(stages, stage), 0
		}
		if done < last || total > 0 && done > total {
			t.Errorf("%s: %d of %d after %d", stage, done, total, last)
		}
		last = done
		if stage == Listing {
			listed, toList = done, total
		}
	}
	if err := e.Load(t.Context(), []*corpus.Programme{many(2 * diskBatch)}); err != nil {
		t.Fatal(err)
	}
	if want := []Stage{Arranging, Indexing, Merging, Listing, Sealing}; !slices.Equal(stages, want) {
		t.Errorf("got %q, want %q", stages, want)
	}
	if listed == 0 || listed != toList {
		t.Errorf("%d postings of %d are told, want all", listed, toList)
	}
}

// TestCancelledMerge cancels a build in its last merge.
func TestCancelledMerge(t *testing.T) {
	dir := t.TempDir()
	e, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for _, at := range []Stage{Arranging, Indexing, Merging, Listing, Sealing} {
		ctx, cancel := context.WithCancel(t.Context())
		e.Progress = func(stage Stage, _, _ int64) {
			if stage == at {
				cancel()
			}
		}
		err := e.Load(ctx, []*corpus.Programme{many(3 * diskBatch)})
		if !errors.Is(err, context.Canceled) && (at != Sealing || err != nil) { // which is too late
			t.Errorf("cancelled while %s: got error %v, want context.Canceled", at, err)
		}
		if got := names(t, dir); err != nil && len(got) > 0 {
			t.Errorf("cancelled while %s: in the folder is %q", at, got)
		}
		cancel()
	}
}

// TestFailedMerge takes the folder away from under a merge.
func TestFailedMerge(t *testing.T) {
	dir := t.TempDir()
	e, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	e.Progress = func(stage Stage, done, _ int64) {
		if stage == Merging && done == 0 {
			if err := os.RemoveAll(filepath.Join(dir, names(t, dir)[0], bleveName+"-segments")); err != nil {
				t.Error(err)
			}
		}
	}
	began := time.Now()
	err = e.Load(t.Context(), []*corpus.Programme{many(3 * diskBatch)})
	if err == nil || !strings.Contains(err.Error(), "no such file or directory") || time.Since(began) > time.Minute {
		t.Errorf("got error %v after %s", err, time.Since(began))
	}
	if _, err := e.Search(t.Context(), index.NewRequest("")); !errors.Is(err, index.ErrNotReady) {
		t.Errorf("got error %v, want ErrNotReady", err)
	}
}
