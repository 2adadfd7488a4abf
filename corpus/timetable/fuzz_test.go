package timetable

import (
	"os"
	"strings"
	"testing"
	"time"

	"talksearch/corpus"
)

// FuzzRead checks that no text makes the reader panic, and that what it reads
// can be normalised and validated.
func FuzzRead(f *testing.F) {
	if data, err := os.ReadFile("testdata/harbour.txt"); err == nil {
		f.Add(string(data))
	}
	f.Add(usual + "\n\n• 10:00 13:30\n\nThe Foo track.\n\nTopics:\n- a\n  - b\n\nMC leads:\nA (B\n\n• 12:00\nC 45m")
	f.Add("A\n30 Dec 2030 - 2 Jan\n\t• 23:00 1:00 PM\n\u00a0 • 99:99\nTBD\n(\n[1]\nKeywords\n;\n• 1")
	f.Fuzz(func(t *testing.T, text string) {
		Recognise([]byte(text))
		list, _, err := Read(strings.NewReader(text))
		if err != nil {
			if list != nil {
				t.Error("got a programme and an error")
			}
			return
		}
		for _, p := range list {
			corpus.Normalize(p)
			corpus.Validate(p)
		}
	})
}

// TestReadScales reads long texts of the sort that makes readers slow.
func TestReadScales(t *testing.T) {
	const n = 1 << 15
	for _, c := range []struct{ name, unit string }{
		{"slots", "    • 10:00 13:30\n      A MC\n"}, {"nested slots", "      • 10:00\n        A talk 1h\n"}, {"bare times", "• 10:00 13:30\n"},
		{"text", "      Some words. And e.g. more of them (so). \n"}, {"blank lines", "\n"}, {"one line", "Words and more words. "},
		{"topics", "      Topics:\n      one\n"}, {"attendees", "      - attendees:\n"}, {"issues", "      issues:\n"}, {"entries", "      - one,\n"}, {"steps", "        - one two three four five six seven eight nine,\n"},
		{"leads", "      MC leads:\n"}, {"names", "      A Bee,\n"}, {"brackets", "((("}, {"markers", "[1]"}, {"calls", "if you are interested in participating x "}, {"keywords", "      Keywords: a, b\n"},
		{"open lines", "      A line that is long enough to be one that goes on, and\n"}, {"headings", "      Topics\n\n"}, {"dates", "June 2-"}, {"microconferences", "The A B C D E F microconference "},
	} {
		for _, before := range []string{usual + "\n\n    • 10:00 13:30\n      A MC\n\n      Topics:\n", usual + "\n\n    • 10:00 13:30\n\n      MC leads:\n      ", usual + "\n"} {
			text := before + strings.Repeat(c.unit, n/len(c.unit)) + "\n    • 15:00 16:00\n      B MC\n"
			began := time.Now()
			_, _, _ = Read(strings.NewReader(text))
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("%s: %d bytes took %v", c.name, len(text), took)
			}
		}
	}
}
