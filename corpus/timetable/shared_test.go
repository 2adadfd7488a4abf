package timetable

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"talksearch/corpus"
)

// An item is one entry of the right reading of a real timetable.
type item struct {
	ID     string      `json:"id"`
	Title  string      `json:"title"`
	Kind   corpus.Kind `json:"kind"`
	Track  string      `json:"track"`
	Day    corpus.Date `json:"day"`
	Start  string      `json:"start"`
	End    string      `json:"end"`
	People []string    `json:"leads_or_speakers"`
	Topics []string    `json:"topics"`
	Line   int         `json:"line"`
}

// shared returns a file of the samples that are kept outside the project.
func shared(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../../shared/corpus", name))
	if err != nil {
		t.Skipf("the real samples are not here: %v", err)
	}
	return data
}

// read reads a timetable as the importer does.
func read(t *testing.T, text string) (*corpus.Programme, corpus.Problems) {
	t.Helper()
	list, problems, err := Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 {
		t.Fatalf("got %d programmes, want 1", len(list))
	}
	corpus.Normalize(list[0])
	return list[0], problems
}

// itemOf returns a talk as an item, to be compared with one.
func itemOf(talk corpus.Talk) item {
	got := item{ID: talk.ID, Title: talk.Title, Kind: talk.Kind, Track: talk.Track, Day: talk.Day, People: []string{}, Topics: []string{}}
	if !talk.Start.IsZero() {
		got.Start = talk.Start.Format("15:04")
	}
	if !talk.End.IsZero() {
		got.End = talk.End.Format("15:04")
	}
	for _, s := range talk.Speakers {
		got.People = append(got.People, s.Name)
	}
	got.Topics = append(got.Topics, talk.Topics...)
	return got
}

func TestReadRealTimetable(t *testing.T) {
	text := string(shared(t, "lpc2019-timetable.txt"))
	var want []item
	if err := json.Unmarshal(shared(t, "lpc2019-timetable.expected.json"), &want); err != nil {
		t.Fatal(err)
	}
	p, problems := read(t, text)
	if len(p.Talks) != len(want) {
		t.Errorf("got %d items, want %d", len(p.Talks), len(want))
	}
	topics, people := 0, 0
	for i := range min(len(p.Talks), len(want)) {
		got := itemOf(p.Talks[i])
		compare(t, got, p.Talks[i].Where, want[i])
		topics += len(got.Topics)
		if got.Kind == corpus.KindMicroconference {
			people += len(got.People)
		}
		for _, s := range p.Talks[i].Speakers {
			role := corpus.RoleSpeaker
			if got.Kind == corpus.KindMicroconference {
				role = corpus.RoleLead
			}
			if s.Role != role {
				t.Errorf("%s: %s: got role %q, want %q", got.ID, s.Name, s.Role, role)
			}
		}
	}
	for _, c := range []struct {
		name      string
		got, want int
	}{{"topics", topics, 159}, {"leads", people, 39}} {
		if c.got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, c.got, c.want)
		}
	}
	for _, c := range []struct{ name, got, want string }{
		{"title", p.Title, "Linux Plumbers Conference 2019"}, {"location", p.Location, "Lisbon, Portugal"},
		{"start", string(p.Start), "2019-09-09"}, {"end", string(p.End), "2019-09-11"}, {"zone", p.Timezone, "Europe/Lisbon"},
		{"id", p.ID, "linux-plumbers-conference-2019"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
	for _, x := range append(problems, corpus.Validate(p)...) {
		t.Logf("%s: %s", x.Severity, x)
		if x.Severity == corpus.Error {
			t.Errorf("got %s, want no errors", x)
		}
	}
	clean(t, p)
	keywords(t, p, "enabling-tpm-based-system-security-features", "core libraries|device support|security|tpm|tss")
	isolation := find(t, p, "kernel-address-space-isolation")
	var affiliations []string
	for _, s := range isolation.Speakers {
		affiliations = append(affiliations, s.Affiliation)
	}
	if want := []string{"Oracle", "IBM", "IBM", "IBM Research"}; !slices.Equal(affiliations, want) {
		t.Errorf("affiliations: got %q, want %q", affiliations, want)
	}
}

// TestReadRealTimetableHoweverCopied reads the same timetable as other browsers
// and editors leave it.
func TestReadRealTimetableHoweverCopied(t *testing.T) {
	text := string(shared(t, "lpc2019-timetable.txt"))
	var want []item
	if err := json.Unmarshal(shared(t, "lpc2019-timetable.expected.json"), &want); err != nil {
		t.Fatal(err)
	}
	margin := regexp.MustCompile(`(?m)^ +`)
	each := func(change func(spaces string) string) string { return margin.ReplaceAllStringFunc(text, change) }
	for name, text := range map[string]string{
		"line ends":            strings.ReplaceAll(text, "\n", "\r\n"),
		"spaces at line ends":  strings.ReplaceAll(text, "\n", " \u00a0\n"),
		"blank lines doubled":  strings.ReplaceAll(text, "\n\n", "\n\n\n"),
		"no-break spaces":      each(func(s string) string { return strings.Repeat("\u00a0", len(s)) }),
		"tabs":                 each(func(s string) string { return strings.Repeat("\t", len(s)/2) }),
		"no indents":           each(func(string) string { return "" }),
		"indents of slots":     regexp.MustCompile(`(?m)^ +([^• ])`).ReplaceAllString(text, "$1"),
		"other bullets within": regexp.MustCompile(`(?m)^      •( \d\d:\d\d)$`).ReplaceAllString(text, "      ◦$1"),
		"shifted":              strings.ReplaceAll(text, "\n ", "\n       "),
		"typographic dashes":   strings.Replace(text, "September 9-11,", "September 9 – 11, 2019,", 1),
	} {
		p, _ := read(t, text)
		if len(p.Talks) != len(want) {
			t.Errorf("%s: got %d items, want %d", name, len(p.Talks), len(want))
			continue
		}
		t.Run(name, func(t *testing.T) {
			for i, w := range want {
				w.Line = 0
				compare(t, itemOf(p.Talks[i]), p.Talks[i].Where, w)
			}
			clean(t, p)
		})
	}
}

func compare(t *testing.T, got item, where string, want item) {
	t.Helper()
	for _, c := range []struct{ field, got, want string }{
		{"id", got.ID, want.ID}, {"title", got.Title, want.Title}, {"kind", string(got.Kind), string(want.Kind)},
		{"track", got.Track, want.Track}, {"day", string(got.Day), string(want.Day)}, {"start", got.Start, want.Start}, {"end", got.End, want.End},
		{"people", strings.Join(got.People, "|"), strings.Join(want.People, "|")},
		{"topics", strings.Join(got.Topics, "\n"), strings.Join(want.Topics, "\n")},
		{"where", where, whereOf(want.Line, where)},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s:\n got %s\nwant %s", want.ID, c.field, c.got, c.want)
		}
	}
}

func whereOf(number int, unstated string) string {
	if number == 0 {
		return unstated
	}
	return where(number)
}

func keywords(t *testing.T, p *corpus.Programme, id, want string) {
	t.Helper()
	for _, talk := range p.Talks {
		got := strings.Join(talk.Keywords, "|")
		if talk.ID == id && got != want || talk.ID != id && got != "" {
			t.Errorf("keywords of %s: got %q", talk.ID, got)
		}
	}
}

func find(t *testing.T, p *corpus.Programme, id string) corpus.Talk {
	t.Helper()
	for _, talk := range p.Talks {
		if talk.ID == id {
			return talk
		}
	}
	t.Fatalf("no talk has the id %q", id)
	return corpus.Talk{}
}

var unclean = regexp.MustCompile(`(?i)\[[1-9]\d*\]|(?:^|\s)\[0\]|if you are interested in participating|cfp|more (?:topics )?(?:to|will) be added|your browser|mc leads?\b|^keywords|^speakers:|attendees| \( | \(\s*\)|\x{a0}`)

// clean checks that nothing is left in the texts that only the page or the
// organisers say.
func clean(t *testing.T, p *corpus.Programme) {
	t.Helper()
	for _, talk := range p.Talks {
		for _, text := range append([]string{talk.Title, talk.Abstract}, talk.Topics...) {
			if bad := unclean.FindString(text); bad != "" {
				t.Errorf("%s: %q stands in\n%s", talk.ID, bad, text)
			}
		}
	}
}
