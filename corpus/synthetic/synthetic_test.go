package synthetic

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math/bits"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"talksearch/corpus"
	"talksearch/corpus/importer"
	"talksearch/corpus/native"
	"talksearch/index/text"
)

// written returns talks as JSON Lines.
func written(t *testing.T, n int, seed uint64) []byte {
	t.Helper()
	var b bytes.Buffer
	w := native.NewLineWriter(&b)
	for c, talk := range Talks(n, seed) {
		if err := w.Write(&c, &talk); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestSame fails where anything about the talks changes, which makes measurements
// before and after incomparable: if that is meant, take the new sum.
func TestSame(t *testing.T) {
	const want = "dadcfa7ad80cb833760eec00f6efe26a4caf439cc584f59b031a02dd3f55e489"
	first := written(t, 1000, 1)
	if got := fmt.Sprintf("%x", sha256.Sum256(first)); got != want {
		t.Errorf("1,000 talks of seed 1: got %s, want %s", got, want)
	}
	if !bytes.Equal(first, written(t, 1000, 1)) {
		t.Error("a second run yields others")
	}
	if bytes.Equal(first, written(t, 1000, 2)) {
		t.Error("another seed yields the same")
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ n, want int }{{-1, 0}, {0, 0}, {1, 1}, {7, 7}, {399, 399}, {12345, 12345}} {
		got := 0
		for range Talks(c.n, 3) {
			got++
		}
		if got != c.want {
			t.Errorf("%d talks: got %d", c.n, got)
		}
	}
	for range Talks(10, 1) {
		break // a consumer may stop
	}
	for _, n := range []int{0, 1, 3, 4, 99, 100, 99_999, 100_000, MaxTalks} {
		if r := root(n); r*r > n || (r+1)*(r+1) <= n {
			t.Errorf("root of %d: got %d", n, r)
		}
	}
}

// TestReadable reads talks back as any source, which must find nothing to
// report, to mend or to join.
func TestReadable(t *testing.T) {
	const n = 5000
	path := filepath.Join(t.TempDir(), "talks.jsonl")
	if err := os.WriteFile(path, written(t, n, 4), 0o600); err != nil {
		t.Fatal(err)
	}
	set := importer.NewSet(importer.Options{}, path)
	programmes, _, err := set.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range set.Sources()[0].Problems {
		t.Error(p)
	}
	got := map[[2]string]corpus.Talk{}
	facts := map[string]corpus.Programme{}
	for _, p := range programmes {
		for _, talk := range p.Talks {
			talk.Where = ""
			got[[2]string{p.ID, talk.ID}] = talk
		}
		c := *p
		c.Talks = nil
		facts[p.ID] = c
	}
	if len(got) != n {
		t.Fatalf("got %d talks, want %d", len(got), n)
	}
	for c, want := range Talks(n, 4) {
		if g := facts[c.ID]; fmt.Sprint(g) != fmt.Sprint(c) {
			t.Fatalf("conference: got %+v, want %+v", g, c)
		}
		if g := got[[2]string{c.ID, want.ID}]; fmt.Sprint(g) != fmt.Sprint(want) {
			t.Fatalf("%s: got %+v, want %+v", c.ID, g, want)
		}
	}
}

func TestStatistics(t *testing.T) {
	const n = 10_000
	words, people, talksOf := map[string]bool{}, map[string]int{}, map[string]int{}
	found := map[string]int{}
	keywords, tracks, kinds := map[string]int{}, map[string]bool{}, map[corpus.Kind]int{}
	slots := map[string]bool{}
	topics, speakers, accented := 0, 0, 0
	var last corpus.Programme
	var before corpus.Talk
	for c, talk := range Talks(n, 5) {
		if count := len(strings.Fields(talk.Abstract)); count < 60 || count > 200 {
			t.Errorf("abstract of %d words: %s", count, talk.Abstract)
		}
		if !strings.HasSuffix(talk.Abstract, ".") {
			t.Errorf("abstract without an end: %q", talk.Abstract)
		}
		talksOf[c.ID]++
		seen := map[string]bool{}
		for _, w := range strings.Fields(strings.ToLower(talk.Abstract)) {
			w = strings.TrimRight(w, ".,?")
			words[w] = true
			if !seen[w] {
				seen[w] = true
				found[w]++
			}
		}
		if len(talk.Topics) > 0 {
			topics++
			if len(talk.Topics) < 5 || len(talk.Topics) > 15 {
				t.Errorf("%d topics", len(talk.Topics))
			}
		}
		if len(talk.Keywords) > 6 {
			t.Errorf("%d keywords", len(talk.Keywords))
		}
		for _, k := range talk.Keywords {
			keywords[k]++
		}
		for _, s := range talk.Speakers {
			speakers++
			people[s.Name]++
			if len(s.Name) > len([]rune(s.Name)) {
				accented++
			}
		}
		tracks[talk.Track] = true
		kinds[talk.Kind]++
		if talk.Day < c.Start || talk.Day > c.End || talk.End.Sub(talk.Start) < lightning || talk.Start.Hour() < 9 || talk.End.Hour() > 18 {
			t.Errorf("%s from %s to %s: from %s to %s", c.ID, c.Start, c.End, talk.Start, talk.End)
		}
		if slot := fmt.Sprint(c.ID, talk.Room, talk.Start); slots[slot] {
			t.Errorf("two talks at once: %s", slot)
		} else {
			slots[slot] = true
		}
		if c.ID == last.ID && talk.Start.Before(before.Start) {
			t.Errorf("%s: %s stands before %s", c.ID, talk.ID, before.ID)
		}
		last, before = c, talk
	}
	least, most := n, 0
	for _, count := range talksOf {
		least, most = min(least, count), max(most, count)
	}
	busiest := 0
	for _, count := range people {
		busiest = max(busiest, count)
	}
	for _, c := range []struct {
		what           string
		got, low, high int
	}{
		{"different words", len(words), 15_500, 20_500}, // 190 times the root of n are 19,000
		{"people", len(people), n / 6, n / 5},
		{"talks of the busiest", busiest, 50, 250},
		{"people with accents, of 1,000", accented * 1000 / speakers, 50, 250},
		{"speakers of 1,000 talks", speakers * 1000 / n, 1300, 1900},
		{"conferences", len(talksOf), 400, 400},
		{"talks of the smallest conference", least, 3, 12},
		{"talks of the largest conference", most, 50, 150},
		{"talks with topics", topics, n/10 - n/100, n/10 + n/100},
		{"different keywords", len(keywords), 490, keywordCount},
		{"talks with the first keyword, of 1,000", keywords["kernel"] * 1000 / n, 50, 300},
		{"tracks", len(tracks), 40, 40},
		{"kinds", len(kinds), 9, 9},
		{"keynotes", kinds[corpus.KindKeynote], n / 100, n / 30},
		{"talks with SCHED_DEADLINE", found["sched_deadline"], n / 200, n / 20},
		{"talks with io_uring", found["io_uring"], n / 200, n / 10},
		{"talks with eBPF", found["ebpf"], n / 100, n / 5},
		{"talks with the", found["the"], n - n/20, n},
	} {
		if c.got < c.low || c.got > c.high {
			t.Errorf("%s: got %d, want %d to %d", c.what, c.got, c.low, c.high)
		}
	}
}

// TestVocabulary holds the vocabulary to its size, and made-up words to stems
// that nothing else has.
func TestVocabulary(t *testing.T) {
	v := newVocabulary(100_000)
	if got := len(v.words); got < 55_000 || got > 65_000 {
		t.Errorf("got %d words for 100,000 talks, want about 60,000", got)
	}
	owner := map[string]string{}
	for word := range listed() {
		for _, term := range text.Terms(text.Split(word)) {
			owner[text.Stem(term)] = "a list"
		}
	}
	for i := range 20_000 {
		owner[text.Stem(corpus.Fold(surname(i)))] = "a surname"
	}
	known := map[string]bool{}
	for _, e := range v.words {
		if known[e.text] {
			t.Errorf("%q has two ranks", e.text)
		}
		known[e.text] = true
		if !e.madeUp {
			continue
		}
		stem := text.Stem(e.text)
		if other := owner[stem]; other != "" {
			t.Errorf("%q has the stem of %s, %q", e.text, other, stem)
		}
		owner[stem] = e.text
	}
}

// TestPeople draws nobody twice under two names or two under one.
func TestPeople(t *testing.T) {
	seen := map[string]bool{}
	for i := range 50_000 {
		name := corpus.Fold(surname(i))
		if seen[name] {
			t.Fatalf("two surnames %q", name)
		}
		seen[name] = true
	}
	for _, list := range [][]string{firstNames, keywords(), tracks} {
		folded := map[string]bool{}
		for _, s := range list {
			if folded[corpus.Fold(s)] {
				t.Errorf("%q is listed twice", s)
			}
			folded[corpus.Fold(s)] = true
		}
	}
}

// TestWords compares what Words says with a count as engines find words: in any
// field, by stem.
func TestWords(t *testing.T) {
	const n = 6000
	classes := Words(n, 6)
	all := slices.Concat(classes.Rare, classes.Percent, classes.Common)
	if len(classes.Rare) < 50 || len(classes.Percent) < 50 || len(classes.Common) < 20 || len(all) > 3*perClass {
		t.Fatalf("got %d rare, %d of 1 %% and %d common words", len(classes.Rare), len(classes.Percent), len(classes.Common))
	}
	counts := map[string]int{}
	for c, talk := range Talks(n, 6) {
		stems := map[string]bool{}
		fields := []string{c.Title, talk.Title, talk.Abstract, talk.Track, talk.Room, strings.Join(talk.Keywords, "\n"), strings.Join(talk.Topics, "\n")}
		for _, s := range talk.Speakers {
			fields = append(fields, s.Name, s.Affiliation)
		}
		for _, w := range text.Split(strings.Join(fields, "\n")) {
			stems[text.Stem(w.Whole)] = true
			for _, p := range w.Parts {
				stems[text.Stem(p.Term)] = true
			}
		}
		for s := range stems {
			counts[s]++
		}
	}
	for _, w := range all {
		if got := counts[text.Stem(w.Text)]; got != w.Talks {
			t.Errorf("%s: found in %d talks, said to be in %d", w.Text, got, w.Talks)
		}
	}
	if w := classes.Rare[0].Talks; w != 15 {
		t.Errorf("the first rare word is in %d talks, want 15", w)
	}
	if w := Words(0, 1); len(w.Rare) > 0 {
		t.Errorf("of no talks: got %v", w.Rare)
	}
}

// TestMemory holds that talks are not kept.
func TestMemory(t *testing.T) {
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	var first uint64
	i := 0
	for range Talks(20_000, 7) {
		switch i++; i {
		case 1000:
			first = heap()
		case 19_000: // some 20 MB later
			if now := heap(); now > first+2<<20 {
				t.Errorf("%d bytes are held after %d talks, %d after 1,000", now, i, first)
			}
		}
	}
}

func TestChoice(t *testing.T) {
	weights := []uint64{1, 0, 7, 92, 100}
	c, r := newChoice(weights), newRandom(8, 8)
	const draws = 200_000
	got := make([]int, len(weights))
	for range draws {
		got[c.draw(r)]++
	}
	for i, w := range weights {
		if want := draws * int(w) / 200; got[i] < want*9/10 || got[i] > want*11/10 {
			t.Errorf("weight %d: drawn %d times, want about %d", w, got[i], want)
		}
	}
	// The largest tables there can be must not overflow.
	for _, n := range []int{wordsPerRoot * root(MaxTalks), MaxTalks / 5} {
		var sum uint64
		for i := range n {
			sum += unit / uint64(i+2)
		}
		if high, _ := bits.Mul64(sum, uint64(n)); high > 0 {
			t.Errorf("%d weights overflow", n)
		}
	}
}

func ExampleTalks() {
	for conference, talk := range Talks(3, 1) {
		fmt.Println(conference.ID, talk.ID, len(strings.Fields(talk.Abstract)))
	}
	// Output:
	// conf11-2013 talk-1 112
	// conf31-2016 talk-1 189
	// conf40-2019 talk-1 135
}

func BenchmarkTalks(b *testing.B) {
	talks := 0
	for b.Loop() {
		for range Talks(50_000, 1) {
			talks++
		}
	}
	b.ReportMetric(float64(talks)/b.Elapsed().Seconds(), "talks/s")
}

func BenchmarkWords(b *testing.B) {
	for b.Loop() {
		Words(50_000, 1)
	}
}
