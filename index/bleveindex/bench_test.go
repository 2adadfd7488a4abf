package bleveindex

import (
	"context"
	"net/url"
	"os"
	"testing"

	"github.com/blevesearch/bleve/v2"
	blevequery "github.com/blevesearch/bleve/v2/search/query"

	"talksearch/corpus/importer"
	"talksearch/index"
)

// benchSearches are one of each class of searches, for the collection that
// BenchmarkSearch reads.
var benchSearches = []struct{ class, search string }{
	{"rare", "q=hyperscan"},
	{"common", "q=data"},
	{"and", "q=data+science"},
	{"prefix", "q=da*"},
	{"phrase", `q="machine+learning"`},
	{"exclusion", "q=data+-science"},
	{"field", "q=title:python"},
	{"filtered", "q=data&year=2018&keyword=django"},
	{"all", ""},
	{"time", "q=data&sort=time"},
}

// BenchmarkSearch searches a large collection, where it is at hand, with all
// facets: by the executor with its cache of lists, without, and, for the classes
// it can be asked for, by Bleve alone with five fields, with and without facets.
func BenchmarkSearch(b *testing.B) {
	const path = "../../../shared/corpus/pyvideo.jsonl.gz"
	if _, err := os.Stat(path); err != nil {
		b.Skipf("the collection is not here: %v", err)
	}
	programmes, _, err := importer.NewSet(importer.Options{}, path).Read(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	e := New()
	defer e.Close()
	if err := e.Load(b.Context(), programmes); err != nil {
		b.Fatal(err)
	}
	for _, s := range benchSearches {
		v, err := url.ParseQuery(s.search)
		if err != nil {
			b.Fatal(err)
		}
		r, err := index.ParseRequest(v)
		if err != nil {
			b.Fatal(err)
		}
		for _, cached := range []bool{true, false} {
			name := s.class + "/cached"
			if !cached {
				name = s.class + "/uncached"
			}
			b.Run(name, func(b *testing.B) {
				total := 0
				for b.Loop() {
					if !cached {
						e.current.postings.cache.InvalidateAll()
					}
					result, err := e.Search(context.Background(), r)
					if err != nil {
						b.Fatal(err)
					}
					total = result.Total
				}
				b.ReportMetric(float64(total), "matches")
			})
		}
		if q := bleveQuery(s.class); q != nil {
			b.Run(s.class+"/bleve", func(b *testing.B) {
				for b.Loop() {
					if _, err := e.current.index.SearchInContext(context.Background(), bleve.NewSearchRequestOptions(q, 20, 0, false)); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// bleveQuery returns a class's search as Bleve's own: each word in any of five
// fields, all words.
func bleveQuery(class string) blevequery.Query {
	words := map[string][]string{"rare": {"hyperscan"}, "common": {"data"}, "and": {"data", "science"}}[class]
	if words == nil {
		return nil
	}
	var all []blevequery.Query
	for _, w := range words {
		var any []blevequery.Query
		for _, f := range []string{"title", "abstract", "topic", "speaker", "keyword"} {
			q := bleve.NewTermQuery(w)
			q.SetField(f)
			any = append(any, q)
		}
		all = append(all, bleve.NewDisjunctionQuery(any...))
	}
	return bleve.NewConjunctionQuery(all...)
}
