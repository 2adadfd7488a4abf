package main

import (
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"talksearch/corpus/importer"
	"talksearch/index/bleveindex"
)

// BenchmarkFirstPaint measures in the browser, over loopback, the time from asking
// for a page to its first paint, of large real programmes and of 100,000 talks. The
// first visit of each page is worked out, the others are answered from the cache; the
// median is of all, beside that of a page with next to nothing on it, /offline.
func BenchmarkFirstPaint(b *testing.B) {
	for _, c := range []struct {
		name  string
		serve func(testing.TB) string
		pages []string
	}{
		{"36c3", serveShared("schedules/json/36c3-everything.json"), []string{"/offline", "/help", "/", "/?q=security", "/?q=security&view=timetable", "/?view=timetable&day=2019-12-29", "/conferences/36c3"}},
		{"pyvideo", serveShared("corpus/pyvideo.jsonl.gz"), []string{"/", "/?q=testing", "/?q=testing&per_page=100", "/?q=testing&view=timetable", "/conferences", "/people/Raymond_Hettinger"}},
		{"100000", serveGenerated, []string{"/", "/?q=memory", "/?q=memory+allocation&track=Storage", "/?q=memory&view=timetable", "/conferences"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			server := c.serve(b)
			for _, path := range c.pages {
				b.Run(strings.ReplaceAll(path, "/", "_"), func(b *testing.B) {
					ctx := browser(b, 1280)
					var paints []float64
					for b.Loop() {
						do(b, ctx, chromedp.Navigate(server+path))
						paints = append(paints, ask(b, ctx, chromedp.Evaluate[float64](`new Promise(done => {
							new PerformanceObserver(list => done(list.getEntries().at(-1).startTime)).observe({type: "paint", buffered: true})
						})`, chromedp.EvalAwaitPromise)))
					}
					b.ReportMetric(paints[0], "first-ms")
					b.ReportMetric(median(paints), "median-ms")
				})
			}
		})
	}
}

// serveShared returns what serves a file of the collections that are shared, where
// there are any.
func serveShared(file string) func(testing.TB) string {
	return func(b testing.TB) string {
		path := filepath.Join("../../../shared", file)
		if _, err := os.Stat(path); err != nil {
			b.Skip(err)
		}
		return serveFile(b, path)
	}
}

// serveGenerated serves 100,000 made-up talks.
func serveGenerated(b testing.TB) string {
	file := filepath.Join(b.TempDir(), "talks.jsonl")
	if err := newApp(io.Discard, io.Discard).Run(b.Context(), []string{"talksearch", "generate", "--talks", "100000", "-o", file}); err != nil {
		b.Fatal(err)
	}
	return serveFile(b, file)
}

// serveFile serves a programme from a file and returns the server's address.
func serveFile(b testing.TB, file string) string {
	b.Helper()
	engine := bleveindex.New()
	b.Cleanup(func() { engine.Close() })
	lib := newLibrary(importer.NewSet(importer.Options{MaxBytes: 1 << 30}, file), engine, false)
	if err := lib.load(b.Context(), false); err != nil {
		b.Fatal(err)
	}
	handler, err := newHandler(engine, lib, site{cacheBytes: 64 << 20})
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(handler)
	b.Cleanup(server.Close)
	return server.URL
}

// BenchmarkTyping measures in the browser, over loopback, the time from a key in the
// box to the results for what is typed so far, with the pause that the script makes
// and the layout that follows. Each time pages have another length, so that the server
// works every answer out.
func BenchmarkTyping(b *testing.B) {
	for _, c := range []struct {
		name  string
		serve func(testing.TB) string
	}{
		{"pyvideo", serveShared("corpus/pyvideo.jsonl.gz")},
		{"100000", serveGenerated},
	} {
		b.Run(c.name, func(b *testing.B) {
			server := c.serve(b)
			ctx := browser(b, 1280)
			var took []float64
			for n := 0; b.Loop(); n++ {
				do(b, ctx, chromedp.Navigate(fmt.Sprintf("%s/?per_page=%d", server, 20-n%5)))
				js[bool](b, ctx, `(() => {
					window.took = []
					let pressed = 0
					document.querySelector("#search input").addEventListener("input", () => { pressed = performance.now() }, true)
					new MutationObserver(() => {
						if (!pressed) return
						document.body.offsetHeight // lays the page out
						took.push(performance.now() - pressed)
						pressed = 0
						show()
					}).observe(document.querySelector("main"), {childList: true})
				})(), true`)
				for _, query := range []string{"testing with python", "machine learning", "memory allocation", "web frameworks", "raymond hettinger"} {
					js[bool](b, ctx, `document.querySelector("#search input").select(), document.querySelector("#search input").focus(), true`)
					for n := range query {
						perform(b, ctx, `window.shown = new Promise(done => { window.show = done })`)
						keys(b, ctx, query[n:n+1])
						ask(b, ctx, chromedp.Evaluate[bool](`shown.then(() => true)`, chromedp.EvalAwaitPromise))
					}
				}
				took = append(took, js[[]float64](b, ctx, "took")...)
			}
			b.ReportMetric(median(took), "median-ms")
			b.ReportMetric(slices.Max(took), "max-ms")
		})
	}
}
