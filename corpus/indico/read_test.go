package indico

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"talksearch/corpus"
)

// load reads one programme and normalises it.
func load(t *testing.T, file string) (*corpus.Programme, corpus.Problems) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list, problems, err := Read(f)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 {
		t.Fatalf("got %d programmes, want 1", len(list))
	}
	corpus.Normalize(list[0])
	return list[0], problems
}

// outline writes a talk on one line, so that a whole programme can be compared.
func outline(t corpus.Talk) string {
	var people []string
	for _, s := range t.Speakers {
		people = append(people, fmt.Sprintf("%s (%s) %s", s.Name, s.Affiliation, s.Role))
	}
	when := string(t.Day)
	if !t.Start.IsZero() {
		when = t.Start.Format("2006-01-02 15:04-")
		if !t.End.IsZero() {
			when += t.End.Format("15:04")
		}
	}
	return strings.Join([]string{t.ID, string(t.Kind), t.Track, t.Room, when, strings.Join(people, "; ")}, " | ")
}

func outlines(p *corpus.Programme) []string {
	var out []string
	for _, t := range p.Talks {
		out = append(out, outline(t))
	}
	return out
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s: got\n  %s\nwant\n  %s", what, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func talk(t *testing.T, p *corpus.Programme, id string) corpus.Talk {
	t.Helper()
	for _, x := range p.Talks {
		if x.ID == id {
			return x
		}
	}
	t.Fatalf("no talk %q among %q", id, outlines(p))
	return corpus.Talk{}
}

func TestReadEvent(t *testing.T) {
	p, problems := load(t, "event.json")
	same(t, "programme", []string{p.ID, p.Title, p.Timezone, p.Location, p.URL, string(p.Start), string(p.End)}, []string{
		"kernel-days-2031", "Kernel Days 2031", "Europe/Lisbon", "Old Mill, River Street 1, Lisbon", "https://conf.example/indico/event/7/",
		"2031-07-01", "2031-07-03", // the end is after midnight in Lisbon
	})
	same(t, "talks", outlines(p), []string{
		"opening | plenary |  | Town Hall | 2031-07-01 09:00-09:20 | ",
		"storage-morning | track | Storage | Blue | 2031-07-01 10:00-12:00 | Eva Lind (Org E) moderator",
		"tape-is-back | talk | Storage | Blue | 2031-07-01 10:00-10:45 | Bob Stone (Org B) speaker; Ada Reed (Org A) author",
		"questions-102 | talk | Discs | Blue | 2031-07-01 11:00-11:30 | ",
		"questions-103 | talk | Storage | Blue | 2031-07-01 14:00-14:30 | ",
		"after-midnight | talk | Night hack | Green | 2031-07-02 00:30-01:00 | ",
		"bpf-mc | microconference | Microconferences | Green | 2031-07-02 10:00-13:30 | Ada Reed (Org A) lead",
		"a-map-of-locks | poster | Posters | Hall | 2031-07-02 | ",
		"not-scheduled-yet | talk | Storage |  |  | Ngozi Okafor (Org N) speaker",
	})
	tape := talk(t, p, "tape-is-back")
	for _, c := range []struct{ name, got, want string }{
		{"uid", tape.UID, "indico-contribution-101"},
		{"session's uid", talk(t, p, "storage-morning").UID, "indico-session-12-31"},
		{"where", tape.Where, "results[0].sessions[0].contributions[0]"},
		{"url", tape.URL, "https://conf.example/indico/event/7/contributions/101/"},
		{"keywords", strings.Join(tape.Keywords, "|"), "tape|backup"},
		{"keywords in one string", strings.Join(talk(t, p, "not-scheduled-yet").Keywords, "|"), "storage|io_uring"},
		{"subcontributions", strings.Join(tape.Topics, "|"), "Drives (Ada Reed)|Robots"},
		{"links", fmt.Sprint(tape.Links), "[{Slides https://conf.example/indico/event/7/attachments/1/2/tape.pdf} {10.1/x https://doi.example/10.1/x}]"},
		{"language", tape.Language, "en-GB"},
		{"session's description", talk(t, p, "bpf-mc").Abstract, "The verifier."},
		{"HTML", talk(t, p, "storage-morning").Abstract, "All about discs & tapes"},
		{"HTML within a line", talk(t, p, "not-scheduled-yet").Abstract, "An io_uring story"},
		{"microseconds", talk(t, p, "opening").Start.Format("05.000000"), "00.250000"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
	same(t, "problems", reports(problems), []string{
		`results[0].sessions[0].contributions[1]: talk "Questions": end: 2031-07-01T10:00:00+01:00 is before the start, 2031-07-01T11:00:00+01:00; taken from the duration of 30 minutes instead`,
		`results[0].sessions[4]: talk "Lunch": is left out, as no talk is held in it`,
	})
	same(t, "Validate", reports(corpus.Validate(p)), []string{
		`results[0].contributions[1]: talk "not-scheduled-yet": start: is missing; the talk is found by its words but stands on no day`,
	})
	if s := fmt.Sprint(p); strings.Contains(s, "secret") || strings.Contains(s, "0123456789abcdef") {
		t.Errorf("a key or an e-mail hash got into the programme: %s", s)
	}
}

func reports(problems corpus.Problems) []string {
	var out []string
	for _, x := range problems {
		out = append(out, x.String())
	}
	return out
}

func TestReadTimetable(t *testing.T) {
	p, problems := load(t, "timetable.json")
	same(t, "programme", []string{p.ID, p.Title, p.Timezone, p.Location, p.URL, string(p.Start), string(p.End)}, []string{
		"event-7", "Indico event 7", "UTC", "Old Mill", "https://conf.example/indico/event/7/", "2031-07-01", "2031-07-02",
	})
	same(t, "talks", outlines(p), []string{
		"storage-morning | track | Storage | Blue Room | 2031-07-01 09:00-11:00 | ",
		"tape-is-back | talk | Storage | Blue Room | 2031-07-01 09:00-09:45 | Bob Stone (Org B) speaker; Ada Reed (Org A) speaker; Tom Late () speaker",
		"only-in-the-timetable | talk |  | Blue | 2031-07-01 16:00-16:22 | Eva Lind (Org E) speaker",
		"after-midnight | talk | Night hack | Green | 2031-07-01 23:30-00:00 | ",
		"bpf-mc | microconference |  | Green Room | 2031-07-02 09:00-12:30 | Ada Reed (Org A) lead",
	})
	only := talk(t, p, "only-in-the-timetable")
	for _, c := range []struct{ name, got, want string }{
		{"uid", only.UID, "indico-contribution-108"},
		{"session's uid", talk(t, p, "bpf-mc").UID, "indico-session-13-33"},
		{"url", only.URL, "https://conf.example/indico/event/7/contributions/108/"},
		{"links", fmt.Sprint(only.Links), "[{Slides https://conf.example/indico/event/7/attachments/8/9/s.pdf}]"},
		{"abstract", only.Abstract, "Uses SCHED_DEADLINE and /proc/PID/maps."},
		{"half minutes", only.End.Format("15:04:05"), "16:22:30"},
		{"where", only.Where, "results.7.20310701.c88"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
	same(t, "problems", reports(append(problems, corpus.Validate(p)...)), nil)
}

// one returns the export of an event with the given fields.
func one(fields string) string {
	return `{"results":[{"_type":"Conference","id":"1","title":"E","timezone":"Europe/Paris",` + fields + `}],"_type":"HTTPAPIResult"}`
}

func TestProblems(t *testing.T) {
	const at = `"startDate":{"date":"2031-07-01","time":"09:00:00","tz":"Europe/Paris"}`
	for _, c := range []struct {
		name, in  string
		talks     []string
		reported  []string
		validated []string
	}{
		{"unreadable times", one(`"contributions":[
			{"title":"a","startDate":{"date":"2031-07-32","time":"09:00:00","tz":"UTC"}},
			{"title":"b","startDate":{"date":"2031-07-01","time":"nine","tz":"UTC"}},
			{"title":"c","startDate":"2031-07-01T09:00:00Z"},
			{"title":"d","startDate":{"date":"2031-07-01","time":"09:30","tz":"UTC"},"duration":15}]`),
			[]string{"d | talk |  |  | 2031-07-01 11:30-11:45 | ", "a | talk |  |  |  | ", "b | talk |  |  | 2031-07-01 | ", "c | talk |  |  |  | "},
			[]string{
				`results[0].contributions[0]: talk "a": start: date "2031-07-32": want a calendar day as YYYY-MM-DD, such as 2019-09-10`,
				`results[0].contributions[1]: talk "b": start: time "nine": want hours, minutes and seconds, such as 14:30:00`,
				`results[0].contributions[2]: talk "c": start: found "2031-07-01T09:00:00Z"; want a time as {"date", "time", "tz"}`,
			},
			[]string{
				`results[0].contributions[0]: talk "a": start: is missing; the talk is found by its words but stands on no day`,
				`results[0].contributions[2]: talk "c": start: is missing; the talk is found by its words but stands on no day`,
			}},
		{"unknown zone of a time, reported once", one(`"contributions":[
			{"title":"a","startDate":{"date":"2031-07-01","time":"09:00:00","tz":"Mars/Base"},"duration":5},
			{"title":"b","startDate":{"date":"2031-07-01","time":"10:00:00","tz":"Mars/Base"},"duration":5}]`),
			[]string{"a | talk |  |  | 2031-07-01 09:00-09:05 | ", "b | talk |  |  | 2031-07-01 10:00-10:05 | "},
			[]string{`results[0].contributions[0]: talk "a": start: time zone "Mars/Base" is not known; taken as Europe/Paris here and wherever it is named`}, nil},
		{"unknown zone of the event", `{"results":[{"_type":"Conference","id":"1","title":"E","timezone":"Local",
			"startDate":{"date":"2031-07-01","time":"09:00:00","tz":"Asia/Tokyo"},"contributions":[{"title":"a","startDate":{"date":"2031-07-01","time":"09:00:00","tz":"UTC"},"duration":5}]}]}`,
			[]string{"a | talk |  |  | 2031-07-01 18:00-18:05 | "},
			[]string{`results[0]: timezone: time zone "Local" is not known; want an IANA name such as Europe/Lisbon; Asia/Tokyo is used instead`}, nil},
		{"end before start, and no duration", one(`"contributions":[{"title":"a",` + at + `,"endDate":{"date":"2031-07-01","time":"08:00:00","tz":"Europe/Paris"}}]`),
			[]string{"a | talk |  |  | 2031-07-01 09:00-08:00 | "}, nil,
			[]string{`results[0].contributions[0]: talk "a": end: 2031-07-01T08:00:00+02:00 is before the start, 2031-07-01T09:00:00+02:00`}},
		{"the same contribution twice", one(`"contributions":[{"db_id":3,"title":"a",` + at + `,"duration":5},{"db_id":3,"title":"a",` + at + `,"duration":5}]`),
			[]string{"a | talk |  |  | 2031-07-01 09:00-09:05 | "},
			[]string{`results[0].contributions[1]: talk "a": uid: "indico-contribution-3" is also at results[0].contributions[0], with the same title and time; left out here`}, nil},
		{"two contributions with one number", one(`"contributions":[{"db_id":3,"title":"a",` + at + `,"duration":5},{"db_id":3,"title":"b",` + at + `,"duration":5}]`),
			[]string{"a | talk |  |  | 2031-07-01 09:00-09:05 | ", "b | talk |  |  | 2031-07-01 09:00-09:05 | "},
			[]string{`results[0].contributions[1]: talk "b": uid: "indico-contribution-3" is also that of "a" at results[0].contributions[0]; both are kept`}, nil},
		{"titles that repeat, without numbers", one(`"contributions":[{"title":"a",` + at + `,"duration":5},{"title":"A!",` + at + `,"duration":5}]`),
			[]string{"a | talk |  |  | 2031-07-01 09:00-09:05 | ", "a-2 | talk |  |  | 2031-07-01 09:00-09:05 | "}, nil, nil},
		{"no title", one(`"contributions":[{"db_id":3,` + at + `,"duration":5}]`),
			[]string{" | talk |  |  | 2031-07-01 09:00-09:05 | "}, nil,
			[]string{`results[0].contributions[0]: id: is empty; want a short name`, `results[0].contributions[0]: title: is empty; want the talk's title`}},
		{"to be announced", one(`"contributions":[{"title":"TBA",` + at + `,"duration":5},{"title":"To be announced","description":"On locks",` + at + `,"duration":5}]`),
			[]string{"to-be-announced | talk |  |  | 2031-07-01 09:00-09:05 | "},
			[]string{`results[0].contributions[0]: talk "TBA": is left out, as no talk is held in it`}, nil},
		{"an event without detail", one(`"location":"X"`), nil,
			[]string{`results[0]: talks: there are neither contributions nor sessions; want an export with detail=contributions or detail=sessions`},
			[]string{`talks: there are none; want at least one`}},
		{"an event without talks", one(`"contributions":[],"sessions":[]`), nil,
			[]string{`results[0]: talks: the lists of contributions and sessions hold no talk; the programme may not be published yet`},
			[]string{`talks: there are none; want at least one`}},
		{"an empty timetable", `{"results":{"4":{"20310701":{}}},"_type":"HTTPAPIResult"}`, nil,
			[]string{`results.4: talks: the timetable is empty; it may not be published yet`},
			[]string{`talks: there are none; want at least one`}},
		{"a lecture", one(`"type":"simple_event","description":"<p>Words</p>","room":"R","chairs":[{"fullName":"Reed, Ada","affiliation":"Org"}],` + at +
			`,"endDate":{"date":"2031-07-01","time":"10:00:00","tz":"Europe/Paris"}`),
			[]string{"e | talk |  | R | 2031-07-01 09:00-10:00 | Ada Reed (Org) speaker"}, nil, nil},
		{"a session before Indico 2", one(`"sessions":[{"_type":"Session","id":"0","title":"Kernel Summit Track",` + at + `,"endDate":null,"description":"Words","contributions":[],
			"sessionConveners":[{"fullName":"Reed, Ada"}]}]`),
			[]string{"kernel-summit-track | track | Kernel Summit Track |  | 2031-07-01 09:00- | Ada Reed () moderator"}, nil,
			[]string{`results[0].sessions[0]: talk "kernel-summit-track": end: is missing`}},
		{"unknown entries of a timetable", `{"results":{"4":{"20310701":{"x1":{"title":"?"},"c1":null,"c2":{"title":"a"}}}}}`,
			[]string{"a | talk |  |  | 2031-07-01 | "},
			[]string{`results.4.20310701.x1: talk "?": kind: entry type "x1" is not known here; want Session, Contribution or Break; left out`}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			list, problems, err := Read(strings.NewReader(c.in))
			if err != nil || len(list) != 1 {
				t.Fatalf("got %d programmes and error %v, want one programme", len(list), err)
			}
			corpus.Normalize(list[0])
			same(t, "talks", outlines(list[0]), c.talks)
			same(t, "problems", reports(problems), c.reported)
			same(t, "Validate", reports(corpus.Validate(list[0])), c.validated)
		})
	}
}

func TestProgrammeIDs(t *testing.T) {
	event := func(id, title, kind string) string {
		return fmt.Sprintf(`{"id":%s,"title":%q,"type":%q,"url":"https://h.example/event/%s/","contributions":[]}`, id, title, kind, id)
	}
	list, _, err := Read(strings.NewReader(`{"results":[` + strings.Join([]string{
		event("1", "Kernel Days", "conference"), event("2", "Weekly Meeting", "meeting"), event("3", "Weekly Meeting", "meeting"),
		event("4", strings.Repeat("Long ", 12), "conference"), event("5", "Twice", "conference"), event("6", "Twice", "conference"), event("7", "!", "meeting"),
	}, ",") + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range list {
		got = append(got, p.ID)
	}
	same(t, "ids", got, []string{"kernel-days", "weekly-meeting-2", "weekly-meeting-3", "event-4", "twice-5", "twice-6", "event-7"})
}

func TestReadRefuses(t *testing.T) {
	event, err := os.ReadFile("testdata/event.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", "line 1: unexpected end of JSON input"},
		{"a web page", "\n<!DOCTYPE html><html></html>", "found a web page, want JSON"},
		{"an error", `{"message": "You are not \"allowed\""}`, `Indico answered with an error instead: "You are not \"allowed\""`},
		{"no results", `{"count":0}`, `there is no "results"`},
		{"no event", `{"count":0,"results":[]}`, "it holds no event"},
		{"no timetable", `{"count":0,"results":{}}`, "it holds no event"},
		{"null", `{"count":0,"results":null}`, "it holds no event"},
		{"results of a wrong type", "{\n\"results\":\"x\"}", `line 2: results is "x"; want a list of events or a timetable`},
		{"a list", `[1]`, "line 1: the document is of the type array; want object"},
		{"a title of a wrong type", "{\n\"results\":[\n{\"title\":\n5}]}", "line 4: results.title is of the type number; want string"},
		{"contributions of a wrong type", "{\n\"results\":[\n{\"contributions\":{}}]}", "line 3: results.contributions is of the type object; want array"},
		{"a timetable of a wrong type", `{"results":{"4":{"20310701":[]}}}`, "line 1: results is of the type array; want object"},
		{"a contribution's export", `{"results":[{"_type":"Contribution","title":"x"}]}`, "results[0] is a Contribution; want an event"},
		{"cut off", string(event[:len(event)/2]), "unexpected end of JSON input"},
		{"too deep", `{"results":` + strings.Repeat("[", 20000), "exceeded max depth"},
		{"more after the end", `{"results":[]}x`, "line 1: invalid character 'x' after top-level value"},
	} {
		t.Run(c.name, func(t *testing.T) {
			list, _, err := Read(strings.NewReader(c.in))
			if err == nil || !strings.Contains(err.Error(), c.want) || list != nil {
				t.Errorf("got %d programmes and error %v; want an error with %q", len(list), err, c.want)
			}
		})
	}
}

func TestRecognise(t *testing.T) {
	for _, c := range []struct {
		name, head string
		want       bool
	}{
		{"an event export", "{\n \"count\": 1, \"results\": [{\"_type\": \"Conference\", \"id\":", true},
		{"a byte order mark", "\ufeff{\"count\":1,\"_type\":\"HTTPAPIResult\"", true},
		{"a timetable, pared down", `{"results":{"4":{"20190909":{"s7`, true},
		{"an empty timetable", `{"results":{"4":{}}}`, true},
		{"an error", `{"message": "Not found"}`, true},
		{"an error of the API", `{"_type":"HTTPAPIError","message":"Not found"}`, true},
		{"a native programme", `{"id":"x","title":"T","talks":[{"title":"\"results\":[ \"_type\":\"Conference\""}]}`, false},
		{"native lines", `{"conference":"x","title":"T"}` + "\n" + `{"conference":"x","title":"U"}`, false},
		{"a schedule", `{"schedule":{"version":"1","conference":{"title":"T"}}}`, false},
		{"another API", `{"count":1,"next":null,"results":[{"code":"ABC","title":"T"}]}`, false},
		{"a web page", `<html>"results":[{"_type":"Conference"}]`, false},
		{"iCalendar", "BEGIN:VCALENDAR", false},
		{"nothing", "", false},
		{"a list", `[{"_type":"Conference"}]`, false},
	} {
		if got := Recognise([]byte(c.head)); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}
