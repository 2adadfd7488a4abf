package spell

import (
	"maps"
	"slices"
	"testing"

	"talksearch/corpus"
	"talksearch/corpus/lpc2019"
	"talksearch/index/text"
)

// The fields of the tests' dictionaries.
const (
	inText Fields = 1 << iota
	inNames
)

// dictionaryOf returns the words of programmes.
func dictionaryOf(programmes ...*corpus.Programme) *Dictionary {
	words := map[string]*Word{}
	for _, p := range programmes {
		for _, t := range p.Talks {
			talk := map[string]Fields{}
			add := func(in Fields, texts ...string) {
				for _, s := range texts {
					for _, w := range text.Split(s) {
						talk[w.Whole] |= in
						for _, p := range w.Parts {
							talk[p.Term] |= in
						}
					}
				}
			}
			add(inText, t.Title, t.Subtitle, t.Abstract, t.Track)
			add(inText, t.Topics...)
			add(inText, t.Keywords...)
			for _, s := range t.Speakers {
				add(inNames, s.Name)
				add(inText, s.Affiliation)
			}
			for w, in := range talk {
				if words[w] == nil {
					words[w] = &Word{Text: w}
				}
				words[w].Talks++
				words[w].In |= in
			}
		}
	}
	b := NewBuilder(inNames)
	for _, w := range slices.Sorted(maps.Keys(words)) {
		b.Add(*words[w])
	}
	return b.Finish()
}

// of returns a dictionary of some words, each in a talk and in a name.
func of(words ...string) *Dictionary {
	slices.Sort(words)
	b := NewBuilder(inNames)
	for _, w := range words {
		b.Add(Word{Text: w, Talks: 1, In: inNames})
	}
	return b.Finish()
}

func lpc(t testing.TB) *Dictionary {
	t.Helper()
	p, err := lpc2019.Programme()
	if err != nil {
		t.Fatal(err)
	}
	return dictionaryOf(p)
}

func TestDictionary(t *testing.T) {
	d := of("a", "ab", "abc", "abd", "b", "über")
	for _, c := range []struct {
		beginning string
		from, to  int
	}{{"", 0, 6}, {"a", 0, 4}, {"ab", 1, 4}, {"abd", 3, 4}, {"abe", 4, 4}, {"b", 4, 5}, {"c", 5, 5}, {"ü", 5, 6}, {"z", 5, 5}} {
		if from, to := d.Range(c.beginning); from != c.from || to != c.to {
			t.Errorf("range of %q: got %d to %d, want %d to %d", c.beginning, from, to, c.from, c.to)
		}
	}
	for n := range d.Len() {
		if got, found := d.Find(d.Word(n)); !found || got != n {
			t.Errorf("%s: got %d, %t; want %d", d.Word(n), got, found, n)
		}
	}
	for _, w := range []string{"", "aa", "abcd", "z"} {
		if n, found := d.Find(w); found {
			t.Errorf("%q was found, as %s", w, d.Word(n))
		}
	}
	empty := of()
	if from, to := empty.Range("a"); from != to || len(empty.Correct("abc", Options{})) > 0 || len(empty.Nearly("abcd")) > 0 {
		t.Error("an empty dictionary has words")
	}
}

func TestOpen(t *testing.T) {
	whole := of("daniel", "rostedt", "steven").Arrays
	d, err := Open(whole)
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Correct("rosted", Options{}); len(got) == 0 || got[0].Word != "rostedt" {
		t.Errorf("got %v", got)
	}
	for name, damage := range map[string]func(*Arrays){
		"letters": func(a *Arrays) { a.Letters = a.Letters[1:] },
		"starts":  func(a *Arrays) { a.Starts = a.Starts[1:] },
		"none":    func(a *Arrays) { *a = Arrays{} },
		"order":   func(a *Arrays) { a.Starts = []uint32{0, 13, 6, 19} },
		"talks":   func(a *Arrays) { a.Talks = nil },
		"fields":  func(a *Arrays) { a.In = append(slices.Clone(a.In), 1) },
		"sounds":  func(a *Arrays) { a.Sounds = []uint32{3} },
	} {
		a := whole
		damage(&a)
		if _, err := Open(a); err == nil {
			t.Errorf("%s: was opened", name)
		}
	}
}
