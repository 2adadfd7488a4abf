package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
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
	"github.com/labstack/echo/v4"

	"talksearch/api"
	"talksearch/corpus"
	"talksearch/corpus/importer"
	"talksearch/corpus/synthetic"
	"talksearch/index"
	"talksearch/index/bleveindex"
)

// A pairedQuery is one search, as our API is asked and as Bleve is.
type pairedQuery struct {
	address string
	bleve   blevequery.Query
}

// BenchmarkBleveHTTP asks in turns the program's routes, which keep no answers, and a
// small server of Bleve's own search behind Echo, with its facets and highlighting, for
// the same mix of searches over load.talks talks. Each is asked on four connections.
func BenchmarkBleveHTTP(b *testing.B) {
	talks := max(*loadTalks, leastLoadTalks)
	programmes, words := synthetic.Programmes(talks, loadSeed), synthetic.Words(talks, loadSeed)
	engine, err := bleveindex.Open(bleveindex.Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer engine.Close()
	if err := engine.Load(b.Context(), programmes); err != nil {
		b.Fatal(err)
	}
	routes, err := newRoutes(engine, newLibrary(importer.NewSet(importer.Options{}), engine, false), testAddress)
	if err != nil {
		b.Fatal(err)
	}
	ours := httptest.NewServer(routes)
	defer ours.Close()
	plain, err := bleveOf(programmes)
	if err != nil {
		b.Fatal(err)
	}
	defer plain.Close()
	defer asker.CloseIdleConnections()
	queries := pairedQueries(words)
	theirs := httptest.NewServer(bleveBehindEcho(plain, queries))
	defer theirs.Close()

	var took [2]time.Duration
	for b.Loop() {
		for i, address := range []func(n int) string{
			func(n int) string { return ours.URL + queries[n].address },
			func(n int) string { return theirs.URL + "/" + strconv.Itoa(n) },
		} {
			began := time.Now()
			if err := askAll(b.Context(), len(queries), address); err != nil {
				b.Fatal(err)
			}
			took[i] += time.Since(began)
		}
	}
	n := float64(b.N * len(queries))
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(n/took[0].Seconds(), "requests/s")
	b.ReportMetric(n/took[1].Seconds(), "bleve-requests/s")
	b.ReportMetric(took[1].Seconds()/took[0].Seconds(), "x-bleve")
}

// askAtOnce is how many connections ask.
const askAtOnce = 4

// asker keeps its connections, of which Go's own client keeps two.
var asker = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: askAtOnce}}

// askAll asks for so many addresses on askAtOnce connections.
func askAll(ctx context.Context, n int, address func(int) string) error {
	next := make(chan int)
	errs := make([]error, askAtOnce)
	var wg sync.WaitGroup
	for worker := range errs {
		wg.Go(func() {
			for i := range next {
				if errs[worker] != nil {
					continue
				}
				errs[worker] = askFor(ctx, address(i))
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func askFor(ctx context.Context, address string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept-Encoding", "identity") // Bleve's server does not compress
	res, err := asker.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	size, err := io.Copy(io.Discard, res.Body)
	if err == nil && (res.StatusCode != http.StatusOK || size < 100) {
		err = fmt.Errorf("%s: status %d, %d bytes", address, res.StatusCode, size)
	}
	return err
}

// The fields that Bleve's server searches, and by which it counts.
var (
	bleveTexts  = []string{"title", "abstract", "topic", "speaker", "keyword"}
	bleveFacets = []string{"by-day", "by-track", "by-speaker", "by-keyword"}
)

// bleveOf indexes talks in memory as Bleve's documentation suggests: texts with the
// English analyzer, stored to be highlighted, and the facets' fields as keywords with
// doc values.
func bleveOf(programmes []*corpus.Programme) (bleve.Index, error) {
	doc := bleve.NewDocumentStaticMapping()
	for _, name := range bleveTexts {
		f := bleve.NewTextFieldMapping()
		f.Analyzer, f.IncludeInAll, f.DocValues = en.AnalyzerName, false, false
		doc.AddFieldMappingsAt(name, f)
	}
	for _, name := range append([]string{"year"}, bleveFacets...) {
		f := bleve.NewTextFieldMapping()
		f.Analyzer, f.Store, f.IncludeInAll, f.IncludeTermVectors = keyword.Name, false, false, false
		doc.AddFieldMappingsAt(name, f)
	}
	m := bleve.NewIndexMapping()
	m.DefaultMapping = doc
	idx, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, err
	}
	batch := idx.NewBatch()
	for _, p := range programmes {
		for _, t := range p.Talks {
			var names []string
			for _, s := range t.Speakers {
				names = append(names, s.Name)
			}
			err := batch.Index(p.ID+"/"+t.ID, map[string]any{
				"title": t.Title, "abstract": t.Abstract, "topic": t.Topics, "speaker": names, "keyword": t.Keywords,
				"by-day": string(t.Day), "by-track": t.Track, "by-speaker": names, "by-keyword": t.Keywords, "year": string(t.Day)[:4],
			})
			if err != nil {
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

// pairedQueries returns searches of eight kinds, eight of each.
func pairedQueries(words synthetic.Classes) []pairedQuery {
	anywhere := func(of func() blevequery.FieldableQuery) blevequery.Query {
		var any []blevequery.Query
		for _, name := range bleveTexts {
			q := of()
			q.SetField(name)
			any = append(any, q)
		}
		return bleve.NewDisjunctionQuery(any...)
	}
	word := func(s string) blevequery.Query {
		return anywhere(func() blevequery.FieldableQuery { return bleve.NewMatchQuery(s) })
	}
	var out []pairedQuery
	add := func(parameters url.Values, q blevequery.Query) {
		out = append(out, pairedQuery{"/api/v1/search?facets=day,track,speaker,keyword&" + parameters.Encode(), q})
	}
	for i := range 8 {
		rare, percent := words.Rare[i%len(words.Rare)].Text, words.Percent[i%len(words.Percent)].Text
		common, second := words.Common[i%len(words.Common)].Text, words.Common[(i+1)%len(words.Common)].Text
		without := bleve.NewBooleanQuery()
		without.AddMust(word(common))
		without.AddMustNot(word(second))
		year := bleve.NewTermQuery(strconv.Itoa(2011 + i))
		year.SetField("year")
		add(url.Values{"q": {rare}}, word(rare))
		add(url.Values{"q": {percent}}, word(percent))
		add(url.Values{"q": {common}}, word(common))
		add(url.Values{"q": {common + " " + second}}, bleve.NewConjunctionQuery(word(common), word(second)))
		add(url.Values{"q": {common + " OR " + second}}, bleve.NewDisjunctionQuery(word(common), word(second)))
		add(url.Values{"q": {common + " -" + second}}, without)
		add(url.Values{"q": {strconv.Quote(common + " " + second)}}, anywhere(func() blevequery.FieldableQuery { return bleve.NewMatchPhraseQuery(common + " " + second) }))
		add(url.Values{"q": {common}, "year": {strconv.Itoa(2011 + i)}}, bleve.NewConjunctionQuery(word(common), year))
	}
	return out
}

// bleveBehindEcho returns a server that answers /N with what Bleve finds for the query
// of number N.
func bleveBehindEcho(idx bleve.Index, queries []pairedQuery) http.Handler {
	e := echo.New()
	e.JSONSerializer = api.JSON{}
	e.GET("/:n", func(c echo.Context) error {
		n, err := strconv.Atoi(c.Param("n"))
		if err != nil || n < 0 || n >= len(queries) {
			return echo.ErrNotFound
		}
		req := bleve.NewSearchRequestOptions(queries[n].bleve, index.DefaultPerPage, 0, false)
		req.Highlight, req.Fields = bleve.NewHighlight(), slices.Clone(bleveTexts)
		for _, name := range bleveFacets {
			req.AddFacet(name, bleve.NewFacetRequest(name, index.DefaultFacetSize))
		}
		result, err := idx.SearchInContext(c.Request().Context(), req)
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, result)
	})
	return e
}
