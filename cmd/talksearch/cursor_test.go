package main

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-json"

	"talksearch/corpus"
	"talksearch/index/indextest"
)

// TestCursorWalk follows the links of an answer to the last page: they lead to all
// talks that JSON Lines have, in their order. When other programmes are served, the
// cursor is gone.
func TestCursorWalk(t *testing.T) {
	l, cached, _ := newHandlers(t, append(indextest.Small(t), indextest.LPC(t))...)
	contract := newContract(t)
	ask := func(address string) *httptest.ResponseRecorder {
		w := request(cached, address)
		if problem := contract.check(httptest.NewRequest(http.MethodGet, address, nil), w.Code, w.Header(), w.Body.Bytes()); problem != "" {
			t.Errorf("%s: %s", address, problem)
		}
		return w
	}
	for _, query := range []string{"", "&q=kernel", "&q=kernel&sort=title&track=Microconferences", "&q=nosuchword"} {
		var want, got []string
		for _, line := range strings.Split(strings.TrimSpace(body(t, cached, "/api/v1/search.jsonl?fields=id&relax=true&correct=true"+query)), "\n") {
			if line != "" {
				want = append(want, line)
			}
		}
		pages, old := 0, ""
		for address := "/api/v1/search?cursor=*&per_page=7&fields=id&facets=" + query; address != ""; pages++ {
			var page struct {
				Results []json.RawMessage
				Meta    struct{ Page *int }
				Links   struct{ Next, Prev *string }
			}
			w := ask(address)
			if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil || page.Meta.Page != nil || page.Links.Prev != nil {
				t.Fatalf("%s: %v in %s", address, err, w.Body)
			}
			for _, r := range page.Results {
				got = append(got, string(r))
			}
			address = ""
			if page.Links.Next != nil {
				address, old = *page.Links.Next, *page.Links.Next
			}
		}
		if !slices.Equal(got, want) || pages != max(1, (len(want)+6)/7) {
			t.Errorf("%q: %d pages have\n%q, want\n%q", query, pages, got, want)
		}
		if old == "" {
			continue
		}
		other := reading(t, programme)
		if _, err := l.put(t.Context(), corpus.List{other}); err != nil {
			t.Fatal(err)
		}
		if w := ask(old); w.Code != http.StatusGone || !strings.Contains(w.Body.String(), `"type":"/api/v1/reference#problem-gone"`) {
			t.Errorf("%s: got %d, %s", old, w.Code, w.Body)
		}
		if _, err := l.put(t.Context(), corpus.List(append(indextest.Small(t), indextest.LPC(t)))); err != nil {
			t.Fatal(err)
		}
		if w := ask(old); w.Code != http.StatusOK {
			t.Errorf("%s: as before, got %d, %s", old, w.Code, w.Body)
		}
	}
	if w := ask("/api/v1/search.csv?cursor=*"); w.Code != http.StatusBadRequest {
		t.Errorf("in a table: got %d, %s", w.Code, w.Body)
	}
}
