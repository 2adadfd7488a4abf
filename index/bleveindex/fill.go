package bleveindex

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveapi "github.com/blevesearch/bleve_index_api"
	"golang.org/x/sync/errgroup"

	"talksearch/index"
)

// How many talks are indexed together. That bounds memory: each takes some 100 KB
// until it is in a segment. On disk, as many batches are made at once as there are
// processors; from four on they are smaller. Batches of 2,500 on two processors took
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

// mergeWidth is how many segments are merged into one as soon as they are there, so
// that the last merge, which can't be shared out, has few segments to read at once:
// a million talks give 667 segments, and then 37.
const mergeWidth = 64

// boltTimeout is how long to wait for the lock on Bleve's own database, as Bleve
// wants it: as a string, or else it waits for ever.
const boltTimeout = "5s"

// A batch is talks that are indexed together, in the order of ordinals from the
// first on.
type batch struct {
	number, first int
	entries       []index.Entry
}

// documents returns the documents of a batch.
func (b batch) documents(ctx context.Context, m *maker) ([]bleveapi.Document, error) {
	out := make([]bleveapi.Document, len(b.entries))
	for i, e := range b.entries {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		out[i] = m.document(b.first+i, e)
	}
	return out, nil
}

// documentID returns the name of a talk's document: its ordinal in four bytes.
func documentID(ordinal int) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(ordinal)))
}

// fillInMemory makes a Bleve index in memory, and returns the fields' average
// lengths. Documents are numbered by their ordinals.
func fillInMemory(ctx context.Context, entries []index.Entry, progress Progress) (x bleve.Index, averages []float64, err error) {
	mapping, err := newMapping()
	if err != nil {
		return nil, nil, fmt.Errorf("mapping: %w", err)
	}
	// NewMemOnly would make an upsidedown index; scorch needs to be asked for.
	if x, err = bleve.NewUsing("", mapping, scorch.Name, scorch.Name, usePlugin()); err != nil {
		return nil, nil, fmt.Errorf("new index: %w", err)
	}
	var counts fieldCounts
	if err := fillBatches(ctx, x, entries, newMaker(&counts), progress); err != nil {
		return nil, nil, errors.Join(err, x.Close())
	}
	return x, counts.averages(), nil
}

func fillBatches(ctx context.Context, x bleve.Index, entries []index.Entry, m *maker, progress Progress) error {
	into, err := x.Advanced()
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	for from := 0; from < len(entries); from += memoryBatch {
		to := min(from+memoryBatch, len(entries))
		documents, err := batch{first: from, entries: entries[from:to]}.documents(ctx, m)
		if err != nil {
			return err
		}
		made, _, err := format.New(documents)
		if err != nil {
			return fmt.Errorf("new segment: %w", err)
		}
		b := bleveapi.NewBatch()
		b.Update(&holder{analyzed{id: documentID(from)}, made})
		if err := into.Batch(b); err != nil {
			return fmt.Errorf("batch: %w", err)
		}
		progress.tell(Indexing, to, len(entries))
	}
	return nil
}

// fillOnDisk makes a Bleve index of one segment, of so many talks, one at least, in a
// new folder, and returns the fields' average lengths. Documents are numbered by their
// ordinals. Next returns batches until one is empty, and is called by several
// goroutines at once.
func fillOnDisk(ctx context.Context, folder string, talks int, next func(context.Context) (batch, error), progress Progress) (averages []float64, err error) {
	dir := folder + "-segments"
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, fmt.Errorf("segments: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	var counts fieldCounts
	s := &segments{dir: dir, done: map[int]bool{}}
	n, _ := workers()
	group, groupCtx := errgroup.WithContext(ctx)
	var mu sync.Mutex
	done := 0
	for range n {
		group.Go(func() error {
			m := newMaker(&counts)
			for {
				b, err := next(groupCtx)
				if err != nil || len(b.entries) == 0 {
					return err
				}
				documents, err := b.documents(groupCtx, m)
				if err == nil {
					err = s.add(groupCtx, b.number, documents)
				}
				if err != nil {
					return err
				}
				mu.Lock()
				done += len(b.entries)
				progress.tell(Indexing, done, talks)
				mu.Unlock()
			}
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	if talks > freeFrom {
		debug.FreeOSMemory() // what batches took; the merge takes little
	}
	path, err := s.merge(ctx, progress)
	if err != nil {
		return nil, err
	}
	return counts.averages(), wrap(folder, path)
}

// segments are those of an index in the making, in files by the numbers of their
// batches.
type segments struct {
	dir   string
	mu    sync.Mutex
	done  map[int]bool // batches whose segments are there, and not merged
	wide  int          // how many segments of mergeWidth batches there are, the first first
	total int          // batches
}

func (s *segments) file(batch int) string { return filepath.Join(s.dir, fmt.Sprintf("%d.zap", batch)) }
func (s *segments) wideFile(n int) string {
	return filepath.Join(s.dir, fmt.Sprintf("%d-merged.zap", n))
}

// add writes the segment of a batch. When it is the last of mergeWidth that follow one
// another, it merges them.
func (s *segments) add(ctx context.Context, batch int, documents []bleveapi.Document) error {
	if err := writeSegment(s.file(batch), documents); err != nil {
		return err
	}
	group := batch / mergeWidth
	var files []string
	s.mu.Lock()
	s.done[batch] = true
	s.total++
	for i := group * mergeWidth; i < (group+1)*mergeWidth && s.done[i]; i++ {
		files = append(files, s.file(i))
	}
	s.mu.Unlock()
	if len(files) < mergeWidth {
		return nil
	}
	if err := mergeSegments(ctx, s.wideFile(group), files, nil); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wide++
	return nil
}

// merge merges all segments and returns the file of the one that is left. It tells
// progress how many bytes of as many as go into it are written; in the end they may be
// fewer.
func (s *segments) merge(ctx context.Context, progress Progress) (string, error) {
	if ctx.Err() != nil { // a small merge ends before it looks
		return "", context.Cause(ctx)
	}
	var files []string
	for i := range s.wide {
		files = append(files, s.wideFile(i))
	}
	for i := s.wide * mergeWidth; i < s.total; i++ {
		files = append(files, s.file(i))
	}
	if len(files) == 1 {
		return files[0], nil
	}
	total := 0
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil {
			return "", fmt.Errorf("merging: %w", err)
		}
		total += int(info.Size())
	}
	var m merged
	tell := func() { progress.tell(Merging, min(int(m.bytes.Load()), total), total) }
	tell()
	defer every(250*time.Millisecond, tell)()
	path := filepath.Join(s.dir, "merged.zap")
	return path, mergeSegments(ctx, path, files, &m)
}

// merged counts the bytes that a merge has written.
type merged struct{ bytes atomic.Uint64 }

// ReportBytesWritten implements segment.StatsReporter.
func (m *merged) ReportBytesWritten(n uint64) { m.bytes.Add(n) }

// openBleve opens the index that fillOnDisk made, to be read only.
func (g *generation) openBleve(folder string) error {
	x, err := bleve.OpenUsing(folder, map[string]any{"read_only": true, "bolt_timeout": boltTimeout})
	if err != nil {
		return fmt.Errorf("opening index: %w", err)
	}
	g.index = x
	return g.pin()
}
