package bleveindex

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"talksearch/corpus/spool"
)

// generationName is what nameOf returns.
var generationName = regexp.MustCompile(`^[0-9a-f]{16}$`)

// keptDamaged is how many damaged generations are kept, for a look at them.
const keptDamaged = 1

// sweep removes what builds and removals that crashed have left, all but the latest
// damaged generation, and, if old, the generations that no process uses.
//
// The one that was used last is kept, which is latest or, where that is "", told by
// the times of locks, as far as the clock was right: a programme that goes back to what it was, or
// a second set of sources that is searched in turn, is then opened, not built. Any
// more would seldom be of use, and take as much room each.
//
// What can't be removed is left for another time, as where the folder is read only;
// it fails only when the folder can't be read.
func (f *folder) sweep(old bool, latest string) error {
	list, err := os.ReadDir(f.path)
	if err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	var damaged []string // sorted by name, and so by time for each generation
	var unused []*flock.Flock
	for _, e := range list {
		name, path := e.Name(), filepath.Join(f.path, e.Name())
		switch {
		case strings.Contains(name, removedInfix):
			f.report(os.RemoveAll(path), name)
		case strings.HasSuffix(name, buildingSuffix):
			if lock, err := hold(path, false); err == nil {
				f.report(f.remove(path, lock), name)
			}
		case strings.Contains(name, damagedInfix):
			damaged = append(damaged, name)
		case f.unknown(name), spool.IsLeft(name):
			f.report(os.Remove(path), name)
		case old && generationName.MatchString(name):
			if lock, err := hold(path, false); err == nil {
				unused = append(unused, lock)
			}
		}
	}
	slices.SortFunc(damaged, func(a, b string) int { return cmp.Compare(setAsideAt(b), setAsideAt(a)) })
	for _, name := range damaged[min(keptDamaged, len(damaged)):] {
		f.report(os.RemoveAll(filepath.Join(f.path, name)), name)
	}
	slices.SortFunc(unused, func(a, b *flock.Flock) int {
		if isA, isB := nameOfLocked(a) == latest, nameOfLocked(b) == latest; isA != isB {
			return map[bool]int{true: -1, false: 1}[isA]
		}
		return usedAt(b).Compare(usedAt(a))
	})
	for i, lock := range unused {
		if i == 0 {
			_ = lock.Unlock()
			continue
		}
		path, name := filepath.Dir(lock.Path()), nameOfLocked(lock)
		f.report(f.remove(path, lock), name)
		for _, k := range f.keys(name) {
			f.report(os.Remove(k), filepath.Base(k))
		}
	}
	return nil
}

// setAsideAt returns when a damaged generation was set aside, as its name tells.
func setAsideAt(name string) string {
	_, at, _ := strings.Cut(name, damagedInfix)
	return at
}

// nameOfLocked returns the name of the generation of a lock.
func nameOfLocked(lock *flock.Flock) string { return filepath.Base(filepath.Dir(lock.Path())) }

// usedAt returns when the generation of a lock was used last.
func usedAt(lock *flock.Flock) time.Time {
	info, err := lock.Stat()
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

func (f *folder) report(err error, name string) {
	if err != nil && !errors.Is(err, fs.ErrPermission) && !errors.Is(err, fs.ErrNotExist) {
		slog.Warn("removing from the data folder failed", "folder", f.path, "name", name, "error", err)
	}
}

// remove removes a folder that the caller has locked for itself, and the lock.
func (f *folder) remove(path string, lock *flock.Flock) error {
	aside := fmt.Sprintf("%s%s%016x", path, removedInfix, rand.Uint64())
	err := os.Rename(path, aside)
	if err == nil {
		err = os.RemoveAll(aside)
	}
	return errors.Join(err, lock.Unlock())
}
