package timetable

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"talksearch/corpus"
)

// TestReadInvented reads a small invented timetable with the layout's traps.
func TestReadInvented(t *testing.T) {
	text, err := os.ReadFile("testdata/harbour.txt")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("testdata/harbour.want.json")
	if err != nil {
		t.Fatal(err)
	}
	var want []struct {
		Title, Kind, Track, Day, Start, End, Abstract string
		Line                                          int
		People, Topics, Keywords                      []string
	}
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	p, problems := read(t, string(text))
	if len(p.Talks) != len(want) {
		t.Errorf("got %d items, want %d", len(p.Talks), len(want))
	}
	for i := range min(len(want), len(p.Talks)) {
		talk, w := p.Talks[i], want[i]
		for _, c := range []struct{ field, got, want string }{
			{"title", talk.Title, w.Title}, {"kind", string(talk.Kind), w.Kind}, {"track", talk.Track, w.Track},
			{"day", string(talk.Day), w.Day}, {"start", talk.Start.Format("2006-01-02 15:04"), w.Day + " " + w.Start}, {"end", talk.End.Format("15:04"), w.End},
			{"where", talk.Where, where(w.Line)}, {"abstract", talk.Abstract, w.Abstract}, {"people", roles(talk.Speakers), strings.Join(w.People, "|")},
			{"topics", strings.Join(talk.Topics, "|"), strings.Join(w.Topics, "|")}, {"keywords", strings.Join(talk.Keywords, "|"), strings.Join(w.Keywords, "|")},
		} {
			if c.got != c.want {
				t.Errorf("%s: %s:\n got %s\nwant %s", w.Title, c.field, c.got, c.want)
			}
		}
	}
	clean(t, p)
	party := find(t, p, "quay-party")
	if got, want := party.End.Format("2006-01-02 15:04"), "2031-09-30 01:30"; got != want {
		t.Errorf("the party ends %s, want %s", got, want)
	}
	for _, c := range []struct{ name, got, want string }{
		{"id", p.ID, "harbour-systems-conference-2031"}, {"title", p.Title, "Harbour Systems Conference 2031"},
		{"location", p.Location, "Dublin, Ireland"}, {"zone", p.Timezone, "Europe/Dublin"},
		{"start", string(p.Start), "2031-09-29"}, {"end", string(p.End), "2031-10-01"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
	wantProblems(t, append(problems, corpus.Validate(p)...),
		"line 5: timezone: is not stated; Europe/Dublin is assumed",
		`line 104: talk "Ropes and Knots MC": title: is missing`)
}

// wantProblems checks that each problem begins as wanted, in any order.
func wantProblems(t *testing.T, got corpus.Problems, want ...string) {
	t.Helper()
	left := make(map[string]bool)
	for _, w := range want {
		left[w] = true
	}
	for _, p := range got {
		found := false
		for w := range left {
			if strings.HasPrefix(p.String(), w) {
				delete(left, w)
				found = true
				break
			}
		}
		if !found {
			t.Errorf("unexpected problem: %s", p)
		}
	}
	for w := range left {
		t.Errorf("no problem begins with %q", w)
	}
}

// roles writes a talk's people on one line.
func roles(list []corpus.Speaker) string {
	var out []string
	for _, s := range list {
		one := fmt.Sprintf("%s: %s", s.Role, s.Name)
		if s.Affiliation != "" {
			one += " (" + s.Affiliation + ")"
		}
		out = append(out, one)
	}
	return strings.Join(out, "|")
}

// timetable writes a timetable of one conference from the lines of its slots.
func timetable(head string, lines ...string) string {
	return head + "\n\n" + strings.Join(lines, "\n") + "\n"
}

const usual = "Quayside 2031\n\nJune 2-3, Lisbon, Portugal"

func TestDays(t *testing.T) {
	for _, c := range []struct {
		name, head string
		slots      string // at the margin, "start end title"
		want       string // the day of each
		problem    string
	}{
		{"a start that falls", "A 2031\nJune 2-4, X", "10:00 12:00 a|15:00 16:00 b|10:00 11:00 c|14:00 15:00 d|09:00 10:00 e", "2 2 3 3 4", ""},
		{"days that begin at noon", "A 2031\nJune 2-3, X", "13:00 14:00 a|16:00 17:00 b|12:00 13:00 c", "2 2 3", ""},
		{"one day", "A 2031\nJune 2, X", "10:00 12:00 a|15:00 16:00 b", "2 2", ""},
		{"one day, out of order", "A 2031\nJune 2, X", "10:00 12:00 a|15:00 16:00 b|14:30 15:00 c", "2 2 2", ""},
		{"one day with a late end", "A 2031\nJune 2, X", "10:00 12:00 a|22:00 23:00 b|00:30 03:00 c", "2 2 3", ""},
		{"out of order within a day", "A 2031\nJune 2-3, X", "10:00 12:00 a|15:00 16:00 b|14:30 15:00 c|09:00 10:00 d", "2 2 2 3", ""},
		{"a track that begins anew", "A 2031\nJune 2-3, X", "10:00 18:00 Track A|10:00 18:00 Track B|10:00 18:00 Track A|10:00 18:00 Track B", "2 2 3 3", ""},
		{"a track that goes on later", "A 2031\nJune 2-3, X", "09:00 11:00 Track A|12:00 15:00 Track A", "2 3", ""},
		{"a track in two blocks", "A 2031\nJune 2-3, X", "09:00 11:00 Track A|12:00 15:00 Track A|09:00 11:00 Track A|12:00 15:00 Track A", "2 2 3 3", ""},
		{"the same lunch later is no new day", "A 2031\nJune 2-3, X", "10:00 11:00 Talks|12:00 13:00 Lunch|13:00 15:00 Talks|09:00 10:00 e", "2 2 3", ""},
		{"one slot a day", "A 2031\nJune 2-4, X", "10:00 18:00 a|10:00 18:00 b|10:00 18:00 c", "2 3 4", ""},
		{"over the end of a month", "A 2031\nMay 31 - June 1, X", "10:00 18:00 a|09:00 18:00 b", "31 1", ""},
		{"a day without slots", "A 2031\nJune 2-4, X", "10:00 18:00 a|09:00 18:00 b", "2 3", "the dates are 3 days, but the starts of the slots tell 2"},
	} {
		var lines []string
		for _, s := range strings.Split(c.slots, "|") {
			f := strings.SplitN(s, " ", 3)
			lines = append(lines, "    • "+f[0]+" "+f[1], "      "+f[2])
		}
		p, problems := read(t, timetable(c.head, lines...))
		var got []string
		for _, talk := range p.Talks {
			got = append(got, fmt.Sprint(talk.Day.Time().Day()))
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s: got days %s, want %s", c.name, got, c.want)
		}
		found := false
		for _, x := range problems {
			if x.Field == "day" {
				found = true
				if c.problem == "" || !strings.Contains(x.Message, c.problem) {
					t.Errorf("%s: got problem %q, want %q", c.name, x.Message, c.problem)
				}
			}
		}
		if !found && c.problem != "" {
			t.Errorf("%s: got no problem, want %q", c.name, c.problem)
		}
	}
}

func TestHead(t *testing.T) {
	for _, c := range []struct{ name, head, want string }{
		{"month first", "A 2031\n\nSeptember 9-11, Lisbon, Portugal", "A 2031|2031-09-09|2031-09-11|Lisbon, Portugal|Europe/Lisbon"},
		{"with year", "A\nSeptember 9-11, 2031, Oslo", "A|2031-09-09|2031-09-11|Oslo|Europe/Oslo"},
		{"year after the place", "A\nSeptember 9-11, Vienna, Austria, 2031", "A|2031-09-09|2031-09-11|Vienna, Austria|Europe/Vienna"},
		{"two months", "A\nSeptember 30 - October 2, 2031 | Prague", "A|2031-09-30|2031-10-02|Prague|Europe/Prague"},
		{"two years", "A\nDec 30, 2030 – Jan 2, 2031\nNew York, USA", "A|2030-12-30|2031-01-02|New York, USA|America/New_York"},
		{"over New Year, one year stated", "A\n30 December - 2 January 2031", "A|2030-12-30|2031-01-02||"},
		{"over New Year, no year but the name's", "A 2030\n30 December - 2 January", "A 2030|2030-12-30|2031-01-02||"},
		{"day first", "A\n9–11 Sept. 2031\nTokyo", "A|2031-09-09|2031-09-11|Tokyo|Asia/Tokyo"},
		{"two months, day first", "A\nMonday 31st of August - Wednesday 2nd of September 2031, Kyiv", "A|2031-08-31|2031-09-02|Kyiv|Europe/Kyiv"},
		{"one day", "A\nMarch 3, 2031, Sydney", "A|2031-03-03|2031-03-03|Sydney|Australia/Sydney"},
		{"ISO", "A\n2031-09-09 to 2031-09-11, Lisbon", "A|2031-09-09|2031-09-11|Lisbon|Europe/Lisbon"},
		{"Indico's own head", "A 2031\n20-24 September 2031\nEurope/Paris timezone\nSomewhere", "A 2031|2031-09-20|2031-09-24||Europe/Paris"},
		{"Indico's print head", "A 2031\nfrom Monday, 20 September 2031 (06:40) to Friday, 24 September 2031 (12:00)\n", "A 2031|2031-09-20|2031-09-24||"},
		{"only in prose", "A\n\nThe conference will be held on June 2-3, 2031 in Helsinki, Finland. We look forward to it!", "A|2031-06-02|2031-06-03|Helsinki, Finland|Europe/Helsinki"},
		{"prose before the line", "A 2031\nProposals are welcome until March 1, 2031 as every year, and later ones are not, alas.\nJune 2-3, Lisbon", "A 2031|2031-06-02|2031-06-03|Lisbon|Europe/Lisbon"},
		{"in the name's line", "A 2031 (June 2-3, Lisbon)", "A 2031|2031-06-02|2031-06-03|Lisbon|Europe/Lisbon"},
		{"a namesake overseas", "A\nJune 2-3, 2031, Vienna, Virginia", "A|2031-06-02|2031-06-03|Vienna, Virginia|"},
		{"place with accents", "A\nJune 2-3, 2031, Zürich, Switzerland", "A|2031-06-02|2031-06-03|Zürich, Switzerland|Europe/Zurich"},
		{"a venue", "A\nJune 2-3, 2031 at Some Hotel, Lisbon, Portugal", "A|2031-06-02|2031-06-03|Some Hotel, Lisbon, Portugal|Europe/Lisbon"},
		{"no year at all", "A\nJune 2-3, Lisbon", "A|||Lisbon|Europe/Lisbon"},
		{"no such day", "A\nJune 31, 2031", "A||||"},
		{"no date", "A\n", "A||||"},
	} {
		p, _ := read(t, timetable(c.head, "    • 10:00 11:00", "      Something MC"))
		start, end := string(p.Start), string(p.End)
		if got := strings.Join([]string{p.Title, start, end, p.Location, p.Timezone}, "|"); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestWithoutDates(t *testing.T) {
	p, problems := read(t, timetable("Quayside", "    • 10:00 11:00", "      Something MC"))
	if talk := p.Talks[0]; !talk.Start.IsZero() || talk.Day != "" || talk.Title != "Something MC" {
		t.Errorf("got %+v, want a talk that is kept without a time", talk)
	}
	wantProblems(t, problems, "line 1: start: no dates", "timezone: is not stated")
}
