package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"talksearch/corpus/importer"
	"talksearch/index/address"
	"talksearch/index/bleveindex"
)

// TestPoisoning holds that nothing of a request but its address, no Host and no
// proxy's header, shows in an answer that others get.
func TestPoisoning(t *testing.T) {
	server := newTestServer(t)
	for _, path := range []string{"/", "/?q=bpf", "/talks/lpc2019/bpf-mc", "/talks/lpc2019/bpf-mc.ics", "/api/v1/search?q=bpf", "/api/v1/suggest?q=b", "/conferences", "/none", "/api/v1/none"} {
		for _, header := range []string{"Host: evil.example", "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: evil", "X-Original-Url: /evil.example", "X-Rewrite-Url: /evil.example", "X-Http-Method-Override: DELETE",
			"Accept-Language: evil", "Origin: https://evil.example", "Cookie: a=evil", "Forwarded: host=evil.example"} {
			first, poisoned := sendWith(t, "GET", server.URL+path, header)
			_, after := sendWith(t, "GET", server.URL+path)
			if strings.Contains(strings.ToLower(poisoned), "evil") || strings.Contains(strings.ToLower(after), "evil") || poisoned != after {
				t.Errorf("%s with %s: status %d, shows in the answer:\n%.300s", path, header, first.StatusCode, poisoned)
			}
		}
	}
}

// FuzzHTTP asks for whatever address: the answer is never a failure of ours, and of
// the documented shape for its status.
func FuzzHTTP(f *testing.F) {
	engine := bleveindex.New()
	f.Cleanup(func() { engine.Close() })
	lib := newLibrary(importer.NewSet(importer.Options{}, importer.BuiltIn), engine, false)
	if err := lib.load(f.Context(), false); err != nil {
		f.Fatal(err)
	}
	handler, err := newHandler(newSearcher(engine, 4, 4, lib.metrics), lib, site{address: testAddress, cacheBytes: 1 << 20})
	if err != nil {
		f.Fatal(err)
	}
	handler = identify(newGate(handler, "a token of operators", func() {}))
	for _, path := range []string{"/", "/talks/lpc2019/bpf-mc", "/talks/lpc2019/bpf-mc.ics", "/people/Dhaval_Giani", "/conferences", "/conferences/lpc2019", "/help", "/static/icon.svg", "/healthz", "/readyz", "/admin/reload",
		"/api/v1/search", "/api/v1/suggest", "/api/v1/talks/lpc2019/bpf-mc", "/api/v1/talks/lpc2019/bpf-mc/related", "/api/v1/conferences", "/api/v1/changes", "/api/v1/%2e%2e/search", "//", "/talks/%2F/%00", "/talks/../../etc/passwd"} {
		for i, query := range []string{"", "q=bpf", "q=%22a+b%22+-c+(d+OR+e*)&page=2&per_page=100&sort=-time", "day=2019-09-10&track=x&-kind=talk&facets=day,track&facet_size=1000", "view=timetable&day=2019-09-10&long=speaker&explain=1", "size=50&q=b", "cursor=*&per_page=1", "cursor=AAAA", "q=\x00%zz;&&==&q=&q=1", "year=2019&year=-1"} {
			f.Add([]string{"GET", "HEAD", "POST", "OPTIONS"}[i%4], path, query)
			f.Add("GET", path, query)
		}
	}
	f.Fuzz(func(t *testing.T, method, path, query string) {
		switch method {
		case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions, http.MethodPatch:
		default:
			method = http.MethodGet
		}
		target := "/" + strings.TrimPrefix(path, "/")
		u, err := url.ParseRequestURI(target)
		if err != nil || len(query) > 2*maxHeaderBytes || strings.ContainsAny(path, "?# ") {
			return // net/http lets none of these through
		}
		u.RawQuery = query
		r := &http.Request{Method: method, URL: u, RequestURI: u.RequestURI(), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Body: http.NoBody, Host: "example.org"}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r.WithContext(t.Context()))
		if w.Code >= 500 {
			t.Fatalf("%s %q?%q: status %d: %.300s", method, path, query, w.Code, w.Body)
		}
		media, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
		switch {
		case isAPI(u.Path) && w.Code >= 400:
			var p struct {
				Type, Title, Detail string
				Status              int
			}
			if media != "application/problem+json" || json.Unmarshal(w.Body.Bytes(), &p) != nil || p.Status != w.Code || p.Title == "" || p.Detail == "" || !strings.HasPrefix(p.Type, address.Problem("")) {
				t.Fatalf("%s %q?%q: status %d, %s is no problem: %.300s", method, path, query, w.Code, media, w.Body)
			}
		case media == "application/json" && method != http.MethodHead && !json.Valid(w.Body.Bytes()):
			t.Fatalf("%s %q?%q: %.300s", method, path, query, w.Body)
		case media == "text/html" && method != http.MethodHead && w.Code != http.StatusNotModified:
			harmless(t, path+"?"+query, w.Body.Bytes())
		}
		for name, values := range w.Header() {
			if strings.ContainsAny(strings.Join(values, ""), "\r\n\x00") {
				t.Fatalf("%s %q?%q: header %s: %q", method, path, query, name, values)
			}
		}
	})
}
