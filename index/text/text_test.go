package text

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"talksearch/corpus/lpc2019"
)

func TestSplit(t *testing.T) {
	for _, c := range []struct{ in, want string }{ // whole=part+part …
		{"The quick fox.", "the quick fox"},
		{"SCHED_DEADLINE tasks", "scheddeadline=sched+deadline tasks"},
		{"real-time, Real\u2011Time", "realtime=real+time realtime=real+time"},
		{"kernel/sched/fair.c: see", "kernelschedfairc=kernel+sched+fair+c see"},
		{"/proc/PID/maps get_user_pages()", "procpidmaps=proc+pid+maps getuserpages=get+user+pages"},
		{"eBPF BPFs APIs VMs' HTTPServer DigitalOcean", "ebpf=e+bpf bpfs apis vms httpserver=http+server digitalocean=digital+ocean"},
		{"arm64 IPv6 x86_64", "arm64=arm+64 ipv6=ipv+6 x8664=x+86+64"},
		{"5.3 v5.3 802.11-2016", "5.3=5+3 v5.3=v+5+3 802.112016=802+11+2016"},
		{"C++ and C#, a+b F#x", "c++ and c# a b f x"},
		{"don't kernel's developers' Stéphane’s", "dont kernel developers stephane"},
		{"Straße Ångström", "strasse angstrom"},
		{"-- … ()", ""},
		{"实时 Ядро", "实时 ядро"},
		{"a-", "a"},
		{"'s", "s"},
		{"bad\xffutf", "bad utf"},
	} {
		var got []string
		for _, w := range Split(c.in) {
			var parts []string
			for _, p := range w.Parts {
				parts = append(parts, p.Term)
			}
			s := w.Whole
			if w.Compound() {
				s += "=" + strings.Join(parts, "+")
			}
			got = append(got, s)
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("Split(%q)\n got %q\nwant %q", c.in, g, c.want)
		}
	}
}

func TestSplitOffsets(t *testing.T) {
	s := "«Stéphane’s» SCHED_IDLE eBPF"
	var got []string
	for _, w := range Split(s) {
		got = append(got, s[w.Start:w.End])
		for _, p := range w.Parts {
			got = append(got, s[p.Start:p.End])
		}
	}
	want := []string{"Stéphane’s", "Stéphane", "SCHED_IDLE", "SCHED", "IDLE", "eBPF", "e", "BPF"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestStem(t *testing.T) {
	for _, c := range [][2]string{{"scheduling", "schedul"}, {"cpus", "cpu"}, {"io", "io"}, {"x86", "x86"}, {"naïve", "naïve"}} {
		if got := Stem(c[0]); got != c[1] {
			t.Errorf("Stem(%q) = %q, want %q", c[0], got, c[1])
		}
	}
}

func TestNearest(t *testing.T) {
	names := []string{"track", "speaker", "page", "per_page"}
	for _, c := range [][2]string{{"tracks", "track"}, {"Speakre", "speaker"}, {"perpage", "per_page"}, {"sp", "speaker"}, {"colour", ""}, {"", ""}} {
		if got := Nearest(c[0], names); got != c[1] {
			t.Errorf("Nearest(%q) = %q, want %q", c[0], got, c[1])
		}
	}
}

// FuzzSieve checks that a sieve picks every word with a part or whole that it was
// asked for, and cuts words as Split does.
func FuzzSieve(f *testing.F) {
	f.Add("e-mail SCHED_DEADLINE eBPF HTTPServer C++ arm64 dying", "email")
	f.Add("Ångström’s naïve-x x-é HTTPServer", "server")
	f.Add("a.b.c C# x", "c")
	f.Add("Rödel Søren Ångström kernel’s Straße", "roedel")
	f.Add("Łukasz’s Příběh ǆip", "pribeh")
	f.Add("0' aA#A#", "aed")
	f.Fuzz(func(t *testing.T, s, term string) {
		for _, wanted := range Split(term) {
			var sieve Sieve
			sieve.Add(wanted.Whole)
			checkPicked(t, s, wanted, &sieve, nil)
			checkPicked(t, s, wanted, &sieve, NewOutline(s))
		}
	})
}

// checkPicked checks the words of s that a sieve picked for a word.
func checkPicked(t *testing.T, s string, wanted Word, sieve *Sieve, o Outline) {
	t.Helper()
	p := sieve.Pick(s, o, nil)
	picked := map[int]Word{}
	for w, ok := p.Next(); ok; w, ok = p.Next() {
		w.Parts = slices.Clone(w.Parts)
		picked[w.Start] = w
	}
	for _, w := range Split(s) {
		hit := w.Whole == wanted.Whole || Stem(w.Whole) == Stem(wanted.Whole)
		for _, p := range w.Parts {
			hit = hit || p.Term == wanted.Whole || Stem(p.Term) == Stem(wanted.Whole) || p.Plain == wanted.Whole
		}
		got, ok := picked[w.Start]
		if hit && !ok {
			t.Fatalf("%q in %q is not picked for %q", w.Whole, s, wanted.Whole)
		}
		if ok && !reflect.DeepEqual(got, w) {
			t.Fatalf("%q: picked %+v, want %+v", s, got, w)
		}
		delete(picked, w.Start)
	}
	if len(picked) > 0 {
		t.Fatalf("%q: picked %v, which Split does not have", s, picked)
	}
}

// TestOutlinePicksLittle checks that an outline passes over nearly all words that
// nobody asked for, and that texts too long for one have none.
func TestOutlinePicksLittle(t *testing.T) {
	p, err := lpc2019.Programme()
	if err != nil {
		t.Fatal(err)
	}
	var sieve Sieve
	for _, term := range []string{"scheduler", "bpf"} {
		sieve.Add(term)
	}
	picked, all := 0, 0
	for _, talk := range p.Talks {
		all += len(Split(talk.Abstract))
		picker := sieve.Pick(talk.Abstract, NewOutline(talk.Abstract), nil)
		for _, ok := picker.Next(); ok; _, ok = picker.Next() {
			picked++
		}
	}
	if picked < 20 || picked > all/20 {
		t.Errorf("of %d words %d are picked, want some, but a twentieth at most", all, picked)
	}
	if o := NewOutline(strings.Repeat("word ", 1<<placeBits/5+1)); o != nil {
		t.Errorf("a long text has an outline of %d words, want none", len(o))
	}
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{"SCHED_DEADLINE", "kernel's C++", "a\xffb", "Ⅳ5.3", "’s’", "\u200d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at := 0
		for _, w := range Split(s) {
			if w.Start < at || w.End <= w.Start || w.End > len(s) {
				t.Fatalf("word at %d-%d after %d in %q", w.Start, w.End, at, s)
			}
			if w.Whole == "" || len(w.Parts) == 0 {
				t.Fatalf("empty word at %d in %q", w.Start, s)
			}
			at = w.Start
			for _, p := range w.Parts {
				if p.Start < at || p.End <= p.Start || p.End > w.End || p.Term == "" {
					t.Fatalf("part %+v of word %+v in %q", p, w, s)
				}
				at = p.End
			}
			at = w.End
		}
	})
}
