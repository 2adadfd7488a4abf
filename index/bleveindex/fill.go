package bleveindex

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveapi "github.com/blevesearch/bleve_index_api"
	"golang.org/x/sync/errgroup"

	"talksearch/index"
)

// How many talks are indexed together. That bounds memory: each takes some 150 KB
// until it is in a segment. On disk, as many batches are made at once as there are
// processors; from three on they are smaller. Batches of 2,500 on two processors took
// half a gigabyte more than of 1,000, and were not faster.
const (
	memoryBatch = 1000
	diskBatch   = 1500
	atOnce      = 4500
	maxWorkers  = 16
)

// workers returns how many goroutines index on disk, and the size of their batches.
func workers() (n, batch int) {
	n = min(runtime.GOMAXPROCS(0), maxWorkers)
	return n, min(diskBatch, atOnce/n)
}

// mostSegments is how many segments wait for the last merge; more are merged before,
// for each has a file open. Bleve would merge sooner what is smaller than 2,000
// documents.
const mostSegments = 1000

// boltTimeout is how long to wait for the lock on Bleve's own database, as Bleve
// wants it: as a string, or else it waits for ever.
const boltTimeout = "5s"

// A batch is talks that are indexed together, in the order of ordinals from the
// first on. Documents are named by their ordinals.
type batch struct {
	first   int
	entries []index.Entry
}

// fillInMemory makes a Bleve index in memory, and returns the fields' average
// lengths.
func fillInMemory(ctx context.Context, entries []index.Entry, progress Progress) (x bleve.Index, averages []float64, err error) {
	mapping, err := newMapping()
	if err != nil {
		return nil, nil, fmt.Errorf("mapping: %w", err)
	}
	// NewMemOnly would make an upsidedown index; scorch needs to be asked for.
	if x, err = bleve.NewUsing("", mapping, scorch.Name, scorch.Name, nil); err != nil {
		return nil, nil, fmt.Errorf("new index: %w", err)
	}
	into, err := x.Advanced()
	if err != nil {
		return nil, nil, errors.Join(err, x.Close())
	}
	var counts fieldCounts
	m := newMaker(&counts)
	for from := 0; from < len(entries); from += memoryBatch {
		to := min(from+memoryBatch, len(entries))
		if err := fillBatch(ctx, into, batch{from, entries[from:to]}, m); err != nil {
			return nil, nil, errors.Join(err, x.Close())
		}
		progress.tell(Indexing, to, len(entries))
	}
	return x, counts.averages(), nil
}

// fillOnDisk makes a Bleve index of one segment, of so many talks, in a new folder,
// and returns the fields' average lengths. Next returns batches until one is empty,
// and is called by several goroutines, one at a time.
//
// Batches by several goroutines and one merge at the end, rather than Bleve's offline
// builder, which analyses on one processor whatever there is. The merge can't be told
// to use more than one.
func fillOnDisk(ctx context.Context, folder string, talks int, next func() (batch, error), progress Progress) ([]float64, error) {
	m, err := newMapping()
	if err != nil {
		return nil, fmt.Errorf("mapping: %w", err)
	}
	ctx, done := failing(ctx, folder)
	defer done()
	x, err := bleve.NewUsing(folder, m, scorch.Name, scorch.Name, map[string]any{
		"bolt_timeout":           boltTimeout,
		"asyncErrorCallbackName": failureCallback,
		"scorchMergePlanOptions": map[string]any{"MaxSegmentsPerTier": mostSegments, "SegmentsPerMergeTask": mostSegments, "FloorSegmentSize": 1},
	})
	if err != nil {
		return nil, fmt.Errorf("new index: %w", err)
	}
	var counts fieldCounts
	err = fillAndMerge(ctx, x, folder, talks, next, &counts, progress)
	if err := errors.Join(err, x.Close()); err != nil {
		return nil, err
	}
	return counts.averages(), removeMerged(folder)
}

func fillAndMerge(ctx context.Context, x bleve.Index, folder string, talks int, next func() (batch, error), counts *fieldCounts, progress Progress) error {
	into, err := x.Advanced()
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	defer keepSmall(into)()
	if err := fillBatches(ctx, into, talks, next, counts, progress); err != nil {
		return err
	}
	return mergeAll(ctx, x, folder, progress)
}

// fillBatches has batches indexed by as many goroutines as there are processors.
func fillBatches(ctx context.Context, into bleveapi.Index, talks int, next func() (batch, error), counts *fieldCounts, progress Progress) error {
	group, ctx := errgroup.WithContext(ctx)
	var mu sync.Mutex
	done := 0
	n, _ := workers()
	for range n {
		group.Go(func() error {
			m := newMaker(counts)
			for {
				mu.Lock()
				b, err := next()
				mu.Unlock()
				if err != nil || len(b.entries) == 0 {
					return err
				}
				if err := fillBatch(ctx, into, b, m); err != nil {
					return err
				}
				mu.Lock()
				done += len(b.entries)
				progress.tell(Indexing, done, talks)
				mu.Unlock()
			}
		})
	}
	return group.Wait()
}

// fillBatch indexes talks.
func fillBatch(ctx context.Context, into bleveapi.Index, talks batch, m *maker) error {
	b := bleveapi.NewBatch()
	for i, e := range talks.entries {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		b.Update(m.document(talks.first+i, e))
	}
	if err := into.Batch(b); err != nil {
		return fmt.Errorf("batch: %w", err)
	}
	return nil
}

// documentID returns the name of a talk's document: its ordinal in four bytes.
func documentID(ordinal int) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(ordinal)))
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
