package ui

import (
	"strings"
	"testing"

	"talksearch/index"
)

func TestFacets(t *testing.T) {
	b := builder{s: searchOf(t, "q=x&track=Net&-room=Hall&long=speaker"), single: &index.Conference{ID: "c"}, result: &index.Result{Total: 5, Facets: []index.FacetCounts{
		{Facet: index.ByConference, Values: []index.FacetValue{{Value: "c", Count: 5}}},
		{Facet: index.ByDay, Values: []index.FacetValue{{Value: "2019-09-10", Count: 4}, {Value: "2019-09-11", Count: 1}}},
		{Facet: index.ByTrack, Values: []index.FacetValue{{Value: "Net", Count: 5, Selected: true}, {Value: "Core", Count: 3}}, More: true},
		{Facet: index.BySpeaker, Values: []index.FacetValue{{Value: "A", Count: 5}, {Value: "B", Count: 1}}},
		{Facet: index.ByKind, Values: []index.FacetValue{{Value: "bof", Count: 3}}},
		{Facet: index.ByRoom, Values: []index.FacetValue{{Value: "Hall", Excluded: true}}},
		{Facet: index.ByKeyword},
	}}}
	var got []string
	for _, f := range b.facets() {
		line := f.Label + ":"
		for _, v := range f.Values {
			line += " " + v.Name + "=" + v.Label
			if v.Selected || v.Excluded {
				line += "*"
			}
		}
		got = append(got, line+" "+f.More+f.Less)
	}
	want := []string{ // a facet with one value that all have says nothing
		"Day: day=Tue 10 Sep day=Wed 11 Sep ",
		"Track: track=Net* track=Core /?-room=Hall&long=track&q=x&track=Net#facet-track",
		"Speaker: speaker=A speaker=B /?-room=Hall&q=x&track=Net#facet-speaker",
		"Kind: kind=BoF ",
		"Room: -room=Hall* ",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	var chips []string
	for _, c := range b.chips() {
		chips = append(chips, strings.TrimSpace(c.Facet+" "+c.Label+" "+c.Remove))
	}
	if got, want := strings.Join(chips, ", "), "Track Net /?-room=Hall&q=x, Room Hall /?q=x&track=Net"; got != want {
		t.Errorf("chips: got %q, want %q", got, want)
	}
	b.s.Sort = index.SortTime
	if hidden := b.hidden(b.facets()); len(hidden) != 1 || hidden[0] != (param{"sort", "time"}) {
		t.Errorf("hidden parameters: got %v, want only what has no box", hidden)
	}
}
