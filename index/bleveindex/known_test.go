package bleveindex

import (
	"os"
	"testing"
	"time"

	"talksearch/index/indextest"
)

// TestRemember notes keys while the clock goes back: the latest is known, though the
// others seem to be younger, and few are kept.
func TestRemember(t *testing.T) {
	dir := t.TempDir()
	e := openIn(t, dir, indextest.LPC(t))
	for i := range 2 * keptKnown {
		key := string(rune('a' + i))
		if err := e.Remember(key, []byte("note "+key)); err != nil {
			t.Fatal(err)
		}
		again, err := Open(Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		if note, known := again.LoadKnown(t.Context(), key); !known || string(note) != "note "+key {
			t.Errorf("key %s: got %q, %t", key, note, known)
		}
		again.Close()
		files := e.folder.keys(nameOfAll(t, indextest.LPC(t)))
		if len(files) != min(i+1, keptKnown) {
			t.Errorf("after %d keys %d are kept, want %d at most", i+1, len(files), keptKnown)
		}
		for _, f := range files {
			then := time.Now().Add(time.Duration(100-i) * time.Hour)
			if err := os.Chtimes(f, then, then); err != nil {
				t.Fatal(err)
			}
		}
	}
}
