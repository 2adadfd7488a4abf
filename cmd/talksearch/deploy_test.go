package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestContainer runs the program as the Dockerfile has it run: alone in a root that
// can't be written to, as a user who is not root, with a folder of its own. What Docker
// itself does is not tested.
func TestContainer(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("deploy/Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"CGO_ENABLED=0 go " + strings.Join(buildFlags, " "), "USER 65532:65532", "TALKSEARCH_DATA=/data", "FROM scratch"} {
		if !strings.Contains(string(b), want) {
			t.Errorf("there is no %q in the Dockerfile", want)
		}
	}
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	root, err := os.MkdirTemp("", "talksearch-root-") // where any user may look
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(root)
	program, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(root, "data")
	if err := errors.Join(os.Chmod(root, 0o755), os.Mkdir(data, 0o700), os.WriteFile(filepath.Join(root, "talksearch"), program, 0o755)); err != nil {
		t.Fatal(err)
	}
	// Who is not root becomes root of a namespace, which is nobody's root outside.
	alone, as := []string{"--user", "--map-root-user", "--mount"}, ""
	if os.Geteuid() == 0 {
		alone, as = []string{"--mount"}, "--userspec=65532:65532"
		if err := os.Chown(data, 65532, 65532); err != nil {
			t.Fatal(err)
		}
	}
	const mounts = `mount --bind "$ROOT" "$ROOT" && mount --bind "$ROOT/data" "$ROOT/data" && mount -o remount,bind,ro "$ROOT"`
	inside := func(script string) *exec.Cmd {
		c := exec.Command("unshare", append(alone, "sh", "-c", mounts+" && "+script)...)
		c.Env = []string{"PATH=" + os.Getenv("PATH"), "ROOT=" + root, "AS=" + as, "TALKSEARCH_ADDR=127.0.0.1:0", "TALKSEARCH_DATA=/data"}
		return c
	}
	if out, err := inside("true").CombinedOutput(); err != nil {
		t.Skipf("a root of one's own is not allowed here: %v: %s", err, out)
	}
	c := inside(`exec chroot $AS "$ROOT" /talksearch serve`)
	p := startCommand(t, c, 30*time.Second)
	if _, body := get(t, p.url+"/api/v1/search?q=bpf"); !strings.Contains(body, `"total":5`) {
		t.Errorf("got %.200s", body)
	}
	if os.Geteuid() == 0 {
		if status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.Process.Pid)); err != nil || !strings.Contains(string(status), "\nUid:\t65532\t65532") {
			t.Errorf("not of user 65532: %v, %s", err, status)
		}
		inside := fmt.Sprintf("/proc/%d/root/x", c.Process.Pid)
		if err := os.WriteFile(inside, nil, 0o600); !errors.Is(err, syscall.EROFS) {
			t.Errorf("its root can be written to: %v", err)
		}
	}
	if code := p.stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit status %d; log:\n%s", code, p.stderr)
	}
	if list, err := os.ReadDir(data); err != nil || len(list) != 1 {
		t.Errorf("in the folder: %v, %v; want a generation", list, err)
	}
}

// TestUnit has systemd look at the unit, where there is a systemd.
func TestUnit(t *testing.T) {
	t.Parallel()
	const most = 15 // of its score of exposure, 0 to 100
	path, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("there is no systemd-analyze here")
	}
	b, err := os.ReadFile("deploy/talksearch.service")
	if err != nil {
		t.Fatal(err)
	}
	program, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	unit := filepath.Join(t.TempDir(), "talksearch.service")
	write(t, unit, strings.Replace(string(b), "/usr/local/bin/talksearch", program, 1))
	plain := filepath.Join(t.TempDir(), "plain.service")
	write(t, plain, "[Service]\nExecStart="+program+"\n")
	if out, err := exec.Command(path, "verify", plain).CombinedOutput(); err != nil || len(out) > 0 {
		t.Skipf("systemd-analyze can't verify anything here: %v: %s", err, out)
	}
	if out, err := exec.Command(path, "verify", unit).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v: %s", err, out)
	}
	out, err := exec.Command(path, "security", "--offline=true", fmt.Sprintf("--threshold=%d", most), "--no-pager", unit).CombinedOutput()
	if err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
