package bleveindex

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveapi "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// What looks after Bleve while it builds.

// every calls do at intervals, until the function is called that it returns.
func every(interval time.Duration, do func()) (end func()) {
	done := make(chan struct{})
	var running sync.WaitGroup
	running.Go(func() {
		tick := time.NewTicker(interval)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				do()
			}
		}
	})
	return func() {
		close(done)
		running.Wait()
	}
}

// keepSmall keeps an index that is built from taking ever more memory: what was read
// of a mapped file counts as this process's until it is given up, and a merge reads
// all segments. It ends when the function is called that it returns.
func keepSmall(x bleveapi.Index) (end func()) {
	mapped := map[segment.Segment][]byte{} // nil for those whose memory is not to be given up
	return every(500*time.Millisecond, func() {
		reader, err := x.Reader()
		if err != nil {
			return // another time
		}
		defer reader.Close()
		snapshot, ok := reader.(*scorch.IndexSnapshot)
		if !ok {
			return
		}
		for _, s := range snapshot.Segments() {
			b, known := mapped[s.Segment()]
			if !known {
				b = mappedFile(s.Segment())
				mapped[s.Segment()] = b
			}
			giveUp(b)
		}
	})
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
