package bleveindex

import (
	"sync/atomic"

	"github.com/maypok86/otter/v2"

	"talksearch/index"
)

// recentBytes bounds the talks of a generation on disk that are kept in memory.
const recentBytes = 16 << 20

// recentTalks keeps talks that were read from a store: those that many searches
// find are read over and over, and decompressing takes longer than finding. A talk is
// kept that is read a second time while not many others are: most are read once.
type recentTalks struct {
	cache *otter.Cache[uint32, *recentTalk]
	once  [8192]atomic.Uint32 // by ordinal, modulo the length: one more than the ordinal of the talk that was read last
}

type recentTalk struct {
	index.Entry
	outlines outlines
}

func newRecentTalks() (*recentTalks, error) {
	cache, err := newCache("talks", recentBytes, func(_ uint32, t *recentTalk) uint32 { return uint32(weight(t.Entry)) })
	return &recentTalks{cache: cache}, err
}

// weight returns about how many bytes a talk takes in memory, with its outlines.
func weight(e index.Entry) int {
	t := e.Talk
	letters := len(t.Title) + len(t.Subtitle) + len(t.Abstract)
	for _, s := range t.Topics {
		letters += 40 + len(s)
	}
	for _, s := range t.AllKeywords() {
		letters += 40 + len(s)
	}
	return 800 + letters + letters*2/3 + len(t.URL) + 100*len(t.Speakers) + 100*len(t.Links) // of six letters, one begins a word, which takes four bytes
}

// entry returns a talk of the store, and its outlines where it is kept.
func (r *recentTalks) entry(s *talkStore, ordinal uint32) (index.Entry, *outlines, error) {
	if t, ok := r.cache.GetIfPresent(ordinal); ok {
		return t.Entry, &t.outlines, nil
	}
	e, err := s.entry(ordinal)
	if err == nil && r.once[ordinal%uint32(len(r.once))].Swap(ordinal+1) == ordinal+1 {
		r.cache.Set(ordinal, &recentTalk{Entry: e})
	}
	return e, nil, err
}

func (r *recentTalks) close() { r.cache.StopAllGoroutines() }
