package bleveindex

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/index/scorch"
	blevequery "github.com/blevesearch/bleve/v2/search/query"
	"go.uber.org/goleak"

	"talksearch/corpus"
	"talksearch/corpus/synthetic"
	"talksearch/index"
)

// benchTalks is how many made-up talks are searched: 10,000, or as many as
// TALKSEARCH_BENCH_TALKS says. An index in the folder TALKSEARCH_BENCH_DIR is found
// again by the next run.
func benchTalks() int {
	if n, err := strconv.Atoi(os.Getenv("TALKSEARCH_BENCH_TALKS")); err == nil && n >= 3000 {
		return n
	}
	return 10_000
}

const benchSeed = 1

// fourFacets are those that every search of the benchmark counts.
var fourFacets = []index.Facet{index.ByDay, index.ByTrack, index.BySpeaker, index.ByKeyword}

// bench is what is searched: our engine, and Bleve as it is commonly used.
type bench struct {
	engine *Engine
	bleve  func() (bleve.Index, error) // which is made when it is first asked for
	words  synthetic.Classes
}

// removeBench closes and removes what newBench made, the last first.
var removeBench = func() {}

// whenOver has removeBench do something first.
func whenOver(do func() error) {
	others := removeBench
	removeBench = func() {
		_ = do() // the measurements are over
		others()
	}
}

// TestMain holds that engines that are closed, and builds that were given up or
// failed, leave no goroutines. Bleve's own workers are there from the beginning.
func TestMain(m *testing.M) {
	before := goleak.IgnoreCurrent()
	code := m.Run()
	removeBench()
	if err := goleak.Find(before); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// newBench indexes the talks, once for all benchmarks.
var newBench = sync.OnceValues(func() (*bench, error) {
	n := benchTalks()
	dir := os.Getenv("TALKSEARCH_BENCH_DIR")
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "talksearch-bench-"); err != nil {
			return nil, err
		}
		whenOver(func() error { return os.RemoveAll(dir) })
	}
	engine, err := Open(Options{Dir: dir}) // one segment, as a large collection is served
	if err != nil {
		return nil, err
	}
	b := &bench{engine: engine, words: synthetic.Words(n, benchSeed)}
	if err := b.engine.Load(context.Background(), madeUp(n)); err != nil {
		return nil, err
	}
	whenOver(b.engine.Close)
	b.bleve = sync.OnceValues(func() (bleve.Index, error) {
		x, err := bleveAlone(madeUp(n))
		if err != nil {
			return nil, err
		}
		whenOver(x.Close)
		return x, nil
	})
	return b, nil
})

// madeUp returns programmes with n made-up talks.
func madeUp(n int) []*corpus.Programme { return synthetic.Programmes(n, benchSeed) }

// bleveAlone indexes programmes as Bleve's documentation suggests: five text
// fields with the English analyzer, and the facets' fields as keywords with doc
// values.
func bleveAlone(programmes []*corpus.Programme) (bleve.Index, error) {
	m := bleve.NewIndexMapping()
	doc := bleve.NewDocumentStaticMapping()
	for _, name := range []string{"title", "abstract", "topic", "speaker", "keyword"} {
		f := bleve.NewTextFieldMapping()
		f.Analyzer, f.Store, f.IncludeInAll, f.DocValues = en.AnalyzerName, false, false, false
		doc.AddFieldMappingsAt(name, f)
	}
	for _, by := range fourFacets {
		f := bleve.NewTextFieldMapping()
		f.Analyzer, f.Store, f.IncludeInAll, f.DocValues, f.IncludeTermVectors = keyword.Name, false, false, true, false
		doc.AddFieldMappingsAt("by-"+string(by), f)
	}
	m.DefaultMapping = doc
	idx, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, err
	}
	batch := idx.NewBatch()
	for _, p := range programmes {
		for i := range p.Talks {
			e := index.Entry{Conference: &index.Conference{ID: p.ID, Start: p.Start}, Talk: &p.Talks[i]}
			fields := mappedDocument(e)
			for _, by := range fourFacets {
				fields["by-"+string(by)] = facetValues(nil, by, e)
			}
			if err := batch.Index(e.ID(), fields); err != nil {
				return nil, err
			}
			if batch.Size() >= 5000 {
				if err := idx.Batch(batch); err != nil {
					return nil, err
				}
				batch.Reset()
			}
		}
	}
	return idx, idx.Batch(batch)
}

// mappedDocument returns what of a talk is indexed as Bleve takes it, by field.
func mappedDocument(e index.Entry) map[string]any {
	out := map[string]any{}
	for i, values := range fieldTexts(e) {
		if out[fields[i].name] = any(values); len(values) == 1 {
			out[fields[i].name] = values[0]
		}
	}
	return out
}

// A class is a kind of search: our request and, where Bleve alone has the like,
// Bleve's.
type class struct {
	name   string
	search url.Values
	bleve  blevequery.Query
	sort   []string // of Bleve's
}

func (b *bench) classes() []class {
	rare, percent, common := b.words.Rare[0].Text, b.words.Percent[0].Text, b.words.Common[0].Text
	second, third := b.words.Common[1].Text, b.words.Common[2].Text
	filter := url.Values{"q": {common}, "track": {"Networking"}, "year": {"2016"}}
	if f := b.engine.current.columns[index.ByTrack]; len(f.values) > 3 {
		filter.Set("track", f.values[3])
	}
	return []class{
		{"rare", url.Values{"q": {rare}}, inFive(rare), nil},
		{"1 %", url.Values{"q": {percent}}, inFive(percent), nil},
		{"common", url.Values{"q": {common}}, inFive(common), nil},
		{"and", url.Values{"q": {common + " " + second}}, bleve.NewConjunctionQuery(inFive(common), inFive(second)), nil},
		{"and of 3", url.Values{"q": {common + " " + second + " " + third}}, bleve.NewConjunctionQuery(inFive(common), inFive(second), inFive(third)), nil},
		{"or of 3", url.Values{"q": {common + " OR " + second + " OR " + third}}, bleve.NewDisjunctionQuery(inFive(common), inFive(second), inFive(third)), nil},
		{"group", url.Values{"q": {common + " (" + second + " OR " + third + ")"}},
			bleve.NewConjunctionQuery(inFive(common), bleve.NewDisjunctionQuery(inFive(second), inFive(third))), nil},
		{"exclusion", url.Values{"q": {common + " -" + second}}, bleveWithout(common, second), nil},
		{"phrase", url.Values{"q": {`"` + common + " " + second + `"`}}, blevePhrase(common + " " + second), nil},
		{"prefix", url.Values{"q": {common[:2] + "*"}}, blevePrefix(common[:2]), nil},
		{"typo", url.Values{"q": {b.misspelled(long(b.words.Percent))}}, bleveNear(b.misspelled(long(b.words.Percent))), nil},
		{"typo in a short word", url.Values{"q": {b.misspelled(percent)}}, bleveNear(b.misspelled(percent)), nil}, // which is taken for a common one
		{"filtered", filter, nil, nil},
		{"weekday", url.Values{"q": {"day:tuesday"}}, nil, nil},
		{"clock", url.Values{"q": {common + " after:14:00"}}, nil, nil},
		{"time", url.Values{"q": {common}, "sort": {"time"}}, inFive(common), []string{"by-day"}},
		{"all", url.Values{}, bleve.NewMatchAllQuery(), nil},
	}
}

// anyOf returns what matches in any of Bleve's five text fields.
func anyOf[Q blevequery.FieldableQuery](in func() Q) blevequery.Query {
	var any []blevequery.Query
	for _, f := range []string{"title", "abstract", "topic", "speaker", "keyword"} {
		q := in()
		q.SetField(f)
		any = append(any, q)
	}
	return bleve.NewDisjunctionQuery(any...)
}

func inFive(word string) blevequery.Query {
	return anyOf(func() *blevequery.MatchQuery { return bleve.NewMatchQuery(word) })
}

// long returns the first of some words that has six letters, as words have that are
// misspelled.
func long(words []synthetic.Word) string {
	for _, w := range words {
		if len(w.Text) >= 6 {
			return w.Text
		}
	}
	return words[0].Text
}

// misspelled returns a word without one of its letters, such that no talk has what is
// left.
func (b *bench) misspelled(word string) string {
	for i := 1; i < len(word)-1; i++ {
		typo := word[:i] + word[i+1:]
		r := index.NewRequest(typo)
		r.Expand, r.Correct = false, false
		if result, err := b.engine.Search(context.Background(), r); err == nil && result.Total == 0 {
			return typo
		}
	}
	return word + "x"
}

// bleveNear finds words in which one letter differs from those of a word.
func bleveNear(word string) blevequery.Query {
	return anyOf(func() *blevequery.MatchQuery {
		q := bleve.NewMatchQuery(word)
		q.SetFuzziness(1)
		return q
	})
}

func bleveWithout(word, other string) blevequery.Query {
	q := bleve.NewBooleanQuery()
	q.AddMust(inFive(word))
	q.AddMustNot(inFive(other))
	return q
}

func blevePhrase(s string) blevequery.Query {
	return anyOf(func() *blevequery.MatchPhraseQuery { return bleve.NewMatchPhraseQuery(s) })
}

func blevePrefix(s string) blevequery.Query {
	return anyOf(func() *blevequery.PrefixQuery { return bleve.NewPrefixQuery(s) })
}

// BenchmarkSearch runs each class four ways in turn, so that a change of the
// machine's speed meets all alike: our engine with its lists in the cache and
// without, Bleve alone with four facets and with none. Each is run warmUps times before
// it is measured. All return twenty hits; ours also count the facets without their own
// filter and highlight. It reports medians in microseconds and how many times as long
// Bleve takes.
func BenchmarkSearch(b *testing.B) {
	set, err := newBench()
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range set.classes() {
		r, err := index.ParseRequest(c.search)
		if err != nil {
			b.Fatal(err)
		}
		r.Facets = fourFacets
		b.Run(c.name, func(b *testing.B) {
			total := 0
			ours := func() error {
				result, err := set.engine.Search(context.Background(), r)
				if err == nil {
					total = result.Total
				}
				return err
			}
			ways := []func() error{ours, ours}
			if c.bleve != nil {
				ways = append(ways, func() error { return set.askBleve(c, true) }, func() error { return set.askBleve(c, false) })
			}
			took := make([][]time.Duration, len(ways))
			for b.Loop() {
				for i, way := range ways {
					for range warmUps {
						if err := way(); err != nil {
							b.Fatal(err)
						}
					}
					if i == 1 {
						set.engine.current.forget()
					}
					began := time.Now()
					if err := way(); err != nil {
						b.Fatal(err)
					}
					took[i] = append(took[i], time.Since(began))
				}
			}
			median := func(i int) float64 {
				slices.Sort(took[i])
				return float64(took[i][len(took[i])/2].Nanoseconds()) / 1000
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(total), "matches")
			b.ReportMetric(median(0), "µs")
			b.ReportMetric(median(1), "µs-uncached")
			if c.bleve != nil {
				b.ReportMetric(median(2)/median(0), "x-bleve-facets")
				b.ReportMetric(median(2)/median(1), "x-uncached")
				b.ReportMetric(median(0)/median(3), "of-bleve-bare")
			}
		})
	}
}

// warmUps is after how many runs a search is warm: what is kept of talks is so after
// the third.
const warmUps = 3

func (b *bench) askBleve(c class, facets bool) error {
	req := bleve.NewSearchRequestOptions(c.bleve, 20, 0, false)
	if facets {
		for _, by := range fourFacets {
			req.AddFacet(string(by), bleve.NewFacetRequest("by-"+string(by), index.DefaultFacetSize))
		}
	}
	if c.sort != nil {
		req.SortBy(c.sort)
	}
	x, err := b.bleve()
	if err != nil {
		return err
	}
	result, err := x.Search(req)
	if err == nil && c.name != "phrase" && result.Total == 0 {
		err = fmt.Errorf("bleve finds nothing for %s", c.name)
	}
	return err
}

// BenchmarkDeadline gives searches of each class, with no list cached, 20 ms, and
// reports how long the slowest took to return, with an answer or without.
func BenchmarkDeadline(b *testing.B) {
	set, err := newBench()
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range set.classes() {
		r, err := index.ParseRequest(c.search)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(c.name, func(b *testing.B) {
			var slowest time.Duration
			late := 0
			for b.Loop() {
				set.engine.current.forget()
				ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
				began := time.Now()
				_, err := set.engine.Search(ctx, r)
				slowest = max(slowest, time.Since(began))
				cancel()
				if err != nil {
					late++
				}
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(slowest.Microseconds())/1000, "ms-slowest")
			b.ReportMetric(float64(late)/float64(b.N), "without-answer")
		})
	}
}
