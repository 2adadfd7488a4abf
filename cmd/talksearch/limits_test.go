package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"talksearch/corpus"
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
	t.Parallel()
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

// TestServerLimits holds connections open that rest, or that take no answers, and
// sends bodies. The limits are those that README.md tells, the times shortened.
func TestServerLimits(t *testing.T) {
	t.Parallel()
	var length atomic.Int64
	server := newServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		length.Store(n)
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
			return
		}
		for range 64 { // more than what lies between here and the client takes
			if _, err := w.Write(make([]byte, 1<<20)); err != nil {
				return
			}
		}
	}))
	for _, c := range []struct {
		name      string
		got, want any
	}{
		{"headers", server.MaxHeaderBytes, 64 << 10}, {"time for headers", server.ReadHeaderTimeout, 5 * time.Second}, {"for a request", server.ReadTimeout, 10 * time.Second},
		{"for an answer", server.WriteTimeout, 30 * time.Second}, {"between requests", server.IdleTimeout, 2 * time.Minute}, {"for finding it", answerTimeout, 5 * time.Second},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
	server.IdleTimeout, server.WriteTimeout = 300*time.Millisecond, 500*time.Millisecond
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(listener) }()
	defer server.Close()
	open := func(request string) net.Conn {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
		if _, err := io.WriteString(conn, request); err != nil {
			t.Fatal(err)
		}
		return conn
	}

	conn := open(fmt.Sprintf("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", maxBodyBytes+1, strings.Repeat("a", maxBodyBytes+1)))
	if res, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil || res.StatusCode != http.StatusRequestEntityTooLarge || length.Load() != maxBodyBytes {
		t.Errorf("a body of a byte too many: got %v, %v; %d bytes read", res, err, length.Load())
	}

	conn = open("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	time.Sleep(server.WriteTimeout + 500*time.Millisecond) // takes nothing meanwhile
	if n, err := io.Copy(io.Discard, conn); n >= 64<<20 {
		t.Errorf("who takes no answer got %d bytes, %v; want it cut off", n, err)
	}

	server.Handler = http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	conn = open("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	began := time.Now()
	if _, err := io.Copy(io.Discard, conn); err != nil || time.Since(began) < server.IdleTimeout || time.Since(began) > 10*time.Second {
		t.Errorf("a connection that rests was closed after %s, %v", time.Since(began), err)
	}
}

// A lateEngine looks when searches have to be done, and says that it is too late.
type lateEngine struct {
	*bleveindex.Engine
	asked atomic.Int64
	t     *testing.T
}

func (e *lateEngine) late(ctx context.Context) error {
	e.asked.Add(1)
	if at, ok := ctx.Deadline(); !ok || time.Until(at) > answerTimeout {
		e.t.Errorf("the deadline is %s (%t), want %s from now at most", at, ok, answerTimeout)
	}
	return fmt.Errorf("searching: %w", context.DeadlineExceeded)
}

func (e *lateEngine) Search(ctx context.Context, _ index.Request) (*index.Result, error) {
	return nil, e.late(ctx)
}

func (e *lateEngine) Suggest(ctx context.Context, _ index.SuggestRequest) (*index.Suggestions, error) {
	return nil, e.late(ctx)
}

func (e *lateEngine) Related(ctx context.Context, _, _ string, _ int) ([]index.Related, error) {
	return nil, e.late(ctx)
}

func (e *lateEngine) Agenda(ctx context.Context, _ index.Request, _ string, _ corpus.Date) (*index.Agenda, error) {
	return nil, e.late(ctx)
}

// TestDeadline holds that whatever is searched has to be found in time, and what is
// said where it isn't.
func TestDeadline(t *testing.T) {
	engine := bleveindex.New()
	defer engine.Close()
	lib := newLibrary(importer.NewSet(importer.Options{}, importer.BuiltIn), engine, false)
	if err := lib.load(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	late := &lateEngine{Engine: engine, t: t}
	handler, err := newHandler(late, lib, site{address: testAddress, cacheBytes: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	for i, path := range []string{"/api/v1/search?q=bpf", "/?q=bpf", "/api/v1/suggest?q=b", "/api/v1/talks/lpc2019/bpf-mc/related", "/?view=timetable&q=bpf"} {
		w := request(handler, path)
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || strings.Contains(w.Body.String(), "deadline") || late.asked.Load() != int64(i+1) {
			t.Errorf("%s: got %d, Retry-After %q, %.200s; asked %d times", path, w.Code, w.Header().Get("Retry-After"), w.Body, late.asked.Load())
		}
	}
}
