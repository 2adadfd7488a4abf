package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/goccy/go-json"
	"github.com/labstack/echo/v4"

	"talksearch/corpus/synthetic"
)

var (
	loadTalks       = flag.Int("load.talks", 10_000, "how many made-up talks the server under load serves")
	loadConnections = flag.Int("load.connections", 16, "how many connections ask at a time")
	loadTime        = flag.Duration("load.time", 2*time.Second, "how long each kind of query is measured, half of it on either server")
	loadGzip        = flag.Bool("load.gzip", false, "ask for compressed answers")
)

const (
	loadSeed       = 1
	leastLoadTalks = 3000 // of fewer, rare words are no rarer than others
)

// BenchmarkLoad asks the real program over loopback, on many connections at once,
// for one kind of query after another, each time another address. In turns with
// it, it asks a server that does nothing but send a constant answer of the same
// size: no search can be faster than that on the machine as loaded as it is. That
// and the client take their part of the same cores, so the ratio of the two says
// more than either rate.
func BenchmarkLoad(b *testing.B) {
	if *loadTalks < leastLoadTalks || *loadConnections < 1 || *loadTime <= 0 {
		b.Fatalf("load.talks %d, load.connections %d, load.time %s: want %d, 1, and more than nothing, or more", *loadTalks, *loadConnections, *loadTime, leastLoadTalks)
	}
	l := newLoad(b, *loadTalks, *loadGzip)
	for _, k := range l.kinds {
		b.Run(k.name, func(b *testing.B) {
			run, err := l.open(k, *loadConnections)
			if err != nil {
				b.Fatal(err)
			}
			defer run.close()
			for b.Loop() {
				if err := run.measure(*loadTime); err != nil {
					b.Fatal(err)
				}
			}
			search, constant := run.results()
			b.ReportMetric(0, "ns/op") // of no meaning here
			b.ReportMetric(search.rate, "requests/s")
			b.ReportMetric(float64(search.p50.Microseconds()), "µs-p50")
			b.ReportMetric(float64(search.p99.Microseconds()), "µs-p99")
			b.ReportMetric(constant.rate, "constant-requests/s")
			b.ReportMetric(float64(constant.p99.Microseconds()), "constant-µs-p99")
			b.ReportMetric(search.rate/constant.rate, "of-constant")
			b.ReportMetric(float64(run.matches), "matches")
			b.ReportMetric(float64(search.size), "bytes")
			b.ReportMetric(float64(residentKB(b, l.server.cmd.Process.Pid))/1024, "MB-RSS")
		})
	}
}

// TestLoad holds that load measures what it says.
func TestLoad(t *testing.T) {
	l := newLoad(t, leastLoadTalks, false)
	for _, k := range l.kinds {
		run, err := l.open(k, 2)
		if err != nil {
			t.Fatal(err)
		}
		err = run.measure(40 * time.Millisecond)
		run.close()
		if err != nil {
			t.Errorf("%s: %v", k.name, err)
			continue
		}
		search, constant := run.results()
		if search.rate == 0 || constant.rate == 0 || search.p50 == 0 || search.p99 < search.p50 || search.size < 300 {
			t.Errorf("%s: got %+v and %+v", k.name, search, constant)
		}
		if want := k.matches; run.matches < want[0] || run.matches > want[1] {
			t.Errorf("%s: on average %d matches, want %d to %d", k.name, run.matches, want[0], want[1])
		}
	}
	for _, c := range []struct {
		at, path   string
		gzip       bool
		size, most int
	}{
		{l.constant, "/12345", false, 12345, 12345},
		{l.at, "/api/v1/search?per_page=100", false, 50_000, 300_000},
		{l.at, "/api/v1/search?per_page=100", true, 5_000, 60_000}, // sent in chunks or not
	} {
		client, err := newLoadClient(c.at, c.gzip)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second answer is found only if the first was read to its end
			if size, err := client.get([]byte(c.path)); err != nil || size < c.size || size > c.most {
				t.Errorf("%s, compressed %t: got %d bytes, %v, want %d to %d", c.path, c.gzip, size, err, c.size, c.most)
			}
		}
		if _, err := client.get([]byte("/api/v1/none")); err == nil {
			t.Error("no error for what there is not")
		}
		client.conn.Close()
	}
}

// A load is what BenchmarkLoad runs on.
type load struct {
	kinds    []loadKind
	server   *process
	at       string // where the server listens, HOST:PORT
	constant string // where the constant server listens
	gzip     bool
}

// A loadKind is a kind of query.
type loadKind struct {
	name    string
	queries []string // those that are asked in turn, as parameters of an address
	matches [2]int   // how many talks they find on average, at least and at most
}

// newLoad makes talks up and starts both servers with them.
func newLoad(tb testing.TB, talks int, gzip bool) *load {
	path := filepath.Join(tb.TempDir(), "talks.jsonl")
	err := writeTo(path, nil, func(w io.Writer) error {
		return generate(context.Background(), w, talks, loadSeed, func(int) {})
	})
	if err != nil {
		tb.Fatal(err)
	}
	patience := time.Minute + time.Duration(talks)*time.Millisecond
	server := startWithin(tb, patience, nil, "--source", path, "--source-timeout", patience.String(), "--source-max-bytes", strconv.Itoa(1<<40))
	return &load{loadKinds(talks), server, strings.TrimPrefix(server.url, "http://"), startConstant(tb), gzip}
}

// loadKinds returns the queries, with words of the talks as newLoad makes them.
func loadKinds(talks int) []loadKind {
	words := synthetic.Words(talks, loadSeed)
	rare, percent, common := words.Rare, words.Percent, words.Common
	// pick goes round, also where there are few words.
	pick := func(list []synthetic.Word, i int) string { return list[i%len(list)].Text }
	kind := func(name string, low, high int, ask func(i int) string) loadKind {
		k := loadKind{name: name, matches: [2]int{low, high}}
		for i := range 64 {
			q, more, _ := strings.Cut(ask(i), "&") // other parameters may follow the query
			k.queries = append(k.queries, strings.TrimSuffix("q="+url.QueryEscape(q)+"&"+more, "&"))
		}
		return k
	}
	phrases := titlePairs(talks, 32)
	phrases = append(phrases, "user space", "open source", "virtual machine", "page cache", "device tree", "live patching", "power management", "congestion control")
	kinds := []loadKind{
		kind("rare", 12, 18, func(i int) string { return pick(rare, i) }),
		kind("percent", talks/125, talks/80, func(i int) string { return pick(percent, i) }),
		kind("common", talks/13, talks/8, func(i int) string { return pick(common, i) }),
		kind("and", talks/200, talks/50, func(i int) string { return pick(common, i) + " " + pick(common, i+1+i/len(common)) }),
		kind("phrase", 1, talks/10, func(i int) string { return strconv.Quote(phrases[i%len(phrases)]) }),
		kind("filtered", talks/2000, talks/50, func(i int) string { return fmt.Sprintf("%s&year=%d&kind=talk", pick(common, i), 2010+i%10) }),
		kind("all", talks, talks, func(int) string { return "" }),
		kind("time", talks/13, talks/8, func(i int) string { return pick(common, i) + "&sort=time" }),
		kind("exclusion", talks/15, talks/9, func(i int) string { return pick(common, i) + " -" + pick(common, i+1) }),
		kind("field", 1, talks/4, func(i int) string {
			return []string{"title:" + pick(common, i), "abstract:" + pick(common, i), "topic:" + pick(common, i), "keyword:scheduler", "track:kernel"}[i%5]
		}),
	}
	mixed := loadKind{name: "mixed", matches: [2]int{talks / 20, talks / 4}}
	for i := range kinds[0].queries {
		for _, k := range kinds {
			mixed.queries = append(mixed.queries, k.queries[i])
		}
	}
	return append(kinds, mixed)
}

// titlePairs returns n pairs of words that stand side by side in titles.
func titlePairs(talks, n int) []string {
	var pairs []string
	i := 0
	for _, t := range synthetic.Talks(talks, loadSeed) {
		if i++; i%max(1, talks/n) == 0 {
			pairs = append(pairs, strings.Join(strings.Fields(t.Title)[:2], " "))
		}
	}
	return pairs
}

// variants is how many addresses there are for each query: they differ in the
// number of results and facet values, whose means are the defaults.
const variants = 400

// address adds the address asked as number i. They come again after 25,600 of 64
// different queries, but after 400 of "all": there a server that keeps answers
// is measured by those it has kept.
func (k *loadKind) address(to []byte, i int) []byte {
	// Whichever part of the addresses is asked, their means are near the whole's.
	variant := (i/len(k.queries)*149 + i%len(k.queries)*37) % variants
	to = append(append(to, "/api/v1/search?"...), k.queries[i%len(k.queries)]...)
	to = strconv.AppendInt(append(to, "&per_page="...), int64(11+variant%20), 10)
	return strconv.AppendInt(append(to, "&facet_size="...), int64(1+variant/20), 10)
}

// A loadRun measures one kind of query.
type loadRun struct {
	workers []*loadWorker
	matches int              // of a query on average
	took    [2]time.Duration // on the search and on the constant server
}

// A loadWorker asks on one connection to each server.
type loadWorker struct {
	search, constant *loadClient
	kind             *loadKind
	next, step       int    // numbers of addresses
	path             []byte // is used again
	sizes            []int  // of the search server's answers of a turn, as they came
	took             [2][]time.Duration
	size             [2]int // of all answers
}

// open connects, and asks some of the queries to see that they are answered.
func (l *load) open(k loadKind, connections int) (*loadRun, error) {
	run := &loadRun{}
	first := k.queries[:20]
	for _, q := range first {
		matches, err := l.ask(q)
		if err != nil {
			return nil, err
		}
		run.matches += matches
	}
	run.matches /= len(first)
	for i := range connections {
		w := &loadWorker{kind: &k, next: i, step: connections}
		run.workers = append(run.workers, w)
		for _, c := range []struct {
			to **loadClient
			at string
		}{{&w.search, l.at}, {&w.constant, l.constant}} {
			client, err := newLoadClient(c.at, l.gzip)
			if err != nil {
				run.close()
				return nil, err
			}
			*c.to = client
		}
	}
	return run, nil
}

// ask returns how many talks a query finds.
func (l *load) ask(query string) (int, error) {
	res, err := http.Get(l.server.url + "/api/v1/search?facets=&" + query)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s: status %d", query, res.StatusCode)
	}
	var answer struct{ Meta struct{ Total int } }
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		return 0, fmt.Errorf("%s: %w", query, err)
	}
	return answer.Meta.Total, nil
}

func (r *loadRun) close() {
	for _, w := range r.workers {
		for _, c := range []*loadClient{w.search, w.constant} {
			if c != nil {
				c.conn.Close()
			}
		}
	}
}

// measure asks both servers in turns, for as long in all. Turns are short, so
// that what else the machine does meets both.
func (r *loadRun) measure(length time.Duration) error {
	turn := min(length/4, 250*time.Millisecond)
	for done := time.Duration(0); done < length; done += 2 * turn {
		for server := range 2 {
			began := time.Now()
			errs := make([]error, len(r.workers))
			var wg sync.WaitGroup
			for i, w := range r.workers {
				wg.Go(func() { errs[i] = w.turn(server, began.Add(turn)) })
			}
			wg.Wait()
			r.took[server] += time.Since(began)
			if err := errors.Join(errs...); err != nil {
				return err
			}
		}
	}
	return nil
}

// turn asks one of the servers, the search server first, until a time.
func (w *loadWorker) turn(server int, until time.Time) error {
	client := w.search
	if server == 0 {
		w.sizes = w.sizes[:0]
	} else {
		client = w.constant
	}
	_ = client.conn.SetDeadline(until.Add(time.Minute))
	for i := 0; ; i++ {
		began := time.Now()
		if !began.Before(until) && i > 0 {
			return nil
		}
		var size int
		var err error
		if server == 0 {
			w.path = w.kind.address(w.path[:0], w.next)
			size, err = client.get(w.path)
			w.next += w.step
			w.sizes = append(w.sizes, size)
		} else {
			w.path = strconv.AppendInt(append(w.path[:0], '/'), int64(w.sizes[i%len(w.sizes)]), 10)
			size, err = client.get(w.path)
		}
		if err != nil {
			return err
		}
		w.took[server] = append(w.took[server], time.Since(began))
		w.size[server] += size
	}
}

// A loadResult is how one server answered.
type loadResult struct {
	rate     float64 // requests a second
	p50, p99 time.Duration
	size     int // of an answer on average
}

func (r *loadRun) results() (search, constant loadResult) {
	var out [2]loadResult
	for server := range out {
		var took []time.Duration
		size := 0
		for _, w := range r.workers {
			took = append(took, w.took[server]...)
			size += w.size[server]
		}
		if len(took) == 0 {
			continue
		}
		slices.Sort(took)
		out[server] = loadResult{float64(len(took)) / r.took[server].Seconds(), took[len(took)/2], took[len(took)*99/100], size / len(took)}
	}
	return out[0], out[1]
}

// A loadClient asks on one connection, with as little work as can be: the cores
// are shared with the servers.
type loadClient struct {
	conn    net.Conn
	in      *bufio.Reader
	out     []byte
	headers string
}

func newLoadClient(address string, gzip bool) (*loadClient, error) {
	conn, err := net.DialTimeout("tcp", address, 10*time.Second)
	if err != nil {
		return nil, err
	}
	headers := " HTTP/1.1\r\nHost: " + address + "\r\n"
	if gzip {
		headers += "Accept-Encoding: gzip\r\n"
	}
	return &loadClient{conn: conn, in: bufio.NewReaderSize(conn, 64<<10), headers: headers + "\r\n"}, nil
}

// get returns the size of the answer's body, as it is sent.
func (c *loadClient) get(path []byte) (size int, err error) {
	c.out = append(append(append(c.out[:0], "GET "...), path...), c.headers...)
	if _, err := c.conn.Write(c.out); err != nil {
		return 0, fmt.Errorf("asking %s: %w", path, err)
	}
	status, err := c.in.ReadSlice('\n')
	if err != nil {
		return 0, fmt.Errorf("answer to %s: %w", path, err)
	}
	if !bytes.HasPrefix(status, []byte("HTTP/1.1 200 ")) {
		return 0, fmt.Errorf("answer to %s: %s", path, bytes.TrimSpace(status))
	}
	chunked := false
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return 0, fmt.Errorf("answer to %s: %w", path, err)
		}
		if line = bytes.TrimRight(line, "\r\n"); len(line) == 0 {
			break
		}
		if length, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if size, err = strconv.Atoi(string(length)); err != nil {
				return 0, fmt.Errorf("answer to %s: %w", path, err)
			}
		}
		chunked = chunked || string(line) == "Transfer-Encoding: chunked"
	}
	if chunked {
		size, err = c.discardChunks()
	} else {
		_, err = c.in.Discard(size)
	}
	if err != nil {
		return 0, fmt.Errorf("answer to %s: %w", path, err)
	}
	return size, nil
}

func (c *loadClient) discardChunks() (size int, err error) {
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		n, err := strconv.ParseUint(string(bytes.TrimSpace(line)), 16, 31)
		if err != nil {
			return 0, err
		}
		if _, err := c.in.Discard(int(n) + len("\r\n")); err != nil {
			return 0, err
		}
		if n == 0 {
			return size, nil
		}
		size += int(n)
	}
}

// constantVariable makes the test's binary the constant server.
const constantVariable = "TALKSEARCH_TEST_CONSTANT"

// startConstant runs the constant server and returns its address.
func startConstant(tb testing.TB) string {
	self, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), constantVariable+"=1")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		stdin.Close()
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	address, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		tb.Fatalf("constant server: %v", err)
	}
	return strings.TrimSpace(address)
}

// serveConstant answers /SIZE with so many bytes of JSON until its standard input
// ends, which it does also when the test that started it is killed.
func serveConstant() error {
	answer := []byte(`"` + strings.Repeat("constant ", 1<<20/9))
	e := echo.New()
	e.GET("/:size", func(c echo.Context) error {
		size, err := strconv.Atoi(c.Param("size"))
		if err != nil || size < 0 || size > len(answer) {
			return echo.ErrBadRequest
		}
		c.Response().Header().Set(echo.HeaderContentLength, strconv.Itoa(size))
		return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, answer[:size])
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	server := &http.Server{Handler: e, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		server.Close()
	}()
	return server.Serve(listener)
}
