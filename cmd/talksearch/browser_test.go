package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// browser opens the system's Chromium with a tab of the given width. The test
// fails where there is none: make test installs it or says what to install.
func browser(t *testing.T, width int64) context.Context {
	t.Helper()
	var path string
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if found, err := exec.LookPath(name); name != "" && err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Fatal("the browser tests need Chromium: install it (Debian: apt-get install chromium) or name it in CHROMIUM")
	}
	ctx, cancel := chromedp.NewContext(t.Context(), chromedp.WithAllocatorOptions(chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true)))
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // the browser lives as long as the context that starts it
		t.Fatalf("starting %s: %v", path, err)
	}
	ctx, cancel = context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancel)
	do(t, ctx, chromedp.EmulateViewport(width, 900))
	return ctx
}

// do runs actions in the tab.
func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// ask runs an action that returns something.
func ask[T any](t *testing.T, ctx context.Context, a chromedp.Action[T]) T {
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
		media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
		do(t, ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
			_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, media)
			return err
		}))
		if err := os.WriteFile(filepath.Join(dir, name+"-"+scheme+".png"), ask(t, ctx, chromedp.CaptureScreenshot()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestBrowserSearch does what a visitor does: types, filters, reads, opens.
func TestBrowserSearch(t *testing.T) {
	server := newTestServer(t)
	ctx := browser(t, 1280)
	do(t, ctx, chromedp.Navigate(server.URL))
	if got := text(t, ctx, "h1"); got != "The whole programme" {
		t.Errorf("first page: heading %q", got)
	}
	picture(t, ctx, "programme-1280")
	do(t, ctx, chromedp.SendKeys(chromedp.CSS(`input[name=q]`), "kernel"))
	click(t, ctx, "form.search button")
	if got, want := text(t, ctx, "h1"), "36 results for “kernel”"; got != want {
		t.Errorf("after typing: heading %q, want %q", got, want)
	}
	if got, want := text(t, ctx, "#day"), "Day Mon 9 Sep 12 Tue 10 Sep 13 Wed 11 Sep 11"; !strings.EqualFold(got, want) {
		t.Errorf("day counts: got %q, want %q", got, want)
	}
	click(t, ctx, `#track a[href*="Microconferences"]`)
	click(t, ctx, `#day a[href*="2019-09-10"]`)
	for selector, want := range map[string]string{
		"h1":          "4 results for “kernel”",
		".chips":      "Tue 10 Sep × Microconferences × Clear all",
		"#day .on":    "Tue 10 Sep 4",
		"#track .on":  "Microconferences 4",
		".hit .when":  "Tue 10 Sep",
		".hit .meta":  "Microconference Microconferences",
		"main .sorts": "Sort by Relevance Time",
	} {
		if got := text(t, ctx, selector); !strings.HasPrefix(got, want) {
			t.Errorf("with track and day, %s: got %q, want %q", selector, got, want)
		}
	}
	picture(t, ctx, "filtered-1280")
	title := text(t, ctx, ".hit h3")
	click(t, ctx, ".hit h3 a")
	if got := text(t, ctx, "h1"); got != title {
		t.Errorf("talk: heading %q, want %q", got, title)
	}
	if got := text(t, ctx, ".facts"); !strings.Contains(got, "Tuesday 10 September 2019") {
		t.Errorf("talk: facts %q, want the day", got)
	}
	picture(t, ctx, "talk-1280")
}

// TestBrowserPhone checks that a phone shows everything without scrolling
// sideways, and that the filters open.
func TestBrowserPhone(t *testing.T) {
	server := newTestServer(t)
	ctx := browser(t, 360)
	for name, path := range map[string]string{
		"programme": "/", "search": "/?q=bpf", "talk": "/talks/lpc2019/bpf-mc", "nothing": "/?q=nosuchword+bpf", "error": "/?page=0",
		"long": "/?q=" + strings.Repeat("verylongword", 40),
	} {
		do(t, ctx, chromedp.Navigate(server.URL+path))
		if width := ask(t, ctx, chromedp.Evaluate[int](`document.documentElement.scrollWidth`)); width > 360 {
			t.Errorf("%s is %d pixels wide, want 360 at most", name, width)
		}
		picture(t, ctx, name+"-360")
	}
	shown := chromedp.Evaluate[bool](`document.querySelector("#day a").checkVisibility()`)
	do(t, ctx, chromedp.Navigate(server.URL+"/?q=bpf"))
	if ask(t, ctx, shown) {
		t.Error("filters are open before they are asked for")
	}
	do(t, ctx, chromedp.Click(chromedp.CSS(".filters summary")))
	if !ask(t, ctx, shown) {
		t.Error("filters do not open")
	}
	picture(t, ctx, "filters-360")
	click(t, ctx, `#day a[href*="2019-09-11"]`)
	if got := text(t, ctx, ".chips"); got != "Wed 11 Sep ×" {
		t.Errorf("after choosing a day: chips %q", got)
	}
}
