package bleveindex

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"

	"talksearch/corpus/compact"
	"talksearch/index"
)

// nameOf names a generation by the content of its conferences, of which it keeps the
// hashes as their digests, and by the versions of what is made of it. The order of
// the conferences does not matter.
func nameOf(conferences []*index.Conference, sums []hash.Hash, keywords deriver) string {
	for i, c := range conferences {
		c.Digest = hex.EncodeToString(sums[i].Sum(nil)[:16])
	}
	sorted := slices.SortedFunc(slices.Values(conferences), func(a, b *index.Conference) int { return cmp.Compare(a.ID, b.ID) })
	h := sha256.New()
	fmt.Fprintf(h, "mapping %d, store %d, talks %d, %s, %s\n", mappingVersion, storeVersion, compact.Version, keywords.version(), binary.NativeEndian)
	for _, c := range sorted {
		fmt.Fprintf(h, "%s %d\n", c.Digest, c.Talks)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
