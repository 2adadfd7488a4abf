package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/urfave/cli/v3"

	"talksearch/api/cache"
	"talksearch/corpus"
	"talksearch/corpus/importer"
	"talksearch/index"
	"talksearch/index/bleveindex"
)

// maxChanges is how many changes are kept; the oldest go first.
const maxChanges = 1000

// sourceFlags are the flags of commands that read programmes.
func sourceFlags() []cli.Flag {
	return append([]cli.Flag{
		&cli.StringSliceFlag{Name: "source", Usage: "read programmes from `SOURCE`: a file, a folder, an address, an Indico event's page, or - for standard input; " +
			"may be repeated, in the environment one a line (default: the built-in conference)", Sources: environment("source")},
	}, limitFlags()...)
}

// limitFlags bound what reading a source may take.
func limitFlags() []cli.Flag {
	return []cli.Flag{
		&cli.DurationFlag{Name: "source-timeout", Value: time.Minute, Usage: "give up a source after `TIME`", Sources: environment("source-timeout")},
		&cli.Int64Flag{Name: "source-max-bytes", Value: 256 << 20, Usage: "refuse documents of more than `N` bytes, compressed or not; of JSON Lines, 64 times as much", Sources: environment("source-max-bytes")},
	}
}

// newSet returns the set of a command's sources, or of those given.
func newSet(c *cli.Command, locations []string) (*importer.Set, error) {
	o := importer.Options{Timeout: c.Duration("source-timeout"), MaxBytes: c.Int64("source-max-bytes"), Stdin: c.Root().Reader}
	if o.Timeout <= 0 {
		return nil, usagef("%s %s: want more than nothing, such as 1m", setting(c, "source-timeout"), o.Timeout)
	}
	if o.MaxBytes <= 0 {
		return nil, usagef("%s %d: want a whole number of bytes, 1 or more", setting(c, "source-max-bytes"), o.MaxBytes)
	}
	if bars := newProgress(c.Root().ErrWriter); bars != nil {
		o.Progress = bars.read
	}
	if folder := dataFolder(c.String("data")); folder != "" {
		o.Temp = []string{folder} // for what is much, the system's may be in memory
	}
	if len(locations) == 0 {
		locations = []string{importer.BuiltIn}
	}
	return importer.NewSet(o, locations...), nil
}

// A library is what is served: the sources' programmes in an engine, and what
// changed in them. It implements the catalogues of api and ui.
type library struct {
	set        *importer.Set
	engine     index.Engine
	metrics    *metrics
	reloads    chan struct{} // asks for a refresh at once
	refreshing bool          // or else what the set holds is of no more use after load
	stale      bool          // the engine does not hold what the set read last

	conferences, talks int // how many are served

	failing  atomic.Bool   // the latest Load failed
	failures atomic.Uint64 // counts up when failing changes

	version atomic.Uint64 // counts up after every Load of the engine, and with its changes

	news news // what changed, to be searched

	now func() time.Time // the clock, which may jump

	mu       sync.RWMutex
	changes  []corpus.Change             // oldest first
	latest   map[[2]string]corpus.Change // by conference and talk
	since    time.Time                   // of the first Load
	modified time.Time                   // of the latest
}

// newLibrary returns a library; refreshing says whether refresh will be called.
func newLibrary(set *importer.Set, engine *bleveindex.Engine, refreshing bool) *library {
	m := newMetrics()
	m.watchGeneration(engine.Generation)
	return &library{set: set, engine: engine, metrics: m, reloads: make(chan struct{}, 1), refreshing: refreshing, news: newNews(engine.Beside()), now: time.Now, latest: map[[2]string]corpus.Change{}}
}

// load reads all sources and serves them. It fails when one can't be read;
// lenient, only when none can, and logs the others.
func (l *library) load(ctx context.Context, lenient bool) error {
	if found, err := l.recall(ctx); found || err != nil {
		return err
	}
	c, _, err := l.set.Look(ctx)
	if c == nil || err != nil && (!lenient || c.Len() == 0) {
		return err
	}
	if err != nil {
		slog.Error("some sources could not be read; they are tried again at the next refresh", "error", err)
	} else {
		l.metrics.refreshed.SetToCurrentTime()
	}
	if _, err := l.put(ctx, c); err != nil {
		return err
	}
	l.remember()
	if !l.refreshing {
		l.set.Forget()
	}
	return nil
}

// put serves a collection in place of what was served before, and returns how many
// changes there are among the talks. It may be called by one goroutine at a time.
func (l *library) put(ctx context.Context, c corpus.Collection) (int, error) {
	before, err := l.engine.View()
	switch {
	case err == nil:
		defer before.Close()
	case !errors.Is(err, index.ErrNotReady):
		return 0, err
	}
	l.stale = true
	began := time.Now()
	if err := l.engine.LoadFrom(ctx, c); err != nil {
		l.fails(true)
		return 0, err
	}
	l.metrics.build.Observe(time.Since(began).Seconds())
	l.fails(false)
	l.stale = false
	l.conferences, l.talks = len(c.Programmes()), c.Len()
	l.metrics.conferences.Set(float64(l.conferences))
	l.metrics.talks.Set(float64(l.talks))
	var changes []corpus.Change
	if before != nil {
		changes = l.compare(ctx, before)
		if err := l.news.keep(ctx, l.engine, before, changes); err != nil {
			slog.Error("calendars and feeds will not tell of the latest changes", "error", err)
		}
	}
	l.note(changes)
	return len(changes), nil
}

// refresh looks whether sources changed and serves what did. What fails keeps
// what is served; it is logged, and told by Sources.
func (l *library) refresh(ctx context.Context) {
	c, changed, err := l.set.Look(ctx)
	if ctx.Err() != nil {
		return
	}
	outcome := refreshPartial
	if err != nil {
		slog.Warn("refresh failed; what was read before is still served", "error", err)
	} else {
		l.metrics.refreshed.SetToCurrentTime()
		outcome = refreshUnchanged
		if changed {
			outcome = refreshChanged
		}
	}
	defer func() { l.metrics.refreshes.WithLabelValues(outcome).Inc() }()
	if c == nil {
		return
	}
	if !changed && !l.stale {
		slog.Debug("refreshed; nothing changed")
		return
	}
	changes, err := l.put(ctx, c)
	if err != nil {
		outcome = refreshFailed
		slog.Error("indexing failed; what was read before is still served, and it is tried again at the next refresh", "error", err)
		return
	}
	l.remember()
	slog.Info("refreshed", "conferences", l.conferences, "talks", l.talks, "changes", changes)
}

// refreshEvery refreshes at intervals, 0 for never, and when reload asks for it,
// until ctx is done.
func (l *library) refreshEvery(ctx context.Context, interval time.Duration) {
	var due <-chan time.Time
	if interval > 0 {
		tick := time.NewTicker(interval)
		defer tick.Stop()
		due = tick.C
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-due:
		case <-l.reloads:
		}
		l.refresh(ctx)
	}
}

// reload asks for a refresh as soon as the one under way, if any, is done.
func (l *library) reload() {
	select {
	case l.reloads <- struct{}{}:
	default: // one is asked for already
	}
}

// note keeps the changes of a Load, of which there may be none.
func (l *library) note(changes []corpus.Change) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.version.Add(1)
	l.modify()
	l.changes = append(l.changes, changes...)
	for _, c := range changes {
		l.latest[[2]string{c.Conference, c.Talk}] = c
	}
	for ; len(l.changes) > maxChanges; l.changes = l.changes[1:] {
		old := l.changes[0]
		if key := [2]string{old.Conference, old.Talk}; l.latest[key] == old {
			delete(l.latest, key)
		}
	}
}

// state returns what the answer to a canonical address depends on. Of one version
// there are two generations at most, that before a Load and that after it; the
// version then counts up before the next, so that a generation whose name comes
// back is told from its first time.
func (l *library) state(address string) cache.State {
	var s cache.State
	for { // until both are of one moment
		s.Version, s.Generation = l.version.Load(), l.engine.Generation()
		if s.Version == l.version.Load() {
			break
		}
	}
	if address == conferencesPath {
		s.Detail = l.set.Version() + l.failures.Load()
	}
	return s
}

// fails notes whether the latest Load failed.
func (l *library) fails(yes bool) {
	if l.failing.Swap(yes) != yes {
		l.failures.Add(1)
	}
}

// Sources implements api.Catalogue.
func (l *library) Sources() []corpus.Source {
	list := l.set.Sources()
	if l.failing.Load() {
		for i := range list {
			list[i].Err = cmp.Or(list[i].Err, "indexing failed, and an older programme is served; the log says why")
		}
	}
	return list
}

// Changes implements api.Catalogue.
func (l *library) Changes() []corpus.Change {
	l.mu.RLock()
	defer l.mu.RUnlock()
	list := slices.Clone(l.changes)
	slices.Reverse(list)
	return list
}

// LatestChange implements api.Catalogue and ui.Catalogue.
func (l *library) LatestChange(conference, talk string) (corpus.Change, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	c, ok := l.latest[[2]string{conference, talk}]
	return c, ok
}
