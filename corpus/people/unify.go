package people

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"talksearch/corpus"
)

// Unify gives each person one spelling, within and across programmes, so that
// a person is one value of a facet. Names are one person's where they agree in
// their first and last words, letter case, accents and punctuation aside, and
// where what stands between does not contradict: "Ada Lovelace", "Ada B.
// Lovelace" and "ADA BYRON LOVELACE". All get the fullest form, word by word:
// accents, middle names and the case of whoever wrote it properly.
//
// A middle name, unlike an initial, is left out only where both forms stand in
// one programme or its initial is known: "Luis Lopez" and "Luis Alberto Lopez"
// are one person at one conference, and likely two at two.
//
// Names that differ in the middle stay apart, and then a shorter one that
// could be either's stays itself. A name of one word, or with an initial for
// its first word, is taken for no longer one. Affiliations stay as they are. A
// person who now stands in a talk twice in the same role is listed once.
//
// The outcome does not depend on the order of programmes, and time grows with
// the number of names, however alike they are.
func Unify(programmes []*corpus.Programme) {
	var names Names
	for _, p := range programmes {
		if p == nil {
			continue
		}
		for i := range p.Talks {
			names.Add(p, &p.Talks[i])
		}
	}
	spelling := names.Spellings()
	for _, p := range programmes {
		if p == nil {
			continue
		}
		for i := range p.Talks {
			spelling.Apply(&p.Talks[i])
		}
	}
}

// Names does what Unify does where talks pass by one at a time: it is told of all,
// programme after programme, and then gives the spellings to apply. It holds each
// name once.
type Names struct{ uses map[string]use }

// Add takes in the people of a talk of programme p, which only has to be the same
// for all talks of one programme.
func (n *Names) Add(p *corpus.Programme, t *corpus.Talk) {
	if n.uses == nil {
		n.uses = map[string]use{}
	}
	for _, s := range t.Speakers {
		u, known := n.uses[s.Name]
		name := s.Name
		if !known {
			name = strings.Clone(name) // which may be a part of all the talk's text
		}
		if u.count++; len(u.in) == 0 || u.in[len(u.in)-1] != p {
			u.in = append(u.in, p)
		}
		n.uses[name] = u
	}
}

// Spellings returns how each name is to be spelled.
func (n *Names) Spellings() Spellings { return spellings(n.uses) }

// Spellings hold the fullest spelling of each name that has a fuller one.
type Spellings map[string]string

// Apply gives the people of a talk their fullest names. One who stands in it twice
// in the same role is then listed once.
func (s Spellings) Apply(t *corpus.Talk) {
	for i := range t.Speakers {
		if full, ok := s[t.Speakers[i].Name]; ok {
			t.Speakers[i].Name = full
		}
	}
	t.Speakers = once(t.Speakers)
}

// A use is how often a name stands in programmes, and in which.
type use struct {
	count int
	in    []*corpus.Programme
}

// once drops the repeated from a talk's people, keeping an affiliation that
// only a repetition had.
func once(list []corpus.Speaker) []corpus.Speaker {
	type part struct {
		name string
		role corpus.Role
	}
	seen := make(map[part]int, len(list))
	out := list[:0]
	for _, s := range list {
		if i, ok := seen[part{s.Name, s.Role}]; ok {
			if out[i].Affiliation == "" {
				out[i].Affiliation = s.Affiliation
			}
			continue
		}
		seen[part{s.Name, s.Role}] = len(out)
		out = append(out, s)
	}
	return out
}

// spellings maps each name that has a fuller form to that form.
func spellings(uses map[string]use) map[string]string {
	groups := make(map[[2]string]group)
	for n, u := range uses {
		w, ok := parse(n, u)
		if !ok {
			continue
		}
		ends := [2]string{w.keys[0], w.keys[len(w.keys)-1]}
		if len(w.keys) == 1 {
			ends[0] = "" // a last name alone is no "X X"
		}
		if groups[ends] == nil {
			groups[ends] = make(group)
		}
		middle := strings.Join(w.middle(), " ")
		groups[ends][middle] = append(groups[ends][middle], w)
	}
	fuller := make(map[string]string)
	for ends, g := range groups {
		for _, same := range g.persons(ends) {
			full := compose(same)
			for _, w := range same {
				if w.name != full {
					fuller[w.name] = full
				}
			}
		}
	}
	return fuller
}

// Words are a name taken apart: its words as written and as compared. The last
// includes a suffix such as "Jr.", which tells father from son.
type words struct {
	name string
	use
	written []string
	keys    []string
}

func parse(name string, u use) (words, bool) {
	w := words{name: name, use: u}
	for _, field := range strings.Fields(norm.NFC.String(name)) {
		for _, word := range initials(field) {
			k := key(word)
			if k == "" {
				continue
			}
			if n := len(w.keys) - 1; n > 0 && suffixes[k] && !strings.Contains(w.keys[n], " ") {
				w.written[n] += " " + word
				w.keys[n] += " " + k
				continue
			}
			w.written = append(w.written, word)
			w.keys = append(w.keys, k)
		}
	}
	return w, len(w.keys) > 0
}

// initials splits "J.R." and "J.Smith", which are words written without a
// space between them.
func initials(word string) []string {
	var list []string
	for {
		dot := strings.IndexByte(word, '.')
		if dot < 0 || utf8.RuneCountInString(word[:dot]) != 1 {
			break
		}
		if r, _ := utf8.DecodeRuneInString(word[dot+1:]); !unicode.IsLetter(r) {
			break
		}
		list = append(list, word[:dot+1])
		word = word[dot+1:]
	}
	return append(list, word)
}

// middle returns the keys between the first word and the last.
func (w words) middle() []string {
	if len(w.keys) < 3 {
		return nil
	}
	return w.keys[1 : len(w.keys)-1]
}

// A group holds the names that share first and last word, by what stands
// between.
type group map[string][]words

// persons parts a group into persons, each a list with the fullest name first.
func (g group) persons(ends [2]string) [][]words {
	var list [][]words
	if len(g) == 1 || utf8.RuneCountInString(ends[0]) <= 1 {
		for _, same := range g {
			list = append(list, same)
		}
		return list
	}
	shorter := make(map[string]bool) // middles that some fuller one extends
	for _, same := range g {
		g.extended(same[0], func(middle string) { shorter[middle] = true })
	}
	const several = "\x00" // no middle: keys hold letters and digits
	owner := make(map[string]string)
	for middle, same := range g {
		if shorter[middle] {
			continue
		}
		g.extended(same[0], func(short string) {
			if _, taken := owner[short]; taken {
				owner[short] = several
			} else {
				owner[short] = middle
			}
		})
	}
	persons := make(map[string][]words)
	for middle, same := range g {
		if !shorter[middle] {
			persons[middle] = append(append([]words(nil), same...), persons[middle]...)
		} else if full := owner[middle]; full != several && g.abbreviates(middle, full) {
			persons[full] = append(persons[full], same...)
		} else {
			list = append(list, same)
		}
	}
	for _, same := range persons {
		list = append(list, same)
	}
	return list
}

// abbreviates reports whether names with a shorter middle may be taken for those
// with a fuller one that extends it.
func (g group) abbreviates(short, full string) bool {
	words := strings.Fields(full)
	if len(strings.Fields(short)) == len(words) {
		return true
	}
	dropped := false // a word that is more than an initial or a particle
	for i, w := range words {
		first, size := utf8.DecodeRuneInString(w)
		dropped = dropped || size < len(w) && !particles[w] && !slices.Contains(strings.Fields(short), w)
		words[i] = string(first)
	}
	return !dropped || g[strings.Join(words, " ")] != nil || together(g[short], g[full])
}

// particles are middle words that are often left out.
var particles = map[string]bool{"van": true, "von": true, "der": true, "den": true, "de": true, "da": true, "do": true, "dos": true, "di": true,
	"del": true, "della": true, "la": true, "le": true, "du": true, "al": true, "el": true, "bin": true, "ibn": true, "ter": true, "ten": true, "zu": true}

// together reports whether two lists of names meet in a programme.
func together(a, b []words) bool {
	in := map[*corpus.Programme]bool{}
	for _, w := range a {
		for _, p := range w.in {
			in[p] = true
		}
	}
	for _, w := range b {
		for _, p := range w.in {
			if in[p] {
				return true
			}
		}
	}
	return false
}

// extended calls do for each middle in the group that the middle of w extends:
// words left out, or shortened to initials. A name has few middle words; the
// rare one with many extends none, for their number grows by powers of three.
func (g group) extended(w words, do func(middle string)) {
	full := w.middle()
	if len(full) > 4 {
		return
	}
	whole := strings.Join(full, " ")
	seen := map[string]bool{whole: true}
	var walk func(rest []string, taken string)
	walk = func(rest []string, taken string) {
		if len(rest) == 0 {
			if g[taken] != nil && !seen[taken] {
				seen[taken] = true
				do(taken)
			}
			return
		}
		first, size := utf8.DecodeRuneInString(rest[0])
		walk(rest[1:], taken)
		walk(rest[1:], join(taken, rest[0]))
		if size < len(rest[0]) {
			walk(rest[1:], join(taken, string(first)))
		}
	}
	walk(full, "")
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}
