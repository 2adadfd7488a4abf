package people

import (
	"testing"

	"talksearch/corpus"
)

// FuzzNames checks that no list of names makes the package panic, and that
// what it returns, it leaves alone when given it again.
func FuzzNames(f *testing.F) {
	for _, s := range []string{"Lovelace, Ada (Engine)", "A ( and B ((c), d) & e; f\ng <h@i.example>", "\xff(\u0301 Jr., III", "J.R.R. T, T J. R."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Name(s)
		if twice := Name(once); len(twice) > len(once) {
			t.Errorf("Name(%q) = %q, longer than Name(%q)", once, twice, s)
		}
		p := &corpus.Programme{Talks: []corpus.Talk{{Speakers: List(s)}, {Speakers: []corpus.Speaker{{Name: s}}}}}
		Unify([]*corpus.Programme{p})
		for _, speaker := range p.Talks[0].Speakers {
			if speaker.Name == "" {
				t.Errorf("List(%q) names nobody", s)
			}
		}
	})
}
