package bleveindex

import "math/bits"

// A bitset is the documents of a long list once more, one bit each, with which lists
// are intersected a word at a time and a document's place in the list is found at once.
type bitset struct {
	words  []uint64
	before []uint32 // how many documents there are before each word
}

// newBitset returns the bitset of words, which it keeps, with so many documents; nil
// where these are few: to look them up takes little.
func newBitset(words []uint64, documents int) *bitset {
	if documents < 2*len(words) { // of 32 documents, one
		return nil
	}
	s := &bitset{words: words, before: make([]uint32, len(words))}
	n := 0
	for i, word := range words {
		s.before[i] = uint32(n)
		n += bits.OnesCount64(word)
	}
	return s
}

func (s *bitset) has(doc uint32) bool { return s.words[doc/64]&(1<<(doc%64)) != 0 }

// place returns how many documents there are before one.
func (s *bitset) place(doc uint32) int {
	return int(s.before[doc/64]) + bits.OnesCount64(s.words[doc/64]&(1<<(doc%64)-1))
}

// bytes returns what s takes in memory.
func (s *bitset) bytes() int {
	if s == nil {
		return 0
	}
	return 8*cap(s.words) + 4*cap(s.before)
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
