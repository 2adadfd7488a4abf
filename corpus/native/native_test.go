package native

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"talksearch/corpus"
)

func TestReadDocument(t *testing.T) {
	list, problems, err := Read(strings.NewReader(`{"id":"c","title":"Conf","timezone":"Europe/Berlin","talks":[
		{"id":"a","title":"A","subtitle":"S","start":"2020-01-02T10:00:00+01:00","minutes":45,"speakers":[{"name":"Ada","role":"lead"}],"topics":["x","y"],
		 "links":[{"title":"Slides","url":"https://c.example/a.pdf"}],"uid":"u-1","language":"en"},
		{"id":"b","title":"B","start":"2020-07-02T10:00:00","end":"2020-07-02T10:30"}]}`))
	if err != nil || len(problems) != 0 || len(list) != 1 {
		t.Fatalf("got %d programmes, problems %v, error %v", len(list), problems, err)
	}
	p := list[0]
	corpus.Normalize(p)
	a, b := p.Talks[0], p.Talks[1]
	for _, c := range []struct{ name, got, want string }{
		{"end from minutes", a.End.Format(time.RFC3339), "2020-01-02T10:45:00+01:00"},
		{"subtitle", a.Subtitle, "S"}, {"uid", a.UID, "u-1"}, {"language", a.Language, "en"},
		{"role", string(a.Speakers[0].Role), "lead"}, {"day", string(a.Day), "2020-01-02"},
		{"link", a.Links[0].Title + " " + a.Links[0].URL, "Slides https://c.example/a.pdf"},
		{"topics", strings.Join(a.Topics, "|"), "x|y"}, {"where", a.Where, "talks[0] (line 2)"},
		{"local start in the zone", b.Start.Format(time.RFC3339), "2020-07-02T10:00:00+02:00"},
		{"local end in the zone", b.End.Format(time.RFC3339), "2020-07-02T10:30:00+02:00"},
		{"where", b.Where, "talks[1] (line 4)"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestReadLines(t *testing.T) {
	list, problems, err := Read(strings.NewReader("\uFEFF" + `{"conference":"x","conference_title":"X Conf","id":"1","title":"One","start":"2020-07-02T10:00:00","minutes":30}
{"conference":"y","conference_title":"Y Conf","id":"1","title":"Other","start":"2020-07-02T10:00:00"}

{"conference":"x","id":"2","title":"Two","day":"2020-07-03","conference_timezone":"Europe/Berlin","conference_url":"https://x.example/","conference_location":"Town","conference_start":"2020-07-01","conference_end":"2020-07-04","conference_notice":"N"}
{"conference":"x","conference_title":"X conference","id":"3","title":"Three"}
{"conference":"x","conference_title":"X conference","id":"4","title":"Four"}`))
	if err != nil || len(list) != 2 {
		t.Fatalf("got %d programmes, error %v", len(list), err)
	}
	x, y := list[0], list[1]
	for _, c := range []struct{ name, got, want string }{
		{"x", strings.Join([]string{x.ID, x.Title, x.Timezone, x.URL, x.Location, string(x.Start), string(x.End), x.Notice}, "|"),
			"x|X Conf|Europe/Berlin|https://x.example/|Town|2020-07-01|2020-07-04|N"},
		{"y", y.ID + "|" + y.Title, "y|Y Conf"},
		{"a local time read before its zone", x.Talks[0].End.Format(time.RFC3339), "2020-07-02T10:30:00+02:00"},
		{"a local time without a zone", y.Talks[0].Start.Format(time.RFC3339), "2020-07-02T10:00:00Z"},
		{"where", x.Talks[1].Where, "line 4"},
		{"problems", told(problems), `warning line 5: talk "3": conference_title: found "X conference", but an earlier line of "x" says "X Conf", which is kept
warning line 2: timezone: "y" names none, and 1 of its talks have times without an offset; they are taken as UTC`},
	} {
		if c.got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, c.got, c.want)
		}
	}
	if len(x.Talks) != 4 || len(y.Talks) != 1 {
		t.Errorf("got %d and %d talks, want 4 and 1", len(x.Talks), len(y.Talks))
	}
}

// A zone that is not named is that of the times' offset, where they have one.
func TestZoneFromOffsets(t *testing.T) {
	for name, c := range map[string]struct{ starts, zone, day, problem string }{
		"one":        {"2017-09-23T09:00:00+13:00", "Etc/GMT-13", "2017-09-23", `that of its times' offset is taken, Etc/GMT-13`},
		"west":       {"2017-09-23T20:00:00-04:00 2017-09-23T10:00:00", "Etc/GMT+4", "2017-09-23", `Etc/GMT+4`},
		"half hours": {"2017-09-23T02:00:00+05:30", "", "2017-09-23", "are shown in UTC"},
		"several":    {"2017-03-25T00:30:00+01:00 2017-03-26T10:00:00+02:00", "", "2017-03-25", "are shown in UTC"},
		"UTC":        {"2017-03-25T00:30:00Z", "", "2017-03-25", ""},
	} {
		var talks []string
		for _, start := range strings.Fields(c.starts) {
			talks = append(talks, `{"title":"A","start":"`+start+`"}`)
		}
		list, problems, err := Read(strings.NewReader(`{"id":"c","talks":[` + strings.Join(talks, ",") + `]}`))
		if err != nil {
			t.Fatal(err)
		}
		corpus.Normalize(list[0])
		if p := list[0]; p.Timezone != c.zone || string(p.Talks[0].Day) != c.day || !strings.Contains(told(problems), c.problem) || len(problems) > 1 {
			t.Errorf("%s: got %q, day %s, %s; want %q, %s, %q", name, p.Timezone, p.Talks[0].Day, told(problems), c.zone, c.day, c.problem)
		}
	}
}

// What is wrong is told all at once, each with its line.
func TestProblems(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"wrong types in a document": {`{"id":7,"title":"T","talks":[
{"id":"a","title":["A"],"minutes":"45","speakers":[{"name":"Ada"},{"name":7},"Bob"],
 "keywords":"x","links":{},"topics":["a",{}]},
"b",
{"id":"c","start":"tomorrow","end":"2020-13-01T10:00:00Z","minutes":1.5}]}`,
			`error line 1: id: found 7; want text in quotes
error talks[0] (line 2): talk "a": title: found a list; want text in quotes
error talks[0] (line 2): talk "a": minutes: found "45"; want a whole number
error talks[0] (line 2): talk "a": speakers[1].name: found 7; want text in quotes
error talks[0] (line 2): talk "a": speakers[2]: found "Bob"; want an object with name, affiliation, role
error talks[0] (line 3): talk "a": keywords: found "x"; want a list
error talks[0] (line 3): talk "a": links: found an object; want a list
error talks[0] (line 3): talk "a": topics[1]: found an object; want text in quotes
error talks[1] (line 4): found "b"; want a talk as an object
error talks[2] (line 5): talk "c": minutes: found 1.5; want a whole number
warning talks[0] (line 2): talk "a": speakers[1].name: is missing; the speaker is left out
warning talks[0] (line 2): talk "a": speakers[2].name: is missing; the speaker is left out
error talks[2] (line 5): talk "c": start: "tomorrow" is not a time; want RFC 3339, such as 2019-09-10T15:00:00+01:00
error talks[2] (line 5): talk "c": end: "2020-13-01T10:00:00Z" is not a time; want RFC 3339, such as 2019-09-10T15:00:00+01:00`},
		"wrong types on a line": {`{"conference":"c","id":"a","title":"A"}
{"conference":"c","id":"b","title":5,"track":{}}
{"id":"c","title":"C","conference_title":[]}`,
			`error line 2: talk "b": title: found 5; want text in quotes
error line 2: talk "b": track: found an object; want text in quotes
error line 3: talk "c": conference_title: found a list; want text in quotes
error line 3: talk "c": conference: is missing; want the id of the talk's conference`},
		"unknown names, once each": {`{"id":"c","title":"C","time_zone":"UTC","talks":[
{"titel":"A","Room":"R","descripton":"d","description":"d","colour":1,"speakers":[{"name":"Ada","afiliation":"B"}]},
{"titel":"B"}]}`,
			`warning line 1: time_zone: is not known and not kept; did you mean "timezone"?
warning talks[0] (line 2): titel: is not known and not kept; did you mean "title"?
warning talks[0] (line 2): Room: is not known and not kept; did you mean "room"?
warning talks[0] (line 2): descripton: is not known and not kept; want one of id, kind, title, subtitle, track, room, day, start, end, minutes, speakers, keywords, topics, abstract, url, links, language, uid
warning talks[0] (line 2): description: is not known and not kept; did you mean "abstract"?
warning talks[0] (line 2): colour: is not known and not kept; want one of id, kind, title, subtitle, track, room, day, start, end, minutes, speakers, keywords, topics, abstract, url, links, language, uid
warning talks[0] (line 2): speakers[0].afiliation: is not known and not kept; did you mean "affiliation"?`},
		"repeated names": {"{\"id\":\"c\",\"talks\":[{\"id\":\"a\",\n\"title\":\"A\",\n\"title\":\"B\"}],\n\"id\":\"d\"}",
			`error talks[0] (line 3): talk "a": title: stands here for the second time; want it once
error line 4: id: stands here for the second time; want it once`},
		"lengths": {`{"id":"c","talks":[{"id":"a","day":"2020-01-01","minutes":5},{"id":"b","day":"2020-01-01","minutes":5},
{"id":"c","start":"2020-01-01T10:00:00Z","minutes":-5},{"id":"d","start":"2020-01-01T10:00:00Z","minutes":9000000000},
{"id":"e","start":"2020-01-01T10:00:00Z","end":"2020-01-01T11:00:00Z","minutes":59}]}`,
			`error talks[2] (line 2): talk "c": minutes: found -5; want the length of the talk
error talks[3] (line 2): talk "d": minutes: found 9000000000; want the length of the talk
warning talks[4] (line 3): talk "e": minutes: found 59, but the end is 2020-01-01T11:00:00Z; the end is kept`},
		"null is nothing": {`{"id":"c","title":null,"talks":[{"id":"a","speakers":null,"minutes":null}]}`, ``},
		"a link to nowhere": {`{"id":"c","talks":[{"id":"a","links":[{"title":"Slides"}]}]}`,
			`warning talks[0] (line 1): talk "a": links[0].url: is missing; the link is left out`},
	} {
		list, problems, err := Read(strings.NewReader(c.in))
		if err != nil || len(list) == 0 {
			t.Errorf("%s: got %d programmes, error %v", name, len(list), err)
			continue
		}
		if got := told(problems); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, c.want)
		}
	}
}

func TestErrorsSayWhere(t *testing.T) {
	long := `{"conference":"c","title":"` + strings.Repeat("x", maxLine) + `"}`
	row := `{"conference":"c","title":"T"}`
	for name, c := range map[string]struct{ in, want string }{
		"empty":                {"", "line 1: unexpected end"},
		"truncated":            {"{\"id\":\n\"c\",\n", "line 3: unexpected end"},
		"cut within a talk":    {"{\"id\":\"c\",\n\"talks\":[{\"id\"", "line 2: unexpected end"},
		"an HTML page":         {"<!DOCTYPE html><html>", "line 1: invalid character '<'"},
		"talks of wrong type":  {"{\n\"talks\": 7}", "line 2: talks: found 7; want a list"},
		"no talks":             {"\n{}", "line 2: found an object without talks"},
		"a list":               {"[{}]", "line 1: found a list; want an object"},
		"text behind":          {"{\"talks\":[]}\n{\"talks\":[]}", "line 2: invalid character '{' after top-level value"},
		"a truncated line":     {row + "\n" + `{"conference":"c","ti`, "line 2: unexpected end"},
		"text behind a line":   {row + "\n" + row + "}", "line 2: invalid character '}' after top-level value"},
		"two talks on a line":  {row + row, "line 1: invalid character '{' after top-level value"},
		"a line of wrong type": {row + "\n7", "line 2: found 7; want a talk as an object"},
		"an overlong line":     {row + "\n" + long, "line 2: is longer than 16 MiB"},
		"overlong at once":     {long, "line 1: is longer than 16 MiB"},
		"too deep":             {`{"talks":` + strings.Repeat("[", 20000), "exceeded max depth"},
	} {
		list, _, err := Read(strings.NewReader(c.in))
		if err == nil || !strings.Contains(err.Error(), c.want) || len(list) != 0 {
			t.Errorf("%s: got %d programmes, error %.200v, want none and %q", name, len(list), err, c.want)
		}
	}
}

func TestRecognise(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		want bool
	}{
		"document":                   {`{"id":"c","title":"C","talks":[`, true},
		"talks first":                {` {"talks":[{"id":"a"`, true},
		"document, talks not in yet": {`{"id":"c","title":"C","timezone":"UTC","notice":"` + strings.Repeat("n", 100), true},
		"misspelt":                   {`{"id":"c","titel":"C","talks":[]}`, true},
		"lines":                      {`{"id":"1","conference":"c","title":"A"}`, true},
		"lines, cut":                 {`{"id":"1","title":"A","abstract":"` + strings.Repeat("n", 100), true},
		"lines without conference":   {"{\"id\":\"1\",\"title\":\"A\",\"speakers\":[]}\n{}", true},
		"mark at the start":          {"\uFEFF{\"talks\":[]}", true},
		"empty":                      {"", false},
		"HTML":                       {"<!DOCTYPE html>", false},
		"XML":                        {`<?xml version="1.0"?><schedule>`, false},
		"iCalendar":                  {"BEGIN:VCALENDAR\r\n", false},
		"Indico":                     {`{"count":1,"additionalInfo":{},"_type":"HTTPAPIResult","url":"x","ts":1,"results":[]}`, false},
		"an Indico error":            {`{"message":"no"}`, false},
		"schedule.json":              {`{"schedule":{"version":"1","conference":{"title":"C","talks":[]}}}`, false},
		"schedule.json, generator":   {`{"$schema":"https://c3voc.de/schema","generator":{"name":"x"},"schedule":{}}`, false},
		"a pretalx talk":             {`{"code":"A","speakers":[],"title":"T","submission_type":"x","state":"c","abstract":"a","duration":30,"slot":{},"image":null}`, false},
		"other JSON":                 {`{"id":1,"title":"x","userId":7,"completed":false}`, false},
		"a list":                     {`[{"id":"1","conference":"c","title":"A"}]`, false},
		"text":                       {"Linux Plumbers Conference", false},
	} {
		if got := Recognise([]byte(c.in)); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestLengthWithoutStart(t *testing.T) {
	list, problems, err := Read(strings.NewReader(`{"id":"x","title":"X","talks":[{"id":"a","day":"2020-01-01","minutes":50}]}`))
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	if got := list[0].Talks[0].Duration(); got != 50*time.Minute {
		t.Errorf("got a length of %s, want 50m", got)
	}
	var b strings.Builder
	if err := WriteDocument(&b, list[0]); err != nil || !strings.Contains(b.String(), `"minutes": 50`) {
		t.Errorf("written: %v, %s; want minutes 50", err, b.String())
	}
}

func TestRoundTrip(t *testing.T) {
	for name, p := range map[string]*corpus.Programme{"full": full(), "another zone": {
		ID: "b", Title: "B", Timezone: "America/New_York", Talks: []corpus.Talk{{Title: "Untimed"}, {Title: "日本 \u2028 <b>&</b>", Day: "2020-01-01"},
			{Title: "Old", Start: time.Date(1870, 1, 1, 10, 0, 0, 0, time.UTC)}},
	}} {
		corpus.Normalize(p)
		var doc, rows bytes.Buffer
		if err := WriteDocument(&doc, p); err != nil {
			t.Fatal(err)
		}
		if err := WriteLines(&rows, p); err != nil {
			t.Fatal(err)
		}
		for shape, text := range map[string]string{"document": doc.String(), "lines": rows.String()} {
			if !Recognise([]byte(text)) || !strings.HasSuffix(text, "\n") || strings.Contains(text, `\u003c`) {
				t.Errorf("%s as %s: not recognised, no final newline or HTML escaped:\n%s", name, shape, text)
			}
			list, problems, err := Read(strings.NewReader(text))
			if err != nil || len(problems) != 0 || len(list) != 1 {
				t.Fatalf("%s as %s: got %d programmes, problems %v, error %v", name, shape, len(list), problems, err)
			}
			corpus.Normalize(list[0])
			if got, want := flat(list[0]), flat(p); got != want {
				t.Errorf("%s as %s: got\n%s\nwant\n%s", name, shape, got, want)
			}
		}
	}
}

func TestWriteLines(t *testing.T) {
	a, b := full(), full()
	b.ID = "b"
	b.Talks = b.Talks[:1]
	var out bytes.Buffer
	if err := WriteLines(&out, a, b); err != nil {
		t.Fatal(err)
	}
	list, _, err := Read(&out)
	if err != nil || len(list) != 2 || len(list[0].Talks) != len(a.Talks) || list[1].ID != "b" || list[1].Notice != b.Notice {
		t.Errorf("got %d programmes, error %v", len(list), err)
	}
	if err := WriteLines(&out, a, a); err == nil || !strings.Contains(err.Error(), `the id "full"`) {
		t.Errorf("two of one id: got %v", err)
	}
	if err := WriteLines(&out, &corpus.Programme{ID: "e"}); err == nil || !strings.Contains(err.Error(), "no talks") {
		t.Errorf("no talks: got %v", err)
	}
}

// full returns a programme with something in every field.
func full() *corpus.Programme {
	zone := time.FixedZone("", 3600)
	return &corpus.Programme{
		ID: "full", Title: "The “Conf” & more", Start: "2020-01-01", End: "2020-01-09", Timezone: "Europe/Berlin",
		Location: "Town", URL: "https://c.example/", Notice: "As published.", Talks: []corpus.Talk{
			{
				ID: "a", Kind: corpus.KindKeynote, Title: "A", Subtitle: "of all", Track: "Main", Room: "R",
				Start: time.Date(2020, 1, 2, 10, 0, 0, 5e8, zone), End: time.Date(2020, 1, 2, 11, 0, 0, 0, zone),
				Speakers: []corpus.Speaker{{Name: "Ada", Affiliation: "Org", Role: corpus.RoleLead}, {Name: "Bob"}},
				Keywords: []string{"k"}, Topics: []string{"t", "u"}, Abstract: "One.\n\n<Two> & \"three\".", URL: "https://c.example/a?b&c",
				Links: []corpus.Link{{Title: "Slides", URL: "https://c.example/s"}, {URL: "https://c.example/v"}}, Language: "en", UID: "u",
			},
			{ID: "b", Title: "After midnight", Day: "2020-01-02", Start: time.Date(2020, 1, 3, 0, 30, 0, 0, zone)},
			{ID: "c", Title: "Some day", Day: "2020-01-03"},
			{ID: "d", Title: "Never"},
		},
	}
}

// flat writes p so that it can be compared: without Where, which a source gives.
func flat(p *corpus.Programme) string {
	c := *p
	c.Talks = slices.Clone(p.Talks)
	for i := range c.Talks {
		c.Talks[i].Where = ""
	}
	text, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		panic(err)
	}
	return string(text)
}

func told(problems corpus.Problems) string {
	var list []string
	for _, p := range problems {
		list = append(list, p.Severity.String()+" "+p.String())
	}
	return strings.Join(list, "\n")
}
