package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/goccy/go-json"

	"talksearch/corpus/importer"
	"talksearch/index/bleveindex"
)

// freeAddress returns an address that nothing listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// sendWith sends a request with headers, "Name: value" each, and returns the answer and
// its body.
func sendWith(t *testing.T, method, url string, headers ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
		if name == "Host" {
			req.Host = value
		}
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

func TestMetrics(t *testing.T) {
	at := freeAddress(t)
	p := start(t, nil, "--metrics-address", at)
	for range 3 {
		get(t, p.url+"/api/v1/search?q=bpf")
	}
	get(t, p.url+"/?q=bpf")
	get(t, p.url+"/nothing-"+strings.Repeat("x", 100))
	status, got := get(t, "http://"+at+"/metrics")
	if status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	for _, want := range []string{
		`talksearch_request_duration_seconds_count{class="2xx",route="/api/v1/search"} 3`,
		`talksearch_request_duration_seconds_count{class="4xx",route="other"} 1`,
		`talksearch_search_duration_seconds_count{kind="search"} [1-9]`,
		`talksearch_searches_refused_total 0`,
		`talksearch_searches_running 0`,
		`talksearch_searches_waiting 0`,
		`talksearch_cache_answers_total{from="kept"} 2`,
		`talksearch_cache_answers_total{from="made"} 2`,
		`talksearch_cache_bytes [1-9]`,
		`talksearch_conferences 1`,
		`talksearch_talks 46`,
		`talksearch_generation_info{generation="[0-9a-f]+"} 1`,
		`talksearch_build_duration_seconds_count 1`,
		`talksearch_refreshes_total{outcome="failed"} 0`,
		`talksearch_sources_read_timestamp_seconds 1\.`,
		`talksearch_build_info{commit=".+",version=".+"} 1`,
		`go_goroutines `,
		`process_open_fds `,
	} {
		if !regexp.MustCompile("(?m)^" + strings.NewReplacer("{", `\{`, "}", `\}`).Replace(want)).MatchString(got) {
			t.Errorf("metrics: there is no %s in\n%s", want, got)
		}
	}
	if status, got := get(t, "http://"+at+"/debug/pprof/goroutine?debug=1"); status != http.StatusOK || !strings.HasPrefix(got, "goroutine profile:") {
		t.Errorf("profile: got %d %.100q", status, got)
	}
	for _, path := range []string{"/metrics", "/debug/pprof/", "/admin/reload"} {
		if status, _ := get(t, p.url+path); status != http.StatusNotFound {
			t.Errorf("%s on the public address: got %d, want 404", path, status)
		}
	}
}

// TestRoutes holds that metrics name whatever is served, and nothing else.
func TestRoutes(t *testing.T) {
	engine := bleveindex.New()
	defer engine.Close()
	e, err := newRoutes(engine, newLibrary(importer.NewSet(importer.Options{}, testAddress), engine, false), testAddress)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range e.Routes() {
		if r.Path != "" && routeOf(r.Path) == "other" {
			t.Errorf("%s has no name", r.Path)
		}
	}
	for path, want := range map[string]string{
		"/api/v1/talks/a/b/related": "/api/v1/talks/related", "/api/v1/talks/a/b": "/api/v1/talks", "/talks/a/b": "/talks",
		"/talksearch": "other", "/.env": "other", "": "other",
	} {
		if got := routeOf(path); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

func TestLogs(t *testing.T) {
	const token = "a secret of operators"
	p := start(t, []string{"TALKSEARCH_ADMIN_TOKEN=" + token}, "--log-format", "json", "--log-level", "debug")
	for _, c := range []struct{ name, sent, want string }{
		{"a proxy's", "proxy-17.a_B", "^proxy-17.a_B$"},
		{"none", "", "^[A-Z2-7]{26}$"},
		{"too long", strings.Repeat("x", 65), "^[A-Z2-7]{26}$"},
		{"what would be a header or a line of its own", `a"; msg="forged`, "^[A-Z2-7]{26}$"},
	} {
		res, _ := sendWith(t, "GET", p.url+"/api/v1/search?q=bpf", "X-Request-Id: "+c.sent)
		if got := res.Header.Get("X-Request-Id"); !regexp.MustCompile(c.want).MatchString(got) {
			t.Errorf("%s: got id %q, want %s", c.name, got, c.want)
		}
	}
	sendWith(t, "POST", p.url+"/admin/reload", "Authorization: Bearer "+token)
	sendWith(t, "POST", p.url+"/admin/reload", "Authorization: Bearer wrong "+token)
	if code := p.stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit status %d", code)
	}
	named := false
	for line := range strings.Lines(p.stderr.String()) {
		var l struct{ Time, Level, Msg, Request, URI string }
		if err := json.Unmarshal([]byte(line), &l); err != nil || l.Time == "" || l.Level == "" || l.Msg == "" {
			t.Errorf("log line %q: %v", line, err)
		}
		named = named || l.Request == "proxy-17.a_B" && l.URI == "/api/v1/search?q=bpf"
	}
	if !named {
		t.Errorf("no line names its request; log:\n%s", p.stderr)
	}
	if strings.Contains(p.stderr.String(), token) {
		t.Errorf("the token is in the log:\n%s", p.stderr)
	}
}

func TestReload(t *testing.T) {
	const token = "0123456789abcdef"
	path := filepath.Join(t.TempDir(), "a.json")
	programme := func(title string) {
		write(t, path, fmt.Sprintf(`{"id":"a","title":"A","talks":[{"id":"1","title":%q,"start":"2021-03-01T10:00:00Z","minutes":30}]}`, title))
		past := time.Now().Add(-time.Minute) // left alone for long enough
		if err := os.Chtimes(path, past, past.Add(time.Duration(len(title))*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	programme("Walnut")
	p := start(t, []string{"TALKSEARCH_ADMIN_TOKEN=" + token}, "--source", path)
	programme("Hazelnut tree")
	for _, c := range []struct {
		name, method string
		headers      []string
		status       int
		problem      string
	}{
		{"no token", "POST", nil, 401, "token"},
		{"wrong", "POST", []string{"Authorization: Bearer 0123456789abcdeg"}, 401, "token"},
		{"a beginning", "POST", []string{"Authorization: Bearer 0123456789"}, 401, "token"},
		{"another scheme", "POST", []string{"Authorization: Basic " + token}, 401, "token"},
		{"bare", "POST", []string{"Authorization: " + token}, 401, "token"},
		{"in the address", "POST", []string{"X-Token: " + token}, 401, "token"},
		{"another method", "GET", []string{"Authorization: Bearer " + token}, 405, "method"},
	} {
		res, body := sendWith(t, c.method, p.url+"/admin/reload?token="+token, c.headers...)
		if res.StatusCode != c.status || res.Header.Get("Content-Type") != "application/problem+json" || !strings.Contains(body, `"type":"/api/v1/reference#problem-`+c.problem+`"`) {
			t.Errorf("%s: got %d %s, want %d", c.name, res.StatusCode, body, c.status)
		}
		if c.status == 401 && res.Header.Get("WWW-Authenticate") != "Bearer" || c.status == 405 && res.Header.Get("Allow") != "POST" {
			t.Errorf("%s: got %v", c.name, res.Header)
		}
	}
	if _, body := get(t, p.url+"/api/v1/search?q=walnut"); !strings.Contains(body, `"total":1`) {
		t.Errorf("before: got %.200s", body)
	}
	if res, body := sendWith(t, "POST", p.url+"/admin/reload", "Authorization: Bearer "+token); res.StatusCode != http.StatusAccepted || body != "" {
		t.Errorf("got %d %s", res.StatusCode, body)
	}
	waitUntil(t, 10*time.Second, func() bool {
		_, body := get(t, p.url+"/api/v1/search?q=hazelnut")
		return strings.Contains(body, `"total":1`)
	})
}

// eventually waits until something is so.
func waitUntil(t *testing.T, patience time.Duration, is func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not so after %s", patience)
		}
	}
}

// TestDrain stops a server that says so first, and goes on for a while.
func TestDrain(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "--drain", "1s")
	if status, _ := get(t, p.url+"/readyz"); status != http.StatusOK {
		t.Errorf("readyz: got %d", status)
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, 800*time.Millisecond, func() bool {
		status, body := get(t, p.url+"/readyz")
		return status == http.StatusServiceUnavailable && strings.Contains(body, "the server is stopping")
	})
	res, body := sendWith(t, "GET", p.url+"/api/v1/search?q=bpf")
	if res.StatusCode != http.StatusOK || !res.Close || !strings.Contains(body, `"total":5`) {
		t.Errorf("search while stopping: got %d, close %t, %.100s", res.StatusCode, res.Close, body)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- p.cmd.Wait() }()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("%v; log:\n%s", err, p.stderr)
		}
	case <-ctx.Done():
		t.Error("still running")
	}
}

// serveHandler serves a handler on a free address and returns it.
func serveHandler(t *testing.T, h http.Handler) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}
