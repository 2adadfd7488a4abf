package text

import (
	"strings"
	"unicode/utf8"
)

// Written returns a folded word as it is written in a text that has it, where that
// tells it from other words: compounds ("SCHED_DEADLINE", "real-time") and names in
// capitals ("BPF"). Other words come back as they are, for in a text they may
// begin a sentence; and so do words that the text does not have.
func Written(word, s string) string {
	words := Split(s)
	shouted := len(words) > 1 && strings.ToUpper(s) == s
	for _, w := range words {
		if w.Compound() && w.Whole == word {
			return s[w.Start:w.End]
		}
		for _, p := range w.Parts {
			if p.Term != word {
				continue
			}
			form := s[p.Start:p.End]
			_, first := utf8.DecodeRuneInString(form)
			if strings.ToLower(form[first:]) != form[first:] && !shouted {
				return form
			}
			return word
		}
	}
	return word
}
