package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// manyTalks writes a source that takes a second or so to index.
func manyTalks(t *testing.T, talks int) string {
	t.Helper()
	var b strings.Builder
	for i := range talks {
		fmt.Fprintf(&b, `{"conference":"many","conference_title":"Many","id":"t%d","title":"Talk %d on kernels","abstract":"%s","start":"2021-03-01T10:00:00Z","minutes":30}`+"\n",
			i, i, strings.Repeat(fmt.Sprintf("word%d scheduler latency memory tracing drivers ", i%500), 12))
	}
	path := filepath.Join(t.TempDir(), "many.jsonl")
	write(t, path, b.String())
	return path
}

// tree returns all files below a folder but locks, with sizes and times.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "lock" {
			return err
		}
		info, err := d.Info()
		if err == nil {
			fmt.Fprintln(&b, path, info.Size(), info.ModTime())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func inFolder(t *testing.T, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range list {
		out = append(out, e.Name())
	}
	return out
}

// TestData starts servers one after the other and side by side on one folder.
func TestData(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	p := start(t, nil, "--data", dir)
	_, want := get(t, p.url+"/api/v1/talks/lpc2019/bpf-mc")
	if got := p.stop(t, syscall.SIGTERM); got != 0 || !strings.Contains(p.stderr.String(), "msg=indexed conferences=1 talks=46 in="+dir) {
		t.Errorf("exit status %d, log:\n%s", got, p.stderr)
	}
	before := tree(t, dir)
	a, b := start(t, []string{"TALKSEARCH_DATA=" + dir}), start(t, nil, "--data", dir)
	for _, p := range []*process{a, b} {
		if _, got := get(t, p.url+"/api/v1/talks/lpc2019/bpf-mc"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		p.stop(t, syscall.SIGTERM)
		if !strings.Contains(p.stderr.String(), `msg="index found"`) {
			t.Errorf("log:\n%s", p.stderr)
		}
	}
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), []string{"talksearch", "search", "--data", dir, "SCHED_IDLE"}, &stdout, &stderr)
	if code != 0 || !strings.HasPrefix(stdout.String(), "1 talk:") || stderr.Len() > 0 {
		t.Errorf("search: status %d, %q, %q", code, stdout.String(), stderr.String())
	}
	if got := tree(t, dir); got != before {
		t.Errorf("the folder was\n%s, is\n%s", before, got)
	}
}

// TestDataTogether starts two servers at once that both have to build.
func TestDataTogether(t *testing.T) {
	dir, source := t.TempDir(), manyTalks(t, 3000)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			path, err := binary()
			if err != nil {
				t.Error(err)
				return
			}
			out, err := exec.Command(path, "search", "--data", dir, "--source", source, "word77").CombinedOutput()
			if err != nil || !strings.HasPrefix(string(out), "6 talks:") {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	wg.Wait()
	if got := inFolder(t, dir); len(got) != 1 {
		t.Errorf("in the folder: %q", got)
	}
}

// TestFoundAgain starts servers on a source that is large enough for its index to be
// found by its bytes, and changes it.
func TestFoundAgain(t *testing.T) {
	t.Parallel()
	dir, source := t.TempDir(), manyTalks(t, 6000)
	what := func(args ...string) string {
		t.Helper()
		p := start(t, nil, append([]string{"--data", dir, "--source", source}, args...)...)
		_, ready := get(t, p.url+"/readyz")
		_, found := get(t, p.url+"/api/v1/search?q=kernels&facets=")
		p.stop(t, syscall.SIGTERM)
		for _, want := range []string{`"talks":6000`, `"conferences":["many"]`, `"format":"talksearch JSON"`} {
			if !strings.Contains(ready, want) {
				t.Errorf("no %s in %s", want, ready)
			}
		}
		if !strings.Contains(found, `"total":6000`) {
			t.Errorf("found %.200s", found)
		}
		if _, log, ok := strings.Cut(p.stderr.String(), "msg="); ok {
			return strings.Trim(strings.Split(log, " conferences=")[0], `"`)
		}
		return p.stderr.String()
	}
	for i, want := range []string{"indexed", "index found", "index found"} {
		if got := what(); got != want {
			t.Errorf("start %d: %s, want %s", i, got, want)
		}
	}
	if got := inFolder(t, dir); len(got) != 2 || !strings.HasPrefix(got[1], got[0]+".known-") {
		t.Errorf("in the folder: %q, want a generation and a key to it", got)
	}
	b, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(source)
	if err != nil {
		t.Fatal(err)
	}
	// A byte changes, and neither size nor time do.
	changed := strings.Replace(string(b), "Talk 77 on", "Talk 78 on", 1)
	write(t, source, changed)
	if err := os.Chtimes(source, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	if got := what(); got != "indexed" {
		t.Errorf("after a change: %s, want it indexed", got)
	}
	if got := what("--refresh", "1s"); got != "index found" {
		t.Errorf("after that, refreshing: %s, want the second index found", got)
	}

	// A server that did not read its source notices when that changes.
	p := start(t, nil, "--data", dir, "--source", source, "--refresh", "1s")
	write(t, source, strings.Replace(changed, `"start":"2021-03-01T10:00:00Z"`, `"start":"2021-03-01T11:00:00Z"`, 1))
	settled := time.Now().Add(-time.Minute)
	if err := os.Chtimes(source, settled, settled); err != nil {
		t.Fatal(err)
	}
	var changes string
	for deadline := time.Now().Add(60 * time.Second); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		if _, changes = get(t, p.url+"/api/v1/changes"); strings.Contains(changes, `"kind":"moved"`) {
			break
		}
	}
	if strings.Count(changes, `"kind"`) != 1 || !strings.Contains(changes, `"talk":"many/t0"`) {
		t.Errorf("changes: %.300s; want the first talk moved", changes)
	}
	p.stop(t, syscall.SIGTERM)
}

// TestKilled kills builds at random moments. The next start serves all and leaves
// nothing behind.
func TestKilled(t *testing.T) {
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	dir, source := t.TempDir(), manyTalks(t, 2000)
	// How long a build takes here and now, from the start to the end.
	began := time.Now()
	if out, err := exec.Command(path, "search", "--data", t.TempDir(), "--source", source).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	takes := time.Since(began)
	interrupted, complete := 0, 0
	for range 20 {
		c := exec.Command(path, "search", "--data", dir, "--source", source)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rand.Int64N(int64(takes))))
		_ = c.Process.Kill()
		_ = c.Wait()
		for _, name := range inFolder(t, dir) {
			if strings.HasSuffix(name, ".building") {
				interrupted++
			} else if len(name) == 16 {
				complete++
				if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	t.Logf("of 20: %d left a half, %d were done", interrupted, complete)
	if interrupted == 0 {
		t.Error("no build was interrupted")
	}
	p := start(t, nil, "--data", dir, "--source", source)
	if _, body := get(t, p.url+"/api/v1/search?q=kernels"); !strings.Contains(body, `"total":2000`) {
		t.Errorf("got %.300s", body)
	}
	p.stop(t, syscall.SIGTERM)
	if got := inFolder(t, dir); len(got) != 1 || len(got[0]) != 16 {
		t.Errorf("in the folder: %q, want one generation", got)
	}
}

// TestDataReadOnly serves, as a user who may not write, what is there, and says
// what is wrong where nothing is.
func TestDataReadOnly(t *testing.T) {
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "talksearch-data-") // where any user may look
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	mode := func(folders, files fs.FileMode) {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() {
				return os.Chmod(path, folders)
			} else if err == nil {
				return os.Chmod(path, files)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	searchIn := func(source string) (string, error) {
		c := exec.Command(path, "search", "--data", dir, "--source", source, "SCHED_IDLE")
		c.Dir = "/"
		if os.Geteuid() == 0 { // whom no mode keeps from writing
			c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
			if err := os.Chmod(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		out, err := c.CombinedOutput()
		return string(out), err
	}
	if code := run(t.Context(), []string{"talksearch", "search", "--data", dir}, new(bytes.Buffer), new(bytes.Buffer)); code != 0 {
		t.Fatalf("status %d", code)
	}
	mode(0o555, 0o444)
	defer mode(0o755, 0o644)
	before := tree(t, dir)
	if out, err := searchIn("builtin:lpc2019"); err != nil || !strings.HasPrefix(out, "1 talk:") {
		t.Errorf("%v: %s", err, out)
	}
	if got := tree(t, dir); got != before {
		t.Errorf("the folder was\n%s, is\n%s", before, got)
	}
	mode(0o755, 0o644)
	for _, name := range inFolder(t, dir) {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	mode(0o555, 0o444)
	out, err := searchIn("builtin:lpc2019")
	if err == nil || !strings.HasPrefix(out, "talksearch: indexing: data folder "+dir+": mkdir ") || !strings.HasSuffix(out, "permission denied\n") {
		t.Errorf("unwritable: %v, %q", err, out)
	}
}
