package text

import (
	"math"
	"math/bits"
	"strings"
	"unicode/utf8"

	"talksearch/corpus"
)

// A Sieve picks the words of a text that may be worth splitting: those with a
// part that begins like one of some terms, with the same three letters where all words
// of the term's stem do. Most words of a text are passed over at the price of a glance
// at each byte. The zero Sieve picks none; it must not be changed while it is used.
type Sieve struct {
	firsts [256]bool     // bytes that parts begin with, small and capital
	table  [pairs]uint32 // by a hash of the first two bytes, the bit set of thirds; see keyOf
}

const (
	pairs     = 1 << 10
	thirdBits = 5
)

// keyOf hashes the first three bytes of a term: the upper bits are of the first two,
// which differ for all pairs of small letters, the lower of the third, which do for all
// small letters. Bytes that a term does not have are 0.
func keyOf(first, second, third byte) uint32 {
	return (uint32(first)*37+uint32(second))%pairs<<thirdBits | uint32(third)%(1<<thirdBits)
}

// hasKey reports whether terms are picked of which the first bytes have a hash.
func (v *Sieve) hasKey(key uint32) bool { return v.table[key>>thirdBits]>>(key%(1<<thirdBits))&1 != 0 }

// Add makes the sieve pick words with a part, or a whole, that is term or has the
// same stem.
func (v *Sieve) Add(term string) { v.AddStemmed(term, Stem(term)) }

// AddStemmed is Add where the stem is known.
func (v *Sieve) AddStemmed(term, stem string) {
	if term == "" {
		return
	}
	if len(term) == 1 || !plainLetters(term[:2]) || len(stem) == 1 { // such as "aed"
		for second := range 256 {
			v.addPair(term[0], byte(second))
		}
		return
	}
	if len(term) > 3 && plainLetters(term[2:3]) && len(stem) > 3 {
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
	v.table[keyOf(first, second, 0)>>thirdBits] = math.MaxUint32
}

func (v *Sieve) addTriple(s string) {
	v.addFirst(s[0])
	key := keyOf(s[0], s[1], s[2])
	v.table[key>>thirdBits] |= 1 << (key % (1 << thirdBits))
}

// has reports whether a part that begins with three bytes is picked; those that it
// does not have are 0.
func (v *Sieve) has(first, second, third byte) bool { return v.hasKey(keyOf(first, second, third)) }

// A Picker goes through the words of a text that a sieve picks.
type Picker struct {
	v     *Sieve
	s     string
	o     Outline
	at    int // how far in o or, where there is none, in s
	last  int // where the word before begins
	parts []Part
}

// Pick returns a picker of the words of s. The outline of s saves reading it; nil will do.
// Parts, which may be nil, are overwritten by the words'.
func (v *Sieve) Pick(s string, o Outline, parts []Part) Picker {
	return Picker{v: v, s: s, o: o, last: -1, parts: parts[:0]}
}

// Parts returns what another picker may overwrite.
func (p *Picker) Parts() []Part { return p.parts }

// Next returns the next word, as Split does, and whether there is one. Its parts hold
// until the next call.
func (p *Picker) Next() (Word, bool) {
	for {
		var start, end int
		var plain, ok bool
		if p.o != nil {
			start, end, plain, ok = p.outlined()
		} else {
			start, end, plain, ok = p.v.next(p.s, p.at)
			p.at = end
		}
		if !ok {
			return Word{}, false
		}
		var w Word
		if w, p.parts = wordAt(p.parts, p.s, start, end, plain); len(p.parts) > 0 {
			return w, true
		}
	}
}

// wordAt returns the word of s[start:end], whose parts take the place of others. There
// may be none.
func wordAt(parts []Part, s string, start, end int, plain bool) (Word, []Part) {
	w := Word{Start: start, End: end}
	if plain { // as most words are
		w.Whole = strings.ToLower(s[start:end])
		parts = append(parts[:0], Part{Term: w.Whole, Start: start, End: end})
	} else {
		w.Whole, parts = cut(parts[:0], s, start, end)
	}
	w.Parts = parts
	return w, parts
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

// next returns the bounds of the first word from a byte on that is picked. A plain word
// is one of ASCII letters, small but perhaps for the first.
func (v *Sieve) next(s string, at int) (start, end int, plain, ok bool) {
	for at < len(s) {
		first := s[at]
		if first-'a' < 26 { // most words are small letters between others than letters
			end := lowerEnd(s, at+1)
			if end == len(s) || classes[s[end]] == other && s[end] != '+' && s[end] != '#' {
				if v.firsts[first] && (v.has(first, byteAt(s[:end], at+1), byteAt(s[:end], at+2)) || v.has(first, 0, 0)) {
					return at, end, true, true
				}
				at = end
				continue
			}
		}
		switch classes[first] {
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
			if v.mayPick(s[at:end]) {
				return at, end, false, true
			}
			at = end
			continue
		}
		end, picked, plain := v.scan(s, at)
		if picked {
			return at, end, plain, true
		}
		at = end
	}
	return 0, at, false, false
}

// lowerEnd returns the first place from at on without a small ASCII letter. It looks at
// eight bytes at a time, as words are rarely longer.
func lowerEnd(s string, at int) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for ; at+8 <= len(s); at += 8 {
		b := s[at : at+8]
		x := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 | uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
		low := x &^ highs
		letters := (low + ones*(0x80-'a')) &^ (low + ones*(0x7f-'z')) &^ x // their highest bits: from a on, not beyond z, ASCII
		if others := ^letters & highs; others != 0 {
			return at + bits.TrailingZeros64(others)/8
		}
	}
	for at < len(s) && s[at]-'a' < 26 {
		at++
	}
	return at
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
			end = lowerEnd(s, end+1) - 1
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
