package bleveindex

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"talksearch/corpus"
)

// hashTalks is how many talks are hashed as one piece.
const hashTalks = 4096

// nameOf hashes the content and the versions of what is made of it, keywords among
// it. The order of the programmes does not matter.
func nameOf(programmes []*corpus.Programme, keywords deriver) string {
	type piece struct {
		programme *corpus.Programme
		from      int
	}
	sorted := slices.SortedFunc(slices.Values(programmes), func(a, b *corpus.Programme) int { return cmp.Compare(a.ID, b.ID) })
	var pieces []piece
	for _, p := range sorted {
		for from := 0; from == 0 || from < len(p.Talks); from += hashTalks {
			pieces = append(pieces, piece{p, from})
		}
	}
	sums := make([][sha256.Size]byte, len(pieces))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, x := range pieces {
		group.Go(func() error {
			sums[i] = sumOf(x.programme, x.from, keywords)
			return nil
		})
	}
	_ = group.Wait() // none fails
	h := sha256.New()
	fmt.Fprintf(h, "mapping %d, store %d, %s, %s\n", mappingVersion, storeVersion, binary.NativeEndian, keywords.version())
	for _, s := range sums {
		h.Write(s[:])
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// sumOf hashes a programme's head and one piece of its talks, without keywords that
// will be derived.
func sumOf(p *corpus.Programme, from int, keywords deriver) [sha256.Size]byte {
	zone, err := p.Zone()
	if err != nil {
		zone = nil
	}
	var e encoder
	for _, s := range []string{p.ID, p.Title, string(p.Start), string(p.End), p.Timezone, p.Location, p.URL, p.Notice} {
		e.string(s)
	}
	e.uint(uint64(len(p.Talks)))
	e.uint(uint64(from))
	for i := from; i < min(from+hashTalks, len(p.Talks)); i++ {
		t := p.Talks[i]
		if keywords.vocabulary != nil {
			t.Derived = nil
		}
		e.talk(&t, zone)
	}
	return sha256.Sum256(e.b)
}
