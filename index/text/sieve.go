package text

import "unicode/utf8"

// A Sieve picks the words of a text that may be worth splitting: those with a
// part that begins like one of some terms. Most words of a text are passed over
// at the price of a glance at each byte. The zero Sieve picks none; it must not be
// changed while it is used.
type Sieve struct {
	pairs [1 << 16 / 64]uint64 // bit set of first two bytes
}

// Add makes the sieve pick words with a part, or a whole, that is term or has the
// same stem.
func (v *Sieve) Add(term string) {
	if term == "" {
		return
	}
	if len(term) == 1 || term[0] >= utf8.RuneSelf || term[1] >= utf8.RuneSelf {
		for second := range 256 {
			v.add(term[0], byte(second))
		}
		return
	}
	v.add(term[0], term[1])
	switch term[1] { // the stemmer's exceptions: "dying" and "die"
	case 'i':
		v.add(term[0], 'y')
	case 'y':
		v.add(term[0], 'i')
	}
}

func (v *Sieve) add(first, second byte) {
	at := uint(first)<<8 | uint(second)
	v.pairs[at/64] |= 1 << (at % 64)
}

func (v *Sieve) has(first, second byte) bool {
	at := uint(first)<<8 | uint(second)
	return v.pairs[at/64]&(1<<(at%64)) != 0
}

// Split returns those words of s, as the function Split does, that the sieve
// picks.
func (v *Sieve) Split(s string) []Word {
	var words []Word
	v.each(s, func(start, end int) {
		w := Word{Start: start, End: end}
		if w.Whole, w.Parts = cut(nil, s, start, end); len(w.Parts) > 0 {
			words = append(words, w)
		}
	})
	return words
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

// each calls visit with the bounds of each word that is picked.
func (v *Sieve) each(s string, visit func(start, end int)) {
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
			visit(at, end)
			at = end
			continue
		}
		end, picked := v.scan(s, at)
		if picked {
			visit(at, end)
		}
		at = end
	}
}

// scan finds the end of the word that begins at start with an ASCII letter or
// digit, and whether it is picked. Words that are not all ASCII always are.
func (v *Sieve) scan(s string, start int) (end int, picked bool) {
	before := byte(joiner)
	for end = start; end < len(s); end++ {
		class := classes[s[end]]
		switch class {
		case lower, upper, digit:
			if !picked && (class != lower || before != lower) { // here a part may begin
				picked = v.begins(s, end)
			}
		case joiner:
			if end+1 == len(s) {
				return end, picked
			}
			switch classes[s[end+1]] {
			case beyond:
				return wordEnd(s, start), true
			case lower, upper, digit:
			default:
				return end, picked
			}
		case beyond:
			return wordEnd(s, start), true
		default:
			if s[end] == '+' || s[end] == '#' {
				return wordEnd(s, start), picked
			}
			return end, picked
		}
		before = class
	}
	return end, picked
}

// begins reports whether a part that began at a byte would begin like a term. A
// joiner after the first letter is passed over, for the whole ("e-mail").
func (v *Sieve) begins(s string, at int) bool {
	second := byte(0)
	if at+1 < len(s) {
		second = s[at+1]
		if classes[second] == joiner && at+2 < len(s) {
			second = s[at+2]
		}
		if classes[second] == beyond {
			return true
		}
	}
	return v.has(low(s[at]), low(second)) || v.has(low(s[at]), 0) // 0: terms of one letter
}

func low(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
