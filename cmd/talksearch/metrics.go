package main

import (
	"net/http"
	"net/http/pprof"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"talksearch/api/cache"
)

// metrics are what operators can see of a server, in the Prometheus text format.
// Names follow https://prometheus.io/docs/practices/naming/.
type metrics struct {
	registry *prometheus.Registry

	requests *prometheus.HistogramVec // by route and class of status, 2xx
	inFlight prometheus.Gauge
	searches *prometheus.HistogramVec // worked out, by kind
	running  prometheus.Gauge
	refused  prometheus.Counter

	refreshes   *prometheus.CounterVec // by outcome
	refreshed   prometheus.Gauge       // when it last succeeded
	build       prometheus.Histogram
	conferences prometheus.Gauge
	talks       prometheus.Gauge

	counts atomic.Pointer[func() cache.Counts] // of answers that are kept; nil before there is a cache
}

// Outcomes of a refresh.
const (
	refreshUnchanged = "unchanged"
	refreshChanged   = "changed"
	refreshPartial   = "partial" // some sources failed
	refreshFailed    = "failed"  // what was read could not be indexed
)

// Upper bounds of the histograms, in seconds.
var (
	answerBuckets = []float64{.0001, .0003, .001, .003, .01, .03, .1, .3, 1, 3, 10}
	buildBuckets  = []float64{.1, .3, 1, 3, 10, 30, 100, 300, 1000}
)

func newMetrics() *metrics {
	histogram := func(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "talksearch_" + name, Help: help, Buckets: buckets}, labels)
	}
	gauge := func(name, help string) prometheus.Gauge {
		return prometheus.NewGauge(prometheus.GaugeOpts{Name: "talksearch_" + name, Help: help})
	}
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: histogram("request_duration_seconds", "Time from a request's headers to the end of its answer.", answerBuckets, "route", "class"),
		inFlight: gauge("requests_in_flight", "Requests being answered."),
		searches: histogram("search_duration_seconds", "Time of searches that were worked out, without waiting.", answerBuckets, "kind"),
		running:  gauge("searches_running", "Searches being worked out."),
		refused:  prometheus.NewCounter(prometheus.CounterOpts{Name: "talksearch_searches_refused_total", Help: "Searches refused because too many were waiting."}),
		refreshes: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "talksearch_refreshes_total",
			Help: "Looks at the sources after the first."}, []string{"outcome"}),
		refreshed:   gauge("sources_read_timestamp_seconds", "When all sources were last read without failure."),
		build:       prometheus.NewHistogram(prometheus.HistogramOpts{Name: "talksearch_build_duration_seconds", Help: "Time until programmes were served: to index them, or to find their index.", Buckets: buildBuckets}),
		conferences: gauge("conferences", "Conferences that are served."),
		talks:       gauge("talks", "Talks that are served."),
	}
	for _, outcome := range []string{refreshUnchanged, refreshChanged, refreshPartial, refreshFailed} {
		m.refreshes.WithLabelValues(outcome)
	}
	for _, kind := range []string{"search", "suggest", "related", "agenda", "values", "each"} {
		m.searches.WithLabelValues(kind)
	}
	m.registry.MustRegister(m.requests, m.inFlight, m.searches, m.running, m.refused, m.refreshes, m.refreshed, m.build, m.conferences, m.talks,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.registerCache()
	number, commit := version()
	info := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "talksearch_build_info", Help: "Always 1; the labels name the program."}, []string{"version", "commit"})
	info.WithLabelValues(number, commit).Set(1)
	m.registry.MustRegister(info)
	return m
}

// watchSearches shows how many searches wait.
func (m *metrics) watchSearches(waiting *atomic.Int64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "talksearch_searches_waiting", Help: "Searches waiting for their turn."},
		func() float64 { return float64(waiting.Load()) }))
}

// watchGeneration shows which generation is served.
func (m *metrics) watchGeneration(name func() string) {
	m.registry.MustRegister(generationCollector{name, prometheus.NewDesc("talksearch_generation_info", "Always 1; the label names what is served.", []string{"generation"}, nil)})
}

// A generationCollector tells of the generation alone that is served now.
type generationCollector struct {
	name func() string
	desc *prometheus.Desc
}

// Describe implements prometheus.Collector.
func (g generationCollector) Describe(to chan<- *prometheus.Desc) { to <- g.desc }

// Collect implements prometheus.Collector.
func (g generationCollector) Collect(to chan<- prometheus.Metric) {
	if name := g.name(); name != "" {
		to <- prometheus.MustNewConstMetric(g.desc, prometheus.GaugeValue, 1, name)
	}
}

// showCache has counts of a cache told; before that they are 0.
func (m *metrics) showCache(counts func() cache.Counts) { m.counts.Store(&counts) }

// registerCache tells how answers were come by.
func (m *metrics) registerCache() {
	counts := func() cache.Counts {
		if f := m.counts.Load(); f != nil {
			return (*f)()
		}
		return cache.Counts{}
	}
	for label, count := range map[string]func(cache.Counts) uint64{
		"kept":   func(c cache.Counts) uint64 { return c.Kept },
		"made":   func(c cache.Counts) uint64 { return c.Made },
		"passed": func(c cache.Counts) uint64 { return c.Passed },
	} {
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "talksearch_cache_answers_total",
			Help: "Answers that were kept, made to be kept, or passed by the cache.", ConstLabels: prometheus.Labels{"from": label}},
			func() float64 { return float64(count(counts())) }))
	}
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "talksearch_cache_bytes", Help: "Memory that kept answers take."},
		func() float64 { return float64(counts().Bytes) }))
}

// measure notes how long answers take.
func (m *metrics) measure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		m.inFlight.Inc()
		to := &meter{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			m.inFlight.Dec()
			m.requests.WithLabelValues(routeOf(r.URL.Path), strconv.Itoa(to.status/100)+"xx").Observe(time.Since(began).Seconds())
		}()
		next.ServeHTTP(to, r)
	})
}

// routes are the beginnings of paths that are told apart, the longest first where
// one begins another.
var routes = []string{"/api/v1/search", "/api/v1/suggest", "/api/v1/talks", "/api/v1/conferences", "/api/v1/changes", "/api",
	"/talks", "/people", "/conferences", "/help", "/schedule", "/schedule.ics", "/offline", "/worker.js", "/manifest.webmanifest", "/static",
	"/opensearch", "/opensearch.xml", "/robots.txt", "/sitemap.xml", "/sitemaps", "/healthz", "/readyz", "/admin", mcpPath}

// routeOf returns the route of a path, one of few: whoever asks for what there is
// not must not fill memory with their paths.
func routeOf(path string) string {
	if path == "/" {
		return path
	}
	for _, r := range routes {
		if rest, ok := strings.CutPrefix(path, r); ok && (rest == "" || rest[0] == '/') {
			if r == "/api/v1/talks" && strings.HasSuffix(rest, "/related") {
				return "/api/v1/talks/related"
			}
			return r
		}
	}
	return "other"
}

// handler serves the metrics and Go's profiles.
func (m *metrics) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "the command line is not told: it may hold secrets", http.StatusForbidden)
	})
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}
