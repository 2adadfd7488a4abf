package main

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"talksearch/api"
	"talksearch/corpus"
	"talksearch/corpus/importer"
	"talksearch/index/bleveindex"
	"talksearch/index/indextest"
)

// request sends one without a network.
func request(h http.Handler, address string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, address, nil)
	for _, line := range headers {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// newHandlers returns a library with programmes, the handler with a cache before
// it and one that works everything out.
func newHandlers(t testing.TB, programmes ...*corpus.Programme) (l *library, cached, plain http.Handler) {
	t.Helper()
	engine := bleveindex.New()
	t.Cleanup(func() { engine.Close() })
	l = newLibrary(importer.NewSet(importer.Options{}, importer.BuiltIn), engine, true)
	if _, err := l.put(t.Context(), corpus.List(programmes)); err != nil {
		t.Fatal(err)
	}
	var err error
	if cached, err = newHandler(engine, l, site{address: testAddress, cacheBytes: 16 << 20}); err != nil {
		t.Fatal(err)
	}
	routes, err := newRoutes(engine, l, testAddress)
	if err != nil {
		t.Fatal(err)
	}
	return l, cached, api.Negotiate(routes)
}

// TestCachedAnswers compares answers from the cache with those worked out, byte
// for byte, for all kinds of addresses.
func TestCachedAnswers(t *testing.T) {
	_, cached, plain := newHandlers(t, append(indextest.Small(t), indextest.LPC(t))...)
	addresses := []string{
		"/", "/?page=2", "/?q=&utm_source=x", "/?page=99999", "/?q=%zz", "/?q=nosuchword+kernel", "/?q=kernel&page=9&day=2019-09-09", "/?-day=2019-09-09&-day=2019-09-10",
		"/?track=B&track=A&q=x", "/?speaker=dhaval+giani&speaker=Dhaval+Giani", "/?facet_size=1&sort=title", `/?q="><script>`, "/?q=a%00b%ff", "/?q=a;b",
		"/api/v1/search?facets=", "/api/v1/search?facets=track,day,day", "/api/v1/search?tracks=x", "/api/v1/search?per_page=100&page=1", "/api/v1/search?year=2019&kind=TALK",
		"/api/v1/search?q=bpf&utm_source=x", "/api/v1/search?q=titel:bpf", "/api/v1/search?page=3&q=bpf", "/api/v1/search/", "/api/v1/nothing",
		"/api/v1/talks/lpc2019/bpf-mc", "/api/v1/talks/lpc2019/%62pf-mc", "/api/v1/talks/lpc2019/bpf-mc?x=1", "/api/v1/talks/lpc2019/none", "/api/v1/talks/a%2Fb/c%25",
		"/api/v1/conferences", "/api/v1/conferences?x=1", "/api/v1/changes", "/api/v1/stats", "/api/v1/openapi.json", "/api/v1/reference", "/api/v1/reference.css",
		"/api/v1/search.ics?q=bpf", "/api/v1/search.ics?page=2", "/api/v1/search.ics?relax=true&correct=true&q=bpf+android", "/api/v1/search.atom?q=bpf&per_page=3&page=7", "/api/v1/search.txt?q=bpf&page=1",
		"/api/v1/search.csv?q=bpf", "/api/v1/search.jsonl?q=bpf&fields=title", "/api/v1/search.pdf", "/api/v1/search.ics?track=1&tracks=2",
		"/api/v1/search?fields=title,id&q=bpf", "/api/v1/search?fields=titel", "/api/v1/search?highlight=false&q=bpf", "/api/v1/facets/speaker?prefix=d&per_page=3", "/api/v1/facets/spaeker", "/api/v1/facets/day?sort=x",
		"/api/v1/talks", "/api/v1/talks?id=lpc2019/bpf-mc&id=x&fields=title", "/api/v1/people/dhaval%20giani", "/api/v1/people/Nobody", "/api/v1/suggest?q=gia", "/healthz", "/readyz",
		"/?view=timetable", "/?view=timetable&conference=spring&q=tracing", "/?view=grid", "/?long=speaker&q=kernel", "/people/Ada_Byron", "/people/ada-byron", "/people/none",
		"/conferences", "/conferences/spring", "/conferences/none", "/help", "/talks/lpc2019/scheduler-mc.ics", "/talks/spring/dinner.ics",
		"/talks/lpc2019/scheduler-mc", "/talks/lpc2019/scheduler%2Dmc?utm_source=x", "/talks/lpc2019/none", "/talks/a/b/c", "/talks/lpc2019/", "/nothing", "/static/none.css",
		"/opensearch.xml", "/opensearch/suggestions?q=gia&x=1", "/robots.txt", "/sitemap.xml?x=1", "/sitemaps/0.xml", "/sitemaps/1.xml", "/sitemaps/9.xml", "/sitemaps/x",
	}
	for _, q := range benchQueries {
		q = strings.NewReplacer(" ", "+", `"`, "%22").Replace(q)
		addresses = append(addresses, "/?q="+q, "/api/v1/search?q="+q)
	}
	for _, address := range addresses {
		address = strings.NewReplacer(`"`, "%22", "<", "%3C", ">", "%3E").Replace(address)
		want := request(plain, address)
		for i := range 3 {
			got := request(cached, address)
			if got.Code != want.Code || got.Body.String() != want.Body.String() {
				t.Errorf("%s, time %d: got %d with %d bytes, want %d with %d", address, i, got.Code, got.Body.Len(), want.Code, want.Body.Len())
			}
			for _, name := range []string{"Content-Type", "Cache-Control", "Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Vary", "Retry-After"} {
				if got.Header().Get(name) != want.Header().Get(name) {
					t.Errorf("%s: %s: got %q, want %q", address, name, got.Header().Get(name), want.Header().Get(name))
				}
			}
			if timed := got.Header().Get("Server-Timing") != ""; timed && i > 0 {
				t.Errorf("%s, time %d: has a Server-Timing", address, i)
			}
			if tag := got.Header().Get("Etag"); tag != "" && request(cached, address, "If-None-Match: "+tag).Code != http.StatusNotModified || tag == "" && want.Code == 200 && !strings.Contains("/healthz /readyz", address) {
				t.Errorf("%s: entity tag %q", address, tag)
			}
		}
		packed := request(cached, address, "Accept-Encoding: gzip")
		if zip := unzip(t, packed); packed.Code != want.Code || zip != want.Body.String() {
			t.Errorf("%s with gzip: got %d with %d bytes, want %d with %d", address, packed.Code, len(zip), want.Code, want.Body.Len())
		}
	}
}

func unzip(t *testing.T, w *httptest.ResponseRecorder) string {
	if w.Header().Get("Content-Encoding") != "gzip" {
		return w.Body.String()
	}
	zip, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Error(err)
		return ""
	}
	body, err := io.ReadAll(zip)
	if err != nil {
		t.Error(err)
	}
	return string(body)
}

// TestCacheWhileReloading asks with many clients while the library loads one
// content after the other: each answer is wholly that of one of them, and what is
// asked for after a load is that of its content. Half of the clients ask where
// nothing is kept, so that answers are worked out at all times.
func TestCacheWhileReloading(t *testing.T) {
	small := indextest.Small(t)
	contents := [][]*corpus.Programme{small[:1], small[1:], small}
	load := func(l *library, i int) {
		var list []*corpus.Programme
		for _, p := range contents[i] {
			list = append(list, p.Clone())
		}
		if _, err := l.put(t.Context(), corpus.List(list)); err != nil {
			t.Error(err)
		}
	}
	addresses := []string{"/", "/?q=kernel", "/api/v1/search", "/api/v1/search?q=patching&sort=time", "/api/v1/conferences", "/talks/spring/edf", "/api/v1/talks/spring/edf", "/api/v1/talks/spring/edf/related", "/?q=nosuchword"}
	l, cached, plain := newHandlers(t, small[0].Clone())
	type answers [3]string // by content
	want := map[string]answers{}
	for i := range contents {
		load(l, i)
		for _, address := range addresses {
			a := want[address]
			w := request(plain, address)
			a[i] = fmt.Sprint(w.Code, w.Body.String())
			want[address] = a
		}
	}
	off, err := newHandler(l.engine, l, site{address: testAddress})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			for i := n; ctx.Err() == nil; i++ {
				address := addresses[i%len(addresses)]
				var headers []string
				if i%3 == 0 {
					headers = []string{"Accept-Encoding: gzip"}
				}
				w := request([]http.Handler{cached, off}[n%2], address, headers...)
				got := fmt.Sprint(w.Code, unzip(t, w))
				if a := want[address]; got != a[0] && got != a[1] && got != a[2] {
					t.Errorf("%s: the answer is that of no content: %.2000s", address, got)
					stop()
				}
			}
		})
	}
	for i := 0; i < 30 && ctx.Err() == nil; i++ {
		load(l, i%len(contents))
		for _, address := range addresses {
			w := request(cached, address)
			if got := fmt.Sprint(w.Code, w.Body.String()); got != want[address][i%len(contents)] {
				t.Errorf("%s after a load: got %.300s\nwant %.300s", address, got, want[address][i%len(contents)])
				stop()
			}
		}
		time.Sleep(time.Millisecond)
	}
	stop()
	wg.Wait()
}

// TestCacheKnowsChanges checks that what is told beside a content's talks is new
// at once too: what happened to them, and how their sources fare.
func TestCacheKnowsChanges(t *testing.T) {
	l, cached, plain := newHandlers(t, indextest.Small(t)...)
	addresses := []string{"/talks/spring/edf", "/api/v1/talks/spring/edf", "/api/v1/search", "/", "/api/v1/conferences"}
	compare := func(when string) {
		t.Helper()
		for _, address := range addresses {
			for range 2 {
				if got, want := request(cached, address), request(plain, address); got.Code != want.Code || got.Body.String() != want.Body.String() {
					t.Errorf("%s, %s: got %d %s\nwant %d %s", when, address, got.Code, got.Body, want.Code, want.Body)
				}
			}
		}
	}
	compare("before")
	moved := indextest.Small(t)
	for _, p := range moved {
		for i := range p.Talks {
			p.Talks[i].Room = "elsewhere"
		}
	}
	if n, err := l.put(t.Context(), corpus.List(moved)); err != nil || n != 7 {
		t.Fatalf("%d changes, %v", n, err)
	}
	compare("moved")
	if _, err := l.put(t.Context(), corpus.List(indextest.Small(t))); err != nil { // the first content again, with another past
		t.Fatal(err)
	}
	compare("moved back")
	if w := request(cached, "/talks/spring/edf"); !strings.Contains(w.Body.String(), "it was on") {
		t.Errorf("no word of the move in %s", w.Body)
	}
	if _, err := l.put(t.Context(), corpus.List([]*corpus.Programme{indextest.LPC(t)})); err != nil {
		t.Fatal(err)
	}
	if _, _, err := l.set.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
	compare("read")
	before := request(cached, "/api/v1/conferences").Body.String()
	time.Sleep(1100 * time.Millisecond) // times are told in seconds
	if _, _, err := l.set.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
	compare("read again")
	if request(cached, "/api/v1/conferences").Body.String() == before {
		t.Error("the time of the latest reading is not told")
	}
}
