package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// built is the folder of the program under test, "" before it is built.
var built string

// buildFlags are those by which operators are told to build the program.
var buildFlags = []string{"build", "-trimpath", "-ldflags=-s"}

// binary builds the program as it is deployed, once, and returns its path.
var binary = sync.OnceValues(func() (string, error) {
	var err error
	if built, err = os.MkdirTemp("", "talksearch-test-"); err != nil {
		return "", err
	}
	path := filepath.Join(built, "talksearch")
	c := exec.Command("go", append(buildFlags, "-o", path, ".")...)
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := c.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building: %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	if os.Getenv(constantVariable) != "" {
		_ = serveConstant()
		return
	}
	code := m.Run()
	stopChromium()
	if built != "" {
		os.RemoveAll(built)
	}
	os.Exit(code)
}

// A process is a running server.
type process struct {
	cmd    *exec.Cmd
	url    string // without the last slash
	ready  time.Duration
	stderr *bytes.Buffer
}

// start runs the server on a free port, with further arguments and environment,
// and waits until it says that it is ready.
func start(tb testing.TB, env []string, args ...string) *process {
	tb.Helper()
	return startWithin(tb, 30*time.Second, env, args...)
}

// startWithin is start for servers that may take longer, or have to be faster.
func startWithin(tb testing.TB, patience time.Duration, env []string, args ...string) *process {
	tb.Helper()
	path, err := binary()
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.Command(path, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	cmd.Env = append(os.Environ(), env...)
	return startCommand(tb, cmd, patience)
}

// startCommand starts a command that runs the server, and waits until that is ready.
func startCommand(tb testing.TB, cmd *exec.Cmd, patience time.Duration) *process {
	tb.Helper()
	p := &process{cmd: cmd, stderr: new(bytes.Buffer)}
	p.cmd.Stderr = p.stderr
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	began := time.Now()
	if err := p.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if p.cmd.ProcessState == nil {
			_ = p.cmd.Process.Kill()
			_ = p.cmd.Wait()
		}
	})
	said := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(stdout).ReadString('\n')
		said <- line
	}()
	select {
	case line := <-said:
		p.ready = time.Since(began)
		_, address, ok := strings.Cut(strings.TrimSpace(line), "ready on ")
		if !ok {
			_ = p.cmd.Process.Kill()
			_ = p.cmd.Wait()
			tb.Fatalf("said %q, want that it is ready; log:\n%s", line, p.stderr)
		}
		p.url = strings.TrimSuffix(address, "/")
	case <-time.After(patience):
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
		tb.Fatalf("not ready after %s; log:\n%s", patience, p.stderr)
	}
	return p
}

// stop sends a signal and returns the exit status.
func (p *process) stop(tb testing.TB, sig os.Signal) int {
	tb.Helper()
	if err := p.cmd.Process.Signal(sig); err != nil {
		tb.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- p.cmd.Wait() }()
	select {
	case err := <-done:
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			tb.Fatal(err)
		}
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(15 * time.Second):
		tb.Fatalf("still running 15 s after %v; log:\n%s", sig, p.stderr)
	}
	return -1
}

func get(tb testing.TB, url string) (int, string) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		tb.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		tb.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return res.StatusCode, string(body)
}
