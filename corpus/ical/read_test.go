package ical

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"talksearch/corpus"
)

// calendar returns a calendar of the given lines, with LF as line ends.
func calendar(lines ...string) string {
	return "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Example//Calendar 1.0//EN\n" + strings.Join(lines, "\n") + "\nEND:VCALENDAR\n"
}

// event returns an event of the given lines.
func event(lines ...string) string {
	return "BEGIN:VEVENT\n" + strings.Join(lines, "\n") + "\nEND:VEVENT"
}

const named1 = "X-WR-CALNAME:Conf\nX-WR-TIMEZONE:Europe/Berlin"

// read reads text, which must be a calendar, and normalises what it holds.
func read(t *testing.T, text string) ([]*corpus.Programme, corpus.Problems) {
	t.Helper()
	list, problems, err := Read(strings.NewReader(text))
	if err != nil {
		t.Fatalf("reading\n%s\n%v", text, err)
	}
	for _, p := range list {
		corpus.Normalize(p)
	}
	return list, problems
}

// brief writes a talk on one line.
func brief(t *corpus.Talk) string {
	at := func(t time.Time) string {
		if t.IsZero() {
			return "-"
		}
		return t.Format("2006-01-02T15:04Z07:00")
	}
	var people []string
	for _, s := range t.Speakers {
		people = append(people, strings.TrimSpace(s.Name+" "+s.Affiliation))
	}
	return fmt.Sprintf("%s|%s|%s|%s|%s|%s|%s|%s|%s|%q", t.ID, t.Kind, t.Title, at(t.Start), at(t.End), t.Room, t.Track,
		strings.Join(people, "+"), strings.Join(t.Keywords, "+"), t.Abstract)
}

func told(problems corpus.Problems) string {
	var list []string
	for _, p := range problems {
		list = append(list, p.Severity.String()+" "+p.String())
	}
	return strings.Join(list, "\n")
}

func TestDialects(t *testing.T) {
	for name, c := range map[string]struct{ in, programme, talk string }{
		"Indico": {
			calendar(event("UID:indico-contribution-301@indico.example", "SUMMARY:BPF\\, an example", "DTSTART:20190909T090000Z", "DTEND:20190909T094500Z",
				`DESCRIPTION:Speakers: Bob Speaker (Org B)\, Ann Other\n\nUses <io_uring> & a < b.\n\nhttps://indico.example/event/4/contributions/301/`,
				"LOCATION:Jade 1 (Corinthia)", "URL:https://indico.example/event/4/contributions/301/")),
			"indico-example-event-4|indico.example event 4||Corinthia",
			`301|talk|BPF, an example|2019-09-09T09:00Z|2019-09-09T09:45Z|Jade 1||Bob Speaker Org B+Ann Other||"Uses <io_uring> & a < b."`,
		},
		"pretalx": {
			calendar(event("UID:pretalx-demo-con-2026-ABC123-1@p.example", "SUMMARY:A talk - with a dash - Ann Other\\, Bob Speaker", "LOCATION:Saal 1",
				"DTSTART;TZID=Europe/Berlin:20260722T120000", "DTEND;TZID=Europe/Berlin:20260722T124500", "DESCRIPTION:Abstract.", "URL:https://p.example/demo-con-2026/talk/ABC123/")),
			"demo-con-2026|demo-con-2026|Europe/Berlin|",
			`ABC123|talk|A talk - with a dash|2026-07-22T12:00+02:00|2026-07-22T12:45+02:00|Saal 1||Ann Other+Bob Speaker||"Abstract."`,
		},
		"Pentabarf": {
			calendar("X-WR-CALNAME;VALUE=TEXT:iCal", "X-WR-TIMEZONE;VALUE=TEXT:Europe/Brussels", event("METHOD:PUBLISH", "UID:4426@fosdem-2025@fosdem.org", "TZID:Europe-Brussels",
				"DTSTART:20250202T100000", "DTEND:20250202T102500", "SUMMARY:API Scoring", "DESCRIPTION: <p>Scores &amp; more "+strings.Repeat("word ", 520)+"</p>",
				"CATEGORIES:APIs: GraphQL, OpenAPI, AsyncAPI, and friends", "URL:https:/fosdem.org/2025/schedule/event/x/", "LOCATION:K.4.201",
				`ATTENDEE;ROLE=REQ-PARTICIPANT;CUTYPE=INDIVIDUAL;CN="Ann Other":invalid:nomail`, `ATTENDEE;ROLE=REQ-PARTICIPANT;CUTYPE=INDIVIDUAL;CN="Bob":invalid:nomail`)),
			"fosdem-2025|fosdem-2025|Europe/Brussels|",
			`4426|talk|API Scoring|2025-02-02T10:00+01:00|2025-02-02T10:25+01:00|K.4.201|APIs: GraphQL, OpenAPI, AsyncAPI, and friends|Ann Other+Bob||"Scores & more ` +
				strings.TrimSpace(strings.Repeat("word ", 520)) + `"`,
		},
		"any other": {
			calendar(named1, event("UID:7f@c.example", "SUMMARY;LANGUAGE=en:On it (workshop by Ann Other and Bob Speaker)", "DTSTART:20200701T100000", "DURATION:PT1H30M",
				"LOCATION:Room 1 (upstairs)", `X-ALT-DESC;FMTTYPE=text/html:<p>What &lt\;it&gt\; is</p>`, "CATEGORIES:Kernel,a\\, b,c")),
			"conf|Conf|Europe/Berlin|",
			`on-it|workshop|On it|2020-07-01T10:00+02:00|2020-07-01T11:30+02:00|Room 1 (upstairs)|Kernel|Ann Other+Bob Speaker|a, b+c|"What <it> is"`,
		},
	} {
		list, _ := read(t, c.in)
		p := list[0]
		if got := strings.Join([]string{p.ID, p.Title, p.Timezone, p.Location}, "|"); got != c.programme || len(list) != 1 {
			t.Errorf("%s: got %s, want %s", name, got, c.programme)
		}
		if got := brief(&p.Talks[0]); got != c.talk {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, c.talk)
		}
	}
}

func TestSummaries(t *testing.T) {
	for in, want := range map[string]string{
		"Title - Ann Other":             "Title|Ann Other",
		"Title - Ann, Bob B. Speaker":   "Title|Ann+Bob B. Speaker",
		"Title - nickname":              "Title|nickname",
		"Title - 山田太郎":                  "Title|山田太郎",
		"A talk - with a dash":          "A talk - with a dash|",
		"A talk - What: A look":         "A talk - What: A look|",
		"A - b - Ann Other":             "A - b|Ann Other",
		"Title -":                       "Title|",
		"A - b - ":                      "A - b|",
		"Title":                         "Title|",
		" - Ann":                        "- Ann|",
		"Title - Ann, and many a thing": "Title - Ann, and many a thing|",
	} {
		list, _ := read(t, calendar(named1, event("UID:pretalx-c-ABC@x", "DESCRIPTION:x", "SUMMARY:"+escape(in), "DTSTART:20200101T100000Z")))
		got := brief(&list[0].Talks[0])
		parts := strings.Split(got, "|")
		if parts[2]+"|"+parts[7] != want {
			t.Errorf("%q: got %s|%s, want %s", in, parts[2], parts[7], want)
		}
	}
	for in, want := range map[string]string{
		"T (talk by Ann)":                                    "talk|T|Ann",
		"T (Workshop by Ann & Bob)":                          "workshop|T|Ann+Bob",
		"T (talk by Sarah M, University of W)":               "talk|T|Sarah M University of W",
		"T (panel by Discussion: From data to publications)": "talk|T (panel by Discussion: From data to publications)|",
		"Keynote: Ann (talk by Ann)":                         "keynote|Keynote: Ann|Ann",
		"Lightning talks: all":                               "lightning|Lightning talks: all|",
		"T (by car)":                                         "talk|T (by car)|",
	} {
		list, _ := read(t, calendar(named1, event("UID:1", "SUMMARY:"+escape(in), "DTSTART:20200101T100000Z")))
		parts := strings.Split(brief(&list[0].Talks[0]), "|")
		if got := parts[1] + "|" + parts[2] + "|" + parts[7]; got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

// Each trap of calendars in the wild, with what is read and what is reported.
func TestTraps(t *testing.T) {
	const at = "DTSTART:20200701T100000Z"
	for name, c := range map[string]struct{ in, talks, problems string }{
		"one id, several slots": {
			calendar(named1, event("UID:pretalx-c-ABC@x", "SUMMARY:A -", at), event("UID:pretalx-c-ABC@x", "SUMMARY:A -", "DTSTART:20200702T100000Z")),
			"ABC|talk|A|2020-07-01T12:00+02:00\nABC-2|talk|A|2020-07-02T12:00+02:00",
			`warning line 12: talk "ABC": uid: "pretalx-c-ABC@x" is also that of the event at line 6; both are kept`,
		},
		"no end":            {calendar(named1, event("UID:1", "SUMMARY:A", at)), "a|talk|A|2020-07-01T12:00+02:00", ""},
		"a whole day":       {calendar(named1, event("UID:1", "SUMMARY:A", "DTSTART;VALUE=DATE:20200701", "DTEND;VALUE=DATE:20200702")), "a|talk|A|-", ""},
		"several days":      {calendar(named1, event("UID:1", "SUMMARY:A", "DTSTART;VALUE=DATE:20200701", "DTEND;VALUE=DATE:20200704")), "a|talk|A|-", `warning line 10: talk "A": end: the event takes several days; only its first is kept`},
		"no start":          {calendar(named1, event("UID:1", "SUMMARY:A")), "a|talk|A|-", `warning line 6: talk "A": start: the event has none (DTSTART); it stands on no day`},
		"unreadable start":  {calendar(named1, event("UID:1", "SUMMARY:A", "DTSTART:some other day")), "a|talk|A|-", `warning line 9: talk "A": start: "SOME OTHER DAY" is not a time; want one such as 20190910T150000Z; the talk stands on no day`},
		"impossible day":    {calendar(named1, event("UID:1", "SUMMARY:A", "DTSTART:20200230")), "a|talk|A|-", `warning line 9: talk "A": start: "20200230" is not a day; want one such as 20190910; the talk stands on no day`},
		"unreadable end":    {calendar(named1, event("UID:1", "SUMMARY:A", at, "DTEND:later")), "a|talk|A|2020-07-01T12:00+02:00", `warning line 10: talk "A": end: "LATER" is not a time; want one such as 20190910T150000Z`},
		"a day as the end":  {calendar(named1, event("UID:1", "SUMMARY:A", at, "DTEND:20200702")), "a|talk|A|2020-07-01T12:00+02:00", `warning line 10: talk "A": end: is a day, 2020-07-02, but the start is a time; it is not kept`},
		"a wrong duration":  {calendar(named1, event("UID:1", "SUMMARY:A", at, "DURATION:-PT5M")), "a|talk|A|2020-07-01T12:00+02:00", `warning line 10: talk "A": end: "-PT5M" is not a duration; want one such as PT45M`},
		"cancelled":         {calendar(named1, event("UID:1", "SUMMARY:A", at, "STATUS:CANCELLED"), event("UID:2", "SUMMARY:B", at)), "b|talk|B|2020-07-01T12:00+02:00", `warning line 6: talk "A": is cancelled (STATUS); it is left out`},
		"repeating":         {calendar(named1, event("UID:1", "SUMMARY:A", at, "RRULE:FREQ=DAILY;COUNT=3")), "a|talk|A|2020-07-01T12:00+02:00", `warning line 10: talk "A": start: the event repeats (RRULE:FREQ=DAILY;COUNT=3); only its first time is read`},
		"no title, no text": {calendar(named1, event("UID:1", "SUMMARY:", at), event("UID:2", at), event("UID:3", "SUMMARY:B", at)), "b|talk|B|2020-07-01T12:00+02:00", "warning line 6: title: the event has none (SUMMARY), nor any text; it is left out\nwarning line 11: title: the event has none (SUMMARY), nor any text; it is left out"},
		"no title":          {calendar(named1, event("UID:1", "DESCRIPTION:what", at)), "|talk||2020-07-01T12:00+02:00", ""},
		"breaks": {
			calendar(named1, event("UID:1", "SUMMARY:Lunch", at), event("UID:2", "SUMMARY:Lunch with the board", at), event("UID:3", "SUMMARY:Coffee & tea break 2", at), event("UID:4", "SUMMARY:TBA", at), event("UID:5", "SUMMARY:To be determined", at), event("UID:6", "SUMMARY:Time and time", at)),
			"lunch-with-the-board|talk|Lunch with the board|2020-07-01T12:00+02:00\ntime-and-time|talk|Time and time|2020-07-01T12:00+02:00",
			`warning line 1: talks: left out as breaks and placeholders: "Lunch" (line 6), "Coffee & tea break 2" (line 16), "TBA" (line 21), "To be determined" (line 26)`,
		},
		"alarms and to-dos": {
			calendar(named1, "BEGIN:VTODO\nSUMMARY:Do\nEND:VTODO", event("UID:1", "BEGIN:VALARM", "SUMMARY:Ring", "DTSTART:19990101T000000Z", "END:VALARM", "SUMMARY:A", at), "BEGIN:VJOURNAL\nSUMMARY:Note\nEND:VJOURNAL"),
			"a|talk|A|2020-07-01T12:00+02:00", "",
		},
		"lower case": {"begin:vcalendar\nx-wr-calname:C\nx-wr-timezone:UTC\nbegin:vevent\nuid:1\nsummary:A\ndtstart:20200701T100000Z\nend:vevent\nend:vcalendar", "a|talk|A|2020-07-01T10:00Z", ""},
		"a text not folded": {
			calendar(named1, event("UID:1", "SUMMARY:A", "DESCRIPTION:One", "two words: three", "http://x.example/", at)),
			"a|talk|A|2020-07-01T12:00+02:00", `warning line 10: found "two words: three", no property; it is read as a part of the DESCRIPTION before it`,
		},
		"a line of nothing known":    {calendar(named1, event("UID:1", "two words", "SUMMARY:A", at)), "a|talk|A|2020-07-01T12:00+02:00", `warning line 8: found "two words", no property; it is left out`},
		"an event not ended":         {calendar(named1, "BEGIN:VEVENT\nUID:1\nSUMMARY:A\n"+at, event("UID:2", "SUMMARY:B", at)), "a|talk|A|2020-07-01T12:00+02:00\nb|talk|B|2020-07-01T12:00+02:00", "warning line 10: an event begins within another; that one is ended here"},
		"an alarm not ended":         {calendar(named1, event("UID:1", "SUMMARY:A", at, "BEGIN:VALARM")), "a|talk|A|2020-07-01T12:00+02:00", "warning line 11: VALARM, begun at line 10, has no END; it is ended here"},
		"an END too many":            {calendar(named1, "END:VEVENT", event("UID:1", "SUMMARY:A", at)), "a|talk|A|2020-07-01T12:00+02:00", "warning line 6: found END:VEVENT without its BEGIN; it is left out"},
		"text behind":                {calendar(named1, event("UID:1", "SUMMARY:A", at)) + "<!-- 1 ms -->", "a|talk|A|2020-07-01T12:00+02:00", `warning line 12: found "<!-- 1 ms -->" behind the calendar; it is left out`},
		"calendars one by one":       {calendar(named1, event("UID:1", "SUMMARY:A", at)) + calendar(named1, event("UID:2", "SUMMARY:B", at)), "a|talk|A|2020-07-01T12:00+02:00\nb|talk|B|2020-07-01T12:00+02:00", ""},
		"an invitation":              {calendar(named1, "METHOD:REQUEST", event("UID:1", "SUMMARY:A", at, "ATTENDEE;CN=Guest:mailto:g@x")), "a|talk|A|2020-07-01T12:00+02:00", ""},
		"a room and an address":      {calendar(named1, event("UID:1", "SUMMARY:A", at, "ATTENDEE;CUTYPE=ROOM;CN=Aula:x", "ATTENDEE;CN=a@b.example:mailto:a@b.example")), "a|talk|A|2020-07-01T12:00+02:00", ""},
		"the definition of a zone":   {calendar(named1, "BEGIN:VTIMEZONE\nTZID:Europe/Berlin\nBEGIN:STANDARD\nDTSTART:nonsense\nTZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE", event("UID:1", "SUMMARY:A", "DTSTART;TZID=Europe/Berlin:20200701T100000")), "a|talk|A|2020-07-01T10:00+02:00", ""},
		"a zone by its place":        {calendar("X-WR-CALNAME:Conf", "BEGIN:VTIMEZONE\nTZID:Ours\nX-LIC-LOCATION:Asia/Tokyo\nEND:VTIMEZONE", event("UID:1", "SUMMARY:A", "DTSTART;TZID=Ours:20200701T100000")), "a|talk|A|2020-07-01T10:00+09:00", ""},
		"a zone by its rules":        {calendar(named1, "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0900\nTZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE", event("UID:1", "SUMMARY:A", "DTSTART;TZID=Ours:20200701T100000")), "a|talk|A|2020-07-01T03:00+02:00", ""},
		"floating, by rules":         {calendar("X-WR-CALNAME:Conf", "X-WR-TIMEZONE:Ours", "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0900\nTZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE", event("UID:1", "SUMMARY:A", "DTSTART;TZID=Theirs:20200701T100000")), "a|talk|A|2020-07-01T01:00Z", "warning line 17: timezone: \"Theirs\" is not known; its times are taken as the calendar's\nwarning line 1: timezone: no IANA name is given (X-WR-TIMEZONE); times and days are shown in UTC"},
		"a zone of Windows":          {calendar("X-WR-CALNAME:Conf", event("UID:1", "SUMMARY:A", "DTSTART;TZID=Tokyo Standard Time:20200701T100000")), "a|talk|A|2020-07-01T10:00+09:00", ""},
		"a zone unknown":             {calendar(named1, event("UID:1", "SUMMARY:A", "DTSTART;TZID=Ours:20200701T100000"), event("UID:2", "SUMMARY:B", "DTSTART;TZID=Ours:20200701T110000")), "a|talk|A|2020-07-01T10:00+02:00\nb|talk|B|2020-07-01T11:00+02:00", `warning line 9: timezone: "Ours" is not known; its times are taken as Europe/Berlin`},
		"a calendar's zone unknown":  {calendar("X-WR-CALNAME:C", "X-WR-TIMEZONE:Ours", "TZID:Asia/Tokyo", event("UID:1", "SUMMARY:A", "DTSTART:20200701T100000")), "a|talk|A|2020-07-01T10:00+09:00", `warning line 5: timezone: "Ours" is not known; want an IANA name such as Europe/Lisbon`},
		"floating, calendar's TZID":  {calendar("X-WR-CALNAME:C", "TZID:Asia/Tokyo", event("UID:1", "SUMMARY:A", "DTSTART:20200701T100000")), "a|talk|A|2020-07-01T10:00+09:00", ""},
		"floating, no zone":          {calendar("X-WR-CALNAME:C", event("UID:1", "SUMMARY:A", "DTSTART:20200701T100000"), event("UID:2", "SUMMARY:B", "DTSTART:20200701T110000")), "a|talk|A|2020-07-01T10:00Z\nb|talk|B|2020-07-01T11:00Z", `warning line 8: timezone: none is named for this time, nor for the calendar (X-WR-TIMEZONE); such times are taken as UTC`},
		"no name, no zone":           {calendar(event("UID:1", "SUMMARY:A", at)), "a|talk|A|2020-07-01T10:00Z", "warning line 1: title: the calendar has no name (X-WR-CALNAME); \"Example Calendar 1.0\", from the software's (PRODID), is taken\nwarning line 1: timezone: no IANA name is given (X-WR-TIMEZONE); times and days are shown in UTC"},
		"a fold within a letter":     {calendar(named1, event("UID:1", "SUMMARY:\xc3\n \x84", at)), "a|talk|Ä|2020-07-01T12:00+02:00", ""},
		"end before start":           {calendar(named1, event("UID:1", "SUMMARY:A", at, "DTEND:20200701T090000Z")), "a|talk|A|2020-07-01T12:00+02:00", ""},
		"a text that is its address": {calendar(named1, event("UID:1", "SUMMARY:A", at, "DESCRIPTION:http://x.example/a", "URL:http://x.example/a")), "a|talk|A|2020-07-01T12:00+02:00", ""},
	} {
		list, problems := read(t, c.in)
		if len(list) != 1 {
			t.Errorf("%s: got %d programmes, want 1", name, len(list))
			continue
		}
		var talks []string
		for _, talk := range list[0].Talks {
			talks = append(talks, strings.Join(strings.Split(brief(&talk), "|")[:4], "|"))
		}
		if got := strings.Join(talks, "\n"); got != c.talks {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, c.talks)
		}
		if got := told(problems); got != c.problems {
			t.Errorf("%s: got problems\n%s\nwant\n%s", name, got, c.problems)
		}
		if name == "a text not folded" && list[0].Talks[0].Abstract != "One\ntwo words: three\nhttp://x.example/" {
			t.Errorf("%s: got %q", name, list[0].Talks[0].Abstract)
		}
		if strings.Contains(name, "address") || name == "an invitation" {
			if talk := list[0].Talks[0]; talk.Abstract != "" || len(talk.Speakers) != 0 {
				t.Errorf("%s: got text %q, people %v, want none", name, talk.Abstract, talk.Speakers)
			}
		}
	}
}

func TestLinks(t *testing.T) {
	list, _ := read(t, calendar(named1, event("UID:1", "SUMMARY:A", "DTSTART:20200701T100000Z", "URL:http:/x.example/a",
		"ATTACH;FILENAME=a.pdf:https://x.example/a.pdf", "ATTACH;VALUE=BINARY;ENCODING=BASE64:AAAA", "CONFERENCE;VALUE=URI;LABEL=Stream:https://x.example/live")))
	talk := list[0].Talks[0]
	if got, want := fmt.Sprint(talk.URL, talk.Links), "http://x.example/a[{a.pdf https://x.example/a.pdf} {Stream https://x.example/live}]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestErrorsSayWhere(t *testing.T) {
	whole := calendar(event("UID:1", "SUMMARY:A"))
	for name, c := range map[string]struct{ in, want string }{
		"empty":                        {"", "line 1: is empty"},
		"an HTML page":                 {"\n<!DOCTYPE html>\n<html>", `line 2: found "<!DOCTYPE html>"; want BEGIN:VCALENDAR`},
		"a card":                       {"BEGIN:VCARD\nEND:VCARD", "line 1: found BEGIN:VCARD; want BEGIN:VCALENDAR"},
		"another property":             {"SUMMARY:A\n" + whole, `line 1: found "SUMMARY:A"`},
		"cut within an event":          {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:A", "line 3: the calendar breaks off within VEVENT, begun at line 2"},
		"cut before its end":           {strings.TrimSuffix(whole, "END:VCALENDAR\n"), "the calendar breaks off within VCALENDAR, begun at line 1"},
		"a calendar within a calendar": {"BEGIN:VCALENDAR\n" + whole, "line 2: a calendar begins within VCALENDAR, begun at line 1"},
		"an event behind":              {whole + "BEGIN:VEVENT\nEND:VEVENT", "line 9: found BEGIN:VEVENT; want BEGIN:VCALENDAR"},
	} {
		list, _, err := Read(strings.NewReader(c.in))
		if err == nil || !strings.Contains(err.Error(), c.want) || list != nil {
			t.Errorf("%s: got %v, want an error with %q and no programme", name, err, c.want)
		}
	}
}

// Depth and repetition cost no more than length.
func TestLarge(t *testing.T) {
	const n = 20000
	deep := calendar(named1, strings.Repeat("BEGIN:X\n", n)+strings.Repeat("END:Y\n", n)+strings.Repeat("END:X\n", n), event("UID:1", "SUMMARY:A"))
	same := calendar(named1, strings.Repeat(event("UID:pretalx-c-ABC@x", "SUMMARY:A")+"\n", n))
	loose := calendar(named1, event("UID:1", "SUMMARY:A", "DESCRIPTION:x", strings.Repeat("two words\n", n)))
	params := calendar(named1, event("UID:1", "SUMMARY"+strings.Repeat(`;A="b`, n)+":A"))
	zones := calendar(named1, strings.Repeat(event("UID:1", "SUMMARY:A", "DTSTART;TZID="+strings.Repeat("a/", 2000)+":20200101T100000")+"\n", 200))
	for name, in := range map[string]string{"deep": deep, "one id": same, "loose": loose, "parameters": params, "zones": zones} {
		start := time.Now()
		list, _ := read(t, in)
		if took := time.Since(start); took > 5*time.Second || len(list) != 1 {
			t.Errorf("%s: got %d programmes in %v", name, len(list), took)
		}
	}
}

func TestRecognise(t *testing.T) {
	for in, want := range map[string]bool{
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n": true, "\uFEFFBEGIN:VCALENDAR\n": true, "\n begin:vcalendar \n": true, "BEGIN:VCALENDAR": true,
		"": false, "BEGIN:VCARD\n": false, "BEGIN:VCALENDARS\n": false, "<html>BEGIN:VCALENDAR\n": false, `{"BEGIN:VCALENDAR":1}`: false, "<?xml version=\"1.0\"?><iCalendar>": false,
	} {
		if got := Recognise([]byte(in)); got != want {
			t.Errorf("Recognise(%q) = %v, want %v", in, got, want)
		}
	}
}
