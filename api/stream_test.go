package api

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"talksearch/corpus"
	"talksearch/index"
)

// endless is a searcher with many talks, which are all the same; then it fails with
// err.
type endless struct {
	failing
	talks int
}

func (e endless) Each(ctx context.Context, r index.Request, begin func(index.Listing) error, do func(index.Entry) error) error {
	if err := begin(index.Listing{Total: e.talks, Generation: "g"}); err != nil {
		return err
	}
	entry := index.Entry{Conference: &index.Conference{ID: "c", Title: "C"}, Talk: &corpus.Talk{ID: "t", Title: "Talk", Abstract: strings.Repeat("word ", 100)}}
	for range e.talks - r.Offset() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := do(entry); err != nil {
			return err
		}
	}
	return e.err
}

func serving(t *testing.T, s Searcher) *httptest.Server {
	t.Helper()
	e := echo.New()
	e.JSONSerializer = JSON{}
	e.HTTPErrorHandler = func(err error, c echo.Context) { Error(c, err) }
	e.Use(middleware.Recover(), middleware.Gzip())
	New(s, nothing{}, "https://talks.test").Register(e)
	server := httptest.NewUnstartedServer(e)
	server.Config.ErrorLog = nil
	server.Start()
	t.Cleanup(server.Close)
	return server
}

// TestStreamBounded reads a million talks and looks how much memory that takes.
func TestStreamBounded(t *testing.T) {
	const talks = 1_000_000
	server := serving(t, endless{talks: talks})
	res, err := http.Get(server.URL + "/api/v1/search.jsonl?fields=title,minutes")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var before, most uint64
	lines := bufio.NewScanner(res.Body)
	n := 0
	for ; lines.Scan(); n++ {
		if n%100_000 == 1 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			if before == 0 {
				before = m.HeapAlloc
			}
			most = max(most, m.HeapAlloc)
		}
	}
	if err := lines.Err(); err != nil || n != talks {
		t.Errorf("got %d lines, %v", n, err)
	}
	if grown := int64(most) - int64(before); grown > 8<<20 {
		t.Errorf("memory grew by %d bytes", grown)
	}
}

// TestStreamBreaksOff checks that nobody takes a part for the whole.
func TestStreamBreaksOff(t *testing.T) {
	server := serving(t, endless{failing{errors.New("disk failure")}, 1000})
	for _, encoding := range []string{"identity", "gzip"} {
		for _, address := range []string{"/api/v1/search.jsonl", "/api/v1/search.csv"} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+address, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Accept-Encoding", encoding)
			res, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(res.Body)
			res.Body.Close()
			if err == nil || len(got) == 0 || res.StatusCode != http.StatusOK {
				t.Errorf("%s, %s: got %d, %d bytes, %v; want an error after some", address, encoding, res.StatusCode, len(got), err)
			}
		}
	}
}

// TestStreamEnds checks that a client that goes away ends the work.
func TestStreamEnds(t *testing.T) {
	server := serving(t, endless{talks: 1 << 40})
	ctx, cancel := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/api/v1/search.jsonl", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(io.Discard, res.Body, 1<<20); err != nil {
		t.Fatal(err)
	}
	cancel()
	res.Body.Close()
	server.Close() // which waits for the handler
}

func TestStreamPage(t *testing.T) {
	server := serving(t, endless{talks: 1000})
	for query, want := range map[string]int{"?per_page=7": 7, "?page=50": 20, "?page=51": 0, "?page=143&per_page=7": 6, "": 1000} {
		res, err := http.Get(server.URL + "/api/v1/search.jsonl" + query)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(res.Body)
		res.Body.Close()
		if n := strings.Count(string(got), "\n"); err != nil || n != want {
			t.Errorf("%s: %d lines, %v; want %d", query, n, err, want)
		}
	}
}
