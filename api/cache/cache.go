// Package cache stands before an HTTP handler and keeps its answers as they go
// over the wire: encoded, compressed, with an entity tag. An answer is found by
// its address in canonical form and by the state of what is served, so that no
// answer outlives what it tells of.
//
// What an address means and what the state is, is told by the caller; the
// package knows nothing of talks.
package cache

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"
)

// Options tell a Cache what it needs to know of the handler behind it.
type Options struct {
	// Bytes is how much memory the answers may take, with all that belongs to
	// them. With 0 none is kept; answers are the same, only slower.
	Bytes int64

	// Timeout ends the work on an answer.
	Timeout time.Duration

	// Canonical returns the one address, path and query, that stands for all that
	// are answered as u is. It is false where the answer may not be shared: it is
	// an error, or changes without State changing. It must depend on u alone.
	Canonical func(u *url.URL) (address string, ok bool)

	// State returns what the answer to a canonical address depends on beside the
	// address. It is asked for with every request, so it has to be cheap.
	State func(address string) State
}

// A State is what answers depend on beside their address. A state that was left
// must not come back before Version has counted up: an answer that began in a
// state and ends in the same is taken to be of that state as a whole.
type State struct {
	Generation string // names the content that is served; "" while there is none
	Version    uint64 // counts up when anything changes that answers tell
	Detail     uint64 // counts up with changes that few answers tell; 0 for all others
}

// A Cache is a handler that answers GET and HEAD from memory where it can. All
// else, and what Options.Canonical refuses, it leaves to the handler behind it.
//
// That handler is asked for canonical addresses by requests of the Cache's own,
// which have nothing of the client's but the address. So nothing that one client
// sends can show up in the answer to another.
type Cache struct {
	next    http.Handler
	options Options

	answers   *otter.Cache[key, *answer]   // nil if none are kept
	addresses *otter.Cache[string, string] // as requested -> canonical; nil likewise
	flights   flights[key, outcome]
	newest    atomic.Pointer[State] // of the answers that are kept
	counts    struct{ kept, made, passed atomic.Uint64 }
}

// Counts are how many answers a Cache has given, and what it takes.
type Counts struct {
	Kept   uint64 // given from memory
	Made   uint64 // worked out to be kept, or failed in that; of equal requests at once each counts
	Passed uint64 // left to the handler behind
	Bytes  uint64 // of memory that answers take that are kept
}

// Counts returns the counts since the start.
func (c *Cache) Counts() Counts {
	n := Counts{Kept: c.counts.kept.Load(), Made: c.counts.made.Load(), Passed: c.counts.passed.Load()}
	if c.answers != nil {
		n.Bytes = c.answers.WeightedSize()
	}
	return n
}

// A key names an answer.
type key struct {
	address string
	state   State
	packing bool // in flights only: the work is to compress the answer
}

// An outcome is what came of the work on an answer: the answer, or else how the
// request failed.
type outcome struct {
	answer *answer
	timing []string // the Server-Timing header of an answer that was worked out now
	failed *recorder
}

// addressShare is which part of the memory is for the canonical forms of
// addresses: one in so many bytes.
const addressShare = 16

// maxAddress is the longest address whose canonical form is kept. Longer ones
// are hardly ever seen twice.
const maxAddress = 2048

// New returns a cache before next.
func New(next http.Handler, o Options) (*Cache, error) {
	c := &Cache{next: next, options: o}
	if o.Bytes <= 0 {
		return c, nil
	}
	addressBytes := max(1, o.Bytes/addressShare)
	var err error
	c.answers, err = otter.New(&otter.Options[key, *answer]{
		MaximumWeight: uint64(max(1, o.Bytes-addressBytes)),
		Weigher:       func(k key, a *answer) uint32 { return weight(a.size() + len(k.address)) },
	})
	if err != nil {
		return nil, fmt.Errorf("cache of answers: %w", err)
	}
	c.addresses, err = otter.New(&otter.Options[string, string]{
		MaximumWeight: uint64(addressBytes),
		Weigher:       func(asked, address string) uint32 { return weight(len(asked) + len(address)) },
	})
	if err != nil {
		return nil, fmt.Errorf("cache of addresses: %w", err)
	}
	return c, nil
}

// entryBytes is about what an entry takes beside its value: the caches' own nodes,
// tables and queues.
const entryBytes = 256

func weight(size int) uint32 { return uint32(min(size+entryBytes, math.MaxUint32)) }

// ServeHTTP implements http.Handler.
func (c *Cache) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		c.pass(w, r)
		return
	}
	address, ok := c.canonical(r)
	if !ok {
		c.pass(w, r)
		return
	}
	k := key{address: address, state: c.options.State(address)}
	if k.state.Generation == "" {
		c.pass(w, r)
		return
	}
	a, ok := c.lookUp(k)
	if ok {
		c.counts.kept.Add(1)
	} else {
		c.counts.made.Add(1)
		out, err := c.flights.do(r.Context(), k, func(ctx context.Context) outcome { return c.work(ctx, k) })
		if err != nil {
			giveUp(w, r, err)
			return
		}
		if out.failed != nil {
			out.failed.replay(w, r)
			return
		}
		if out.timing != nil {
			w.Header()[serverTiming] = out.timing
		}
		a = out.answer
	}
	f := a.plain
	if acceptsGzip(r.Header["Accept-Encoding"]) {
		if a.packed == nil {
			var err error
			if a, err = c.pack(r.Context(), k, a); err != nil {
				giveUp(w, r, err)
				return
			}
		}
		f = a.packed
	}
	f.serve(w, r)
}

// pass leaves a request to the handler behind.
func (c *Cache) pass(w http.ResponseWriter, r *http.Request) {
	c.counts.passed.Add(1)
	c.next.ServeHTTP(w, r)
}

// giveUp ends a request whose work brought nothing: its client is gone, or the work
// panicked.
func giveUp(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		return
	}
	slog.ErrorContext(r.Context(), "working out an answer failed", "path", r.URL.Path, "error", err)
	http.Error(w, "something went wrong here; it has been logged", http.StatusInternalServerError)
}

// canonical returns the canonical address of a request. Those seen before need
// not be parsed again.
func (c *Cache) canonical(r *http.Request) (string, bool) {
	asked := r.RequestURI
	if c.addresses == nil || asked == "" || len(asked) > maxAddress {
		return c.options.Canonical(r.URL)
	}
	if address, ok := c.addresses.GetIfPresent(asked); ok {
		return address, true
	}
	address, ok := c.options.Canonical(r.URL)
	if ok {
		c.addresses.Set(asked, address)
	}
	return address, ok
}

func (c *Cache) lookUp(k key) (*answer, bool) {
	if c.answers == nil {
		return nil, false
	}
	return c.answers.GetIfPresent(k)
}

// keep keeps an answer. Those of another state are then of no more use.
func (c *Cache) keep(k key, a *answer) {
	if c.answers == nil {
		return
	}
	now := State{Generation: k.state.Generation, Version: k.state.Version}
	if newest := c.newest.Load(); newest == nil || *newest != now {
		c.newest.Store(&now)
		c.answers.InvalidateAll()
	}
	c.answers.Set(k, a)
}

// work asks the handler for an answer until one begins and ends in the same
// state: it is then of that state alone, though the handler may have looked at
// what is served more than once.
func (c *Cache) work(ctx context.Context, k key) outcome {
	if a, ok := c.lookUp(k); ok { // done between the look before and now
		return outcome{answer: a}
	}
	ctx, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	for {
		rec := record(ctx, c.next, k.address)
		now := c.options.State(k.address)
		if now != k.state && ctx.Err() == nil {
			k.state = now
			continue
		}
		if rec.status != http.StatusOK {
			return outcome{failed: rec}
		}
		out := outcome{answer: &answer{plain: rec.form()}, timing: rec.header[serverTiming]}
		if now == k.state {
			c.keep(k, out.answer)
		}
		return out
	}
}

// pack returns an answer with its compressed form, which is made once.
func (c *Cache) pack(ctx context.Context, k key, a *answer) (*answer, error) {
	packing := k
	packing.packing = true
	out, err := c.flights.do(ctx, packing, func(context.Context) outcome {
		kept, ok := c.lookUp(k)
		if ok && kept.packed != nil {
			return outcome{answer: kept}
		}
		packed := &answer{plain: a.plain, packed: a.plain.pack()}
		if ok {
			c.answers.Set(k, packed) // weighed again
		}
		return outcome{answer: packed}
	})
	return out.answer, err
}
