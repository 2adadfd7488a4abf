package keyword

import (
	_ "embed"
	"strings"
	"sync"

	"talksearch/corpus"
)

//go:embed lists.txt
var lists string

// A listed word's lists.
type listed byte

const (
	english listed = 1 << iota
	german
	otherLanguage
	plainWord  // of announcements
	commonNoun // a keyword only with another word
)

// listedWords returns the words of lists.txt by their hash.
var listedWords = sync.OnceValue(func() map[uint64]listed {
	words := make(map[uint64]listed, 3000)
	sections := map[string]listed{"[en]": english, "[de]": german, "[other]": otherLanguage, "[plain]": plainWord, "[common]": commonNoun}
	var section listed
	for line := range strings.Lines(lists) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		if s, ok := sections[strings.TrimSpace(line)]; ok {
			section = s
			continue
		}
		for w := range strings.FieldsSeq(line) {
			words[hashOf(corpus.Fold(w))] |= section
		}
	}
	return words
})
