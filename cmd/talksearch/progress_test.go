package main

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"talksearch/index/bleveindex"
)

// A screen keeps what was written since it was last looked at. Lines that tell no count
// are drawn by a goroutine of their own.
type screen struct {
	mu      sync.Mutex
	written bytes.Buffer
}

func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.written.Write(b)
}

func (s *screen) look() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.written.Reset()
	return s.written.String()
}

// TestProgressOfStages checks that each stage has a line of its own, and that one that is
// counted only after a while then tells its count.
func TestProgressOfStages(t *testing.T) {
	var out screen
	show, end := (&progress{&out}).index()
	defer func() { end() }()
	for _, step := range []struct {
		stage       bleveindex.Stage
		done, total int64
		want        string
	}{
		{bleveindex.Indexing, 3, 10, "3/10"}, {bleveindex.Indexing, 7, 10, "7/10"}, {bleveindex.Listing, 0, 0, "listing"},
		{bleveindex.Listing, 20, 50, "20/50"}, {bleveindex.Listing, 40, 50, "40/50"}, {bleveindex.Sealing, 0, 0, "sealing"},
	} {
		var seen string
		for began := time.Now(); !strings.Contains(seen, step.want); time.Sleep(20 * time.Millisecond) { // lines are not drawn all the time
			if time.Since(began) > 5*time.Second {
				t.Fatalf("%s, %d of %d: got %q, want %q", step.stage, step.done, step.total, seen, step.want)
			}
			show(step.stage, step.done, step.total)
			seen += out.look()
		}
		if !strings.Contains(seen, string(step.stage)) {
			t.Errorf("%s is not told: %q", step.stage, seen)
		}
	}
}
