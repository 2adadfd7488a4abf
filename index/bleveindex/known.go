package bleveindex

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A generation can be known by what it was made of, so that it need not be made to
// see that it is there: beside its folder, NAME.known-… is a file with the key that
// the caller gave, hashed, in its name. In it is a checksum and the caller's note.

const knownInfix = ".known-"

// keptKnown is by how many keys a generation is known, the latest: a program that is
// installed anew, for one, has others.
const keptKnown = 4

// knownSuffix depends on the key, and on what keywords are made by.
func (e *Engine) knownSuffix(key string) string {
	sum := sha256.Sum256([]byte(e.keywords().version() + "\n" + key))
	return knownInfix + hex.EncodeToString(sum[:16])
}

// LoadKnown is LoadFrom for the collection for which Remember was called with the same
// key, and returns the note from then. It is false, and nothing is loaded, where that
// is not known any more, or what was built of it is not there or is damaged.
func (e *Engine) LoadKnown(ctx context.Context, key string) (note []byte, known bool) {
	e.loading.Lock()
	defer e.loading.Unlock()
	if e.closed || e.options.Dir == "" || ctx.Err() != nil {
		return nil, false
	}
	if e.folder == nil {
		if _, err := os.Stat(e.options.Dir); err != nil {
			return nil, false
		}
		var err error
		if e.folder, err = newFolder(e.options.Dir, e.keywords()); err != nil {
			return nil, false
		}
	}
	suffix := e.knownSuffix(key)
	for _, f := range filesIn(e.folder.path, func(name string) bool { return strings.HasSuffix(name, suffix) }) {
		b, err := os.ReadFile(f)
		sum, note, ok := bytes.Cut(b, []byte("\n"))
		if err != nil || !ok || string(sum) != noteSum(note) {
			continue
		}
		name, _, _ := strings.Cut(filepath.Base(f), knownInfix)
		g, err := e.folder.open(name)
		if err != nil {
			continue // building it tells why
		}
		e.replace(g)
		return note, true
	}
	return nil, false
}

// Remember has LoadKnown find what is served now by a key, which stands for the
// collection that it was loaded from. It does nothing where all is in memory.
func (e *Engine) Remember(key string, note []byte) error {
	e.loading.Lock()
	defer e.loading.Unlock()
	e.mu.RLock()
	g := e.current
	e.mu.RUnlock()
	if g == nil || g.place == "" {
		return nil
	}
	path := g.place + e.knownSuffix(key)
	content := append([]byte(noteSum(note)+"\n"), note...)
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, content) {
		return nil
	}
	f, err := os.CreateTemp(e.folder.path, "note-*"+removedInfix+"new") // swept, should it be left
	if err == nil {
		_, err = f.Write(content)
		err = errors.Join(err, f.Sync(), f.Close())
		if err == nil {
			err = os.Rename(f.Name(), path)
		}
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}
	if err != nil {
		return fmt.Errorf("noting what a generation was made of: %w", err)
	}
	e.folder.forget(g.name, path)
	return nil
}

func noteSum(note []byte) string { return fmt.Sprintf("%08x", crc32.Checksum(note, castagnoli)) }

// keys returns the files of the keys that a generation is known by.
func (f *folder) keys(generation string) []string {
	return filesIn(f.path, func(name string) bool { return strings.HasPrefix(name, generation+knownInfix) })
}

// forget removes all but the latest keys that a generation is known by. The one that
// was written just now is the latest, whatever the clock says of the others.
func (f *folder) forget(generation, written string) {
	files := slices.DeleteFunc(f.keys(generation), func(file string) bool { return file == written })
	times := map[string]int64{}
	for _, file := range files {
		if info, err := os.Stat(file); err == nil {
			times[file] = info.ModTime().UnixNano()
		}
	}
	slices.SortFunc(files, func(a, b string) int { return cmp.Compare(times[b], times[a]) })
	for _, file := range files[min(keptKnown-1, len(files)):] {
		f.report(os.Remove(file), filepath.Base(file))
	}
}

// unknown reports whether a file is a key to a generation that is not there.
func (f *folder) unknown(name string) bool {
	generation, _, found := strings.Cut(name, knownInfix)
	if !found {
		return false
	}
	_, err := os.Stat(filepath.Join(f.path, generation))
	return errors.Is(err, fs.ErrNotExist)
}
