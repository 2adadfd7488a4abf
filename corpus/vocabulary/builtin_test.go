package vocabulary_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"talksearch/corpus"
	"talksearch/corpus/vocabulary"
	"talksearch/index/text"
)

// shape is the grammar of a line, written down once more.
var shape = regexp.MustCompile(`^(- )?([^=<>~]+?)(?: = ([^=<>~]+?))?(?: < ([^=<>~]+?))?(?: > ([^=<>~]+?))?(?: ~ ([^=<>~]+?))?$`)

// TestBuiltIn looks each line of the built-in vocabulary over: it is well-formed, and
// what it calls its own, unmarked, no other line does.
func TestBuiltIn(t *testing.T) {
	data, err := os.ReadFile("vocabulary.txt")
	if err != nil {
		t.Fatal(err)
	}
	owner := map[string]string{}
	names := 0
	for n, line := range strings.Split(string(data), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		m := shape.FindStringSubmatch(line)
		if m == nil || strings.TrimSpace(line) != line || strings.Contains(line, "  ") {
			t.Errorf("line %d: %q is not NAME = FORMS < PARTS > BROADER ~ RELATED with single spaces", n+1, line)
			continue
		}
		names++
		forms := []string{m[2]}
		for _, list := range m[3:5] {
			if list != "" {
				forms = append(forms, strings.Split(list, ", ")...)
			}
		}
		for i, f := range forms {
			if strings.HasPrefix(f, "[") || i > 0 && strings.HasPrefix(f, "(") {
				continue
			}
			key := strings.Join(text.Terms(text.Split(f)), "")
			if other, taken := owner[key]; taken {
				t.Errorf("line %d: %q belongs to %q already", n+1, f, other)
			}
			owner[key] = m[2]
		}
	}
	if concepts := len(vocabulary.Default().Concepts()); names != concepts || names < 400 {
		t.Errorf("%d lines make %d concepts, want as many and some hundreds", names, concepts)
	}
}

// TestBuiltInIsFound checks that what searches split texts into is what forms are
// found by: each form is known by its words, whole and in parts.
func TestBuiltInIsFound(t *testing.T) {
	v := vocabulary.Default()
	seen := 0
	for _, c := range v.Concepts() {
		if strings.HasPrefix(c.Name, "(") {
			t.Errorf("the name %q has its marks on", c.Name)
		}
		words := text.Split(c.Name)
		var whole []string
		for _, w := range words {
			whole = append(whole, corpus.Fold(w.Whole))
		}
		for _, terms := range [][]string{text.Terms(words), whole} {
			m := v.Mentions(nil, terms)
			if len(m) != 1 || m[0].From != 0 || m[0].To != len(terms) || !slices.ContainsFunc(m[0].Senses, func(s vocabulary.Sense) bool { return v.Concepts()[s.Concept].Name == c.Name }) {
				t.Errorf("%s, as %q: got %+v, want it whole", c.Name, terms, m)
			}
		}
		for _, m := range v.Match(nil, text.Terms(words)) {
			for _, f := range m.Forms {
				seen++
				terms := text.Terms(text.Split(f.Text))
				if m := v.Mentions(nil, terms); len(m) != 1 || m[0].To-m[0].From != len(terms) {
					t.Errorf("%s, as %q: got %+v, want it whole", f.Text, terms, m)
				}
			}
		}
	}
	if seen < 500 {
		t.Errorf("looked at %d forms only", seen)
	}
}

// TestSpellings checks ways to write a form that have no line of their own.
func TestSpellings(t *testing.T) {
	v := vocabulary.Default()
	for _, c := range []struct{ want, spellings string }{
		{"real-time", "real-time, realtime, real time, Real Time, REAL-TIME, realTime, PREEMPT_RT, preempt-rt"},
		{"hyper-threading", "hyperthreading, hyper threading, Hyper-Threads, HyperThreading, SMT, smt"},
		{"BPF", "eBPF, EBPF, ebpf, e-bpf, bpf, Bpf"},
		{"OOM", "out of memory, Out-Of-Memory, OOM, oom"},
		{"RISC-V", "riscv, RISC V, risc-v, RISCV"},
		{"Kubernetes", "k8s, K8s, kubernetes"},
		{"filesystems", "file system, file systems, filesystem, File-Systems, filesystems"},
		{"cgroups", "cgroup, control groups, control group, cgroups, cgroup v2, cgroupv2"},
		{"continuous integration", "CI, ci/cd, CI/CD, Continuous Integration"},
		{"Wi-Fi", "wifi, Wi-Fi, WLAN, 802.11"},
		{"asynchronous I/O", "asynchronous io, asynchronous I/O, AIO"},
	} {
		for _, s := range strings.Split(c.spellings, ", ") {
			terms := text.Terms(text.Split(s))
			m := v.Mentions(nil, terms)
			if len(m) != 1 || m[0].To-m[0].From != len(terms) || v.Concepts()[m[0].Senses[0].Concept].Name != c.want {
				t.Errorf("%q, as %q: got %+v, want %s", s, terms, m, c.want)
			}
		}
	}
}

func ExampleVocabulary_Match() {
	v := vocabulary.Default()
	query := strings.Fields("why out of memory")
	for _, m := range v.Match(nil, query) {
		fmt.Println(query[m.From:m.To])
		for _, f := range m.Forms[:2] {
			fmt.Println(f.Text, f.Class == vocabulary.Equivalent)
		}
	}
	// Output:
	// [out of memory]
	// OOM true
	// OOM killer false
}

func ExampleVocabulary_Extend() {
	v, err := vocabulary.Default().Extend("ours.txt", strings.NewReader("Gadgetd = gadget daemon > USB\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(v.Match(nil, []string{"gadget", "daemon"})[0].Forms[0].Text)
	_, err = v.Extend("ours.txt", strings.NewReader("Gadgetd = = x\n"))
	fmt.Println(err)
	// Output:
	// Gadgetd
	// ours.txt:1: found "=" behind "="; want NAME = FORMS < PARTS > BROADER ~ RELATED, in this order and each once
}
