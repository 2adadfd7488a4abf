package native

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"talksearch/corpus"
)

const twoConferences = `{"conference":"x","conference_timezone":"Europe/Berlin","id":"1","title":"One","start":"2020-07-02T10:00:00"}
{"conference":"y","id":"1","title":"Other","start":"2020-07-02T10:00:00"}
{"conference":"x","id":"2","title":"Two"}
`

func TestLines(t *testing.T) {
	var got []string
	problems, err := Lines(strings.NewReader(twoConferences), func(c corpus.Programme, talk corpus.Talk) error {
		start := ""
		if !talk.Start.IsZero() {
			start = talk.Start.Format(time.RFC3339)
		}
		got = append(got, fmt.Sprint(c.ID, len(c.Talks), talk.Title, start))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := "x0One2020-07-02T10:00:00+02:00|y0Other2020-07-02T10:00:00Z|x0Two"; strings.Join(got, "|") != want {
		t.Errorf("got %s, want %s", strings.Join(got, "|"), want)
	}
	if want := `warning line 2: timezone: "y" names none on this line or before; its times without an offset are taken as UTC`; told(problems) != want {
		t.Errorf("problems: got %s, want %s", told(problems), want)
	}
	full := errors.New("full")
	if _, err := Lines(strings.NewReader(twoConferences), func(corpus.Programme, corpus.Talk) error { return full }); !errors.Is(err, full) {
		t.Errorf("an error of each: got %v", err)
	}
}

// TestLineWriter mixes two conferences, whose facts stand on their first lines.
func TestLineWriter(t *testing.T) {
	a, b := corpus.Programme{ID: "a", Title: "A", Timezone: "Europe/Berlin"}, corpus.Programme{ID: "b", Title: "B"}
	var out strings.Builder
	w := NewLineWriter(&out)
	for _, l := range []struct {
		of    corpus.Programme
		title string
	}{{a, "One"}, {b, "Two"}, {a, "Three"}} {
		if err := w.Write(&l.of, &corpus.Talk{Title: l.title, Start: time.Unix(0, 0).UTC(), Day: "1970-01-01"}); err != nil {
			t.Fatal(err)
		}
	}
	if out.Len() > 0 {
		t.Error("written before Flush")
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	want := `{"conference":"a","conference_title":"A","conference_timezone":"Europe/Berlin","title":"One","start":"1970-01-01T00:00:00Z"}
{"conference":"b","conference_title":"B","title":"Two","start":"1970-01-01T00:00:00Z"}
{"conference":"a","conference_title":"A","title":"Three","start":"1970-01-01T00:00:00Z"}
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

func ExampleRead() {
	programmes, problems, err := Read(strings.NewReader(twoConferences))
	if err != nil {
		fmt.Println(err)
	}
	for _, p := range programmes {
		fmt.Println(p.ID, len(p.Talks))
	}
	fmt.Println(len(problems), "problem")
	// Output:
	// x 2
	// y 1
	// 1 problem
}

func ExampleWriteDocument() {
	p := &corpus.Programme{ID: "small", Title: "Small Conf", Talks: []corpus.Talk{{ID: "a", Title: "A", Day: "2020-01-02"}}}
	if err := WriteDocument(os.Stdout, p); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {
	//  "id": "small",
	//  "title": "Small Conf",
	//  "talks": [
	//   {
	//    "id": "a",
	//    "title": "A",
	//    "day": "2020-01-02"
	//   }
	//  ]
	// }
}
