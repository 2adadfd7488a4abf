package cache

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A backend answers every address with a long text that begins with the state and
// the address, and counts how often it is asked.
type backend struct {
	asked   atomic.Int64
	state   atomic.Pointer[State]
	handler func(w http.ResponseWriter, r *http.Request) bool // answers instead where it returns true
}

func (b *backend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.asked.Add(1)
	if b.handler != nil && b.handler(w, r) {
		return
	}
	w.Header().Set("Content-Type", "text/plain")
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("Server-Timing", "search;dur=1")
	fmt.Fprintf(w, "%s %s %v\n", b.state.Load().Generation, r.RequestURI, r.Header)
	fmt.Fprint(w, strings.Repeat("All work and no play. ", 100))
}

// start returns a cache before a backend. Addresses are canonical without the
// parameter x; /private is not shared.
func start(t *testing.T, bytes int64) (*backend, *Cache) {
	t.Helper()
	b := &backend{}
	b.state.Store(&State{Generation: "one"})
	c, err := New(b, Options{
		Bytes: bytes, Timeout: time.Second,
		Canonical: func(u *url.URL) (string, bool) {
			v := u.Query()
			v.Del("x")
			return u.Path + "?" + v.Encode(), u.Path != "/private"
		},
		State: func(string) State { return *b.state.Load() },
	})
	if err != nil {
		t.Fatal(err)
	}
	return b, c
}

// ask sends a request with headers "Name: value".
func ask(h http.Handler, method, address string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, address, nil)
	for _, line := range headers {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestHit(t *testing.T) {
	b, c := start(t, 1<<20)
	first := ask(c, "GET", "/a?p=1&q=2", "Cookie: secret", "X-Forwarded-Host: evil")
	if first.Code != 200 || !strings.HasPrefix(first.Body.String(), "one /a?p=1&q=2 map[]\n") || first.Header().Get("Server-Timing") == "" {
		t.Fatalf("got %d, %v, %.50q", first.Code, first.Header(), first.Body)
	}
	for _, address := range []string{"/a?p=1&q=2", "/a?q=2&p=1", "/a?p=1&q=2&x=utm", "/a?p=1&q=2"} {
		w := ask(c, "GET", address)
		if w.Body.String() != first.Body.String() || w.Header().Get("Server-Timing") != "" || w.Header().Get("Content-Type") != "text/plain" ||
			w.Header().Get("Content-Length") != strconv.Itoa(first.Body.Len()) || w.Header().Get("Etag") == "" || w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: got %v, %.50q", address, w.Header(), w.Body)
		}
	}
	if n := b.asked.Load(); n != 1 {
		t.Errorf("asked %d times, want 1", n)
	}
	ask(c, "GET", "/a?p=2&q=2")
	ask(c, "POST", "/a?p=1&q=2")
	ask(c, "GET", "/private")
	ask(c, "GET", "/private")
	if n := b.asked.Load(); n != 5 {
		t.Errorf("asked %d times, want 5", n)
	}
	b.state.Store(&State{Generation: "two"})
	if w := ask(c, "GET", "/a?p=1&q=2"); !strings.HasPrefix(w.Body.String(), "two ") {
		t.Errorf("in the next state: %.50q", w.Body)
	}
	b.state.Store(&State{Generation: "two", Version: 1})
	ask(c, "GET", "/a?p=1&q=2")
	if n := b.asked.Load(); n != 7 {
		t.Errorf("asked %d times, want 7: twice in new states", n)
	}
	b.state.Store(&State{})
	if w := ask(c, "GET", "/a?p=1&q=2"); w.Header().Get("Etag") != "" || b.asked.Load() != 8 {
		t.Errorf("without a generation: got %v", w.Header())
	}
}

func TestHead(t *testing.T) {
	b, c := start(t, 1<<20)
	head := ask(c, "HEAD", "/a")
	got := ask(c, "GET", "/a")
	if head.Code != 200 || head.Body.Len() > 0 || b.asked.Load() != 1 {
		t.Errorf("HEAD: got %d with %d bytes", head.Code, head.Body.Len())
	}
	for _, name := range []string{"Content-Length", "Etag", "Content-Type", "Cache-Control", "Vary"} {
		if head.Header().Get(name) != got.Header().Get(name) || got.Header().Get(name) == "" {
			t.Errorf("%s: HEAD has %q, GET %q", name, head.Header().Get(name), got.Header().Get(name))
		}
	}
}

func TestGzip(t *testing.T) {
	for _, size := range []int64{1 << 20, 0} {
		b, c := start(t, size)
		plain := ask(c, "GET", "/a")
		for range 2 {
			w := ask(c, "GET", "/a", "Accept-Encoding: gzip, br")
			if w.Header().Get("Content-Encoding") != "gzip" || w.Header().Get("Content-Length") != strconv.Itoa(w.Body.Len()) ||
				w.Header().Get("Etag") == plain.Header().Get("Etag") || w.Header().Get("Vary") != "Accept-Encoding" || w.Body.Len() > plain.Body.Len()/2 {
				t.Errorf("got %d bytes, %v", w.Body.Len(), w.Header())
			}
			zip, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			if body, err := io.ReadAll(zip); err != nil || string(body) != plain.Body.String() {
				t.Errorf("%v, unpacked %.50q", err, body)
			}
			if w := ask(c, "GET", "/a", "Accept-Encoding: gzip", "If-None-Match: "+w.Header().Get("Etag")); w.Code != 304 {
				t.Errorf("with its tag: %d", w.Code)
			}
			if w := ask(c, "GET", "/a", "Accept-Encoding: gzip", "If-None-Match: "+plain.Header().Get("Etag")); w.Code != 200 {
				t.Errorf("with the plain form's tag: %d", w.Code)
			}
		}
		if n := b.asked.Load(); size > 0 && n != 1 {
			t.Errorf("asked %d times", n)
		}
		b.handler = func(w http.ResponseWriter, _ *http.Request) bool { io.WriteString(w, "short"); return true }
		if w := ask(c, "GET", "/b", "Accept-Encoding: gzip"); w.Body.String() != "short" || w.Header().Get("Content-Encoding") != "" {
			t.Errorf("of 5 bytes: %v", w.Header())
		}
	}
}

func TestAcceptsGzip(t *testing.T) {
	for header, want := range map[string]bool{
		"": false, "gzip": true, "GZip": true, "deflate, gzip;q=0.5, br": true, "gzip;q=0": false, "gzip; q=0.000": false, "br": false,
		"*": true, "*;q=0": false, "gzip;q=0, *": false, "identity": false, "identity, gzip;q=0.5": false, "identity;q=0.1, gzip": true,
		"x-gzip": true, "gzipped": false, "gzip;q=x": false, "gzip;q=NaN": false, ",,": false, "br,, gzip": true,
	} {
		if got := acceptsGzip([]string{header}); got != want {
			t.Errorf("%q: got %t", header, got)
		}
	}
	if acceptsGzip(nil) || !acceptsGzip([]string{"br", "gzip"}) {
		t.Error("of none or two lines")
	}
}

func TestNotModified(t *testing.T) {
	_, c := start(t, 1<<20)
	tag := ask(c, "GET", "/a").Header().Get("Etag")
	for known, want := range map[string]int{
		tag: 304, "W/" + tag: 304, `"x", ` + tag: 304, `"x","y",W/` + tag + `, "z"`: 304, "*": 304, " * ": 304, `"a,b", ` + tag: 304,
		`"x"`: 200, "": 200, strings.Trim(tag, `"`): 200, `"` + tag: 200, "W/" + `"x"`: 200, `"x" ` + `"`: 200, "W/": 200, tag[:len(tag)-1]: 200, "*x": 200,
	} {
		for _, method := range []string{"GET", "HEAD"} {
			w := ask(c, method, "/a", "If-None-Match: "+known)
			if w.Code != want || want == 304 && (w.Body.Len() > 0 || w.Header().Get("Etag") != tag || w.Header().Get("Cache-Control") != "no-cache" ||
				w.Header().Get("Vary") == "" || w.Header().Get("Content-Length") != "" || w.Header().Get("Content-Type") != "") {
				t.Errorf("%s, %q: got %d, %v; want %d", method, known, w.Code, w.Header(), want)
			}
		}
	}
	if w := ask(c, "GET", "/a", `If-None-Match: "x"`, "If-None-Match: "+tag); w.Code != 304 {
		t.Errorf("in a second line: got %d", w.Code)
	}
}

func TestNotModifiedSince(t *testing.T) {
	b, c := start(t, 1<<20)
	soon, later := time.Now().Add(time.Hour).UTC().Format(http.TimeFormat), time.Now().Add(2*time.Hour).UTC().Format(http.TimeFormat)
	b.handler = func(w http.ResponseWriter, r *http.Request) bool {
		switch r.URL.Path {
		case "/dated":
			w.Header().Set("Last-Modified", "Mon, 23 Nov 2020 18:46:17 GMT")
		case "/to-come": // the clock was put back
			w.Header().Set("Last-Modified", soon)
		}
		return false
	}
	for _, x := range []struct {
		address, since, known string
		want                  int
	}{
		{"/dated", "Mon, 23 Nov 2020 18:46:17 GMT", "", 304},
		{"/dated", "Mon, 23 Nov 2020 18:46:18 GMT", "", 304},
		{"/dated", "Mon, 23 Nov 2020 18:46:16 GMT", "", 200},
		{"/dated", "yesterday", "", 200},
		{"/dated", "Mon, 23 Nov 2020 18:46:17 GMT", `"x"`, 200}, // tags tell more than times
		{"/dated", later, "", 200},                              // what it was said of was of before the clock was put back
		{"/to-come", soon, "", 200},
		{"/to-come", later, "", 200},
		{"/undated", "Mon, 23 Nov 2099 18:46:17 GMT", "", 200},
	} {
		headers := []string{"If-Modified-Since: " + x.since}
		if x.known != "" {
			headers = append(headers, "If-None-Match: "+x.known)
		}
		for range 2 {
			if w := ask(c, "GET", x.address, headers...); w.Code != x.want {
				t.Errorf("%+v: got %d", x, w.Code)
			} else if got := w.Header().Get("Last-Modified"); (got != "") != (x.address == "/dated") {
				t.Errorf("%+v: got Last-Modified %q", x, got)
			}
		}
	}
}

// TestVary checks that what a handler before the cache varies by is told too.
func TestVary(t *testing.T) {
	b, c := start(t, 1<<20)
	b.handler = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/bad" {
			w.Header().Set("Vary", "Accept-Encoding")
			w.WriteHeader(http.StatusTeapot)
		}
		return r.URL.Path == "/bad"
	}
	for _, address := range []string{"/a", "/a", "/bad"} {
		w := httptest.NewRecorder()
		w.Header().Set("Vary", "Accept")
		c.ServeHTTP(w, httptest.NewRequest("GET", address, nil))
		if got := w.Header().Values("Vary"); !slices.Equal(got, []string{"Accept", "Accept-Encoding"}) {
			t.Errorf("%s: varies by %q", address, got)
		}
	}
	if w := ask(c, "GET", "/a"); len(w.Header().Values("Vary")) != 1 {
		t.Errorf("without one: varies by %q", w.Header().Values("Vary"))
	}
}

// TestErrors checks that failures reach those who wait and are not kept.
func TestErrors(t *testing.T) {
	b, c := start(t, 1<<20)
	b.handler = func(w http.ResponseWriter, r *http.Request) bool {
		switch b.asked.Load() {
		case 1:
			w.Header().Set("Retry-After", "1")
			http.Error(w, "busy", http.StatusServiceUnavailable)
		case 2:
			panic("oh")
		case 3:
			<-r.Context().Done()
			w.WriteHeader(http.StatusGatewayTimeout)
		default:
			return false
		}
		return true
	}
	for i, want := range []int{503, 500, 504, 200, 200} {
		w := ask(c, "GET", "/a", "If-None-Match: *")
		if want == 200 {
			want = 304 // there is something
		}
		if w.Code != want || want != 304 && w.Header().Get("Etag") != "" || i == 0 && (w.Header().Get("Retry-After") != "1" || w.Body.String() != "busy\n") {
			t.Errorf("%d: got %d, %v, %.20q; want %d", i, w.Code, w.Header(), w.Body, want)
		}
	}
	if n := b.asked.Load(); n != 4 {
		t.Errorf("asked %d times, want 4", n)
	}
}

// TestSingleFlight sends many equal requests at once, in different words, forms
// and methods.
func TestSingleFlight(t *testing.T) {
	for _, size := range []int64{1 << 20, 0} {
		b, c := start(t, size)
		const clients = 40
		release := make(chan struct{})
		b.handler = func(http.ResponseWriter, *http.Request) bool { <-release; return false }
		var wg sync.WaitGroup
		for i := range clients {
			wg.Go(func() {
				headers := []string{"Accept-Encoding: gzip"}
				if w := ask(c, []string{"GET", "HEAD"}[i/2%2], "/a?x="+strconv.Itoa(i), headers[:i%2]...); w.Code != 200 || w.Header().Get("Etag") == "" {
					t.Errorf("got %d", w.Code)
				}
			})
		}
		for waiting(c) < clients {
			time.Sleep(time.Millisecond)
		}
		close(release)
		wg.Wait()
		if n := b.asked.Load(); n != 1 {
			t.Errorf("with %d bytes: asked %d times, want 1", size, n)
		}
	}
}

// waiting returns how many requests wait for work.
func waiting(c *Cache) int {
	c.flights.mu.Lock()
	defer c.flights.mu.Unlock()
	n := 0
	for _, f := range c.flights.under {
		n += f.waiting
	}
	return n
}

// TestLeaving lets the first client go away, then all.
func TestLeaving(t *testing.T) {
	b, c := start(t, 1<<20)
	release, ended := make(chan struct{}), make(chan error, 9)
	b.handler = func(w http.ResponseWriter, r *http.Request) bool {
		select {
		case <-release:
			return false
		case <-r.Context().Done():
			ended <- r.Context().Err()
			http.Error(w, "given up", http.StatusServiceUnavailable)
			return true
		}
	}
	send := func() (leave func(), answer chan *httptest.ResponseRecorder) {
		before := waiting(c)
		ctx, cancel := context.WithCancel(t.Context())
		answer = make(chan *httptest.ResponseRecorder, 1)
		go func() {
			w := httptest.NewRecorder()
			c.ServeHTTP(w, httptest.NewRequest("GET", "/a", nil).WithContext(ctx))
			answer <- w
		}()
		for waiting(c) == before {
			time.Sleep(time.Millisecond)
		}
		return cancel, answer
	}
	leaveFirst, first := send()
	leaveSecond, second := send()
	leaveFirst()
	<-first
	if len(ended) > 0 {
		t.Error("the work ended with its first client")
	}
	leaveSecond()
	<-second
	if err := <-ended; err == nil {
		t.Error("the work did not end when nobody waited")
	}
	_, third := send()
	close(release)
	if w := <-third; w.Code != 200 || w.Body.Len() == 0 {
		t.Errorf("after work that was given up: got %d, %.30q", w.Code, w.Body)
	}
	if n := b.asked.Load(); n != 2 {
		t.Errorf("asked %d times, want 2", n)
	}
}

// TestStateChanges lets the state change while an answer is worked out, also back
// to what it was.
func TestStateChanges(t *testing.T) {
	b, c := start(t, 1<<20)
	b.handler = func(w http.ResponseWriter, _ *http.Request) bool {
		if b.asked.Load() > 1 {
			return false
		}
		b.state.Store(&State{Generation: "one", Version: 2})
		io.WriteString(w, "half one, half another")
		return true
	}
	for range 2 {
		if w := ask(c, "GET", "/a"); !strings.HasPrefix(w.Body.String(), "one ") {
			t.Errorf("got %.20q", w.Body)
		}
	}
	if n := b.asked.Load(); n != 2 {
		t.Errorf("asked %d times, want 2: again in the new state, then never", n)
	}
}

// TestBound fills a cache with many times what it may hold.
func TestBound(t *testing.T) {
	const size = 4 << 20
	body := bytes.Repeat([]byte("0123456789"), 1000)
	b, c := start(t, size)
	b.handler = func(w http.ResponseWriter, _ *http.Request) bool { _, _ = w.Write(body); return true }
	before := heap()
	for i := range 4000 {
		ask(c, "GET", fmt.Sprintf("/%d?x=%d", i, i), "Accept-Encoding: gzip")
	}
	c.answers.CleanUp()
	c.addresses.CleanUp()
	if n := c.answers.WeightedSize() + c.addresses.WeightedSize(); n > size || n < size/2 {
		t.Errorf("holds %d bytes of %d", n, size)
	}
	if grown := heap() - before; grown > size+size/4 {
		t.Errorf("memory grew by %d bytes, want about %d", grown, size)
	}
	b.handler = func(w http.ResponseWriter, _ *http.Request) bool { _, _ = w.Write(make([]byte, 2*size)); return true }
	if w := ask(c, "GET", "/huge"); w.Body.Len() != 2*size {
		t.Errorf("got %d bytes of an answer larger than the cache", w.Body.Len())
	}
	c.answers.CleanUp()
	if n := c.answers.WeightedSize(); n > size {
		t.Errorf("with a huge answer: holds %d bytes", n)
	}
	runtime.KeepAlive(c)
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestOff(t *testing.T) {
	b, c := start(t, 0)
	first, second := ask(c, "GET", "/a"), ask(c, "GET", "/a")
	if b.asked.Load() != 2 || first.Body.String() != second.Body.String() || first.Header().Get("Etag") != second.Header().Get("Etag") {
		t.Errorf("asked %d times; got %v, %v", b.asked.Load(), first.Header(), second.Header())
	}
}
