package importer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"talksearch/corpus"
	"talksearch/corpus/native"
	"talksearch/corpus/people"
)

// oddLines are JSON Lines with about everything that steps of several talks have to
// do with: conferences mixed, zones and facts told late or not at all, ids missing,
// taken and unfit, days that are none, people of several names.
const oddLines = `{"conference":"a","id":"x","title":"One","start":"2021-03-28T01:30:00","minutes":90,"speakers":[{"name":"Rafael Wysocki"},{"name":"Wysocki, Rafael"}]}
{"conference":"b","title":"Same","start":"2021-03-01T10:00:00+09:00"}
{"conference":"a","title":"x","day":"2021-03-30","url":"ftp://x.example"}
{"conference":"b","title":"Same","end":"2020-01-01T00:00:00Z","start":"2021-03-01T10:00:00+09:00","kind":"seance"}
{"conference":"a","id":"x","title":"Twice","conference_timezone":"Europe/Berlin","speakers":[{"name":"Rafael J. Wysocki"},{"name":"RAFAEL WYSOCKI"},{"name":"TBA"}]}
{"conference":"b","id":"same-2","title":" Spaced\u00a0 out ","keywords":["BPF","bpf",""],"topics":[" a ","a"]}
{"conference":"c d","conference_title":"C","conference_timezone":"Mars/Phobos","conference_start":"2021-13-01","id":"../..","title":"?","start":"2021-03-01T23:00:00-05:00"}
{"conference":"c d","id":"..","abstract":"No title.","conference_title":"Other"}
{"conference":"b","abstract":"Nothing."}
`

// prepared reads and prepares JSON Lines as whole programmes.
func prepared(t *testing.T, text string) ([]*corpus.Programme, corpus.Problems) {
	t.Helper()
	list, problems, err := native.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		for i := range p.Talks {
			for j := range p.Talks[i].Speakers {
				s := &p.Talks[i].Speakers[j]
				s.Name = people.Shown(s.Name)
			}
		}
		corpus.Normalize(p)
		problems = append(problems, located(p.ID, len(list), corpus.Validate(p))...)
		corpus.Repair(p)
	}
	people.Unify(list)
	return list, problems
}

func written(t *testing.T, list []*corpus.Programme) string {
	t.Helper()
	var b strings.Builder
	for _, p := range list { // one by one: some have no title
		if err := native.WriteDocument(&b, p); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func told(problems corpus.Problems) string {
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintln(&b, p.Severity, p)
	}
	return b.String()
}

// TestTalkByTalk compares what passes by talk by talk with what is made of whole
// programmes, where all is in memory and where it is not.
func TestTalkByTalk(t *testing.T) {
	var many strings.Builder
	for i := range 9_000 {
		fmt.Fprintf(&many, `{"conference":"m%d","title":"Talk %d","abstract":%q,"start":"2021-03-01T10:00:00Z","speakers":[{"name":"Person %d"}]}`+"\n",
			i%3, i%700, strings.Repeat("word ", 400), i%100)
	}
	for name, text := range map[string]string{"odd": oddLines, "many": many.String()} {
		t.Run(name, func(t *testing.T) {
			want, wantProblems := prepared(t, text)
			s, got, err := readAll(t, Options{Temp: []string{t.TempDir()}}, text)
			if err != nil {
				t.Fatal(err)
			}
			if g, w := written(t, got), written(t, want); g != w {
				t.Errorf("got\n%.3000s, want\n%.3000s", g, w)
			}
			if g, w := told(s.Sources()[0].Problems), told(wantProblems); g != w {
				t.Errorf("problems\n%.3000s, want\n%.3000s", g, w)
			}
		})
	}
}

// A stream gives a number of lines, in time, and notes the most memory in use.
type stream struct {
	line  func(n int) string
	lines int
	n     int
	rest  string
	wait  time.Duration // before each line
	most  uint64
}

func (s *stream) Read(p []byte) (int, error) {
	if s.rest == "" {
		if s.n == s.lines {
			return 0, io.EOF
		}
		time.Sleep(s.wait)
		s.rest = s.line(s.n)
		if s.n++; s.n%2000 == 0 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			s.most = max(s.most, m.HeapAlloc)
		}
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// TestStreamBoundsMemory reads 60 MB as JSON Lines, more than the limit of a document
// that is read whole.
func TestStreamBoundsMemory(t *testing.T) {
	abstract := strings.Repeat("word ", 1000)
	in := &stream{lines: 12_000, line: func(n int) string {
		return fmt.Sprintf(`{"conference":"m%d","conference_title":"M","title":"Talk %d","id":"t%d","day":"2021-03-01","abstract":%q}`+"\n", n%2, n, n, abstract)
	}}
	s := NewSet(Options{Stdin: in, MaxBytes: 4 << 20, Temp: []string{t.TempDir()}}, "-")
	c, _, err := s.Look(t.Context())
	if err != nil || c.Len() != in.lines {
		t.Fatalf("got %v, %v", c, err)
	}
	if in.most > 48<<20 {
		t.Errorf("%d MB were in memory", in.most>>20)
	}
	last, seen := "", 0
	err = c.Each(t.Context(), func(programme int, talk *corpus.Talk) error {
		if seen++; seen == in.lines {
			last = c.Programmes()[programme].ID + "/" + talk.ID
		}
		return nil
	})
	if want := fmt.Sprint("m1/t", in.lines-1); err != nil || seen != in.lines || last != want {
		t.Errorf("%d talks, the last %s, %v; want %d and %s", seen, last, err, in.lines, want)
	}
	full := errors.New("full")
	if err := c.Each(t.Context(), func(int, *corpus.Talk) error { return full }); !errors.Is(err, full) {
		t.Errorf("an error of do: got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Each(ctx, func(int, *corpus.Talk) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
	in = &stream{lines: 12_000, line: in.line}
	if _, _, err := NewSet(Options{Stdin: in, MaxBytes: 256 << 10, Temp: []string{t.TempDir()}}, "-").Look(t.Context()); err == nil || !strings.Contains(err.Error(), "is larger than 16777216 bytes") {
		t.Errorf("without an end: got %v", err)
	}
}

// TestStreamThatDelivers takes longer than the timeout, and never as long between two
// lines.
func TestStreamThatDelivers(t *testing.T) {
	line := func(n int) string {
		return fmt.Sprintf(`{"conference":"m","conference_title":"M","title":"Talk %d","day":"2021-03-01","abstract":%q}`+"\n", n, strings.Repeat("word ", 20_000))
	}
	in := &stream{lines: 10, wait: 150 * time.Millisecond, line: line}
	if _, list, err := readStream(t, in, time.Second); err != nil || len(list[0].Talks) != 10 {
		t.Errorf("got %v, %v", list, err)
	}
	stopped := make(chan struct{})
	defer close(stopped)
	in = &stream{lines: 10, line: func(n int) string {
		if n == 5 {
			<-stopped
		}
		return line(n)
	}}
	if _, _, err := readStream(t, in, time.Second); err == nil || !strings.Contains(err.Error(), "took too long") {
		t.Errorf("one that stops: got %v", err)
	}
}

func readStream(t *testing.T, in io.Reader, timeout time.Duration) (*Set, []*corpus.Programme, error) {
	s := NewSet(Options{Stdin: in, Timeout: timeout}, "-")
	list, _, err := s.Read(t.Context())
	return s, list, err
}

// TestRecall lets a second set know the sources of a first by a memo.
func TestRecall(t *testing.T) {
	dir := t.TempDir()
	path, other := filepath.Join(dir, "talks.jsonl"), filepath.Join(dir, "other.json")
	var b strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&b, `{"conference":"j","conference_title":"M","title":"Talk %d","day":"2021-03-01","abstract":%q}`+"\n", i, strings.Repeat("word ", 500))
	}
	put := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		old := time.Now().Add(-time.Hour).Add(time.Duration(len(text)) * time.Second)
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	put(path, b.String())
	put(other, jsonDoc) // whose programme is called j as well
	first := NewSet(Options{}, path, other)
	before, err := first.Fingerprint(t.Context())
	if err != nil || before == "" {
		t.Fatalf("fingerprint %q, %v", before, err)
	}
	list, _, err := first.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	fingerprint, memo, err := first.Memo()
	if err != nil || fingerprint != before {
		t.Errorf("the fingerprint of what was read is %q, %v; want %q", fingerprint, err, before)
	}

	second := NewSet(Options{}, path, other)
	if got, err := second.Fingerprint(t.Context()); err != nil || got != before {
		t.Errorf("another set's is %q, %v; want %q", got, err, before)
	}
	if err := second.Recall(memo); err != nil {
		t.Fatal(err)
	}
	asJSON := func(s *Set) string {
		b, err := json.Marshal(s.Sources())
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if got, want := asJSON(second), asJSON(first); got != want || !strings.Contains(got, `served as \"j-2\"`) {
		t.Errorf("sources %s, want %s", got, want)
	}
	if c, changed, err := second.Look(t.Context()); c != nil || changed || err != nil {
		t.Errorf("nothing changed: got %v, %t, %v; want nothing", c, changed, err)
	}
	put(other, strings.Replace(jsonDoc, "R1", "Room 2", 1))
	c, changed, err := second.Look(t.Context())
	if err != nil || !changed || c.Len() != 2001 || c.Programmes()[1].ID != "j-2" {
		t.Fatalf("one changed: got %v, %t, %v", c, changed, err)
	}
	if _, changed, err := second.Look(t.Context()); changed || err != nil {
		t.Errorf("and then nothing: got %t, %v", changed, err)
	}

	// What changed while another one is gone can't be told.
	third := NewSet(Options{}, path, other)
	put(other, jsonDoc)
	if got, err := third.Fingerprint(t.Context()); err != nil || got != before {
		t.Errorf("the same bytes again: %q, %v; want %q", got, err, before)
	}
	if err := third.Recall(memo); err != nil {
		t.Fatal(err)
	}
	put(other, strings.Replace(jsonDoc, "R1", "Room 3", 1))
	if err := os.Rename(path, path+".gone"); err != nil {
		t.Fatal(err)
	}
	if c, _, err := third.Look(t.Context()); c != nil || err == nil {
		t.Errorf("one gone: got %v, %v; want an error alone", c, err)
	}
	if err := os.Rename(path+".gone", path); err != nil {
		t.Fatal(err)
	}
	if c, changed, err := third.Look(t.Context()); err != nil || !changed || c.Len() != 2001 {
		t.Errorf("back again: got %v, %t, %v", c, changed, err)
	}

	for name, s := range map[string]*Set{
		"few bytes": NewSet(Options{}, other), "address": NewSet(Options{}, path, "http://127.0.0.1:1/x"),
		"standard input": NewSet(Options{}, path, "-"), "missing": NewSet(Options{}, path, filepath.Join(dir, "none")),
	} {
		if got, err := s.Fingerprint(t.Context()); got != "" || err != nil {
			t.Errorf("%s: fingerprint %q, %v; want none", name, got, err)
		}
	}
	put(path, strings.Replace(b.String(), "Talk 77", "Talk 78", 1))
	if got, err := NewSet(Options{}, path, other).Fingerprint(t.Context()); err != nil || got == before || got == "" {
		t.Errorf("another byte: fingerprint %q, %v", got, err)
	}
	if len(list) != 2 {
		t.Errorf("%d programmes", len(list))
	}
}
