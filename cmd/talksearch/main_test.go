package main

import (
	"bytes"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/goccy/go-json"
)

func TestServe(t *testing.T) {
	p := start(t, nil)
	if status, body := get(t, p.url+"/readyz"); status != 200 || !strings.HasPrefix(body, `{"status":"ready","conferences":1,"talks":46,"sources":[{"name":"built in",`) {
		t.Errorf("readyz: got %d %s", status, body)
	}
	_, body := get(t, p.url+"/api/v1/search?q=bpf")
	var answer struct {
		Meta    struct{ Total int }
		Results []struct{ ID string }
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatal(err)
	}
	if answer.Meta.Total != 5 || answer.Results[0].ID != "lpc2019/bpf-mc" {
		t.Errorf("search: got %+v", answer)
	}
	if code := p.stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("after SIGTERM: exit status %d, want 0; log:\n%s", code, p.stderr)
	}
	if conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://")); err == nil {
		conn.Close()
		t.Error("still listening after SIGTERM")
	}
}

func TestServeByEnvironment(t *testing.T) {
	p := start(t, []string{"TALKSEARCH_LOG_LEVEL=debug"})
	get(t, p.url+"/healthz")
	if code := p.stop(t, os.Interrupt); code != 0 {
		t.Errorf("after SIGINT: exit status %d, want 0", code)
	}
	if !strings.Contains(p.stderr.String(), "uri=/healthz status=200") {
		t.Errorf("log on level debug: got\n%s", p.stderr)
	}
}

func TestAddressTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), []string{"talksearch", "serve", "--addr", l.Addr().String()}, &stdout, &stderr)
	if got := stderr.String(); code != 1 || !strings.HasPrefix(got, "talksearch: listening on 127.0.0.1:") || strings.Count(got, "\n") != 1 {
		t.Errorf("got status %d and %q, want 1 and one line", code, got)
	}
}

func TestEnvironment(t *testing.T) {
	for _, c := range []struct {
		variable, value, command string
		code                     int
		stderr                   string
	}{
		{"TALKSEARCH_LIMIT", "abc", "search x", 2, "talksearch: "},
		{"TALKSEARCH_LIMIT", "0", "search x", 2, "talksearch: TALKSEARCH_LIMIT 0: want a whole number from 1 to 100\n"},
		{"TALKSEARCH_LIMIT", "", "search x", 0, ""},
		{"TALKSEARCH_ADDR", "zzz", "serve", 2, "talksearch: TALKSEARCH_ADDR \"zzz\": want host:port"},
		{"TALKSEARCH_CACHE_BYTES", "-1", "serve", 2, "talksearch: TALKSEARCH_CACHE_BYTES -1: want a whole number of bytes, or 0 to keep no answers\n"},
		{"TALKSEARCH_LOG_LEVEL", "loud", "serve", 2, "talksearch: TALKSEARCH_LOG_LEVEL \"loud\": want one of"},
		{"TALKSEARCH_REFRESH", "1ms", "serve", 2, "talksearch: TALKSEARCH_REFRESH 1ms: want a second or more"},
		{"TALKSEARCH_SOURCE", "/no/such.json\n/none, either", "search x", 1, "talksearch: such.json: no such file or directory none, either: "},
	} {
		t.Run(c.variable+"="+c.value, func(t *testing.T) {
			t.Setenv(c.variable, c.value)
			var stdout, stderr bytes.Buffer
			if code := run(t.Context(), append([]string{"talksearch"}, strings.Fields(c.command)...), &stdout, &stderr); code != c.code {
				t.Errorf("status %d, want %d", code, c.code)
			}
			if got := stderr.String(); !strings.HasPrefix(got, c.stderr) || c.stderr == "" && got != "" || strings.Count(got, "\n") > 1 {
				t.Errorf("stderr: got %q, want one line beginning %q", got, c.stderr)
			}
		})
	}
}

func TestCommandLine(t *testing.T) {
	for _, c := range []struct {
		name   string
		args   string
		code   int
		stdout string // part of what is printed
		stderr string
	}{
		{"search", "search SCHED_IDLE", 0, "1 talk:\n\nMon 2019-09-09 15:00–18:30  [Microconferences]  Scheduler MC\n", ""},
		{"topics", "search SCHED_IDLE", 0, "    · Improving scheduling latency with SCHED_IDLE task\n", ""},
		{"exclusion", "search -- bpf -microconference", 0, "1 talk:\n\nTue 2019-09-10 10:00–10:45  [LPC Refereed Track]  BPF is eating the world", ""},
		{"no result", "search nosuchword", 0, "no talk matches; try fewer words", ""},
		{"warning", "search titel:bpf", 0, "note: there is no field \"titel\"", ""},
		{"limit", "search --limit 2", 0, "46 talks, the first 2:\n", ""},
		{"version", "version", 0, "talksearch ", ""},
		{"help", "--help", 0, "serve", ""},
		{"the word help", "search help", 0, "3 talks:\n", ""},
		{"exclusion without --", "search bpf -android", 2, "", "talksearch: flag provided but not defined: -android; put -- before a query"},
		{"bad port", "serve --addr :99999", 2, "", "talksearch: --addr \":99999\": want host:port"},
		{"bad limit", "search --limit 0 x", 2, "", "talksearch: --limit 0: want a whole number from 1 to 100\n"},
		{"no number", "search --limit x y", 2, "", "talksearch: invalid value"},
		{"unknown flag", "serve --port 80", 2, "", "talksearch: flag provided but not defined: -port\n"},
		{"unknown command", "sreve", 2, "", "talksearch: there is no command \"sreve\""},
		{"stray argument", "serve now", 2, "", "talksearch: serve takes no arguments; found \"now\"\n"},
		{"bad level", "serve --log-level loud", 2, "", "talksearch: --log-level \"loud\": want one of debug, info, warn, error\n"},
		{"bad size", "serve --cache-bytes 64M", 2, "", "talksearch: invalid value \"64M\" for flag -cache-bytes"},
		{"bad address", "serve --addr here", 2, "", "talksearch: --addr \"here\": want host:port"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			code := run(t.Context(), append([]string{"talksearch"}, strings.Fields(c.args)...), &stdout, &stderr)
			if code != c.code {
				t.Errorf("status %d, want %d", code, c.code)
			}
			if !strings.Contains(stdout.String(), c.stdout) || c.stdout == "" && stdout.Len() > 0 {
				t.Errorf("stdout: got %q, want %q", stdout.String(), c.stdout)
			}
			if !strings.HasPrefix(stderr.String(), c.stderr) || c.stderr == "" && stderr.Len() > 0 || strings.Count(stderr.String(), "\n") > 1 {
				t.Errorf("stderr: got %q, want one line beginning %q", stderr.String(), c.stderr)
			}
		})
	}
}
