package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// mergeAll makes one segment of all: a search of several takes up to 2.5 times as
// long.
func mergeAll(ctx context.Context, x bleve.Index, folder string, progress Progress) error {
	advanced, err := x.Advanced()
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	s, ok := advanced.(*scorch.Scorch)
	if !ok {
		return fmt.Errorf("merging: the index is a %T, want scorch", advanced)
	}
	watched, err := watchMerge(s, folder, progress)
	if err != nil {
		return fmt.Errorf("merging: %w", err)
	}
	defer watched()
	options := mergeplan.SingleSegmentMergePlanOptions
	options.SegmentsPerMergeTask = 1 << 20 // all of them; Bleve's default is ten at a time
	if err := s.ForceMerge(ctx, &options); err != nil {
		return fmt.Errorf("merging: %w", err)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx) // a merge that was cancelled reports success
	}
	// The merge is in effect, but Bleve notes it on disk in its own time, and not any
	// more once the index is closed. Any write waits until what is before it is noted.
	if err := x.SetInternal([]byte("merged"), []byte("yes")); err != nil {
		return fmt.Errorf("merging: %w", err)
	}
	return nil
}

// mergeTick is how often a merge is looked at.
const mergeTick = 250 * time.Millisecond

// watchMerge tells progress how far a merge is, by the bytes that it has written of
// as many as the segments have that go into it; in the end they may be fewer. It also
// keeps memory bounded: a merge reads all segments, and what was read of a mapped file
// counts as this process's memory until it is given up. It ends when the function is
// called that it returns.
func watchMerge(s *scorch.Scorch, folder string, progress Progress) (end func(), err error) {
	reader, err := s.Reader()
	if err != nil {
		return nil, err
	}
	var mapped [][]byte
	if snapshot, ok := reader.(*scorch.IndexSnapshot); ok {
		for _, segment := range snapshot.Segments() {
			if b := mappedFile(segment.Segment()); b != nil {
				mapped = append(mapped, b)
			}
		}
	}
	before, err := segmentBytes(folder)
	if err != nil {
		return nil, errors.Join(err, reader.Close())
	}
	done := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() {
		tick := time.NewTicker(mergeTick)
		defer tick.Stop()
		progress.tell(Merging, 0, before)
		for {
			select {
			case <-done:
				return
			case <-tick.C:
			}
			for _, m := range mapped {
				giveUp(m)
			}
			if now, err := segmentBytes(folder); err == nil {
				progress.tell(Merging, min(max(0, now-before), before), before)
			}
		}
	})
	return func() {
		close(done)
		watching.Wait()
		_ = reader.Close() // which was only read
	}, nil
}

// mappedFile returns where a segment's file is mapped into memory, nil where it is
// not: what is given up of any other memory would be lost.
func mappedFile(s segment.Segment) []byte {
	mapped, ok := s.(interface {
		Data() []byte
		Path() string
	})
	if !ok {
		return nil
	}
	if info, err := os.Stat(mapped.Path()); err != nil || info.Size() != int64(len(mapped.Data())) {
		return nil
	}
	return mapped.Data()
}

// segmentBytes returns how large the segments in an index's folder are.
func segmentBytes(folder string) (int, error) {
	files, err := filepath.Glob(filepath.Join(folder, "store", "*.zap"))
	if err != nil {
		return 0, err
	}
	sum := 0
	for _, f := range files {
		if info, err := os.Stat(f); err == nil { // it may have been removed just now
			sum += int(info.Size())
		}
	}
	return sum, nil
}

// What Bleve does in the background it tries again, for ever, when it fails, as it
// does on a full disk. It tells of failures by a function that is registered once for
// all indexes and gets the folder of the one that failed.
const failureCallback = "talksearch build"

// builds has the index's folder -> the context.CancelCauseFunc of its build.
var builds sync.Map

func init() {
	scorch.RegistryAsyncErrorCallbacks[failureCallback] = func(err error, path string) {
		if cancel, ok := builds.Load(path); ok {
			cancel.(context.CancelCauseFunc)(err)
		}
	}
}

// failing returns a context that is done when what Bleve does in the background for
// the index in a folder fails. Done has to be called.
func failing(ctx context.Context, folder string) (failing context.Context, done func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	path := filepath.Join(folder, "store")
	builds.Store(path, cancel)
	return ctx, func() {
		builds.Delete(path)
		cancel(nil)
	}
}

// removeMerged removes the segments that are merged into another one. Bleve does
// so too, but in its own time, and not any more once the index is closed.
func removeMerged(folder string) (err error) {
	g := &generation{}
	if err := g.openBleve(folder); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.close()) }()
	snapshot, ok := g.reader.(*scorch.IndexSnapshot)
	if !ok {
		return fmt.Errorf("removing merged segments: the reader is a %T, want scorch's", g.reader)
	}
	used := map[string]bool{}
	for _, s := range snapshot.Segments() {
		if p, ok := s.Segment().(segment.PersistedSegment); ok {
			used[filepath.Base(p.Path())] = true
		}
	}
	if len(used) > 1 {
		return fmt.Errorf("merging left %d segments, want one", len(used))
	}
	files, err := filepath.Glob(filepath.Join(folder, "store", "*.zap"))
	if err != nil {
		return fmt.Errorf("removing merged segments: %w", err)
	}
	for _, f := range files {
		if !used[filepath.Base(f)] {
			if err := os.Remove(f); err != nil {
				return fmt.Errorf("removing merged segments: %w", err)
			}
		}
	}
	return nil
}
