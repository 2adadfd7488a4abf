package indico

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"talksearch/corpus"
)

func TestMerge(t *testing.T) {
	event, _ := load(t, "event.json")
	table, _ := load(t, "timetable.json")
	if a, b := EventKey(event), EventKey(table); a != b || a != "conf.example/indico/event/7" {
		t.Errorf("got keys %q and %q, want conf.example/indico/event/7 for both", a, b)
	}
	p := Merge(event, table)
	corpus.Normalize(p)
	same(t, "programme", []string{p.ID, p.Title, p.Timezone, p.Location, p.URL, string(p.Start), string(p.End)}, []string{
		"kernel-days-2031", "Kernel Days 2031", "Europe/Lisbon", "Old Mill, River Street 1, Lisbon", "https://conf.example/indico/event/7/", "2031-07-01", "2031-07-03",
	})
	want := []string{
		"opening | plenary |  | Town Hall | 2031-07-01 09:00-09:20 | ",
		"storage-morning | track | Storage | Blue Room | 2031-07-01 10:00-12:00 | Eva Lind (Org E) moderator",
		"tape-is-back | talk | Storage | Blue Room | 2031-07-01 10:00-10:45 | Bob Stone (Org B) speaker; Ada Reed (Org A) author; Tom Late () speaker",
		"questions-102 | talk | Discs | Blue | 2031-07-01 11:00-11:30 | ",
		"questions-103 | talk | Storage | Blue | 2031-07-01 14:00-14:30 | ",
		"only-in-the-timetable | talk |  | Blue | 2031-07-01 17:00-17:22 | Eva Lind (Org E) speaker",
		"after-midnight | talk | Night hack | Green | 2031-07-02 00:30-01:00 | ",
		"bpf-mc | microconference | Microconferences | Green Room | 2031-07-02 10:00-13:30 | Ada Reed (Org A) lead",
		"a-map-of-locks | poster | Posters | Hall | 2031-07-02 | ",
		"not-scheduled-yet | talk | Storage |  |  | Ngozi Okafor (Org N) speaker",
	}
	same(t, "talks", outlines(p), want)
	tape := talk(t, p, "tape-is-back")
	if len(tape.Keywords) != 2 || len(tape.Topics) != 2 || len(tape.Links) != 2 || tape.Abstract != "It never left." {
		t.Errorf("got %+v, want both readings' data", tape)
	}
	if got := talk(t, p, "bpf-mc").Abstract; got != "The verifier.\n\nAnd its friends." && got != "The verifier.\nAnd its friends." {
		t.Errorf("got abstract %q, want the longer one", got)
	}

	same(t, "merged again", outlines(normal(Merge(p, table))), want)
	same(t, "merged with itself", outlines(normal(Merge(p, p))), want)
	swapped := normal(Merge(table, event))
	if swapped.ID != p.ID || swapped.Title != p.Title || len(swapped.Talks) != len(p.Talks) {
		t.Errorf("the other way round: got %s %q with %d talks, want %s %q with %d", swapped.ID, swapped.Title, len(swapped.Talks), p.ID, p.Title, len(p.Talks))
	}
}

func normal(p *corpus.Programme) *corpus.Programme {
	corpus.Normalize(p)
	return p
}

func TestMergeLeavesItsArguments(t *testing.T) {
	event, _ := load(t, "event.json")
	table, _ := load(t, "timetable.json")
	event2, _ := load(t, "event.json")
	table2, _ := load(t, "timetable.json")
	p := Merge(event, table)
	for i := range p.Talks {
		x := &p.Talks[i]
		for j := range x.Speakers {
			x.Speakers[j].Name = "changed"
		}
		for j := range x.Keywords {
			x.Keywords[j] = "changed"
		}
		for j := range x.Links {
			x.Links[j].URL = "changed"
		}
	}
	if !reflect.DeepEqual(event, event2) || !reflect.DeepEqual(table, table2) {
		t.Error("an argument of Merge was changed, or shares its lists with the result")
	}
	if Merge(nil, nil) != nil {
		t.Error("Merge(nil, nil): want nil")
	}
	for _, got := range []*corpus.Programme{Merge(event, nil), Merge(nil, event)} {
		if corpus.Normalize(got); !reflect.DeepEqual(got, event) {
			t.Errorf("merged with nil: got %+v, want %+v", got, event)
		}
	}
}

func TestMergeFindsTheSameTalk(t *testing.T) {
	nine := time.Date(2031, 7, 1, 9, 0, 0, 0, time.UTC)
	at := func(uid, title string, start time.Time) corpus.Talk {
		return corpus.Talk{UID: uid, Title: title, Start: start}
	}
	none := time.Time{}
	for _, c := range []struct {
		name string
		a, b []corpus.Talk
		want int
	}{
		{"by number, though renamed and moved", []corpus.Talk{at("u1", "A", nine)}, []corpus.Talk{at("u1", "B", nine.Add(time.Hour))}, 1},
		{"other numbers", []corpus.Talk{at("u1", "A", nine)}, []corpus.Talk{at("u2", "A", nine)}, 2},
		{"by title and start", []corpus.Talk{at("", "A talk", nine)}, []corpus.Talk{at("u2", "A  Talk!", nine.In(time.FixedZone("x", 3600)))}, 1},
		{"other start", []corpus.Talk{at("", "A", nine)}, []corpus.Talk{at("", "A", nine.Add(time.Hour))}, 2},
		{"by title, one not scheduled", []corpus.Talk{at("", "A", none)}, []corpus.Talk{at("u1", "A", nine)}, 1},
		{"by title, not scheduled, but twice", []corpus.Talk{at("", "A", none)}, []corpus.Talk{at("u1", "A", nine), at("u2", "A", nine.Add(time.Hour))}, 3},
		{"one for one", []corpus.Talk{at("", "A", nine), at("", "A", nine)}, []corpus.Talk{at("", "A", nine), at("", "A", nine), at("", "A", nine)}, 3},
		{"a number for each", []corpus.Talk{at("", "A", nine), at("u1", "A", nine)}, []corpus.Talk{at("u1", "A", nine), at("u2", "A", nine)}, 2},
		{"a title without letters", []corpus.Talk{at("", "???", nine)}, []corpus.Talk{at("u1", "???", nine)}, 1},
		{"a title of a lone accent", []corpus.Talk{at("", "\u0900", nine)}, []corpus.Talk{at("", "\u0900", nine)}, 1},
		{"no titles", []corpus.Talk{at("", "", nine)}, []corpus.Talk{at("", "", nine)}, 2},
	} {
		got := Merge(&corpus.Programme{Talks: c.a}, &corpus.Programme{Talks: c.b})
		if len(got.Talks) != c.want {
			t.Errorf("%s: got %d talks, want %d", c.name, len(got.Talks), c.want)
		}
	}
}

func TestMergeRoles(t *testing.T) {
	is := func(role corpus.Role, names ...string) (out []corpus.Speaker) {
		for _, n := range names {
			out = append(out, corpus.Speaker{Name: n, Role: role})
		}
		return out
	}
	for _, c := range []struct {
		name         string
		event, table []corpus.Speaker
		want         []corpus.Speaker
	}{
		{"an author listed as presenter", append(is("speaker", "A"), is("author", "B")...), is("speaker", "A", "B"), append(is("speaker", "A"), is("author", "B")...)},
		{"only authors, one of whom presents", is("author", "A", "B"), is("speaker", "B"), append(is("author", "A"), is("speaker", "B")...)},
		{"an affiliation", is("speaker", "A"), []corpus.Speaker{{Name: "a", Role: "speaker", Affiliation: "X"}}, []corpus.Speaker{{Name: "A", Role: "speaker", Affiliation: "X"}}},
	} {
		if got := everyone(c.event, c.table); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

// The two synthetic exports are of one event, and the first names another in
// its own address.
func TestSamplesMerge(t *testing.T) {
	event := readSample(t, "SYNTHETIC-indico-event.detail-sessions.json")[0]
	table := readSample(t, "SYNTHETIC-indico-timetable.json")[0]
	if a, b := EventKey(event), EventKey(table); a != b || a != "indico.example/event/4" {
		t.Errorf("got keys %q and %q, want indico.example/event/4 for both", a, b)
	}
	p := Merge(event, table)
	corpus.Normalize(p)
	same(t, "talks", outlines(p), []string{
		"example-mc | microconference | Example MC | Jade 1 | 2019-09-09 10:00-13:30 | Ada Example (Org A) moderator",
		"a-bpf-example-talk | talk | LPC Refereed Track | Jade 1 | 2019-09-09 10:00-10:45 | Bob Speaker (Org B) speaker",
		"a-talk-outside-any-session | talk |  | Main | 2019-09-09 18:45-19:45 | ",
		"example-mc-part-2 | microconference | Example MC | Jade 1 | 2019-09-10 10:00-13:30 | ",
		"unscheduled-talk | talk | LPC Refereed Track | Jade 1 |  | Bob Speaker (Org B) speaker",
	})
	bpf := talk(t, p, "a-bpf-example-talk")
	if strings.Join(bpf.Keywords, " ") != "bpf scheduler" || !strings.Contains(bpf.Abstract, "SCHED_DEADLINE") {
		t.Errorf("got keywords %q and abstract %q, want the event export's keywords and the timetable's longer abstract", bpf.Keywords, bpf.Abstract)
	}
}

// Talks that only their numbers tell apart are where a search for the same talk
// could become quadratic. The limit is generous for slow machines.
func TestLinear(t *testing.T) {
	big := func(n int) string {
		var b strings.Builder
		b.WriteString(`{"results":[{"id":1,"title":"E","timezone":"UTC","contributions":[`)
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, `{"db_id":%d,"title":"Same","startDate":{"date":"2031-07-01","time":"09:00:00","tz":"Asia/Tokyo"},"duration":5}`, i)
		}
		return b.String() + `]}]}`
	}
	start := time.Now()
	list, _, err := Read(strings.NewReader(big(20000)))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(Merge(list[0], list[0]).Talks); n != 20000 {
		t.Errorf("got %d talks, want 20000", n)
	}
	if d := time.Since(start); d > 20*time.Second {
		t.Errorf("20000 talks took %v", d)
	}
}
