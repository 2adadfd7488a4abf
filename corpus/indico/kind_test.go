package indico

import (
	"testing"

	"talksearch/corpus"
)

func TestContributionKind(t *testing.T) {
	for _, c := range []struct {
		kind, title string
		poster      bool
		want        corpus.Kind
	}{
		{"", "A talk", false, corpus.KindTalk},
		{"Oral presentation", "A talk", false, corpus.KindTalk},
		{"Poster", "A talk", false, corpus.KindPoster},
		{"", "A talk", true, corpus.KindPoster},
		{"Keynotes", "A talk", false, corpus.KindKeynote},
		{"Plenary Keynote", "A talk", false, corpus.KindKeynote},
		{"Lightning Talk", "A talk", false, corpus.KindLightning},
		{"BoFs", "A talk", false, corpus.KindBoF},
		{"Birds of a Feather", "A talk", false, corpus.KindBoF},
		{"Panel discussion", "A talk", false, corpus.KindPanel},
		{"Hands-on", "A talk", false, corpus.KindTutorial},
		{"Workshop", "A talk", false, corpus.KindWorkshop},
		{"Refereed Track", "A talk", false, corpus.KindTalk},
		{"Micro-conference", "A talk", false, corpus.KindMicroconference},
		{"", "BoF: Tracing", false, corpus.KindBoF},
		{"", "Keynote 2: Tracing", false, corpus.KindKeynote},
		{"", "MC: event generators", false, corpus.KindTalk},
		{"", "Track: a tool", false, corpus.KindTalk},
		{"", "Workshop report: Tracing", false, corpus.KindTalk},
	} {
		if got := contributionKind(c.kind, c.title, c.poster); got != c.want {
			t.Errorf("contributionKind(%q, %q, %v): got %s, want %s", c.kind, c.title, c.poster, got, c.want)
		}
	}
}

func TestSessionKind(t *testing.T) {
	for _, c := range []struct {
		kind, title        string
		poster, holdsTalks bool
		want               corpus.Kind
	}{
		{"", "VFIO/IOMMU/PCI MC", false, false, corpus.KindMicroconference},
		{"", "VFIO/IOMMU/PCI MC", false, true, corpus.KindMicroconference},
		{"Microconferences", "Tracing", false, true, corpus.KindMicroconference},
		{"", "Tracing Microconference", false, false, corpus.KindMicroconference},
		{"", "lattice mc", false, false, corpus.KindTalk},
		{"", "MC generators", false, false, corpus.KindTalk},
		{"", "Kernel Summit Track", false, false, corpus.KindTrack},
		{"", "Track 3 - Storage", false, false, corpus.KindTrack},
		{"Parallel", "Storage", false, true, corpus.KindTrack},
		{"Plenary", "Storage", false, true, corpus.KindTrack},
		{"Plenary", "Opening", false, false, corpus.KindPlenary},
		{"", "Closing Plenary", false, false, corpus.KindPlenary},
		{"", "Poster session 2", false, false, corpus.KindPoster},
		{"", "Session B", true, false, corpus.KindPoster},
		{"", "Welcome reception", false, false, corpus.KindSocial},
		{"", "Workshop on locking", false, false, corpus.KindWorkshop},
		{"", "The social graph", false, false, corpus.KindTalk},
		{"", "Session 2", false, false, corpus.KindTalk},
		{"", "", false, false, corpus.KindTalk},
	} {
		if got := sessionKind(c.kind, c.title, c.poster, c.holdsTalks); got != c.want {
			t.Errorf("sessionKind(%q, %q, %v, %v): got %s, want %s", c.kind, c.title, c.poster, c.holdsTalks, got, c.want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		p    person
		want string
	}{
		{person{First: "Ada", Last: "Reed", FullName: "Wrong, Quite"}, "Ada Reed"},
		{person{FirstName: "Ada", FamilyName: "Reed", Name: "Dr Ada Reed"}, "Ada Reed"},
		{person{Last: "Kernel Team"}, "Kernel Team"},
		{person{FullName: "Reed, Ada"}, "Ada Reed"},
		{person{FullName: "Prof. Dr. Reed, Ada"}, "Ada Reed"},
		{person{Name: "Ms Ada Reed"}, "Ada Reed"},
		{person{Name: "Dr."}, "Dr."},
		{person{}, ""},
	} {
		if got := c.p.name(); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.p, got, c.want)
		}
	}
}
