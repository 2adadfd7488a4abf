package highlight

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"talksearch/corpus/lpc2019"
	"talksearch/index"
	"talksearch/index/query"
	"talksearch/index/text"
)

func show(m index.Marked) string {
	var b strings.Builder
	for _, s := range m {
		if s.Mark {
			b.WriteString("[" + s.Text + "]")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestMark(t *testing.T) {
	for _, c := range []struct{ query, field, in, want string }{
		{"scheduling", "title", "Schedule, scheduled, school", "[Schedule], [scheduled], school"},
		{"SCHED_IDLE", "topic", "SCHED_IDLE and sched idle", "[SCHED_IDLE] and [sched idle]"},
		{"idle", "topic", "SCHED_IDLE", "SCHED_[IDLE]"},
		{"realtime", "topic", "Real-time!", "[Real-time]!"},
		{`"live patch"`, "title", "live patch, live patching", "[live patch], live patching"},
		{"bpf", "title", "eBPF's BPF's", "e[BPF]'s [BPF]'s"},
		{"a -b", "title", "a b", "[a] b"},
		{"title:a", "topic", "a", "a"},
		{"title:a", "title", "a", "[a]"},
		{"graber", "speaker", "Stéphane Gräber", "Stéphane [Gräber]"},
		{"sched_idle idle", "title", "SCHED_IDLE", "[SCHED_IDLE]"},
		{"", "title", "", ""},
		{`"realtime"`, "title", "Real-time, realtimes", "[Real-time], realtimes"},
		{"sched*", "title", "Scheduler and SCHED_IDLE, reschedule", "[Scheduler] and [SCHED_IDLE], reschedule"},
		{"real-ti*", "title", "Real Time, real-timers, real tales", "[Real Time], [real-timers], real tales"},
		{"die", "title", "dying dice", "[dying] dice"},
		{"title:a b", "title", "a b c", "[a] [b] c"},
		{"title:a b", "topic", "a b c", "a [b] c"},
		{`a OR "b c" OR (d e*)`, "title", "a b c d early", "[a] [b c] [d] [early]"},
		{"a -(b OR c -d) NOT e", "title", "a b c d e", "[a] b c d e"},
		{"title:a,b topic:(c OR d)", "title", "a b c d", "[a] [b] c d"},
		{"day:monday after:10:00 a", "title", "monday 10:00 a", "monday 10:00 [a]"},
		{"get_user_pages()", "abstract", "get_user_pages(), get user pages", "[get_user_pages](), [get user pages]"},
	} {
		for name, o := range map[string]text.Outline{"read": nil, "outlined": text.NewOutline(c.in)} {
			if got := show(New(query.Parse(c.query).Root).Mark(c.field, c.in, o)); got != c.want {
				t.Errorf("%q in %q, %s: got %s, want %s", c.query, c.in, name, got, c.want)
			}
		}
	}
}

func TestSnippet(t *testing.T) {
	filler := strings.Repeat("Nothing to see here at all. ", 20)
	in := "The start of it. " + filler + "One verifier alone.\n\n" + filler + "Here the verifier meets BPF.\n" + filler
	for _, c := range []struct{ name, query, in, want string }{
		{"no match: the beginning", "zebra", in, "The start of it. Nothing to see here at all. Nothing to see here at all. Nothing to see here at …"},
		{"the stretch with most words", "bpf verifier", in, "… Here the [verifier] meets [BPF]. Nothing to see here at all. Nothing to see here at all. Nothing to see …"},
		{"two words far apart in one sentence", "alpha omega", "Before this there was something else to say about it. It had alpha, " + strings.Repeat("and ", 9) + "omega at last. " + filler,
			"… It had [alpha], and and and and and and and and and [omega] at last. Nothing to see here at all. …"},
		{"a phrase longer than the snippet is clipped", `"` + strings.TrimSpace(filler) + `"`, in, "The start of it. [Nothing to see here at all. Nothing to see here at all. Nothing to see here at] …"},
		{"from the last sentence's beginning, whatever ended the one before", "needle", filler + "So it is. Is it so? Here is the needle. " + filler, "… Here is the [needle]. Nothing to see here at all. Nothing to see here at all. Nothing to see here at …"},
		{"short text: all of it", "text", "A short text.", "A short [text]."},
	} {
		if got := show(New(query.Parse(c.query).Root).Snippet("abstract", c.in, nil, 100)); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

// TestManyWords checks that time does not grow with words times text.
func TestManyWords(t *testing.T) {
	var q, s strings.Builder
	for i := range 600 {
		fmt.Fprintf(&q, "w%d ", i)
	}
	for i := range 20_000 {
		fmt.Fprintf(&s, "w%d ", i%600)
	}
	h := New(query.Parse(q.String()).Root)
	began := time.Now()
	h.Snippet("abstract", s.String(), nil, 240)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("took %s", took)
	}
}

func FuzzSnippet(f *testing.F) {
	f.Add(`bpf "a b" SCHED_IDLE`, "some SCHED_IDLE é\xff a b", 5)
	f.Add(`(bpf OR a*) -(b "c d") title:e,f`, "bpf abc f", 5)
	f.Fuzz(func(t *testing.T, q, s string, size int) {
		if size < 1 || size > 1000 {
			t.Skip("not a size that is used")
		}
		h := New(query.Parse(q).Root)
		if got := h.Mark("title", s, nil).String(); got != s {
			t.Fatalf("Mark changed %q to %q", s, got)
		}
		read, outlined := h.Snippet("title", s, nil, size), h.Snippet("title", s, text.NewOutline(s), size)
		if show(read) != show(outlined) {
			t.Fatalf("by its outline: %s\n by the text: %s", show(outlined), show(read))
		}
	})
}

// TestHead checks that words begin as the head of their stem says, those of a
// conference and those made of all the stemmer's endings.
func TestHead(t *testing.T) {
	p, err := lpc2019.Programme()
	if err != nil {
		t.Fatal(err)
	}
	words := []string{"dying", "skies", "happily", "gently", "singly", "news", "proceeds", "gläser", "cpus", "menus"}
	for _, talk := range p.Talks {
		words = append(words, text.Terms(text.Split(talk.Title+" "+talk.Abstract))...)
	}
	plain := words
	for _, ending := range strings.Fields(`s es ies ied ed ing eed ingly edly ly y tional enci anci abli entli izer ization ational
		ation ator alism aliti alli fulness ousli ousness iveness iviti biliti bli ogi fulli lessli alize icate iciti ical ful
		ness ative al ance ence er ic able ible ant ement ment ent ism ate iti ous ive ize ion e l`) {
		for _, w := range plain {
			words = append(words, w+ending)
		}
	}
	for _, w := range words {
		if head := head(text.Stem(w)); !strings.HasPrefix(w, head) {
			t.Errorf("%s, of which the stem is %s, does not begin with %s", w, text.Stem(w), head)
		}
	}
}
