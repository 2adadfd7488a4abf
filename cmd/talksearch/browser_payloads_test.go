package main

import (
	"context"
	"fmt"
	"maps"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestBrowserPayloads has a browser show payloads, of every format, in every view,
// from addresses and as they are typed. It neither runs one nor even tries to, which
// the pages' policy would prevent and tell.
func TestBrowserPayloads(t *testing.T) {
	documents := infectedDocuments(t)
	var list []string
	for _, name := range slices.Sorted(maps.Keys(documents)) {
		list = append(list, documents[name])
	}
	server := httptest.NewServer(serveInfected(t, list...))
	defer server.Close()
	ctx := browser(t, 1280)
	const watch = `window.seen = []
		window.pwned = () => seen.push("a payload ran")
		addEventListener("securitypolicyviolation", e => seen.push(e.effectiveDirective + " " + e.blockedURI + " " + e.sample))`
	do(t, ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watch})
		return err
	}))
	look := func(path string) {
		t.Helper()
		if got := js[[]string](t, ctx, `window.seen`); len(got) > 0 {
			t.Errorf("%s: %q", path, got)
		}
		if at := js[string](t, ctx, `location.href`); !strings.HasPrefix(at, server.URL) {
			t.Errorf("%s led to %s", path, at)
		}
	}
	visit(t, ctx, server.URL+"/conferences")
	paths := []string{"/", "/?q=pwned", "/?q=pwned&explain=true", "/?view=timetable", "/?long=speaker", "/?long=keyword&q=pwned", "/conferences", "/help", "/schedule"}
	for _, link := range js[[]string](t, ctx, `[...document.querySelectorAll("main a")].map(a => a.getAttribute("href")).filter(a => a.startsWith("/conferences/"))`) {
		paths = append(paths, link, "/?view=timetable&conference="+strings.TrimPrefix(link, "/conferences/"))
	}
	if len(paths) < 9+2*len(documents) {
		t.Errorf("there are %d paths, of %d documents", len(paths), len(documents))
	}
	visit(t, ctx, server.URL+"/?q=pwned&per_page=100")
	for i, link := range js[[]string](t, ctx, `[...new Set([...document.querySelectorAll("main a")].map(a => a.getAttribute("href")).filter(a => a.startsWith("/talks/") || a.startsWith("/people/")))]`) {
		if i%9 == 0 {
			paths = append(paths, link)
		}
	}
	for i, x := range append(slices.Clone(payloads), badLinks...) {
		if i%2 == 0 {
			paths = append(paths, []string{"/?q=", "/?speaker=", "/people/", "/schedule?talk=", "/?day=", "/talks/x/"}[i/2%6]+url.PathEscape(x))
		}
	}
	for _, path := range paths {
		visit(t, ctx, server.URL+path)
		look(path)
	}
	// The page is made anew while one types, and people are suggested.
	visit(t, ctx, server.URL)
	for typed, some := range map[string]bool{"pwned": true, "script": true, "<img src=x onerror=pwned()>": false, `"><svg onload=pwned()>`: false} {
		perform(t, ctx, fmt.Sprintf(`{ const box = document.querySelector("#search input"); box.focus(); box.value = %q; box.dispatchEvent(new InputEvent("input", {bubbles: true})) }`, typed))
		if some {
			suggested(t, ctx)
		}
		eventually(t, ctx, "results for what was typed", fmt.Sprintf(`new URLSearchParams(location.search).get("q") === %q`, typed))
		look("typing " + typed)
	}
	// What would be seen.
	perform(t, ctx, `document.querySelector("main").insertAdjacentHTML("beforeend", "<img src=x onerror=pwned()>")`)
	eventually(t, ctx, "that a payload is noticed", `seen.length > 0`)
	t.Logf("%d pages", len(paths))
}
