package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var (
	soakTime        = flag.Duration("soak.time", 6*time.Second, "how long a server is asked while its programme changes")
	soakConnections = flag.Int("soak.connections", 16, "how many connections ask at a time")
	soakIdle        = flag.Int("soak.idle", 200, "how many more connections are held open, each of which asks once a minute")
	soakProfiles    = flag.String("soak.profiles", "", "keep heap profiles of a third of the time and of its end in `FOLDER`")
)

// A soakKind is a kind of request of a crowd. Its answer shows titles.
type soakKind struct {
	name  string
	share int // of all requests, in hundredths
	path  func() (path string, word int)
	// check returns the version that an answer is of, 0 where it does not tell; nil
	// stands for that of a search of the API.
	check func(body string, word int) (version int, err error)
}

// someWord returns a word of the talks, and the query for it.
func someWord() (q string, word int) {
	word = rand.IntN(versionWords)
	return fmt.Sprint("scheduler+word", word), word
}

// soakKinds are what a crowd asks for.
var soakKinds = []soakKind{
	{"search", 35, func() (string, int) {
		q, word := someWord()
		return fmt.Sprintf("/api/v1/search?q=%s&per_page=100&facet_size=%d", q, 10+rand.IntN(50)), word
	}, nil},
	{"the same search", 15, func() (string, int) { return "/api/v1/search?q=kernel&per_page=100", -1 }, nil},
	{"page", 20, func() (string, int) {
		q, word := someWord()
		return fmt.Sprintf("/?q=%s&page=%d", q, 1+rand.IntN(2)), word
	}, least(20)},
	{"talk", 10, func() (string, int) { return fmt.Sprint("/talks/v/t", rand.IntN(versionTalks)), -1 }, least(1)},
	{"timetable", 3, func() (string, int) { return "/?view=timetable&day=2031-03-01", -1 }, least(20)},
	{"suggestions", 10, func() (string, int) {
		return "/api/v1/suggest?q=" + []string{"sch", "kern", "versi", "talk"}[rand.IntN(4)], -1
	}, versionSuggested},
	{"calendar", 3, func() (string, int) { q, word := someWord(); return "/api/v1/search.ics?q=" + q, word }, exactly("BEGIN:VEVENT")},
	{"lines", 4, func() (string, int) { q, word := someWord(); return "/api/v1/search.jsonl?q=" + q, word }, titlesOnly(exactly("\n"))},
}

// least returns a check that wants so many talks or more.
func least(n int) func(string, int) (int, error) {
	return func(body string, word int) (int, error) {
		version, talks, err := versionIn(body, word)
		if err == nil && talks < n {
			err = fmt.Errorf("%d talks, want %d or more", talks, n)
		}
		return version, err
	}
}

// exactly returns a check that wants each talk that matches once; each has one mark.
func exactly(mark string) func(string, int) (int, error) {
	return func(body string, word int) (int, error) {
		version, talks, err := versionIn(body, word)
		if want := matching(version, word); err == nil && (talks != want || strings.Count(body, mark) != want) {
			err = fmt.Errorf("version %d: %d talks in %d records, want %d", version, talks, strings.Count(body, mark), want)
		}
		return version, err
	}
}

// titlesOnly has check look at the titles of JSON Lines. What changed in a talk tells
// its title, too, and for a moment after a refresh of a stream that of the change before.
func titlesOnly(check func(string, int) (int, error)) func(string, int) (int, error) {
	return func(body string, word int) (int, error) {
		var titles strings.Builder
		for line := range strings.Lines(body) {
			var talk struct{ Title string }
			if err := json.Unmarshal([]byte(line), &talk); err != nil {
				return 0, err
			}
			fmt.Fprintln(&titles, talk.Title)
		}
		return check(titles.String(), word)
	}
}

// A crowd asks a server on many connections.
type crowd struct {
	t           *testing.T
	url         string
	done        chan struct{}
	generations generations

	mu     sync.Mutex
	newest int // version that was seen
	asked  map[string]int
	took   []time.Duration
	seen   map[int]bool
}

// TestSoak asks a server in many ways on many connections while its programme changes
// all the time. Each answer is of one version, no older than any that was seen before
// it was asked for; memory, goroutines and descriptors stay as they are when it has
// warmed up; and when the server is told to stop, what it has begun it answers.
func TestSoak(t *testing.T) {
	t.Parallel()
	source, at := filepath.Join(t.TempDir(), "v.jsonl"), freeAddress(t)
	putVersion(t, source, 1)
	p := start(t, nil, "--source", source, "--refresh", "1s", "--metrics-address", at)
	c := &crowd{t: t, url: p.url, done: make(chan struct{}), asked: map[string]int{}, seen: map[int]bool{}}
	var wg sync.WaitGroup
	stopIdle := c.rest(&wg, strings.TrimPrefix(p.url, "http://"), *soakIdle)
	for range *soakConnections {
		wg.Go(c.ask)
	}
	var samples []map[string]float64
	began := time.Now()
	profiled := false
	for version := 2; time.Since(began) < *soakTime && !t.Failed(); version++ {
		putVersion(t, source, version)
		time.Sleep(1500 * time.Millisecond)
		samples = append(samples, gauges(t, at))
		if !profiled && time.Since(began) > *soakTime/3 {
			profiled = true
			keepProfile(t, at, "third")
		}
	}
	keepProfile(t, at, "end")
	stopIdle() // these would be told by nothing that the server stops
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond) // requests go on
	close(c.done)
	wg.Wait()
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("%v; log:\n%s", err, p.stderr)
	}
	slices.Sort(c.took)
	if len(c.took) == 0 || len(c.seen) < 2 {
		t.Fatalf("%d answers of %d versions", len(c.took), len(c.seen))
	}
	t.Logf("%d answers of %d versions, %.0f/s, p50 %s, p99 %s, longest %s; %v", len(c.took), len(c.seen), float64(len(c.took))/time.Since(began).Seconds(),
		c.took[len(c.took)/2], c.took[len(c.took)*99/100], c.took[len(c.took)-1], c.asked)
	flat(t, samples)
}

// ask asks until it is told to stop, or until the server takes no more connections.
func (c *crowd) ask() {
	client := &http.Client{Transport: &http.Transport{}, Timeout: 20 * time.Second}
	defer client.CloseIdleConnections()
	tags := map[string]known{} // by path, of those that were asked for last
	for {
		select {
		case <-c.done:
			return
		default:
		}
		err := c.one(client, tags)
		var network *net.OpError
		if errors.As(err, &network) && network.Op == "dial" && errors.Is(err, syscall.ECONNREFUSED) {
			return // it was told to stop
		}
		if err != nil {
			c.t.Error(err)
			return
		}
	}
}

// known is what a client keeps of an answer.
type known struct {
	tag     string
	version int
}

// one asks once.
func (c *crowd) one(client *http.Client, tags map[string]known) error {
	n := rand.IntN(100)
	var kind soakKind
	for _, kind = range soakKinds {
		if n -= kind.share; n < 0 {
			break
		}
	}
	path, word := kind.path()
	req, err := http.NewRequest(http.MethodGet, c.url+path, nil)
	if err != nil {
		return err
	}
	if k, ok := tags[path]; ok {
		req.Header.Set("If-None-Match", k.tag)
	}
	c.mu.Lock()
	least := c.newest
	c.mu.Unlock()
	began := time.Now()
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	b, err := io.ReadAll(res.Body)
	res.Body.Close()
	took := time.Since(began)
	if err != nil || res.StatusCode != http.StatusOK && res.StatusCode != http.StatusNotModified {
		return fmt.Errorf("%s: status %d, %v: %.300s", path, res.StatusCode, err, b)
	}
	body, version := string(b), 0
	switch {
	case res.StatusCode == http.StatusNotModified:
		version = tags[path].version
	case kind.check != nil:
		version, err = kind.check(body, word)
	default:
		var generation string
		if version, generation, err = versionOf(body, word); err == nil {
			err = c.generations.check(generation, version)
		}
	}
	if err == nil && version < least && version != 0 {
		err = fmt.Errorf("version %d after %d", version, least)
	}
	if err != nil {
		return fmt.Errorf("%s: status %d: %w: %.300s", path, res.StatusCode, err, body)
	}
	if len(tags) > 50 {
		clear(tags)
	}
	tags[path] = known{res.Header.Get("Etag"), version}
	name := kind.name
	if res.StatusCode == http.StatusNotModified {
		name = "not modified"
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.newest = max(c.newest, version)
	c.seen[max(version, least)] = true
	c.asked[name]++
	c.took = append(c.took, took)
	return nil
}

var keywordOfVersion = regexp.MustCompile(`version (\d+)`)

// versionSuggested returns which version the keywords among suggestions are of.
func versionSuggested(body string, _ int) (version int, err error) {
	if !strings.Contains(body, `"suggestions":[{`) {
		return 0, errors.New("nothing is suggested")
	}
	for i, m := range keywordOfVersion.FindAllStringSubmatch(body, -1) {
		v, _ := strconv.Atoi(m[1])
		if i > 0 && v != version {
			return 0, fmt.Errorf("version %d beside version %d", v, version)
		}
		version = v
	}
	return version, nil
}

// rest holds so many connections open, each of which asks once and then once a minute:
// those that never do, or rest for longer, are closed. The function that it returns
// closes them.
func (c *crowd) rest(wg *sync.WaitGroup, at string, n int) (stop func()) {
	stopped := make(chan struct{})
	ask := func(conn net.Conn) bool {
		_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
		res, err := exchange(conn, bufio.NewReader(conn), "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
		if err != nil || res.StatusCode != http.StatusOK {
			c.t.Errorf("a connection that rested: %v, %v", res, err)
			return false
		}
		return true
	}
	const holders = 8
	var ready sync.WaitGroup
	for i := range holders {
		ready.Add(1)
		wg.Go(func() {
			var conns []net.Conn
			for range (n + i) / holders {
				conn, err := net.Dial("tcp", at)
				if err != nil {
					c.t.Error(err)
					break
				}
				defer conn.Close()
				conns = append(conns, conn)
				if !ask(conn) {
					break
				}
			}
			ready.Done()
			for i := 0; len(conns) > 0; i++ {
				select {
				case <-stopped:
					return
				case <-time.After(time.Minute / time.Duration(len(conns))):
				}
				if !ask(conns[i%len(conns)]) {
					return
				}
			}
		})
	}
	ready.Wait()
	return func() { close(stopped) }
}

// What must not grow once a server has warmed up: by which part, and how much beside.
var flatness = map[string]struct{ part, beside float64 }{
	"live bytes":                    {.15, 6 << 20}, // after a collection
	"process_resident_memory_bytes": {.2, 24 << 20},
	"go_goroutines":                 {.05, 60},
	"process_open_fds":              {.05, 60},
}

// flat compares the middle third of samples with the last. Of each the median counts:
// builds, which come and go, take memory meanwhile.
func flat(t *testing.T, samples []map[string]float64) {
	t.Helper()
	third := len(samples) / 3
	if third == 0 {
		t.Fatalf("%d samples", len(samples))
	}
	median := func(part []map[string]float64, name string) float64 {
		var list []float64
		for _, s := range part {
			list = append(list, s[name])
		}
		slices.Sort(list)
		return list[len(list)/2]
	}
	for _, name := range slices.Sorted(maps.Keys(flatness)) {
		first, middle, last := median(samples[:third], name), median(samples[third:len(samples)-third], name), median(samples[len(samples)-third:], name)
		t.Logf("%s: %.4g, %.4g, %.4g in the thirds of the time", name, first, middle, last)
		if f := flatness[name]; last > middle*(1+f.part)+f.beside {
			t.Errorf("%s grew from %.0f to %.0f", name, middle, last)
		}
	}
}

// gauges returns the values that must not grow. Before, it has garbage collected.
func gauges(t *testing.T, at string) map[string]float64 {
	t.Helper()
	if status, _ := get(t, "http://"+at+"/debug/pprof/heap?gc=1"); status != http.StatusOK {
		t.Fatalf("heap profile: status %d", status)
	}
	_, text := get(t, "http://"+at+"/metrics")
	out := map[string]float64{}
	for _, m := range regexp.MustCompile(`(?m)^(process_resident_memory_bytes|go_goroutines|process_open_fds|go_memstats_heap_alloc_bytes) (\S+)$`).FindAllStringSubmatch(text, -1) {
		v, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		out[strings.Replace(m[1], "go_memstats_heap_alloc_bytes", "live bytes", 1)] = v
	}
	return out
}

// keepProfile keeps a heap profile where one is asked for.
func keepProfile(t *testing.T, at, name string) {
	t.Helper()
	if *soakProfiles == "" {
		return
	}
	_, profile := get(t, "http://"+at+"/debug/pprof/heap?gc=1")
	if err := os.WriteFile(filepath.Join(*soakProfiles, "heap-"+name+".pprof"), []byte(profile), 0o644); err != nil {
		t.Fatal(err)
	}
}
