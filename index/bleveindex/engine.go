// Package bleveindex is the embedded engine: it keeps programmes in a Bleve
// index (scorch), in memory or in a folder, and answers searches from it. Bleve
// holds the dictionaries and the postings; those of frequent terms are kept once more,
// so that any of them can be looked up. Scoring (BM25F over posting lists, which are
// cached), phrases, counting, filtering and ordering are our own, in one pass over
// columns: Bleve's facets cost many times the search itself and can't leave out a
// facet's own filter.
package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"talksearch/corpus"
	"talksearch/corpus/vocabulary"
	"talksearch/index"
)

// Engine is an index.Engine. It serves one generation, an immutable index, and
// replaces it as a whole.
type Engine struct {
	options Options

	loading sync.Mutex // held while a generation is built and put in place
	closed  bool       // guarded by loading
	folder  *folder    // guarded by loading; nil in memory

	mu      sync.RWMutex
	current *generation // nil before the first Load and after Close
	retired sync.WaitGroup

	// Progress, if not nil, is told how far a Load is. It is set between Loads.
	Progress Progress
}

var _ index.Engine = (*Engine)(nil)

// Options say where an engine keeps its generations.
type Options struct {
	// Dir is the folder that generations are kept in. It is made where it is missing.
	// A programme that was indexed there before is served at once, and its texts are
	// read from there as they are needed. Engines and processes may share a folder.
	// "" means memory.
	Dir string

	// InMemory is up to how many talks a generation is held in memory nevertheless.
	// Where it is not 0, Dir is made only when it is needed, and where it can't be
	// used, memory is instead.
	InMemory int

	// Vocabulary is what talks' derived keywords are made by when they are indexed, and
	// what searches are widened by. nil leaves the keywords that talks come with, and
	// words stand for themselves.
	Vocabulary *vocabulary.Vocabulary
}

// New returns an engine without programmes that keeps all in memory.
func New() *Engine { return &Engine{} }

// Open returns an engine without programmes. It fails when the folder can't be made
// or read; that it can't be written to is no failure until there is something to
// write.
func Open(o Options) (*Engine, error) {
	e := &Engine{options: o}
	if o.Dir != "" && o.InMemory == 0 {
		var err error
		if e.folder, err = newFolder(o.Dir, e.keywords()); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// Beside returns an engine without programmes, in memory, that takes words as e does.
func (e *Engine) Beside() *Engine { return &Engine{options: Options{Vocabulary: e.options.Vocabulary}} }

// Load implements index.Engine.
func (e *Engine) Load(ctx context.Context, programmes []*corpus.Programme) error {
	return e.LoadFrom(ctx, corpus.List(programmes))
}

// LoadFrom implements index.Engine.
func (e *Engine) LoadFrom(ctx context.Context, c corpus.Collection) error {
	e.loading.Lock()
	defer e.loading.Unlock()
	if e.closed {
		return errors.New("indexing: the engine is closed")
	}
	g, err := e.generation(ctx, c)
	if err != nil {
		return fmt.Errorf("indexing: %w", err)
	}
	e.replace(g)
	return nil
}

// generation opens or builds the generation of a collection where it belongs.
func (e *Engine) generation(ctx context.Context, c corpus.Collection) (*generation, error) {
	if e.options.Dir == "" || c.Len() <= max(0, e.options.InMemory) {
		return e.inMemory(ctx, c)
	}
	var err error
	if e.folder == nil {
		e.folder, err = newFolder(e.options.Dir, e.keywords())
	}
	if err == nil {
		var g *generation
		if g, err = e.onDisk(ctx, c); err == nil {
			return g, nil
		}
	}
	if e.options.InMemory == 0 || !unusable(err) {
		return nil, err
	}
	slog.Warn("the data folder can't be used; all is kept in memory", "error", err)
	return e.inMemory(ctx, c)
}

func (e *Engine) keywords() deriver { return deriver{e.options.Vocabulary} }

func (e *Engine) inMemory(ctx context.Context, c corpus.Collection) (*generation, error) {
	in, err := take(ctx, c, e.keywords(), true, e.Progress)
	if err != nil {
		return nil, err
	}
	return buildInMemory(ctx, in, e.keywords(), e.Progress)
}

func (e *Engine) onDisk(ctx context.Context, c corpus.Collection) (*generation, error) {
	in, err := take(ctx, c, e.keywords(), false, e.Progress, e.folder.path)
	if err != nil {
		return nil, err
	}
	g, err := e.folder.generation(ctx, in, e.Progress)
	err = errors.Join(err, in.close())
	if in.size() > freeFrom {
		in = nil
		debug.FreeOSMemory() // a server rests at a small part of what building took
	}
	return g, err
}

// freeFrom is from how many talks on it is worth the time to give memory back.
const freeFrom = 10_000

// unusable reports whether an error means that a folder can't be written to.
func unusable(err error) bool {
	for _, e := range []error{fs.ErrPermission, fs.ErrNotExist, syscall.EROFS, syscall.ENOTDIR, syscall.ENOSPC} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// Place returns the folder that holds what is served, "" for memory, and whether
// that was built by the latest Load rather than found there.
func (e *Engine) Place() (folder string, built bool) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.current == nil {
		return "", false
	}
	return e.current.place, e.current.built
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
	if g != nil {
		g.countWhole() // so that no search has to, which may have little time
	}
	e.mu.Lock()
	old := e.current
	e.current = g
	e.mu.Unlock()
	if old == nil {
		return
	}
	folder := e.folder
	e.retired.Go(func() {
		if err := old.retire(); err != nil { // nobody waits for it
			slog.Error("closing a generation failed", "generation", old.name, "error", err)
		}
		if old.place != "" {
			folder.report(folder.sweep(true, old.name), "")
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
	return g.find(conference + "/" + id)
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
	after, err := g.cursorOf(r)
	if err != nil {
		return nil, searchError(ctx, r, err)
	}
	found := evaluation{g: g, ctx: ctx, r: r, vocabulary: e.options.Vocabulary}
	matches, err := found.evaluate()
	if err != nil {
		return nil, searchError(ctx, r, err)
	}
	c := newCollector(g, r, matches.length(g))
	defer c.release()
	c.after = after
	if matches == nil && len(r.Filters) == 0 {
		err = c.everything(ctx)
	} else {
		err = c.collect(ctx, matches)
	}
	var hits []index.Hit
	page := c.page()
	if err == nil {
		hits, err = found.hits(page)
	}
	if err != nil {
		return nil, searchError(ctx, r, err)
	}
	return &index.Result{
		Query:      found.interpretation(),
		Total:      c.total,
		Hits:       hits,
		Facets:     c.facets(),
		Generation: g.name,
		NextCursor: c.nextCursor(page),
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
