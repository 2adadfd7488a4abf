package api

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"talksearch/index/address"
)

func TestPreferred(t *testing.T) {
	for accept, want := range map[string]address.Form{
		"": "", "*/*": "", "application/json": "", "text/html, */*;q=0.1": "", "image/png": "", "nonsense": "",
		"text/calendar": address.Calendar, "TEXT/CSV": address.Table, "text/csv; charset=utf-8": address.Table, "application/atom+xml": address.Feed,
		"application/jsonl": address.Lines, "application/x-ndjson": address.Lines, "text/*": address.Text, "text/*;q=0.5, text/csv": address.Table,
		"application/json;q=0.9, text/csv;q=0.8": "", "application/json;q=0.1, text/csv;q=0.8": address.Table, "text/csv;q=0, application/json;q=0": "",
		"*/*, application/json;q=0": address.Text, "text/csv;q=x": "", "text/csv;q=2": "", "application/*;q=0.5, text/calendar;q=0.6": address.Calendar,
	} {
		if got := preferred([]string{accept}); got != want {
			t.Errorf("%q: got %q, want %q", accept, got, want)
		}
	}
	if got := preferred([]string{"text/html", "text/csv"}); got != address.Table {
		t.Errorf("of two headers: got %q", got)
	}
}

func TestHarmless(t *testing.T) {
	for s, want := range map[string]string{
		"": "", "Talk": "Talk", "=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "|cmd": "'|cmd", " =1": "' =1", "\t=1": "'\t=1", "\tx": "'\tx", "\nx": "'\nx",
		"\r=1": "'=1", "\x00=1": "'=1", "\u00a0=1": "'\u00a0=1", "＝1": "'＝1", "a=1": "a=1", "a\nb": "a\nb", "C++": "C++", "—x": "—x", "\xff": "\uFFFD", "'=1": "'=1",
	} {
		if got := harmless(s); got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
}

// TestMembers checks that all of a hit can be chosen, by the names that JSON has.
func TestMembers(t *testing.T) {
	want := []string{"id", "kind", "title", "subtitle", "conference", "day", "start", "end", "track", "room", "speakers", "keywords", "derived_keywords", "change",
		"score", "snippet", "highlights", "matched_topics", "missing", "explanation", "links"}
	if !slices.Equal(hitMembers.names, want) {
		t.Errorf("got %q, want %q", hitMembers.names, want)
	}
	list := []hit{{talk: talk{ID: "a/b", Title: "<T> & \u2028"}, Score: 1.5}, {talk: talk{ID: "c/d"}, Explanation: &explanation{What: "x"}}}
	body, err := encode(hitMembers.choose(list, []string{"id", "title", "explanation", "links"}))
	if err != nil {
		t.Fatal(err)
	}
	links := `"links":{"self":"","page":"","ics":""}`
	if got, want := string(body), `[{"id":"a/b","title":"<T> & \u2028",`+links+`},{"id":"c/d","title":"","explanation":{"what":"x","score":0},`+links+`}]`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := hitMembers.choose(list, nil); !reflect.DeepEqual(got, list) {
		t.Errorf("all: got %v", got)
	}
}

func TestUUID(t *testing.T) {
	a, b := uuidOf("/talks/a/b"), uuidOf("/talks/a/c")
	if a == b || a != uuidOf("/talks/a/b") || len(a) != len("urn:uuid:")+36 || a[len("urn:uuid:")+14] != '5' || !strings.ContainsRune("89ab", rune(a[len("urn:uuid:")+19])) {
		t.Errorf("got %s and %s", a, b)
	}
}
