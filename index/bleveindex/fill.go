package bleveindex

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"golang.org/x/sync/errgroup"

	"talksearch/index"
)

// How many talks Bleve analyses at once, which bounds memory: on disk by each of
// as many goroutines as there are processors. Batches of 2,500 took half a gigabyte
// more than of 1,000 on two processors, and were not faster.
const (
	memoryBatch = 1000
	diskBatch   = 1500
)

// boltTimeout is how long to wait for the lock on Bleve's own database, as Bleve
// wants it: as a string, or else it waits for ever.
const boltTimeout = "5s"

// A progressCounter tells progress, which may be nil, of work that goroutines share.
type progressCounter struct {
	mu          sync.Mutex
	done, total int
	tell        func(done, total int)
}

func (p *progressCounter) add(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.done += n; p.tell != nil {
		p.tell(p.done, p.total)
	}
}

// fillInMemory makes a Bleve index in memory.
func fillInMemory(ctx context.Context, entries []index.Entry, progress func(done, total int)) (x bleve.Index, averages []float64, err error) {
	m, err := newMapping()
	if err != nil {
		return nil, nil, fmt.Errorf("mapping: %w", err)
	}
	// NewMemOnly would make an upsidedown index; scorch needs to be asked for.
	if x, err = bleve.NewUsing("", m, scorch.Name, scorch.Name, nil); err != nil {
		return nil, nil, fmt.Errorf("new index: %w", err)
	}
	var tokens tokenCounter
	p := &progressCounter{total: len(entries), tell: progress}
	for from := 0; from < len(entries); from += memoryBatch {
		if err := fillBatch(ctx, x, entries, from, memoryBatch, &tokens); err != nil {
			return nil, nil, errors.Join(err, x.Close())
		}
		p.add(min(memoryBatch, len(entries)-from))
	}
	return x, tokens.averages(), nil
}

// fillOnDisk makes a Bleve index of one segment in a new folder, and returns the
// fields' average lengths. It does not tell progress that all is done, for merging
// comes last.
//
// Batches by several goroutines and one merge at the end, rather than Bleve's offline
// builder, which analyses on one processor whatever there is. On two busy processors
// it took 0.56, 0.77 and 1.09 times as long as the builder: what is gained depends on
// what is free. The merge can't be told to use more than one.
func fillOnDisk(ctx context.Context, folder string, entries []index.Entry, progress func(done, total int)) ([]float64, error) {
	m, err := newMapping()
	if err != nil {
		return nil, fmt.Errorf("mapping: %w", err)
	}
	const never = 1 << 20 // segments of a tier before they are merged while batches come in
	x, err := bleve.NewUsing(folder, m, scorch.Name, scorch.Name, map[string]any{
		"bolt_timeout":           boltTimeout,
		"scorchMergePlanOptions": map[string]any{"MaxSegmentsPerTier": never, "SegmentsPerMergeTask": never},
	})
	if err != nil {
		return nil, fmt.Errorf("new index: %w", err)
	}
	var tokens tokenCounter
	err = fillBatches(ctx, x, entries, &tokens, &progressCounter{total: len(entries), tell: func(done, total int) {
		if progress != nil && done < total {
			progress(done, total)
		}
	}})
	if err == nil {
		err = mergeAll(ctx, x)
	}
	if err := errors.Join(err, x.Close()); err != nil {
		return nil, err
	}
	return tokens.averages(), removeMerged(folder)
}

// fillBatches shares the batches out among goroutines.
func fillBatches(ctx context.Context, x bleve.Index, entries []index.Entry, tokens *tokenCounter, p *progressCounter) error {
	group, ctx := errgroup.WithContext(ctx)
	var next atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error {
			for {
				from := int(next.Add(diskBatch)) - diskBatch
				if from >= len(entries) {
					return nil
				}
				if err := fillBatch(ctx, x, entries, from, diskBatch, tokens); err != nil {
					return err
				}
				p.add(min(diskBatch, len(entries)-from))
			}
		})
	}
	return group.Wait()
}

// fillBatch indexes up to size talks. Documents are named by their ordinals.
func fillBatch(ctx context.Context, x bleve.Index, entries []index.Entry, from, size int, tokens *tokenCounter) error {
	batch := x.NewBatch()
	for i := from; i < min(from+size, len(entries)); i++ {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		document := newDocument(entries[i])
		tokens.add(document)
		if err := batch.Index(string(binary.BigEndian.AppendUint32(nil, uint32(i))), document); err != nil {
			return fmt.Errorf("talk %s: %w", entries[i].ID(), err)
		}
	}
	if err := x.Batch(batch); err != nil {
		return fmt.Errorf("batch: %w", err)
	}
	return nil
}

// mergeAll makes one segment of all: a search of several takes up to 2.5 times as
// long.
func mergeAll(ctx context.Context, x bleve.Index) error {
	advanced, err := x.Advanced()
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	s, ok := advanced.(*scorch.Scorch)
	if !ok {
		return fmt.Errorf("merging: the index is a %T, want scorch", advanced)
	}
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

// openBleve opens the index that fillOnDisk made, to be read only.
func (g *generation) openBleve(folder string) error {
	x, err := bleve.OpenUsing(folder, map[string]any{"read_only": true, "bolt_timeout": boltTimeout})
	if err != nil {
		return fmt.Errorf("opening index: %w", err)
	}
	g.index = x
	return g.pin()
}
