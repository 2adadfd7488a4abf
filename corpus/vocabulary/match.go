package vocabulary

import "sync/atomic"

// A Class says how near a form is to what it was found for.
type Class byte

// The classes.
const (
	Equivalent Class = iota // means the same
	Related                 // means something near, or perhaps the same: counts less
)

// A Form is what else can be looked for.
type Form struct {
	Text  string // as it is written, "out of memory"
	Class Class
}

// A Match is a stretch of terms that the vocabulary knows.
type Match struct {
	From, To int    // the terms [From, To)
	Forms    []Form // equivalents before what is related, the best known first; shared, and not to be changed
}

// Match appends to list the forms that occur in a sequence of terms, each the folded
// letters and digits of a word or of a part of one, in the order of a text: "out",
// "of", "memory". Matches come in their order and do not overlap; of several that
// begin at one term the longest is taken. Forms that only tell what a talk is about
// are none to search by.
func (v *Vocabulary) Match(list []Match, terms []string) []Match {
	if v == nil {
		return list
	}
	v.walk(terms, func(from, to int, e *entry) {
		if forms := v.forms(e); len(forms) > 0 {
			list = append(list, Match{from, to, forms})
		}
	})
	return list
}

// A Sense is a concept that a form may stand for.
type Sense struct {
	Concept   int    // its place in Concepts
	Part      bool   // the form names a part of the concept only
	Ambiguous bool   // the form means other things as well
	As        string // the form counts only if it is written so, or so with an s behind; "" for any letter case
}

// A Mention is a stretch of a text that names concepts.
type Mention struct {
	From, To int     // the terms [From, To)
	Senses   []Sense // shared, and not to be changed
}

// Mentions appends to list what of a text's terms names concepts, as Match does, and
// returns it.
func (v *Vocabulary) Mentions(list []Mention, terms []string) []Mention {
	if v == nil {
		return list
	}
	v.walk(terms, func(from, to int, e *entry) { list = append(list, Mention{from, to, e.senses}) })
	return list
}

// An entry is all that one key stands for.
type entry struct {
	key     string
	gaps    uint64 // where it may be parted
	senses  []Sense
	written []form                 // by sense, the form that it is
	forms   atomic.Pointer[[]Form] // what to look for beside it; nil until it is asked for
}

// walk calls visit for the longest forms in terms.
func (v *Vocabulary) walk(terms []string, visit func(from, to int, e *entry)) {
	var joined [maxForm]byte
	for from := 0; from < len(terms); {
		var best *entry
		to := from + 1
		size, gaps := 0, uint64(0)
		for i := from; i < len(terms); i++ {
			if size > 0 {
				gaps |= 1 << size
			}
			if size+len(terms[i]) > len(joined) {
				break
			}
			size += copy(joined[size:], terms[i])
			place, ok := v.keys[string(joined[:size])]
			if !ok {
				break
			}
			if place != prefixOnly && gaps&^v.entries[place].gaps == 0 {
				best, to = &v.entries[place], i+1
			}
		}
		if best != nil {
			visit(from, to, best)
		}
		from = to
	}
}
