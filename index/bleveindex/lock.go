package bleveindex

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// lockName is the file in a generation's folder by which processes lock it: the one
// that builds it for itself, those that use it together with others. The kernel
// gives up a process's locks when it ends, however it does.
const lockName = "lock"

// errBusy says that others hold a folder. It may pass at any moment.
var errBusy = errors.New("in use by another process")

// hold locks a folder, shared or for this caller alone. It does not wait: it fails
// with errBusy, or with fs.ErrNotExist where there is no such folder.
func hold(folder string, shared bool) (*flock.Flock, error) {
	l := flock.New(filepath.Join(folder, lockName))
	try := l.TryLock
	if shared {
		try = l.TryRLock
	}
	got, err := try()
	if err != nil {
		return nil, fmt.Errorf("locking: %w", err)
	}
	if !got {
		return nil, errBusy
	}
	if !holds(l, folder) {
		_ = l.Unlock()
		return nil, errBusy // and soon gone, or another one
	}
	return l, nil
}

// holds reports whether l is the lock of what is at folder now. It is not where the
// folder was renamed between the lock file's opening and its locking.
func holds(l *flock.Flock, folder string) bool {
	ours, err := l.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(filepath.Join(folder, lockName))
	return err == nil && os.SameFile(ours, there)
}

// claim makes a folder, unless it is there, and locks it for this caller alone.
func claim(folder string) (*flock.Flock, error) {
	for {
		if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		l, err := hold(folder, false)
		if !errors.Is(err, fs.ErrNotExist) { // or else it was removed just then
			return l, err
		}
	}
}
