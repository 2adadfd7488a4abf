package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

var (
	chaosTime  = flag.Duration("chaos.time", 3*time.Second, "how long servers are killed and files damaged; each fault comes once at least")
	chaosClock = flag.Bool("chaos.clock", false, "have half of the servers run by a clock that jumps, for which the program is built with another package time")
)

// TestChaos does to servers, their folder and their source what may happen to them.
// After each fault the next start serves one whole version, the newest that there is,
// and the folder holds no more than it has to.
func TestChaos(t *testing.T) {
	t.Parallel()
	h := newChaos(t)
	rounds := map[string]int{}
	end := time.Now().Add(*chaosTime)
	for n := 0; n < len(faults) || time.Now().Before(end); n++ {
		f := faults[rand.IntN(len(faults))]
		if n < len(faults) {
			f = faults[n]
		}
		h.jumpy = h.clocks != "" && n%2 == 1
		f.do(t, h)
		if t.Failed() {
			t.Fatalf("round %d: %s", n, f.name)
		}
		rounds[f.name]++
		h.check(t, f.name)
	}
	t.Logf("%d versions, %d servers killed, a clock that jumps: %t; %v; damaged: %v", h.version, h.kills, h.clocks != "", rounds, h.damaged)
}

// A chaos is what faults are done to.
type chaos struct {
	dir, source string
	version     int           // of the source
	takes       time.Duration // from a start until the server is ready
	size        int64         // of a folder with one generation
	clocks      string        // the program with a clock that jumps; "" for none
	jumpy       bool          // whether the next server runs by it
	generations generations
	kills       int
	damaged     map[string]int
}

const chaosToken = "a token of operators"

func newChaos(t *testing.T) *chaos {
	h := &chaos{dir: t.TempDir(), source: filepath.Join(t.TempDir(), "v.jsonl"), damaged: map[string]int{}}
	if *chaosClock {
		h.clocks = jumpyBinary(t)
	}
	h.next(t)
	p := h.start(t)
	h.takes = p.ready
	h.kill(p)
	h.size = sizeOf(t, h.dir)
	return h
}

// next puts the next version in the source's place.
func (h *chaos) next(t *testing.T) {
	t.Helper()
	h.version++
	putVersion(t, h.source, h.version)
}

// args are those of a server that refreshes when it is asked to.
func (h *chaos) args() []string {
	return []string{"--data", h.dir, "--source", h.source, "--admin-token", chaosToken}
}

// command returns a server that is not started.
func (h *chaos) command(t *testing.T) *exec.Cmd {
	t.Helper()
	path := h.clocks
	if !h.jumpy {
		var err error
		if path, err = binary(); err != nil {
			t.Fatal(err)
		}
	}
	return exec.Command(path, append([]string{"serve", "--addr", "127.0.0.1:0"}, h.args()...)...)
}

// start starts a server and waits until it is ready.
func (h *chaos) start(t *testing.T) *process {
	t.Helper()
	return startCommand(t, h.command(t), 30*time.Second)
}

func (h *chaos) kill(p *process) {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	h.kills++
}

// sometime waits for a part of the time that starts and refreshes take.
func (h *chaos) sometime() {
	time.Sleep(time.Duration(rand.Int64N(int64(h.takes) + 1)))
}

// ask asks a server, which serves one of two versions.
func (h *chaos) ask(t *testing.T, p *process, older, newer int) (version int) {
	t.Helper()
	word := rand.IntN(versionWords+1) - 1
	q := "kernel"
	if word >= 0 {
		q = fmt.Sprint("scheduler+word", word)
	}
	_, body := get(t, fmt.Sprintf("%s/api/v1/search?q=%s&per_page=100&facet_size=20", p.url, q))
	version, generation, err := versionOf(body, word)
	if err == nil {
		err = h.generations.check(generation, version)
	}
	if err != nil || version != older && version != newer {
		t.Errorf("got version %d, %v; want %d or %d; log:\n%s", version, err, older, newer, p.stderr)
	}
	return version
}

// reload has a server look at its source, and waits until it says that it did, in one
// of two ways.
func (h *chaos) reload(t *testing.T, p *process, said func() bool) {
	t.Helper()
	if res, body := sendWith(t, http.MethodPost, p.url+reloadPath, "Authorization: Bearer "+chaosToken); res.StatusCode != http.StatusAccepted {
		t.Fatalf("reload: %d %s", res.StatusCode, body)
	}
	if said != nil {
		waitUntil(t, 20*time.Second, said)
	}
}

// failing reports whether a server says that its source fails.
func failing(t *testing.T, p *process) func() bool {
	return func() bool {
		_, body := get(t, p.url+"/readyz")
		var ready struct{ Sources []struct{ Error *string } }
		if err := json.Unmarshal([]byte(body), &ready); err != nil {
			t.Fatal(err)
		}
		return ready.Sources[0].Error != nil
	}
}

// check starts a server on what a fault left.
func (h *chaos) check(t *testing.T, fault string) {
	t.Helper()
	p := h.start(t)
	h.ask(t, p, h.version, h.version)
	if rand.IntN(8) == 0 {
		if code := p.stop(t, syscall.SIGTERM); code != 0 {
			t.Errorf("exit status %d; log:\n%s", code, p.stderr)
		}
	} else {
		h.kill(p)
	}
	// What is served, what was used last, and what was damaged last.
	kinds := map[string]int{}
	for _, name := range inFolder(t, h.dir) {
		_, kind, _ := strings.Cut(name, ".")
		kind, _, _ = strings.Cut(kind, "-")
		kinds[kind]++
	}
	if kinds[""] > 2 || kinds["damaged"] > 1 || len(kinds) > 2 || len(kinds) == 2 && kinds["damaged"] == 0 {
		t.Errorf("in the folder: %q", inFolder(t, h.dir))
	}
	if got := sizeOf(t, h.dir); got > 4*h.size {
		t.Errorf("the folder has %d bytes; with one generation it had %d", got, h.size)
	}
	if t.Failed() {
		t.Fatalf("after %s; log:\n%s", fault, p.stderr)
	}
}

// sizeOf returns how many bytes the files in a folder have.
func sizeOf(t *testing.T, dir string) (size int64) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return size
}

// jumpyBinary builds the program with a clock that jumps by days and years, to and
// fro, several times a second, while what measures durations goes on evenly. A
// program of C could have the clock faked at the system's library, which Go's do not
// ask.
func jumpyBinary(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	original := filepath.Join(strings.TrimSpace(string(root)), "src", "time", "time.go")
	b, err := os.ReadFile(original)
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(b), "\nfunc Now() Time {")
	const call = ":= runtimeNow()\n"
	at := strings.Index(after, call)
	if !found || at < 0 || at > 400 {
		t.Fatalf("%s is not as it is known here; run without -chaos.clock", original)
	}
	at += len(b) - len(after) + len(call)
	text := string(b[:at]) + "\tsec += jumped(mono)\n" + string(b[at:]) + `
func jumped(mono int64) int64 {
	return [...]int64{0, -400 * 86400, 5, 4000 * 86400, -86400, 0, -7}[uint64(mono)/270e6%7]
}
`
	changed, overlay, path := filepath.Join(dir, "time.go"), filepath.Join(dir, "overlay.json"), filepath.Join(dir, "talksearch")
	write(t, changed, text)
	write(t, overlay, fmt.Sprintf(`{"Replace":{%q:%q}}`, original, changed))
	if out, err := exec.Command("go", "build", "-overlay", overlay, "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return path
}
