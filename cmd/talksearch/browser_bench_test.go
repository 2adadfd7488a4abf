package main

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
		for _, path := range c.pages {
			b.Run(c.name+strings.ReplaceAll(path, "/", "_"), func(b *testing.B) {
				ctx := browser(b, 1280)
				var paints []float64
				for b.Loop() {
					do(b, ctx, chromedp.Navigate(server.URL+path))
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
