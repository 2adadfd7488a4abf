package bleveindex

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestDocumentSet checks that documents are collected in order and each once, whether
// few or many, added or marked.
func TestDocumentSet(t *testing.T) {
	const talks = 64 * 1000
	random := rand.New(rand.NewPCG(1, 2))
	asNumbers, asBits := 0, 0
	for range 500 {
		set := documentSet{words: talks / 64}
		want := map[uint32]bool{}
		for range 1 + random.IntN(4) {
			first := uint32(random.IntN(talks / 2))
			numbers := make([]uint32, random.IntN(20))
			for i := range numbers {
				numbers[i] = uint32(random.IntN(talks / 2))
				want[first+numbers[i]] = true
			}
			set.add(numbers, first)
			if random.IntN(10) == 0 {
				set.bits()[7] |= 2
				want[7*64+1] = true
			}
		}
		if set.set == nil {
			asNumbers++
		} else {
			asBits++
		}
		docs := set.list().docs()
		if len(docs) != len(want) || !slices.IsSorted(docs) || slices.ContainsFunc(docs, func(doc uint32) bool { return !want[doc] }) {
			t.Fatalf("got %v, want %v", docs, want)
		}
	}
	if asNumbers < 50 || asBits < 50 {
		t.Errorf("%d sets were of numbers and %d of bits, want many of both", asNumbers, asBits)
	}
}
