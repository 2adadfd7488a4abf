package indico

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"talksearch/corpus"
)

const samples = "../../../shared/schedules/indico"

// sample reads a file of the samples kept beside the project.
func sample(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(samples, name))
	if err != nil {
		t.Skipf("the sample files are not here: %v", err)
	}
	return data
}

func readSample(t *testing.T, name string) []*corpus.Programme {
	t.Helper()
	list, _, err := Read(bytes.NewReader(sample(t, name)))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestSamples(t *testing.T) {
	for _, c := range []struct {
		file       string
		programmes int
		items      int // sessions that are items of their own
	}{
		{"SYNTHETIC-indico-event.detail-sessions.json", 1, 2},
		{"SYNTHETIC-indico-timetable.json", 1, 1},
		{"indico-doc-example-categ-1.json", 2, 0},
		{"indico-doc-example-event-1.json", 1, 0},
		{"indico-doc-example-event-2.json", 1, 0},
		{"indico-doc-example-event-3.json", 1, 0},
		{"indico-event-40025.detail-sessions.json", 1, 0},
	} {
		t.Run(c.file, func(t *testing.T) {
			data := sample(t, c.file)
			if !Recognise(data[:min(len(data), 64<<10)]) || !Recognise(data[:300]) {
				t.Error("is not recognised")
			}
			list := readSample(t, c.file)
			if len(list) != c.programmes {
				t.Fatalf("got %d programmes, want %d", len(list), c.programmes)
			}
			n := 0
			for _, p := range list {
				n += len(p.Talks)
				corpus.Normalize(p)
				for _, x := range corpus.Validate(p) {
					if x.Severity == corpus.Error && x.Field != "talks" {
						t.Error(x)
					}
				}
			}
			if want := contributions(t, data) + c.items; n != want {
				t.Errorf("got %d talks, want %d", n, want)
			}
		})
	}
}

var contributionMark = regexp.MustCompile(`"(_type|entryType)":\s*"Contribution"`)

// contributions counts a file's contributions in its text.
func contributions(t *testing.T, data []byte) int {
	if !json.Valid(data) {
		t.Fatal("the sample is no JSON")
	}
	return len(contributionMark.FindAll(data, -1))
}

func TestSampleTalks(t *testing.T) {
	for _, c := range []struct {
		file  string
		talks []string
	}{
		{"indico-doc-example-event-3.json", []string{
			"d1c1 | talk |  |  | 2011-06-23 08:00-08:20 | ",
			"d1c2 | talk |  |  | 2011-06-23 08:20-08:40 | ",
			"d2c1 | talk |  |  | 2011-06-24 12:00-14:00 | ",
			"d2s1c1 | talk | d2s1 |  | 2011-06-24 14:00-14:20 | ",
		}},
		{"indico-event-40025.detail-sessions.json", []string{
			"etat-du-projet | talk |  |  | 2026-07-07 14:00-14:40 | Andrei Tsaregorodtsev (Aix Marseille Univ, CNRS/IN2P3, CPPM, Marseille, France) speaker; Vanessa Hamar (CC-IN2P3 / CNRS) speaker",
			"projets | talk |  |  | 2026-07-07 14:40-15:20 | Andrei Tsaregorodtsev (Aix Marseille Univ, CNRS/IN2P3, CPPM, Marseille, France) speaker; Axel BONNET ({CNRS}UMR5220) speaker; " +
				"Bertrand Rigaud (CC-IN2P3) speaker; Luisa Arrabito (LUPM) speaker; Natthan Pigoux (LUPM) speaker; Sorina POP (CNRS) speaker",
			"publications-conferences | talk |  |  | 2026-07-07 15:20-15:25 | Andrei Tsaregorodtsev (Aix Marseille Univ, CNRS/IN2P3, CPPM, Marseille, France) speaker",
			"consortium-news | talk |  |  | 2026-07-07 15:25-15:35 | Andrei Tsaregorodtsev (CPPM-CNRS) speaker",
			"aob | talk |  |  | 2026-07-07 15:35-15:45 | ",
		}},
		{"SYNTHETIC-indico-event.detail-sessions.json", []string{
			"example-mc | microconference | Example MC | Jade 1 | 2019-09-09 10:00-13:30 | ",
			"a-bpf-example-talk | talk | LPC Refereed Track | Jade 1 | 2019-09-09 10:00-10:45 | Bob Speaker (Org B) speaker",
			"example-mc-part-2 | microconference | Example MC | Jade 1 | 2019-09-10 10:00-13:30 | ",
			"unscheduled-talk | talk | LPC Refereed Track | Jade 1 |  | Bob Speaker (Org B) speaker",
		}},
		{"SYNTHETIC-indico-timetable.json", []string{
			"example-refereed-track | track | Example Refereed Track | Jade 1 | 2019-09-09 10:00-18:30 | Ada Example (Org A) moderator",
			"a-bpf-example-talk | talk | Example Refereed Track | Jade 1 | 2019-09-09 10:00-10:45 | Bob Speaker (Org B) speaker",
			"a-talk-outside-any-session | talk |  | Main | 2019-09-09 18:45-19:45 | ",
		}},
	} {
		t.Run(c.file, func(t *testing.T) {
			p := readSample(t, c.file)[0]
			corpus.Normalize(p)
			same(t, "talks", outlines(p), c.talks)
		})
	}
}
