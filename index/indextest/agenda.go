package indextest

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"talksearch/corpus"
	"talksearch/index"
)

// testAgenda checks what a conference holds on a day, and what of it is marked.
func testAgenda(t *testing.T, s index.Searcher) {
	for _, c := range []struct {
		name, search, conference string
		day                      corpus.Date
		want                     string // ids, those that match with *
	}{
		{"all days", "", "spring", "", "edf* schedulers* tracing* patching* dinner*"},
		{"one day", "", "spring", "2021-03-01", "edf* schedulers*"},
		{"a query", "q=scheduler", "spring", "", "edf* schedulers* tracing patching dinner"},
		{"a query on a day", "q=title:tracing", "spring", "2021-03-02", "tracing* patching"},
		{"no match", "q=nosuchword", "spring", "2021-03-02", "tracing patching"},
		{"an exclusion", "q=-title:tracing", "spring", "2021-03-02", "tracing patching*"},
		{"a filter", "track=Scheduling", "spring", "", "edf* schedulers tracing patching dinner"},
		{"an excluding filter", "-kind=talk", "spring", "", "edf schedulers* tracing patching dinner*"},
		{"filters by conference and day say nothing", "conference=autumn&day=2020-10-05&-day=2021-03-01", "spring", "2021-03-01", "edf* schedulers*"},
		{"pages and order say nothing", "page=2&per_page=1&sort=-time", "autumn", "2020-10-05", "ranges* closing*"},
		{"another conference's day", "", "spring", "2020-10-05", ""},
		{"no conference's day", "", "spring", "1999-01-01", ""},
	} {
		v, err := url.ParseQuery(c.search)
		if err != nil {
			t.Fatal(err)
		}
		r, err := index.ParseRequest(v)
		if err != nil {
			t.Fatal(err)
		}
		a, err := s.Agenda(t.Context(), r, c.conference, c.day)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := showAgenda(a); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
		if a.Conference.ID != c.conference || a.More || a.Generation != s.Generation() {
			t.Errorf("%s: conference %s, more %t, generation %s", c.name, a.Conference.ID, a.More, a.Generation)
		}
	}
	for _, id := range []string{"nowhere", ""} {
		if _, err := s.Agenda(t.Context(), index.NewRequest(""), id, ""); !errors.Is(err, index.ErrNoConference) {
			t.Errorf("conference %q: got error %v, want ErrNoConference", id, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Agenda(ctx, index.NewRequest("tracing"), "spring", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got error %v, want context.Canceled", err)
	}
}

func showAgenda(a *index.Agenda) string {
	var out []string
	for _, i := range a.Items {
		id := i.Talk.ID
		if i.Match {
			id += "*"
		}
		out = append(out, id)
	}
	return strings.Join(out, " ")
}

// testAgendaMatches checks that an agenda marks what a search finds, for queries
// of all sorts.
func testAgendaMatches(t *testing.T, s index.Searcher) {
	for _, q := range []string{"", "kernel", "bpf -kernel", `"live patching"`, "sched*", "speaker:giani", "kernel nosuchword bpf", "schedular", "ebpf", "-kernel"} {
		r := index.NewRequest(q).WithFilter(index.ByTrack, index.Filter{Include: []string{"Microconferences", "LPC Refereed Track"}})
		r.PerPage = index.MaxPerPage
		want := ids(must(t, s, r))
		slices.Sort(want)
		a, err := s.Agenda(t.Context(), r, "lpc2019", "")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, i := range a.Items {
			if i.Match {
				got = append(got, i.ID())
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%q: an agenda marks %q, a search finds %q", q, got, want)
		}
	}
}
