// Package bleveindex is the embedded engine: it keeps programmes in a Bleve
// index (scorch) and answers searches from it. Bleve finds and scores; counting,
// filtering and ordering is done in one pass by a collector of our own over
// columns in memory, because Bleve's facets cost many times the search itself
// and can't leave out a facet's own filter.
package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/highlight"
	"talksearch/index/query"
)

// snippetSize is how many bytes of an abstract a hit shows.
const snippetSize = 240

// Engine is an index.Engine. It serves one generation, an immutable index, and
// replaces it as a whole.
type Engine struct {
	loading sync.Mutex // held while a generation is built and put in place
	closed  bool       // guarded by loading

	mu      sync.RWMutex
	current *generation // nil before the first Load and after Close
	retired sync.WaitGroup

	// Progress, if not nil, is told while a Load goes on how many talks of how
	// many are indexed. It is set before the first Load.
	Progress func(done, total int)
}

var _ index.Engine = (*Engine)(nil)

// New returns an engine without programmes.
func New() *Engine { return &Engine{} }

// Load implements index.Engine.
func (e *Engine) Load(ctx context.Context, programmes []*corpus.Programme) error {
	e.loading.Lock()
	defer e.loading.Unlock()
	if e.closed {
		return errors.New("indexing: the engine is closed")
	}
	g, err := build(ctx, programmes, e.Progress)
	if err != nil {
		return fmt.Errorf("indexing: %w", err)
	}
	e.replace(g)
	return nil
}

// Close implements index.Engine. Searches afterwards fail with ErrNotReady.
func (e *Engine) Close() error {
	e.loading.Lock()
	defer e.loading.Unlock()
	e.closed = true
	e.replace(nil)
	e.retired.Wait()
	return nil
}

// replace serves g from now on and closes its predecessor once nobody reads it.
func (e *Engine) replace(g *generation) {
	e.mu.Lock()
	old := e.current
	e.current = g
	e.mu.Unlock()
	if old == nil {
		return
	}
	e.retired.Go(func() {
		if err := old.retire(); err != nil { // nobody waits for it
			slog.Error("closing a generation failed", "generation", old.name, "error", err)
		}
	})
}

// acquire returns the current generation, which stays open until it is released.
func (e *Engine) acquire() (*generation, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.current == nil {
		return nil, index.ErrNotReady
	}
	e.current.users.Add(1)
	return e.current, nil
}

// Talk implements index.Searcher.
func (e *Engine) Talk(_ context.Context, conference, id string) (index.Entry, error) {
	g, err := e.acquire()
	if err != nil {
		return index.Entry{}, err
	}
	defer g.release()
	ordinal, ok := g.byID[conference+"/"+id]
	if !ok {
		return index.Entry{}, fmt.Errorf("%w: %s/%s", index.ErrNotFound, conference, id)
	}
	return g.entries[ordinal], nil
}

// Conferences implements index.Searcher.
func (e *Engine) Conferences(context.Context) ([]*index.Conference, error) {
	g, err := e.acquire()
	if err != nil {
		return nil, err
	}
	defer g.release()
	return g.conferences, nil
}

// Generation implements index.Searcher.
func (e *Engine) Generation() string {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.current == nil {
		return ""
	}
	return e.current.name
}

// Search implements index.Searcher.
func (e *Engine) Search(ctx context.Context, r index.Request) (*index.Result, error) {
	began := time.Now()
	g, err := e.acquire()
	if err != nil {
		return nil, err
	}
	defer g.release()
	found := evaluation{g: g, ctx: ctx}
	matches, err := found.evaluate(r.Query.Root)
	if err != nil {
		return nil, searchError(ctx, r, err)
	}
	c := newCollector(g, r, matches.length(g))
	defer c.release()
	if matches == nil && len(r.Filters) == 0 {
		err = c.everything(ctx)
	} else {
		err = c.collect(ctx, matches)
	}
	var hits []index.Hit
	if err == nil {
		hits, err = g.hits(ctx, c.page(), r.Query)
	}
	if err != nil {
		return nil, searchError(ctx, r, err)
	}
	return &index.Result{
		Query:      index.Interpretation{Text: r.Query.Text, Parsed: r.Query.Root.String(), Warnings: slices.Concat(r.Query.Warnings, found.warnings)},
		Total:      c.total,
		Hits:       hits,
		Facets:     c.facets(),
		Generation: g.name,
		Took:       time.Since(began),
	}, nil
}

// searchError says what failed; where the context ended the search, why.
func searchError(ctx context.Context, r index.Request, err error) error {
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return fmt.Errorf("searching %q: %w", r.Query.Text, err)
}

// hits loads and highlights one page.
func (g *generation) hits(ctx context.Context, page []candidate, q query.Query) ([]index.Hit, error) {
	h := highlight.New(q.Root)
	hits := make([]index.Hit, len(page))
	for i, c := range page {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		hit := index.Hit{Entry: g.entries[c.ordinal], Score: float64(c.score)}
		t := hit.Talk
		hit.Title = h.Mark("title", t.Title)
		hit.Snippet = h.Snippet("abstract", t.Abstract, snippetSize)
		hit.Matched = hit.Snippet.Hit()
		for _, s := range t.Speakers {
			hit.People = append(hit.People, h.Mark("speaker", s.Name))
		}
		hit.Also = also(h, t)
		for n, topic := range t.Topics {
			if m := h.Mark("topic", topic); m.Hit() {
				hit.Topics = append(hit.Topics, index.TopicMatch{N: n + 1, Text: m})
			}
		}
		hits[i] = hit
	}
	return hits, nil
}

// also returns what matches in fields that a hit does not show in any case.
func also(h *highlight.Highlighter, t *corpus.Talk) []index.FieldMatch {
	var out []index.FieldMatch
	add := func(field, shown, s string) {
		m := h.Mark(field, s)
		same := slices.ContainsFunc(out, func(o index.FieldMatch) bool { return o.Field == shown && o.Text.String() == s })
		if m.Hit() && !same {
			out = append(out, index.FieldMatch{Field: shown, Text: m})
		}
	}
	add("title", "subtitle", t.Subtitle)
	for _, s := range t.Speakers {
		add("affiliation", "affiliation", s.Affiliation)
	}
	for _, k := range t.Keywords {
		add("keyword", "keyword", k)
	}
	add("track", "track", t.Track)
	return out
}
