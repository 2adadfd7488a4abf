package keyword

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"talksearch/corpus"
	"talksearch/corpus/vocabulary"
)

// derive returns the keywords of a programme's talks, "a, b", by id.
func derive(t *testing.T, programmes ...*corpus.Programme) map[string]string {
	t.Helper()
	if err := Programmes(t.Context(), vocabulary.Default(), programmes); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, p := range programmes {
		for _, talk := range p.Talks {
			out[talk.ID] = strings.Join(talk.Derived, ", ")
		}
	}
	return out
}

// filler returns talks on nothing, so that what others say is rare.
func filler(n int) []corpus.Talk {
	var out []corpus.Talk
	for i := range n {
		out = append(out, corpus.Talk{ID: fmt.Sprint("filler-", i), Title: fmt.Sprint("Session ", i), Abstract: fmt.Sprintf("The gadget of day %d is introduced by its authors.", i)})
	}
	return out
}

// TestKeywords looks at talks one by one, each among others that say nothing.
func TestKeywords(t *testing.T) {
	for _, c := range []struct {
		name string
		talk corpus.Talk
		want string
	}{
		{"nothing to tell", corpus.Talk{Title: "Welcome", Abstract: "One talk of this session, by the speakers, on Monday in September."}, ""},
		{"one name for many forms", corpus.Talk{Title: "eBPF", Abstract: "Out of memory, and then Kubernetes, that is k8s. The Berkeley Packet Filter filters."}, "BPF, Kubernetes, OOM"},
		{"the title first", corpus.Talk{Title: "Fuzzing", Abstract: "Of compilers, compilers, compilers."}, "fuzzing, compilers, security, testing"},
		{"topics count", corpus.Talk{Title: "Afternoon", Topics: []string{"PREEMPT_RT", "Futex: real time"}}, "real-time, locking, Linux kernel, concurrency"},
		{"a track's name", corpus.Talk{Title: "Opening", Track: "Security"}, "security"},
		{"plurals and compounds", corpus.Talk{Title: "File-systems and hypervisors"}, "filesystems, virtualization, storage"},
		{"capitals where they tell", corpus.Talk{Title: "GC and the garbage collector", Abstract: "A gc is a gc."}, "garbage collection"},
		{"ambiguous, alone", corpus.Talk{Title: "RT"}, ""},
		{"ambiguous, with what is near", corpus.Talk{Title: "RT", Abstract: "SCHED_DEADLINE is there."}, "real-time, SCHED_DEADLINE"},
		{"ambiguous, in other capitals", corpus.Talk{Title: "Let it go", Abstract: "Docker and programming languages."}, "Docker, programming languages, containers"},
		{"the longest form alone", corpus.Talk{Title: "The BPF verifier"}, "BPF verifier, BPF"},
		{"not over the end of a sentence", corpus.Talk{Title: "Ours", Abstract: "It is machine. Learning is fun."}, ""},
		{"not within words", corpus.Talk{Title: "The container", Abstract: "Trust and brusts of initials."}, "containers"},
		{"not in addresses", corpus.Talk{Title: "Ours", Abstract: "See https://bpf.example.org/kubernetes?x=rust or www.rust.example, mail bpf@example.org."}, ""},
		{"German", corpus.Talk{Title: "Verschlüsselung für alle", Abstract: "Wie man mit Kryptographie die Überwachung der Geheimdienste stoppt und den Datenschutz stärkt.", Language: "de"},
			"cryptography, security, surveillance, privacy"},
		{"the author's own first, by whatever form", corpus.Talk{Title: "eBPF and tracing", Keywords: []string{"Berkeley Packet Filter", "TRACING", "x"}, Abstract: "With LLVM."}, "LLVM, toolchain, compilers"},
		{"an acronym of the title, used in the text", corpus.Talk{Title: "News of QUUX", Abstract: "QUUX is fast."}, "QUUX"},
		{"a name with capitals within", corpus.Talk{Title: "FrobTool", Abstract: "How FrobTool frobs."}, "FrobTool"},
		{"an identifier", corpus.Talk{Title: "frob_page()", Abstract: "How frob_page() frobs."}, "frob_page"},
		{"a phrase of the title, used twice", corpus.Talk{Title: "Purple Elephant Feeding", Abstract: "A purple elephant is big. The purple elephant is grey."}, "purple elephant"},
		{"no shouting", corpus.Talk{Title: "WE SHOUT LOUDLY TODAY", Abstract: "We shout."}, ""},
		{"no people", corpus.Talk{Title: "A talk with McFly", Abstract: "McFly is here.", Speakers: []corpus.Speaker{{Name: "Marty McFly"}}}, ""},
		{"not the conference", corpus.Talk{Title: "GadgetCon", Abstract: "GadgetCon is here. GDC."}, ""},
		{"not what every talk says", corpus.Talk{Title: "The gadget and TLA+", Abstract: "The gadget."}, "formal verification"},
		{"not what serves search only", corpus.Talk{Title: "User space", Abstract: "Of a CPU."}, ""},
		{"a mention in passing, in a long text", corpus.Talk{Title: "Kubernetes for k8s", Abstract: strings.Repeat("Kubernetes is quite something, and we all like it very much indeed. ", 20) + "Perl."}, "Kubernetes, containers, cloud"},
		{"at most eight", corpus.Talk{Title: "RCU, BPF, TLS, KVM, GCC, DNS, NFS, XDP, USB, PCI and Rust"}, "BPF, RCU, XDP, DNS, KVM, PCI, USB, TLS"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.talk.ID = "it"
			p := &corpus.Programme{ID: "gadgetcon2020", Title: "GadgetCon Developer Conference 2020", Talks: append(filler(20), c.talk)}
			got := derive(t, p)
			if got["it"] != c.want {
				t.Errorf("got  %s\nwant %s", got["it"], c.want)
			}
			for _, talk := range p.Talks[:20] {
				if len(talk.Derived) > 0 {
					t.Errorf("%s: got %q, want none", talk.Title, talk.Derived)
				}
			}
		})
	}
}

// TestRecurring checks that what is in several talks has one form in all, and what is
// in most is dropped.
func TestRecurring(t *testing.T) {
	p := &corpus.Programme{ID: "x", Title: "Garden Days", Talks: append(filler(20),
		corpus.Talk{ID: "a", Title: "Glass Bottles", Abstract: "Glass bottles, about glass bottles. The Zorblax of it."},
		corpus.Talk{ID: "b", Title: "On a glass bottle", Abstract: "A glass bottle and a Zorblax, that is, the Zorblax of all."},
		corpus.Talk{ID: "c", Title: "No glass", Abstract: "Bottles of glass."},
	)}
	got := derive(t, p)
	for id, want := range map[string]string{"a": "glass bottle", "b": "glass bottle, Zorblax", "c": ""} {
		if got[id] != want {
			t.Errorf("%s: got %s, want %s", id, got[id], want)
		}
	}
	everywhere := &corpus.Programme{ID: "y", Title: "Days"}
	for i := range 20 {
		everywhere.Talks = append(everywhere.Talks, corpus.Talk{ID: fmt.Sprint(i), Title: fmt.Sprintf("PDF and FooBar, part %d", i), Abstract: fmt.Sprint("PDF is FooBar, day ", i)})
	}
	for id, k := range derive(t, everywhere) {
		if k != "" {
			t.Errorf("talk %s of many on the same: got %s, want nothing", id, k)
		}
	}
	for i := range everywhere.Talks { // held several times, it counts once
		everywhere.Talks[i].Title, everywhere.Talks[i].Abstract = "PDF and FooBar", "PDF is FooBar."
	}
	for id, k := range derive(t, everywhere) {
		if k != "PDF, FooBar" {
			t.Errorf("talk %s, held again and again: got %s, want PDF, FooBar", id, k)
		}
	}
}

// TestOrder checks that keywords do not depend on the order of programmes, nor on how
// often they are derived.
func TestOrder(t *testing.T) {
	programmes := func() []*corpus.Programme {
		var out []*corpus.Programme
		for _, id := range []string{"a", "b", "c"} {
			p := &corpus.Programme{ID: id, Title: "Days"}
			for i := range 50 {
				p.Talks = append(p.Talks, corpus.Talk{ID: fmt.Sprint(id, i), Title: fmt.Sprintf("Blue Widgets %d and FOO%d", i%7, i%5), Abstract: fmt.Sprintf("The blue widget and foo%d, with Rust. %d blue widgets by %s.", i%5, i, id)})
			}
			out = append(out, p)
		}
		return out
	}
	list := programmes()
	want := derive(t, list...)
	again := derive(t, list...)
	other := programmes()
	slices.Reverse(other)
	turned := derive(t, other...)
	for id, k := range want {
		if again[id] != k || turned[id] != k {
			t.Errorf("%s: got %q, again %q, in another order %q", id, k, again[id], turned[id])
		}
	}
}

// TestBounded checks that statistics of very much forget what is rare only.
func TestBounded(t *testing.T) {
	s := NewStatistics(vocabulary.Default())
	s.limit = 2000
	p := &corpus.Programme{ID: "x", Title: "Days"}
	var talks []corpus.Talk
	for i := range 2000 {
		talk := corpus.Talk{ID: fmt.Sprint(i), Title: fmt.Sprintf("Of w%dx and w%dy", i, i), Abstract: fmt.Sprintf("A%dA beside B%dB or C%dC with d%dd e%de.", i, i, i, i, i)}
		if i%10 == 0 {
			talk.Title, talk.Abstract = talk.Title+": OftenCited", talk.Abstract+" OftenCited."
		}
		talks = append(talks, talk)
		s.Add(p, &talks[i])
		if len(s.counts) > s.limit || len(s.within) > s.limit {
			t.Fatalf("after %d talks: %d candidates, %d pairs, want %d at most", i+1, len(s.counts), len(s.within), s.limit)
		}
	}
	if got := s.Derive(p, &talks[500]); !slices.Contains(got, "OftenCited") {
		t.Errorf("got %q, want OftenCited among them", got)
	}
}

func TestUnknownConference(t *testing.T) {
	s := NewStatistics(vocabulary.Default())
	talk := &corpus.Talk{Title: "BPF and PDF"}
	if got := s.Derive(&corpus.Programme{ID: "never added"}, talk); len(got) != 2 {
		t.Errorf("got %q, want two keywords", got)
	}
	s = NewStatistics(nil)
	p := &corpus.Programme{ID: "x"}
	talk = &corpus.Talk{Title: "BPF and FooBar", Abstract: "FooBar and BPF."}
	s.Add(p, talk)
	if got := s.Derive(p, talk); !slices.Equal(got, []string{"FooBar", "BPF"}) {
		t.Errorf("without vocabulary: got %q, want FooBar and BPF", got)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("enough")
	cancel(why)
	if err := Programmes(ctx, vocabulary.Default(), []*corpus.Programme{{ID: "x", Talks: filler(3)}}); !errors.Is(err, why) {
		t.Errorf("got error %v, want %v", err, why)
	}
}

func TestSplit(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"Real-time, x86 C++ & C#.", "Real titled ended|time small joined|x86 small broken|C++ titled spaced|C# titled broken"},
		{"eBPF PyTorch MCs IPv6 NASA I", "eBPF mixed ended|PyTorch mixed spaced|MCs caps spaced|IPv6 mixed spaced|NASA caps spaced|I titled spaced"},
		{"io_uring: fair.c. Then", "io small ended|uring small joined|fair small ended|c small joined|Then titled ended"},
		{"kernel's users’ don't", "kernel small ended|users small spaced|don small spaced|t small joined"},
		{"(see http://a.b/c-d?e, me@f.org) or www.g.h i", "see small ended|or small broken|i small broken"},
		{"Über Straße", "Über titled ended|Straße titled spaced"},
		{"line\nline", "line small ended|line small ended"},
	} {
		var got []string
		for _, w := range split(nil, c.text) {
			got = append(got, fmt.Sprintf("%s %s %s", c.text[w.start:w.end], [...]string{"small", "titled", "caps", "mixed"}[w.shape], [...]string{"joined", "spaced", "broken", "ended"}[w.gap]))
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%q:\ngot  %s\nwant %s", c.text, s, c.want)
		}
	}
}

func ExampleProgrammes() {
	p := &corpus.Programme{ID: "demo", Title: "Demo Days", Talks: []corpus.Talk{
		{ID: "1", Title: "Tracing with eBPF", Abstract: "How the extended Berkeley Packet Filter traces a kernel."},
		{ID: "2", Title: "When memory is short", Abstract: "What the out-of-memory killer does."},
	}}
	if err := Programmes(context.Background(), vocabulary.Default(), []*corpus.Programme{p}); err != nil {
		fmt.Println(err)
		return
	}
	for _, t := range p.Talks {
		fmt.Println(strings.Join(t.Derived, ", "))
	}
	// Output:
	// BPF, tracing, Linux kernel
	// OOM
}
