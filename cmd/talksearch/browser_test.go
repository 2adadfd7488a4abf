package main

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"talksearch/corpus"
)

// chromium starts the system's Chromium, once for all tests.
var chromium = sync.OnceValues(func() (context.Context, error) {
	var path string
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if found, err := exec.LookPath(name); name != "" && err == nil {
			path = found
			break
		}
	}
	if path == "" {
		return nil, errors.New("the browser tests need Chromium: install it (Debian: apt-get install chromium) or name it in CHROMIUM")
	}
	var ctx context.Context
	ctx, stopChromium = chromedp.NewContext(context.Background(), chromedp.WithAllocatorOptions(chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true)))
	if err := chromedp.Do(ctx); err != nil {
		return nil, fmt.Errorf("starting %s: %w", path, err)
	}
	return ctx, nil
})

// stopChromium ends the browser that chromium started.
var stopChromium = func() {}

// tabTime is how long a test may use a tab; machines that test are busy.
const tabTime = 5 * time.Minute

// browser opens a tab of the given width in the system's Chromium, with storage and
// service workers of its own. The test fails where there is none: make test installs
// it or says what to install.
func browser(t testing.TB, width int64) context.Context {
	t.Helper()
	ctx, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	ctx, closeTab := chromedp.NewContext(ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(closeTab)
	if err := chromedp.Do(ctx); err != nil { // the tab lives as long as the context that opens it
		t.Fatalf("opening a tab: %v", err)
	}
	ctx, cancel := context.WithTimeout(ctx, tabTime)
	t.Cleanup(cancel)
	do(t, ctx, chromedp.EmulateViewport(width, 900))
	return ctx
}

// do runs actions in the tab.
func do(t testing.TB, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// ask runs an action that returns something.
func ask[T any](t testing.TB, ctx context.Context, a chromedp.Action[T]) T {
	t.Helper()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// text returns what a person reads in the first element that a selector matches,
// white space folded.
func text(t *testing.T, ctx context.Context, selector string) string {
	t.Helper()
	return strings.Join(strings.Fields(ask(t, ctx, chromedp.Text(chromedp.CSS(selector)))), " ")
}

// click follows a link and waits for the next page.
func click(t *testing.T, ctx context.Context, selector string) {
	t.Helper()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		t.Fatalf("clicking %s: %v", selector, err)
	}
}

// picture keeps a screenshot where TALKSEARCH_SCREENSHOTS names a folder.
func picture(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("TALKSEARCH_SCREENSHOTS")
	if dir == "" {
		return
	}
	for _, scheme := range []string{"light", "dark"} {
		emulateScheme(t, ctx, scheme)
		if err := os.WriteFile(filepath.Join(dir, name+"-"+scheme+".png"), ask(t, ctx, chromedp.CaptureScreenshot()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// emulateScheme has pages be light or dark.
func emulateScheme(t *testing.T, ctx context.Context, scheme string) {
	t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	do(t, ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, media)
		return err
	}))
}

// visit opens a page.
func visit(t *testing.T, ctx context.Context, address string) {
	t.Helper()
	do(t, ctx, chromedp.Navigate(address))
}

// withoutScripts has the tab run no scripts of pages.
func withoutScripts(t *testing.T, ctx context.Context) {
	t.Helper()
	do(t, ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
}

// seen returns how many elements a selector matches that can be seen.
func seen(t *testing.T, ctx context.Context, selector string) int {
	t.Helper()
	return ask(t, ctx, chromedp.Evaluate[int](`[...document.querySelectorAll(`+strconv.Quote(selector)+`)].filter(e => e.checkVisibility({visibilityProperty: true})).length`))
}

// fitsTab checks that nothing on a page is wider than the tab.
func fitsTab(t *testing.T, ctx context.Context, name string, width int64) {
	t.Helper()
	if got := ask(t, ctx, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`)); got > width {
		widest := ask(t, ctx, chromedp.Evaluate[string](`(() => {
			const wide = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
			return wide.slice(0, 5).map(e => e.outerHTML.slice(0, 120)).join("\n")
		})()`))
		t.Errorf("%s at %d pixels: is %d wide; beyond the edge:\n%s", name, width, got, widest)
	}
}

// serveProgrammes serves programmes and returns the server's address.
func serveProgrammes(t testing.TB, programmes ...*corpus.Programme) string {
	t.Helper()
	_, handler, _ := newHandlers(t, programmes...)
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}
