package schedulejson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"talksearch/corpus"
	"talksearch/corpus/people"
)

// samples are files of third parties, which lie beside the project.
const samples = "../../../shared/schedules/json"

// one is written after version 1 as frab, pretalx and some scripts write it.
const one = `{"$schema": "x", "generator": {"name": "hand", "schedule": 1},
"schedule": {"version": "2", "base_url": "https://conf.example.org/schedule/", "conference": {
 "acronym": "Conf23", "title": "Conf & Co", "start": "2023-05-01", "end": "2023-05-02", "daysCount": 2, "time_zone_name": "Europe/Lisbon",
 "rooms": [{"name": "Aula", "guid": "x", "description": {"en": "big"}}], "tracks": [{"name": "Main", "color": "#000"}],
 "days": [{"index": 1, "date": "2023-05-01", "day_start": "2023-05-01T09:00:00+01:00", "day_end": "2023-05-02T02:00:00+01:00", "rooms": {
  "Zoo": [{"id": 11, "guid": "11111111-aaaa", "code": "ABCDEF", "logo": null, "date": "2023-05-01T10:00:00+01:00", "start": "10:00", "duration": "00:45", "room": "Zoo",
    "slug": "conf23-11-first", "url": "https:\/\/conf.example.org\/talk\/ABCDEF\/", "title": "First talk", "subtitle": "An opening", "track": "Main", "type": "Keynote", "language": "en",
    "abstract": "<p>One &amp; <b>two</b></p>", "description": "Three", "recording_license": "", "do_not_record": false,
    "feedback_url": "https://conf.example.org/talk/ABCDEF/feedback/",
    "persons": [{"id": 1, "public_name": "Jane Doe", "biography": "Long"}, {"code": "X", "guid": "y", "name": "John Roe", "public_name": ""}, "Jim Poe"],
    "links": [{"url": "https://example.org/a", "title": "Page"}, "https://example.org/b", {"url": "/c", "title": "File"}, {"title": "None"}],
    "attachments": [{"url": "https://example.org/s.pdf", "title": "Slides"}], "answers": []}],
  "Aula": [{"id": "12", "guid": "22222222-bbbb", "date": "2023-05-02T00:30:00+01:00", "duration": "1:30", "title": "Second talk", "track": null, "language": null,
    "subtitle": null, "description": null, "abstract": {"de": "Deutsch", "en": "English"}, "persons": null, "links": null}]}},
  {"index": 2, "date": "2023-05-02", "rooms": []}, {"index": 3, "date": "2023-05-03", "rooms": {"Aula": []}}]}}}
`

// two is written after version 2, a draft.
const two = `{"schedule": {"version": "x", "events": [
 {"type": "WORKSHOP", "guid": "33333333-cccc", "code": "HQCCYH", "start": "2024-12-28T00:15:00+01:00", "end": "2024-12-28T00:55:00+01:00",
  "room": {"name": "Saal 1", "slug": "saal-1", "guid": "r1"}, "url": "https://example.org/e/", "slug": "s", "title": "Third talk", "subtitle": null, "language": "de",
  "track": {"slug": "ethics"}, "abstract": "A", "description": null, "participants": [{"name": "Jane", "role": "SPEAKER"}, {"name": "John", "role": "MODERATOR"}],
  "links": [{"type": "FEEDBACK", "url": "https://example.org/f"}, {"type": "SLIDES", "url": "https://example.org/s"}], "attachments": []},
 {"type": "TALK", "guid": "44444444-dddd", "start": "2024-12-28T09:00:00+00:00", "end": "2024-12-28T10:00:00+00:00", "room": {"guid": "r2"}, "title": "Fourth talk", "track": {"slug": "none"}}],
 "conference": {"acronym": "38c3", "title": "38C3", "start": "2024-12-27T09:30:00+00:00", "end": "2024-12-30T17:45:00+00:00", "time_zone_name": "Europe/Berlin",
  "url": "https://example.org/2024/", "tracks": [{"name": "Ethics & Society", "slug": "ethics"}], "rooms": [{"name": "Saal 2", "guid": "r2"}],
  "days": [{"index": 1, "date": "2024-12-27", "start": "2024-12-27T09:30:00+00:00", "end": "2024-12-28T06:00:00+01:00"}]},
 "base_url": "https://example.org/hub/", "persons": [{"name": "Jane", "biography": "Long"}]}}`

func TestRead(t *testing.T) {
	for _, c := range []struct {
		name, in, head  string
		talks, problems []string
	}{
		{"version 1", one, "conf23|Conf & Co|2023-05-01|2023-05-02|Europe/Lisbon|https://conf.example.org/schedule/", []string{
			`ABCDEF keynote "First talk" "An opening" "Main" "Zoo" 2023-05-01 2023-05-01T10:00:00+01:00 2023-05-01T10:45:00+01:00 ` +
				`[{Jane Doe  speaker} {John Roe  speaker} {Jim Poe  speaker}] "One & two\n\nThree" [{Page https://example.org/a} { https://example.org/b} {Slides https://example.org/s.pdf}] ` +
				`https://conf.example.org/talk/ABCDEF/ en 11111111-aaaa schedule.conference.days[0].rooms[Zoo][0]`,
			`12 talk "Second talk" "" "" "Aula" 2023-05-01 2023-05-02T00:30:00+01:00 2023-05-02T02:00:00+01:00 [] "English" []   22222222-bbbb schedule.conference.days[0].rooms[Aula][0]`,
		}, []string{`"/c" is not a link`, `"" is not a link`}},
		{"version 2", two, "38c3|38C3|2024-12-27|2024-12-30|Europe/Berlin|https://example.org/2024/", []string{
			`HQCCYH workshop "Third talk" "" "Ethics & Society" "Saal 1" 2024-12-27 2024-12-28T00:15:00+01:00 2024-12-28T00:55:00+01:00 ` +
				`[{Jane  speaker} {John  moderator}] "A" [{Slides https://example.org/s}] https://example.org/e/ de 33333333-cccc schedule.events[0]`,
			`44444444-dddd talk "Fourth talk" "" "none" "Saal 2" 2024-12-28 2024-12-28T10:00:00+01:00 2024-12-28T11:00:00+01:00 [] "" []   44444444-dddd schedule.events[1]`,
		}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			list, problems, err := Read(strings.NewReader(c.in))
			if err != nil {
				t.Fatal(err)
			}
			p := list[0]
			corpus.Normalize(p)
			if got := fmt.Sprintf("%s|%s|%s|%s|%s|%s", p.ID, p.Title, p.Start, p.End, p.Timezone, p.URL); got != c.head {
				t.Errorf("got %s, want %s", got, c.head)
			}
			if len(p.Talks) != len(c.talks) {
				t.Errorf("got %d talks, want %d", len(p.Talks), len(c.talks))
			}
			for i, talk := range p.Talks {
				got := fmt.Sprintf("%s %s %q %q %q %q %s %s %s %v %q %v %s %s %s %s", talk.ID, talk.Kind, talk.Title, talk.Subtitle, talk.Track, talk.Room, talk.Day,
					talk.Start.Format(time.RFC3339), talk.End.Format(time.RFC3339), talk.Speakers, talk.Abstract, talk.Links, talk.URL, talk.Language, talk.UID, talk.Where)
				if got != c.talks[i] {
					t.Errorf("got\n%s\nwant\n%s", got, c.talks[i])
				}
			}
			reports(t, problems, c.problems)
			if err := corpus.Validate(p).Err(); err != nil {
				t.Error(err)
			}
		})
	}
}

func reports(t *testing.T, problems corpus.Problems, words []string) {
	t.Helper()
	if len(problems) != len(words) {
		t.Errorf("got %d problems, want %d: %v", len(problems), len(words), problems)
		return
	}
	for i, w := range words {
		if !strings.Contains(problems[i].String(), w) {
			t.Errorf("got problem %q, want one with %q", problems[i], w)
		}
	}
}

// Every sample has as many talks as a walk through its maps finds events, with
// the same titles, starts, lengths, rooms and people.
func TestSamples(t *testing.T) {
	for _, name := range []string{"36c3-everything.json", "frab-camp2019.json", "hub-schedule2-sample.json", "pretalx-democon.json", "pretalx-rc3.json"} {
		t.Run(name, func(t *testing.T) {
			data := readSample(t, name)
			if !Recognise(data[:min(len(data), 64<<10)]) {
				t.Error("not recognised")
			}
			list, _, err := Read(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			p := list[0]
			corpus.Normalize(p)
			if err := corpus.Validate(p).Err(); err != nil {
				t.Error(err)
			}
			var file any
			if err := json.Unmarshal(data, &file); err != nil {
				t.Fatal(err)
			}
			events := walk(file, nil)
			if len(p.Talks) != len(events) {
				t.Errorf("got %d talks, want %d", len(p.Talks), len(events))
			}
			found := make(map[string]int)
			for _, talk := range p.Talks {
				var names []string
				for _, s := range talk.Speakers {
					names = append(names, s.Name)
				}
				found[fmt.Sprint(talk.Title, talk.Start.UTC().Format(time.RFC3339), talk.End.Sub(talk.Start), talk.Room, names)]++
			}
			for _, e := range events {
				key := describe(e)
				if found[key]--; found[key] < 0 {
					t.Errorf("not found: %s", key)
				}
			}
		})
	}
}

// walk returns the objects in v that are events.
func walk(v any, events []map[string]any) []map[string]any {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			events = walk(e, events)
		}
	case map[string]any:
		if v["title"] != nil && v["guid"] != nil && v["start"] != nil {
			return append(events, v)
		}
		for _, e := range v {
			events = walk(e, events)
		}
	}
	return events
}

// describe tells of an event what TestSamples compares.
func describe(e map[string]any) string {
	line := func(s any) string { return strings.Join(strings.Fields(fmt.Sprint(s)), " ") }
	date := e["date"]
	if date == nil {
		date = e["start"]
	}
	start, _ := time.Parse(time.RFC3339, fmt.Sprint(date))
	var length time.Duration
	if d, ok := e["duration"].(string); ok {
		var h, m int
		fmt.Sscanf(d, "%d:%d", &h, &m)
		length = time.Duration(h*60+m) * time.Minute
	} else if end, err := time.Parse(time.RFC3339, fmt.Sprint(e["end"])); err == nil {
		length = end.Sub(start)
	}
	room := e["room"]
	if m, ok := room.(map[string]any); ok {
		room = m["name"]
	}
	var names []string
	seen := make(map[string]bool)
	for _, list := range []any{e["persons"], e["participants"]} {
		persons, _ := list.([]any)
		for _, p := range persons {
			person := p.(map[string]any)
			name := person["public_name"]
			if name == nil {
				name = person["name"]
			}
			if n := people.Shown(line(name)); !seen[n] {
				seen[n] = true
				names = append(names, n)
			}
		}
	}
	return fmt.Sprint(line(e["title"]), start.UTC().Format(time.RFC3339), length, line(room), names)
}

func readSample(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(samples, name))
	if os.IsNotExist(err) {
		t.Skipf("no sample files: %v", err)
	} else if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestBadInput(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"empty":             {"", "byte 0"},
		"error page":        {"<!DOCTYPE html><html><body>404</body></html>", "invalid character '<'"},
		"text":              {"schedule", "invalid character"},
		"XML":               {"<schedule/>", "invalid character '<'"},
		"a string":          {`"schedule"`, "found schedule, want an object"},
		"an array":          {`[{}]`, "found [, want an object"},
		"no schedule":       {`{"results": [], "count": 0}`, `there is no "schedule"`},
		"our own format":    {`{"id": "x", "title": "X", "talks": []}`, `there is no "schedule"`},
		"schedule a number": {`{"schedule": 5}`, "schedule: found 5, want an object"},
		"days an object":    {`{"schedule": {"conference": {"days": {}}}}`, "schedule.conference.days: found {, want an array"},
		"a day a string":    {`{"schedule": {"conference": {"days": ["x"]}}}`, "schedule.conference.days[0]: found x, want an object"},
		"rooms with events": {`{"schedule": {"conference": {"days": [{"rooms": [[]]}]}}}`, "schedule.conference.days[0].rooms: found [, want an object"},
		"events a string":   {`{"schedule": {"conference": {"days": [{"rooms": {"Aula": "x"}}]}}}`, "days[0].rooms[Aula]: found x, want an array"},
		"two documents":     {`{"schedule": {}} {"schedule": {}}`, "there is more"},
		"bad syntax":        {`{"schedule": {"events": [{"title": "A",,}]}}`, "schedule.events[0]: invalid character ','"},
		"deep":              {`{"schedule": {"events": [` + strings.Repeat(`{"x":`, 1_000_000), "schedule.events[0]"},
		"deep rooms":        {`{"schedule": {"x": ` + strings.Repeat("[", 1_000_000), "schedule.x"},
	} {
		t.Run(name, func(t *testing.T) {
			list, _, err := Read(strings.NewReader(c.in))
			if err == nil || list != nil {
				t.Fatalf("got no error but %v", list)
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("got error %q, want one with %q", err, c.want)
			}
		})
	}
	for _, s := range []string{strings.TrimSpace(one), two} {
		for n := range s {
			if list, _, err := Read(strings.NewReader(s[:n])); err == nil || list != nil {
				t.Fatalf("cut off after %d bytes: got no error", n)
			}
		}
	}
	broken := errors.New("connection lost")
	if _, _, err := Read(io.MultiReader(strings.NewReader(one[:900]), failing{broken})); !errors.Is(err, broken) {
		t.Errorf("got error %v, want %v", err, broken)
	}
}

type failing struct{ error }

func (f failing) Read([]byte) (int, error) { return 0, f.error }

// A value of another type costs no more than itself.
func TestWrongTypes(t *testing.T) {
	for name, c := range map[string]struct {
		event    string
		talks    int
		problems []string
	}{
		"texts":            {`{"title": "A", "id": [1], "abstract": true, "room": 7, "track": ["T"], "language": {"x": 1}}`, 1, []string{"id: is [1]", `track: is ["T"]`, "abstract: is true"}},
		"lists":            {`{"persons": {"name": "x"}, "title": "A", "links": "https://example.org"}`, 1, []string{"persons: is a JSON object", "start: is missing"}},
		"names":            {`{"title": "A", "persons": [5, null, {"name": ["x"]}, {"public_name": null, "name": "B"}], "links": [null, 5]}`, 1, []string{`persons: is ["x"]`, `"" is not a link`, `"5" is not a link`}},
		"no event":         {`"x", null, [], 5, {"title": "A"}`, 1, []string{"[0]: is no event", "[1]: is no event", "[2]: is no event", "[3]: is no event"}},
		"an empty event":   {`{}`, 1, nil},
		"times":            {`{"title": "A", "date": 5, "start": {"x": "10:00"}, "duration": null}`, 1, []string{`date: "5"`}},
		"a break":          {`{"title": "Lunch"}, {"title": "A"}`, 1, []string{"is a break"}},
		"a title of words": {`{"title": {"en": "A", "de": "B"}}`, 1, nil},
	} {
		t.Run(name, func(t *testing.T) {
			list, problems, err := Read(strings.NewReader(`{"schedule": {"conference": {"title": "C", "start": [], "tracks": [5], "days": [{"date": "2019-01-01", "rooms": {"Aula": [` + c.event + `]}}]}}}`))
			if err != nil {
				t.Fatal(err)
			}
			p := list[0]
			corpus.Normalize(p)
			corpus.Validate(p)
			if len(p.Talks) != c.talks {
				t.Errorf("got %d talks, want %d", len(p.Talks), c.talks)
			}
			for _, w := range append(c.problems, "schedule.conference.start: is []", "schedule.conference.tracks[0]: is a JSON number") {
				if !strings.Contains(fmt.Sprint(problems), w) {
					t.Errorf("got problems %v, want %q among them", problems, w)
				}
			}
		})
	}
}

func TestRecognise(t *testing.T) {
	for name, c := range map[string]struct {
		head string
		want bool
	}{
		"version 1":      {one, true},
		"version 2":      {two, true},
		"cut off":        {one[:200], true},
		"no schedule":    {`{"generator": {"schedule": {"conference": 1}}}`, false},
		"other schedule": {`{"schedule": "weekly", "conference": {}}`, false},
		"other content":  {`{"schedule": {"monday": []}}`, false},
		"our own":        {`{"id": "x", "title": "X", "talks": [{"schedule": {"version": 1}}]}`, false},
		"JSON Lines":     {"{\"conference\": \"x\", \"title\": \"A\"}\n{\"conference\": \"x\"}\n", false},
		"Indico":         {`{"count": 1, "results": [{"schedule": 1}]}`, false},
		"XML":            {"<schedule><conference/></schedule>", false},
		"error page":     {"<html><body>schedule</body></html>", false},
		"array":          {`[{"schedule": {"conference": {}}}]`, false},
		"empty":          {"", false},
	} {
		if got := Recognise([]byte(c.head)); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

// The rooms of a day are an object whose order counts.
func TestWriteKeepsRoomsInOrder(t *testing.T) {
	list, _, err := Read(strings.NewReader(one))
	if err != nil {
		t.Fatal(err)
	}
	corpus.Normalize(list[0])
	var b bytes.Buffer
	if err := Write(&b, list[0]); err != nil {
		t.Fatal(err)
	}
	if zoo, aula := strings.Index(b.String(), `"Zoo": [`), strings.Index(b.String(), `"Aula": [`); zoo < 0 || zoo > aula {
		t.Errorf("got the rooms at %d and %d in\n%s", zoo, aula, b.String())
	}
	if strings.Contains(b.String(), `\u003c`) || strings.Contains(b.String(), "null") {
		t.Errorf("got\n%s", b.String())
	}
}

func ExampleRead() {
	list, problems, err := Read(strings.NewReader(`{"schedule": {"conference": {"acronym": "demo", "title": "DemoConf", "days": [{"date": "2024-05-01", "rooms": {
 "Aula": [{"id": 7, "date": "2024-05-02T00:30:00Z", "duration": "01:00", "title": "Night talk"}]}}]}}}`))
	talk := list[0].Talks[0]
	fmt.Println(list[0].ID, talk.ID, talk.Title, talk.Day, talk.Start, problems, err)
	// Output: demo 7 Night talk 2024-05-01 2024-05-02 00:30:00 +0000 UTC [] <nil>
}

func BenchmarkRead36C3(b *testing.B) {
	data := readSample(b, "36c3-everything.json")
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, _, err := Read(bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(1351*float64(b.N)/b.Elapsed().Seconds(), "talks/s")
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(one))
	f.Add([]byte(two))
	f.Add([]byte(`{"schedule": {"events": [{"title": "A", "id": 1, "start": "2019-01-01T10:00", "guid": []}, {"id": 1}, null, 5]}}`))
	f.Add([]byte(`<html>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		Recognise(data)
		list, _, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		for _, p := range list {
			corpus.Normalize(p)
			corpus.Validate(p)
			var b bytes.Buffer
			if Write(&b, p) != nil {
				continue
			}
			if _, _, err := Read(&b); err != nil {
				t.Errorf("what was written can't be read: %v", err)
			}
		}
	})
}
