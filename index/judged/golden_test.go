package judged

import (
	"flag"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"talksearch/corpus/importer"
	"talksearch/index"
)

var update = flag.Bool("update", false, "write what is found now into the golden file")

// TestGolden compares the ranking of the built-in conference with the one that was
// looked over last. Not every difference is a mistake: look at them, and run with
// -update when they are as they should be.
func TestGolden(t *testing.T) {
	const file = "testdata/lpc2019.golden"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := string(data)
	e := load(t, importer.BuiltIn)
	var b strings.Builder
	for _, line := range strings.Split(strings.TrimSuffix(want, "\n"), "\n") {
		if strings.HasPrefix(line, "  ") { // what was found last time
			continue
		}
		fmt.Fprintln(&b, line)
		if search, ok := strings.CutPrefix(line, "? "); ok {
			b.WriteString(ranking(t, e, search))
		}
	}
	got := b.String()
	if got == want {
		return
	}
	if !*update {
		t.Errorf("the ranking is another than in %s:\n%s", file, difference(want, got))
		return
	}
	if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
		t.Fatal(err)
	}
}

// ranking returns how many talks a search finds and the first ten ids, a line each.
func ranking(t *testing.T, s index.Searcher, search string) string {
	t.Helper()
	v, err := url.ParseQuery("q=" + strings.ReplaceAll(search, " ", "+"))
	if err != nil {
		t.Fatalf("%s: %v", search, err)
	}
	r, err := index.ParseRequest(v)
	if err != nil {
		t.Fatalf("%s: %v", search, err)
	}
	r.PerPage = 10
	result, err := s.Search(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "  found %d\n", result.Total)
	for _, h := range result.Hits {
		fmt.Fprintf(&b, "  %s\n", h.Talk.ID)
	}
	return b.String()
}

// difference returns the searches with another ranking, as it was and as it is.
func difference(want, got string) string {
	old := map[string]string{}
	for _, block := range strings.Split(want, "\n? ") {
		search, found, _ := strings.Cut(block, "\n")
		old[search] = found
	}
	var b strings.Builder
	for _, block := range strings.Split(got, "\n? ")[1:] {
		search, found, _ := strings.Cut(block, "\n")
		if old[search] != found {
			fmt.Fprintf(&b, "? %s\nwant\n%s\ngot\n%s\n", search, old[search], found)
		}
	}
	return b.String()
}
