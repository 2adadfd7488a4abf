// Package text turns text into the words that engines index and queries ask
// for: it splits at what is not part of a word, folds case and accents, keeps
// identifiers whole as well as in parts, and stems English. It knows nothing of
// engines or queries.
package text

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"

	"talksearch/corpus"
)

// A Word is a stretch of text without white space that belongs together:
// a plain word, which has one part, or a compound such as SCHED_DEADLINE,
// real-time, kernel/sched/fair.c or eBPF, which has several.
type Word struct {
	Whole      string // the parts joined, "scheddeadline"; of a plain word its only part
	Parts      []Part
	Start, End int // byte offsets in the text
}

// A Part is one piece of a Word, folded.
type Part struct {
	Term       string
	Plain      string // Term as it is spelled where there are no umlauts, "roedel" of "Rödel"; "" where it has none
	Start, End int    // byte offsets in the text
}

// Compound reports whether w has several parts.
func (w Word) Compound() bool { return len(w.Parts) > 1 }

// Split returns the words of s in order. Text without letters or digits has none.
func Split(s string) []Word {
	if s == "" {
		return nil
	}
	words := make([]Word, 0, len(s)/6+1)
	parts := make([]Part, 0, len(s)/5+1) // of all words, so that they take one allocation
	for at := 0; at < len(s); {
		r, size := utf8.DecodeRuneInString(s[at:])
		if !wordLetter(r) {
			at += size
			continue
		}
		end := wordEnd(s, at)
		w := Word{Start: at, End: end}
		from := len(parts)
		if w.Whole, parts = cut(parts, s, at, end); len(parts) > from {
			w.Parts = parts[from:len(parts):len(parts)]
			words = append(words, w)
		}
		at = end
	}
	return words
}

// Following returns up to n parts of the words of s from a byte offset on, at which
// no word may have begun before.
func Following(s string, at, n int) []Part {
	var parts []Part
	for at < len(s) && len(parts) < n {
		r, size := utf8.DecodeRuneInString(s[at:])
		if !wordLetter(r) {
			at += size
			continue
		}
		end := wordEnd(s, at)
		_, parts = cut(parts, s, at, end)
		at = end
	}
	return parts[:min(n, len(parts))]
}

// wordEnd returns where the word that begins at start ends: joiners belong to
// it only between letters or digits ("io_uring", "fair.c", "out-of-tree"), and
// marks of a language's name after it ("C++", "C#").
func wordEnd(s string, start int) int {
	end, last := start, start // last is where the last part begins
	for end < len(s) {
		r, size := utf8.DecodeRuneInString(s[end:])
		if inWord(r) {
			end += size
			continue
		}
		if !joins(r) {
			break
		}
		next, _ := utf8.DecodeRuneInString(s[end+size:])
		if !wordLetter(next) {
			break
		}
		end += size
		last = end
	}
	if utf8.RuneCountInString(s[last:end]) <= 2 { // only short names carry such marks
		marks := end
		for marks < len(s) && (s[marks] == '+' || s[marks] == '#') {
			marks++
		}
		if next, _ := utf8.DecodeRuneInString(s[marks:]); marks == len(s) || !inWord(next) {
			end = marks
		}
	}
	return end
}

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return wordLetter(r)
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)) || r == '\u200c' || r == '\u200d'
}

func joins(r rune) bool {
	switch r {
	case '_', '-', '.', '/', '\'', '’', '\u2010', '\u2011':
		return true
	}
	return false
}

func apostrophe(r rune) bool { return r == '\'' || r == '’' }

// cut cuts s[start:end] into parts, which it appends: at joiners, where capitals
// tell ("printStackTrace", "eBPF"), and between letters and digits ("arm64").
// Apostrophes don't cut; a possessive's ending is dropped. It returns the whole
// that the parts make.
func cut(parts []Part, s string, start, end int) (string, []Part) {
	var whole []byte // unless there is a single part
	from := len(parts)
	body := start + len(trimPossessive(s[start:end]))
	gap := "" // what stood before the part at hand
	for at := start; at < body; {
		r, size := utf8.DecodeRuneInString(s[at:])
		if joins(r) && !apostrophe(r) {
			gap, at = s[at:at+size], at+size
			continue
		}
		stop := partEnd(s, at, body)
		if term := strings.ReplaceAll(corpus.Fold(s[at:stop]), "'", ""); term != "" {
			if n := len(parts); n == from+1 {
				whole = append(make([]byte, 0, end-start), parts[from].Term...)
			}
			if n := len(parts); n > from {
				if last := parts[n-1].Term; gap == "." && digitAt(last, false) && digitAt(term, true) { // 5.3 is not 53
					whole = append(whole, gap...)
				}
				whole = append(whole, term...)
			}
			parts = append(parts, Part{Term: term, Plain: plain(s[at:stop], term), Start: at, End: stop})
			gap = ""
		}
		at = stop
	}
	if len(parts) == from+1 {
		return parts[from].Term, parts
	}
	return string(whole), parts
}

// umlauts are letters that are spelled as two where they are missing. Folding leaves
// one.
var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "ae", "Ö", "oe", "Ü", "ue", "ø", "oe", "Ø", "oe", "å", "aa", "Å", "aa")

// plain returns the Plain of the part s, whose Term is known.
func plain(s, term string) string {
	if len(s) == len(term) { // ASCII, or nearly
		return ""
	}
	if p := strings.ReplaceAll(corpus.Fold(umlauts.Replace(s)), "'", ""); p != term {
		return p
	}
	return ""
}

// partEnd returns where the part that begins at start ends.
func partEnd(s string, start, end int) int {
	at := start
	var before, prev rune
	for at < end {
		r, size := utf8.DecodeRuneInString(s[at:])
		if joins(r) && !apostrophe(r) {
			break
		}
		if prev != 0 {
			switch {
			case unicode.IsDigit(prev) != unicode.IsDigit(r) && wordLetter(prev) && wordLetter(r):
				return at
			case unicode.IsLower(prev) && unicode.IsUpper(r):
				return at
			case unicode.IsUpper(before) && unicode.IsUpper(prev) && unicode.IsLower(r) && !loneLower(s[at:end]):
				return at - utf8.RuneLen(prev) // "HTTPServer": the last capital begins the next part
			}
		}
		before, prev, at = prev, r, at+size
	}
	return at
}

// loneLower reports whether rest begins with a single small letter, which
// belongs to the capitals before it: "APIs", "MCs", "PCIe", "IPv6".
func loneLower(rest string) bool {
	_, size := utf8.DecodeRuneInString(rest)
	next, _ := utf8.DecodeRuneInString(rest[size:])
	return !unicode.IsLower(next)
}

func wordLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

func digitAt(term string, first bool) bool {
	r, _ := utf8.DecodeLastRuneInString(term)
	if first {
		r, _ = utf8.DecodeRuneInString(term)
	}
	return unicode.IsDigit(r)
}

// trimPossessive drops a possessive's ending: "kernel's", "developers'".
func trimPossessive(s string) string {
	if last := s[len(s)-1]; last != 's' && last != 'S' {
		return s
	}
	for _, end := range [...]string{"'s", "’s", "'S", "’S"} {
		if t, ok := strings.CutSuffix(s, end); ok && t != "" {
			return t
		}
	}
	return s
}

// Stem returns the stem of a folded term by the Snowball English stemmer
// (snowballstem.org/algorithms/english): "scheduling", "scheduled" and
// "scheduler" are one. Terms that are not plain a-z words are their own stem.
func Stem(term string) string {
	if stem, ok := plurals[term]; ok {
		return stem
	}
	if len(term) < 3 {
		return term
	}
	for i := 0; i < len(term); i++ {
		if term[i] < 'a' || term[i] > 'z' {
			return term
		}
	}
	env := snowballstem.NewEnv(term)
	english.Stem(env)
	return cmp.Or(env.Current(), term)
}

// plurals are those that the stemmer leaves alone, because in most words
// "-us" is no plural ("bus", "virus").
var plurals = map[string]string{"cpus": "cpu", "gpus": "gpu", "vcpus": "vcpu", "mmus": "mmu", "iommus": "iommu", "npus": "npu", "tpus": "tpu", "menus": "menu"}

// Nearest returns the candidate that a person who typed name most likely
// meant, or "" when none is near: a third of its letters may differ, be
// missing, be added or be swapped with their neighbour, or it may be a
// candidate's beginning.
func Nearest(name string, candidates []string) string {
	name = corpus.Fold(name)
	best, least := "", len(name)/3+1
	for _, c := range candidates {
		if d := corpus.Distance(name, corpus.Fold(c)); d < least {
			best, least = c, d
		}
	}
	if best != "" || len(name) < 2 {
		return best
	}
	for _, c := range candidates {
		if strings.HasPrefix(corpus.Fold(c), name) {
			return c
		}
	}
	return ""
}

// Terms returns the terms of all parts of words, in order.
func Terms(words []Word) []string {
	var terms []string
	for _, w := range words {
		for _, p := range w.Parts {
			terms = append(terms, p.Term)
		}
	}
	return terms
}
