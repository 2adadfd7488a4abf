package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/gofrs/flock"
	"golang.org/x/sync/errgroup"

	"talksearch/corpus"
)

// A folder keeps generations, each in a folder of its own by its name. Several
// processes may use one at once. Beside NAME there may be
//
//	NAME.building       one that is being built; its builder holds its lock
//	NAME.damaged-TIME   one that was found damaged, set aside for a look at it
//	NAME.removed-…      one that is being removed
//
// The rules that keep processes out of each other's way: NAME is put in place, and
// set aside, by the holder of NAME.building's lock only. NAME is used with its lock
// shared. What is removed is locked by its remover alone, and renamed first, so that
// nobody finds a part of it.
type folder struct {
	path     string
	keywords deriver // for what is built
}

const (
	buildingSuffix = ".building"
	damagedInfix   = ".damaged-"
	removedInfix   = ".removed-"
)

// The files of a generation's folder, beside manifest and lock.
const (
	bleveName  = "bleve"
	talksName  = "talks"
	tablesName = "tables"
	wordsName  = "words"
)

// busyWait is how long to wait before trying again what another process holds.
const busyWait = 50 * time.Millisecond

// A damageError says why a generation can't be used.
type damageError struct{ error }

func (e damageError) Unwrap() error { return e.error }

// newFolder makes a folder, unless it is there, and removes what builds that
// crashed have left in it.
func newFolder(path string, keywords deriver) (*folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	f := &folder{path, keywords}
	if err := f.sweep(false); err != nil {
		return nil, err
	}
	return f, nil
}

// generation opens a generation, or builds it where there is none that is whole.
// While another process builds it, it waits for that.
func (f *folder) generation(ctx context.Context, name string, programmes []*corpus.Programme, progress func(done, total int)) (*generation, error) {
	if err := os.MkdirAll(f.path, 0o700); err != nil { // it may have been deleted
		return nil, fmt.Errorf("data folder: %w", err)
	}
	for {
		g, err := f.open(name)
		var damaged damageError
		if errors.Is(err, fs.ErrNotExist) || errors.As(err, &damaged) {
			var lock *flock.Flock
			if lock, err = claim(f.building(name)); err == nil {
				g, err = f.replace(ctx, lock, name, programmes, progress)
			}
		}
		if err == nil {
			f.report(f.sweep(true), "")
			return g, nil
		}
		if !errors.Is(err, errBusy) {
			return nil, fmt.Errorf("data folder %s: %w", f.path, err)
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(busyWait):
		}
	}
}

func (f *folder) building(name string) string { return filepath.Join(f.path, name+buildingSuffix) }

// open opens a generation. It fails with fs.ErrNotExist, errBusy or a damageError,
// or with what went wrong otherwise.
func (f *folder) open(name string) (*generation, error) {
	path := filepath.Join(f.path, name)
	lock, err := hold(path, true)
	if err != nil {
		return nil, err
	}
	g := &generation{name: name, place: path}
	if err = verify(path); err == nil {
		err = g.openFiles()
	}
	if err != nil {
		err = errors.Join(err, g.close(), lock.Unlock())
		if environmental(err) {
			return nil, err
		}
		return nil, damageError{err}
	}
	f.keep(g, lock)
	return g, nil
}

// environmental reports whether an error tells nothing about the files read.
func environmental(err error) bool {
	for _, e := range []error{fs.ErrPermission, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// keep has a generation's lock given up when it is closed. The lock file's time
// tells when it was used last.
func (f *folder) keep(g *generation, lock *flock.Flock) {
	touch := func() {
		now := time.Now()
		_ = os.Chtimes(filepath.Join(g.place, lockName), now, now) // not where the folder can only be read
	}
	touch()
	g.closers = append(g.closers, func() error {
		touch()
		return lock.Unlock()
	})
}

// openFiles opens the files of a generation. When it fails, what is open is closed
// by close.
func (g *generation) openFiles() error {
	t, offsets, file, err := openTables(filepath.Join(g.place, tablesName))
	if err != nil {
		return err
	}
	g.tables = t
	g.closers = append(g.closers, file.Unmap)
	if g.store, err = openTalks(filepath.Join(g.place, talksName), offsets, g.conferences); err != nil {
		return err
	}
	g.closers = append(g.closers, g.store.close)
	lexicon, words, err := openLexicon(filepath.Join(g.place, wordsName))
	if err != nil {
		return err
	}
	g.lexicon = lexicon
	g.closers = append(g.closers, words.Unmap)
	if err := g.openBleve(filepath.Join(g.place, bleveName)); err != nil {
		return err
	}
	n, err := g.reader.DocCount()
	if err != nil {
		return fmt.Errorf("opening index: %w", err)
	}
	if n != uint64(g.size()) {
		return fmt.Errorf("opening index: it has %d talks, the tables %d", n, g.size())
	}
	return g.openPostings()
}

// replace builds a generation and puts it in its place, from where it removes one
// that is damaged. The caller has claimed its building folder.
func (f *folder) replace(ctx context.Context, lock *flock.Flock, name string, programmes []*corpus.Programme, progress func(done, total int)) (g *generation, err error) {
	building, path := f.building(name), filepath.Join(f.path, name)
	moved := false
	defer func() {
		switch {
		case !moved:
			f.report(f.remove(building, lock), filepath.Base(building))
		case g == nil:
			err = errors.Join(err, lock.Unlock())
		}
	}()
	g, err = f.open(name) // which another process may have built since
	var damaged damageError
	switch {
	case errors.As(err, &damaged):
		if err := f.setAside(name, damaged); err != nil {
			return nil, err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return g, err
	}
	if err := f.keywords.derive(ctx, programmes); err != nil {
		return nil, err
	}
	if err := buildOnDisk(ctx, building, programmes, progress); err != nil {
		return nil, err
	}
	if err := os.Rename(building, path); err != nil {
		return nil, fmt.Errorf("putting a generation in place: %w", err)
	}
	moved = true
	if err := syncFile(f.path); err != nil {
		return nil, err
	}
	// From now on others may use it as well.
	if err := lock.RLock(); err != nil {
		return nil, fmt.Errorf("locking: %w", err)
	}
	if !holds(lock, path) { // removed, as unused, while the lock was being changed
		return nil, errBusy
	}
	g = &generation{name: name, place: path, built: true}
	if err := g.openFiles(); err != nil {
		return nil, errors.Join(err, g.close())
	}
	f.keep(g, lock)
	if progress != nil {
		progress(g.size(), g.size())
	}
	return g, nil
}

// setAside renames a damaged generation. Processes that opened it before it was
// damaged have its files open and go on.
func (f *folder) setAside(name string, why error) error {
	aside := name + damagedInfix + time.Now().UTC().Format("20060102T150405.000000")
	slog.Warn("a generation is damaged; it is set aside and built again", "folder", f.path, "generation", name, "damage", why, "aside", aside)
	if err := os.Rename(filepath.Join(f.path, name), filepath.Join(f.path, aside)); err != nil {
		return fmt.Errorf("setting a damaged generation aside: %w", err)
	}
	return nil
}

// buildOnDisk makes all files of a generation in a folder, which is emptied of what
// an earlier build has left.
func buildOnDisk(ctx context.Context, path string, programmes []*corpus.Programme, progress func(done, total int)) error {
	if err := empty(path); err != nil {
		return err
	}
	conferences, entries, err := arrange(programmes)
	if err != nil {
		return err
	}
	t := tables{conferences: conferences}
	var offsets []uint64
	group, groupCtx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		t.averages, err = fillOnDisk(groupCtx, filepath.Join(path, bleveName), entries, progress)
		return err
	})
	group.Go(func() error {
		if err := t.tabulate(entries); err != nil {
			return err
		}
		var err error
		offsets, err = writeTalks(groupCtx, filepath.Join(path, talksName), conferences, entries)
		return err
	})
	if err := group.Wait(); err != nil {
		return err
	}
	if err := t.complete(path, len(entries)); err != nil {
		return err
	}
	if err := t.write(filepath.Join(path, tablesName), offsets); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return seal(path)
}

// complete fills in what Bleve's index tells, once that is complete, and writes the
// words' file.
func (t *tables) complete(path string, talks int) (err error) {
	var g generation
	defer func() { err = errors.Join(err, g.close()) }()
	if err := g.openBleve(filepath.Join(path, bleveName)); err != nil {
		return err
	}
	if t.ordinals, err = readOrdinals(g.reader, talks); err != nil {
		return err
	}
	t.arrangeColumns()
	l, err := lexiconOf(g.reader, t)
	if err != nil {
		return err
	}
	return l.write(filepath.Join(path, wordsName))
}

// empty removes all from a folder but its lock.
func empty(path string) error {
	list, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	for _, e := range list {
		if e.Name() != lockName {
			if err := os.RemoveAll(filepath.Join(path, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
