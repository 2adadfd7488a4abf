package ui

import (
	"reflect"
	"testing"
	"time"

	"talksearch/corpus"
	"talksearch/index"
)

func TestBlocks(t *testing.T) {
	in := "First line\nof a paragraph.\n\nAims:\n- one\n- two\nafter\n\n1. a\n2) b\n\n- x\n\n• y\nThe 3. of 4"
	want := []block{
		{Text: "First line of a paragraph."},
		{Text: "Aims:"}, {Items: []string{"one", "two"}}, {Text: "after"},
		{Items: []string{"a", "b"}, Ordered: true}, {Items: []string{"x", "y"}}, {Text: "The 3. of 4"},
	}
	if got := blocks(in); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got := blocks(""); len(got) > 0 && got[0].Text != "" {
		t.Errorf("no abstract: got %+v", got)
	}
}

func TestWhen(t *testing.T) {
	zone := time.FixedZone("", 3600)
	conference := &index.Conference{Timezone: "Europe/Lisbon"}
	for _, c := range []struct {
		name string
		talk corpus.Talk
		want when
	}{
		{"placed", corpus.Talk{Day: "2019-09-10", Start: time.Date(2019, 9, 10, 15, 0, 0, 0, zone), End: time.Date(2019, 9, 10, 18, 30, 0, 0, zone)},
			when{Day: "Tue 10 Sep", Span: "15:00–18:30", Start: "2019-09-10T15:00:00+01:00", End: "2019-09-10T18:30:00+01:00", Zone: "Europe/Lisbon", Full: "Tuesday 10 September 2019, 15:00–18:30 Europe/Lisbon (UTC+01:00)"}},
		{"day only", corpus.Talk{Day: "2019-09-10"}, when{Day: "Tue 10 Sep", Start: "2019-09-10", Zone: "Europe/Lisbon"}},
		{"nowhere", corpus.Talk{}, when{Zone: "Europe/Lisbon"}},
	} {
		if got := newWhen(index.Entry{Conference: conference, Talk: &c.talk}, dayShort); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestZoneLabel(t *testing.T) {
	for name, want := range map[string]string{
		"": "UTC", "Europe/Lisbon": "Europe/Lisbon", "Etc/GMT-1": "UTC+1", "Etc/GMT+10": "UTC−10", "Etc/GMT": "UTC", "Etc/GMT+0": "UTC", "UTC": "UTC",
	} {
		if got := zoneLabel(name); got != want {
			t.Errorf("zoneLabel(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestSafe(t *testing.T) {
	for link, want := range map[string]string{"https://a.example/x": "https://a.example/x", "javascript:alert(1)": "", "//a.example": "", "": ""} {
		if got := safe(link); got != want {
			t.Errorf("safe(%q) = %q, want %q", link, got, want)
		}
	}
}
