package ical

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"talksearch/corpus"
)

// checkLines checks what RFC 5545 says of lines: CRLF, 75 octets, whole letters.
func checkLines(t *testing.T, text string) {
	t.Helper()
	if strings.Count(text, "\n") != strings.Count(text, "\r\n") || strings.Count(text, "\r") != strings.Count(text, "\r\n") || !strings.HasSuffix(text, "\r\n") {
		t.Errorf("line ends are not all CRLF:\n%q", text)
	}
	for _, line := range strings.Split(text, "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) {
			t.Errorf("%d octets, valid %v: %q", len(line), utf8.ValidString(line), line)
		}
	}
}

// full returns a programme with something in every field.
func full() *corpus.Programme {
	zone := time.FixedZone("", 3600)
	p := &corpus.Programme{
		ID: "full", Title: "The “Conf”, & more; \\ all", Start: "2020-01-01", End: "2020-11-09", Timezone: "Europe/Berlin",
		Location: "Town, Country", URL: "https://c.example/?a,b;c", Notice: "As published.\nReally.", Talks: []corpus.Talk{
			{
				ID: "a", Kind: corpus.KindKeynote, Title: "A, B; C", Subtitle: "of all", Track: "Main, first", Room: "R; 1",
				Start: time.Date(2020, 1, 2, 10, 0, 0, 0, zone), End: time.Date(2020, 1, 2, 11, 0, 0, 0, zone),
				Speakers: []corpus.Speaker{{Name: "Ada, Countess", Affiliation: `Org "X": y; z^n`, Role: corpus.RoleLead}, {Name: "Bob"}},
				Keywords: []string{"k, l", "m"}, Topics: []string{"t: u", "v, w"}, Abstract: "One.\n\n<Two> & \"three\", " + strings.Repeat("länger ", 60) + "\\n.", URL: "https://c.example/a?b&c",
				Links: []corpus.Link{{Title: "Slides: 1", URL: "https://c.example/s"}, {URL: "https://c.example/v"}}, Language: "en", UID: "u@x",
			},
			{ID: "a-2", Title: "A again", Start: time.Date(2020, 7, 2, 10, 0, 0, 0, time.UTC), End: time.Date(2020, 7, 2, 11, 0, 0, 0, time.UTC), UID: "u@x", URL: "https://c.example/a"},
			{ID: "b", Title: "After midnight", Day: "2020-01-02", Start: time.Date(2020, 1, 3, 0, 30, 0, 0, zone)},
			{ID: "c", Title: "Some day", Day: "2020-01-03", Abstract: "Speakers: not a list\n\nhttps://c.example/"},
			{ID: "d", Title: "Never", Room: "R", Topics: []string{"x"}, UID: "d@full.talksearch"},
			{ID: "e", Title: "The second 2:30", Start: time.Date(2020, 10, 25, 1, 30, 0, 0, time.UTC), End: time.Date(2020, 10, 25, 1, 30, 0, 0, time.UTC), Speakers: []corpus.Speaker{{Name: "E"}}},
			{ID: "f", Title: "Lunch", Start: time.Date(2020, 10, 25, 0, 30, 0, 0, time.UTC)},
			{ID: "ü", Title: "日本語 " + strings.Repeat("とても長い題名", 20), Start: time.Date(2020, 11, 8, 9, 0, 0, 0, time.UTC)},
		},
	}
	corpus.Normalize(p)
	return p
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

func written(t *testing.T, p *corpus.Programme) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, p); err != nil {
		t.Fatal(err)
	}
	checkLines(t, b.String())
	return b.String()
}

func TestRoundTrip(t *testing.T) {
	plain := &corpus.Programme{ID: "plain", Title: "Plain", Talks: []corpus.Talk{{Title: "UTC", Start: time.Date(2020, 1, 1, 9, 0, 0, 0, time.UTC)}}}
	old := &corpus.Programme{ID: "old", Title: "Old", Timezone: "America/New_York", Talks: []corpus.Talk{
		{Title: "Before zones", Start: time.Date(1870, 1, 1, 9, 0, 0, 0, time.UTC)}, {Title: "To come", Start: time.Date(2069, 7, 1, 9, 0, 0, 0, time.UTC)}}}
	wide := &corpus.Programme{ID: "wide", Title: "W", Timezone: "Europe/Berlin", Talks: []corpus.Talk{
		{Title: "Mistaken", Start: time.Date(1020, 7, 1, 9, 0, 0, 0, time.UTC)}, {Title: "Right", Start: time.Date(2020, 7, 1, 9, 0, 0, 0, time.UTC)}}}
	if corpus.Normalize(wide); strings.Contains(written(t, wide), "TZID") {
		t.Error("wide: a zone is defined for a thousand years")
	}
	utc := &corpus.Programme{ID: "utc", Title: "U", Timezone: "UTC", Talks: []corpus.Talk{{Title: "T", Day: "2020-01-01"}}}
	for _, p := range []*corpus.Programme{full(), plain, old, wide, utc, {ID: "none", Title: "No talks", Timezone: "Asia/Tokyo", Location: "Kyoto"}} {
		corpus.Normalize(p)
		list, problems := read(t, written(t, p))
		if len(list) != 1 || len(problems) != 0 {
			t.Fatalf("%s: got %d programmes, problems %s", p.ID, len(list), told(problems))
		}
		if got, want := flat(list[0]), flat(p); got != want {
			t.Errorf("got\n%s\nwant\n%s\nfrom\n%s", got, want, written(t, p))
		}
	}
	if first, second := written(t, full()), written(t, full()); first != second {
		t.Error("the same programme is written differently a second time")
	}
}

// The zone that a calendar defines must be that of the time zone database: a
// program that knows no names reads the same times.
func TestTimezoneIsSelfContained(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Casablanca", "Europe/Dublin", "Etc/GMT-13"} {
		p := &corpus.Programme{ID: "z", Title: "Z", Timezone: name}
		for at := time.Date(2015, 1, 1, 12, 0, 0, 0, time.UTC); at.Year() < 2022; at = at.Add(9*24*time.Hour + 7*time.Hour) {
			p.Talks = append(p.Talks, corpus.Talk{Title: "T", Start: at, End: at.Add(time.Hour)})
		}
		corpus.Normalize(p)
		text := written(t, p)
		list, problems := read(t, strings.ReplaceAll(text, name, "Somewhere"))
		if !strings.Contains(text, "BEGIN:VTIMEZONE\r\nTZID:"+name+"\r\n") || strings.Count(text, ";TZID="+name) != 2*len(p.Talks) {
			t.Errorf("%s: no definition or no use of it", name)
		}
		for i := range p.Talks {
			if got, want := list[0].Talks[i], p.Talks[i]; !got.Start.Equal(want.Start) || !got.End.Equal(want.End) {
				t.Errorf("%s: got %v to %v, want %v to %v; problems %s", name, got.Start.UTC(), got.End.UTC(), want.Start.UTC(), want.End.UTC(), told(problems))
				break
			}
		}
	}
}

func TestWriteForPeople(t *testing.T) {
	text := strings.ReplaceAll(written(t, full()), "\r\n ", "")
	for _, want := range []string{
		"NAME:The “Conf”\\, & more\\; \\\\ all\r\n", "X-WR-TIMEZONE:Europe/Berlin\r\n", "URL:https://c.example/?a,b;c\r\n",
		"UID:u@x\r\nDTSTAMP:20200102T090000Z\r\nDTSTART;TZID=Europe/Berlin:20200102T100000\r\nDTEND;TZID=Europe/Berlin:20200102T110000\r\nSUMMARY;LANGUAGE=en:A\\, B\\; C\r\n",
		"UID:a-2@full.talksearch\r\n", "DTSTART;VALUE=DATE:20200103\r\n", "DTSTART:20201025T013000Z\r\nDURATION:PT0S\r\n", "DTSTART;TZID=Europe/Berlin:20201025T023000\r\n",
		`DESCRIPTION:Speakers: Ada\, Countess (Org "X": y\; z^n)\, Bob\n\nOne.\n\n<Two>`, `\n\nTopics:\n- t: u\n- v\, w\n\nhttps://c.example/a?b&c` + "\r\n",
		"ATTACH;X-TITLE=\"Slides: 1\":https://c.example/s\r\n", "BEGIN:VJOURNAL\r\nUID:d@full.talksearch\r\n", "DTSTAMP:20200101T000000Z\r\nSUMMARY:Never\r\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "ATTENDEE") {
		t.Error("people stand as attendees")
	}
	ids := map[string]bool{}
	for _, line := range strings.Split(text, "\r\n") {
		if id, ok := strings.CutPrefix(line, "UID:"); ok && ids[id] {
			t.Errorf("two events have the id %s", id)
		} else if ok {
			ids[id] = true
		}
	}
}

func TestWriteEvents(t *testing.T) {
	a, b := full(), &corpus.Programme{ID: "b", Title: "B Conf", Timezone: "Asia/Tokyo", Talks: []corpus.Talk{
		{ID: "x", Title: "X", Start: time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC), UID: "u@x"}, {ID: "y", Title: "Y"}}}
	c := &corpus.Programme{ID: "c", Title: "C Conf", Talks: []corpus.Talk{{ID: "z", Title: "Z", Start: time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)}}}
	corpus.Normalize(b)
	corpus.Normalize(c)
	var out strings.Builder
	if err := WriteEvents(&out, Calendar{Name: "Search: x, y"}, []Event{{Programme: b, Talk: &b.Talks[0]}, {Programme: a, Talk: &a.Talks[0]}, {Programme: c, Talk: &c.Talks[0]}, {Programme: b, Talk: &b.Talks[1]}}); err != nil {
		t.Fatal(err)
	}
	checkLines(t, out.String())
	list, problems := read(t, out.String())
	var got []string
	for _, p := range list {
		for _, talk := range p.Talks {
			got = append(got, strings.Join([]string{p.ID, p.Title, p.Timezone, talk.ID, talk.UID, talk.Start.Format("15:04")}, "|"))
		}
	}
	want := "b|B Conf|Asia/Tokyo|x|u@x|09:00\nb|B Conf|Asia/Tokyo|y||00:00\nfull|" + a.Title + "|Europe/Berlin|a|u@x|10:00\nc|C Conf||z||00:00"
	if strings.Join(got, "\n") != want || len(problems) != 0 {
		t.Errorf("got\n%s\n%s\nwant\n%s", strings.Join(got, "\n"), told(problems), want)
	}
	out.Reset()
	if err := WriteEvents(&out, Calendar{}, nil); err != nil || !strings.HasSuffix(out.String(), "END:VCALENDAR\r\n") {
		t.Errorf("no events: got %q, %v", out.String(), err)
	}
}

// What was not normalised is written soundly too, and a text that someone has
// changed in a calendar program since is read as it is.
func TestWriteRough(t *testing.T) {
	day := corpus.Date("2020-01-01")
	text := written(t, &corpus.Programme{ID: "r", Title: "R\x00\xff", Talks: []corpus.Talk{
		{ID: "a", Title: "A\x07\r\nB\rC", Day: day}, {ID: "a", Title: "Again", Day: day}, {ID: "a", Title: "And again", Day: day, URL: "https://x.example/\n"},
	}})
	for _, want := range []string{"NAME:R\uFFFD\r\n", "SUMMARY:A\\nB\\nC\r\n", "UID:a@r.talksearch\r\n", "UID:a-2@r.talksearch\r\n", "UID:a-3@r.talksearch\r\n", "\r\nURL:https://x.example/\r\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	text = strings.Replace(text, "DESCRIPTION:https://x.example/", "DESCRIPTION:See you there!", 1)
	list, _ := read(t, text)
	if got := list[0].Talks[2]; got.Abstract != "See you there!" || got.ID != "a-3" {
		t.Errorf("got %+v", got)
	}
}

func TestWriteErrors(t *testing.T) {
	bad := &corpus.Programme{ID: "b", Timezone: "Mars/Olympus", Talks: []corpus.Talk{{ID: "x", Start: time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)}}}
	if err := Write(&strings.Builder{}, bad); err == nil || !strings.Contains(err.Error(), `"Mars/Olympus"`) {
		t.Errorf("got %v, want an error that names the zone", err)
	}
	bad.Timezone, bad.Talks[0].Start = "", time.Date(20210, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := Write(&strings.Builder{}, bad); err == nil || !strings.Contains(err.Error(), "20210") {
		t.Errorf("got %v, want an error that names the year", err)
	}
	if err := Write(full0{}, full()); err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Errorf("got %v, want the writer's error", err)
	}
}

type full0 struct{}

func (full0) Write([]byte) (int, error) { return 0, fmt.Errorf("disk full") }

func ExampleWrite() {
	p := &corpus.Programme{ID: "small", Title: "Small Conf", Talks: []corpus.Talk{{ID: "a", Title: "A", Day: "2020-01-02", Speakers: []corpus.Speaker{{Name: "Ann Other"}}}}}
	var b strings.Builder
	if err := Write(&b, p); err != nil {
		fmt.Println(err)
	}
	fmt.Fprint(os.Stdout, strings.ReplaceAll(b.String(), "\r\n", "\n"))
	// Output:
	// BEGIN:VCALENDAR
	// VERSION:2.0
	// PRODID:-//talksearch//programme//EN
	// NAME:Small Conf
	// X-WR-CALNAME:Small Conf
	// X-TALKSEARCH-CONFERENCE:small
	// BEGIN:VEVENT
	// UID:a@small.talksearch
	// DTSTAMP:20200102T000000Z
	// DTSTART;VALUE=DATE:20200102
	// SUMMARY:A
	// DESCRIPTION:Speakers: Ann Other
	// X-TALKSEARCH-ID:a
	// X-TALKSEARCH-SPEAKER:Ann Other
	// END:VEVENT
	// END:VCALENDAR
}

// What happened to an event is told, and read as the talk alone.
func TestWriteRevisions(t *testing.T) {
	p := &corpus.Programme{ID: "p", Title: "P", Timezone: "Asia/Tokyo"}
	begin := time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, id := range []string{"moved", "gone", "same"} {
		p.Talks = append(p.Talks, corpus.Talk{ID: id, Title: id, Start: begin, UID: "theirs", Abstract: "Text.", Speakers: []corpus.Speaker{{Name: "Ann Other"}}})
	}
	corpus.Normalize(p)
	changed := time.Date(2020, 12, 24, 12, 0, 0, 0, time.FixedZone("", 3600))
	events := []Event{
		{Programme: p, Talk: &p.Talks[0], Sequence: 7, Changed: changed, Note: "Moved: it was at noon.", Page: "https://x.example/moved"},
		{Programme: p, Talk: &p.Talks[1], Sequence: 8, Changed: changed, Cancelled: true},
		{Programme: p, Talk: &p.Talks[2]},
	}
	var out strings.Builder
	if err := WriteEvents(&out, Calendar{Name: "N", Source: "https://x.example/all.ics?q=a,b", Refresh: time.Hour}, events); err != nil {
		t.Fatal(err)
	}
	checkLines(t, out.String())
	text := strings.ReplaceAll(out.String(), "\r\n ", "")
	for _, want := range []string{
		"METHOD:PUBLISH\r\nSOURCE;VALUE=URI:https://x.example/all.ics?q=a,b\r\nNAME:N\r\nX-WR-CALNAME:N\r\nREFRESH-INTERVAL;VALUE=DURATION:PT60M\r\nX-PUBLISHED-TTL:PT60M\r\n",
		"UID:moved@p.talksearch\r\nDTSTAMP:20201224T110000Z\r\nLAST-MODIFIED:20201224T110000Z\r\nSEQUENCE:7\r\nDTSTART",
		`DESCRIPTION:Moved: it was at noon.\n\nSpeakers: Ann Other\n\nText.\n\nhttps://x.example/moved` + "\r\n",
		"UID:gone@p.talksearch\r\nDTSTAMP:20201224T110000Z\r\nLAST-MODIFIED:20201224T110000Z\r\nSEQUENCE:8\r\nSTATUS:CANCELLED\r\n",
		"UID:same@p.talksearch\r\nDTSTAMP:20210101T000000Z\r\nDTSTART",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	list, _ := read(t, out.String())
	if len(list) != 1 || len(list[0].Talks) != 2 {
		t.Fatalf("read again: %+v", list)
	}
	for i, talk := range list[0].Talks {
		if talk.Abstract != "Text." || talk.UID != "theirs" || talk.URL != []string{"https://x.example/moved", ""}[i] {
			t.Errorf("read again: %+v", talk)
		}
	}
	var alone strings.Builder
	if err := WriteEvents(&alone, Calendar{}, events[2:]); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(alone.String(), "UID:same@p.talksearch\r\n") {
		t.Errorf("alone it has another id:\n%s", alone.String())
	}
}
