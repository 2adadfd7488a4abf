package bleveindex

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"

	"talksearch/index"
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

// newIDTable fails when two talks have the same id.
func newIDTable(entries []index.Entry) (idTable, error) {
	t := idTable{hashes: make([]uint32, len(entries)), ordinals: make([]uint32, len(entries))}
	hashes := make([]uint32, len(entries))
	for i, e := range entries {
		hashes[i], t.ordinals[i] = hashID(e.ID()), uint32(i)
	}
	slices.SortFunc(t.ordinals, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(hashes[a], hashes[b]), cmp.Compare(a, b))
	})
	for i, ordinal := range t.ordinals {
		t.hashes[i] = hashes[ordinal]
		for j := i - 1; j >= 0 && t.hashes[j] == t.hashes[i]; j-- {
			if id := entries[ordinal].ID(); id == entries[t.ordinals[j]].ID() {
				return t, fmt.Errorf("two talks have the id %s", id)
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
