package index

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"testing"
)

func parse(t *testing.T, raw string) (Request, ParamErrors) {
	t.Helper()
	v, err := url.ParseQuery(raw)
	if err != nil {
		t.Fatal(err)
	}
	r, err := ParseRequest(v)
	var bad ParamErrors
	if err != nil && !errors.As(err, &bad) {
		t.Fatalf("%q: error %v is no ParamErrors", raw, err)
	}
	return r, bad
}

func TestParseRequest(t *testing.T) {
	r, bad := parse(t, "q=bpf+mc&day=2019-09-10&day=2019-09-09&day=&-track=A&kind=TALK&facets=day,track,day&facet_size=5&sort=-time&page=2&per_page=7")
	if bad != nil {
		t.Fatal(bad)
	}
	want := NewRequest("bpf mc")
	want.Filters = map[Facet]Filter{ByDay: {Include: []string{"2019-09-09", "2019-09-10"}}, ByTrack: {Exclude: []string{"A"}}, ByKind: {Include: []string{"talk"}}}
	want.Facets, want.FacetSize, want.Sort, want.Page, want.PerPage = []Facet{ByDay, ByTrack}, 5, SortTimeReverse, 2, 7
	if !reflect.DeepEqual(r, want) {
		t.Errorf("got  %+v\nwant %+v", r, want)
	}
	if got, want := r.Values().Encode(), "-track=A&day=2019-09-09&day=2019-09-10&facet_size=5&facets=day%2Ctrack&kind=talk&page=2&per_page=7&q=bpf+mc&sort=-time"; got != want {
		t.Errorf("Values: got %s, want %s", got, want)
	}
	if r.Offset() != 7 {
		t.Errorf("offset: got %d, want 7", r.Offset())
	}
}

func TestParseRequestRefuses(t *testing.T) {
	for _, c := range []struct{ raw, param, suggestion, detail string }{
		{"tracks=x", "tracks", "track", `there is no parameter "tracks"; did you mean "track"?`},
		{"zzzz=x", "zzzz", "", `there is no parameter "zzzz"; want one of q, conference, year, day`},
		{"per_page=100000", "per_page", "", "per_page=100000 is not a whole number from 1 to 100"},
		{"page=-1", "page", "", "page=-1 is not a whole number from 1 to 10000"},
		{"page=1&page=2", "page", "", "page=1, 2 is given 2 times; want it once"},
		{"page=600", "page", "", "page=600 lies beyond the first 10000 results"},
		{"day=yesterday-ish", "day", "", "day=yesterday-ish is not a day; want YYYY-MM-DD, such as 2019-09-10"},
		{"year=19", "year", "", "year=19 is not a year; want four digits"},
		{"-day=x", "-day", "", "-day=x is not a day"},
		{"kind=talks", "kind", "talk", "kind=talks is not a kind of item; want one of talk, microconference"},
		{"sort=times", "sort", "time", "sort=times is not known; want one of relevance, time, -time, title"},
		{"facets=day,trakc", "facets", "track", "facets=trakc is not a facet; want one or several of conference, year, day"},
		{"facet_size=0", "facet_size", "", "facet_size=0 is not a whole number from 1 to 1000"},
		{"q=" + strings.Repeat("x", 5001), "q", "", "q=" + strings.Repeat("x", 60) + "… has 5001 characters; want 5000 at most"},
		{numbered("track", 60) + numbered("speaker", 60), "speaker", "", "speaker=… is one filter too many"},
	} {
		_, bad := parse(t, c.raw)
		if len(bad) != 1 {
			t.Errorf("%.60s: got %v, want one error", c.raw, bad)
			continue
		}
		if e := bad[0]; e.Param != c.param || e.Suggestion != c.suggestion || !strings.HasPrefix(e.Detail, c.detail) {
			t.Errorf("%.60s: got %+v, want param %q, suggestion %q, detail %q", c.raw, e, c.param, c.suggestion, c.detail)
		}
	}
	if _, bad := parse(t, numbered("kind", 90)); len(bad) != maxErrors {
		t.Errorf("90 bad values: told of %d, want %d", len(bad), maxErrors)
	}
	if _, bad := parse(t, numbered("x", 1)+strings.Repeat("&unknown=", 1)+"&"+strings.ReplaceAll(numbered("y", 30), "y=", "y")); len(bad) != maxErrors {
		t.Errorf("30 unknown parameters: told of %d, want %d", len(bad), maxErrors)
	}
	if r, bad := parse(t, "track=a&track=A&track=%C3%A1"); bad != nil || len(r.Filters[ByTrack].Include) != 1 {
		t.Errorf("one value thrice: got %v, %v", r.Filters, bad)
	}
	if _, bad := parse(t, "a=1&page=0&sort=x&q=fine"); len(bad) != 3 {
		t.Errorf("three errors at once: got %v", bad)
	}
}

func numbered(name string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "&%s=%d", name, i)
	}
	return b.String()
}

func TestWithFilter(t *testing.T) {
	r := NewRequest("x").WithPage(3)
	got := r.WithFilter(ByDay, r.Filters[ByDay].Toggled("b")).WithFilter(ByDay, Filter{Include: []string{"b"}}.Toggled("a"))
	if want := []string{"a", "b"}; !reflect.DeepEqual(got.Filters[ByDay].Include, want) || got.Page != 1 {
		t.Errorf("got %+v, want day %v on page 1", got, want)
	}
	if off := got.WithFilter(ByDay, Filter{}); len(off.Filters) != 0 || len(got.Filters) != 1 || r.Filters != nil {
		t.Errorf("taking the filter off: got %v, from %v, from %v", off.Filters, got.Filters, r.Filters)
	}
}

func FuzzParseRequest(f *testing.F) {
	for _, s := range []string{"q=a&day=2019-09-10&-track=x&track=y", "facets=", "facets=day&page=2&per_page=3&sort=title&facet_size=1", "kind=Talk&q=%ff", "speaker=+x+"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		v, err := url.ParseQuery(raw)
		if err != nil {
			t.Skip("not an address")
		}
		r, err := ParseRequest(v)
		if err != nil {
			return
		}
		again, err := ParseRequest(r.Values())
		if err != nil {
			t.Fatalf("%q gave %q, which is refused: %v", raw, r.Values().Encode(), err)
		}
		if !reflect.DeepEqual(r, again) {
			t.Fatalf("%q\n is %+v\nits Values %q\n are %+v", raw, r, r.Values().Encode(), again)
		}
	})
}

func TestValuesRequest(t *testing.T) {
	for raw, want := range map[string]string{ // the parameters again, or what is wrong
		"":                                      "",
		"prefix=ab&page=2&q=x":                  "page=2&prefix=ab&q=x",
		"sort=count&per_page=100&relax=":        "",
		"sort=value&per_page=7&-day=2019-09-09": "-day=2019-09-09&per_page=7&sort=value",
		"relax=false":                           "relax=false",
		"sort=time":                             "sort=time is not known; want one of count, value",
		"per_page=1001":                         "per_page=1001 is not a whole number from 1 to 1000",
		"prefix=" + strings.Repeat("é", 201):    "prefix=" + strings.Repeat("é", 60) + "… is longer than 200 characters",
		"prefix=a&prefix=b":                     "prefix=a, b is given 2 times; want it once",
		"fix=a":                                 `there is no parameter "fix"; want one of q, `,
		"facets=day":                            `there is no parameter "facets"; want one of q, `,
		"prefex=a":                              `there is no parameter "prefex"; did you mean "prefix"?`,
	} {
		v, err := url.ParseQuery(raw)
		if err != nil {
			t.Fatal(err)
		}
		r, err := ParseValuesRequest(BySpeaker, v)
		got := r.Values().Encode()
		if err != nil {
			got = err.Error()
		}
		if got != want && (err == nil || !strings.HasPrefix(got, want)) || r.Facet != BySpeaker {
			t.Errorf("%.60s: got %.200s, want %s", raw, got, want)
		}
	}
}

func TestHighlight(t *testing.T) {
	r, bad := parse(t, "highlight=false&q=x")
	if bad != nil || r.Highlight || r.Values().Encode() != "highlight=false&q=x" || !NewRequest("").Highlight {
		t.Errorf("got %+v, %v", r, bad)
	}
	v := url.Values{"fields": {"id"}}
	if _, err := ParseRequest(v, "fields"); err != nil {
		t.Errorf("a parameter of the caller's: %v", err)
	}
	if _, err := ParseRequest(url.Values{"feilds": {"id"}}, "fields"); err == nil || !strings.Contains(err.Error(), `did you mean "fields"?`) {
		t.Errorf("one like it: %v", err)
	}
}

func TestCursor(t *testing.T) {
	r := NewRequest("bpf").WithSort(SortTitle).WithFilter(ByTrack, Filter{Include: []string{"A"}})
	place := Cursor{Generation: "0123456789abcdef", Score: 1.5, Rank: 70_000}
	cursor := r.NextCursor(place)
	for _, raw := range []string{"", "&per_page=3", "&facets=day&facet_size=3"} {
		got, bad := parse(t, "q=bpf&sort=title&track=A"+raw+"&cursor="+cursor)
		at, has, err := got.Place()
		if bad != nil || err != nil || !has || at != place || got.Page != 1 {
			t.Errorf("%q: got %+v, %t, %v, %v", raw, at, has, err, bad)
		}
		if next := got.NextCursor(place); next != cursor {
			t.Errorf("%q: the cursor is %s, then %s", raw, cursor, next)
		}
	}
	if got, bad := parse(t, "cursor=*"); bad != nil || got.Cursor != CursorStart || got.Values().Encode() != "cursor=%2A" {
		t.Errorf("the first: got %q, %v", got.Values().Encode(), bad)
	}
	if got := r.WithCursor(cursor).WithPage(2); got.Cursor != "" {
		t.Errorf("on a page by number the cursor is %q", got.Cursor)
	}
	for _, c := range []struct{ raw, want string }{
		{"q=bpf&sort=title&track=A&page=2&cursor=" + cursor, "is given together with page; want one of them"},
		{"q=bpf&sort=time&track=A&cursor=" + cursor, "belongs to another search; want * for the first page, or the cursor of links.next of the page before"},
		{"q=bpf&sort=title&relax=false&track=A&cursor=" + cursor, "belongs to another search"},
		{"cursor=x", "cursor=x is no cursor; want *"},
		{"cursor=**", "is no cursor"},
		{"cursor=" + strings.Repeat("A", 300), "is no cursor"},
		{"cursor=*&cursor=*", "cursor=*, * is given 2 times; want it once"},
	} {
		got, bad := parse(t, c.raw)
		if len(bad) != 1 || !strings.Contains(bad[0].Detail, c.want) || got.Cursor != "" {
			t.Errorf("%q: got %q and the cursor %q, want %q", c.raw, bad, got.Cursor, c.want)
		}
	}
	for i := range cursor { // each letter stands for something
		other := []byte(cursor)
		if other[i] = 'A'; cursor[i] == 'A' {
			other[i] = 'B'
		}
		if _, bad := parse(t, "q=bpf&sort=title&track=A&cursor="+string(other)); len(bad) != 1 {
			t.Errorf("with another letter %d: no error", i)
		}
	}
}
