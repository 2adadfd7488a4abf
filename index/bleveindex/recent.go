package bleveindex

import (
	"fmt"

	"github.com/maypok86/otter/v2"

	"talksearch/index"
)

// recentBytes bounds the talks of a generation on disk that are kept in memory.
const recentBytes = 16 << 20

// recentTalks keeps talks that were read from a store: those that many searches
// find are read over and over, and decompressing takes longer than finding.
type recentTalks struct {
	cache *otter.Cache[uint32, index.Entry]
}

func newRecentTalks() (*recentTalks, error) {
	cache, err := otter.New(&otter.Options[uint32, index.Entry]{
		MaximumWeight: recentBytes,
		Weigher:       func(_ uint32, e index.Entry) uint32 { return uint32(weight(e)) },
	})
	if err != nil {
		return nil, fmt.Errorf("cache of talks: %w", err)
	}
	return &recentTalks{cache}, nil
}

// weight returns about how many bytes a talk takes in memory.
func weight(e index.Entry) int {
	t := e.Talk
	n := 600 + len(t.Title) + len(t.Subtitle) + len(t.Abstract) + len(t.URL) + 60*len(t.Speakers) + 100*len(t.Links)
	for _, s := range t.Topics {
		n += 16 + len(s)
	}
	for _, s := range t.AllKeywords() {
		n += 16 + len(s)
	}
	return n
}

// entry returns a talk of the store.
func (r *recentTalks) entry(s *talkStore, ordinal uint32) (index.Entry, error) {
	if e, ok := r.cache.GetIfPresent(ordinal); ok {
		return e, nil
	}
	e, err := s.entry(ordinal)
	if err == nil {
		r.cache.Set(ordinal, e)
	}
	return e, err
}

func (r *recentTalks) close() { r.cache.StopAllGoroutines() }
