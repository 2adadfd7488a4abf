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
)

// A folder keeps generations, each in a folder of its own by its name. Several
// processes may use one at once. Beside NAME there may be
//
//	NAME.building       one that is being built; its builder holds its lock
//	NAME.damaged-TIME   one that was found damaged, set aside for a look at it
//	NAME.removed-…      one that is being removed
//	NAME.known-…        a key by which it is known; see known.go
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
	listsName  = "lists"
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
	if err := f.sweep(false, ""); err != nil {
		return nil, err
	}
	return f, nil
}

// generation opens a generation, or builds it where there is none that is whole.
// While another process builds it, it waits for that.
func (f *folder) generation(ctx context.Context, in *intake, progress Progress) (*generation, error) {
	if err := os.MkdirAll(f.path, 0o700); err != nil { // it may have been deleted
		return nil, fmt.Errorf("data folder: %w", err)
	}
	for {
		g, err := f.open(in.name)
		var damaged damageError
		if errors.Is(err, fs.ErrNotExist) || errors.As(err, &damaged) {
			var lock *flock.Flock
			if lock, err = claim(f.building(in.name)); err == nil {
				g, err = f.replace(ctx, lock, in, progress)
			}
		}
		if err == nil {
			f.report(f.sweep(true, ""), "")
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
	if err := g.check(); err != nil {
		return err
	}
	if err := g.openPostings(); err != nil {
		return err
	}
	frequent, lists, err := openFrequent(filepath.Join(g.place, listsName))
	if err != nil {
		return err
	}
	g.postings.frequent = frequent
	g.closers = append(g.closers, lists.Unmap)
	return nil
}

// replace builds a generation and puts it in its place, from where it removes one
// that is damaged. The caller has claimed its building folder.
func (f *folder) replace(ctx context.Context, lock *flock.Flock, in *intake, progress Progress) (g *generation, err error) {
	name := in.name
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
	if err := buildOnDisk(ctx, building, in, f.keywords, progress); err != nil {
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

// filesIn returns what is in a folder by its names, sorted; nothing where the folder
// can't be read.
func filesIn(dir string, wanted func(name string) bool) []string {
	list, _ := os.ReadDir(dir)
	var out []string
	for _, e := range list {
		if wanted(e.Name()) {
			out = append(out, filepath.Join(dir, e.Name()))
		}
	}
	return out
}
