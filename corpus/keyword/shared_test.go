package keyword

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"talksearch/corpus"
	"talksearch/corpus/importer"
	"talksearch/corpus/vocabulary"
)

// shared is where large real samples are kept outside the project.
const shared = "../../../shared"

// read returns the programmes of a source, or skips the test where it is not.
func read(t testing.TB, source string) []*corpus.Programme {
	t.Helper()
	if source != importer.BuiltIn {
		source = filepath.Join(shared, source)
		if _, err := os.Stat(source); err != nil {
			t.Skipf("the sample is not here: %v", err)
		}
	}
	programmes, _, err := importer.NewSet(importer.Options{}, source).Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return programmes
}

// TestJudged compares keywords with those that people chose for some talks, of the
// conference as it is built in and as it is read from a copied timetable.
func TestJudged(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(shared, "relevance/lpc2019/keywords.json"))
	if err != nil {
		t.Skipf("the judged keywords are not here: %v", err)
	}
	var judged []struct {
		ID       string
		Keywords []struct {
			K        string
			Variants []string
		}
	}
	if err := json.Unmarshal(data, &judged); err != nil {
		t.Fatal(err)
	}
	for _, source := range []string{importer.BuiltIn, "corpus/lpc2019-timetable.txt"} {
		keywords := derive(t, read(t, source)...)
		var p5, precision, recall float64
		for _, talk := range judged {
			var got []string
			if k := keywords[talk.ID]; k != "" {
				got = strings.Split(k, ", ")
			}
			right := make([]bool, len(got))
			found := 0
			for _, want := range talk.Keywords {
				forms := append(want.Variants, want.K)
				has := false
				for i, k := range got {
					if slices.ContainsFunc(forms, func(f string) bool { return strings.EqualFold(f, k) }) {
						right[i], has = true, true
					}
				}
				if has {
					found++
				}
			}
			share := func(list []bool) float64 {
				n := 0
				for _, r := range list {
					if r {
						n++
					}
				}
				return float64(n) / float64(max(1, len(list)))
			}
			p5 += share(right[:min(5, len(right))])
			precision += share(right)
			recall += float64(found) / float64(len(talk.Keywords))
		}
		n := float64(len(judged))
		p5, precision, recall = p5/n, precision/n, recall/n
		f1 := 2 * precision * recall / (precision + recall)
		t.Logf("%s: %d talks, P@5 %.3f, precision %.3f, recall %.3f, F1 %.3f", filepath.Base(source), len(judged), p5, precision, recall, f1)
		if p5 < .8 || f1 < .7 {
			t.Errorf("%s: P@5 %.3f and F1 %.3f, want .8 and .7 at least", source, p5, f1)
		}
	}
}

// TestAuthorsKeywords hides the authors' keywords of a large collection and looks
// how many are derived.
func TestAuthorsKeywords(t *testing.T) {
	programmes := read(t, "corpus/pyvideo.jsonl.gz")
	hidden := map[*corpus.Talk][]string{}
	used := map[string]bool{}
	talks := 0
	for _, p := range programmes {
		talks += len(p.Talks)
		for i := range p.Talks {
			if talk := &p.Talks[i]; len(talk.Keywords) > 0 {
				hidden[talk], talk.Keywords = talk.Keywords, nil
				for _, k := range hidden[talk] {
					used[strings.Join(folded(k), " ")] = true
				}
			}
		}
	}
	began := time.Now()
	derive(t, programmes...)
	took := time.Since(began)

	v := vocabulary.Default()
	same := func(k string) []int { // concepts that a keyword names
		words := split(nil, k)
		terms := make([]string, len(words))
		for i, w := range words {
			terms[i] = w.term
		}
		var out []int
		if m := v.Mentions(nil, terms); len(m) == 1 && m[0].To-m[0].From == len(terms) {
			for _, s := range m[0].Senses {
				if !s.Part {
					out = append(out, s.Concept)
				}
			}
		}
		return out
	}
	var all, said, allFound, saidFound, derived, known int
	for _, p := range programmes {
		for i := range p.Talks {
			talk := &p.Talks[i]
			for _, k := range talk.Derived {
				derived++
				if used[strings.Join(folded(k), " ")] {
					known++
				}
			}
			text := folded(talk.Title + " " + talk.Abstract)
			for _, k := range hidden[talk] {
				words, concepts := folded(k), same(k)
				has := slices.ContainsFunc(talk.Derived, func(d string) bool {
					return slices.Equal(folded(d), words) || slices.ContainsFunc(same(d), func(i int) bool { return slices.Contains(concepts, i) })
				})
				all++
				if has {
					allFound++
				}
				if within(words, text) {
					said++
					if has {
						saidFound++
					}
				}
			}
		}
	}
	t.Logf("%d talks in %v, %d of them with %d keywords: derived %.3f, of those that are in the text (%d) %.3f; of %d derived keywords %.3f are an author's somewhere",
		talks, took.Round(time.Millisecond), len(hidden), all, float64(allFound)/float64(all), said, float64(saidFound)/float64(said), derived, float64(known)/float64(derived))
	if got := float64(saidFound) / float64(said); got < .3 {
		t.Errorf("of the authors' keywords that are in the text %.3f were derived, want .3 at least", got)
	}
	if got := float64(known) / float64(derived); got < .7 {
		t.Errorf("of the derived keywords %.3f are an author's, want .7 at least", got)
	}
}

func BenchmarkKeywords(b *testing.B) {
	programmes := read(b, "corpus/pyvideo.jsonl.gz")
	v := vocabulary.Default()
	talks := 0
	for b.Loop() {
		s := NewStatistics(v)
		for _, p := range programmes {
			for i := range p.Talks {
				s.Add(p, &p.Talks[i])
			}
		}
		for _, p := range programmes {
			for i := range p.Talks {
				s.Derive(p, &p.Talks[i])
			}
			talks += len(p.Talks)
		}
	}
	b.ReportMetric(float64(talks)/b.Elapsed().Seconds(), "talks/s")
}
