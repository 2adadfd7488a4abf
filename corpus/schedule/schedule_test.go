package schedule

import (
	"slices"
	"strings"
	"testing"
	"time"

	"talksearch/corpus"
)

// build makes a programme of events in a zone.
func build(zone string, events ...Event) (*corpus.Programme, corpus.Problems) {
	b := Builder{Conference: Conference{Acronym: "Conf 1", Title: "The Conference", Zone: zone}}
	for _, e := range events {
		b.Add(e)
	}
	p, problems := b.Programme()
	corpus.Normalize(p)
	return p, problems
}

// reports fails the test unless the problems are just those with these words.
func reports(t *testing.T, problems corpus.Problems, words ...string) {
	t.Helper()
	if len(problems) != len(words) {
		t.Errorf("got %d problems, want %d: %v", len(problems), len(words), problems)
		return
	}
	for i, w := range words {
		if !strings.Contains(problems[i].String(), w) {
			t.Errorf("got problem %q, want one with %q", problems[i], w)
		}
		if problems[i].Severity != corpus.Warning {
			t.Errorf("problem %q is an error, want a warning", problems[i])
		}
	}
}

func TestTimes(t *testing.T) {
	for _, c := range []struct {
		name            string
		zone, change    string
		event           Event
		day, start, end string // RFC 3339, "" for none
		problems        []string
	}{
		{name: "date", zone: "Europe/Berlin", event: Event{Day: "2019-12-27", Date: "2019-12-27T11:00:00+01:00", Start: "11:00", Duration: "00:30"},
			day: "2019-12-27", start: "2019-12-27T11:00:00+01:00", end: "2019-12-27T11:30:00+01:00"},
		{name: "date wins over day and start", zone: "Europe/Berlin", event: Event{Day: "2019-12-27", Date: "2019-12-28T00:50:00+01:00", Start: "13:00", Duration: "1:30"},
			day: "2019-12-27", start: "2019-12-28T00:50:00+01:00", end: "2019-12-28T02:20:00+01:00"},
		{name: "no date", zone: "Europe/Berlin", event: Event{Day: "2013-08-24", Start: "09:30", Duration: "00:30:30"},
			day: "2013-08-24", start: "2013-08-24T09:30:00+02:00", end: "2013-08-24T10:00:30+02:00"},
		{name: "no date, after midnight", zone: "Europe/Berlin", event: Event{Day: "2013-08-24", Start: "00:30", Duration: "00:30"},
			day: "2013-08-24", start: "2013-08-25T00:30:00+02:00", end: "2013-08-25T01:00:00+02:00"},
		{name: "no date, hours counted on", zone: "Europe/Berlin", event: Event{Day: "2013-08-24", Start: "25:15", Duration: "00:30"},
			day: "2013-08-24", start: "2013-08-25T01:15:00+02:00", end: "2013-08-25T01:45:00+02:00"},
		{name: "no date, the day changes at nine", zone: "Europe/Brussels", change: "09:00:00", event: Event{Day: "2018-02-03", Start: "08:30", Duration: "00:30"},
			day: "2018-02-03", start: "2018-02-04T08:30:00+01:00", end: "2018-02-04T09:00:00+01:00"},
		{name: "no date, the day changes at midnight", zone: "Europe/Brussels", change: "00:00", event: Event{Day: "2018-02-03", Start: "01:30", Duration: "00:30"},
			day: "2018-02-03", start: "2018-02-03T01:30:00+01:00", end: "2018-02-03T02:00:00+01:00"},
		{name: "no date, no zone", event: Event{Day: "2013-08-24", Start: "09:30", Duration: "00:30"},
			day: "2013-08-24", start: "2013-08-24T09:30:00Z", end: "2013-08-24T10:00:00Z", problems: []string{"taken as UTC"}},
		{name: "date without an offset", zone: "Berlin", event: Event{Day: "2019-07-27", Date: "2019-07-27T11:00:00", Duration: "00:30"},
			day: "2019-07-27", start: "2019-07-27T11:00:00+02:00", end: "2019-07-27T11:30:00+02:00"},
		{name: "date that is a day", zone: "Europe/Berlin", event: Event{Day: "2019-12-27", Date: "2019-12-28", Start: "00:30", Duration: "00:30"},
			day: "2019-12-27", start: "2019-12-28T00:30:00+01:00", end: "2019-12-28T01:00:00+01:00"},
		{name: "date as Ruby writes it", zone: "Europe/Berlin", event: Event{Day: "2019-12-27", Date: "2019-12-27 11:00:00 +0100"},
			day: "2019-12-27", start: "2019-12-27T11:00:00+01:00"},
		{name: "start with day, end", zone: "Europe/Berlin", event: Event{Start: "2024-12-27T10:30:00+01:00", End: "2024-12-27T11:00:00+01:00", Duration: "05:00"},
			day: "2024-12-27", start: "2024-12-27T10:30:00+01:00", end: "2024-12-27T11:00:00+01:00"},
		{name: "over the change to summer time", zone: "Europe/Berlin", event: Event{Day: "2024-03-30", Start: "25:30", Duration: "02:00"},
			day: "2024-03-30", start: "2024-03-31T01:30:00+01:00", end: "2024-03-31T04:30:00+02:00"},
		{name: "white space", zone: " Europe/Berlin\n", event: Event{Day: " 2019-12-27 ", Date: "\n2019-12-27T11:00:00+01:00\n", Duration: "\t00:30 "},
			day: "2019-12-27", start: "2019-12-27T11:00:00+01:00", end: "2019-12-27T11:30:00+01:00"},
		{name: "nothing", zone: "Europe/Berlin", event: Event{}},
		{name: "day only", zone: "Europe/Berlin", event: Event{Day: "2019-12-27"}, day: "2019-12-27", problems: []string{"start: is missing"}},
		{name: "unreadable", zone: "Europe/Berlin", event: Event{Day: "27.12.2019", Date: "soon", Start: "noon", Duration: "long"},
			problems: []string{"day: date", `start: "noon"`, `date: "soon"`, `duration: "long"`}},
		{name: "unreadable date beside day and start", zone: "Europe/Berlin", event: Event{Day: "2019-12-27", Date: "soon", Start: "11:00", Duration: "-01:00"},
			day: "2019-12-27", start: "2019-12-27T11:00:00+01:00", problems: []string{`date: "soon"`, `duration: "-01:00"`}},
		{name: "end before start", zone: "Europe/Berlin", event: Event{Start: "2024-12-27T10:30:00+01:00", End: "2024-12-27T09:00:00+01:00", Duration: "00:20"},
			day: "2024-12-27", start: "2024-12-27T10:30:00+01:00", end: "2024-12-27T10:50:00+01:00", problems: []string{`end: "2024-12-27T09:00:00+01:00": want a time after the start`}},
		{name: "wrong day", zone: "Europe/Berlin", event: Event{Day: "2019-12-24", Date: "2019-12-27T11:00:00+01:00"},
			day: "2019-12-27", start: "2019-12-27T11:00:00+01:00", problems: []string{"filed under 2019-12-24"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.event.Title, c.event.ID = "Talk", "1"
			b := Builder{Conference: Conference{Acronym: "c", Zone: c.zone, DayChange: c.change}}
			b.Add(c.event)
			p, problems := b.Programme()
			corpus.Normalize(p)
			talk := p.Talks[0]
			show := func(at time.Time) string {
				if at.IsZero() {
					return ""
				}
				return at.Format(time.RFC3339)
			}
			if got, want := [3]string{string(talk.Day), show(talk.Start), show(talk.End)}, [3]string{c.day, c.start, c.end}; got != want {
				t.Errorf("got day, start, end %q, want %q", got, want)
			}
			reports(t, problems, c.problems...)
		})
	}
}

func TestZones(t *testing.T) {
	at := func(dates ...string) (list []Event) {
		for _, d := range dates {
			list = append(list, Event{Title: "Talk", Date: d})
		}
		return list
	}
	clock := func(date, start string) []Event { return []Event{{Title: "Talk", Date: date, Start: start}} }
	for _, c := range []struct {
		name, zone string
		events     []Event
		want       string
		local      string // the first talk's start
		problems   []string
	}{
		{"named", "Europe/Berlin", at("2019-12-27T11:00:00+01:00", "2019-07-27T11:00:00+02:00"), "Europe/Berlin", "2019-12-27T11:00:00+01:00", nil},
		{"Rails name", "Berlin", at("2019-12-27T11:00:00+01:00"), "Europe/Berlin", "2019-12-27T11:00:00+01:00", nil},
		{"Rails name with blanks", "Eastern Time (US & Canada)", at("2019-12-27T11:00:00-05:00"), "America/New_York", "2019-12-27T11:00:00-05:00", nil},
		{"none", "", at("2019-12-27T11:00:00+01:00"), "Etc/GMT-1", "2019-12-27T11:00:00+01:00", []string{"is missing; the times are UTC+01:00"}},
		{"none, UTC", "", at("2019-12-27T11:00:00Z"), "", "2019-12-27T11:00:00Z", nil},
		{"none, half an hour", "", at("2019-12-27T11:00:00+05:30"), "Asia/Kolkata", "2019-12-27T11:00:00+05:30", []string{"UTC+05:30"}},
		{"none, odd", "", at("2019-12-27T11:00:00+01:07"), "", "2019-12-27T09:53:00Z", []string{"UTC+01:07, and UTC is taken"}},
		{"contradicted", "UTC", at("2020-12-14T09:00:00+01:00", "2020-12-14T09:30:00+01:00"), "Etc/GMT-1", "2020-12-14T09:00:00+01:00", []string{`"UTC" contradicts the times, which are UTC+01:00; Etc/GMT-1`}},
		{"contradicted west", "Europe/Berlin", at("2020-12-14T09:00:00-08:00"), "Etc/GMT+8", "2020-12-14T09:00:00-08:00", []string{"UTC-08:00"}},
		{"contradicted once", "Europe/Berlin", at("2020-12-14T09:00:00+01:00", "2020-12-14T09:30:00+01:00", "2020-12-14T09:30:00+02:00"), "Europe/Berlin", "2020-12-14T09:00:00+01:00", []string{"1 of 3"}},
		{"times in UTC", "Europe/Berlin", at("2020-12-14T09:00:00Z"), "Europe/Berlin", "2020-12-14T10:00:00+01:00", nil},
		{"times in UTC, local start", "Europe/Berlin", clock("2020-12-14T09:00:00Z", "10:00"), "Europe/Berlin", "2020-12-14T10:00:00+01:00", nil},
		{"times in UTC, start in UTC", "Europe/Berlin", clock("2020-12-14T09:00:00Z", "09:00"), "", "2020-12-14T09:00:00Z", []string{"contradicts"}},
		{"unknown", "Mars/Olympus", at("2020-12-14T09:00:00+01:00"), "Etc/GMT-1", "2020-12-14T09:00:00+01:00", []string{`"Mars/Olympus" is not a time zone`, "is missing"}},
		{"local", "Local", at("2020-12-14T09:00:00Z"), "", "2020-12-14T09:00:00Z", []string{`"Local" is not a time zone`}},
		{"a path", "../../etc/passwd", at("2020-12-14T09:00:00Z"), "", "2020-12-14T09:00:00Z", []string{"is not a time zone"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, problems := build(c.zone, c.events...)
			if p.Timezone != c.want {
				t.Errorf("got zone %q, want %q", p.Timezone, c.want)
			}
			if got := p.Talks[0].Start.Format(time.RFC3339); got != c.local {
				t.Errorf("got start %s, want %s", got, c.local)
			}
			reports(t, problems, c.problems...)
			if err := corpus.Validate(p).Err(); err != nil {
				t.Error(err)
			}
		})
	}
	for name, iana := range rails {
		if _, err := time.LoadLocation(iana); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDaysWithLimits(t *testing.T) {
	b := Builder{Conference: Conference{Acronym: "c", Zone: "Europe/Berlin"}}
	b.AddDay("days[0]", "2024-12-27", "2024-12-27T09:30:00+00:00", "2024-12-28T06:00:00+01:00")
	b.AddDay("days[1]", "2024-12-28", "2024-12-28T06:00:00+01:00", "2024-12-29T06:00:00+01:00")
	b.AddDay("days[2]", "tomorrow", "", "")
	for _, start := range []string{"2024-12-27T10:30:00+01:00", "2024-12-28T00:15:00+01:00", "2024-12-28T06:00:00+01:00", "2025-01-01T00:15:00+01:00"} {
		b.Add(Event{Title: "Talk", Start: start})
	}
	p, problems := b.Programme()
	corpus.Normalize(p)
	for i, want := range []corpus.Date{"2024-12-27", "2024-12-27", "2024-12-28", "2025-01-01"} {
		if got := p.Talks[i].Day; got != want {
			t.Errorf("talk %d: got day %s, want %s", i, got, want)
		}
	}
	reports(t, problems, `date "tomorrow"`)
}

func TestIDs(t *testing.T) {
	const date, later = "2019-12-27T16:10:00+01:00", "2019-12-27T17:15:00+01:00"
	for _, c := range []struct {
		name     string
		events   []Event
		want     []string
		problems []string
	}{
		{"numbers", []Event{{ID: "11223"}, {ID: "11220"}}, []string{"11223", "11220"}, nil},
		{"code", []Event{{ID: "25", Code: "G9JGWY"}}, []string{"G9JGWY"}, nil},
		{"code in the address", []Event{{ID: "25", URL: "https://pretalx.com/democon/talk/G9JGWY/"}}, []string{"G9JGWY"}, nil},
		{"no code in the address", []Event{{ID: "25", URL: "https://example.org/events/25.html"}}, []string{"25"}, nil},
		{"guid", []Event{{GUID: "6a32cb72-a69d"}}, []string{"6a32cb72-a69d"}, nil},
		{"none", []Event{{}, {}}, []string{"talk", "talk-2"}, nil},
		{"unfit for an address", []Event{{Code: "a/b?c#d e"}, {ID: "../x"}}, []string{"a-b-c-d-e", "x"}, nil},
		{"merged servers", []Event{{ID: "883", GUID: "DBD73362-9959-5303"}, {ID: "7", GUID: "x"}, {ID: "883", GUID: "c63bc33d-9ddd-5171"}},
			[]string{"883-dbd73362", "7", "883-c63bc33d"}, nil},
		{"several slots", []Event{{ID: "367", GUID: "81f5f0c4-3d35", Date: date}, {ID: "367", GUID: "81f5f0c4-3d35", Date: later}},
			[]string{"367-20191227-1610", "367-20191227-1715"}, nil},
		{"both", []Event{{ID: "1", GUID: "aaaaaaaa-1", Date: date}, {ID: "1", GUID: "aaaaaaaa-1", Date: later}, {ID: "1", GUID: "bbbbbbbb-1", Date: later}},
			[]string{"1-20191227-1610", "1-20191227-1715", "1-bbbbbbbb"}, nil},
		{"twice", []Event{{ID: "1", GUID: "a", Date: date}, {ID: "1", GUID: "a", Date: date}, {ID: "1-2", GUID: "b"}, {ID: "1"}},
			[]string{"1", "1-3", "1-2", "1-4"}, []string{"is also that of another event", "is also that of another event", "is also that of another event"}},
		{"made to collide", []Event{{ID: "1", GUID: "a"}, {ID: "1", GUID: "b"}, {Code: "1-a"}}, []string{"1", "1-b", "1-a"}, []string{"is also that"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for i := range c.events {
				c.events[i].Title = "Talk"
			}
			p, problems := build("Europe/Berlin", c.events...)
			for i, want := range c.want {
				if got := p.Talks[i].ID; got != want {
					t.Errorf("talk %d: got id %q, want %q", i, got, want)
				}
			}
			// The order of a file does not matter, unless ids had to be counted.
			slices.Reverse(c.events)
			if p, _ := build("Europe/Berlin", c.events...); len(c.problems) == 0 && c.name != "none" {
				for i, want := range c.want {
					if got := p.Talks[len(p.Talks)-1-i].ID; got != want {
						t.Errorf("talk %d, in reverse: got id %q, want %q", i, got, want)
					}
				}
			}
			reports(t, problems, c.problems...)
			if err := corpus.Validate(p).Err(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestKinds(t *testing.T) {
	for s, want := range map[string]corpus.Kind{
		"": corpus.KindTalk, "lecture": corpus.KindTalk, "Talk 45 minutes + 10 minutes Q&A": corpus.KindTalk, "Normale Länge": corpus.KindTalk, "maintrack": corpus.KindTalk,
		"Main track": corpus.KindTalk, "Django": corpus.KindTalk, "lightning_talk": corpus.KindLightning, "LightningTalk 15min 10min Q&A": corpus.KindLightning,
		"Solder Workshop 2h": corpus.KindWorkshop, "Workshops": corpus.KindWorkshop, "hands-on": corpus.KindWorkshop, "HANDS_ON": corpus.KindWorkshop,
		"keynote": corpus.KindKeynote, "podium": corpus.KindPanel, "Panel Discussion": corpus.KindPanel, "meeting": corpus.KindBoF, "BoF": corpus.KindBoF, "Birds of a Feather": corpus.KindBoF,
		"djset": corpus.KindSocial, "concert": corpus.KindSocial, "Theatre/Dance Performance": corpus.KindSocial, "other": corpus.KindOther, "OTHER": corpus.KindOther,
		"Tutorial (half day)": corpus.KindTutorial, "Poster session": corpus.KindPoster, "microconference": corpus.KindMicroconference, "track": corpus.KindTrack, "plenary": corpus.KindPlenary,
	} {
		if got := kindOf(s); got != want {
			t.Errorf("kindOf(%q) = %s, want %s", s, got, want)
		}
	}
	for _, k := range corpus.Kinds() {
		if got := kindOf(string(k)); got != k {
			t.Errorf("kindOf(%q) = %s", k, got)
		}
	}
}

func TestAbstracts(t *testing.T) {
	for _, c := range []struct{ name, abstract, description, want string }{
		{"both", "Short.", "Long.", "Short.\n\nLong."},
		{"abstract only", "Short.", "", "Short."},
		{"description only", " \n", "Long.", "Long."},
		{"neither", "", "", ""},
		{"same", "Text\nwrapped.", "Text wrapped.", "Text wrapped."},
		{"abstract in description", "Short.", "<p>Short.</p><p>And more.</p>", "Short.\n\nAnd more."},
		{"description in abstract", "Short. And more.", "And more.", "Short. And more."},
		{"HTML and Markdown", "<p>One &amp; <b>two</b></p>", "**three** [four](https://example.org)", "One & two\n\nthree four (https://example.org)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, _ := build("", Event{Title: "Talk", Abstract: c.abstract, Description: c.description})
			if got := p.Talks[0].Abstract; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestBreaksAndLinks(t *testing.T) {
	someone := []corpus.Speaker{{Name: "Jane Doe"}, {Name: " "}}
	p, problems := build("", Event{Title: "Lunch"}, Event{Title: "Coffee Break", Where: "line 7"}, Event{Title: "Come together", Type: "break"}, Event{Title: "To be announced"},
		Event{Title: "TBA", Speakers: someone}, Event{Title: "Breaking the lunch", Links: []corpus.Link{{Title: "Slides", URL: " https://example.org/x "},
			{Title: "file", URL: "/system/x.pdf"}, {URL: "javascript:alert(1)"}, {URL: "www.example.org"}, {URL: "https:///x"}, {URL: "http://[::1"}}})
	var titles []string
	for _, talk := range p.Talks {
		titles = append(titles, talk.Title)
	}
	if got, want := strings.Join(titles, "; "), "TBA; Breaking the lunch"; got != want {
		t.Errorf("got talks %s, want %s", got, want)
	}
	if got := p.Talks[0].Speakers; len(got) != 1 || got[0].Name != "Jane Doe" {
		t.Errorf("got speakers %v", got)
	}
	if got := p.Talks[1].Links; len(got) != 1 || got[0] != (corpus.Link{Title: "Slides", URL: "https://example.org/x"}) {
		t.Errorf("got links %v", got)
	}
	reports(t, problems, "is a break", `line 7: talk "Coffee Break": is a break`, "is a break", "is a break",
		`"/system/x.pdf" is not a link`, "javascript", "www.example.org", "https:///x", "[::1")
}

func TestProgramme(t *testing.T) {
	b := Builder{Conference: Conference{Acronym: "LPC 2019 ", Title: "\nLinux Plumbers", Start: "2019-09-09", End: "2019-09-11T22:30:00+00:00", Zone: "Europe/Lisbon",
		Tracks: map[string]string{"rt": "Real Time"}, Rooms: map[string]string{"1": "Jade"}}}
	b.Add(Event{Title: "Talk", Track: "rt", Room: "1", Language: "de_DE"})
	p, problems := b.Programme()
	if p.ID != "lpc-2019" || p.Title != "Linux Plumbers" || p.Start != "2019-09-09" || p.End != "2019-09-11" {
		t.Errorf("got %+v", p)
	}
	if talk := p.Talks[0]; talk.Track != "Real Time" || talk.Room != "Jade" || talk.Language != "de-DE" {
		t.Errorf("got %+v", talk)
	}
	reports(t, problems)
	b = Builder{Conference: Conference{Title: "FOSDEM 2018", Start: "soon"}}
	p, problems = b.Programme()
	if p.ID != "fosdem-2018" {
		t.Errorf("got id %q", p.ID)
	}
	reports(t, problems, `start: date "soon"`)
}

func TestNumberAndGUID(t *testing.T) {
	for name, want := range map[string]int{"11223": 11223, "1": 1, "2147483647": 2147483647} {
		if got := Number(name); got != want {
			t.Errorf("Number(%q) = %d", name, got)
		}
	}
	seen := make(map[int]string)
	for _, name := range []string{"", "0", "-1", "007", "2147483648", "G9JGWY", "bpf-mc"} {
		n := Number(name)
		if n <= 0 || n > 1<<31-1 || seen[n] != "" {
			t.Errorf("Number(%q) = %d", name, n)
		}
		seen[n] = name
	}
	// Computed by Python: uuid.uuid5(uuid.NAMESPACE_URL, "talksearch:lpc2019/bpf-mc")
	if got, want := guid("lpc2019/bpf-mc"), "3426b9be-f29e-5df8-8c69-b2f7a97c3020"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
