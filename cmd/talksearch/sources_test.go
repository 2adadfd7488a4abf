package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/goccy/go-json"

	"talksearch/corpus"
	"talksearch/corpus/importer"
	"talksearch/index"
	"talksearch/index/bleveindex"
)

const programme = `{"id":"conf","title":"Conf","timezone":"Europe/Berlin","talks":[
{"id":"stays","title":"Kernel talk","start":"2021-03-01T10:00:00+01:00","minutes":30,"room":"A"},
{"id":"moves","title":"Moving target","start":"2021-03-01T11:00:00+01:00","minutes":30,"room":"A"},
{"id":"goes","title":"Going, gone","start":"2021-03-01T12:00:00+01:00","minutes":30,"room":"B"}]}`

// changed is programme with one talk moved, one gone and one new.
var changed = strings.NewReplacer(`T11:00`, `T15:30`, `"id":"goes","title":"Going, gone"`, `"id":"comes","title":"Late arrival"`).Replace(programme)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestRefreshing changes and breaks a source under a running server.
func TestRefreshing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "conf.json")
	write(t, path, programme)
	p := start(t, nil, "--source", path, "--refresh", "1s")
	wait := func(address, want string) string {
		t.Helper()
		var body string
		for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
			if _, body = get(t, p.url+address); strings.Contains(body, want) {
				return body
			}
		}
		t.Fatalf("%s: no %q after 10 s, but %s", address, want, body)
		return ""
	}
	if _, body := get(t, p.url+"/api/v1/changes"); body != `{"changes":[]}`+"\n" {
		t.Errorf("before: changes %s", body)
	}
	write(t, path, changed)
	body := wait("/api/v1/changes", `"kind":"moved"`)
	var answer struct {
		Changes []struct {
			Kind, Talk, Title string
			Old, New          *struct{ Start, Room string }
		}
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, c := range answer.Changes {
		s := c.Talk
		if c.Old != nil {
			s += " from " + c.Old.Start
		}
		if c.New != nil {
			s += " to " + c.New.Start
		}
		seen[c.Kind] = s
	}
	want := map[string]string{
		"new": "conf/comes to 2021-03-01T12:00:00+01:00", "cancelled": "conf/goes from 2021-03-01T12:00:00+01:00",
		"moved": "conf/moves from 2021-03-01T11:00:00+01:00 to 2021-03-01T15:30:00+01:00",
	}
	if !reflect.DeepEqual(seen, want) {
		t.Errorf("changes: got %v, want %v", seen, want)
	}
	for address, want := range map[string]string{
		"/talks/conf/moves":             "Moved: it was on Mon 1 Mar at 11:00 in A",
		"/talks/conf/goes":              "Cancelled: Going, gone",
		"/talks/conf/comes":             "New in the programme",
		"/?q=target":                    `<strong class="change">Moved</strong>`,
		"/api/v1/talks/conf/moves":      `"change":{"kind":"moved"`,
		"/api/v1/talks/conf/stays":      `"change":null`,
		"/api/v1/talks/conf/goes":       `was taken from the programme; noticed `,
		"/api/v1/search?q=gone&facets=": `"total":0`,
		"/api/v1/search?q=late+arrival": `"change":{"kind":"new"`,
		"/api/v1/conferences":           `"name":"conf.json","format":"talksearch JSON"`,
	} {
		if _, body := get(t, p.url+address); !strings.Contains(body, want) {
			t.Errorf("%s: no %q in %s", address, want, body)
		}
	}
	write(t, path, changed[:len(changed)/2])
	wait("/api/v1/conferences", `"error":"as talksearch JSON: `)
	wait("/readyz", `"error":"as talksearch JSON: `)
	if _, body := get(t, p.url+"/api/v1/search?q=target"); !strings.Contains(body, `"total":1`) {
		t.Errorf("after a broken refresh: %s", body)
	}
	write(t, path, programme)
	wait("/readyz", `"error":null`)
	if code := p.stop(t, syscall.SIGTERM); code != 0 || !strings.Contains(p.stderr.String(), "what was read before is still served") {
		t.Errorf("exit status %d, log:\n%s", code, p.stderr)
	}
}

func TestSourceThatCannotBeRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.html")
	write(t, path, "<!DOCTYPE html><title>Sorry</title>")
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), []string{"talksearch", "serve", "--addr", "127.0.0.1:0", "--source", path}, &stdout, &stderr)
	got := stderr.String()
	if code != 1 || stdout.Len() > 0 || !strings.Contains(got, `talksearch: page.html: is a web page with the title "Sorry" and no programme`) {
		t.Errorf("got status %d, %q, %q", code, stdout.String(), got)
	}
}

func TestOldChangesGo(t *testing.T) {
	l := newLibrary(importer.NewSet(importer.Options{}, importer.BuiltIn), bleveindex.New(), true)
	for i := range maxChanges + 5 {
		l.note([]corpus.Change{{Kind: corpus.ChangeMoved, Conference: "c", Talk: string(rune('A' + i%2000))}})
	}
	if got := len(l.Changes()); got != maxChanges {
		t.Errorf("%d changes are kept, want %d", got, maxChanges)
	}
	if _, ok := l.LatestChange("c", "A"); ok {
		t.Error("the oldest is still told")
	}
	if got := l.Changes()[0].Talk; got != string(rune('A'+maxChanges+4)) {
		t.Errorf("the first is %q, want the latest", got)
	}
}

func TestCheck(t *testing.T) {
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "good.json"), filepath.Join(dir, "bad.json")
	write(t, good, programme)
	write(t, bad, `{"id":"b","title":"B","talks":[{"id":"x","title":"X","start":"2021-03-01T10:00:00Z","end":"2021-03-01T09:00:00Z"},
{"id":"y","titel":"Y"}]}`)
	for _, c := range []struct {
		name   string
		args   []string
		code   int
		stdout []string
		stderr string
	}{
		{"good", []string{good}, 0, []string{"good.json: talksearch JSON\n  conf, Conf: 3 talks, 0 people, 0 tracks, 1 day, 0 topics\n0 errors, 0 warnings\n"}, ""},
		{"bad", []string{bad}, 1, []string{
			`error: talks[0] (line 1): talk "x": end: 2021-03-01T09:00:00Z is before the start, 2021-03-01T10:00:00Z`,
			`error: talks[1] (line 2): talk "y": title: is empty`, `did you mean "title"`, "2 errors, 2 warnings\n",
		}, "talksearch: 2 errors\n"},
		{"built in", []string{importer.BuiltIn}, 0, []string{"46 talks, 52 people, 4 tracks, 3 days, 166 topics"}, ""},
		{"none", nil, 2, nil, "talksearch: check wants a source"},
		{"missing", []string{filepath.Join(dir, "no.json"), good}, 1, []string{"good.json: talksearch JSON"}, "talksearch: no.json: no such file or directory\n"},
	} {
		var stdout, stderr bytes.Buffer
		code := run(t.Context(), append([]string{"talksearch", "check"}, c.args...), &stdout, &stderr)
		if code != c.code || !strings.HasPrefix(stderr.String(), c.stderr) || c.stderr == "" && stderr.Len() > 0 {
			t.Errorf("%s: got status %d, stderr %q; want %d, %q", c.name, code, stderr.String(), c.code, c.stderr)
		}
		for _, want := range c.stdout {
			if !strings.Contains(stdout.String(), want) {
				t.Errorf("%s: no %q in\n%s", c.name, want, stdout.String())
			}
		}
	}
}

// TestConvert writes the built-in conference in each format and reads it back.
func TestConvert(t *testing.T) {
	dir := t.TempDir()
	original, _, err := importer.NewSet(importer.Options{}, importer.BuiltIn).Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"json", "jsonl", "xml", "schedule.json", "ics"} {
		path := filepath.Join(dir, "lpc."+format)
		var stdout, stderr bytes.Buffer
		if code := run(t.Context(), []string{"talksearch", "convert", importer.BuiltIn, "--to", format, "-o", path}, &stdout, &stderr); code != 0 || stdout.Len() > 0 || (stderr.Len() > 0) != (format == "xml" || format == "schedule.json") {
			t.Errorf("%s: got status %d, %q, %q", format, code, stdout.String(), stderr.String())
			continue
		}
		again, _, err := importer.NewSet(importer.Options{}, path).Read(t.Context())
		if err != nil {
			t.Errorf("%s: %v", format, err)
			continue
		}
		if len(again) != 1 || len(again[0].Talks) != len(original[0].Talks) {
			t.Errorf("%s: came back as %d programmes", format, len(again))
			continue
		}
		byID := map[string]corpus.Talk{}
		for _, talk := range again[0].Talks {
			byID[talk.ID] = talk
		}
		for _, want := range original[0].Talks {
			got, ok := byID[want.ID]
			if format == "ics" { // ids are of this program's own making there
				ok = true
				for _, talk := range again[0].Talks {
					if talk.Title == want.Title && talk.Start.Equal(want.Start) {
						got = talk
					}
				}
			}
			if !ok || got.Title != want.Title || !got.Slot().Equal(want.Slot()) || len(got.Speakers) != len(want.Speakers) || got.Track != want.Track {
				t.Errorf("%s: %q came back as %+v", format, want.ID, got)
			}
		}
	}
	write(t, filepath.Join(dir, "other.json"), programme)
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{importer.BuiltIn, "--to", "pdf"}, 2, `--to "pdf": want one of json, jsonl, xml, schedule.json, ics`},
		{[]string{"--to", "json"}, 2, "convert wants one source, found 0"},
		{[]string{dir, "--to", "ics"}, 1, "choose one with --conference, or write jsonl: "},
		{[]string{importer.BuiltIn, "--to", "json", "--conference", "x"}, 1, `there is no conference "x"; found lpc2019`},
		{[]string{importer.BuiltIn, "--to", "json", "-o", filepath.Join(dir, "no", "x.json")}, 1, "no such file or directory"},
	} {
		var stdout, stderr bytes.Buffer
		if code := run(t.Context(), append([]string{"talksearch", "convert"}, c.args...), &stdout, &stderr); code != c.code || !strings.Contains(stderr.String(), c.want) {
			t.Errorf("%q: got status %d, %q; want %d, %q", c.args, code, stderr.String(), c.code, c.want)
		}
	}
	var stdout, stderr bytes.Buffer
	run(t.Context(), []string{"talksearch", "convert", importer.BuiltIn, "--to", "xml", "-o", os.DevNull}, &stdout, &stderr)
	if got, want := stderr.String(), "note: xml has no place for 13 affiliations, 39 roles other than speaker, 5 keywords\n"; got != want {
		t.Errorf("what is left out: got %q, want %q", got, want)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Errorf("%s was replaced by a file", os.DevNull)
	}
	left, err := filepath.Glob(filepath.Join(dir, ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

// TestManyConferences serves all of a large collection, where it is at hand.
func TestManyConferences(t *testing.T) {
	const path = "../../../shared/corpus/pyvideo.jsonl.gz"
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the collection is not here: %v", err)
	}
	p := start(t, nil, "--source", path)
	_, body := get(t, fmt.Sprintf("%s/api/v1/search?facet_size=%d", p.url, index.MaxFacetSize))
	var result struct {
		Meta   struct{ Total int }
		Facets []struct {
			Name   string
			Values []struct{}
		}
	}
	if err := json.Unmarshal([]byte(body), &result); err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, f := range result.Facets {
		counts[f.Name] = len(f.Values)
	}
	if result.Meta.Total != 16990 || counts["conference"] != 419 || counts["year"] < 10 {
		t.Errorf("got %d talks, %d conferences, %d years; want 16990, 419 and many", result.Meta.Total, counts["conference"], counts["year"])
	}
}
