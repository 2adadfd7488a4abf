package importer

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/unicode"

	"talksearch/corpus"
)

const (
	xmlDoc = `<?xml version="1.0" encoding="UTF-8"?><schedule><conference><acronym>x</acronym><title>Xméd</title><time_zone_name>Europe/Berlin</time_zone_name></conference>
<day index="1" date="2021-03-01"><room name="A"><event id="1" guid="g1"><date>2021-03-01T10:00:00+01:00</date><start>10:00</start><duration>00:45</duration><title>Café kernels</title><persons><person id="1">Ada Byron</person></persons></event></room></day></schedule>`
	jsonDoc = `{"id":"j","title":"J","talks":[{"id":"a","title":"Café","start":"2021-03-01T10:00:00Z","minutes":30,"room":"R1","speakers":[{"name":"Rafael Wysocki"}]}]}`
	icsDoc  = "BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-CALNAME:Cal\nX-WR-TIMEZONE:Europe/Berlin\nBEGIN:VEVENT\nUID:1@x\nDTSTART:20210301T090000Z\nDTEND:20210301T100000Z\nSUMMARY:Caf\xe9 talk\nEND:VEVENT\nEND:VCALENDAR\n"
)

func zipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, s)
	_ = z.Close()
	return b.String()
}

func utf16(s string, order unicode.Endianness, mark unicode.BOMPolicy) string {
	out, err := unicode.UTF16(order, mark).NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

// readAll reads a document given as text.
func readAll(t *testing.T, o Options, doc string) (*Set, []*corpus.Programme, error) {
	t.Helper()
	o.Stdin = strings.NewReader(doc)
	s := NewSet(o, "-")
	list, _, err := s.Read(t.Context())
	return s, list, err
}

func TestFormatsAndEncodings(t *testing.T) {
	for _, c := range []struct{ name, doc, format, title, problem string }{
		{"xml", xmlDoc, "schedule.xml", "Café kernels", ""},
		{"json", jsonDoc, "talksearch JSON", "Café", ""},
		{"gzip", zipped(xmlDoc), "schedule.xml", "Café kernels", ""},
		{"byte order mark", "\ufeff" + jsonDoc, "talksearch JSON", "Café", ""},
		{"UTF-16 XML, big end first", utf16(strings.Replace(xmlDoc, "UTF-8", "UTF-16", 1), unicode.BigEndian, unicode.UseBOM), "schedule.xml", "Café kernels", ""},
		{"UTF-16 XML, little end first", utf16(strings.Replace(xmlDoc, "UTF-8", "utf-16", 1), unicode.LittleEndian, unicode.UseBOM), "schedule.xml", "Café kernels", ""},
		{"UTF-16 JSON without a mark", utf16(jsonDoc, unicode.LittleEndian, unicode.IgnoreBOM), "talksearch JSON", "Café", ""},
		{"Latin-1 XML, declared", strings.ReplaceAll(strings.Replace(xmlDoc, "UTF-8", "ISO-8859-1", 1), "é", "\xe9"), "schedule.xml", "Café kernels", ""},
		{"Latin-1 XML, undeclared", strings.ReplaceAll(xmlDoc, "é", "\xe9"), "schedule.xml", "Café kernels", "line 1: 2 bytes are not UTF-8"},
		{"Latin-1 JSON", strings.ReplaceAll(jsonDoc, "é", "\xe9"), "talksearch JSON", "Café", "line 1: 1 bytes are not UTF-8"},
		{"Latin-1 calendar", icsDoc, "iCalendar", "Café talk", "line 9: 1 bytes are not UTF-8"},
	} {
		s, list, err := readAll(t, Options{}, c.doc)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		source := s.Sources()[0]
		if got := list[0].Talks[0].Title; got != c.title || source.Format != c.format {
			t.Errorf("%s: got %q as %s, want %q as %s", c.name, got, source.Format, c.title, c.format)
		}
		var said []string
		for _, p := range source.Problems {
			said = append(said, p.String())
		}
		if all := strings.Join(said, "\n"); c.problem == "" && strings.Contains(all, "UTF-8") || !strings.Contains(all, c.problem) {
			t.Errorf("%s: problems %q, want %q", c.name, all, c.problem)
		}
	}
}

func TestRefuses(t *testing.T) {
	lol := `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><schedule><conference><title>&b;</title></conference></schedule>`
	for _, c := range []struct {
		name, doc string
		o         Options
		want      string
	}{
		{"empty", "", Options{}, "is empty; want one of: schedule.xml, schedule.json"},
		{"web page", "<!DOCTYPE html><html><head><title>Not\nfound</title>", Options{}, `is a web page with the title "Not found" and no programme`},
		{"something else", "Dear all, see you there.", Options{}, "is in no known format; want one of"},
		{"binary", "\x7fELF\x02\x01\x01\x00\x00", Options{}, "is no text, and so no programme"},
		{"truncated XML", xmlDoc[:len(xmlDoc)-30], Options{}, "as schedule.xml: "},
		{"truncated JSON", jsonDoc[:len(jsonDoc)-10], Options{}, "as talksearch JSON: "},
		{"truncated calendar", icsDoc[:len(icsDoc)-20], Options{}, "as iCalendar: "},
		{"truncated gzip", zipped(xmlDoc)[:200], Options{}, "unexpected EOF"},
		{"too large", xmlDoc, Options{MaxBytes: 100}, "is larger than 100 bytes"},
		{"too large once unpacked", zipped(jsonDoc + strings.Repeat(" ", 1<<20)), Options{MaxBytes: 1 << 19}, "is larger than 524288 bytes"},
		{"entities", lol, Options{}, "as schedule.xml: "},
		{"deep JSON", `{"id":"x","title":"x","talks":` + strings.Repeat("[", 100_000), Options{}, "talksearch JSON: "},
		{"no talks", `{"id":"x","title":"x","talks":[]}`, Options{}, "there are no talks in it"},
	} {
		s, list, err := readAll(t, c.o, c.doc)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "standard input: ") {
			t.Errorf("%s: got error %v, want one with %q", c.name, err, c.want)
		}
		if len(list) > 0 || s.Sources()[0].Err == "" {
			t.Errorf("%s: got programmes %v and state %+v, want none and the error", c.name, list, s.Sources()[0])
		}
	}
}

// endless never stops.
type endless struct{ n int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = "BEGIN:VCALENDAR\nX-NOTE:on and on\n"[e.n%33]
		e.n++
	}
	return len(p), nil
}

func TestEndlessStream(t *testing.T) {
	s := NewSet(Options{Stdin: &endless{}, MaxBytes: 4 << 20}, "-")
	if _, _, err := s.Read(t.Context()); err == nil || !strings.Contains(err.Error(), "is larger than 4194304 bytes") {
		t.Errorf("got %v", err)
	}
}

func TestRepairsAndReports(t *testing.T) {
	s, list, err := readAll(t, Options{}, `{"id":"x","timezone":"Mars/Phobos","start":"2021-03-05","end":"2021-03-01","talks":[
		{"id":"a","title":"A","start":"2021-03-01T10:00:00Z","end":"2021-03-01T09:00:00Z","url":"javascript:alert(1)"},
		{"id":"a","kind":"seance"},{"abstract":"No id, no title."},{"id":"d","title":"D","day":"2021-13-01","speakers":[{"name":"Dr. Jane Doe"},{"name":"TBA"}]}]}`)
	if err != nil {
		t.Fatal(err)
	}
	a, b := list[0].Talks[0], list[0].Talks[1]
	if !a.End.IsZero() || a.URL != "" || b.ID != "a-2" || b.Title != "Untitled" || b.Kind != corpus.KindOther {
		t.Errorf("got %+v and %+v", a, b)
	}
	if p := list[0]; p.Title != "x" || p.Timezone != "" || p.Start != "2021-03-01" || len(p.Talks) != 4 || p.Talks[2].Title != "Untitled" {
		t.Errorf("got %+v", p)
	}
	if got := list[0].Talks[3].Speakers; len(got) != 1 || got[0].Name != "Jane Doe" {
		t.Errorf("people: got %+v, want Jane Doe alone", got)
	}
	var fields []string
	for _, p := range s.Sources()[0].Problems {
		fields = append(fields, p.Severity.String()+" "+p.Field)
	}
	for _, want := range []string{"error end", "warning url", "error title", "error kind", "error id", "warning start", "error timezone", "error day"} {
		if !slices.Contains(fields, want) {
			t.Errorf("problems %q, want %q among them", fields, want)
		}
	}
}

// site is a server whose answers a test changes.
type site struct {
	*httptest.Server
	bodies map[string]string
	asked  []string
}

func newSite(t *testing.T) *site {
	s := &site{bodies: map[string]string{}}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := s.bodies[r.URL.Path]
		tag := fmt.Sprintf(`"%x"`, len(body))
		s.asked = append(s.asked, r.URL.Path+" "+r.Header.Get("If-None-Match"))
		switch {
		case r.URL.Path == "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case r.URL.Path == "/slow":
			_, _ = io.WriteString(w, `{"id":`)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		case r.URL.Path == "/broken":
			w.Header().Set("Content-Length", "100000")
			_, _ = io.WriteString(w, icsDoc)
		case !ok:
			http.NotFound(w, r)
		case r.Header.Get("If-None-Match") == tag:
			w.WriteHeader(http.StatusNotModified)
		default:
			w.Header().Set("ETag", tag)
			_, _ = io.WriteString(w, body)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func TestAddressesThatFail(t *testing.T) {
	web := newSite(t)
	for path, want := range map[string]string{
		"/loop":   "more than 5 redirects",
		"/slow":   "took too long and was given up",
		"/broken": "unexpected EOF",
		"/none":   "the server answered 404 Not Found",
	} {
		began := time.Now()
		_, _, err := NewSet(Options{Timeout: 300 * time.Millisecond}, web.URL+path+"?token=secret").Read(t.Context())
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got error %v, want one with %q and without the token", path, err, want)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s: took %s", path, took)
		}
	}
	_, _, err := NewSet(Options{}, "http://127.0.0.1:1/x").Read(t.Context())
	if err == nil || !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("nobody listens: got %v", err)
	}
}

func TestRefresh(t *testing.T) {
	web := newSite(t)
	web.bodies["/s"] = jsonDoc
	s := NewSet(Options{}, web.URL+"/s")
	first, changed, err := s.Read(t.Context())
	if err != nil || !changed || len(first[0].Talks) != 1 {
		t.Fatalf("first: %v, changed %t", err, changed)
	}
	again, changed, err := s.Read(t.Context())
	if err != nil || changed || len(again) != 1 || again[0] == first[0] {
		t.Errorf("unchanged: got %v, changed %t, programmes %v", err, changed, again)
	}
	if got := web.asked[1]; got == "/s " {
		t.Errorf("the second request was not conditional: %q", web.asked)
	}
	good := s.Sources()[0]
	for _, body := range []string{"<html><title>Maintenance</title>", jsonDoc[:50], `{"id":"j","title":"J","talks":[]}`, ""} {
		web.bodies["/s"] = body
		kept, changed, err := s.Read(t.Context())
		if err == nil || changed || len(kept) != 1 || len(kept[0].Talks) != 1 {
			t.Errorf("%.20q: got error %v, changed %t, programmes %v; want what was there", body, err, changed, kept)
		}
		if now := s.Sources()[0]; now.Err == "" || now.Talks != 1 || !now.Read.Equal(good.Read) {
			t.Errorf("%.20q: state %+v, want the error beside what was read at %s", body, now, good.Read)
		}
	}
	web.bodies["/s"] = strings.Replace(jsonDoc, "R1", "Room 2", 1)
	moved, changed, err := s.Read(t.Context())
	if err != nil || !changed || moved[0].Talks[0].Room != "Room 2" || s.Sources()[0].Err != "" {
		t.Errorf("after the failure: got %v, changed %t, %+v", err, changed, moved[0].Talks[0])
	}
	if first[0].Talks[0].Room != "R1" {
		t.Error("a later reading changed what was handed out")
	}
}

const (
	indicoEvent = `{"count":1,"_type":"HTTPAPIResult","results":[{"_type":"Conference","id":"7","title":"Big Conf","url":"%[1]s/event/7/","timezone":"Europe/Lisbon",
"startDate":{"date":"2021-03-01","time":"09:00:00","tz":"Europe/Lisbon"},"endDate":{"date":"2021-03-01","time":"18:00:00","tz":"Europe/Lisbon"},
"contributions":[{"_type":"Contribution","id":"1","db_id":70,"title":"First","keywords":["bpf"],"duration":30,"startDate":{"date":"2021-03-01","time":"10:00:00","tz":"Europe/Lisbon"},"endDate":{"date":"2021-03-01","time":"10:30:00","tz":"Europe/Lisbon"},"speakers":[{"first_name":"Rafael J.","last_name":"Wysocki","fullName":"Wysocki, Rafael J."}]}]}]}`
	indicoTimetable = `{"count":1,"_type":"HTTPAPIResult","url":"%[1]s/export/timetable/7.json","results":{"7":{"20210301":{"c1":{"id":"c1","entryType":"Contribution","_type":"ContribSchEntry","contributionId":70,"title":"First","room":"Aula","duration":30.0,
"startDate":{"date":"2021-03-01","time":"10:00:00","tz":"Europe/Lisbon"},"endDate":{"date":"2021-03-01","time":"10:30:00","tz":"Europe/Lisbon"},"presenters":[]}}}}}`
)

func TestIndicoPage(t *testing.T) {
	web := newSite(t)
	web.bodies["/export/event/7.json"] = fmt.Sprintf(indicoEvent, web.URL)
	web.bodies["/export/timetable/7.json"] = fmt.Sprintf(indicoTimetable, web.URL)
	s := NewSet(Options{}, web.URL+"/event/7/")
	list, _, err := s.Read(t.Context())
	if err != nil || len(list) != 1 || len(list[0].Talks) != 1 {
		t.Fatalf("got %v, %+v", err, list)
	}
	talk := list[0].Talks[0]
	if list[0].Title != "Big Conf" || talk.Room != "Aula" || !slices.Equal(talk.Keywords, []string{"bpf"}) || talk.Speakers[0].Name != "Rafael J. Wysocki" {
		t.Errorf("got %q with %+v, want what both exports know", list[0].Title, talk)
	}
	delete(web.bodies, "/export/timetable/7.json")
	if list, changed, err := s.Read(t.Context()); err != nil || changed || list[0].Talks[0].Room != "Aula" ||
		!strings.Contains(s.Sources()[0].Problems[len(s.Sources()[0].Problems)-1].Message+s.Sources()[0].Problems[0].Message, "what was read before is kept") {
		t.Errorf("when one export fails later: got error %v, changed %t, %v; want what was there", err, changed, s.Sources()[0].Problems)
	}
	if _, _, err := NewSet(Options{}, web.URL+"/event/7/").Read(t.Context()); err != nil {
		t.Errorf("when one export is missing from the start: %v", err)
	}
}

func TestFolderAndSeveralSources(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a.xml", xmlDoc)
	write("notes.txt", "Dear diary")
	write(".hidden", "{")
	other := strings.Replace(strings.Replace(jsonDoc, "Wysocki", "J. Wysocki", 1), `"title":"J"`, `"title":"Other"`, 1)
	write("b.json.gz", zipped(jsonDoc))
	s := NewSet(Options{Stdin: strings.NewReader(other)}, dir, "-", BuiltIn)
	list, _, err := s.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, p := range list {
		ids = append(ids, p.ID)
	}
	if want := []string{"x", "j", "j-2", "lpc2019"}; !slices.Equal(ids, want) {
		t.Errorf("programmes %q, want %q", ids, want)
	}
	if a, b := list[1].Talks[0].Speakers[0].Name, list[2].Talks[0].Speakers[0].Name; a != b || a != "Rafael J. Wysocki" {
		t.Errorf("one person is %q and %q, want the fullest name", a, b)
	}
	states := s.Sources()
	if got := states[0]; !slices.Equal(got.Conferences, []string{"x", "j"}) || got.Talks != 2 || got.Name != filepath.Base(dir) ||
		!slices.ContainsFunc(got.Problems, func(p corpus.Problem) bool { return p.Where == "notes.txt" }) {
		t.Errorf("folder: got %+v", got)
	}
	if got := states[1]; !slices.Equal(got.Conferences, []string{"j-2"}) || !strings.Contains(got.Problems[0].Message, `served as "j-2"`) {
		t.Errorf("standard input: got %+v", got)
	}
	// A changed file is read again, once it is left alone; what comes from the
	// others stays.
	write("a.xml", strings.Replace(xmlDoc, "Café kernels", "Renamed talk", 1))
	if _, changed, err := s.Read(t.Context()); err != nil || changed {
		t.Errorf("just after a change: got %v, changed %t; want to wait", err, changed)
	}
	settle := func(name string) {
		before := time.Now().Add(-time.Minute)
		if err := os.Chtimes(filepath.Join(dir, name), before, before); err != nil {
			t.Fatal(err)
		}
	}
	settle("a.xml")
	list, changed, err := s.Read(t.Context())
	if err != nil || !changed || len(list) != 4 || list[0].Talks[0].Title != "Renamed talk" {
		t.Errorf("after a change: got %v, changed %t, %d programmes", err, changed, len(list))
	}
	// One that breaks keeps what it had, and the others go on.
	write("a.xml", "<html>")
	settle("a.xml")
	write("b.json.gz", zipped(strings.Replace(jsonDoc, "R1", "R9", 1)))
	settle("b.json.gz")
	list, changed, err = s.Read(t.Context())
	if err != nil || !changed || list[0].Talks[0].Title != "Renamed talk" || list[1].Talks[0].Room != "R9" || list[2].ID != "j-2" {
		t.Errorf("after one broke: got %v, changed %t, %+v", err, changed, list)
	}
	if !slices.ContainsFunc(s.Sources()[0].Problems, func(p corpus.Problem) bool {
		return p.Where == "a.xml" && strings.Contains(p.Message, "what was read before is kept")
	}) {
		t.Errorf("problems: %v", s.Sources()[0].Problems)
	}
	// A namesake that comes before the others does not take their ids.
	write("0.json", strings.Replace(jsonDoc, `"title":"J"`, `"title":"Namesake"`, 1))
	list, _, err = s.Read(t.Context())
	titles := map[string]string{}
	for _, p := range list {
		titles[p.ID] = p.Title
	}
	if err != nil || titles["j"] != "J" || titles["j-2"] != "Other" || titles["j-3"] != "Namesake" {
		t.Errorf("with a namesake: got %v, %v", err, titles)
	}
	if err := os.Remove(filepath.Join(dir, "0.json")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Read(t.Context()); err != nil || slices.ContainsFunc(s.Sources()[0].Problems, func(p corpus.Problem) bool { return p.Field == renamed }) {
		t.Errorf("after the namesake went: %v, %v", err, s.Sources()[0].Problems)
	}
	// Written anew with the same content, nothing has changed.
	write("b.json.gz", zipped(strings.Replace(jsonDoc, "R1", "R9", 1)))
	if err := os.Chtimes(filepath.Join(dir, "b.json.gz"), time.Now().Add(-time.Hour), time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, changed, err := s.Read(t.Context()); err != nil || changed {
		t.Errorf("the same content: got %v, changed %t", err, changed)
	}
}

func TestNothingSecretIsTold(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "passwords.txt"), []byte("password=hunter2"), 0o600); err != nil {
		t.Fatal(err)
	}
	for location, want := range map[string]string{
		filepath.Join(dir, "secret-folder", "x.json"): "x.json: no such file or directory",
		dir:                              "passwords.txt: is in no known format",
		"ftp://user:hunter2@h.example/x": "addresses that begin with ftp: are not read",
		"http://user:hunt/er2@127.0.0.1/x?token=t":  "is no address that can be read",
		"HTTP://user:hunter2@127.0.0.1:1/x?token=t": "connection refused",
		"/dev/null": "is no file that can be read again",
	} {
		_, _, err := NewSet(Options{}, location).Read(t.Context())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", location, err, want)
			continue
		}
		for _, secret := range []string{"hunter2", "secret-folder", "token", dir} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%s: %v tells %s", location, err, secret)
			}
		}
	}
}

// TestStdinThatNeverComes gives up in time.
func TestStdinThatNeverComes(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	began := time.Now()
	_, _, err := NewSet(Options{Stdin: r, Timeout: 100 * time.Millisecond}, "-").Read(t.Context())
	if err == nil || !strings.Contains(err.Error(), "took too long") || time.Since(began) > 5*time.Second {
		t.Errorf("got %v after %s", err, time.Since(began))
	}
}

func TestExportsOf(t *testing.T) {
	got, ok := exportsOf("https://u:p@indico.example/event/4/timetable/?apikey=k&confId=4")
	if !ok || got[0] != "https://u:p@indico.example/export/event/4.json?apikey=k&detail=contributions" {
		t.Errorf("got %q", got)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("enough"))
	if _, _, err := NewSet(Options{}, BuiltIn).Read(ctx); err == nil || err.Error() != "enough" {
		t.Errorf("got %v, want the cause", err)
	}
}

func TestName(t *testing.T) {
	for place, want := range map[string]string{
		"-": "standard input", "/secret/folder/x.xml": "x.xml", BuiltIn: "built in",
		"webcal://user:pw@h.example/x.ics?token=s": "webcal://h.example/x.ics", "https://user:p/ss@h.example": "https address",
		"https://user:pw@h.example/export/event/4.json?ak=key#x": "https://h.example/export/event/4.json",
	} {
		if got := Name(place); got != want {
			t.Errorf("Name(%q) = %q, want %q", place, got, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{xmlDoc, jsonDoc, icsDoc, zipped(jsonDoc), utf16(xmlDoc, unicode.BigEndian, unicode.UseBOM), "\ufeff{", "\x1f\x8b"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := NewSet(Options{Stdin: bytes.NewReader(data), MaxBytes: 1 << 20}, "-")
		list, _, err := s.Read(context.Background())
		if (err == nil) != (len(list) > 0) {
			t.Fatalf("error %v with %d programmes", err, len(list))
		}
		for _, p := range list {
			if problems := corpus.Validate(p); problems.Err() != nil {
				t.Fatalf("served despite %v", problems.Err())
			}
		}
	})
}

func TestForget(t *testing.T) {
	s := NewSet(Options{}, BuiltIn)
	first, _, err := s.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.Forget()
	if got := s.Sources(); len(got) != 1 || got[0].Talks != 46 || len(got[0].Conferences) != 1 {
		t.Errorf("sources: got %+v", got)
	}
	again, changed, err := s.Read(t.Context())
	if err != nil || !changed || !reflect.DeepEqual(again, first) {
		t.Errorf("read again: changed %t, %v, or other programmes", changed, err)
	}
}
