package judged

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"talksearch/corpus"
	"talksearch/index"
)

// hand is the set in testdata, made by hand to have known figures.
func hand(t *testing.T) *Set {
	t.Helper()
	set, err := Read("testdata/hand")
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestRead(t *testing.T) {
	set := hand(t)
	var got []string
	for _, q := range set.Queries {
		got = append(got, q.ID)
	}
	if want := []string{"a", "b", "c", "d", "e"}; !slices.Equal(got, want) {
		t.Errorf("queries with relevant talks: got %q, want %q", got, want)
	}
	if q := set.Queries[1]; q.Text != "linux latency" || q.Group != "term" || q.Note != "nothing is clearly relevant" || len(q.Grade) != 2 || q.Grade["two"] != 1 {
		t.Errorf("got %+v", q)
	}
	if set.Strong != 2 {
		t.Errorf("the least strong grade: got %d, want 2", set.Strong)
	}
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct{ queries, qrels, want string }{
		{`{"id": "a", "text": 1}`, "", "queries.jsonl:1: "},
		{`{"id": "a"}` + "\n\n" + `{"id": "a"}`, "", `queries.jsonl:3: the id "a" is empty or taken`},
		{`{"text": "x"}`, "", `queries.jsonl:1: the id "" is empty`},
		{`{"id": "a"}`, "a\tx", "qrels.tsv:1: 2 fields; want query, talk and grade"},
		{`{"id": "a"}`, "a\tx\t1\na\ty\tgood", `qrels.tsv:2: grade "good"; want a whole number from 0 to 9`},
		{`{"id": "a"}`, "a\tx\t-1", `qrels.tsv:1: grade "-1"`},
		{`{"id": "a"}`, strings.Repeat("x", maxLine+1), "qrels.tsv:1: bufio.Scanner: token too long"},
	} {
		dir := t.TempDir()
		for name, text := range map[string]string{"queries.jsonl": c.queries, "qrels.tsv": c.qrels} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := Read(dir); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s, %.20s: got error %v, want %s", c.queries, c.qrels, err, c.want)
		}
	}
	if _, err := Read(t.TempDir()); err == nil {
		t.Error("a folder without files: got no error")
	}
}

// found are answers to the set by hand.
var found = map[string]string{
	"a": "two four x three y five z u v w one",
	"b": "x two",
	"c": "one x two",
	"e": "x y z two 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 one more",
}

func TestMeasure(t *testing.T) {
	set := hand(t)
	var outcomes Outcomes
	for i, want := range []Figures{
		{NDCG: 0.232012, AP: 0.465909, P10: 0.3, RR: 0.25, R20: 1},
		{NDCG: 0.386853, AP: 0.25, P10: 0.1, R20: 0.5},
		{NDCG: 0.919721, AP: 0.833333, P10: 0.2, RR: 1, R20: 1, S3: 1, SetF1: 0.8, Exact: true},
		{Exact: true},
		{NDCG: 0.076484, AP: 0.175, P10: 0.1, RR: 0.25, R20: 1},
	} {
		q := set.Queries[i]
		got := measure(q, strings.Fields(found[q.ID]), set.Strong)
		outcomes = append(outcomes, Outcome{Query: q, IDs: strings.Fields(found[q.ID]), Figures: got})
		for name, pair := range map[string][2]float64{
			"nDCG@10": {got.NDCG, want.NDCG}, "AP": {got.AP, want.AP}, "P@10": {got.P10, want.P10}, "RR@10": {got.RR, want.RR},
			"R@20": {got.R20, want.R20}, "S@3": {got.S3, want.S3}, "setF1": {got.SetF1, want.SetF1},
		} {
			if math.Abs(pair[0]-pair[1]) > 1e-6 {
				t.Errorf("query %s: %s: got %.6f, want %.6f", q.ID, name, pair[0], pair[1])
			}
		}
		if got.Exact != want.Exact {
			t.Errorf("query %s: asks for a set: got %t", q.ID, got.Exact)
		}
	}
	const table = `
   group  n  nDCG@10     MAP    P@10  MRR@10    R@20     S@3   setF1
     all  5   0.3230  0.3448  0.1400  0.3000  0.7000  0.2000  0.4000
    term  2   0.3094  0.3580  0.2000  0.1250  0.7500  0.0000       -
  phrase  1   0.9197  0.8333  0.2000  1.0000  1.0000  1.0000  0.8000
  filter  1   0.0000  0.0000  0.0000  0.0000  0.0000  0.0000  0.0000
`
	if got := "\n" + outcomes.Table(); got != table {
		t.Errorf("got  %swant %s", got, table)
	}
	if got, want := strings.Split(outcomes.PerQuery(), "\n")[1], "b  0.387  term    linux latency   x:0 two:1"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestRun checks what is asked, and what a talk is known by.
func TestRun(t *testing.T) {
	p := &corpus.Programme{ID: "conf", Title: "Conf", Talks: []corpus.Talk{
		{ID: "one", Title: "The Linux kernel"}, {ID: "track/two", Title: "Kernel and Linux"}, {ID: "three", Title: "Shells"},
	}}
	other := p.Clone()
	other.ID, other.Talks = "other", other.Talks[:1]
	for _, p := range []*corpus.Programme{p, other} {
		corpus.Normalize(p)
	}
	e := serve(t, p, other)
	long := Query{ID: "long", Text: strings.Repeat("kernel ", 1000), Grade: map[string]int{"one": 1}}
	if outcomes, err := (&Set{Queries: []Query{long}, Strong: 1}).Run(t.Context(), e, index.NewRequest("")); err != nil || len(outcomes[0].IDs) != 0 {
		t.Errorf("a query that is too long: got %v, %v, want no results", outcomes, err)
	}
	like := index.NewRequest("ignored").WithSort(index.SortTitle)
	outcomes, err := hand(t).Run(t.Context(), e, like)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := outcomes[0].IDs, []string{"two", "one"}; !slices.Equal(got, want) {
		t.Errorf("kernel: got %q, want %q, each once and by title", got, want)
	}
	if got, want := outcomes[2].IDs, []string{"one"}; !slices.Equal(got, want) || outcomes[2].SetF1 != 2.0/3 {
		t.Errorf("the phrase: got %q and setF1 %.4f, want %q and 0.6667", got, outcomes[2].SetF1, want)
	}
	if _, err := hand(t).Run(t.Context(), newEngine(), like); err == nil || !strings.Contains(err.Error(), "query a: ") {
		t.Errorf("an engine without programmes: got error %v, want one that names the query", err)
	}
}
