package ical

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"talksearch/corpus"
)

// sample returns a calendar of the local samples.
func sample(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../../shared/schedules/ics", name))
	if os.IsNotExist(err) {
		t.Skipf("no local samples: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// crude splits a calendar into its events' lines with no more than replacing
// and cutting, so that the reader is compared with something that is not it.
func crude(text string) [][]string {
	text = strings.NewReplacer("\r\n ", "", "\r\n", "\n").Replace(text)
	var events [][]string
	for _, e := range strings.Split(text, "BEGIN:VEVENT\n")[1:] {
		e, _, _ = strings.Cut(e, "END:VEVENT")
		events = append(events, strings.Split(e, "\n"))
	}
	return events
}

// value returns the value of the first line that begins with the property.
func value(event []string, property string) string {
	for _, line := range event {
		if rest, ok := strings.CutPrefix(line, property+":"); ok {
			return strings.NewReplacer(`\,`, ",", `\;`, ";").Replace(strings.TrimSpace(rest))
		}
	}
	return ""
}

// TestSamples compares every event of the samples with the talk made of it.
func TestSamples(t *testing.T) {
	guest := regexp.MustCompile(`^ATTENDEE.*CN="([^"]*)"`)
	byline := regexp.MustCompile(` \((talk|workshop|demo) by ([^()]*)\)$`)
	for _, c := range []struct{ name, id, title, zone, layout string }{
		{"fosdem-2015.trimmed.ics", "fosdem15", "FOSDEM15", "Europe/Brussels", localLayout},
		{"pyconuk-2015.ics", "pycon-uk-2015-schedule", "PyCon UK 2015 Schedule", "", utcLayout},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := sample(t, c.name)
			if !Recognise([]byte(text[:1000])) {
				t.Error("is not recognised")
			}
			list, problems := read(t, text)
			p := list[0]
			if len(list) != 1 || p.ID != c.id || p.Title != c.title || p.Timezone != c.zone {
				t.Errorf("got %d programmes, %q %q %q", len(list), p.ID, p.Title, p.Timezone)
			}
			left, aside := 0, strings.Join([]string{told(problems)}, "\n")
			talks := p.Talks
			for _, e := range crude(text) {
				title := value(e, "SUMMARY")
				if title == "" || strings.Contains(aside, fmt.Sprintf("%q (line", title)) {
					left++
					continue
				}
				got := talks[0]
				talks = talks[1:]
				if m := byline.FindStringSubmatch(title); m != nil {
					title = strings.TrimSuffix(title, m[0])
					if len(got.Speakers) == 0 || !strings.HasPrefix(m[2], got.Speakers[0].Name) {
						t.Errorf("%s: got people %v, want those of %q", got.Where, got.Speakers, m[2])
					}
				}
				var people []string
				for _, line := range e {
					if m := guest.FindStringSubmatch(line); m != nil {
						people = append(people, m[1])
					}
				}
				for i, name := range people {
					if len(got.Speakers) != len(people) || got.Speakers[i].Name != name {
						t.Errorf("%s: got people %v, want %v", got.Where, got.Speakers, people)
						break
					}
				}
				end := ""
				if !got.End.IsZero() {
					end = got.End.Format(c.layout)
				}
				for _, f := range []struct{ name, got, want string }{
					{"title", got.Title, title}, {"start", got.Start.Format(c.layout), value(e, "DTSTART")}, {"end", end, value(e, "DTEND")},
					{"room", got.Room, value(e, "LOCATION")}, {"track", got.Track, value(e, "CATEGORIES")}, {"uid", got.UID, value(e, "UID")},
					{"url", got.URL, strings.Replace(value(e, "URL"), "https:/f", "https://f", 1)},
				} {
					if f.got != f.want {
						t.Errorf("%s: %s: got %q, want %q", got.Where, f.name, f.got, f.want)
					}
				}
				if strings.Contains(value(e, "DESCRIPTION"), "<p>") && (got.Abstract == "" || strings.ContainsAny(got.Abstract, "<>")) {
					t.Errorf("%s: got text %q", got.Where, got.Abstract)
				}
			}
			want := map[string]int{"fosdem-2015.trimmed.ics": 12, "pyconuk-2015.ics": 153}[c.name]
			if len(talks) != 0 || len(p.Talks) != want || len(p.Talks)+left != strings.Count(text, "BEGIN:VEVENT") {
				t.Errorf("got %d talks and %d left out, want %d of %d", len(p.Talks), left, want, strings.Count(text, "BEGIN:VEVENT"))
			}
			if err := append(problems, corpus.Validate(p)...).Err(); err != nil {
				t.Errorf("got errors: %v", err)
			}
		})
	}
}

func TestSyntheticSamples(t *testing.T) {
	for name, want := range map[string]string{
		"SYNTHETIC-indico-contributions.ics": `301|talk|A BPF example talk|2019-09-09T09:00Z|2019-09-09T09:45Z|Jade 1||Bob Speaker Org B+Ann Other||"Uses SCHED_DEADLINE and io_uring."`,
		"SYNTHETIC-pretalx-schedule.ics":     `ABC123|talk|A talk - with a dash|2026-07-22T12:00+02:00|2026-07-22T12:45+02:00|Saal 1||Ann Other+Bob Speaker||"Abstract only; never the long description."`,
	} {
		list, _ := read(t, sample(t, name))
		if len(list) != 1 || len(list[0].Talks) != 1 || brief(&list[0].Talks[0]) != want {
			t.Errorf("%s: got %d programmes, %s, want %s", name, len(list), brief(&list[0].Talks[0]), want)
		}
	}
}

func TestSamplesRoundTrip(t *testing.T) {
	for _, name := range []string{"fosdem-2015.trimmed.ics", "pyconuk-2015.ics", "SYNTHETIC-indico-contributions.ics", "SYNTHETIC-pretalx-schedule.ics"} {
		list, _ := read(t, sample(t, name))
		again, problems := read(t, written(t, list[0]))
		if len(problems) != 0 || flat(again[0]) != flat(list[0]) {
			t.Errorf("%s: got\n%s\n%s\nwant\n%s", name, flat(again[0]), told(problems), flat(list[0]))
		}
	}
}
