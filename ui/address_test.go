package ui

import (
	"net/url"
	"testing"

	"talksearch/index"
)

func TestSearchAddress(t *testing.T) {
	for query, want := range map[string]string{
		"":                                   "/",
		"q=":                                 "/",
		"view=list":                          "/",
		"q=bpf&view=timetable&utm_source=x":  "/?q=bpf&view=timetable",
		"long=speaker&track=b&track=a":       "/?long=speaker&track=a&track=b",
		"expand=false&view=timetable&page=1": "/?expand=false&view=timetable",
	} {
		if got := searchOf(t, query).path(); got != want {
			t.Errorf("%q: got %s, want %s", query, got, want)
		}
	}
}

func TestSearchAddressErrors(t *testing.T) {
	for query, want := range map[string]string{
		"view=grid":         "view=grid is neither list nor timetable",
		"long=rooms":        "long=rooms is not a facet; want one such as speaker",
		"view=x&per_page=0": "per_page=0 is not a whole number from 1 to 100; view=x is neither list nor timetable",
	} {
		v, _ := url.ParseQuery(query)
		if _, err := parseSearch(v); err == nil || err.Error() != want {
			t.Errorf("%q: got error %v, want %s", query, err, want)
		}
		if q, ok := Canonical(v); ok {
			t.Errorf("%q: is canonical as %q", query, q)
		}
	}
}

// TestSteps checks where the links of a search lead.
func TestSteps(t *testing.T) {
	s := searchOf(t, "q=bpf&day=2019-09-09&page=3&long=speaker&view=timetable&sort=time")
	for _, c := range []struct{ name, got, want string }{
		{"another page", s.with(s.WithPage(4)).path(), "/?day=2019-09-09&page=4&q=bpf&sort=time&view=timetable"},
		{"another day", s.only(index.ByDay, "2019-09-10").path(), "/?day=2019-09-10&q=bpf&sort=time&view=timetable"},
		{"one more day", s.toggled(index.ByDay, "2019-09-10").path(), "/?day=2019-09-09&day=2019-09-10&q=bpf&sort=time&view=timetable"},
		{"the day off", s.toggled(index.ByDay, "2019-09-09").path(), "/?q=bpf&sort=time&view=timetable"},
		{"no filters", s.unfiltered().path(), "/?q=bpf&sort=time&view=timetable"},
		{"the list", s.viewed(viewList).path(), "/?day=2019-09-09&q=bpf&sort=time"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, c.got, c.want)
		}
	}
	if s.Page != 3 || s.Long != index.BySpeaker || len(s.Filters) != 1 {
		t.Errorf("the search itself was changed: %+v", s)
	}
}
