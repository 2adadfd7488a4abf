package main

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/mmcdole/gofeed"

	"talksearch/corpus"
	"talksearch/corpus/native"
	"talksearch/index"
	"talksearch/index/indextest"
)

// body asks for an address and returns what is answered.
func body(t *testing.T, h http.Handler, address string) string {
	t.Helper()
	w := request(h, address)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: got %d, %.300s", address, w.Code, w.Body)
	}
	return w.Body.String()
}

// reading returns a programme of our own JSON.
func reading(t *testing.T, text string) *corpus.Programme {
	t.Helper()
	list, _, err := native.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	corpus.Normalize(list[0])
	return list[0]
}

// eventsOf reads a calendar with a library that is not ours and returns its events by
// UID.
func eventsOf(t *testing.T, text string) map[string]*ics.VEvent {
	t.Helper()
	c, err := ics.ParseCalendar(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	events := map[string]*ics.VEvent{}
	for _, e := range c.Events() {
		if events[e.Id()] != nil {
			t.Errorf("two events have the id %s", e.Id())
		}
		events[e.Id()] = e
	}
	return events
}

// TestCalendarElsewhere reads calendars of all talks at hand, in several zones, with
// another library, and compares what it finds with the talks.
func TestCalendarElsewhere(t *testing.T) {
	programmes := append(indextest.Small(t), indextest.LPC(t))
	programmes = append(programmes, indextest.Meetups(t)...)
	l, cached, _ := newHandlers(t, programmes...)
	events := eventsOf(t, body(t, cached, "/api/v1/search.ics"))
	placed := 0
	if err := l.engine.Each(t.Context(), index.NewRequest(""), func(index.Listing) error { return nil }, func(e index.Entry) error {
		if e.Talk.Day == "" {
			return nil // a journal, which is no event
		}
		placed++
		event := events[e.Talk.ID+"@"+e.Conference.ID+".talksearch"]
		if event == nil {
			t.Errorf("%s: there is no event", e.ID())
			return nil
		}
		if got := event.GetProperty(ics.ComponentPropertySummary).Value; got != e.Talk.Title {
			t.Errorf("%s: called %q, want %q", e.ID(), got, e.Talk.Title)
		}
		start, err := event.GetStartAt()
		if e.Talk.Start.IsZero() {
			start, err = event.GetAllDayStartAt()
			if err != nil || start.Format(time.DateOnly) != string(e.Talk.Day) {
				t.Errorf("%s: on %s, %v; want %s", e.ID(), start, err, e.Talk.Day)
			}
			return nil
		}
		if err != nil || !start.Equal(e.Talk.Start) {
			t.Errorf("%s: starts %s, %v; want %s", e.ID(), start, err, e.Talk.Start)
		}
		if end, err := event.GetEndAt(); !e.Talk.End.IsZero() && (err != nil || !end.Equal(e.Talk.End)) {
			t.Errorf("%s: ends %s, %v; want %s", e.ID(), end, err, e.Talk.End)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(events) != placed || placed < 50 {
		t.Errorf("got %d events, want %d", len(events), placed)
	}
}

// TestFormsOfChanges changes a programme and looks how a calendar and a feed of a
// search tell of it: what matched, and is moved, new or cancelled.
func TestFormsOfChanges(t *testing.T) {
	l, cached, _ := newHandlers(t, reading(t, programme))
	const calendar, feed = "/api/v1/search.ics?room=A&room=B", "/api/v1/search.atom?room=A&room=B"
	first := eventsOf(t, body(t, cached, calendar))
	for id, e := range first {
		if e.GetProperty(ics.ComponentPropertySequence) != nil || e.GetProperty(ics.ComponentPropertyStatus) != nil {
			t.Errorf("before: %s has a revision", id)
		}
	}
	modified := l.Modified()
	if _, err := l.put(t.Context(), corpus.List{reading(t, changed)}); err != nil {
		t.Fatal(err)
	}
	if !l.Modified().After(modified) {
		t.Errorf("modified %s, before that %s", l.Modified(), modified)
	}
	then := eventsOf(t, body(t, cached, calendar))
	got := map[string]string{}
	for id, e := range then {
		s := e.GetProperty(ics.ComponentPropertySummary).Value
		if p := e.GetProperty(ics.ComponentPropertyStatus); p != nil {
			s += " " + p.Value
		}
		if p := e.GetProperty(ics.ComponentPropertySequence); p != nil {
			if n, err := strconv.Atoi(p.Value); err != nil || n < 1 {
				t.Errorf("%s: sequence %s", id, p.Value)
			}
			s += " revised"
		}
		start, err := e.GetStartAt()
		if err != nil {
			t.Error(err)
		}
		got[id] = s + start.UTC().Format(" 15:04")
	}
	want := map[string]string{
		"stays@conf.talksearch": "Kernel talk 09:00", "moves@conf.talksearch": "Moving target revised 14:30",
		"goes@conf.talksearch": "Going, gone CANCELLED revised 11:00", "comes@conf.talksearch": "Late arrival 11:00",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if text := strings.ReplaceAll(body(t, cached, calendar), "\r\n ", ""); !strings.Contains(text, `DESCRIPTION:Moved: it was on Mon 1 Mar 2021 at 11:00 in A.`) {
		t.Errorf("does not tell where it was:\n%s", text)
	}

	// What did not match is not told, and what matched only by its words is.
	for query, want := range map[string][]string{
		"?q=gone": {"goes@conf.talksearch"}, "?room=A": {"moves@conf.talksearch", "stays@conf.talksearch"}, "?q=nothing": {}, "?q=-target&room=A": {"stays@conf.talksearch"},
		"?q=arival": {}, "?day=2021-03-01&room=B": {"comes@conf.talksearch", "goes@conf.talksearch"}, "?per_page=2": {"comes@conf.talksearch", "stays@conf.talksearch"},
	} {
		var ids []string
		for id := range eventsOf(t, body(t, cached, "/api/v1/search.ics"+query)) {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		if !slices.Equal(ids, want) {
			t.Errorf("%s: got %q, want %q", query, ids, want)
		}
	}

	var titles []string
	for _, e := range checkFeed(t, body(t, cached, feed)).Items {
		titles = append(titles, e.Title)
	}
	if want := []string{"Late arrival", "Cancelled: Going, gone", "Moved: Moving target", "Kernel talk"}; !slices.Equal(titles, want) {
		t.Errorf("feed: got %q, want %q", titles, want)
	}
	feedThen := body(t, cached, feed)

	// A talk that moves again has a higher sequence, also after a restart.
	time.Sleep(1100 * time.Millisecond)
	again, cachedAgain, _ := newHandlers(t, reading(t, changed))
	if _, err := again.put(t.Context(), corpus.List{reading(t, strings.ReplaceAll(changed, "T15:30", "T16:30"))}); err != nil {
		t.Fatal(err)
	}
	sequence := func(events map[string]*ics.VEvent) int {
		n, err := strconv.Atoi(events["moves@conf.talksearch"].GetProperty(ics.ComponentPropertySequence).Value)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if a, b := sequence(then), sequence(eventsOf(t, body(t, cachedAgain, calendar))); b <= a {
		t.Errorf("after a restart the sequence is %d, it was %d", b, a)
	}
	// Entries keep their ids.
	ids := func(text string) map[string]string {
		out := map[string]string{}
		for _, e := range checkFeed(t, text).Items {
			out[strings.TrimPrefix(strings.TrimPrefix(e.Title, "Moved: "), "Cancelled: ")] = e.GUID
		}
		return out
	}
	before, after := ids(feedThen), ids(body(t, cachedAgain, feed))
	for title, id := range after {
		if before[title] != id {
			t.Errorf("%s: id %s, before that %s", title, id, before[title])
		}
	}
}

// checkFeed holds a feed against the structure that RFC 4287 demands, and returns it
// as another library reads it.
func checkFeed(t *testing.T, text string) *gofeed.Feed {
	t.Helper()
	type element struct {
		XMLName  xml.Name
		Attrs    []xml.Attr `xml:",any,attr"`
		Children []element  `xml:",any"`
		Text     string     `xml:",chardata"`
	}
	var root element
	if err := xml.Unmarshal([]byte(text), &root); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	if root.XMLName != (xml.Name{Space: "http://www.w3.org/2005/Atom", Local: "feed"}) {
		t.Errorf("the root is %v", root.XMLName)
	}
	// Attributes beside xml:lang and xml:base, which any element may have, by element.
	attributes := map[string][]string{"link": {"rel", "type", "href", "hreflang", "title", "length"}, "category": {"term", "scheme", "label"}, "title": {"type"}, "summary": {"type"}, "content": {"type", "src"}}
	ids := map[string]bool{}
	var check func(e element, many map[string]bool, one ...string)
	check = func(e element, many map[string]bool, one ...string) {
		count := map[string]int{}
		alternates := map[string]bool{}
		for _, c := range e.Children {
			name := c.XMLName.Local
			count[name]++
			attr := map[string]string{}
			for _, a := range c.Attrs {
				attr[a.Name.Local] = a.Value
				if a.Name.Space != "" || !slices.Contains(attributes[name], a.Name.Local) {
					t.Errorf("%s has the attribute %v", name, a.Name)
				}
			}
			if c.XMLName.Space != root.XMLName.Space {
				t.Errorf("%s has %v", e.XMLName.Local, c.XMLName)
			}
			switch name {
			case "title", "summary", "content": // text, of which none says that it is markup
				if len(c.Children) > 0 || attr["type"] != "" {
					t.Errorf("%s has children or the type %q", name, attr["type"])
				}
			case "updated":
				if _, err := time.Parse(time.RFC3339, c.Text); err != nil {
					t.Errorf("updated: %v", err)
				}
			case "id":
				if u, err := url.Parse(c.Text); err != nil || !u.IsAbs() || ids[c.Text] {
					t.Errorf("id %q is no address, or that of another", c.Text)
				}
				ids[c.Text] = true
			case "link":
				if u, err := url.Parse(attr["href"]); err != nil || !u.IsAbs() || attr["rel"] == "alternate" && alternates[attr["type"]] {
					t.Errorf("link %v", attr)
				}
				alternates[attr["type"]] = alternates[attr["type"]] || attr["rel"] == "alternate"
			case "author":
				if len(c.Children) != 1 || c.Children[0].XMLName.Local != "name" || c.Children[0].Text == "" {
					t.Errorf("author %+v", c.Children)
				}
			case "category":
				if attr["term"] == "" {
					t.Error("a category without a term")
				}
			case "entry":
				check(c, map[string]bool{"author": true, "link": true, "category": true, "summary": false, "content": false}, "id", "title", "updated")
			}
			if several, known := many[name]; !known && !slices.Contains(one, name) || known && !several && count[name] > 1 {
				t.Errorf("%s has %d of %s", e.XMLName.Local, count[name], name)
			}
		}
		for _, name := range one {
			if count[name] != 1 {
				t.Errorf("%s has %d of %s, want 1", e.XMLName.Local, count[name], name)
			}
		}
		if len(alternates) == 0 {
			t.Errorf("%s has no link", e.XMLName.Local)
		}
	}
	check(root, map[string]bool{"link": true, "entry": true, "author": true}, "id", "title", "updated")
	feed, err := gofeed.NewParser().ParseString(text)
	if err != nil {
		t.Fatal(err)
	}
	return feed
}

func TestFeedOfAll(t *testing.T) {
	_, cached, _ := newHandlers(t, append(indextest.Small(t), indextest.LPC(t))...)
	for address, want := range map[string]int{"/api/v1/search.atom": 50, "/api/v1/search.atom?per_page=100": 53, "/api/v1/search.atom?q=nosuchword": 0, "/api/v1/search.atom?q=%22%26%3C": 0} {
		feed := checkFeed(t, body(t, cached, address))
		if len(feed.Items) != want {
			t.Errorf("%s: %d entries, want %d", address, len(feed.Items), want)
		}
	}
}

// TestTable reads a table as another program would, with texts that are formulas to a
// spreadsheet.
func TestTable(t *testing.T) {
	_, cached, _ := newHandlers(t, reading(t, `{"id":"x","title":"X","talks":[
{"id":"a","title":"=HYPERLINK(\"http://evil\")","speakers":["@ada","-Bob"],"abstract":"One, \"two\"\r\nthree"},
{"id":"b","title":"  +cmd|' /C calc'!A0","track":"-x"},{"id":"c","title":"Fine","room":"\u0009=1"}]}`))
	text := body(t, cached, "/api/v1/search.csv?sort=title")
	if !strings.HasPrefix(text, "\uFEFFid,conference,") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") {
		t.Errorf("got %q", text)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\uFEFF"))).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatalf("got %v, %v", rows, err)
	}
	for _, row := range rows[1:] {
		for i, cell := range row {
			if strings.ContainsAny(strings.TrimSpace(cell + " x")[:1], "=+-@") {
				t.Errorf("%s: %q is a formula", rows[0][i], cell)
			}
		}
	}
	column := slices.Index(rows[0], "title")
	for _, want := range []string{`'=HYPERLINK("http://evil")`, `'+cmd|' /C calc'!A0`, "Fine"} {
		if !slices.ContainsFunc(rows, func(row []string) bool { return row[column] == want }) {
			t.Errorf("no %q in %q", want, rows)
		}
	}
}

// TestTooManyEvents asks for a calendar of more talks than one holds.
func TestTooManyEvents(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"id":"big","title":"Big","talks":[`)
	for i := range 10_000 {
		fmt.Fprintf(&b, `{"id":"t%d","title":"Talk"},`, i)
	}
	b.WriteString(`{"id":"last","title":"Talk"}]}`)
	_, cached, _ := newHandlers(t, reading(t, b.String()))
	w := request(cached, "/api/v1/search.ics")
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `"type":"/api/v1/reference#problem-too-many"`) || !strings.Contains(w.Body.String(), "10001 talks match, and a calendar holds 10000 at most") {
		t.Errorf("got %d, %s", w.Code, w.Body)
	}
	if problem := newContract(t).check(httptest.NewRequest("GET", "/api/v1/search.ics", nil), w.Code, w.Header(), w.Body.Bytes()); problem != "" {
		t.Error(problem)
	}
	if w := request(cached, "/api/v1/search.ics?per_page=100"); w.Code != http.StatusOK || strings.Count(w.Body.String(), "BEGIN:VJOURNAL") != 100 {
		t.Errorf("a page: got %d with %d", w.Code, strings.Count(w.Body.String(), "BEGIN:VJOURNAL"))
	}
	for _, address := range []string{"/api/v1/search.jsonl?fields=id", "/api/v1/search.csv?fields=id"} {
		if got := bytes.Count(request(cached, address).Body.Bytes(), []byte("big/")); got != 10_001 {
			t.Errorf("%s: %d talks", address, got)
		}
	}
}
