package main

import (
	"fmt"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"talksearch/corpus"
	"talksearch/index/indextest"
)

// TestSecrets serves a source whose address has a password and a key, while it is
// there and when it fails: neither shows in the log or in what all can ask for.
func TestSecrets(t *testing.T) {
	t.Parallel()
	var broken atomic.Bool
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "operator" || password != "hunter2" || r.URL.Query().Get("key") != "s3cret" {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		if broken.Load() {
			http.Redirect(w, r, "http://127.0.0.2:1/elsewhere?key=s3cret", http.StatusFound)
			return
		}
		fmt.Fprint(w, programme)
	}))
	defer web.Close()
	source := strings.Replace(web.URL, "http://", "http://operator:hunter2@", 1) + "/x.json?key=s3cret"
	p := start(t, []string{"TALKSEARCH_SOURCE=" + source}, "--refresh", "1s", "--log-level", "debug")
	broken.Store(true)
	waitUntil(t, 10*time.Second, failing(t, p))
	var public strings.Builder
	for _, path := range []string{"/readyz", "/api/v1/conferences", "/conferences", "/conferences/conf", "/api/v1/changes", "/?q=kernel", "/api/v1/search"} {
		_, body := get(t, p.url+path)
		public.WriteString(body)
	}
	p.stop(t, syscall.SIGTERM)
	if !strings.Contains(p.stderr.String(), "refresh failed") || !strings.Contains(public.String(), "/x.json") {
		t.Errorf("log:\n%s\nanswers:\n%s", p.stderr, public.String())
	}
	for _, secret := range []string{"hunter2", "s3cret", "operator"} {
		if strings.Contains(p.stderr.String(), secret) {
			t.Errorf("%s is in the log:\n%s", secret, p.stderr)
		}
		if strings.Contains(public.String(), secret) {
			t.Errorf("%s is in answers:\n%s", secret, public.String())
		}
	}
}

// TestHeadersOfExports exports what is called so that it would make headers of its
// own, or another name of a file.
func TestHeadersOfExports(t *testing.T) {
	for _, evil := range []string{"a\r\nX-Evil: 1", `a"; filename="evil.exe`, "../../evil", "a\x00\u202egpj.exe", "é; filename*=UTF-8''evil"} {
		p := &corpus.Programme{ID: evil, Title: evil, Talks: []corpus.Talk{{ID: evil, Title: evil, Track: evil, Room: evil, Speakers: []corpus.Speaker{{Name: evil}},
			Start: time.Date(2031, 3, 1, 10, 0, 0, 0, time.UTC), End: time.Date(2031, 3, 1, 11, 0, 0, 0, time.UTC)}}}
		corpus.Normalize(p)
		_, cached, _ := newHandlers(t, p)
		id := url.PathEscape(p.ID) + "/" + url.PathEscape(p.Talks[0].ID)
		for _, path := range []string{"/talks/" + id + ".ics", "/talks/" + id, "/api/v1/talks/" + id, "/api/v1/search.ics?track=" + url.QueryEscape(p.Talks[0].Track), "/api/v1/search.csv?q=" + url.QueryEscape(evil),
			"/api/v1/search.atom?q=" + url.QueryEscape(evil), "/api/v1/search.jsonl?conference=" + url.QueryEscape(p.ID), "/schedule.ics?talk=" + url.QueryEscape(p.ID+"/"+p.Talks[0].ID)} {
			w := request(cached, path)
			if w.Code >= 500 || w.Header().Get("X-Evil") != "" {
				t.Errorf("%s: status %d, %v", path, w.Code, w.Header())
			}
			for name, values := range w.Header() {
				if strings.ContainsAny(strings.Join(values, ""), "\r\n\x00") {
					t.Errorf("%s: header %s: %q", path, name, values)
				}
			}
			if d := w.Header().Get("Content-Disposition"); d != "" {
				_, parameters, err := mime.ParseMediaType(d)
				if name := parameters["filename"]; err != nil || len(parameters) != 1 || strings.ContainsAny(name, `/\"`+"\u202e") || strings.HasSuffix(name, ".exe") {
					t.Errorf("%s: Content-Disposition %q: %v, %v", path, d, parameters, err)
				}
			}
		}
	}
}

// TestPoisonedParameters asks with parameters that there are not: they are refused, or
// change nothing in what others get.
func TestPoisonedParameters(t *testing.T) {
	_, cached, plain := newHandlers(t, indextest.LPC(t))
	for _, path := range []string{"/?q=bpf", "/talks/lpc2019/bpf-mc?", "/api/v1/search?q=bpf", "/api/v1/suggest?q=b", "/api/v1/search.csv?q=bpf", "/conferences?", "/opensearch.xml?", "/api/v1/conferences?"} {
		want := request(plain, path).Body.String()
		for _, more := range []string{"&utm_source=evil.example", "&Q=evil", "&q%00=evil", "&callback=evil", "&_method=DELETE", "&host=evil.example", ";q=evil"} {
			poisoned := request(cached, path+more)
			if strings.Contains(path+more, ";") && strings.Contains(path, "q=") {
				continue // all that is another query
			}
			if poisoned.Code == http.StatusOK && strings.Contains(poisoned.Body.String(), "evil") {
				t.Errorf("%s%s shows in the answer", path, more)
			}
			if got := request(cached, path); got.Code != http.StatusOK || got.Body.String() != want {
				t.Errorf("%s after %s: got %d, another answer than before", path, more, got.Code)
			}
		}
	}
}
