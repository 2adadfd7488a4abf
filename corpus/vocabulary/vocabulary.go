// Package vocabulary knows what subjects are called: a controlled vocabulary of
// systems software and of what is talked of at its conferences, with synonyms,
// and what is broader and related. Searches are widened by it, and talks get
// keywords from it.
//
// The vocabulary is a text that people read and write; vocabulary.txt, which is
// built in, begins with its grammar. Users may add to it (Extend).
package vocabulary

import (
	_ "embed"
	"fmt"
	"io"
	"strings"
	"sync"
)

//go:embed vocabulary.txt
var builtIn string

// A Vocabulary is a set of concepts. It does not change and may be used by many
// goroutines. A nil Vocabulary has no concepts.
type Vocabulary struct {
	lines    []line
	concepts []Concept
	entries  []entry
	subjects []*subject       // what concepts were made of
	narrower [][]int          // by concept, those that it is broader than
	keys     map[string]int32 // the joined terms of forms, and what longer ones begin with -> place in entries, or prefixOnly
	version  string
}

// A Concept is one subject.
type Concept struct {
	Name    string
	Keyword bool  // Name is good as a keyword of a talk
	Broader []int // places in Concepts; a subject is never broader than itself, by whatever way
	Related []int // likewise; both ways
}

// Default returns the built-in vocabulary.
var Default = sync.OnceValue(func() *Vocabulary {
	lines, err := parse(strings.NewReader(builtIn), "vocabulary.txt")
	if err == nil {
		var v *Vocabulary
		if v, err = build(lines); err == nil {
			return v
		}
	}
	panic(fmt.Sprintf("built-in vocabulary: %v", err)) // which tests would show
})

// Extend returns v with the lines of a text in the same format added, as if they
// stood below its own. A later line wins: a name that is there gets the further
// forms, and is a keyword or not as the later line says; a form that belonged to
// another subject is taken from it; where that form was the other's name, the whole
// subject is taken over and renamed. An error says which line of the text, by the
// given name, can't be understood, what was found and what was wanted.
func (v *Vocabulary) Extend(name string, text io.Reader) (*Vocabulary, error) {
	more, err := parse(text, name)
	if err != nil {
		return nil, err
	}
	var lines []line
	if v != nil {
		lines = append(lines, v.lines...)
	}
	return build(append(lines, more...))
}

// Version names the content of v: equal vocabularies have equal versions. It is ""
// for nil.
func (v *Vocabulary) Version() string {
	if v == nil {
		return ""
	}
	return v.version
}

// Concepts returns all concepts. The list is shared and must not be changed.
func (v *Vocabulary) Concepts() []Concept {
	if v == nil {
		return nil
	}
	return v.concepts
}
