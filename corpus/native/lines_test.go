package native

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"talksearch/corpus"
	"talksearch/corpus/compact"
)

const twoConferences = `{"conference":"x","conference_timezone":"Europe/Berlin","id":"1","title":"One","start":"2020-07-02T10:00:00"}
{"conference":"y","id":"1","title":"Other","start":"2020-07-02T10:00:00"}
{"conference":"x","id":"2","title":"Two"}
`

// TestLines puts talks together again that were passed on one by one, some before
// the line that names their zone, and compares them with those read at once.
func TestLines(t *testing.T) {
	for _, c := range []struct{ name, text string }{
		{"two conferences", twoConferences},
		{"zone at the end", `{"conference":"x","id":"1","title":"One","start":"2021-03-28T01:30:00","minutes":60}
{"conference":"x","id":"2","title":"Two","start":"2021-03-28T02:30:00","end":"2021-03-28T04:00:00"}
{"conference":"x","id":"3","title":"Three","start":"2021-03-28T00:30:00Z","end":"2021-03-28T03:30:00","minutes":60,"conference_timezone":"Europe/Berlin"}
`},
		{"no zone, one offset", `{"conference":"x","id":"1","title":"One","start":"2021-03-28T01:30:00+02:00"}
{"conference":"x","id":"2","title":"Two","start":"2021-03-28T02:30:00","minutes":10}
`},
		{"no zone, two offsets", `{"conference":"x","id":"1","title":"One","start":"2021-03-28T01:30:00+02:00"}
{"conference":"x","id":"2","title":"Two","start":"2021-03-28T01:30:00-05:00","day":"2021-03-27"}
{"conference":"x","id":"3","title":"Three","minutes":45}
{"conference":"x","id":"4","title":"Four","start":"at noon","minutes":-1}
`},
		{"zone that is none", `{"conference":"x","conference_timezone":"Mars/Phobos","id":"1","title":"One","start":"2021-03-28T01:30:00","minutes":10}
`},
	} {
		want, wantProblems, err := Read(strings.NewReader(c.text))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		talks := map[int][]corpus.Talk{}
		conferences, problems, err := Lines(strings.NewReader(c.text), func(conference int, talk *corpus.Talk) error {
			// As a file would give it back.
			again, err := compact.Talk(string(compact.Append(nil, talk, nil)), nil)
			talks[conference] = append(talks[conference], *again)
			return err
		})
		if err != nil || len(conferences) != len(want) || told(problems) != told(wantProblems) {
			t.Errorf("%s: %d conferences, %v, problems\n%s, want %d and\n%s", c.name, len(conferences), err, told(problems), len(want), told(wantProblems))
			continue
		}
		for i, conference := range conferences {
			for j := range talks[i] {
				got, want := &talks[i][j], &want[i].Talks[j]
				conference.Settle(got)
				if !got.Start.Equal(want.Start) || !got.End.Equal(want.End) || got.Length != want.Length || got.Day != want.Day || got.Title != want.Title {
					t.Errorf("%s: got %+v, want %+v", c.name, got, want)
				}
			}
		}
	}
	full := errors.New("full")
	if _, _, err := Lines(strings.NewReader(twoConferences), func(int, *corpus.Talk) error { return full }); !errors.Is(err, full) {
		t.Errorf("an error of each: got %v", err)
	}
}

// TestLocalTimes checks times around the change to summer time, which come before
// their zone.
func TestLocalTimes(t *testing.T) {
	list, _, err := Read(strings.NewReader(`{"conference":"x","id":"1","title":"One","start":"2021-03-28T01:30:00","minutes":60}
{"conference":"x","id":"2","title":"Two","start":"2021-03-28T01:30:00","end":"2021-03-28T03:30:00","conference_timezone":"Europe/Berlin"}
`))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"2021-03-28T01:30:00+01:00 2021-03-28T03:30:00+02:00", "2021-03-28T01:30:00+01:00 2021-03-28T03:30:00+02:00"} {
		talk := list[0].Talks[i]
		if got := talk.Start.Format(time.RFC3339) + " " + talk.End.Format(time.RFC3339); got != want || talk.Length != 0 {
			t.Errorf("talk %d: got %s and length %s, want %s", i, got, talk.Length, want)
		}
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
