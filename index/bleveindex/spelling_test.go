package bleveindex

import (
	"context"
	"testing"

	"talksearch/index/indextest"
	"talksearch/index/spell"
)

func newTestSpelling(t *testing.T) *spelling {
	t.Helper()
	e := New()
	t.Cleanup(func() { e.Close() })
	if err := e.Load(t.Context(), append(indextest.Small(t), indextest.LPC(t))); err != nil {
		t.Fatal(err)
	}
	s, err := newSpelling(t.Context(), e.current)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSpellingCorrect(t *testing.T) {
	s := newTestSpelling(t)
	for _, c := range []struct{ word, field, want string }{
		{"roystedt", "", "rostedt"},
		{"bristott", "speaker", "bristot"},
		{"angstrm", "", "angstrom"},
		{"shceduler", "title", "scheduler"},
		{"microconferenes", "track", "microconferences"},
		{"aual", "room", "aula"},
		{"aual", "", ""},           // rooms are looked for by name only
		{"scheduler", "", ""},      // occurs
		{"patchs", "", ""},         // is found by its stem
		{"stephens", "title", ""},  // nothing near in titles
		{"tracign", "speaker", ""}, // nor among people
		{"kernal", "day", ""},      // has no words
	} {
		got, err := s.correct(c.word, c.field, spell.Options{})
		if err != nil {
			t.Fatal(err)
		}
		best := ""
		if len(got) > 0 && got[0].Confidence >= spell.Sure {
			best = got[0].Word
		}
		if best != c.want {
			t.Errorf("%s in %q: got %v, want %q", c.word, c.field, got, c.want)
		}
	}
}

func TestSpellingCompounds(t *testing.T) {
	s := newTestSpelling(t)
	for _, c := range []struct{ word, field, a, b string }{
		{"livepatching", "", "live", "patching"},
		{"livepatching", "title", "live", "patching"},
		{"livepatching", "speaker", "", ""},
		{"nosuchword", "", "", ""},
	} {
		a, b, ok, err := s.split(c.word, c.field)
		if err != nil || a != c.a || b != c.b || ok != (c.a != "") {
			t.Errorf("%s in %q: got %q, %q, %t, %v; want %q, %q", c.word, c.field, a, b, ok, err, c.a, c.b)
		}
	}
	if got, ok := s.join("user", "space", ""); !ok || got != "userspace" {
		t.Errorf("got %q, %t, want userspace", got, ok)
	}
	if got, ok := s.join("user", "space", "speaker"); ok {
		t.Errorf("got %q, want nothing", got)
	}
	for word, want := range map[string]string{"scheddeadline": "SCHED_DEADLINE", "bpf": "BPF", "kernel": "kernel", "nosuchword": "nosuchword"} {
		if got, err := s.written(word); err != nil || got != want {
			t.Errorf("%s is written %q, %v; want %q", word, got, err, want)
		}
	}
}

func TestSpellingCancelled(t *testing.T) {
	s := newTestSpelling(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.ctx = ctx
	if _, err := s.correct("roystedt", "", spell.Options{}); err == nil {
		t.Error("correcting did not fail")
	}
	if _, _, _, err := s.split("livepatching", ""); err == nil {
		t.Error("splitting did not fail")
	}
}
