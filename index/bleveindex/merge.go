package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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
	defer tellMerge(folder, progress)()
	options := mergeplan.SingleSegmentMergePlanOptions
	options.SegmentsPerMergeTask = 1 << 20 // all of them; Bleve's default is ten at a time
	merged := make(chan error, 1)
	go func() { merged <- s.ForceMerge(ctx, &options) }()
	select {
	case err := <-merged:
		if err != nil {
			return fmt.Errorf("merging: %w", err)
		}
	case <-ctx.Done(): // where it is Bleve that failed, only closing the index ends the merge
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

// tellMerge tells progress how far a merge is, by the bytes that it has written of as
// many as the segments have that go into it; in the end they may be fewer. It ends
// when the function is called that it returns.
func tellMerge(folder string, progress Progress) (end func()) {
	before := segmentBytes(folder)
	progress.tell(Merging, 0, before)
	return every(250*time.Millisecond, func() {
		progress.tell(Merging, min(max(0, segmentBytes(folder)-before), before), before)
	})
}

// segmentBytes returns how large the segments in an index's folder are.
func segmentBytes(folder string) int {
	sum := 0
	for _, f := range segmentFiles(folder) {
		if info, err := os.Stat(f); err == nil { // it may have been removed just now
			sum += int(info.Size())
		}
	}
	return sum
}

// segmentFiles returns the segments in an index's folder.
func segmentFiles(folder string) []string {
	return filesIn(filepath.Join(folder, "store"), func(name string) bool { return filepath.Ext(name) == ".zap" })
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
	for _, f := range segmentFiles(folder) {
		if !used[filepath.Base(f)] {
			if err := os.Remove(f); err != nil {
				return fmt.Errorf("removing merged segments: %w", err)
			}
		}
	}
	return nil
}
