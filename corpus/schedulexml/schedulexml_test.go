package schedulexml

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"talksearch/corpus"
)

// samples are files of third parties, which lie beside the project.
const samples = "../../../shared/schedules/xml"

// sample is written after the files of pretalx, Pentabarf and some scripts.
const sample = `<?xml version="1.0" encoding="utf-8"?>
<!-- made by hand -->
<schedule>
  <generator name="hand" version="1"/>
  <version>2</version>
  <conference>
    <title> Conf &amp; Co </title>
    <acronym>Conf23</acronym>
    <venue>Old Hall</venue> <city>Lisbon</city>
    <start>2023-05-01</start>
    <end>2023-05-02</end>
    <time_zone_name>Lisbon</time_zone_name>
    <base_url>https://conf.example.org/</base_url>
    <track name="Main"/>
  </conference>
  <tracks><track><event id="9"><title>not an event</title></event></track></tracks>
  <day index="1" date="2023-05-01" start="2023-05-01T09:00:00+01:00" end="2023-05-02T02:00:00+01:00">
    <room name="1 Aula" guid="x">
      <event id="11" guid="11111111-aaaa" code="ABCDEF">
        <date>
          2023-05-01T10:00:00+01:00
        </date>
        <start>10:00</start>
        <duration>00:45</duration>
        <room> Aula </room>
        <slug>conf23-11-first</slug>
        <url>https://conf.example.org/talk/ABCDEF/</url>
        <recording><license>CC</license><optout>false</optout></recording>
        <title>First&nbsp;talk</title>
        <subtitle>An opening</subtitle>
        <track>Main</track>
        <type>Keynote</type>
        <language>en</language>
        <abstract>&lt;p&gt;One &amp;amp; &lt;b&gt;two&lt;/b&gt;&lt;/p&gt;</abstract>
        <description><p>Three, <em>unescaped</em></p><ul><li>four &lt; five</li></ul></description>
        <logo>/logo.png</logo>
        <feedback_url>https://conf.example.org/talk/ABCDEF/feedback/</feedback_url>
        <persons><person id="1" code="X"> Jane Doe </person><person id="2">John Roe</person><person/></persons>
        <links><link href="https://example.org/a">Page</link><link>https://example.org/b</link><link href="/c">File</link></links>
        <attachments><attachment type="slides" href="https://example.org/s.pdf">Slides</attachment></attachments>
      </event>
      <event id="12" guid="22222222-bbbb">
        <date>2023-05-02T00:30:00+01:00</date>
        <start>00:30</start>
        <duration>01:30:00</duration>
        <title>Second talk</title>
        <abstract><![CDATA[if (a < b && c > d) use *_rt]]></abstract>
      </event>
    </room>
  </day>
  <day index="2" date="2023-05-02"><room name="Aula"><event id="13"><title>Lunch</title></event></room></day>
  <persons><person id="1"><biography>Long</biography></person></persons>
</schedule>
`

func TestRead(t *testing.T) {
	list, problems, err := Read(strings.NewReader(sample))
	if err != nil {
		t.Fatal(err)
	}
	p := list[0]
	corpus.Normalize(p)
	if got, want := fmt.Sprintf("%s|%s|%s|%s|%s|%s|%s", p.ID, p.Title, p.Start, p.End, p.Timezone, p.Location, p.URL),
		"conf23|Conf & Co|2023-05-01|2023-05-02|Europe/Lisbon|Old Hall, Lisbon|https://conf.example.org/"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	var got []string
	for _, talk := range p.Talks {
		got = append(got, fmt.Sprintf("%s %s %q %q %q %q %s %s %s %v %q %v %s %s %s %s", talk.ID, talk.Kind, talk.Title, talk.Subtitle, talk.Track, talk.Room, talk.Day,
			talk.Start.Format(time.RFC3339), talk.End.Format(time.RFC3339), talk.Speakers, talk.Abstract, talk.Links, talk.URL, talk.Language, talk.UID, talk.Where))
	}
	want := []string{
		`ABCDEF keynote "First talk" "An opening" "Main" "Aula" 2023-05-01 2023-05-01T10:00:00+01:00 2023-05-01T10:45:00+01:00 ` +
			`[{Jane Doe  speaker} {John Roe  speaker}] "One & two\n\nThree, unescaped\n\n- four < five" ` +
			`[{Page https://example.org/a} { https://example.org/b} {Slides https://example.org/s.pdf}] https://conf.example.org/talk/ABCDEF/ en 11111111-aaaa line 19`,
		`12 talk "Second talk" "" "" "1 Aula" 2023-05-01 2023-05-02T00:30:00+01:00 2023-05-02T02:00:00+01:00 [] "if (a < b && c > d) use *_rt" []   22222222-bbbb line 42`,
	}
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			t.Errorf("got\n%s\nwant\n%s", got[i], want[i])
		}
	}
	var reported []string
	for _, problem := range problems {
		reported = append(reported, problem.String())
	}
	if got, want := strings.Join(reported, "\n"), `line 19: talk "First\u00a0talk": links: "/c" is not a link that can be followed; want http:// or https://
line 51: talk "Lunch": is a break or placeholder, not a talk; left out`; got != want {
		t.Errorf("got problems\n%s", got)
	}
	if err := corpus.Validate(p).Err(); err != nil {
		t.Error(err)
	}
}

// Every sample has as many talks as there are events, and its first talk is
// read right.
func TestSamples(t *testing.T) {
	for name, want := range map[string]string{
		"31c3.xml":                          `6561 "31C3 Opening Event" 2014-12-27T11:00:00+01:00 30m0s Saal 1 CCC erdgeist, Geraldine de Bastion`,
		"36c3-everything.xml":               `11223 "Opening Ceremony" 2019-12-27T11:00:00+01:00 30m0s Ada CCC bleeptrack, blinry`,
		"froscon-2013.xml":                  `1237 "init" 2013-08-24T09:30:00Z 30m0s HS1/2 Other Andreas Kupfer, Boernd`,
		"pentabarf-fosdem-2018.fixture.xml": `6245 "Consensus as a Service" 2018-02-03T10:00:00Z 50m0s Janson Keynotes Simon Phipps, Italo Vignoli`,
	} {
		t.Run(name, func(t *testing.T) {
			data := readSample(t, name)
			if !Recognise(data[:min(len(data), 64<<10)]) {
				t.Error("not recognised")
			}
			list, _, err := Read(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			p := list[0]
			corpus.Normalize(p)
			if err := corpus.Validate(p).Err(); err != nil {
				t.Error(err)
			}
			count := func(pattern string) int { return len(regexp.MustCompile(pattern).FindAll(data, -1)) }
			if got, want := len(p.Talks), count(`<event\s`); got != want {
				t.Errorf("got %d talks, want %d", got, want)
			}
			people, abstracts, subtitles, placed, dated := 0, 0, 0, 0, 0
			for _, talk := range p.Talks {
				people += len(talk.Speakers)
				if talk.Abstract != "" {
					abstracts++
				}
				if talk.Subtitle != "" {
					subtitles++
				}
				if !talk.End.Before(talk.Start) && talk.Day != "" && talk.Room != "" {
					placed++
				}
				if bytes.Contains(data, []byte(">"+talk.Start.Format(time.RFC3339)+"<")) || bytes.Contains(data, []byte(">"+talk.Start.Format("15:04")+"<")) {
					dated++
				}
			}
			// A person twice in a talk is one speaker.
			if want := count(`<person\s[^/>]*>[^<]`); people > want || people < want-5 {
				t.Errorf("got %d people, want %d", people, want)
			}
			if want := count(`<subtitle>\s*[^<\s]`); subtitles != want {
				t.Errorf("got %d subtitles, want %d", subtitles, want)
			}
			if want := max(count(`<abstract>\s*[^<\s]`), count(`<description>\s*[^<\s]`)); abstracts < want {
				t.Errorf("got %d abstracts, want %d or more", abstracts, want)
			}
			if placed != len(p.Talks) || dated != len(p.Talks) {
				t.Errorf("%d talks have day, room and times, %d a start that is in the file; want all", placed, dated)
			}
			talk := p.Talks[0]
			var names []string
			for _, s := range talk.Speakers {
				names = append(names, s.Name)
			}
			if got := fmt.Sprintf("%s %q %s %s %s %s %s", talk.ID, talk.Title, talk.Start.Format(time.RFC3339), talk.End.Sub(talk.Start), talk.Room, talk.Track, strings.Join(names, ", ")); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func readSample(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(samples, name))
	if os.IsNotExist(err) {
		t.Skipf("no sample files: %v", err)
	} else if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestEncodings(t *testing.T) {
	const body = `<schedule><conference><title>Universität</title></conference><day date="2019-01-01"><room name="é"><event id="1"><title>Über</title></event></room></day></schedule>`
	latin := func(s string) string {
		var b []byte
		for _, r := range s {
			b = append(b, byte(r))
		}
		return string(b)
	}
	wide := func(s string, order binary.AppendByteOrder) string {
		b := order.AppendUint16(nil, 0xfeff)
		for _, u := range utf16.Encode([]rune(s)) {
			b = order.AppendUint16(b, u)
		}
		return string(b)
	}
	for name, s := range map[string]string{
		"none":                           body,
		"UTF-8":                          `<?xml version="1.0" encoding="UTF-8"?>` + body,
		"UTF-8 with a mark":              "\xef\xbb\xbf" + `<?xml version="1.0"?>` + body,
		"ISO-8859-1":                     `<?xml version="1.0" encoding="ISO-8859-1"?>` + latin(body),
		"Windows-1252":                   `<?xml version="1.0" encoding="windows-1252"?>` + latin(body),
		"UTF-16, little end first":       wide(`<?xml version="1.0" encoding="UTF-16"?>`+body, binary.LittleEndian),
		"UTF-16, big end first":          wide(`<?xml version="1.0" encoding="utf-16"?>`+body, binary.BigEndian),
		"declared ISO-8859-1, but UTF-8": `<?xml version="1.0" encoding="ISO-8859-1"?>` + body,
		"declared UTF-16, but UTF-8":     `<?xml version="1.0" encoding="UTF-16"?>` + body,
	} {
		t.Run(name, func(t *testing.T) {
			list, _, err := Read(strings.NewReader(s))
			if err != nil {
				t.Fatal(err)
			}
			p := list[0]
			if got := p.Title + p.Talks[0].Title + p.Talks[0].Room; got != "UniversitätÜberé" {
				t.Errorf("got %q", got)
			}
			if !Recognise([]byte(s)) {
				t.Error("not recognised")
			}
		})
	}
}

func TestBadInput(t *testing.T) {
	bomb := `<!DOCTYPE schedule [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><schedule><conference><title>&b;</title></conference></schedule>`
	for name, c := range map[string]struct{ in, want string }{
		"empty":              {"", "there is no <schedule>"},
		"blank":              {" \n ", "there is no <schedule>"},
		"text":               {"not found", "there is no <schedule>"},
		"error page":         {"<!DOCTYPE html>\n<html><head><title>404</title></head><body><p>Not found<br></body></html>", "line 2: found <html>"},
		"other XML":          {"<rss/>", "found <rss>"},
		"JSON":               {`{"schedule":{}}`, "there is no <schedule>"},
		"unclosed":           {"<schedule>\n<conference>\n", "line 3"},
		"mismatched":         {"<schedule>\n<day></room></schedule>", "line 2"},
		"two documents":      {"<schedule/><schedule/>", "found <schedule>, want one"},
		"entities":           {bomb, "invalid character entity"},
		"unknown encoding":   {`<?xml version="1.0" encoding="klingon"?><schedule/>`, "klingon"},
		"bytes of no text":   {"<schedule><conference><title>\xff\xfe</title></conference></schedule>", "UTF-8"},
		"control characters": {"<schedule><conference><title>\x02</title></conference></schedule>", "illegal character"},
		"deep":               {"<schedule><day><room><event><abstract>" + strings.Repeat("<p>", 200_000), "unexpected EOF"},
		"deep rooms":         {"<schedule>" + strings.Repeat("<room>", 200_000), "unexpected EOF"},
		"deep unknown":       {"<schedule>" + strings.Repeat("<x>", 200_000), "unexpected EOF"},
		"deep in an event":   {"<schedule><event>" + strings.Repeat("<x>", 100_000), ""},
	} {
		t.Run(name, func(t *testing.T) {
			list, _, err := Read(strings.NewReader(c.in))
			if err == nil || list != nil {
				t.Fatalf("got no error but %v", list)
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("got error %q, want one with %q", err, c.want)
			}
		})
	}
	for n := 0; n < len(sample)-len("\n"); n += 7 {
		if list, _, err := Read(strings.NewReader(sample[:n])); err == nil || list != nil {
			t.Fatalf("cut off after %d bytes: got no error", n)
		}
	}
	broken := errors.New("connection lost")
	if _, _, err := Read(io.MultiReader(strings.NewReader(sample[:900]), failing{broken})); !errors.Is(err, broken) {
		t.Errorf("got error %v, want %v", err, broken)
	}
}

type failing struct{ error }

func (f failing) Read([]byte) (int, error) { return 0, f.error }

func TestRecognise(t *testing.T) {
	for name, c := range map[string]struct {
		head string
		want bool
	}{
		"sample":        {sample, true},
		"cut off":       {sample[:200], true},
		"no talks":      {"<schedule></schedule>", true},
		"days only":     {"<schedule><day/></schedule>", true},
		"error page":    {"<!doctype html><html><body>schedule <schedule></body></html>", false},
		"other root":    {"<events><schedule><conference/></schedule></events>", false},
		"other content": {"<schedule><code>x</code></schedule>", false},
		"JSON":          {`{"schedule": {"conference": {}}}`, false},
		"iCalendar":     {"BEGIN:VCALENDAR\r\n", false},
		"text":          {"schedule\n\nMonday", false},
		"empty":         {"", false},
	} {
		if got := Recognise([]byte(c.head)); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestOddContents(t *testing.T) {
	for name, c := range map[string]struct {
		events string
		talks  int
		errors string // of Validate
	}{
		"no title":      {`<event id="1"/>`, 1, "title: is empty"},
		"no id":         {`<event><title>A</title></event><event><title>A</title></event>`, 2, ""},
		"same id":       {`<event id="1"><title>A</title></event><event id="1"><title>B</title></event>`, 2, ""},
		"no room":       {`</room><event id="1"><title>A</title></event><room>`, 1, ""},
		"title twice":   {`<event id="1"><title>A</title><title>B</title></event>`, 1, ""},
		"elements":      {`<event id="1"><title>A</title><abstract>a<br/>b</abstract><persons><person>x<y/></person></persons></event>`, 1, ""},
		"other days":    {`</room></day><day date="x"><room><event id="1"><title>A</title><start>10:00</start></event>`, 1, ""},
		"odd durations": {`<event id="1"><title>A</title><date>2019-01-01T10:00:00Z</date><duration>9999:59</duration></event>`, 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			list, _, err := Read(strings.NewReader(`<schedule><conference><title>C</title></conference><day date="2019-01-01"><room name="R">` + c.events + `</room></day></schedule>`))
			if err != nil {
				t.Fatal(err)
			}
			p := list[0]
			corpus.Normalize(p)
			if len(p.Talks) != c.talks {
				t.Errorf("got %d talks, want %d", len(p.Talks), c.talks)
			}
			if err := corpus.Validate(p).Err(); (err == nil) != (c.errors == "") || err != nil && !strings.Contains(err.Error(), c.errors) {
				t.Errorf("got error %v, want %q", err, c.errors)
			}
		})
	}
}

// Events are read one at a time: what is left out takes no memory.
func TestMemoryIsBounded(t *testing.T) {
	event := `<event id="1"><title>Break</title><logo>` + strings.Repeat("x", 100_000) + `</logo></event>`
	runtime.GC() // of what other tests left
	var peak runtime.MemStats
	list, _, err := Read(io.MultiReader(strings.NewReader("<schedule><day><room>"), &repeat{s: event, n: 400, each: func() {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		peak.HeapAlloc = max(peak.HeapAlloc, m.HeapAlloc)
	}}, strings.NewReader("</room></day></schedule>")))
	if err != nil || len(list[0].Talks) != 0 {
		t.Fatal(list, err)
	}
	if peak.HeapAlloc > 20<<20 {
		t.Errorf("the heap grew to %d MB for 40 MB of events", peak.HeapAlloc>>20)
	}
}

// A repeat is a reader of s, n times.
type repeat struct {
	s    string
	n    int
	rest string
	each func()
}

func (r *repeat) Read(b []byte) (int, error) {
	if r.rest == "" {
		if r.n == 0 {
			return 0, io.EOF
		}
		r.n--
		r.rest = r.s
		r.each()
	}
	n := copy(b, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func ExampleRead() {
	list, problems, err := Read(strings.NewReader(`<schedule>
 <conference><acronym>demo</acronym><title>DemoConf</title><time_zone_name>Berlin</time_zone_name></conference>
 <day date="2024-05-01"><room name="Aula">
  <event id="7"><start>00:30</start><duration>01:00</duration><title>Night talk</title></event>
 </room></day>
</schedule>`))
	talk := list[0].Talks[0]
	fmt.Println(list[0].ID, talk.ID, talk.Title, talk.Day, talk.Start, problems, err)
	// Output: demo 7 Night talk 2024-05-01 2024-05-02 00:30:00 +0200 CEST [] <nil>
}

func BenchmarkRead36C3(b *testing.B) {
	data := readSample(b, "36c3-everything.xml")
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, _, err := Read(bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(1351*float64(b.N)/b.Elapsed().Seconds(), "talks/s")
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(`<schedule><conference><title>C</title></conference><day date="2019-01-01"><room><event id="1"><date>2019-01-01</date><start>1:00</start><duration>1:0</duration><title>T</title></event></room></day></schedule>`))
	f.Add([]byte(`<?xml version="1.0" encoding="latin1"?><schedule><event id="1" guid="g"/><event id="1" guid="g"/></schedule>`))
	f.Add([]byte("<html><body>no"))
	f.Fuzz(func(t *testing.T, data []byte) {
		Recognise(data)
		list, _, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		for _, p := range list {
			corpus.Normalize(p)
			corpus.Validate(p)
			var b bytes.Buffer
			if Write(&b, p) != nil {
				continue
			}
			if _, _, err := Read(&b); err != nil {
				t.Errorf("what was written can't be read: %v", err)
			}
		}
	})
}
