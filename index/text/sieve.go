package text

import (
	"iter"
	"strings"
	"unicode/utf8"

	"talksearch/corpus"
)

// A Sieve picks the words of a text that may be worth splitting: those with a
// part that begins like one of some terms, with the same three letters where all words
// of the term's stem do. Most words of a text are passed over at the price of a glance
// at each byte. The zero Sieve picks none; it must not be changed while it is used.
type Sieve struct {
	firsts  [256]bool            // bytes that parts begin with, small and capital
	pairs   [1 << 16 / 64]uint64 // bit set of first two bytes
	triples [1 << 12 / 64]uint64 // of hashes of the first three
}

// Add makes the sieve pick words with a part, or a whole, that is term or has the
// same stem.
func (v *Sieve) Add(term string) {
	if term == "" {
		return
	}
	if len(term) == 1 || !plainLetters(term[:2]) || len(Stem(term)) == 1 { // such as "aed"
		for second := range 256 {
			v.addPair(term[0], byte(second))
		}
		return
	}
	if len(term) > 3 && plainLetters(term[2:3]) && len(Stem(term)) > 3 {
		v.addTriple(term)
		return
	}
	v.addPair(term[0], term[1])
	switch term[1] { // the stemmer's exceptions: "dying" and "die"
	case 'i':
		v.addPair(term[0], 'y')
	case 'y':
		v.addPair(term[0], 'i')
	}
}

// AddBeginning makes the sieve pick words with a part, or a whole, that begins so.
func (v *Sieve) AddBeginning(start string) {
	if len(start) > 2 && plainLetters(start[:3]) {
		v.addTriple(start)
		return
	}
	v.Add(start)
}

// plainLetters reports whether s is all small letters a to z and digits.
func plainLetters(s string) bool {
	for i := range len(s) {
		if c := classes[s[i]]; c != lower && c != digit {
			return false
		}
	}
	return true
}

func (v *Sieve) addFirst(b byte) {
	v.firsts[b] = true
	if classes[b] == lower {
		v.firsts[b-'a'+'A'] = true
	}
}

func (v *Sieve) addPair(first, second byte) {
	v.addFirst(first)
	at := uint(first)<<8 | uint(second)
	v.pairs[at/64] |= 1 << (at % 64)
}

func (v *Sieve) addTriple(s string) {
	v.addFirst(s[0])
	at := triple(s[0], s[1], s[2])
	v.triples[at/64] |= 1 << (at % 64)
}

// triple hashes three bytes; those of small letters all differ, but for few.
func triple(first, second, third byte) uint {
	return (uint(first)*961 + uint(second)*31 + uint(third)) % (1 << 12)
}

// has reports whether a part that begins with three bytes is picked; those that it
// does not have are 0.
func (v *Sieve) has(first, second, third byte) bool {
	at := uint(first)<<8 | uint(second)
	if v.pairs[at/64]&(1<<(at%64)) != 0 {
		return true
	}
	at = triple(first, second, third)
	return v.triples[at/64]&(1<<(at%64)) != 0
}

// Words returns those words of s, as Split does, that the sieve picks. A word's parts
// hold until the next one is asked for.
func (v *Sieve) Words(s string) iter.Seq[Word] {
	return func(yield func(Word) bool) {
		var parts []Part
		v.each(s, func(start, end int, plain bool) bool {
			w := Word{Start: start, End: end}
			if plain { // as most words are
				w.Whole = strings.ToLower(s[start:end])
				parts = append(parts[:0], Part{Term: w.Whole, Start: start, End: end})
			} else if w.Whole, parts = cut(parts[:0], s, start, end); len(parts) == 0 {
				return true
			}
			w.Parts = parts
			return yield(w)
		})
	}
}

// Classes of bytes.
const (
	other = iota
	lower
	upper
	digit
	joiner
	beyond // ASCII
)

var classes = func() (table [256]byte) {
	for i := range table {
		switch b := byte(i); {
		case 'a' <= b && b <= 'z':
			table[i] = lower
		case 'A' <= b && b <= 'Z':
			table[i] = upper
		case '0' <= b && b <= '9':
			table[i] = digit
		case b < utf8.RuneSelf && joins(rune(b)):
			table[i] = joiner
		case b >= utf8.RuneSelf:
			table[i] = beyond
		}
	}
	return table
}()

// each calls visit with the bounds of each word that is picked, until it returns
// false. A plain word is one of ASCII letters, small but perhaps for the first.
func (v *Sieve) each(s string, visit func(start, end int, plain bool) bool) {
	for at := 0; at < len(s); {
		switch classes[s[at]] {
		case other, joiner:
			at++
			continue
		case beyond:
			r, size := utf8.DecodeRuneInString(s[at:])
			if !wordLetter(r) {
				at += size
				continue
			}
			end := wordEnd(s, at)
			if v.mayPick(s[at:end]) && !visit(at, end, false) {
				return
			}
			at = end
			continue
		}
		end, picked, plain := v.scan(s, at)
		if picked && !visit(at, end, plain) {
			return
		}
		at = end
	}
}

// scan finds the end of the word that begins at start with an ASCII letter or
// digit, and whether it is picked and plain.
func (v *Sieve) scan(s string, start int) (end int, picked, plain bool) {
	before := byte(joiner)
	plain = true
	for end = start; end < len(s); end++ {
		class := classes[s[end]]
		switch class {
		case lower:
			if before != lower && v.firsts[s[end]] && !picked { // here a part may begin
				picked = v.begins(s, end)
			}
			for end+1 < len(s) && s[end+1]-'a' < 26 {
				end++
			}
		case upper, digit:
			plain = plain && end == start && class == upper
			if v.firsts[s[end]] && !picked {
				picked = v.begins(s, end)
			}
		case joiner:
			if end+1 == len(s) {
				return end, picked, plain
			}
			switch classes[s[end+1]] {
			case beyond:
				end = wordEnd(s, start)
				return end, picked || v.mayPick(s[start:end]), false
			case lower, upper, digit:
				plain = false
			default:
				return end, picked, plain
			}
		case beyond:
			end = wordEnd(s, start)
			return end, picked || v.mayPick(s[start:end]), false
		default:
			if s[end] == '+' || s[end] == '#' {
				return wordEnd(s, start), picked, false
			}
			return end, picked, plain
		}
		before = class
	}
	return end, picked, plain
}

// latin are the letters from 0x80 to 0x24f, folded, and as they are spelled where there
// are no umlauts; "" for those that words are not judged by.
var latin = func() (table [0x250 - 0x80]struct{ folded, spelled string }) {
	for i := range table {
		letter := string(rune(0x80 + i))
		folded := corpus.Fold(letter)
		if spelled := corpus.Fold(umlauts.Replace(letter)); plainLetters(folded) && plainLetters(spelled) {
			table[i].folded, table[i].spelled = folded, spelled
		}
	}
	return table
}()

// mayPick reports whether a word with letters beyond ASCII may have a part that begins
// like a term: wherever in it a part could begin. Words of other scripts always may.
func (v *Sieve) mayPick(word string) bool {
	const most = 64
	var folded, spelled [most]byte
	n, m := 0, 0
	for _, r := range word {
		var f, p string
		var one [1]byte
		switch {
		case n+4 > most || m+4 > most:
			return true
		case r < utf8.RuneSelf:
			one[0] = low(byte(r))
			if c := classes[one[0]]; c == lower || c == digit {
				folded[n], spelled[m] = one[0], one[0]
				n, m = n+1, m+1
			}
			continue // joiners are passed over
		case joins(r):
			continue
		case r < 0x250:
			f, p = latin[r-0x80].folded, latin[r-0x80].spelled
		}
		if f == "" {
			return true
		}
		n += copy(folded[n:], f)
		m += copy(spelled[m:], p)
	}
	return v.hasAny(folded[:n]) || v.hasAny(spelled[:m])
}

// hasAny reports whether a part is picked that begins anywhere in a folded word.
func (v *Sieve) hasAny(word []byte) bool {
	for i, first := range word {
		var next [2]byte
		copy(next[:], word[i+1:])
		if v.firsts[first] && (v.has(first, next[0], next[1]) || v.has(first, next[0], 0) || v.has(first, 0, 0)) {
			return true
		}
	}
	return false
}

// begins reports whether a part that began at a byte, which is one of firsts, would
// begin like a term.
// Joiners are passed over, for the whole ("e-mail").
func (v *Sieve) begins(s string, at int) bool {
	var next [2]byte // the second and the third
	for n, i := 0, at+1; n < 2 && i < len(s); i++ {
		switch classes[s[i]] {
		case beyond:
			return true
		case other:
			i = len(s)
		case joiner:
			if i+1 == len(s) || classes[s[i+1]] == other {
				i = len(s)
			}
		default:
			next[n] = low(s[i])
			n++
		}
	}
	first := low(s[at])
	return v.has(first, next[0], next[1]) || next[0] != 0 && v.has(first, 0, 0) // terms of one letter
}

func low(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
