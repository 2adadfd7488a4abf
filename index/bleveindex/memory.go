package bleveindex

import (
	"os"
	"sync"
	"time"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// keepSmall keeps segments that are read from beginning to end, as by a merge, from
// filling memory: what was read of a mapped file counts as this process's until it is
// given up. It ends when the function is called that it returns.
func keepSmall(segments []segment.Segment) (end func()) {
	var mapped [][]byte
	for _, s := range segments {
		if b := mappedFile(s); b != nil {
			mapped = append(mapped, b)
		}
	}
	return every(250*time.Millisecond, func() {
		for _, b := range mapped {
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
