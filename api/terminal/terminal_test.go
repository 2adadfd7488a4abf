package terminal

import (
	"strings"
	"testing"
	"time"

	"talksearch/index"
)

func written(t *testing.T, l List, colour bool) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, l, colour); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	title := index.Marked{{Text: "The "}, {Text: "BPF", Mark: true}, {Text: " MC"}}
	l := List{Total: 3, First: 1, Notes: []string{"a note"}, Talks: []Talk{{Place: "Mon", Title: title, People: "Ann, Bob", Snippet: title, Topics: []index.Marked{title}, Link: "https://x/y"}, {Place: "Tue", Title: title}}}
	want := "note: a note\n3 talks, the first 2:\n\nMon  The BPF MC\n    Ann, Bob\n    The BPF MC\n    · The BPF MC\n    https://x/y\n\nTue  The BPF MC\n"
	if got := written(t, l, false); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	got := written(t, l, true)
	if !strings.Contains(got, "Mon  The \x1b[1mBPF\x1b[22m MC\n") || !strings.Contains(got, "    \x1b[2mhttps://x/y\x1b[22m\n") {
		t.Errorf("in colour: got %q", got)
	}
}

func TestWriteCounts(t *testing.T) {
	one := []Talk{{Place: "Mon", Title: index.Marked{{Text: "A"}}}}
	for want, l := range map[string]List{
		"no talk matches; try fewer words, or check the spelling\n": {First: 1},
		"1 talk:\n":                    {Total: 1, First: 1, Talks: one},
		"2 talks:\n":                   {Total: 2, First: 1, Talks: append(one, one...)},
		"9 talks, the first 1:\n":      {Total: 9, First: 1, Talks: one},
		"9 talks, 5 to 5:\n":           {Total: 9, First: 5, Talks: one},
		"9 talks, none on this page\n": {Total: 9, First: 41},
	} {
		if got := written(t, l, false); !strings.HasPrefix(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestHarmless checks that no text can give a terminal orders.
func TestHarmless(t *testing.T) {
	evil := "a\x1b]0;owned\x07b\x1b[31mc\u009b2Jd\re\nf\x00\xffg\x1b[22m"
	l := List{Total: 1, First: 1, Notes: []string{evil}, Talks: []Talk{{Place: evil, Title: index.Marked{{Text: evil, Mark: true}}, People: evil, Snippet: index.Marked{{Text: evil}}, Topics: []index.Marked{{{Text: evil}}}, Link: evil}}}
	for _, colour := range []bool{false, true} {
		got := written(t, l, colour)
		for _, own := range []string{bold, dim, notBold} {
			got = strings.ReplaceAll(got, own, "")
		}
		if strings.ContainsAny(got, "\x1b\x07\r\x00\u009b") || strings.Count(got, "\n") != 8 {
			t.Errorf("colour %t: got %q", colour, got)
		}
	}
}

func TestPlace(t *testing.T) {
	at := time.Date(2019, 9, 9, 15, 0, 0, 0, time.UTC)
	for want, got := range map[string]string{
		"Mon 2019-09-09 15:00–18:30  [T]  [R]": Place("2019-09-09", at, at.Add(210*time.Minute), "T", "R"),
		"Mon 2019-09-09 15:00":                 Place("2019-09-09", at, time.Time{}, "", ""),
		"2019-09-09  [R]":                      Place("2019-09-09", time.Time{}, time.Time{}, "", "R"),
		"no time yet":                          Place("", time.Time{}, time.Time{}, "", ""),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestNotes(t *testing.T) {
	corrections := []index.Correction{{From: "verifer", To: "verifier"}}
	for complete, want := range []string{
		"no talk has all of these words; these have most of them",
		"only the first has all of these words; the others have most of them",
		"only the first 2 have all of these words; the others have most of them",
	} {
		q := index.Interpretation{Corrections: corrections, Relaxed: true, Complete: complete, Warnings: []string{"w"}}
		want = `no talk has "verifer"; searched for "verifier" instead|` + want + "|w"
		if got := strings.Join(Notes(q), "|"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
