package main

import (
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"talksearch/corpus/importer"
	"talksearch/index/bleveindex"
)

// BenchmarkFirstPaint measures in the browser, over loopback, the time from asking
// for a page to its first paint, of large real programmes. The first visit of each
// page is worked out, the others are answered from the cache; the median is of the
// others, beside that of a page with nothing on it.
func BenchmarkFirstPaint(b *testing.B) {
	const shared = "../../../shared"
	for _, c := range []struct {
		name, file string
		pages      []string
	}{
		{"36c3", "schedules/json/36c3-everything.json", []string{"/help", "/", "/?q=security", "/?q=security&view=timetable", "/?view=timetable&day=2019-12-29", "/conferences/36c3"}},
		{"pyvideo", "corpus/pyvideo.jsonl.gz", []string{"/help", "/", "/?q=testing", "/?q=testing&per_page=100", "/?q=testing&view=timetable", "/conferences", "/people/Raymond_Hettinger"}},
	} {
		file := filepath.Join(shared, c.file)
		if _, err := os.Stat(file); err != nil {
			b.Logf("skipped: %v", err)
			continue
		}
		server := serveFile(b, file)
		for _, path := range c.pages {
			b.Run(c.name+strings.ReplaceAll(path, "/", "_"), func(b *testing.B) {
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
	}
}

// serveFile serves a programme from a file and returns the server's address.
func serveFile(b *testing.B, file string) string {
	b.Helper()
	engine := bleveindex.New()
	b.Cleanup(func() { engine.Close() })
	lib := newLibrary(importer.NewSet(importer.Options{MaxBytes: 1 << 30}, file), engine, false)
	if err := lib.load(b.Context(), false); err != nil {
		b.Fatal(err)
	}
	handler, err := newHandler(engine, lib, 64<<20)
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(handler)
	b.Cleanup(server.Close)
	return server.URL
}

// BenchmarkTyping measures in the browser, over loopback, the time from a key in the
// box to the results for what is typed so far, with the pause that the script makes
// and the layout that follows. Each query is typed once, so that the server works
// every answer out.
func BenchmarkTyping(b *testing.B) {
	for _, c := range []struct {
		name string
		file func(*testing.B) string
	}{
		{"pyvideo", func(b *testing.B) string {
			file := filepath.Join("../../../shared", "corpus/pyvideo.jsonl.gz")
			if _, err := os.Stat(file); err != nil {
				b.Skip(err)
			}
			return file
		}},
		{"100000", func(b *testing.B) string {
			file := filepath.Join(b.TempDir(), "talks.jsonl")
			if err := newApp(io.Discard, io.Discard).Run(b.Context(), []string{"talksearch", "generate", "--talks", "100000", "-o", file}); err != nil {
				b.Fatal(err)
			}
			return file
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			server := serveFile(b, c.file(b))
			ctx := browser(b, 1280)
			var took []float64
			for b.Loop() {
				took = nil
				do(b, ctx, chromedp.Navigate(server))
				js[bool](b, ctx, `(() => {
					window.took = []
					let pressed = 0
					document.querySelector("#search input").addEventListener("input", () => { pressed = performance.now() }, true)
					new MutationObserver(() => {
						if (!pressed) return
						document.body.offsetHeight // lays the page out
						took.push(performance.now() - pressed)
						pressed = 0
					}).observe(document.querySelector("main"), {childList: true})
				})(), true`)
				for _, query := range []string{"testing with python", "machine learning", "memory allocation", "web frameworks", "raymond hettinger"} {
					js[bool](b, ctx, `document.querySelector("#search input").select(), document.querySelector("#search input").focus(), true`)
					for n := range query {
						keys(b, ctx, query[n:n+1])
						if query[n] == ' ' {
							time.Sleep(200 * time.Millisecond)
							continue
						}
						eventually(b, ctx, "results for "+query[:n+1], `new URLSearchParams(location.search).get("q") === "`+query[:n+1]+`"`)
					}
				}
				took = append(took, js[[]float64](b, ctx, "took")...)
			}
			b.ReportMetric(median(took), "median-ms")
			b.ReportMetric(slices.Max(took), "max-ms")
		})
	}
}
