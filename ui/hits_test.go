package ui

import (
	"fmt"
	"testing"

	"talksearch/corpus"
	"talksearch/index"
)

func TestFirstPeople(t *testing.T) {
	var list []personView
	for i := range 12 {
		list = append(list, personView{Name: index.Marked{{Text: fmt.Sprint(i), Mark: i == 10}}})
	}
	shown, more := firstPeople(list)
	got := ""
	for _, p := range shown {
		got += p.Name.String() + " "
	}
	if want := "0 1 2 3 4 5 6 10 "; got != want || more != 4 {
		t.Errorf("got %q and %d more, want %q and 4", got, more, want)
	}
	if shown, more = firstPeople(list[:hitPeople+1]); len(shown) != hitPeople+1 || more != 0 {
		t.Errorf("one more than is shown: got %d and %d more", len(shown), more)
	}
}

func TestKeywords(t *testing.T) {
	also := []index.FieldMatch{{Field: "track", Text: index.Marked{{Text: "x", Mark: true}}}, {Field: "keyword", Text: index.Marked{{Text: "e"}, {Text: "bpf", Mark: true}}}}
	got := ""
	for _, k := range keywords([]string{"a", "ebpf", "b", "c", "d", "e", "f", "g"}, also) {
		got += k.Text.String() + " " + k.Path + ", "
	}
	want := "ebpf /?keyword=ebpf, a /?keyword=a, b /?keyword=b, c /?keyword=c, d /?keyword=d, e /?keyword=e, "
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestHit checks what of a hit is shown where.
func TestHit(t *testing.T) {
	c := &index.Conference{ID: "c", Title: "C"}
	h := index.Hit{
		Entry: index.Entry{Conference: c, Talk: &corpus.Talk{ID: "t", Title: "T", Track: "Net", Room: "Hall", Kind: corpus.KindBoF, Speakers: []corpus.Speaker{{Name: "Ada", Role: corpus.RoleLead}}}},
		Also: []index.FieldMatch{{Field: "track", Text: index.Marked{{Text: "Net", Mark: true}}}, {Field: "affiliation", Text: index.Marked{{Text: "A"}}},
			{Field: "affiliation", Text: index.Marked{{Text: "B"}}}, {Field: "subtitle", Text: index.Marked{{Text: "S"}}}},
	}
	for n := range 8 {
		h.Topics = append(h.Topics, index.TopicMatch{N: n + 1, Text: index.Marked{{Text: "topic", Mark: true}}})
	}
	other := &index.Conference{ID: "d"}
	b := builder{UI: &UI{catalogue: changes{"c/t": {Kind: corpus.ChangeMoved}}}, conferences: map[string]*index.Conference{"c": c, "d": other}}
	v := b.hit(h)
	for _, check := range []struct{ name, got, want string }{
		{"id", v.ID, "c/t"},
		{"track's marks", fmt.Sprint(v.Track.Hit()), "true"},
		{"track", v.TrackPath, "/?conference=c&track=Net"},
		{"room", v.RoomPath, "/?conference=c&room=Hall"},
		{"person", v.People[0].Path + " " + v.People[0].Role, "/people/Ada lead"},
		{"change", v.Change, "Moved"},
		{"conference", v.Conference.Path, "/conferences/c"},
		{"also", fmt.Sprint(v.Also), "[{Affiliation [A B]} {Subtitle [S]}]"},
		{"topics", fmt.Sprintln(len(v.Topics), v.MoreTopics, v.Topics[3].Path), "6 2 /talks/c/t#topic-4\n"},
	} {
		if check.got != check.want {
			t.Errorf("%s: got %q, want %q", check.name, check.got, check.want)
		}
	}
	b.conferences, b.single = map[string]*index.Conference{"c": c}, c
	if v := b.hit(h); v.TrackPath != "/?track=Net" || v.Conference.Path != "" {
		t.Errorf("of a single conference: track %s, conference %q", v.TrackPath, v.Conference.Path)
	}
}
