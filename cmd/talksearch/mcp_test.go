package main

import (
	"context"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// TestMCP speaks to the real program with the protocol's own client: over standard
// input and output, and over HTTP to a running server.
func TestMCP(t *testing.T) {
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "conf.json")
	write(t, file, strings.Replace(programme, `"start":"2021-03-01T12:00:00+01:00"`, `"start":"2021-03-01T11:15:00+01:00"`, 1))
	server := start(t, []string{"TALKSEARCH_PUBLIC_URL=https://talks.test"}, "--source", "builtin:lpc2019", "--source", file)
	for name, transport := range map[string]mcp.Transport{
		"stdio": &mcp.CommandTransport{Command: exec.Command(path, "mcp", "--source", "builtin:lpc2019", "--source", file, "--public-url", "https://talks.test")},
		"http":  &mcp.StreamableClientTransport{Endpoint: server.url + mcpPath, DisableStandaloneSSE: true},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(ctx, transport, nil)
			if err != nil {
				t.Fatal(err)
			}
			testTools(ctx, t, session)
			testResources(ctx, t, session)
			if err := session.Close(); err != nil {
				t.Errorf("closing: %v", err)
			}
		})
	}
}

func testTools(ctx context.Context, t *testing.T, session *mcp.ClientSession) {
	list, err := session.ListTools(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range list.Tools {
		names = append(names, tool.Name)
		if !tool.Annotations.ReadOnlyHint || tool.Description == "" {
			t.Errorf("%s: %+v, %q", tool.Name, tool.Annotations, tool.Description)
		}
	}
	slices.Sort(names)
	if want := []string{"find_conflicts", "get_talk", "list_facets", "search_talks"}; !slices.Equal(names, want) {
		t.Errorf("tools: got %q, want %q", names, want)
	}
	type in map[string]any
	for _, c := range []struct {
		tool  string
		in    in
		wrong bool
		has   []string
		hasnt string
	}{
		{"search_talks", in{"query": "SCHED_IDLE"}, false, []string{
			"1 talk matches:\n\n1. Scheduler MC\n   Mon 2019-09-09 15:00–18:30, Microconferences, Linux Plumbers Conference 2019\n   Juri Lelli, Vincent Guittot,",
			"   id: lpc2019/scheduler-mc\n   https://talks.test/talks/lpc2019/scheduler-mc\n", "   Topic: Improving scheduling latency with SCHED_IDLE task\n",
			"On the texts of Linux Plumbers Conference 2019: Titles, times"}, ""},
		{"search_talks", in{"query": "bpf", "limit": 2, "page": 2, "track": []string{"Microconferences"}}, false, []string{"4 talks match; 3 to 4:", "\n3. "}, "\n1. "},
		{"search_talks", in{"year": []string{"2021"}, "sort": "-time"}, false, []string{"3 talks match:\n\n1. Going, gone"}, ""},
		{"search_talks", in{"query": "bpf android"}, false, []string{"Note: no talk has all of these words; these have most of them."}, ""},
		{"search_talks", in{"query": "nosuchword"}, false, []string{"No talk matches."}, ""},
		{"search_talks", in{"day": []string{"tuesday"}}, true, []string{"search_talks: day=tuesday is not a day; want YYYY-MM-DD"}, ""},
		{"search_talks", in{"limit": 500}, true, []string{"limit=500 is not from 1 to 50"}, ""},
		{"search_talks", in{"qeury": "x"}, true, []string{"qeury"}, ""},
		{"search_talks", in{"query": 7}, true, []string{"query"}, ""},
		{"get_talk", in{"id": "lpc2019/scheduler-mc"}, false, []string{"# Scheduler MC\n", "- Time zone: Europe/Lisbon\n", "- People: Juri Lelli (lead),", "- Source: https://talks.test/talks/lpc2019/scheduler-mc\n", "6. Improving scheduling latency"}, ""},
		{"get_talk", in{"id": "lpc2019/nothing"}, true, []string{"no such talk: lpc2019/nothing; search_talks tells the ids"}, ""},
		{"get_talk", in{"id": "nothing"}, true, []string{`id "nothing": want conference/talk`}, ""},
		{"get_talk", in{}, true, []string{"id"}, ""},
		{"list_facets", in{}, false, []string{"49 talks. The most frequent values", "- conference: lpc2019 (46); conf (3)\n", "- speaker: ", "; and more\n"}, ""},
		{"list_facets", in{"facet": "speaker", "prefix": "gia"}, false, []string{"1 value of speaker, with the number of talks:\n- Dhaval Giani (2)\n"}, ""},
		{"list_facets", in{"facet": "speaker", "limit": 2, "query": "bpf"}, false, []string{"; 2 of them from 1 on, with"}, ""},
		{"list_facets", in{"facet": "speakers"}, true, []string{`there is no facet "speakers"; want one of [conference year`}, ""},
		{"list_facets", in{"limit": 2}, true, []string{"of use with a facet only"}, ""},
		{"find_conflicts", in{"ids": []string{"lpc2019/scheduler-mc", "lpc2019/toolchains-mc", "lpc2019/distribution-kernels-mc"}}, false, []string{
			"1 conflict among 3 talks:", "Mon 2019-09-09 10:00–13:30, 210 minutes:\n   Distribution Kernels MC [lpc2019/distribution-kernels-mc]\n   Toolchains MC [lpc2019/toolchains-mc]\n   https://talks.test/"}, ""},
		{"find_conflicts", in{"ids": []string{"conf/moves"}}, false, []string{"1 talk is held while Moving target [conf/moves] is, Mon 2021-03-01 11:00–11:30, A, Conf:\n\n- Going, gone\n"}, ""},
		{"find_conflicts", in{"ids": []string{"conf/stays", "conf/stays"}}, false, []string{"Nothing else is held while Kernel talk"}, ""},
		{"find_conflicts", in{"conference": []string{"conf"}}, false, []string{"1 conflict among 3 talks:\n\nMon 2021-03-01 11:15–11:30, 15 minutes:"}, ""},
		{"find_conflicts", in{}, true, []string{"nothing is chosen"}, ""},
		{"find_conflicts", in{"ids": []string{"conf/moves"}, "query": "x"}, true, []string{"both ids and a search"}, ""},
		{"find_conflicts", in{"query": "nosuchword"}, true, []string{"0 talks match; want 1 to 100"}, ""},
		{"find_conflicts", in{"ids": []string{"conf/x"}}, true, []string{"no such talk"}, ""},
	} {
		result, err := session.CallTool(ctx, &mcp.CallToolParams{Name: c.tool, Arguments: c.in})
		if err != nil {
			t.Errorf("%s %v: %v", c.tool, c.in, err)
			continue
		}
		text := result.Content[0].(*mcp.TextContent).Text
		if result.IsError != c.wrong {
			t.Errorf("%s %v: is an error: %t, %s", c.tool, c.in, result.IsError, text)
		}
		for _, want := range c.has {
			if !strings.Contains(text, want) {
				t.Errorf("%s %v: no %q in\n%s", c.tool, c.in, want, text)
			}
		}
		if c.hasnt != "" && strings.Contains(text, c.hasnt) {
			t.Errorf("%s %v: %q in\n%s", c.tool, c.in, c.hasnt, text)
		}
		if len(text) > 12_000 {
			t.Errorf("%s %v: %d bytes are not compact", c.tool, c.in, len(text))
		}
	}
}

func testResources(ctx context.Context, t *testing.T, session *mcp.ClientSession) {
	templates, err := session.ListResourceTemplates(ctx, nil)
	if err != nil || len(templates.ResourceTemplates) != 1 || templates.ResourceTemplates[0].URITemplate != "talksearch://talks/{conference}/{id}" {
		t.Errorf("templates: %v, %+v", err, templates)
	}
	for uri, want := range map[string]string{
		"talksearch://conferences":                  "- conf: Conf, ",
		"talksearch://talks/lpc2019/scheduler-mc":   "# Scheduler MC\n",
		"talksearch://talks/lpc2019/%73cheduler-mc": "# Scheduler MC\n",
	} {
		r, err := session.ReadResource(ctx, &mcp.ReadResourceParams{URI: uri})
		if err != nil || len(r.Contents) != 1 || !strings.Contains(r.Contents[0].Text, want) || r.Contents[0].MIMEType != "text/markdown" {
			t.Errorf("%s: %v, %+v", uri, err, r)
		}
	}
	for _, uri := range []string{"talksearch://talks/lpc2019/nothing", "talksearch://talks/lpc2019", "talksearch://x"} {
		if _, err := session.ReadResource(ctx, &mcp.ReadResourceParams{URI: uri}); err == nil {
			t.Errorf("%s: no error", uri)
		}
	}
}

// TestMCPOverHTTP looks at what of the protocol's HTTP is not the client's matter.
func TestMCPOverHTTP(t *testing.T) {
	server := newTestServer(t)
	for _, c := range []struct {
		method string
		body   string
		status int
	}{
		{http.MethodPost, strings.Repeat("x", 300<<10), http.StatusRequestEntityTooLarge},
		{http.MethodPost, "{", http.StatusBadRequest},
		{http.MethodGet, "", http.StatusMethodNotAllowed}, // there is nothing that a server tells unasked
		{http.MethodDelete, "", http.StatusMethodNotAllowed},
		{http.MethodOptions, "", http.StatusNoContent},
	} {
		r, err := http.NewRequestWithContext(t.Context(), c.method, server.URL+mcpPath, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", "application/json, text/event-stream")
		r.Header.Set("Origin", "https://elsewhere.test")
		r.Host = "talks.example.org" // as behind a proxy
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != c.status || res.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s with %d bytes: got %d, %v; want %d", c.method, len(c.body), res.StatusCode, res.Header, c.status)
		}
		if c.status == http.StatusMethodNotAllowed && (res.Header.Get("Allow") != "OPTIONS, POST" || res.Header.Get("Content-Type") != "application/problem+json") {
			t.Errorf("%s: got %v", c.method, res.Header)
		}
	}
}

// postMCP sends one message to a server, without the protocol's client.
func postMCP(tb testing.TB, server, message string) (status int, body string) {
	tb.Helper()
	r, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, server+mcpPath, strings.NewReader(message))
	if err != nil {
		tb.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json, text/event-stream")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		tb.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return res.StatusCode, string(b)
}
