package bleveindex

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
)

// An idTable finds talks by their ids. It holds hashes instead of ids: eight bytes
// a talk, in return for a look at the talk itself to see whether it is the one.
type idTable struct {
	hashes   []uint32 // sorted
	ordinals []uint32 // of the talks with these hashes
}

func hashID(id string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // never fails
	return h.Sum32()
}

// newIDTable makes a table of so many talks. It fails when two have the same id.
func newIDTable(talks int, id func(ordinal int) string) (idTable, error) {
	t := idTable{hashes: make([]uint32, talks), ordinals: make([]uint32, talks)}
	hashes := make([]uint32, talks)
	for i := range talks {
		hashes[i], t.ordinals[i] = hashID(id(i)), uint32(i)
	}
	slices.SortFunc(t.ordinals, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(hashes[a], hashes[b]), cmp.Compare(a, b))
	})
	for i, ordinal := range t.ordinals {
		t.hashes[i] = hashes[ordinal]
		for j := i - 1; j >= 0 && t.hashes[j] == t.hashes[i]; j-- {
			if id(int(ordinal)) == id(int(t.ordinals[j])) {
				return t, fmt.Errorf("two talks have the id %s", id(int(ordinal)))
			}
		}
	}
	return t, nil
}

// candidates returns the talks that may have an id; most often there is one.
func (t idTable) candidates(id string) []uint32 {
	hash := hashID(id)
	from, _ := slices.BinarySearch(t.hashes, hash)
	to := from
	for to < len(t.hashes) && t.hashes[to] == hash {
		to++
	}
	return t.ordinals[from:to]
}
