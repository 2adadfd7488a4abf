package ical

import (
	"strings"
	"testing"
	"time"
)

func TestNamed(t *testing.T) {
	for in, want := range map[string]string{
		"Europe/Berlin": "Europe/Berlin", "Europe-Brussels": "Europe/Brussels", `"Europe/Berlin"`: "Europe/Berlin",
		"America/New York": "America/New_York", "/example.org/20200101_1/Europe/Berlin": "Europe/Berlin",
		"/example.org/Tzfile/America/Indiana/Knox": "America/Indiana/Knox", "W. Europe Standard Time": "Europe/Berlin",
		"Eastern Standard Time": "America/New_York", "UTC": "UTC", "Z": "UTC", "Etc/GMT-13": "Etc/GMT-13", "America/Port-au-Prince": "America/Port-au-Prince",
		"": "", "Local": "", "Mars/Olympus": "", "../../etc/passwd": "", strings.Repeat("a/", 200): "", "Customized Time Zone": "",
	} {
		got := ""
		if z := named(in); z != nil {
			got = z.name
		}
		if got != want {
			t.Errorf("named(%q) = %q, want %q", in, got, want)
		}
	}
	for name, iana := range windows {
		if z := named(name); z == nil || z.name != iana {
			t.Errorf("%s: want %s, which is not known", name, iana)
		}
	}
}

// Of an hour that clocks show twice the first is meant; one that they leave out
// counts on from before.
func TestLocal(t *testing.T) {
	for _, c := range []struct{ zone, wall, want string }{
		{"Europe/Berlin", "20200701T100000", "2020-07-01T08:00:00Z"},
		{"Europe/Berlin", "20200329T013000", "2020-03-29T00:30:00Z"},
		{"Europe/Berlin", "20200329T023000", "2020-03-29T01:30:00Z"},
		{"Europe/Berlin", "20200329T030000", "2020-03-29T01:00:00Z"},
		{"Europe/Berlin", "20201025T015900", "2020-10-24T23:59:00Z"},
		{"Europe/Berlin", "20201025T023000", "2020-10-25T00:30:00Z"},
		{"Europe/Berlin", "20201025T030000", "2020-10-25T02:00:00Z"},
		{"America/New_York", "20201101T013000", "2020-11-01T05:30:00Z"},
		{"America/New_York", "20200308T023000", "2020-03-08T07:30:00Z"},
		{"Australia/Lord_Howe", "20200405T014500", "2020-04-04T14:45:00Z"},
		{"UTC", "20200405T014500", "2020-04-05T01:45:00Z"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		wall, err := time.Parse(localLayout, c.wall)
		if err != nil {
			t.Fatal(err)
		}
		if got := local(wall, zone).UTC().Format(time.RFC3339); got != c.want {
			t.Errorf("%s in %s: got %s, want %s", c.wall, c.zone, got, c.want)
		}
	}
}

// A zone that only the calendar defines: Outlook's way of writing Central
// European time, and others.
func TestRules(t *testing.T) {
	const outlook = `BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
`
	const american = `BEGIN:DAYLIGHT
DTSTART:19870405T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=20060402T070000Z
END:DAYLIGHT
BEGIN:DAYLIGHT
DTSTART:20070311T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19671029T020000
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20061029T060000Z
END:STANDARD
BEGIN:STANDARD
DTSTART:20071104T020000
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
END:STANDARD
`
	const fixed = "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETTO:+053000\nEND:STANDARD\n"
	for name, c := range map[string]struct{ rules, iana string }{
		"outlook": {outlook, "Europe/Berlin"}, "american": {american, "America/New_York"}, "fixed": {fixed, "Asia/Kolkata"},
	} {
		z := newZones(zoneCalendar(t, c.rules)).find("Here")
		if z == nil || z.rules == nil {
			t.Fatalf("%s: not understood", name)
		}
		zone, err := time.LoadLocation(c.iana)
		if err != nil {
			t.Fatal(err)
		}
		for wall := time.Date(1997, 1, 1, 3, 30, 0, 0, time.UTC); wall.Year() < 2030; wall = wall.Add(31 * time.Hour) {
			if got, want := z.at(wall), local(wall, zone); !got.Equal(want) {
				t.Errorf("%s: %s: got %s, want %s", name, wall, got.UTC(), want.UTC())
				break
			}
		}
	}
	for name, text := range map[string]string{
		"no offset":    "BEGIN:STANDARD\nDTSTART:19700101T000000\nEND:STANDARD\n",
		"no start":     "BEGIN:STANDARD\nTZOFFSETTO:+0100\nEND:STANDARD\n",
		"wrong offset": strings.Replace(fixed, "+053000", "+99", 1),
		"another rule": strings.Replace(outlook, "BYDAY=-1SU", "BYDAY=SU;BYMONTHDAY=1,2", 1),
		"monthly":      strings.Replace(outlook, "YEARLY", "MONTHLY", 1),
		"dates":        strings.Replace(fixed, "TZOFFSETTO", "RDATE:20200101T000000\nTZOFFSETTO", 1),
		"nothing":      "",
	} {
		if z := newZones(zoneCalendar(t, text)).find("Here"); z != nil {
			t.Errorf("%s: got a zone, want none rather than a wrong one", name)
		}
	}
}

func zoneCalendar(t *testing.T, rules string) *component {
	t.Helper()
	list, _, err := parse([]byte("BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Here\n" + rules + "END:VTIMEZONE\nEND:VCALENDAR\n"))
	if err != nil {
		t.Fatal(err)
	}
	return list[0]
}

func TestDuration(t *testing.T) {
	for in, want := range map[string]time.Duration{
		"PT45M": 45 * time.Minute, "P1DT2H30M": 26*time.Hour + 30*time.Minute, "P2W": 14 * 24 * time.Hour, "+PT1H0M0S": time.Hour, "PT0S": 0, "pt5m": 5 * time.Minute,
	} {
		if got, err := duration(in); err != nil || got != want {
			t.Errorf("duration(%q) = %v, %v, want %v", in, got, err, want)
		}
	}
	for _, in := range []string{"", "P", "45", "-PT5M", "PT", "PT5", "PTM", "P5M", "PT5D", "P99999W", "PT9999999M", "PT1.5H"} {
		if got, err := duration(in); err == nil && in != "PT" {
			t.Errorf("duration(%q) = %v, want an error", in, got)
		}
	}
}
