package keyword

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"talksearch/corpus"
	"talksearch/corpus/lpc2019"
)

var update = flag.Bool("update", false, "write what is derived now into the golden file")

// TestGolden compares the keywords of the built-in conference with those that were
// looked over last. Not every difference is a mistake: look at them, and run with
// -update when they are as they should be.
func TestGolden(t *testing.T) {
	const file = "testdata/lpc2019.golden"
	p, err := lpc2019.Programme()
	if err != nil {
		t.Fatal(err)
	}
	keywords := derive(t, p)
	var b strings.Builder
	for _, talk := range p.Talks {
		fmt.Fprintf(&b, "%s: %s\n", talk.ID, keywords[talk.ID])
	}
	got := b.String()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(string(data), "\n")
	for i, line := range strings.Split(got, "\n") {
		if i >= len(want) || line != want[i] {
			t.Errorf("got  %s\nwant %s", line, want[min(i, len(want)-1)])
		}
	}
}

// TestFacet checks that the built-in conference falls into groups: keywords that
// several talks share, and none that nearly all have.
func TestFacet(t *testing.T) {
	p, err := lpc2019.Programme()
	if err != nil {
		t.Fatal(err)
	}
	derive(t, p)
	count := map[string]int{}
	for _, talk := range p.Talks {
		if len(talk.Derived) > most {
			t.Errorf("%s: %d keywords, want %d at most", talk.ID, len(talk.Derived), most)
		}
		for _, k := range talk.Derived {
			count[corpus.Fold(k)]++
		}
	}
	for _, k := range []string{"bpf", "scheduler", "real-time", "tracing", "security", "containers", "memory management"} {
		if count[k] < 3 {
			t.Errorf("%s: %d talks, want 3 at least", k, count[k])
		}
	}
	for k, n := range count {
		if n > len(p.Talks)/3 {
			t.Errorf("%s: %d of %d talks, which tells nothing", k, n, len(p.Talks))
		}
	}
	for _, k := range []string{"linux", "linux kernel", "kernel", "one", "talk", "microconference", "mc", "lpc", "linux plumbers", "plumbers"} {
		if count[k] > 0 {
			t.Errorf("%s is a keyword of %d talks, want none", k, count[k])
		}
	}
}
