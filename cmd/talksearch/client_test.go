package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/goccy/go-json"

	"talksearch/corpus/vocabulary"
	"talksearch/index/bleveindex"
)

// searching runs the command and returns what it prints.
func searching(t *testing.T, code int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	if got := run(t.Context(), append([]string{"talksearch", "search"}, args...), &out, &err); got != code {
		t.Errorf("%q: exit status %d, want %d; %s", args, got, code, err.String())
	}
	return out.String(), err.String()
}

// TestSearchServer asks a server what it also asks the sources, and gets the same but
// for the links.
func TestSearchServer(t *testing.T) {
	engine, err := bleveindex.Open(bleveindex.Options{Vocabulary: vocabulary.Default()})
	if err != nil {
		t.Fatal(err)
	}
	server := serveIn(t, engine)
	for _, args := range []string{
		"SCHED_IDLE", "bpf", "--limit 3 kernel", "--limit 3 --page 2 kernel", "--track Microconferences --not day=2019-09-09 --sort title", "--speaker giani", "--kind TALK --day 2019-09-10",
		"nosuchword", "verifer", "bpf android", "titel:bpf", "--color always bpf", "--page 9 bpf", "--speaker dhaval\u00a0giani",
	} {
		list := strings.Split(args, " ")
		here, _ := searching(t, 0, list...)
		there, _ := searching(t, 0, append([]string{"--server", server.URL + "/"}, list...)...)
		if got := strings.ReplaceAll(there, server.URL+"/talks/", ""); got != here {
			t.Errorf("%s: the server\n%s\nand here\n%s", args, got, here)
		}
		if strings.Contains(here, "lpc2019/") != strings.Contains(there, server.URL+"/talks/lpc2019/") {
			t.Errorf("%s: links: %s\n%s", args, here, there)
		}
	}
	if out, _ := searching(t, 0, "--public-url", "https://talks.test", "SCHED_IDLE"); !strings.Contains(out, "    https://talks.test/talks/lpc2019/scheduler-mc\n") {
		t.Errorf("with an address: %s", out)
	}
}

func TestSearchForms(t *testing.T) {
	server := newTestServer(t)
	for _, from := range [][]string{nil, {"--server", server.URL}} {
		out, _ := searching(t, 0, append(from, "--json", "--limit", "2", "bpf")...)
		var answer struct {
			Meta    struct{ Total int }
			Results []struct{ ID string }
			Facets  []json.RawMessage
		}
		if err := json.Unmarshal([]byte(out), &answer); err != nil || answer.Meta.Total != 5 || len(answer.Results) != 2 || answer.Results[0].ID != "lpc2019/bpf-mc" || len(answer.Facets) != 8 {
			t.Errorf("%q: JSON: %v, %+v", from, err, answer)
		}
		out, _ = searching(t, 0, append(from, "--ics", "SCHED_IDLE")...)
		if events := eventsOf(t, out); len(events) != 1 || events["scheduler-mc@lpc2019.talksearch"] == nil {
			t.Errorf("%q: calendar: %v", from, events)
		}
		if links := strings.Contains(out, "URL"); links != (from != nil) { // there is no address to lead to here
			t.Errorf("%q: calendar with links: %t", from, links)
		}
		out, _ = searching(t, 0, append(from, "--csv")...)
		if rows, err := csv.NewReader(strings.NewReader(out)).ReadAll(); err != nil || len(rows) != 47 {
			t.Errorf("%q: table of %d lines, %v; want all", from, len(rows), err)
		}
		if out, _ = searching(t, 0, append(from, "--jsonl", "--limit", "3")...); strings.Count(out, "\n") != 3 {
			t.Errorf("%q: %d lines, want 3", from, strings.Count(out, "\n"))
		}
	}
}

func TestSearchFails(t *testing.T) {
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("q") {
		case "problem":
			w.WriteHeader(http.StatusTooManyRequests)
			_, _ = w.Write([]byte(`{"detail":"slow\u001b[31m down"}`))
		case "text":
			http.Error(w, "what?", http.StatusTeapot)
		case "broken":
			_, _ = w.Write([]byte(`{"results":[`))
		case "evil":
			_, _ = w.Write([]byte(`{"meta":{"total":1,"page":1,"per_page":10},"results":[{"title":"\u001b]0;x\u0007","snippet":"a\u009bb","links":{"page":"/x"}}]}`))
		}
	}))
	defer refusing.Close()
	for _, c := range []struct {
		args, want string
		code       int
	}{
		{"--server " + refusing.URL + " problem", "talksearch: the server answers 429 Too Many Requests: slow[31m down\n", 1},
		{"--server " + refusing.URL + " text", "talksearch: the server answers 418 I'm a teapot\n", 1},
		{"--server " + refusing.URL + " broken", "talksearch: the server's answer can't be read: ", 1},
		{"--server http://127.0.0.1:1 x", `talksearch: Get "http://127.0.0.1:1/api/v1/search?`, 1},
		{"--server talks.example.org x", `talksearch: --server "talks.example.org": want http or https, a host and nothing after it`, 2},
		{"--not x=y z", `talksearch: --not "x=y": want a facet and a value`, 2},
		{"--day tuesday z", "talksearch: day=tuesday is not a day; want YYYY-MM-DD", 2},
		{"--sort tim z", "talksearch: sort=tim is not known; want one of relevance, time, -time, title", 2},
		{"--page 0 z", "talksearch: page=0 is not a whole number", 2},
		{"--json --ics z", "talksearch: option json cannot be set along with option ics", 2},
		{"--color maybe z", `talksearch: --color "maybe": want auto, always or never`, 2},
	} {
		stdout, stderr := searching(t, c.code, strings.Fields(c.args)...)
		if !strings.HasPrefix(stderr, c.want) || stdout != "" || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: got %q, %q; want %q", c.args, stdout, stderr, c.want)
		}
	}
	out, _ := searching(t, 0, "--server", refusing.URL, "--color", "always", "evil")
	if strings.ContainsAny(out, "\a\u009b") || strings.Contains(out, "\x1b]") {
		t.Errorf("what a server sends reaches the terminal: %q", out)
	}
}

// TestSearchPiped has a pager go away in the middle: that is no failure to tell of.
func TestSearchPiped(t *testing.T) {
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "talks.jsonl")
	var printed bytes.Buffer
	if code := run(t.Context(), []string{"talksearch", "generate", "--talks", "500", "-o", file}, &printed, &printed); code != 0 { // more than a pipe holds
		t.Fatalf("%d, %s", code, printed.String())
	}
	for _, form := range []string{"--jsonl", "--csv"} {
		cmd := exec.CommandContext(t.Context(), path, "search", form, "--source", file)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(out, make([]byte, 100)); err != nil {
			t.Errorf("%s: %v", form, err)
		}
		out.Close()
		err = cmd.Wait()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGPIPE || stderr.Len() > 0 {
			t.Errorf("%s: ended with %v, having said %q; want by the signal, saying nothing", form, err, stderr.String())
		}
	}
}

// TestCompletion completes commands and flags, and has each shell that is there read
// its script.
func TestCompletion(t *testing.T) {
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]string{"": "search:", "search --tr": "--track:", "search --sp": "--speaker:", "serve --ra": "--rate-limit:", "mcp --pub": "--public-url:"} {
		list := append(strings.Fields(args), "--generate-shell-completion")
		if out, err := exec.CommandContext(t.Context(), path, list...).CombinedOutput(); err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%q: got %v, %s", args, err, out)
		}
	}
	for shell, want := range map[string]string{"bash": "complete", "zsh": "compdef", "fish": "complete -c talksearch"} {
		script, err := exec.CommandContext(t.Context(), path, "completion", shell).Output()
		if err != nil || !strings.Contains(string(script), want) {
			t.Errorf("%s: got %v, %s", shell, err, script)
		}
		there, err := exec.LookPath(shell)
		if err != nil {
			t.Logf("there is no %s to read its script: %v", shell, err)
			continue
		}
		read := exec.CommandContext(t.Context(), there, "-n", "/dev/stdin")
		read.Stdin = bytes.NewReader(script)
		if out, err := read.CombinedOutput(); err != nil {
			t.Errorf("%s: %v, %s", shell, err, out)
		}
	}
}
