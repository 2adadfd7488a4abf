package people

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"talksearch/corpus"
)

// programmes puts each name in a talk of its own, spread over n programmes.
func programmes(names []string, n int) []*corpus.Programme {
	list := make([]*corpus.Programme, n)
	for i := range list {
		list[i] = &corpus.Programme{}
	}
	for i, name := range names {
		p := list[i%n]
		p.Talks = append(p.Talks, corpus.Talk{Speakers: []corpus.Speaker{{Name: name, Role: corpus.RoleSpeaker}}})
	}
	return list
}

// unified returns what Unify makes of each name.
func unified(names []string, n int) []string {
	list := programmes(names, n)
	Unify(list)
	out := make([]string, len(names))
	for i := range names {
		out[i] = list[i%n].Talks[i/n].Speakers[0].Name
	}
	return out
}

func TestUnify(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"middle initial", "Rafael Wysocki|Rafael J. Wysocki", "Rafael J. Wysocki|Rafael J. Wysocki"},
		{"initial without its stop", "Rafael J Wysocki|Rafael J. Wysocki", "Rafael J. Wysocki|Rafael J. Wysocki"},
		{"initial and middle name", "Ada B. Lovelace|Ada Byron Lovelace|Ada Lovelace", "Ada Byron Lovelace|Ada Byron Lovelace|Ada Byron Lovelace"},
		{"shouted", "ADA LOVELACE|Ada Lovelace", "Ada Lovelace|Ada Lovelace"},
		{"whispered", "ada lovelace|Ada Lovelace", "Ada Lovelace|Ada Lovelace"},
		{"only the last name shouted", "Ada LOVELACE|Ada Lovelace", "Ada Lovelace|Ada Lovelace"},
		{"shouted alone", "ADA LOVELACE", "ADA LOVELACE"},
		{"accents", "Stephane Mallarme|Stéphane Mallarmé", "Stéphane Mallarmé|Stéphane Mallarmé"},
		{"accents shouted, case without accents", "STÉPHANE MALLARMÉ|Stephane Mallarme", "Stéphane Mallarmé|Stéphane Mallarmé"},
		{"shouted initial, proper case without it", "ADA B. LOVELACE|Ada Lovelace", "Ada B. Lovelace|Ada B. Lovelace"},
		{"capitals within", "Paul Mckenna|Paul McKenna|PAUL MCKENNA", "Paul McKenna|Paul McKenna|Paul McKenna"},
		{"a slip of the shift key", "JIm Fulmar|Jim Fulmar", "Jim Fulmar|Jim Fulmar"},
		{"decomposed accents", "Jorge Marti\u0301n|Jorge Martin", "Jorge Martín|Jorge Martín"},
		{"particles", "Rik van Dam|RIK VAN DAM|Rik Dam", "Rik van Dam|Rik van Dam|Rik van Dam"},
		{"apostrophes", "Sean O’Casey|Sean O'Casey|Sean OCasey", "Sean O'Casey|Sean O'Casey|Sean O'Casey"},
		{"initials written together", "J.R. Hartley|J. R. Hartley", "J. R. Hartley|J. R. Hartley"},
		{"two persons", "John A. Smith|John B. Smith", "John A. Smith|John B. Smith"},
		{"two persons and one who may be either", "John A. Smith|John B. Smith|John Smith", "John A. Smith|John B. Smith|John Smith"},
		{"either's accents and case all the same", "John A. Smith|John B. Smith|JOHN SMITH|John Smith", "John A. Smith|John B. Smith|John Smith|John Smith"},
		{"the initial's middle name among others", "John A. Smith|John Adam Smith|John B. Smith|John Smith", "John Adam Smith|John Adam Smith|John B. Smith|John Smith"},
		{"an initial for two names", "John A. Smith|John Adam Smith|John Alan Smith", "John A. Smith|John Adam Smith|John Alan Smith"},
		{"father and son", "John Smith|John Smith Jr.", "John Smith|John Smith Jr."},
		{"son without his last name", "Flavio Silva Junior|Flavio Junior|Flavio Silva", "Flavio Silva Junior|Flavio Junior|Flavio Silva"},
		{"first initial", "J. Smith|John Smith|J. Adam Smith", "J. Smith|John Smith|J. Adam Smith"},
		{"last name alone", "Smith|John Smith", "Smith|John Smith"},
		{"one word, twice", "voltaire|Voltaire", "Voltaire|Voltaire"},
		{"a double last name is one word", "Ada King-Noel|Ada King", "Ada King-Noel|Ada King"},
		{"a double first name is one word", "Jean-Paul Sartre|Jean Sartre", "Jean-Paul Sartre|Jean Sartre"},
		{"the other way round", "Li Wei|Wei Li", "Li Wei|Wei Li"},
		{"other scripts", "王 伟|李 伟|Алла Пугачёва|алла пугачева", "王 伟|李 伟|Алла Пугачёва|Алла Пугачёва"},
		{"no letters", "?|!|", "?|!|"},
		{"many middle words", "A B C D E F G|A G", "A B C D E F G|A G"},
	} {
		names := strings.Split(c.in, "|")
		want := strings.Split(c.want, "|")
		for round := range 20 {
			order := rand.New(rand.NewPCG(1, uint64(round))).Perm(len(names))
			in := make([]string, len(names))
			for i, from := range order {
				in[i] = names[from]
			}
			got := unified(in, 1+round%3)
			for i, from := range order {
				if got[i] != want[from] {
					t.Errorf("%s: %q among %q: got %q, want %q", c.name, in[i], in, got[i], want[from])
				}
			}
		}
	}
}

func TestUnifyTwiceChangesNothing(t *testing.T) {
	names := []string{"John A. Smith", "John Adam Smith", "JOHN SMITH", "Jöhn Smith", "Ada B. Lovelace", "ADA LOVELACE"}
	once := unified(names, 1)
	if twice := unified(once, 1); !slices.Equal(once, twice) {
		t.Errorf("got\n%q, then\n%q", once, twice)
	}
}

func TestUnifyListsAPersonOncePerRole(t *testing.T) {
	p := &corpus.Programme{Talks: []corpus.Talk{{Speakers: []corpus.Speaker{
		{Name: "Ada Lovelace", Role: corpus.RoleSpeaker},
		{Name: "ADA B. LOVELACE", Role: corpus.RoleSpeaker, Affiliation: "Engine"},
		{Name: "Ada Lovelace", Role: corpus.RoleAuthor, Affiliation: "Home"},
	}}}}
	Unify([]*corpus.Programme{nil, p})
	want := []corpus.Speaker{
		{Name: "Ada B. Lovelace", Role: corpus.RoleSpeaker, Affiliation: "Engine"},
		{Name: "Ada B. Lovelace", Role: corpus.RoleAuthor, Affiliation: "Home"},
	}
	if got := p.Talks[0].Speakers; !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestUnifyScales gives names the worst likeness there is; comparing each with
// each would take minutes.
func TestUnifyScales(t *testing.T) {
	const n = 20000
	syllables := []string{"ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu"}
	word := func(i int) string {
		s := ""
		for ; i > 0; i /= 10 {
			s += syllables[i%10]
		}
		return "X" + s
	}
	for _, c := range []struct {
		name string
		make func(i int) string
	}{
		{"all differ", func(i int) string { return word(i) + " " + word(i*7) }},
		{"same ends, middle names differ", func(i int) string { return "John " + word(i) + " Smith" }},
		{"same ends, four middle words", func(i int) string {
			return fmt.Sprintf("John %s %s %s %s Smith", word(i%20), word(i/20%20), word(i/400), word(i))
		}},
	} {
		names := make([]string, n)
		for i := range names {
			names[i] = c.make(i)
		}
		began := time.Now()
		unified(names, 10)
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s: %d names took %v", c.name, n, took)
		} else {
			t.Logf("%s: %d names in %v", c.name, n, took)
		}
	}
}
