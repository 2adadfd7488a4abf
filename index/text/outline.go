package text

import (
	"math"
	"slices"
	"unicode/utf8"
)

// An Outline tells where the words of a text begin and how, so that a Sieve picks words
// without reading the text once more. It takes four bytes a word.
type Outline []uint32 // the hash of a part's first bytes, and in the lower placeBits where its word begins

// placeBits is for how long texts there are outlines.
const placeBits = 32 - thirdBits - 10

// everything picks all words.
var everything = func() *Sieve {
	v := &Sieve{}
	for i := range v.firsts {
		v.firsts[i] = true
	}
	for i := range v.table {
		v.table[i] = math.MaxUint32
	}
	return v
}()

// NewOutline returns the outline of a text, nil of one that is too long (128 KB).
func NewOutline(s string) Outline {
	if len(s) >= 1<<placeBits {
		return nil
	}
	out := make(Outline, 0, len(s)/6+1)
	var parts []Part
	for start, end, plain, ok := everything.next(s, 0); ok; start, end, plain, ok = everything.next(s, end) {
		if plain {
			out = append(out, keyOf(low(s[start]), byteAt(s[:end], start+1), byteAt(s[:end], start+2))<<placeBits|uint32(start))
			continue
		}
		from := len(out)
		add := func(term string) {
			if term == "" {
				return
			}
			if one := keyOf(term[0], byteAt(term, 1), byteAt(term, 2))<<placeBits | uint32(start); !slices.Contains(out[from:], one) {
				out = append(out, one)
			}
		}
		var w Word
		w, parts = wordAt(parts, s, start, end, false)
		add(w.Whole)
		for _, p := range parts {
			add(p.Term)
			add(p.Plain)
		}
	}
	return out
}

// byteAt returns a byte of s, 0 behind its end.
func byteAt(s string, at int) byte {
	if at < len(s) {
		return s[at]
	}
	return 0
}

// PicksAny reports whether the sieve may pick a word of an outline.
func (v *Sieve) PicksAny(o Outline) bool {
	for _, one := range o {
		if v.hasKey(one >> placeBits) {
			return true
		}
	}
	return false
}

// outlined is the sieve's next by the outline.
func (p *Picker) outlined() (start, end int, plain, ok bool) {
	table := &p.v.table
	for i, one := range p.o[p.at:] {
		key := one >> placeBits // what follows is hasKey
		if table[key>>thirdBits]>>(key%(1<<thirdBits))&1 == 0 {
			continue
		}
		start := int(one % (1 << placeBits))
		if start == p.last { // another part of the same word
			continue
		}
		p.at, p.last = p.at+i+1, start
		if p.s[start] < utf8.RuneSelf {
			end, _, plain := p.v.scan(p.s, start)
			return start, end, plain, true
		}
		return start, wordEnd(p.s, start), false, true
	}
	p.at = len(p.o)
	return 0, 0, false, false
}
