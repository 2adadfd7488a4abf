package main

import (
	"net/http"
	"testing"
	"time"

	"talksearch/corpus"
	"talksearch/index/indextest"
)

// TestClock puts the clock back and forward between refreshes: what is told of the
// time of changes never makes a client keep what is old.
func TestClock(t *testing.T) {
	l, cached, _ := newHandlers(t, indextest.Small(t)...)
	l.modified = time.Time{} // as if nothing had been served yet
	const address = "/api/v1/search?q=kernel"
	var tags []string
	for i, c := range []struct {
		name string
		jump time.Duration // of the clock, from now
		told bool          // whether Last-Modified is
	}{
		{"an hour ago", -time.Hour, true},
		{"put back by a day", -25 * time.Hour, true},
		{"put forward by a year", 365 * 24 * time.Hour, false},
		{"right again", 0, false},
	} {
		l.now = func() time.Time { return time.Now().Round(0).Add(c.jump) }
		before := l.Modified()
		programmes := indextest.Small(t)
		programmes[0].Talks[0].Title += " kernel" + string(rune('a'+i))
		if _, err := l.put(t.Context(), corpus.List(programmes)); err != nil {
			t.Fatal(err)
		}
		if i > 0 && !l.Modified().After(before) {
			t.Errorf("%s: changed at %s, and before that at %s", c.name, l.Modified(), before)
		}
		w := request(cached, address)
		if got := w.Header().Get("Last-Modified"); (got != "") != c.told {
			t.Errorf("%s: Last-Modified %q", c.name, got)
		}
		tag := w.Header().Get("Etag")
		if got := request(cached, address, "If-None-Match: "+tag).Code; got != http.StatusNotModified {
			t.Errorf("%s: with the tag: got %d", c.name, got)
		}
		for _, old := range tags {
			if got := request(cached, address, "If-None-Match: "+old).Code; got != http.StatusOK {
				t.Errorf("%s: with an old tag: got %d", c.name, got)
			}
		}
		tags = append(tags, tag)
		if i > 0 {
			if got := request(cached, address, "If-Modified-Since: "+before.UTC().Format(http.TimeFormat)).Code; got != http.StatusOK {
				t.Errorf("%s: with the time of before: got %d", c.name, got)
			}
		}
	}
}
