package cache

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
)

// flights do work that several ask for at once only once. Other than
// golang.org/x/sync/singleflight, it ends work that nobody waits for any more.
type flights[K comparable, V any] struct {
	mu    sync.Mutex
	under map[K]*flight[V]
}

type flight[V any] struct {
	done    chan struct{}
	value   V     // once done is closed
	err     error // likewise: the work panicked
	waiting int
	cancel  context.CancelFunc
}

// do returns what work returns, which is called unless the same is under way.
// The work is nobody's own: it goes on when ctx is done, as long as anyone waits
// for it; of ctx it has the values, such as a name for the log. The error is that of ctx, or tells that the work panicked.
func (g *flights[K, V]) do(ctx context.Context, k K, work func(context.Context) V) (V, error) {
	g.mu.Lock()
	f := g.under[k]
	if f == nil {
		own, cancel := context.WithCancel(context.WithoutCancel(ctx))
		f = &flight[V]{done: make(chan struct{}), cancel: cancel}
		if g.under == nil {
			g.under = map[K]*flight[V]{}
		}
		g.under[k] = f
		go func() {
			defer cancel()
			f.value, f.err = guard(own, work)
			g.mu.Lock()
			g.forget(k, f)
			g.mu.Unlock()
			close(f.done)
		}()
	}
	f.waiting++
	g.mu.Unlock()

	select {
	case <-f.done:
		return f.value, f.err
	case <-ctx.Done():
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	f.waiting--
	if f.waiting == 0 {
		g.forget(k, f) // whoever comes now must not get what was given up
		f.cancel()
	}
	var none V
	return none, context.Cause(ctx)
}

// guard turns a panic, which would end the program here, into an error.
func guard[V any](ctx context.Context, work func(context.Context) V) (v V, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return work(ctx), nil
}

// forget makes the next who asks for k start anew. g.mu is held.
func (g *flights[K, V]) forget(k K, f *flight[V]) {
	if g.under[k] == f {
		delete(g.under, k)
	}
}
