package spell

import (
	"strings"
	"testing"

	"talksearch/index/text"
)

// TestCorrect makes every kind of error in words of the built-in conference. Another
// form of the word is as good.
func TestCorrect(t *testing.T) {
	d := lpc(t)
	for want, typed := range map[string]string{
		// A letter too many: first, in the middle, last.
		"container": "xcontainer conttainer conrtainer containerr containert",
		// Too few.
		"scheduler": "cheduler sheduler schduler schedler schedule_ schedulr",
		// Another.
		"verifier": "berifier vetifier verivier verifiet",
		// In the wrong order.
		"restore": "erstore rsetore retsore restoer",
		// Several errors.
		"checkpoint":      "chekpiont chekcpont",
		"microconference": "micorconfrence mircoconferance",
		// Short.
		"bpf": "bfp", "rust": "rsut russt", "core": "coer",
		// Doubled letters, and not doubled.
		"patching": "pattching patchingg", "runqueue": "runnqueue", "address": "adress",
		// Names: by letters and by sound.
		"rostedt":     "roystedt rosted rostet rosstet",
		"daniel":      "danial danniel",
		"bristot":     "bristo pristot",
		"starovoitov": "starowoitow starovoytov staravoitov",
		"graber":      "grabber greber",
		"lelli":       "lelly leli",
		"guittot":     "guitot gittot",
		"alexei":      "alexey aleksei",
		"christian":   "kristian cristian",
		"borkmann":    "borgman borkman",
		"stephane":    "stephanne stephan",
		// Cut short.
		"hyperthreads": "hyperthre",
	} {
		for typed := range strings.FieldsSeq(strings.ReplaceAll(typed, "_", "q")) {
			if got := d.Correct(typed, Options{}); len(got) == 0 || text.Stem(got[0].Word) != text.Stem(want) || got[0].Confidence < Sure {
				t.Errorf("%s: got %v, want %s and to be sure of it", typed, got, want)
			}
		}
	}
}

// TestNotSure has what must not be corrected, or at least not without asking.
func TestNotSure(t *testing.T) {
	d := lpc(t)
	for _, c := range []struct {
		name, words string
	}{
		{"words that occur", "bpf kernel rostedt the livepatch"},
		{"garbage", "x xx xyz qqq qwx zzz asdf xkcd jkl hjk vbn asdfgh qwerty zxcvbn aaaa bbbbbb lkjhgf"},
		{"other words", "giraffe elephant python docker banana holiday nosuchword"},
		{"digits", "2018 arm65 x86a"},
		{"no alphabet", "内核 カーネル 커널"},
		{"too long", strings.Repeat("schedule", 6)},
	} {
		for word := range strings.FieldsSeq(c.words) {
			if got := d.Correct(word, Options{}); len(got) > 0 && got[0].Confidence >= Sure {
				t.Errorf("%s: %s: got %v, want nothing to be sure of", c.name, word, got)
			}
		}
	}
	for word := range strings.FieldsSeq("bpf kernel rostedt 2018 arm65 内核 カーネル xx") {
		if got := d.Correct(word, Options{}); len(got) > 0 {
			t.Errorf("%s: got %v, want nothing", word, got)
		}
	}
}

// TestNamesAlike checks that all names of one sound are offered.
func TestNamesAlike(t *testing.T) {
	got := of("rostedt", "stephane", "steven", "system").Correct("stefan", Options{})
	var words []string
	for _, c := range got {
		words = append(words, c.Word)
	}
	if got, want := strings.Join(words, " "), "steven stephane"; got != want {
		t.Errorf("stefan: got %s, want %s", got, want)
	}
}

func TestOptions(t *testing.T) {
	b := NewBuilder(inNames)
	for _, w := range []Word{{"mare", 3, inText}, {"marc", 3, inNames}, {"mark", 3, inText | inNames}, {"marked", 1, inText}, {"marx", 2, inText}} {
		b.Add(w)
	}
	d := b.Finish()
	best := func(word string, o Options) string {
		list := d.Correct(word, o)
		if len(list) == 0 {
			return ""
		}
		return list[0].Word
	}
	if got := best("mard", Options{Together: func(word string) int {
		if word == "marx" {
			return 2
		}
		return 0
	}}); got != "marx" {
		t.Errorf("with the other words: got %s, want marx", got)
	}
	for _, c := range d.Correct("mard", Options{In: inNames}) {
		if c.Word != "marc" && c.Word != "mark" {
			t.Errorf("among names: got %s", c.Word)
		}
	}
	if got := best("mare", Options{In: inNames}); got != "marc" {
		t.Errorf("a word that is no name, among names: got %s, want marc", got)
	}
	if got := d.Correct("mard", Options{Most: 2}); len(got) != 2 {
		t.Errorf("at most 2: got %d", len(got))
	}
	asked := 0
	many := make([]string, 0, 26)
	for r := 'a'; r <= 'z'; r++ {
		many = append(many, "lette"+string(r))
	}
	of(many...).Correct("letter1x"[:5]+"äs", Options{Together: func(string) int { asked++; return 1 }})
	if asked > maxAsked {
		t.Errorf("asked for %d words, want %d at most", asked, maxAsked)
	}
}

// TestOneStem checks that forms of one word don't compete.
func TestOneStem(t *testing.T) {
	got := of("scheduled", "scheduler", "schedulers", "schedules").Correct("schedulr", Options{})
	if len(got) != 1 || got[0].Word != "scheduler" || got[0].Confidence < 0.9 {
		t.Errorf("got %v, want scheduler alone", got)
	}
}

func TestConfidence(t *testing.T) {
	d := lpc(t)
	for _, typed := range []string{"shceduler", "foo", "stefan", "verif", "kernal"} {
		sum := 0.0
		for _, c := range d.Correct(typed, Options{Most: 1000}) {
			if sum += c.Confidence; c.Confidence <= 0 || sum > 1 {
				t.Fatalf("%s: got %+v; all together %g, want at most 1", typed, c, sum)
			}
		}
	}
}

func FuzzCorrect(f *testing.F) {
	d := lpc(f)
	for _, s := range []string{"shceduler", "", "ü", "内核", "\xff\xfe", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "livepatching"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, s, o string) {
		for _, c := range d.Correct(s, Options{Together: func(w string) int { return len(w) - len(o) }}) {
			if _, found := d.Find(c.Word); !found || c.Word == s || !(c.Confidence > 0 && c.Confidence <= 1) {
				t.Errorf("%q: got %+v", s, c)
			}
		}
		for _, span := range d.Nearly(s) {
			if span.From >= span.To || span.To > d.Len() {
				t.Errorf("%q: got %+v", s, span)
			}
		}
		d.Split(s, 0, func(a, b string) int { return len(a) })
		d.Join(s, o, inNames)
	})
}
