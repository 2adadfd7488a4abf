package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"talksearch/corpus/importer"
	"talksearch/index"
	"talksearch/index/bleveindex"
)

// dial connects to a server and sends the beginning of something.
func dial(t *testing.T, p *process, text string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	return conn
}

// TestSlowClients holds connections open that never come to an end, and looks when
// they are cut off.
func TestSlowClients(t *testing.T) {
	p := start(t, nil)
	var wg sync.WaitGroup
	for _, c := range []struct {
		name, text  string
		drip        string // sent twice a second
		least, most time.Duration
	}{
		{"headers that stop", "GET / HTTP/1.1\r\nHost: x\r\n", "", headerTimeout, headerTimeout + 3*time.Second},
		{"headers by the byte", "GET / HTTP/1.1\r\nHost: x\r\nA: ", "a", headerTimeout, headerTimeout + 3*time.Second},
		{"nothing at all", "", "", headerTimeout, readTimeout + 3*time.Second},
		{"a body that stops", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\na", "", 0, readTimeout + 3*time.Second},
	} {
		wg.Go(func() {
			began := time.Now() // or else the server's clock would run before this one
			conn := dial(t, p, c.text)
			if c.drip != "" {
				go func() {
					for range 60 {
						if _, err := io.WriteString(conn, c.drip); err != nil {
							return
						}
						time.Sleep(500 * time.Millisecond)
					}
				}()
			}
			_, err := io.Copy(io.Discard, conn)
			var network net.Error
			if took := time.Since(began); errors.As(err, &network) && network.Timeout() || took < c.least || took > c.most {
				t.Errorf("%s: the connection was closed after %s (%v), want %s to %s", c.name, took, err, c.least, c.most)
			}
		})
	}
	wg.Wait()
	if status, _ := get(t, p.url+"/api/v1/search?q=bpf"); status != http.StatusOK {
		t.Errorf("afterwards: status %d", status)
	}
}

// TestTooLarge sends more than is taken.
func TestTooLarge(t *testing.T) {
	p := start(t, nil)
	for _, c := range []struct {
		name, text, want string
	}{
		{"headers", "GET / HTTP/1.1\r\nHost: x\r\nA: " + strings.Repeat("a", maxHeaderBytes+8192) + "\r\n\r\n", "HTTP/1.1 431 "},
		{"address", "GET /?q=" + strings.Repeat("a", maxHeaderBytes+8192) + " HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 431 "},
		{"query", "GET /api/v1/search?q=" + strings.Repeat("a", index.MaxQueryLength+1) + " HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400 "},
		{"clauses", "GET /api/v1/search?q=" + strings.Repeat("a+", index.MaxQueryLength/2) + " HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 "},
		{"no request", "\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", "HTTP/1.1 400 "},
		{"two lengths", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na", "HTTP/1.1 400 "},
	} {
		status, err := bufio.NewReader(dial(t, p, c.text)).ReadString('\n')
		if err != nil || !strings.HasPrefix(status, c.want) {
			t.Errorf("%s: got %q, %v, want %q", c.name, status, err, c.want)
		}
	}
}

// TestTurns holds all turns, fills the queue, and asks for more.
func TestTurns(t *testing.T) {
	engine := bleveindex.New()
	defer engine.Close()
	lib := newLibrary(importer.NewSet(importer.Options{}, importer.BuiltIn), engine, false)
	if err := lib.load(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	s := newSearcher(engine, 2, 3, lib.metrics)
	s.longest = 20 * time.Second // than which none of this takes longer
	handler, err := newHandler(s, lib, site{address: testAddress})
	if err != nil {
		t.Fatal(err)
	}
	server := serveHandler(t, handler)
	var done []func()
	for range 2 {
		end, err := s.turn(t.Context(), "search")
		if err != nil {
			t.Fatal(err)
		}
		done = append(done, end)
	}
	statuses := make(chan int, 3)
	for i := range 3 {
		go func() {
			res, _ := sendWith(t, "GET", fmt.Sprintf("%s/api/v1/search?q=bpf&per_page=%d", server, 10+i))
			statuses <- res.StatusCode
		}()
	}
	waitUntil(t, s.longest/2, func() bool { return s.waiting.Load() == 3 })
	for _, path := range []string{"/api/v1/search?q=scheduler", "/?q=scheduler", "/api/v1/suggest?q=sch", "/api/v1/talks/lpc2019/bpf-mc/related", "/?view=timetable&q=bpf", "/api/v1/facets/speaker?q=bpf", "/api/v1/search.csv?q=bpf"} {
		began := time.Now()
		res, body := sendWith(t, "GET", server+path)
		if res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") != "1" || time.Since(began) > s.longest {
			t.Errorf("%s with a full queue: got %d, Retry-After %q, after %s: %.200s", path, res.StatusCode, res.Header.Get("Retry-After"), time.Since(began), body)
		}
	}
	call := `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search_talks","arguments":{"query":"idle"}}}`
	if status, body := postMCP(t, server, call); status != http.StatusOK || !strings.Contains(body, `"isError":true`) || !strings.Contains(body, index.ErrBusy.Error()) {
		t.Errorf("a language model's search with a full queue: got %d, %s", status, body)
	}
	if status, _ := get(t, server+"/healthz"); status != http.StatusOK {
		t.Errorf("healthz: got %d", status)
	}
	done[0]() // the three that wait take turns
	for range 3 {
		if got := <-statuses; got != http.StatusOK {
			t.Errorf("one that waited: got %d", got)
		}
	}
	end, err := s.turn(t.Context(), "search")
	if err != nil {
		t.Fatal(err)
	}
	s.longest = 300 * time.Millisecond
	began := time.Now()
	if res, _ := sendWith(t, "GET", server+"/api/v1/search?q=rust"); res.StatusCode != http.StatusServiceUnavailable || time.Since(began) < s.longest {
		t.Errorf("one that waited in vain: got %d after %s", res.StatusCode, time.Since(began))
	}
	end()
	done[1]()
	for _, path := range []string{"/api/v1/search?q=rust", "/?q=scheduler"} { // that it was busy is not kept
		if status, _ := get(t, server+path); status != http.StatusOK {
			t.Errorf("%s afterwards: got %d", path, status)
		}
	}
}
