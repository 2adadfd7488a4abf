package main

import (
	"cmp"
	"context"
	"io"
	"log/slog"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/urfave/cli/v3"
	"golang.org/x/term"

	"talksearch/api/cache"
	"talksearch/corpus"
	"talksearch/corpus/importer"
	"talksearch/index"
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
		&cli.Int64Flag{Name: "source-max-bytes", Value: 256 << 20, Usage: "refuse documents of more than `N` bytes, compressed or not", Sources: environment("source-max-bytes")},
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
	refreshing bool           // or else nothing needs to be kept for comparison
	outline    corpus.Outline // of what the engine serves
	stale      bool           // the engine does not hold what the set read last

	conferences, talks int // how many are served

	failing  atomic.Bool   // the latest Load failed
	failures atomic.Uint64 // counts up when failing changes

	version atomic.Uint64 // counts up after every Load of the engine, and with its changes

	news news // what changed, to be searched

	mu       sync.RWMutex
	changes  []corpus.Change             // oldest first
	latest   map[[2]string]corpus.Change // by conference and talk
	since    time.Time                   // of the first Load
	modified time.Time                   // of the latest
}

// newLibrary returns a library; refreshing says whether refresh will be called.
func newLibrary(set *importer.Set, engine index.Engine, refreshing bool) *library {
	return &library{set: set, engine: engine, refreshing: refreshing, news: newNews(), latest: map[[2]string]corpus.Change{}}
}

// load reads all sources and serves them. It fails when one can't be read;
// lenient, only when none can, and logs the others.
func (l *library) load(ctx context.Context, lenient bool) error {
	programmes, _, err := l.set.Read(ctx)
	if err != nil && (!lenient || len(programmes) == 0) {
		return err
	}
	if err != nil {
		slog.Error("some sources could not be read; they are tried again at the next refresh", "error", err)
	}
	if _, err := l.put(ctx, programmes); err != nil {
		return err
	}
	if !l.refreshing {
		l.set.Forget()
	}
	return nil
}

// put serves programmes in place of those before, and returns how many changes
// there are among them. It may be called by one goroutine at a time.
func (l *library) put(ctx context.Context, programmes []*corpus.Programme) (int, error) {
	l.stale = true
	changes := l.outline.Diff(programmes, time.Now())
	gone := l.cancelled(ctx, changes)
	if err := l.engine.Load(ctx, programmes); err != nil {
		l.fails(true)
		return 0, err
	}
	l.fails(false)
	l.stale = false
	if err := l.news.keep(ctx, l.engine, changes, gone); err != nil {
		slog.Error("calendars and feeds will not tell of the latest changes", "error", err)
	}
	l.conferences, l.talks = len(programmes), countTalks(programmes)
	if l.refreshing { // without the texts, which are the engine's
		l.outline = corpus.OutlineOf(programmes)
	}
	l.note(changes)
	return len(changes), nil
}

// refresh looks whether sources changed and serves what did. What fails keeps
// what is served; it is logged, and told by Sources.
func (l *library) refresh(ctx context.Context) {
	programmes, changed, err := l.set.Read(ctx)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		slog.Warn("refresh failed; what was read before is still served", "error", err)
	}
	if !changed && !l.stale {
		slog.Debug("refreshed; nothing changed")
		return
	}
	if lost := l.outline.Without(programmes); len(lost) > 0 {
		slog.Warn("conferences are no longer in the sources", "conferences", lost)
	}
	changes, err := l.put(ctx, programmes)
	if err != nil {
		slog.Error("indexing failed; what was read before is still served, and it is tried again at the next refresh", "error", err)
		return
	}
	slog.Info("refreshed", "conferences", l.conferences, "talks", l.talks, "changes", changes)
}

// refreshEvery refreshes at intervals until ctx is done; never for 0.
func (l *library) refreshEvery(ctx context.Context, interval time.Duration) {
	if interval == 0 {
		return
	}
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			l.refresh(ctx)
		}
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

func countTalks(programmes []*corpus.Programme) int {
	n := 0
	for _, p := range programmes {
		n += len(p.Talks)
	}
	return n
}

// progress shows a line for what takes long, on a terminal.
type progress struct{ w io.Writer }

// newProgress returns nil where w is no terminal.
func newProgress(w io.Writer) *progress {
	if f, ok := w.(*os.File); !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return &progress{w}
}

func (p *progress) bar(what string, size int64, bytes bool) *progressbar.ProgressBar {
	return progressbar.NewOptions64(size, progressbar.OptionSetWriter(p.w), progressbar.OptionSetDescription(what), progressbar.OptionShowBytes(bytes),
		progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
}

// read shows how much of a document is read.
func (p *progress) read(name string, size int64) io.WriteCloser {
	return finishing{p.bar("reading "+name, size, true)}
}

// finishing takes the line away when all is read, also where that was less than
// announced.
type finishing struct{ *progressbar.ProgressBar }

func (f finishing) Close() error { return f.Finish() }

// index returns a function that shows how many talks are indexed.
func (p *progress) index() func(done, total int) {
	var bar *progressbar.ProgressBar
	return func(done, total int) {
		if bar == nil {
			bar = p.bar("indexing", int64(total), false)
		}
		_ = bar.Set(done)
		if done == total {
			_ = bar.Finish()
			bar = nil
		}
	}
}
