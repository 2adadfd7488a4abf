package keyword

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"talksearch/corpus"
)

// A word is a run of letters and digits in a text, without what joins it to others:
// "io_uring" is two.
type word struct {
	term       string // folded
	start, end int    // byte offsets in the text
	hash       uint64 // of the term
	gap        gap    // what stands before it
	shape      shape
	listed     listed // the lists of lists.txt that have it
}

// A gap is what stands between two words.
type gap byte

const (
	joined gap = iota // a hyphen, underscore, slash, dot or plus sign
	spaced
	broken // punctuation or the end of a line: no phrase goes over it
	ended  // the end of a sentence, or of the field
)

// A shape says how a word is written.
type shape byte

const (
	small  shape = iota // all letters small; or only digits
	titled              // the first a capital
	caps                // two or more letters, all capitals, or a capital and digits
	mixed               // capitals within: "PyTorch", "eBPF"
)

// split appends the words of a text to list. Addresses of pages and of mail are
// passed over.
func split(list []word, s string) []word {
	folded, plain := s, true
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			plain = false
			break
		}
	}
	if plain {
		folded = strings.ToLower(s) // once for all words, which are parts of it
	}
	lists := listedWords()
	before := ended
	for at := 0; at < len(s); {
		r, size := rune(s[at]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[at:])
		}
		if !letter(r) {
			before = max(before, gapOf(r, s[at+size:]))
			at += size
			continue
		}
		if before != joined {
			if end := address(s, at); end > at {
				at, before = end, broken
				continue
			}
		}
		end := wordEnd(s, at)
		if possessive(s, at, end) {
			at, before = end, joined
			continue
		}
		w := word{start: at, end: end, gap: before, shape: shapeOf(s[at:end])}
		if plain {
			w.term = folded[at:end]
		} else {
			w.term = corpus.Fold(s[at:end])
		}
		if w.term != "" {
			w.hash = hashOf(w.term)
			w.listed = lists[w.hash]
			list = append(list, w)
			before = joined
		}
		at = end
	}
	return list
}

func letter(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r))
}

// gapOf returns what kind of gap a character makes before rest.
func gapOf(r rune, rest string) gap {
	switch r {
	case '-', '_', '/', '+', '#', '\'', '’', '\u2010', '\u2011', '\u00ad':
		return joined
	case ' ', '\t', '\u00a0':
		return spaced
	case '.':
		if next, _ := utf8.DecodeRuneInString(rest); letter(next) {
			return joined
		}
		return ended
	case '!', '?', '\n', ':', '"', '“', '”', '„':
		return ended // or nearly: a capital behind it tells nothing
	}
	return broken
}

// wordEnd returns where the word that begins at start ends. The signs of "C++" and
// "C#" belong to it; the ending of a possessive is left out.
func wordEnd(s string, start int) int {
	end := start
	for end < len(s) {
		r, size := rune(s[end]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[end:])
		}
		if !letter(r) {
			break
		}
		end += size
	}
	if end-start <= 2 {
		signs := end
		for signs < len(s) && (s[signs] == '+' || s[signs] == '#') {
			signs++
		}
		if next, _ := utf8.DecodeRuneInString(s[signs:]); signs == len(s) || !letter(next) {
			return signs
		}
	}
	return end
}

// possessive reports whether a word is only the ending of the one before: "kernel's".
func possessive(s string, start, end int) bool {
	if end != start+1 || s[start] != 's' && s[start] != 'S' {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(s[:start])
	return r == '\'' || r == '’'
}

// address returns where an address that begins at a word ends, or start if none
// does. It looks no further than a line's next space.
func address(s string, start int) int {
	const longest = 2048
	end := start
	found := strings.HasPrefix(s[start:], "www.")
	for end < len(s) && end-start < longest && s[end] > ' ' {
		switch s[end] {
		case '@':
			found = found || end > start
		case ':':
			found = found || strings.HasPrefix(s[end:], "://")
		}
		end++
	}
	if !found {
		return start
	}
	return end
}

func shapeOf(s string) shape {
	upper, lower, digits, first := 0, 0, 0, false
	for i, r := range s {
		switch {
		case 'a' <= r && r <= 'z':
			lower++
		case 'A' <= r && r <= 'Z':
			upper++
			first = first || i == 0
		case '0' <= r && r <= '9':
			digits++
		case unicode.IsUpper(r):
			upper++
			first = first || i == 0
		case unicode.IsLetter(r):
			lower++
		}
	}
	switch {
	case upper == 0:
		return small
	case lower == 0 && upper+digits > 1:
		return caps
	case lower == 1 && upper > 1 && s[len(s)-1] == 's': // "MCs"
		return caps
	case upper == 1 && first:
		return titled
	}
	return mixed
}

// hashOf is the 64-bit FNV-1a hash (www.isthe.com/chongo/tech/comp/fnv).
func hashOf(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// follow returns the hash of a phrase whose words before have hash h.
func follow(h, next uint64) uint64 {
	h ^= next + 0x9e3779b97f4a7c15 + h<<6 + h>>2
	return h * 0xff51afd7ed558ccd
}
