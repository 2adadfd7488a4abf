package bleveindex

import (
	"fmt"

	"github.com/maypok86/otter/v2"
)

// newCache returns a cache that is bounded by the sum of what weigh says. It is kept in
// order by whoever writes to it: that takes less than to start a goroutine for it.
func newCache[K comparable, V any](of string, most uint64, weigh func(K, V) uint32) (*otter.Cache[K, V], error) {
	c, err := otter.New(&otter.Options[K, V]{MaximumWeight: most, Weigher: weigh, Executor: func(do func()) { do() }})
	if err != nil {
		return nil, fmt.Errorf("cache of %s: %w", of, err)
	}
	return c, nil
}
