package schedule_test

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"talksearch/corpus"
	"talksearch/corpus/lpc2019"
	"talksearch/corpus/schedulejson"
	"talksearch/corpus/schedulexml"
)

// samples are files of third parties, which lie beside the project.
const samples = "../../../shared/schedules"

type format struct {
	name  string
	read  func(io.Reader) ([]*corpus.Programme, corpus.Problems, error)
	write func(io.Writer, *corpus.Programme) error
}

var formats = []format{
	{"xml", schedulexml.Read, schedulexml.Write},
	{"json", schedulejson.Read, schedulejson.Write},
}

// readSample reads and normalises a sample file.
func readSample(t *testing.T, name string) *corpus.Programme {
	t.Helper()
	f, err := os.Open(filepath.Join(samples, name))
	if os.IsNotExist(err) {
		t.Skipf("no sample files: %v", err)
	} else if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	read := formats[0].read
	if filepath.Ext(name) == ".json" {
		read = formats[1].read
	}
	list, _, err := read(f)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	corpus.Normalize(list[0])
	return list[0]
}

// comparable brings a programme into a form that can be compared with ==: by
// id, times in words, without where a talk stands.
func comparable(p *corpus.Programme) map[string]string {
	out := map[string]string{"": fmt.Sprintf("%q %q %s %s %q %q", p.ID, p.Title, p.Start, p.End, p.Timezone, p.URL)}
	for _, t := range p.Talks {
		start, end := t.Start.Format(time.RFC3339), t.End.Format(time.RFC3339)
		t.Where, t.Start, t.End = "", time.Time{}, time.Time{}
		out[t.ID] = fmt.Sprintf("%s %s %+v", start, end, t)
	}
	return out
}

func differences(t *testing.T, got, want map[string]string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("got %d talks, want %d", len(got)-1, len(want)-1)
	}
	n := 0
	for id := range want {
		if got[id] != want[id] {
			if n++; n < 4 {
				t.Errorf("talk %q: got\n%s\nwant\n%s", id, got[id], want[id])
			}
		}
	}
	if n > 0 {
		t.Errorf("%d of %d differ", n, len(want))
	}
}

// The 36C3 published one programme in both formats, made from one source: every
// talk is to be the same, its id above all.
func TestFormatsAgree(t *testing.T) {
	x, j := readSample(t, "xml/36c3-everything.xml"), readSample(t, "json/36c3-everything.json")
	if len(x.Talks) != 1351 {
		t.Errorf("got %d talks, want 1351", len(x.Talks))
	}
	differences(t, comparable(j), comparable(x))
	if again := readSample(t, "xml/36c3-everything.xml"); !reflect.DeepEqual(again, x) {
		t.Error("read again, the programme differs")
	}
	for i := range x.Talks {
		if x.Talks[i].ID != j.Talks[i].ID {
			t.Fatalf("talk %d: id %s in XML, %s in JSON", i, x.Talks[i].ID, j.Talks[i].ID)
		}
	}
}

// What either format can hold comes back from it.
func TestWritingLosesNothing(t *testing.T) {
	programmes := map[string]func(t *testing.T) *corpus.Programme{
		"lpc2019": func(t *testing.T) *corpus.Programme {
			p, err := lpc2019.Programme()
			if err != nil {
				t.Fatal(err)
			}
			return p
		},
		"by hand": func(*testing.T) *corpus.Programme { return byHand() },
	}
	for _, name := range []string{"xml/31c3.xml", "xml/36c3-everything.xml", "xml/froscon-2013.xml", "xml/pentabarf-fosdem-2018.fixture.xml",
		"json/frab-camp2019.json", "json/hub-schedule2-sample.json", "json/pretalx-democon.json", "json/pretalx-rc3.json"} {
		programmes[name] = func(t *testing.T) *corpus.Programme { return readSample(t, name) }
	}
	for name, programme := range programmes {
		for _, f := range formats {
			t.Run(name+" as "+f.name, func(t *testing.T) {
				p := programme(t)
				var first, second bytes.Buffer
				if err := f.write(&first, p); err != nil {
					t.Fatal(err)
				}
				list, problems, err := f.read(bytes.NewReader(first.Bytes()))
				if err != nil {
					t.Fatal(err)
				}
				for _, problem := range problems {
					if problem.Talk != "Some time on this day" {
						t.Errorf("problem: %v", problem)
					}
				}
				got := list[0]
				corpus.Normalize(got)
				if err := f.write(&second, got); err != nil {
					t.Fatal(err)
				}
				topics := hasTopics(p)
				forget(p)
				for i := range got.Talks {
					if got.Talks[i].UID == "" {
						t.Errorf("talk %s has no UID", got.Talks[i].ID)
					}
					if talk(p, got.Talks[i].ID).UID == "" {
						got.Talks[i].UID = "" // made up for the file
					}
				}
				differences(t, comparable(got), comparable(p))
				if f.name == "xml" && got.Location != p.Location {
					t.Errorf("got location %q, want %q", got.Location, p.Location)
				}
				if !topics && !bytes.Equal(first.Bytes(), second.Bytes()) {
					t.Error("written again, the file differs")
				}
			})
		}
	}
}

// forget takes away what the formats can't hold.
func forget(p *corpus.Programme) {
	for i := range p.Talks {
		t := &p.Talks[i]
		if len(t.Topics) > 0 {
			t.Abstract = strings.TrimSpace(t.Abstract + "\n\nTopics:\n- " + strings.Join(t.Topics, "\n- "))
		}
		t.Topics, t.Keywords = nil, nil
		for j, s := range t.Speakers {
			t.Speakers[j] = corpus.Speaker{Name: s.Name, Role: corpus.RoleSpeaker}
		}
	}
	p.Talks = slices.DeleteFunc(p.Talks, func(t corpus.Talk) bool { return t.Day == "" })
	corpus.Normalize(p)
}

func hasTopics(p *corpus.Programme) bool {
	return slices.ContainsFunc(p.Talks, func(t corpus.Talk) bool { return len(t.Topics) > 0 })
}

func talk(p *corpus.Programme, id string) *corpus.Talk {
	i := slices.IndexFunc(p.Talks, func(t corpus.Talk) bool { return t.ID == id })
	if i < 0 {
		return &corpus.Talk{}
	}
	return &p.Talks[i]
}

// byHand returns a programme with what other samples lack.
func byHand() *corpus.Programme {
	at := func(s string) time.Time {
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			panic(err)
		}
		return t
	}
	p := &corpus.Programme{ID: "conf", Title: "Conf <&> \"Co\"", Start: "2019-09-09", End: "2019-09-11", Timezone: "Europe/Lisbon", Location: "Lisbon, Portugal",
		URL: "https://example.org/", Notice: "not kept", Talks: []corpus.Talk{
			{ID: "night", Title: "Night <talk> & more", Subtitle: "Sub", Day: "2019-09-09", Start: at("2019-09-10T01:00:00+01:00"), End: at("2019-09-10T02:00:30+01:00"),
				Room: "Jade [1].a", Track: "T", Kind: corpus.KindWorkshop, UID: "u-1", Language: "pt-PT", URL: "https://example.org/talk/ABCDEF/",
				Speakers: []corpus.Speaker{{Name: "Ångström Ünal", Affiliation: "Acme", Role: corpus.RoleModerator}, {Name: "Jane Doe"}},
				Links:    []corpus.Link{{Title: "Slides", URL: "https://example.org/a?b=1&c=2"}, {URL: "https://example.org/b"}},
				Abstract: "Plain text\non lines with *_rt and a < b.\n\nAnd a paragraph.", Keywords: []string{"x"}, Topics: []string{"One `two`", "**three**"}},
			{ID: "42", Title: "Marked up", Day: "2019-09-10", Start: at("2019-09-10T09:00:00Z"), Kind: corpus.KindBoF,
				Abstract: "This <p>looks</p> like **markup** [x](https://example.org).\n\n- and &amp; has lists\n- with `code`\n\n## End"},
			{ID: "no-start", Title: "Some time on this day", Day: "2019-09-11", Kind: corpus.KindPlenary},
			{ID: "no-day", Title: "Some time", Kind: corpus.KindOther},
			{ID: "week", Title: "All the week", Day: "2019-09-09", Start: at("2019-09-09T09:00:00Z"), End: at("2019-09-13T19:15:00Z"), Room: "", Kind: corpus.KindSocial},
			{ID: "ünï.cøde-漢字", Title: "Break", Speakers: []corpus.Speaker{{Name: "B"}}, Day: "2019-09-10", Start: at("2019-09-10T09:00:00Z"), End: at("2019-09-10T09:00:00Z")},
		}}
	corpus.Normalize(p)
	p.Talks[5].ID = corpus.Slug(p.Talks[5].ID)
	slices.SortFunc(p.Talks, func(a, b corpus.Talk) int { return cmp.Compare(a.ID, b.ID) })
	return p
}

// A programme that is written is not changed.
func TestWritingLeavesTheProgrammeAlone(t *testing.T) {
	p, want := byHand(), byHand()
	for _, f := range formats {
		if err := f.write(io.Discard, p); err != nil {
			t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(p, want) {
		t.Error("it was changed")
	}
	p.Timezone = "Nowhere/Land"
	for _, f := range formats {
		if err := f.write(io.Discard, p); err == nil || !strings.Contains(err.Error(), "Nowhere/Land") {
			t.Errorf("%s: got error %v, want one that names the zone", f.name, err)
		}
	}
}
