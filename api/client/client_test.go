// Package client makes a client from the API's document with a generator that is not
// ours, and uses it against the real program. It is a module of its own, so that the
// program does not depend on the generator.
package client

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	// What the generated client imports, to be kept in go.mod.
	_ "github.com/oapi-codegen/runtime"
	_ "github.com/oapi-codegen/runtime/types"
)

const document = "../openapi.json"

func TestGenerated(t *testing.T) {
	// Below the module, whose dependencies the client needs.
	dir, err := os.MkdirTemp(".", "generated-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	use, err := os.ReadFile("testdata/use.go")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "use.go"), use, 0o600); err != nil {
		t.Fatal(err)
	}
	client := filepath.Join(dir, "client.go")
	output(t, ".", "go", "tool", "oapi-codegen", "-generate", "types,client", "-package", "main", "-o", client, document)
	program := filepath.Join(t.TempDir(), "use")
	output(t, ".", "go", "build", "-o", program, client, filepath.Join(dir, "use.go"))
	example := filepath.Join(dir, "example.go")
	if err := os.WriteFile(example, []byte(readExample(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	shown := filepath.Join(t.TempDir(), "example")
	output(t, ".", "go", "build", "-o", shown, client, example)
	server := serve(t)

	want := strings.Join([]string{
		"200 4 1 2 /api/v1/search?-track=Keynote&facets=day%2Ctrack&page=2&per_page=2&q=bpf&track=Microconferences",
		"lpc2019/bpf-mc BPF MC microconference 2019-09-11 15:00 +0100 2019-09-11 true Alexei Starovoitov true",
		"lpc2019/tracing-mc Tracing MC microconference 2019-09-11 10:00 +0100 2019-09-11 true Steven Rostedt false",
		"no-cache true",
		"lpc2019/bpf-mc true",
		"400 /api/v1/reference#problem-parameter per_page",
		"Scheduler MC 210 Europe/Lisbon 9 true true",
		"404 no such talk: lpc2019/nothing",
		"1 [lpc2019/nothing]",
		"Dhaval Giani 2",
		"Dhaval Giani 2019-09-09 2 lpc2019/testing-and-fuzzing-mc",
		"Dhaval Giani person",
		"46 2019-09-11",
		"lpc2019 built in",
		"200 BEGIN:VCALENDAR",
		"304",
	}, "\n")
	if got := strings.TrimSpace(output(t, ".", program, server)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	want = "lpc2019/bpf-mc BPF MC\nlpc2019/tracing-mc Tracing MC\n"
	if got := output(t, ".", shown, server); !strings.HasPrefix(got, want) || strings.Count(got, "\n") != 4 {
		t.Errorf("README's program: got\n%s\nwant\n%s and two more", got, want)
	}
}

// readExample returns the Go program that README shows.
func readExample(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for line := range strings.Lines(string(text)) {
		code, indented := strings.CutPrefix(line, "    ")
		switch {
		case b.Len() == 0 && code != "package main\n":
		case indented:
			b.WriteString(code)
		case line == "\n":
			b.WriteString(line)
		default:
			return b.String()
		}
	}
	t.Fatal("README has no Go program, or nothing after it")
	return ""
}

// serve runs the program and returns its address.
func serve(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "talksearch")
	output(t, "../..", "go", "build", "-o", program, "./cmd/talksearch")
	cmd := exec.Command(program, "serve", "--addr", "127.0.0.1:0")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	_, address, ok := strings.Cut(strings.TrimSpace(line), "ready on ")
	if !ok {
		t.Fatalf("said %q, %v", line, err)
	}
	return address
}

func output(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, stderr.String())
	}
	return string(out)
}
