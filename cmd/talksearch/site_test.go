package main

import (
	"bytes"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"talksearch/corpus/lpc2019"
)

// TestRateLimit sends more requests than the operator allows.
func TestRateLimit(t *testing.T) {
	programme, err := lpc2019.Programme()
	if err != nil {
		t.Fatal(err)
	}
	l, _, _ := newHandlers(t, programme)
	h, err := newHandler(l.engine, l, site{address: testAddress, cacheBytes: 1 << 20, perMinute: 2, proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(path, peer, forwarded string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.RemoteAddr = peer
		r.Header.Set("X-Forwarded-For", forwarded)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	const path = "/api/v1/search?q=bpf"
	for range 2 {
		if w := ask(path, "192.0.2.1:1", ""); w.Code != http.StatusOK || w.Header().Get("RateLimit") == "" {
			t.Errorf("within the limit: got %d, %v", w.Code, w.Header())
		}
	}
	w := ask(path, "192.0.2.1:1", "198.51.100.1")
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "30" || !strings.Contains(w.Body.String(), "this address has sent its 2 requests a minute; try again in 30s") {
		t.Errorf("beyond it: got %d, %v, %s", w.Code, w.Header(), w.Body)
	}
	if problem := newContract(t).check(httptest.NewRequest(http.MethodGet, path, nil), w.Code, w.Header(), w.Body.Bytes()); problem != "" {
		t.Error(problem)
	}
	if w := ask("/", "192.0.2.1:1", ""); w.Code != http.StatusTooManyRequests || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
		t.Errorf("a page: got %d, %v", w.Code, w.Header())
	}
	if w := ask(mcpPath, "192.0.2.1:1", ""); w.Code != http.StatusTooManyRequests || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("a language model: got %d, %v", w.Code, w.Header())
	}
	for _, path := range []string{"/healthz", "/readyz", "/static/none.css"} {
		if w := ask(path, "192.0.2.1:1", ""); w.Code == http.StatusTooManyRequests {
			t.Errorf("%s is limited", path)
		}
	}
	// Behind a trusted proxy each client has a limit of its own.
	for _, client := range []string{"198.51.100.1", "198.51.100.2", "198.51.100.1", "198.51.100.2"} {
		if w := ask(path, "10.0.0.1:1", client); w.Code != http.StatusOK {
			t.Errorf("%s: got %d", client, w.Code)
		}
	}
	if w := ask(path, "10.0.0.1:1", "198.51.100.1"); w.Code != http.StatusTooManyRequests {
		t.Errorf("a client beyond it: got %d", w.Code)
	}
}

func TestSiteAddress(t *testing.T) {
	for _, c := range []struct{ public, listening, want string }{
		{"", "127.0.0.1:8080", "http://127.0.0.1:8080"},
		{"", "[::1]:8080", "http://[::1]:8080"},
		{"", "0.0.0.0:80", "http://localhost:80"},
		{"", "[::]:80", "http://localhost:80"},
		{"https://talks.example.org", "127.0.0.1:8080", "https://talks.example.org"},
	} {
		addr, err := net.ResolveTCPAddr("tcp", c.listening)
		if err != nil {
			t.Fatal(err)
		}
		if got := (Config{PublicURL: c.public}).site(addr).address; got != c.want {
			t.Errorf("%+v: got %s", c, got)
		}
	}
}

func TestSiteFlags(t *testing.T) {
	for args, want := range map[string]string{
		"--public-url talks.example.org":             `--public-url "talks.example.org": want http or https, a host and nothing after it`,
		"--public-url https://x.org/talks":           `--public-url "https://x.org/talks": want http or https`,
		"--public-url javascript://x":                `--public-url "javascript://x": want http or https`,
		"--public-url https://me@x.org":              `--public-url "https://me@x.org": want http or https`,
		"--rate-limit -1":                            `--rate-limit -1: want a number of requests a minute, or 0 for any`,
		"--trusted-proxy 10.0.0.0/99":                `--trusted-proxy "10.0.0.0/99": want an address such as 10.0.0.1, or a network`,
		"--trusted-proxy 10.0.0.1 --trusted-proxy x": `--trusted-proxy "x": want an address`,
	} {
		var stdout, stderr bytes.Buffer
		if code := run(t.Context(), append([]string{"talksearch", "serve"}, strings.Fields(args)...), &stdout, &stderr); code != exitUsage || !strings.HasPrefix(stderr.String(), "talksearch: "+want) {
			t.Errorf("%s: got %d, %s", args, code, stderr.String())
		}
	}
	p, err := parseProxy("::ffff:10.1.2.3")
	if err != nil || p.String() != "10.1.2.3/32" {
		t.Errorf("got %v, %v", p, err)
	}
}
