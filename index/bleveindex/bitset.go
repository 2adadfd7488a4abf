package bleveindex

import (
	"math/bits"
	"sync"
)

// Ranked bits are documents, one bit each, of which is found at once how many come
// before one.
type rankedBits struct {
	words  []uint64
	before []uint32 // how many documents there are before each wordsCounted words
}

// wordsCounted is before how many words together documents are counted.
const wordsCounted = 4

// ranked returns words, which it keeps, ranked, and how many documents there are.
func ranked(words []uint64) (r rankedBits, size int) {
	r = rankedBits{words: words, before: make([]uint32, (len(words)+wordsCounted-1)/wordsCounted)}
	for i, word := range words {
		if i%wordsCounted == 0 {
			r.before[i/wordsCounted] = uint32(size)
		}
		size += bits.OnesCount64(word)
	}
	return r, size
}

func (r *rankedBits) has(doc uint32) bool { return r.words[doc/64]&(1<<(doc%64)) != 0 }

// place returns how many documents there are before one.
func (r *rankedBits) place(doc uint32) int {
	at := doc / 64
	n := int(r.before[at/wordsCounted]) + bits.OnesCount64(r.words[at]&(1<<(doc%64)-1))
	for _, word := range r.words[at/wordsCounted*wordsCounted : at] {
		n += bits.OnesCount64(word)
	}
	return n
}

// A bitset is the documents of a long list, with which lists are intersected a word at
// a time. Their numbers are made when they are first asked for.
type bitset struct {
	rankedBits
	size    int
	once    sync.Once
	numbers []uint32
}

// newBitset returns the bitset of words, which it keeps; nil where the documents are
// few: to look them up takes little.
func newBitset(words []uint64) *bitset {
	r, size := ranked(words)
	if size < 2*len(words) { // of 32 documents, one
		return nil
	}
	return &bitset{rankedBits: r, size: size}
}

// docs returns the documents' numbers.
func (s *bitset) docs() []uint32 {
	s.once.Do(func() { s.numbers = members(s.words) })
	return s.numbers
}

// bytes returns what s may take in memory.
func (s *bitset) bytes() int {
	if s == nil {
		return 0
	}
	return 8*cap(s.words) + 4*cap(s.before) + 4*s.size
}

// members returns the documents whose bits are set.
func members(words []uint64) []uint32 {
	n := 0
	for _, word := range words {
		n += bits.OnesCount64(word)
	}
	out := make([]uint32, n)
	n = 0
	for i, word := range words {
		for ; word != 0; word &= word - 1 {
			out[n] = uint32(i*64 + bits.TrailingZeros64(word))
			n++
		}
	}
	return out
}
