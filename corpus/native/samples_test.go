package native

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"talksearch/corpus"
)

const shared = "../../../shared"

// sample opens a file of the local samples, unpacked.
func sample(t *testing.T, name string) []byte {
	t.Helper()
	f, err := os.Open(filepath.Join(shared, name))
	if os.IsNotExist(err) {
		t.Skipf("no local samples: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestSamples compares every line of the samples, read as plain maps, with the
// talks that Read makes of them.
func TestSamples(t *testing.T) {
	for _, c := range []struct {
		name               string
		talks, conferences int
	}{
		{"corpus/pyvideo.jsonl.gz", 16990, 419}, {"ir/adi/talks.jsonl", 82, 1}, {"ir/cisi/talks.jsonl", 1460, 1},
		{"ir/cranfield/talks.jsonl", 1400, 1}, {"ir/medline/talks.jsonl", 1033, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := sample(t, c.name)
			if !Recognise(data[:min(len(data), 64<<10)]) {
				t.Error("is not recognised")
			}
			list, problems, err := Read(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			talks := map[string][]corpus.Talk{}
			n := 0
			for _, p := range list {
				talks[p.ID] = p.Talks
				n += len(p.Talks)
			}
			if n != c.talks || len(list) != c.conferences {
				t.Errorf("got %d talks of %d conferences, want %d of %d", n, len(list), c.talks, c.conferences)
			}
			for _, p := range problems {
				if p.Severity == corpus.Error || p.Field != "minutes" && p.Field != "timezone" {
					t.Errorf("problem: %s", p)
				}
			}
			compare(t, data, talks)
			twice(t, list)
		})
	}
}

func compare(t *testing.T, data []byte, talks map[string][]corpus.Talk) {
	t.Helper()
	text := func(v any) string { s, _ := v.(string); return s }
	size := func(v any) int { l, _ := v.([]any); return len(l) }
	scanner := bufio.NewScanner(bytes.NewReader(data))
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		var want map[string]any
		if err := json.Unmarshal(scanner.Bytes(), &want); err != nil {
			t.Fatal(err)
		}
		id := text(want["conference"])
		got := talks[id][0]
		talks[id] = talks[id][1:]
		start, written := "", text(want["start"]) // some have an offset, most have none
		if !got.Start.IsZero() {
			start = got.Start.Format("2006-01-02T15:04:05")
		}
		if day := text(want["day"]); got.Day != "" && string(got.Day) != cmp.Or(day, written[:min(10, len(written))]) || got.Day == "" && day != "" {
			t.Errorf("%s: got day %q, want %q, or that of %q", got.Where, got.Day, day, written)
		}
		if got.ID != want["id"] || got.Title != want["title"] || got.Abstract != text(want["abstract"]) ||
			got.URL != text(want["url"]) || got.Language != text(want["language"]) || !strings.HasPrefix(written, start) || (start == "") != (written == "") ||
			len(got.Speakers) != size(want["speakers"]) || len(got.Keywords) != size(want["keywords"]) {
			t.Fatalf("%s: got\n%+v\nwant\n%v", got.Where, got, want)
		}
		if minutes, ok := want["minutes"].(float64); ok && start != "" && got.End.Sub(got.Start).Minutes() != minutes {
			t.Errorf("%s: got %v to %v, want %v minutes", got.Where, got.Start, got.End, minutes)
		}
	}
}

// twice writes what was read in both shapes and reads it again. Of many
// programmes it takes some, for the race detector's sake.
func twice(t *testing.T, all []*corpus.Programme) {
	t.Helper()
	var list []*corpus.Programme
	for i := 0; i < len(all); i += 8 {
		corpus.Normalize(all[i])
		list = append(list, all[i])
	}
	var rows bytes.Buffer
	if err := WriteLines(&rows, list...); err != nil {
		t.Fatal(err)
	}
	again, problems, err := Read(&rows)
	if err != nil || len(problems) != 0 || len(again) != len(list) {
		t.Fatalf("read again from lines: %d programmes, problems %v, error %v", len(again), problems, err)
	}
	for i, p := range list {
		corpus.Normalize(again[i])
		if flat(p) != flat(again[i]) {
			t.Errorf("%s differs when read again from lines", p.ID)
		}
		var doc bytes.Buffer
		if err := WriteDocument(&doc, p); err != nil {
			t.Fatal(err)
		}
		one, _, err := Read(&doc)
		if err != nil {
			t.Fatal(err)
		}
		corpus.Normalize(one[0])
		if flat(p) != flat(one[0]) {
			t.Errorf("%s differs when read again from a document", p.ID)
		}
	}
}

func BenchmarkReadLines(b *testing.B) {
	f, err := os.Open(filepath.Join(shared, "corpus/pyvideo.jsonl.gz"))
	if err != nil {
		b.Skipf("no local samples: %v", err)
	}
	defer f.Close()
	unpacked, err := gzip.NewReader(f)
	if err != nil {
		b.Fatal(err)
	}
	data, err := io.ReadAll(unpacked)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Read(bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
	}
}
