package vocabulary

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"talksearch/corpus"
)

// A key is what a form is found by: its letters and digits, folded and joined, and
// where it may be parted. "PREEMPT_RT" and "preempt rt" are one, and texts that are
// split in other places, or not at all, are recognised: a text's words match when
// they are joined the same and every gap between them is one that the form has, too.
// So "hyper threading" is "hyper-threading" and so is "hyperthreading", but "in it" is
// not "init".
type key struct {
	joined string
	gaps   uint64 // bit n: a part may begin at byte n
}

// newKey returns the key of a form: parted at what is neither letter nor digit,
// before capitals after small letters, at the last of several capitals before small
// letters, and between letters and digits. The marks of "C++" and "C#" belong to it.
func newKey(s string) key {
	joined := make([]byte, 0, 2*len(s))
	var k key
	var before, prev rune
	start := -1
	flush := func(end int) {
		if start < 0 {
			return
		}
		if n := len(joined); n > 0 && n < 64 {
			k.gaps |= 1 << n
		}
		joined = append(joined, corpus.Fold(s[start:end])...)
		start = -1
	}
	for at, r := range s {
		switch {
		case strings.ContainsRune("+#", r) && start >= 0 && at-start <= 2:
			prev, before = r, prev
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r):
			flush(at)
			before, prev = r, 0
			continue
		case start < 0 && (before == '\'' || before == '’') && possessive(s[at:]):
			before = 0
			continue
		case start < 0:
			start = at
		case unicode.IsDigit(prev) != unicode.IsDigit(r), unicode.IsLower(prev) && unicode.IsUpper(r):
			flush(at)
			start = at
		case unicode.IsUpper(before) && unicode.IsUpper(prev) && unicode.IsLower(r):
			flush(at - utf8.RuneLen(prev))
			start = at - utf8.RuneLen(prev)
		}
		before, prev = prev, r
	}
	flush(len(s))
	k.joined = string(joined)
	return k
}

// possessive reports whether all that is left of a word is the ending that possessives
// have behind their apostrophe.
func possessive(s string) bool {
	rest, ok := strings.CutPrefix(s, "s")
	next, _ := utf8.DecodeRuneInString(rest)
	return ok && !unicode.IsLetter(next) && !unicode.IsDigit(next)
}

// plural returns the key of a form's English plural, or of the singular where it is
// one; false where there is none to tell.
func plural(written string, k key) (key, bool) {
	last, _ := utf8.DecodeLastRuneInString(written)
	j := k.joined
	switch {
	case len(j) < 2 || len(j) > maxForm-2 || !unicode.IsLetter(last):
		return k, false
	case last == 's' && len(j) > 3 && !strings.HasSuffix(j, "ss") && !strings.HasSuffix(j, "us") && !strings.HasSuffix(j, "is"):
		if stem, ok := strings.CutSuffix(j, "ies"); ok && len(stem) > 2 {
			return key{stem + "y", k.gaps}, true
		}
		return key{j[:len(j)-1], k.gaps}, true
	case last == 's' || last == 'S':
		return k, false
	case last == 'y' && !strings.ContainsRune("aeiou", rune(j[len(j)-2])):
		return key{j[:len(j)-1] + "ies", k.gaps}, true
	case strings.HasSuffix(j, "ch"), strings.HasSuffix(j, "sh"), last == 'x':
		return key{j + "es", k.gaps}, true
	}
	return key{j + "s", k.gaps}, true
}
