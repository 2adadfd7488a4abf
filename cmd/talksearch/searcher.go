package main

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/bleveindex"
)

// A searcher is an engine of which only so many searches are asked at once. Some
// more wait, for a short time; all others fail at once with index.ErrBusy, so that
// a crowd is told to come again rather than kept waiting by work that nobody
// waits for any more.
type searcher struct {
	*bleveindex.Engine
	metrics *metrics
	turns   *semaphore.Weighted
	queue   int64         // how many may wait
	longest time.Duration // for how long
	waiting atomic.Int64  // how many do
}

// maxWait is how long a search waits for its turn.
const maxWait = time.Second

// newSearcher returns an engine's searcher: atOnce searches, and queue that wait.
func newSearcher(e *bleveindex.Engine, atOnce, queue int, m *metrics) *searcher {
	s := &searcher{Engine: e, metrics: m, turns: semaphore.NewWeighted(int64(atOnce)), queue: int64(queue), longest: maxWait}
	m.watchSearches(&s.waiting)
	return s
}

// turn waits for a turn of a kind of search. The function that it returns ends the
// turn.
func (s *searcher) turn(ctx context.Context, kind string) (done func(), err error) {
	if !s.turns.TryAcquire(1) {
		if err := s.wait(ctx); err != nil {
			if errors.Is(err, index.ErrBusy) {
				s.metrics.refused.Inc()
			}
			return nil, err
		}
	}
	began := time.Now()
	s.metrics.running.Inc()
	return func() {
		s.metrics.running.Dec()
		s.turns.Release(1)
		s.metrics.searches.WithLabelValues(kind).Observe(time.Since(began).Seconds())
	}, nil
}

func (s *searcher) wait(ctx context.Context) error {
	defer s.waiting.Add(-1)
	if s.waiting.Add(1) > s.queue {
		return index.ErrBusy
	}
	waiting, cancel := context.WithTimeout(ctx, s.longest)
	defer cancel()
	if s.turns.Acquire(waiting, 1) != nil {
		if err := ctx.Err(); err != nil {
			return err
		}
		return index.ErrBusy
	}
	return nil
}

// Search implements index.Searcher.
func (s *searcher) Search(ctx context.Context, r index.Request) (*index.Result, error) {
	done, err := s.turn(ctx, "search")
	if err != nil {
		return nil, err
	}
	defer done()
	return s.Engine.Search(ctx, r)
}

// Suggest implements index.Searcher.
func (s *searcher) Suggest(ctx context.Context, r index.SuggestRequest) (*index.Suggestions, error) {
	done, err := s.turn(ctx, "suggest")
	if err != nil {
		return nil, err
	}
	defer done()
	return s.Engine.Suggest(ctx, r)
}

// Related implements index.Searcher.
func (s *searcher) Related(ctx context.Context, conference, id string, size int) ([]index.Related, error) {
	done, err := s.turn(ctx, "related")
	if err != nil {
		return nil, err
	}
	defer done()
	return s.Engine.Related(ctx, conference, id, size)
}

// Values implements index.Lister.
func (s *searcher) Values(ctx context.Context, r index.ValuesRequest) (*index.Values, error) {
	done, err := s.turn(ctx, "values")
	if err != nil {
		return nil, err
	}
	defer done()
	return s.Engine.Values(ctx, r)
}

// Each implements index.Lister. Its turn ends once it is known what is found: how long
// that is read is the client's matter.
func (s *searcher) Each(ctx context.Context, r index.Request, begin func(index.Listing) error, do func(index.Entry) error) error {
	done, err := s.turn(ctx, "each")
	if err != nil {
		return err
	}
	done = sync.OnceFunc(done)
	defer done()
	return s.Engine.Each(ctx, r, func(l index.Listing) error {
		done()
		return begin(l)
	}, do)
}

// Agenda implements index.Searcher.
func (s *searcher) Agenda(ctx context.Context, r index.Request, conference string, day corpus.Date) (*index.Agenda, error) {
	done, err := s.turn(ctx, "agenda")
	if err != nil {
		return nil, err
	}
	defer done()
	return s.Engine.Agenda(ctx, r, conference, day)
}
