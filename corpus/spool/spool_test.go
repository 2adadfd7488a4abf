package spool

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"talksearch/corpus"
)

// talk returns a talk of about so many bytes.
func talk(i, size int) *corpus.Talk {
	at := time.Date(2020, 1, 1, 10, i, 0, 0, time.FixedZone("here", 7200))
	return &corpus.Talk{ID: fmt.Sprint("talk-", i), Title: fmt.Sprint("Talk ", i), Abstract: strings.Repeat("x", size), Start: at}
}

// TestSpool keeps few talks in memory and more in a file, and reads them in order,
// at random, and by several at once.
func TestSpool(t *testing.T) {
	for _, c := range []struct {
		name        string
		talks, size int
		file        bool
	}{{"none", 0, 0, false}, {"few", 100, 1000, false}, {"many", 20_000, 1000, true}, {"large", 5, inMemory, true}} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			s := New("/dev/null/none", filepath.Join(dir, "made"))
			defer s.Close()
			var places []int64
			for i := range c.talks {
				place, err := s.Append(talk(i, c.size), time.UTC)
				if err != nil {
					t.Fatal(err)
				}
				places = append(places, place)
			}
			if err := s.Done(); err != nil {
				t.Fatal(err)
			}
			if (s.file != nil) != c.file || len(s.memory) > inMemory {
				t.Errorf("file %t with %d bytes in memory, want %t", s.file != nil, len(s.memory), c.file)
			}
			if left, _ := os.ReadDir(filepath.Join(dir, "made")); len(left) > 0 {
				t.Errorf("the file can be seen: %v", left)
			}
			check := func(r *Reader, i int) {
				got, err := r.Read(places[i], time.UTC)
				if err != nil {
					t.Errorf("talk %d: %v", i, err)
					return
				}
				if want := talk(i, c.size); got.ID != want.ID || len(got.Abstract) != c.size || !got.Start.Equal(want.Start) {
					t.Errorf("talk %d: got %s with %d bytes at %s", i, got.ID, len(got.Abstract), got.Start)
				}
				if i+1 < len(places) && r.Next() != places[i+1] {
					t.Errorf("after talk %d comes %d, want %d", i, r.Next(), places[i+1])
				}
			}
			r := s.Reader()
			for i := range places {
				check(r, i)
			}
			var wg sync.WaitGroup
			for seed := range 3 {
				wg.Go(func() {
					r, random := s.Reader(), rand.New(rand.NewPCG(1, uint64(seed)))
					for range min(300, c.talks) {
						check(r, random.IntN(len(places)))
					}
				})
			}
			wg.Wait()
			for _, bad := range []int64{-1, s.size, s.size + 1} {
				if _, err := r.Read(bad, nil); err == nil {
					t.Errorf("at %d of %d: no error", bad, s.size)
				}
			}
		})
	}
}

func TestNowhereToWrite(t *testing.T) {
	t.Setenv("TMPDIR", "/dev/null")
	s := New("/dev/null")
	var err error
	for i := 0; err == nil && i < 20; i++ {
		_, err = s.Append(talk(i, 1<<20), nil)
	}
	if err == nil || !strings.HasPrefix(err.Error(), "keeping talks in a temporary file: ") {
		t.Errorf("got error %v", err)
	}
	if done := s.Done(); done == nil || done.Error() != err.Error() {
		t.Errorf("Done: got %v, want %v", done, err)
	}
}
