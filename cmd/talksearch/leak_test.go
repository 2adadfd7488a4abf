package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// TestLeaks runs servers in this process, with clients that leave before they have
// their answer, with reloads, and with a source that fails in between. When a server
// is stopped, no goroutine of its own and no open file is left.
func TestLeaks(t *testing.T) {
	logger := slog.Default()
	defer slog.SetDefault(logger)
	const token = "0123456789abcdef"
	source := filepath.Join(t.TempDir(), "v.jsonl")
	http.DefaultClient.CloseIdleConnections()
	time.Sleep(10 * time.Millisecond)
	before, files := goleak.IgnoreCurrent(), openFiles()
	for round, data := range []string{"", t.TempDir(), t.TempDir()} {
		putVersion(t, source, 1)
		ctx, stop := context.WithCancel(t.Context())
		out, said := io.Pipe()
		code := make(chan int, 1)
		log := new(strings.Builder)
		go func() {
			args := []string{"talksearch", "serve", "--addr", "127.0.0.1:0", "--metrics-address", "127.0.0.1:0", "--source", source, "--refresh", "1h", "--admin-token", token}
			if data != "" {
				args = append(args, "--data", data)
			}
			code <- run(ctx, args, said, log)
			said.Close()
		}()
		line, err := bufio.NewReader(out).ReadString('\n')
		_, url, ok := strings.Cut(strings.TrimSuffix(strings.TrimSpace(line), "/"), "ready on ")
		if err != nil || !ok {
			t.Fatalf("said %q, %v; log:\n%s", line, err, log)
		}
		for version := 2; version <= 4; version++ {
			leave(t, url, version)
			if version == 3 {
				replaceFile(t, source, "no programme", version)
			} else {
				putVersion(t, source, version)
			}
			sendWith(t, "POST", url+reloadPath, "Authorization: Bearer "+token)
			if version != 3 {
				waitUntil(t, 20*time.Second, func() bool {
					_, body := get(t, url+"/api/v1/search?q=kernel")
					return strings.Contains(body, fmt.Sprintf(`"Version %d of`, version))
				})
			}
		}
		stop()
		if got := <-code; got != 0 {
			t.Fatalf("round %d: exit status %d; log:\n%s", round, got, log)
		}
		http.DefaultClient.CloseIdleConnections()
		if err := goleak.Find(before); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}

		if got := openFiles(); got > files {
			t.Errorf("round %d: %d open files, want %d", round, got, files)
		}
	}
}

// leave asks for answers of all kinds and goes away before they are there, or when
// they have begun.
func leave(t *testing.T, url string, n int) {
	t.Helper()
	for i, path := range []string{"/api/v1/search?q=kernel&per_page=100", "/?q=scheduler", "/api/v1/search.jsonl?q=", "/api/v1/search.csv?q=kernel", "/api/v1/suggest?q=ker", "/?view=timetable", "/api/v1/talks/v/t1/related?q="} {
		for _, patience := range []time.Duration{0, 100 * time.Microsecond, time.Millisecond, 10 * time.Millisecond} {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s%s&size=%d&per_page=%d", url, path, n, 10+n*10+i), nil)
			if err != nil {
				t.Fatal(err)
			}
			if res, err := http.DefaultClient.Do(req); err == nil {
				_, _ = res.Body.Read(make([]byte, 1))
				res.Body.Close()
			}
			cancel()
		}
	}
}

// openFiles returns how many files and sockets this process has open; 0 where the
// system doesn't tell.
func openFiles() int {
	list, _ := os.ReadDir("/proc/self/fd")
	return len(list)
}
