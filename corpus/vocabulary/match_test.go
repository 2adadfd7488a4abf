package vocabulary

import (
	"fmt"
	"strings"
	"testing"
)

// sample is a small vocabulary for tests of matching.
const sample = `
BPF = eBPF, extended BPF, Berkeley Packet Filter < libbpf ~ XDP
XDP = express data path > BPF
OOM = out of memory < OOM killer
real-time = PREEMPT_RT, (RT)
retweets = (RT)
hyper-threading = SMT, simultaneous multithreading
init = PID 1
security = infosec < a1, a2, a3, a4, a5, a6, a7, a8, a9, passwords
authentication = sign-on > security
KVM = kernel-based virtual machine > virtualization
virtualization = virtualisation < hypervisor, VM
- microconference = [MC], mini-summit
(Go) = golang
C++ = cpp
Kubernetes = k8s
802.11 = Wi-Fi
container = Behälter
`

func sampleVocabulary(t *testing.T) *Vocabulary {
	t.Helper()
	v, err := (*Vocabulary)(nil).Extend("sample", strings.NewReader(sample))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// show writes matches as "from-to: equivalents; related".
func show(matches []Match) string {
	var out []string
	for _, m := range matches {
		var classes [2][]string
		for _, f := range m.Forms {
			classes[f.Class] = append(classes[f.Class], f.Text)
		}
		out = append(out, fmt.Sprintf("%d-%d: %s; %s", m.From, m.To, strings.Join(classes[Equivalent], ", "), strings.Join(classes[Related], ", ")))
	}
	return strings.Join(out, " | ")
}

func TestMatch(t *testing.T) {
	v := sampleVocabulary(t)
	for _, c := range []struct{ name, terms, want string }{
		{"nothing known", "hello world", ""},
		{"by the name; a form that has it is found by it", "bpf", "0-1: eBPF, Berkeley Packet Filter; XDP, libbpf"},
		{"by a form, in parts as texts are split", "e bpf", "0-2: BPF, extended BPF, Berkeley Packet Filter; XDP, libbpf"},
		{"by a form, whole", "ebpf", "0-1: BPF, extended BPF, Berkeley Packet Filter; XDP, libbpf"},
		{"several words, within others", "kernel out of memory", "1-4: OOM; OOM killer"},
		{"the longest", "oom killer", "0-2: ; OOM, out of memory"},
		{"an incomplete one is none", "out of", ""},
		{"an incomplete one before another", "out of bpf", "2-3: eBPF, Berkeley Packet Filter; XDP, libbpf"},
		{"two", "xdp bpf", "0-1: express data path; BPF | 1-2: eBPF, Berkeley Packet Filter; XDP, libbpf"},
		{"apart", "real time", "0-2: PREEMPT_RT; "},
		{"as one", "realtime", "0-1: PREEMPT_RT; "},
		{"an identifier's parts", "preempt rt", "0-2: real-time; "},
		{"joined otherwise", "hyper threading", "0-2: SMT, simultaneous multithreading; "},
		{"not what is joined over words", "in it", ""},
		{"a plural", "containers", "0-1: Behälter; "},
		{"a plural of several words", "kernel based virtual machines", "0-4: KVM; virtualization"},
		{"ambiguous: all that it may mean, less", "rt", "0-1: ; real-time, PREEMPT_RT, retweets"},
		{"an ambiguous name", "go", "0-1: ; golang"},
		{"nothing is widened by an ambiguous name", "golang", ""},
		{"not to search by", "mc", ""},
		{"of a concept with a form not to search by", "mini summit", "0-2: microconference; "},
		{"what is broader", "kvm", "0-1: kernel-based virtual machine; virtualization"},
		{"what is narrower", "virtualization", "0-1: virtualisation; KVM, hypervisor, VM"},
		{"a part", "hypervisor", "0-1: ; virtualization, virtualisation"},
		{"a heading is not widened by what is below it", "security", "0-1: infosec; "},
		{"nor what is below it by a heading", "authentication", "0-1: sign-on; "},
		{"nor its parts", "passwords", ""},
		{"signs", "c++", "0-1: cpp; "},
		{"letters and digits", "k 8 s", "0-3: Kubernetes; "},
		{"digits", "802 11", "0-2: Wi-Fi; "},
		{"a term too long for any form", strings.Repeat("x", 100) + " smt", "1-2: hyper-threading, simultaneous multithreading; "},
	} {
		if got := show(v.Match(nil, strings.Fields(c.terms))); got != c.want {
			t.Errorf("%s: %q: got\n%s, want\n%s", c.name, c.terms, got, c.want)
		}
	}
	if got := (*Vocabulary)(nil).Match(nil, []string{"bpf"}); got != nil {
		t.Errorf("no vocabulary: got %v", got)
	}
}

func TestMentions(t *testing.T) {
	v := sampleVocabulary(t)
	for _, c := range []struct{ terms, want string }{
		{"the libbpf loader", "1-2: BPF part"},
		{"mcs rt go", "0-1: microconference as MC | 1-2: real-time ambiguous as RT, retweets ambiguous as RT | 2-3: Go ambiguous as Go"},
		{"out of memory", "0-3: OOM"},
	} {
		var got []string
		for _, m := range v.Mentions(nil, strings.Fields(c.terms)) {
			var senses []string
			for _, s := range m.Senses {
				text := v.Concepts()[s.Concept].Name
				if s.Part {
					text += " part"
				}
				if s.Ambiguous {
					text += " ambiguous"
				}
				if s.As != "" {
					text += " as " + s.As
				}
				senses = append(senses, text)
			}
			got = append(got, fmt.Sprintf("%d-%d: %s", m.From, m.To, strings.Join(senses, ", ")))
		}
		if s := strings.Join(got, " | "); s != c.want {
			t.Errorf("%q: got %s, want %s", c.terms, s, c.want)
		}
	}
}

// TestExtend checks what later lines do to earlier ones.
func TestExtend(t *testing.T) {
	for _, c := range []struct{ name, more, terms, want string }{
		{"a new subject", "Hurd = Mach", "mach", "0-1: Hurd; "},
		{"a further form", "OOM = memory shortage", "oom", "0-1: out of memory, memory shortage; "},
		{"a form is taken", "Windows = SMT", "smt", "0-1: Windows; "},
		{"and missing where it was", "Windows = SMT", "hyper threading", "0-2: simultaneous multithreading; "},
		{"a subject is renamed", "eBPF = BPF", "extended bpf", "0-2: eBPF, Berkeley Packet Filter, BPF; XDP, libbpf"},
		{"a form becomes ambiguous", "OOM = (out of memory)", "out of memory", "0-3: ; OOM"},
		{"of two lines the later", "a = bb\nc = bb", "bb", "0-1: c; "},
	} {
		v, err := sampleVocabulary(t).Extend("more", strings.NewReader(c.more))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := show(v.Match(nil, strings.Fields(c.terms))); got != c.want {
			t.Errorf("%s: %q: got %s, want %s", c.name, c.terms, got, c.want)
		}
	}
	v := sampleVocabulary(t)
	more, err := v.Extend("more", strings.NewReader("- OOM"))
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range more.Concepts() {
		if want := c.Name != "OOM" && c.Name != "microconference"; c.Keyword != want {
			t.Errorf("%s: keyword %t, want %t", c.Name, c.Keyword, want)
		}
		if v.Concepts()[i].Name != c.Name {
			t.Errorf("concept %d: got %s, was %s", i, c.Name, v.Concepts()[i].Name)
		}
	}
	if again := sampleVocabulary(t); again.Version() != v.Version() || more.Version() == v.Version() || v.Version() == "" {
		t.Errorf("versions: %s, the same again %s, extended %s", v.Version(), again.Version(), more.Version())
	}
}

func BenchmarkMatch(b *testing.B) {
	v, terms := Default(), strings.Fields("kernel out of memory killer with e bpf programs")
	list := v.Match(nil, terms)
	b.ReportAllocs()
	for b.Loop() {
		list = v.Match(list[:0], terms)
	}
}
