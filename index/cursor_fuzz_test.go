package index

import (
	"math"
	"net/url"
	"testing"
)

// FuzzCursor reads cursors, some of which are none. What is read is written as it was.
func FuzzCursor(f *testing.F) {
	for _, seed := range []string{"", "*", "AAAA", "****", NewRequest("kernel").NextCursor(Cursor{Generation: "0123456789abcdef", Score: 1.5, Rank: 7}), NewRequest("").NextCursor(Cursor{Score: float32(math.Inf(1))})} {
		f.Add(seed, "kernel")
	}
	f.Fuzz(func(t *testing.T, cursor, query string) {
		if len(query) > MaxQueryLength {
			return
		}
		r := NewRequest(query)
		r.Cursor = cursor
		at, has, err := r.Place()
		if has && err == nil {
			if again := r.NextCursor(at); again != cursor {
				t.Errorf("%q was read as %+v, which is %q", cursor, at, again)
			}
		}
		// One of our own making holds for this search and for no other.
		own := Cursor{Generation: "g", Score: float32(len(cursor)), Rank: uint32(len(query))}
		r.Cursor = r.NextCursor(own)
		if at, has, err := r.Place(); err != nil || !has || at != own {
			t.Errorf("%q: got %+v, %t, %v; want %+v", r.Cursor, at, has, err, own)
		}
		other := r.WithSort(SortTitle)
		other.Cursor = r.Cursor
		if _, _, err := other.Place(); err == nil {
			t.Errorf("%q holds for another order", r.Cursor)
		}
		_, _ = ParseRequest(url.Values{"q": {query}, "cursor": {cursor}}) // must not panic
	})
}
