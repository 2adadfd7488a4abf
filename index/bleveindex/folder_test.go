package bleveindex

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/indextest"
)

// openIn returns an engine on a folder, loaded.
func openIn(t testing.TB, dir string, programmes ...*corpus.Programme) *Engine {
	t.Helper()
	e, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	if err := e.Load(t.Context(), programmes); err != nil {
		t.Fatal(err)
	}
	return e
}

// nameOfAll returns the name of the generation of programmes.
func nameOfAll(t testing.TB, programmes ...*corpus.Programme) string {
	t.Helper()
	in, err := take(t.Context(), corpus.List(programmes), deriver{}, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	return in.name
}

// answers returns what an engine says to some searches, in all orders.
func answers(t testing.TB, e *Engine) []*index.Result {
	t.Helper()
	var out []*index.Result
	for _, q := range []string{"", "bpf", "linux kernel", `"live patching"`, "scheduling -android", "day:2019-09-10"} {
		for _, s := range []index.Sort{index.SortRelevance, index.SortTime, index.SortTimeReverse, index.SortTitle} {
			result, err := e.Search(t.Context(), index.NewRequest(q).WithSort(s))
			if err != nil {
				t.Fatal(err)
			}
			result.Took = 0
			out = append(out, result)
		}
	}
	return out
}

func names(t testing.TB, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, e := range list {
		out = append(out, e.Name())
	}
	return out
}

// logged keeps what is logged while a test runs.
func logged(t *testing.T) *bytes.Buffer {
	var b bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&b, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	return &b
}

// TestReopen checks that a generation is built once, and answers as one in memory.
func TestReopen(t *testing.T) {
	dir := t.TempDir()
	memory := New()
	defer memory.Close()
	if err := memory.Load(t.Context(), []*corpus.Programme{indextest.LPC(t)}); err != nil {
		t.Fatal(err)
	}
	want := answers(t, memory)
	for i := range 3 {
		e := openIn(t, dir, indextest.LPC(t))
		if place, built := e.Place(); built != (i == 0) || filepath.Dir(place) != dir {
			t.Errorf("time %d: in %s, built %t", i, place, built)
		}
		got := answers(t, e)
		for n := range want {
			for h := range want[n].Hits { // scores differ a little with the segments
				got[n].Hits[h].Score = want[n].Hits[h].Score
			}
			if !reflect.DeepEqual(got[n], want[n]) {
				t.Fatalf("time %d: search %d: got\n%+v, want\n%+v", i, n, got[n], want[n])
			}
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		if got := names(t, dir); len(got) != 1 {
			t.Errorf("in the folder: %q, want one generation", got)
		}
	}
}

// TestOneSegment checks that what was merged does not stay on disk.
func TestOneSegment(t *testing.T) {
	dir := t.TempDir()
	e := openIn(t, dir, many(3*diskBatch))
	place, _ := e.Place()
	if got, err := filepath.Glob(filepath.Join(place, bleveName, "store", "*.zap")); err != nil || len(got) != 1 {
		t.Errorf("segments: %q, %v; want one", got, err)
	}
	for _, i := range []int{0, 1, 2*diskBatch - 1, 3*diskBatch - 1} {
		id := fmt.Sprint("talk-", i)
		if got, err := e.Talk(t.Context(), "many", id); err != nil || got.Talk.ID != id {
			t.Errorf("talk %d: got %+v, %v", i, got.Talk, err)
		}
	}
}

// many returns a programme of n talks.
func many(n int) *corpus.Programme {
	words := strings.Fields("scheduler latency kernel memory tracing bpf network driver container storage power thermal testing")
	p := &corpus.Programme{ID: "many", Title: "Many", Timezone: "Europe/Berlin"}
	start := time.Date(2021, 3, 1, 9, 0, 0, 0, time.UTC)
	for i := range n {
		var abstract []string
		for w := range 60 {
			abstract = append(abstract, words[(i*7+w*w)%len(words)])
		}
		p.Talks = append(p.Talks, corpus.Talk{
			ID: fmt.Sprint("talk-", i), Title: words[i%len(words)] + " " + words[i/7%len(words)], Abstract: strings.Join(abstract, " "),
			Start: start.Add(time.Duration(i) * time.Minute), Track: fmt.Sprint("track ", i%9), Speakers: []corpus.Speaker{{Name: fmt.Sprint("Person ", i%997)}},
		})
	}
	corpus.Normalize(p)
	return p
}

// TestDamage damages each file of a generation in each way.
func TestDamage(t *testing.T) {
	dir := t.TempDir()
	log := logged(t)
	first := openIn(t, dir, indextest.LPC(t))
	place, _ := first.Place()
	want := answers(t, first)
	first.Close()
	var files []string
	err := filepath.WalkDir(place, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && d.Name() != lockName {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) != 8 {
		t.Fatalf("files: %q, %v; want eight", files, err)
	}
	flip := func(at func(size int) int) func(path string) error {
		return func(path string) error {
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			b[at(len(b))] ^= 0x10
			return os.WriteFile(path, b, 0o600)
		}
	}
	for _, damage := range []struct {
		name string
		do   func(path string) error
	}{
		{"first byte", flip(func(int) int { return 0 })},
		{"middle byte", flip(func(n int) int { return n / 2 })},
		{"last byte", flip(func(n int) int { return n - 1 })},
		{"truncated", func(path string) error {
			info, err := os.Stat(path)
			return errors.Join(err, os.Truncate(path, info.Size()/2))
		}},
		{"emptied", func(path string) error { return os.Truncate(path, 0) }},
		{"longer", func(path string) error {
			f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			_, err = f.WriteString("x")
			return errors.Join(err, f.Close())
		}},
		{"removed", os.Remove},
	} {
		for _, path := range files {
			t.Run(damage.name+" "+filepath.Base(path), func(t *testing.T) {
				if files, err := filepath.Glob(filepath.Join(place, bleveName, "store", "*.zap")); err == nil && filepath.Ext(path) == ".zap" {
					path = files[0] // its number may be another one in each build
				}
				if err := damage.do(path); err != nil {
					t.Fatal(err)
				}
				log.Reset()
				e := openIn(t, dir, indextest.LPC(t))
				if _, built := e.Place(); !built {
					t.Fatal("it was not built again")
				}
				if got := answers(t, e); !reflect.DeepEqual(got, want) {
					t.Error("the answers are others")
				}
				if got := log.String(); strings.Count(got, "level=WARN") != 1 || !strings.Contains(got, filepath.Base(path)) {
					t.Errorf("log: got %q, want one warning that names the file", got)
				}
				e.Close()
				if got := names(t, dir); len(got) != 2 || !strings.HasPrefix(got[1], got[0]+damagedInfix) {
					t.Errorf("in the folder: %q, want the new and the latest damaged one", got)
				}
			})
		}
	}
}

// TestMissingFolderAndLock checks what has gone altogether.
func TestMissingFolderAndLock(t *testing.T) {
	dir := t.TempDir()
	e := openIn(t, dir, indextest.LPC(t))
	place, _ := e.Place()
	e.Close()
	if err := os.Remove(filepath.Join(place, lockName)); err != nil {
		t.Fatal(err)
	}
	e = openIn(t, dir, indextest.LPC(t))
	if _, built := e.Place(); built {
		t.Error("without the lock file it was built again")
	}
	e.Close()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	openIn(t, dir, indextest.LPC(t))
}

// TestTogether loads the same programmes by many engines at once, then different
// ones.
func TestTogether(t *testing.T) {
	dir := t.TempDir()
	log := logged(t)
	var everyone, done sync.WaitGroup
	var builds atomic.Int32
	everyone.Add(8)
	for i := range 8 {
		done.Go(func() {
			e, err := Open(Options{Dir: dir})
			if err != nil {
				t.Error(err)
				everyone.Done()
				return
			}
			defer e.Close()
			load := func(which int) {
				if err := e.Load(t.Context(), indextest.Small(t)[which:which+1]); err != nil {
					t.Error(err)
					return
				}
				want := []int{5, 2}[which]
				if r, err := e.Search(t.Context(), index.NewRequest("")); err != nil || r.Total != want || len(r.Hits) != want {
					t.Errorf("got %+v, %v; want %d talks", r, err, want)
				}
			}
			load(0)
			if _, built := e.Place(); built {
				builds.Add(1)
			}
			everyone.Done()
			everyone.Wait()
			for round := range 6 {
				load((i + round) % 2)
			}
		})
	}
	done.Wait()
	if n := builds.Load(); n != 1 {
		t.Errorf("what all load at once was built %d times", n)
	}
	if got := names(t, dir); len(got) < 1 || len(got) > 2 {
		t.Errorf("in the folder: %q", got)
	}
	if log.Len() > 0 {
		t.Errorf("log: %s", log)
	}
}

// TestUnused checks which generations are kept.
func TestUnused(t *testing.T) {
	dir := t.TempDir()
	small := indextest.Small(t)
	other := openIn(t, dir, small[0])
	e := openIn(t, dir, small[1])
	if err := e.Load(t.Context(), []*corpus.Programme{indextest.LPC(t)}); err != nil {
		t.Fatal(err)
	}
	if err := e.Load(t.Context(), indextest.Small(t)); err != nil {
		t.Fatal(err)
	}
	e.retired.Wait()
	have := func(programmes ...*corpus.Programme) bool {
		_, err := os.Stat(filepath.Join(dir, nameOfAll(t, programmes...)))
		return err == nil
	}
	for _, c := range []struct {
		what string
		got  bool
		want bool
	}{
		{"served by another engine", have(small[0]), true}, {"unused for longer", have(small[1]), false},
		{"used last", have(indextest.LPC(t)), true}, {"served", have(small...), true},
	} {
		if c.got != c.want {
			t.Errorf("%s: is there %t, want %t", c.what, c.got, c.want)
		}
	}
	other.Close()
	e.Close()
	if got := names(t, dir); len(got) != 1 {
		t.Errorf("after closing: %q, want the one used last", got)
	}
}

// TestUnusedLater closes an engine when the clock was put back: what it served is what
// was used last, whatever the times say.
func TestUnusedLater(t *testing.T) {
	dir := t.TempDir()
	e := openIn(t, dir, indextest.Small(t)...)
	before, _ := e.Place()
	if err := e.Load(t.Context(), []*corpus.Programme{indextest.LPC(t)}); err != nil {
		t.Fatal(err)
	}
	e.retired.Wait()
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(filepath.Join(before, lockName), later, later); err != nil {
		t.Fatal(err)
	}
	e.Close()
	if got, want := names(t, dir), nameOfAll(t, indextest.LPC(t)); len(got) != 1 || got[0] != want {
		t.Errorf("after closing: %q, want %s alone", got, want)
	}
}

// TestLeftovers checks what is made of the traces of crashes, and of live builds.
func TestLeftovers(t *testing.T) {
	dir := t.TempDir()
	name := nameOfAll(t, indextest.Small(t)...)
	for _, d := range []string{name + buildingSuffix, "0123456789abcdef" + buildingSuffix, "0123456789abcdef" + removedInfix + "1", "unrelated"} {
		if err := os.MkdirAll(filepath.Join(dir, d, bleveName, "store"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, d, talksName), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "talksearch-123.spool"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	live, err := claim(filepath.Join(dir, "fedcba9876543210"+buildingSuffix))
	if err != nil {
		t.Fatal(err)
	}
	defer live.Unlock()
	openIn(t, dir, indextest.Small(t)...)
	want := map[string]bool{name: true, "unrelated": true, "fedcba9876543210" + buildingSuffix: true}
	for _, n := range names(t, dir) {
		if !want[n] {
			t.Errorf("%s is left", n)
		}
		delete(want, n)
	}
	if len(want) > 0 {
		t.Errorf("gone: %v", want)
	}
}

// TestCancelledBuild checks that a build that is given up leaves nothing behind.
func TestCancelledBuild(t *testing.T) {
	dir := t.TempDir()
	e := openIn(t, dir, indextest.Small(t)...)
	ctx, cancel := context.WithCancel(t.Context())
	e.Progress = func(stage Stage, _, _ int64) {
		if stage == Indexing {
			cancel()
		}
	}
	if err := e.Load(ctx, []*corpus.Programme{many(3 * diskBatch)}); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want context.Canceled", err)
	}
	if got := names(t, dir); len(got) != 1 {
		t.Errorf("in the folder: %q, want the old one alone", got)
	}
	if r, err := e.Search(t.Context(), index.NewRequest("")); err != nil || r.Total != 7 {
		t.Errorf("got %+v, %v; want the old talks", r, err)
	}
}

// TestUnusableFolder checks the errors, and that memory stands in where the folder
// is only a preference.
func TestUnusableFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, filepath.Join(file, "below")} {
		if _, err := Open(Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), "data folder: mkdir "+file) {
			t.Errorf("%s: got error %v", dir, err)
		}
		log := logged(t)
		e, err := Open(Options{Dir: dir, InMemory: 1})
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		if err := e.Load(t.Context(), indextest.Small(t)); err != nil {
			t.Fatal(err)
		}
		if place, _ := e.Place(); place != "" || !strings.Contains(log.String(), "can't be used") {
			t.Errorf("%s: served from %q, log %q", dir, place, log)
		}
	}
}

// TestPreference checks which generations go to disk.
func TestPreference(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache", "talks")
	e, err := Open(Options{Dir: dir, InMemory: 7})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for _, c := range []struct {
		programmes []*corpus.Programme
		disk       bool
	}{{indextest.Small(t), false}, {[]*corpus.Programme{indextest.LPC(t)}, true}, {indextest.Small(t), false}} {
		if err := e.Load(t.Context(), c.programmes); err != nil {
			t.Fatal(err)
		}
		place, _ := e.Place()
		if disk := place != ""; disk != c.disk {
			t.Errorf("served from %q, want disk %t", place, c.disk)
		}
	}
}

// TestFolderDeleted deletes the data folder under an engine, which then makes it
// anew.
func TestFolderDeleted(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	e, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if err := e.Load(t.Context(), indextest.Small(t)); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := e.Load(t.Context(), []*corpus.Programme{indextest.LPC(t)}); err != nil {
		t.Fatal(err)
	}
	if result, err := e.Search(t.Context(), index.NewRequest("bpf")); err != nil || result.Total != 5 {
		t.Errorf("got %+v, %v", result, err)
	}
}
