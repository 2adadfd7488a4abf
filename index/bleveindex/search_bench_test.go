package bleveindex

import (
	"context"
	"errors"
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
	bleve  bleve.Index
	words  synthetic.Classes
}

// removeBench removes what newBench made.
var removeBench = func() {}

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

// newBench indexes the talks in both, once for all benchmarks.
var newBench = sync.OnceValues(func() (*bench, error) {
	n := benchTalks()
	dir := os.Getenv("TALKSEARCH_BENCH_DIR")
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "talksearch-bench-"); err != nil {
			return nil, err
		}
		removeBench = func() { os.RemoveAll(dir) }
	}
	engine, err := Open(Options{Dir: dir}) // one segment, as a large collection is served
	if err != nil {
		return nil, err
	}
	b := &bench{engine: engine, words: synthetic.Words(n, benchSeed)}
	list := madeUp(n)
	if err := b.engine.Load(context.Background(), list); err != nil {
		return nil, err
	}
	if b.bleve, err = bleveAlone(list); err != nil {
		return nil, err
	}
	removeBench = func() {
		_ = errors.Join(b.engine.Close(), b.bleve.Close(), os.RemoveAll(dir)) // the measurements are over
	}
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
		{"typo", url.Values{"q": {b.misspelled(percent)}}, bleveNear(b.misspelled(percent)), nil},
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
// without, Bleve alone with four facets and with none. All return twenty hits;
// ours also count the facets without their own filter and highlight. It reports
// medians in microseconds and how many times as long Bleve takes.
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
			uncached := func() error {
				set.forget()
				return ours()
			}
			ways := []func() error{ours, uncached}
			if c.bleve != nil {
				ways = append(ways, func() error { return set.askBleve(c, true) }, func() error { return set.askBleve(c, false) })
			}
			took := make([][]time.Duration, len(ways))
			if err := ours(); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				for i, way := range ways {
					if i == 0 { // the list was thrown out by the way before
						if err := ours(); err != nil {
							b.Fatal(err)
						}
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
	result, err := b.bleve.Search(req)
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
				set.forget()
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

// forget empties the caches.
func (b *bench) forget() {
	b.engine.current.postings.cache.InvalidateAll()
	b.engine.current.recent.cache.InvalidateAll()
	b.engine.current.formsKnown.InvalidateAll()
}
