package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
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
	chaosTime       = flag.Duration("chaos.time", 4*time.Second, "how long servers are killed and files damaged")
	soakTime        = flag.Duration("soak.time", 5*time.Second, "how long a server is asked while its programme changes")
	soakConnections = flag.Int("soak.connections", 16, "how many connections ask at a time")
	soakIdle        = flag.Int("soak.idle", 200, "how many more connections are held open")
)

// versionTalks is how many talks a version of the programme below has.
const versionTalks = 300

// putVersion puts a version of a programme in the place of another, whole and at
// once. Each talk names its version, so that an answer made of two shows.
func putVersion(tb testing.TB, path string, version int) {
	tb.Helper()
	var b strings.Builder
	for i := range versionTalks {
		fmt.Fprintf(&b, `{"conference":"v","conference_title":"V","id":"t%d","title":"Version %d of talk %d","abstract":"kernel scheduler word%d","keywords":["version %d"],"start":"2031-03-01T10:00:00Z","minutes":30}`+"\n", i, version, i, i%7, version)
	}
	replaceFile(tb, path, b.String(), version)
}

// replaceFile puts a file in the place of another, with a time of its own that is
// long enough ago for it not to be taken for one that is still being written.
func replaceFile(tb testing.TB, path, text string, version int) {
	tb.Helper()
	next, then := path+".next", time.Now().Add(-24*time.Hour).Add(time.Duration(version)*time.Second)
	if err := os.WriteFile(next, []byte(text), 0o644); err != nil {
		tb.Fatal(err)
	}
	if err := os.Chtimes(next, then, then); err != nil {
		tb.Fatal(err)
	}
	if err := os.Rename(next, path); err != nil {
		tb.Fatal(err)
	}
}

// An answerOf is what matters here of a search's answer.
type answerOf struct {
	Meta    struct{ Total int }
	Results []struct{ Title string }
	Facets  []struct {
		Name   string
		Values []struct {
			Value string
			Count int
		}
	}
}

// versionOf returns which version an answer is of, or what is wrong with it.
func versionOf(body []byte, want int) (int, error) {
	var a answerOf
	if err := json.Unmarshal(body, &a); err != nil {
		return 0, err
	}
	if a.Meta.Total != want || len(a.Results) != min(want, 100) {
		return 0, fmt.Errorf("%d talks and %d results, want %d: %.200s", a.Meta.Total, len(a.Results), want, body)
	}
	version := 0
	for i, r := range a.Results {
		var v, n int
		if _, err := fmt.Sscanf(r.Title, "Version %d of talk %d", &v, &n); err != nil || i > 0 && v != version {
			return 0, fmt.Errorf("talk %q in an answer of version %d (%v)", r.Title, version, err)
		}
		version = v
	}
	for _, f := range a.Facets {
		if f.Name == "keyword" && (len(f.Values) == 0 || !slices.ContainsFunc(f.Values, func(v struct {
			Value string
			Count int
		}) bool {
			return v.Value == fmt.Sprintf("version %d", version) && v.Count == want
		})) {
			return 0, fmt.Errorf("version %d counted as %v", version, f.Values)
		}
	}
	return version, nil
}

// TestChaos kills servers at random moments of starts, builds and refreshes,
// damages what they keep, and turns their source to garbage. The next start
// serves one whole version, the newest that there is, and the folder does not grow.
func TestChaos(t *testing.T) {
	dir, source := t.TempDir(), filepath.Join(t.TempDir(), "v.jsonl")
	version, rounds, damaged := 1, 0, map[string]int{}
	putVersion(t, source, version)
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(*chaosTime); time.Now().Before(end) || rounds < 5; rounds++ {
		c := exec.Command(path, "serve", "--addr", "127.0.0.1:0", "--data", dir, "--source", source, "--refresh", "1s")
		if rounds%5 == 4 { // as on a full disk: no file may grow beyond 8 KiB
			c = exec.Command("sh", "-c", "ulimit -f 16; exec \"$@\"", "sh", path, "search", "--data", dir, "--source", source, "kernel")
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rand.Int64N(int64(300 * time.Millisecond))))
		if rounds%3 == 0 {
			version++
			putVersion(t, source, version)
			time.Sleep(time.Duration(rand.Int64N(int64(1500 * time.Millisecond)))) // into the refresh
		}
		_ = c.Process.Kill()
		_ = c.Wait()
		if rounds%2 == 1 {
			damaged[damage(t, dir)]++
		}
		if rounds%4 != 3 {
			continue
		}
		p := start(t, nil, "--data", dir, "--source", source, "--refresh", "1s")
		_, body := get(t, p.url+"/api/v1/search?q=kernel&per_page=100&facet_size=20")
		if got, err := versionOf([]byte(body), versionTalks); err != nil || got != version {
			t.Fatalf("round %d: got version %d, %v; want %d; log:\n%s", rounds, got, err, version, p.stderr)
		}
		replaceFile(t, source, "\x00 no programme", version+1000) // in mid-refresh
		time.Sleep(1200 * time.Millisecond)
		if _, body := get(t, p.url+"/api/v1/search?q=kernel&per_page=100"); !strings.Contains(body, fmt.Sprintf("Version %d of", version)) {
			t.Fatalf("with a source of garbage: got %.300s", body)
		}
		version++
		putVersion(t, source, version)
		if code := p.stop(t, syscall.SIGTERM); code != 0 {
			t.Fatalf("exit status %d; log:\n%s", code, p.stderr)
		}
		if list := inFolder(t, dir); len(list) > 6 {
			t.Fatalf("round %d: in the folder: %q", rounds, list)
		}
	}
	t.Logf("%d rounds, %d versions, damage: %v", rounds, version, damaged)
}

// damage does something to a file of an index, and says what.
func damage(t *testing.T, dir string) string {
	var files []string
	_ = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && d.Name() != "lock" {
			files = append(files, path)
		}
		return nil
	})
	if len(files) == 0 {
		return "nothing there"
	}
	path := files[rand.IntN(len(files))]
	b, err := os.ReadFile(path)
	if err != nil || len(b) == 0 {
		return "nothing there"
	}
	_ = os.Chmod(path, 0o644)
	switch rand.IntN(3) {
	case 0:
		err = os.Remove(path)
		return fmt.Sprint("removed ", err == nil)
	case 1:
		err = os.Truncate(path, rand.Int64N(int64(len(b))))
		return fmt.Sprint("truncated ", err == nil)
	}
	b[rand.IntN(len(b))] ^= byte(1 << rand.IntN(8))
	err = os.WriteFile(path, b, 0o644)
	return fmt.Sprint("flipped ", err == nil)
}

// TestSoak asks a server on many connections while its programme changes all the
// time. Each answer is of one version, no older than any that was seen before it
// was asked for; memory, goroutines and descriptors stay; and when the server is
// told to stop, what it has begun it answers.
func TestSoak(t *testing.T) {
	source, at := filepath.Join(t.TempDir(), "v.jsonl"), freeAddress(t)
	putVersion(t, source, 1)
	p := start(t, nil, "--source", source, "--refresh", "1s", "--metrics-address", at, "--drain", "1s")
	for range *soakIdle {
		dial(t, p, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
	}
	var mu sync.Mutex
	newest, asked := 0, 0
	var took []time.Duration
	seen := map[int]bool{}
	done := make(chan struct{})
	var wg sync.WaitGroup
	for n := range *soakConnections {
		wg.Go(func() {
			client := &http.Client{Transport: &http.Transport{}, Timeout: 20 * time.Second}
			defer client.CloseIdleConnections()
			for i := n; ; i++ {
				select {
				case <-done:
					return
				default:
				}
				mu.Lock()
				least := newest
				mu.Unlock()
				q, want := "kernel", versionTalks
				if i%3 == 0 {
					q, want = fmt.Sprintf("scheduler+word%d", i%7), (versionTalks+6-i%7)/7
				}
				began := time.Now()
				res, err := client.Get(fmt.Sprintf("%s/api/v1/search?q=%s&per_page=100&facet_size=%d", p.url, q, 10+i%50))
				if err != nil {
					t.Errorf("request failed: %v", err)
					return
				}
				body, err := io.ReadAll(res.Body)
				res.Body.Close()
				if err != nil || res.StatusCode != http.StatusOK {
					t.Errorf("status %d, %v: %.200s", res.StatusCode, err, body)
					return
				}
				v, err := versionOf(body, want)
				if err != nil || v < least {
					t.Errorf("version %d after %d: %v", v, least, err)
					return
				}
				mu.Lock()
				newest = max(newest, v)
				seen[v] = true
				asked++
				took = append(took, time.Since(began))
				mu.Unlock()
			}
		})
	}
	var first, last map[string]float64
	began := time.Now()
	for version := 2; time.Since(began) < *soakTime; version++ {
		putVersion(t, source, version)
		time.Sleep(1500 * time.Millisecond)
		if last = gauges(t, at); time.Since(began) > *soakTime/3 && first == nil {
			first = last
		}
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil { // under load
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond) // requests still go in while the server drains
	close(done)
	wg.Wait()
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("%v; log:\n%s", err, p.stderr)
	}
	slices.Sort(took)
	if asked == 0 || len(seen) < 2 {
		t.Fatalf("%d answers of %d versions", asked, len(seen))
	}
	t.Logf("%d answers of %d versions, %.0f/s, p50 %s, p99 %s; at a third and at the end: %v, %v", asked, len(seen), float64(asked)/time.Since(began).Seconds(),
		took[len(took)/2], took[len(took)*99/100], first, last)
	for name, most := range map[string]float64{"process_resident_memory_bytes": 1.5, "go_goroutines": 1.2, "process_open_fds": 1.2} {
		if first != nil && last[name] > first[name]*most+20 {
			t.Errorf("%s grew from %.0f to %.0f", name, first[name], last[name])
		}
	}
}

// gauges returns the values that must not grow.
func gauges(t *testing.T, at string) map[string]float64 {
	t.Helper()
	_, text := get(t, "http://"+at+"/metrics")
	out := map[string]float64{}
	for _, m := range regexp.MustCompile(`(?m)^(process_resident_memory_bytes|go_goroutines|process_open_fds) (\S+)$`).FindAllStringSubmatch(text, -1) {
		v, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		out[m[1]] = v
	}
	return out
}
