package spell

import "testing"

func TestSplit(t *testing.T) {
	d := lpc(t)
	together := func(a, b string) int {
		for _, pair := range [][2]string{{"live", "patching"}, {"core", "scheduling"}, {"out", "tree"}} {
			if pair == [2]string{a, b} {
				return 1
			}
		}
		return 0
	}
	for word, want := range map[string][2]string{
		"livepatching":   {"live", "patching"},
		"corescheduling": {"core", "scheduling"},
		"corescheduler":  {"core", "scheduler"}, // never together, but both long
		"nosuchword":     {},
		"thekernel":      {}, // never together, and not both long
		"kernelsystem":   {"kernel", "system"},
		"x":              {},
		"":               {},
		"内核":             {},
	} {
		a, b, ok := d.Split(word, 0, together)
		if got := [2]string{a, b}; got != want || ok != (want != [2]string{}) {
			t.Errorf("%s: got %q, %t; want %q", word, got, ok, want)
		}
	}
	if a, b, ok := of("live", "patching").Split("livepatches", 0, func(string, string) int { return 1 }); a+" "+b != "live patching" || !ok {
		t.Errorf("another form: got %s %s, want live patching", a, b)
	}
	if a, b, ok := d.Split("livepatching", inNames, together); ok {
		t.Errorf("among names: got %s %s", a, b)
	}
}

func TestJoin(t *testing.T) {
	d := lpc(t)
	for _, c := range []struct{ a, b, want string }{
		{"hyper", "threading", "hyperthreading"}, {"user", "space", "userspace"}, {"run", "queuing", "runqueue"}, {"live", "patches", "livepatch"},
		{"no", "such", ""}, {"", "", ""},
	} {
		if got, ok := d.Join(c.a, c.b, 0); got != c.want || ok != (c.want != "") {
			t.Errorf("%s %s: got %q, %t; want %q", c.a, c.b, got, ok, c.want)
		}
	}
	if got, ok := d.Join("user", "space", inNames); ok {
		t.Errorf("among names: got %s", got)
	}
}
