package bleveindex

import (
	"testing"
)

// BenchmarkRelated measures finding five related talks, of different talks and with
// their words read before or not.
func BenchmarkRelated(b *testing.B) {
	bench, err := newBench()
	if err != nil {
		b.Fatal(err)
	}
	g := bench.engine.current
	for _, cold := range []bool{true, false} {
		name := "warm"
		if cold {
			name = "cold"
		}
		b.Run(name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				if cold {
					g.postings.cache.InvalidateAll()
				}
				n = (n + 7919) % g.size()
				e, err := g.entry(uint32(n))
				if err != nil {
					b.Fatal(err)
				}
				if _, err := bench.engine.Related(b.Context(), e.Conference.ID, e.Talk.ID, 5); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
