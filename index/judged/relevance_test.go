package judged

import (
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"talksearch/corpus"
	"talksearch/corpus/importer"
	"talksearch/corpus/vocabulary"
	"talksearch/index"
	"talksearch/index/bleveindex"
)

var (
	chosenSets = flag.String("sets", "", "measure only the sets whose names begin with one of these, with commas between")
	parameters = flag.String("with", "", "parameters of the searches, as in an address: typing=true&relax=false")
	perQuery   = flag.Bool("perquery", false, "print what was found for every query")
)

// newEngine makes the engine that is measured. To try others, with other
// parameters, exchange it.
var newEngine = func() index.Engine {
	e, err := bleveindex.Open(bleveindex.Options{Vocabulary: vocabulary.Default()})
	if err != nil {
		panic(err) // in memory nothing is opened
	}
	return e
}

// shared is where large real samples are kept outside the project.
const shared = "../../../shared"

// sets are the judged collections. Floor is what the mean nDCG@10 of all queries
// has to reach; raise it when ranking becomes better.
var sets = []struct {
	name   string
	judged string // the folder of queries and grades
	source string // the programme that they are about
	floor  float64
}{
	{"lpc", "relevance/lpc2019", importer.BuiltIn, 0.92},
	{"lpc-timetable", "relevance/lpc2019", "corpus/lpc2019-timetable.txt", 0.92},
	{"cranfield", "ir/cranfield", "ir/cranfield/talks.jsonl", 0.393},
	{"cisi", "ir/cisi", "ir/cisi/talks.jsonl", 0.414},
	{"medline", "ir/medline", "ir/medline/talks.jsonl", 0.68},
	{"adi", "ir/adi", "ir/adi/talks.jsonl", 0.5},
}

// load returns a source's programmes in an engine of their own.
func load(t *testing.T, source string) index.Engine {
	t.Helper()
	if source != importer.BuiltIn {
		source = filepath.Join(shared, source)
	}
	programmes, _, err := importer.NewSet(importer.Options{}, source).Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, programmes...)
}

func serve(t *testing.T, programmes ...*corpus.Programme) index.Engine {
	t.Helper()
	e := newEngine()
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := e.Load(t.Context(), programmes); err != nil {
		t.Fatal(err)
	}
	return e
}

// asked returns the request that queries are asked with.
func asked(t *testing.T) index.Request {
	t.Helper()
	v, err := url.ParseQuery(*parameters)
	if err != nil {
		t.Fatalf("-with: %v", err)
	}
	r, err := index.ParseRequest(v)
	if err != nil {
		t.Fatalf("-with: %v", err)
	}
	return r
}

// TestRelevance measures the engine on every judged collection that is at hand.
func TestRelevance(t *testing.T) {
	for _, s := range sets {
		t.Run(s.name, func(t *testing.T) {
			begins := func(name string) bool { return strings.HasPrefix(s.name, name) }
			if !slices.ContainsFunc(strings.Split(*chosenSets, ","), begins) {
				t.Skip("not among -sets")
			}
			if _, err := os.Stat(filepath.Join(shared, s.judged)); err != nil {
				t.Skipf("the judged queries are not here: %v", err)
			}
			set, err := Read(filepath.Join(shared, s.judged))
			if err != nil {
				t.Fatal(err)
			}
			outcomes, err := set.Run(t.Context(), load(t, s.source), asked(t))
			if err != nil {
				t.Fatal(err)
			}
			if *perQuery {
				t.Logf("%s\n%s", s.name, outcomes.PerQuery())
			}
			t.Logf("%s\n%s", s.name, outcomes.Table())
			if got := outcomes.Mean("").NDCG; got < s.floor {
				t.Errorf("nDCG@10: got %.4f, want at least %.4f", got, s.floor)
			}
		})
	}
}
