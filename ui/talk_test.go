package ui

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"talksearch/corpus"
	"talksearch/index"
)

// hostile is a talk with markup, quotes and line ends of JavaScript in its texts.
func hostile() index.Entry {
	zone := time.FixedZone("", 3600)
	c := &index.Conference{ID: "c", Title: `C</script><script>alert("x")</script>`, Start: "2019-09-09", End: "2019-09-11", Location: "Lisbon", URL: "javascript:alert(1)", Timezone: "Europe/Lisbon"}
	return index.Entry{Conference: c, Talk: &corpus.Talk{
		ID: "t", Kind: corpus.KindTalk, Title: "</script><script>alert(1)</script> & \"quotes\" \u2028", Abstract: "<img src=x onerror=alert(1)>", Room: "<b>Hall</b>", Day: "2019-09-10",
		Start: time.Date(2019, 9, 10, 10, 0, 0, 0, zone), End: time.Date(2019, 9, 10, 10, 45, 0, 0, zone),
		Speakers: []corpus.Speaker{{Name: "<i>Ada", Affiliation: "A&B", Role: corpus.RoleSpeaker}}, Keywords: []string{"<u>"}, URL: "javascript:alert(2)", Topics: []string{"<s>"},
	}}
}

// TestTalkData checks that the linked data is JSON, tells what it should, and can't
// end its element.
func TestTalkData(t *testing.T) {
	e := hostile()
	moved := changes{"c/t": {Kind: corpus.ChangeMoved, Old: corpus.Slot{Day: "2019-09-09", Start: e.Talk.Start.AddDate(0, 0, -1)}}}
	other := hostile()
	other.Conference = &index.Conference{ID: "d", Title: "Other"}
	s := &canned{talk: e, conferences: []*index.Conference{e.Conference}, related: []index.Related{{Entry: e, Shared: []string{"BPF", "<b>Hall"}}, {Entry: other}}}
	page := show(t, s, moved, "/talks/c/t")
	if got := words(page); !strings.Contains(got, "Tue 10 Sep · shares BPF, &lt;b&gt;Hall") || !strings.Contains(got, "Other, Tue 10 Sep 2019") {
		t.Errorf("related talks: %s", got)
	}
	if n := strings.Count(page, "<script"); n != 2 { // the page’s own, and the data
		t.Errorf("%d script elements, want 2", n)
	}
	for _, bad := range []string{"<img src=x", "<i>", "<u>", "<s>", "<b>Hall", `href="javascript`} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %s", bad)
		}
	}
	_, data, _ := strings.Cut(page, `<script type="application/ld+json">`)
	data, _, _ = strings.Cut(data, "</script>")
	var got struct {
		Context    string `json:"@context"`
		Type       string `json:"@type"`
		Name, URL  string
		StartDate  string
		EndDate    string
		Previous   string `json:"previousStartDate"`
		Status     string `json:"eventStatus"`
		Duration   string
		Location   struct{ Name, Address string }
		Performer  []struct{ Name, URL string }
		SuperEvent struct{ Name, URL string }
	}
	if err := json.Unmarshal([]byte(data), &got); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	for _, c := range []struct{ name, got, want string }{
		{"context", got.Context, "https://schema.org"}, {"type", got.Type, "Event"}, {"name", got.Name, e.Talk.Title}, {"url", got.URL, "/talks/c/t"},
		{"start", got.StartDate, "2019-09-10T10:00:00+01:00"}, {"end", got.EndDate, "2019-09-10T10:45:00+01:00"}, {"duration", got.Duration, "PT45M"},
		{"status", got.Status, "https://schema.org/EventRescheduled"}, {"previous start", got.Previous, "2019-09-09T10:00:00+01:00"},
		{"room", got.Location.Name, e.Talk.Room}, {"town", got.Location.Address, "Lisbon"},
		{"person", got.Performer[0].Name + " " + got.Performer[0].URL, "<i>Ada /people/%3Ci%3EAda"},
		{"conference", got.SuperEvent.Name, e.Conference.Title}, {"a link that can't be followed", got.SuperEvent.URL, ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestOpening(t *testing.T) {
	for in, want := range map[string]string{"": "", "a\n\nb": "a b", strings.Repeat("word ", 80): strings.Repeat("word ", 60)[:299] + " …", strings.Repeat("é", 200): strings.Repeat("é", 150) + " …"} {
		if got := opening(in); got != want {
			t.Errorf("%.20q…: got %q, want %q", in, got, want)
		}
	}
}

// TestBeside checks what is said to run at the same time and next.
func TestBeside(t *testing.T) {
	items := []index.AgendaItem{
		item("before", "A", 500, 600, true), item("long", "B", 300, 900, true), item("self", "A", 600, 660, true), item("overlaps", "C", 650, 700, true),
		item("open", "D", 640, 0, true), item("next", "A", 660, 700, true), item("later", "A", 720, 760, true), item("elsewhere", "B", 660, 700, true),
	}
	u := &UI{searcher: &canned{agenda: index.Agenda{Items: items}}}
	b, err := u.newBeside(t.Context(), items[2].Entry, newSearch(""))
	if err != nil {
		t.Fatal(err)
	}
	var same []string
	for _, s := range b.Same {
		same = append(same, s.Title)
	}
	if got := strings.Join(same, " "); got != "long overlaps open" || b.MoreSame != 0 {
		t.Errorf("at the same time: got %s and %d more", got, b.MoreSame)
	}
	if b.Next == nil || b.Next.Title != "next" {
		t.Errorf("next: got %+v", b.Next)
	}
	if want := "/?day=2019-12-27&view=timetable#t1000"; b.Path != want {
		t.Errorf("timetable: got %s, want %s", b.Path, want)
	}
}
