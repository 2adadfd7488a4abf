package main

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// faults are what may happen. Each leaves the newest version in the source.
var faults = []struct {
	name string
	do   func(t *testing.T, h *chaos)
}{
	{"killed while starting", killedStarting},
	{"killed while refreshing", killedRefreshing},
	{"stopped while refreshing", stoppedRefreshing},
	{"two start, one is killed", twoOfWhichOneIsKilled},
	{"damaged file", damagedFile},
	{"full disk", fullDisk},
	{"file too large", fileTooLarge},
	{"read-only folder", readOnlyFolder},
	{"source gone", func(t *testing.T, h *chaos) { failingSource(t, h, func() error { return os.Remove(h.source) }) }},
	{"source turns to garbage", func(t *testing.T, h *chaos) {
		failingSource(t, h, func() error { replaceFile(t, h.source, "\x00 no programme", h.version+1000); return nil })
	}},
	{"source is cut off", func(t *testing.T, h *chaos) {
		failingSource(t, h, func() error {
			b, err := os.ReadFile(h.source)
			if err == nil {
				replaceFile(t, h.source, string(b[:len(b)/2]), h.version+2000)
			}
			return err
		})
	}},
}

// killedStarting kills servers while they start, most often while they build.
func killedStarting(t *testing.T, h *chaos) {
	h.next(t)
	for range 4 {
		c := h.command(t)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		h.sometime()
		_ = c.Process.Kill()
		_ = c.Wait()
		h.kills++
	}
}

// killedRefreshing kills a server at some moment of reading, building and putting in
// place; until then its answers are whole ones.
func killedRefreshing(t *testing.T, h *chaos) {
	p := h.start(t)
	old := h.version
	h.next(t)
	h.reload(t, p, nil)
	end := time.Now().Add(time.Duration(rand.Int64N(int64(h.takes) + 1)))
	for now := old; time.Now().Before(end); {
		now = h.ask(t, p, now, h.version) // and never goes back
	}
	h.kill(p)
}

// stoppedRefreshing is killedRefreshing by SIGTERM.
func stoppedRefreshing(t *testing.T, h *chaos) {
	p := h.start(t)
	old := h.version
	h.next(t)
	h.reload(t, p, nil)
	h.sometime()
	h.ask(t, p, old, h.version)
	if code := p.stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit status %d; log:\n%s", code, p.stderr)
	}
}

// twoOfWhichOneIsKilled starts two servers that have the same to build.
func twoOfWhichOneIsKilled(t *testing.T, h *chaos) {
	h.next(t)
	c := h.command(t)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	killed := make(chan struct{})
	go func() {
		defer close(killed)
		h.sometime()
		_ = c.Process.Kill()
		_ = c.Wait()
	}()
	p := h.start(t)
	<-killed
	h.ask(t, p, h.version, h.version)
	h.kill(p)
	h.kills++
}

// damagedFile does something to a file of a generation.
func damagedFile(t *testing.T, h *chaos) {
	var files []string
	err := filepath.WalkDir(h.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && !strings.Contains(path, ".damaged-") {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("files in the folder: %d, %v", len(files), err)
	}
	path := files[rand.IntN(len(files))]
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	kind := []string{"removed", "truncated", "flipped"}[rand.IntN(3)]
	switch {
	case kind == "removed":
		err = os.Remove(path)
	case len(b) == 0: // a lock
	case kind == "truncated":
		err = os.Truncate(path, rand.Int64N(int64(len(b))))
	default:
		b[rand.IntN(len(b))] ^= byte(1 << rand.IntN(8))
		err = os.WriteFile(path, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Base(path)
	if filepath.Ext(name) == ".zap" {
		name = "*.zap"
	}
	h.damaged[name+" "+kind]++
}

// fullDisk has a server refresh in a folder of its own, in which there is room for one
// generation and not for two.
func fullDisk(t *testing.T, h *chaos) {
	c := mounted(t, h, fmt.Sprintf(`mount -t tmpfs -o size=%d tmpfs "$DIR"`, h.size*3/2))
	if c == nil {
		return
	}
	failingIndex(t, h, startCommand(t, c, 30*time.Second))
}

// fileTooLarge has a server refresh that may write no more than 8 KiB to a file.
func fileTooLarge(t *testing.T, h *chaos) {
	failingIndex(t, h, startCommand(t, wrapped(h.command(t), "ulimit -f 16"), 30*time.Second))
}

// readOnlyFolder has a server refresh that can't write to its folder.
func readOnlyFolder(t *testing.T, h *chaos) {
	c := mounted(t, h, `mount --bind "$DIR" "$DIR" && mount -o remount,bind,ro "$DIR"`)
	if c == nil {
		return // TestDataReadOnly has it by the folder's mode
	}
	before := sizeOf(t, h.dir)
	failingIndex(t, h, startCommand(t, c, 30*time.Second))
	if got := sizeOf(t, h.dir); got != before {
		t.Errorf("the folder had %d bytes and has %d", before, got)
	}
}

// mounted returns the command of a server for which something is mounted at the
// folder, DIR, that nobody else sees; nil where that is not allowed.
func mounted(t *testing.T, h *chaos, script string) *exec.Cmd {
	alone := []string{"--user", "--map-root-user", "--mount"}
	inside := func(c *exec.Cmd) *exec.Cmd {
		c = exec.Command("unshare", append(alone, wrapped(c, script).Args...)...)
		c.Env = append(os.Environ(), "DIR="+h.dir)
		return c
	}
	if out, err := inside(exec.Command("true")).CombinedOutput(); err != nil {
		t.Logf("nothing can be mounted here, so that folders that are full or can only be read are left out: %v: %s", err, out)
		return nil
	}
	return inside(h.command(t))
}

// wrapped has a shell run a command after something else.
func wrapped(c *exec.Cmd, script string) *exec.Cmd {
	return exec.Command("sh", append([]string{"-c", script + ` && exec "$@"`, "sh"}, c.Args...)...)
}

// failingIndex has a server refresh that can't write what it builds. It serves on.
func failingIndex(t *testing.T, h *chaos, p *process) {
	old := h.version
	h.ask(t, p, old, old)
	h.next(t)
	h.reload(t, p, failing(t, p))
	h.ask(t, p, old, old)
	h.kill(p)
}

// failingSource has a source fail in mid-refresh, and come back.
func failingSource(t *testing.T, h *chaos, fail func() error) {
	p := h.start(t)
	old := h.version
	h.next(t)
	h.reload(t, p, nil)
	h.sometime()
	if err := fail(); err != nil {
		t.Fatal(err)
	}
	h.reload(t, p, failing(t, p))
	old = h.ask(t, p, old, h.version)
	h.next(t)
	if rand.IntN(2) == 0 {
		h.reload(t, p, func() bool { return h.ask(t, p, old, h.version) == h.version })
	}
	h.kill(p)
}
