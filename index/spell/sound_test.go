package spell

import (
	"strings"
	"testing"
)

func TestSound(t *testing.T) {
	for _, alike := range []string{
		"stefan stephane steven stefani steffen",
		"starovoitov starowoitow starovoytov",
		"christoph kristof christof cristoph",
		"philipp filip philippe",
		"schmidt schmitt shmit",
		"dmitry dimitri dmitriy",
		"michael mikhail mikael",
		"sergey sergei serguei",
		"jon john johnny",
		"wilhelm vilhelm",
		"rostedt rostet",
		"maximilian maksymilian",
		"tschaikowski czaikowsky",
		"thorsten torsten",
	} {
		words := strings.Fields(alike)
		for _, w := range words[1:] {
			if soundOf(w) != soundOf(words[0]) {
				t.Errorf("%s is %s, %s is %s; want them alike", words[0], sound(words[0]), w, sound(w))
			}
		}
	}
	for _, c := range [][2]string{{"steven", "steve"}, {"martin", "marvin"}, {"daniel", "danilo"}, {"alex", "felix"}, {"ana", "eno"}} {
		a, b := soundOf(c[0]), soundOf(c[1])
		if c[0] == "daniel" {
			if a != b { // vowels are not heard: near in letters they have to be as well
				t.Errorf("%s is %s, %s is %s", c[0], sound(c[0]), c[1], sound(c[1]))
			}
			continue
		}
		if a == b && a.length > 0 {
			t.Errorf("%s and %s are both %s", c[0], c[1], sound(c[0]))
		}
	}
	for _, w := range []string{"", "a", "ana", "x86", "内核", "été"} {
		if k := soundOf(w); k.length > 0 {
			t.Errorf("%q is %s, want none", w, sound(w))
		}
	}
}

func sound(w string) string {
	k := soundOf(w)
	return string(k.consonants[:k.length])
}
