package bleveindex

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// The manifest is the last file of a generation to be written: the sizes and
// checksums of all others, one a line, and then of these lines.
const manifestName = "manifest"

// manifestHead is its first line.
const manifestHead = "talksearch generation\n"

// castagnoli is the polynomial that processors have an instruction for: a
// gigabyte takes about a tenth of a second.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// seal checks the files of a finished generation in, and makes sure that they are
// on the disk itself.
func seal(folder string) error {
	var files []string
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return nil
		}
		if name, err := filepath.Rel(folder, path); err != nil {
			return err
		} else if name != lockName {
			files = append(files, name)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("sealing: %w", err)
	}
	lines := make([]string, len(files))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, name := range files {
		group.Go(func() error {
			path := filepath.Join(folder, name)
			if err := syncFile(path); err != nil {
				return err
			}
			size, sum, err := checksum(path)
			lines[i] = fmt.Sprintf("%08x %d %s\n", sum, size, filepath.ToSlash(name))
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("sealing: %w", err)
	}
	slices.Sort(lines)
	text := manifestHead + strings.Join(lines, "")
	text += fmt.Sprintf("%08x\n", crc32.Checksum([]byte(text), castagnoli))
	path := filepath.Join(folder, manifestName)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return fmt.Errorf("sealing: %w", err)
	}
	return syncTree(folder, path)
}

// syncTree syncs files and all folders of a tree.
func syncTree(folder string, files ...string) error {
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			files = append(files, path)
		}
		return err
	})
	for _, f := range files {
		err = errors.Join(err, syncFile(f))
	}
	return err
}

func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// verify reads all files of a generation and returns an error that tells what is
// damaged, if anything is. Files that were added are none of its business.
func verify(folder string) error {
	b, err := os.ReadFile(filepath.Join(folder, manifestName))
	if err != nil {
		return err
	}
	text := string(b)
	end := len(text) - 9 // the last line
	if end < 0 || fmt.Sprintf("%08x\n", crc32.Checksum(b[:end], castagnoli)) != text[end:] {
		return fmt.Errorf("%s: the checksum is wrong", manifestName)
	}
	body, found := strings.CutPrefix(text[:end], manifestHead)
	if !found {
		return fmt.Errorf("%s: is of another version", manifestName)
	}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for line := range strings.Lines(body) {
		group.Go(func() error {
			var wantSum uint32
			var wantSize int64
			var name string
			if _, err := fmt.Sscanf(line, "%x %d %s\n", &wantSum, &wantSize, &name); err != nil {
				return fmt.Errorf("%s: %w", manifestName, err)
			}
			size, sum, err := checksum(filepath.Join(folder, filepath.FromSlash(name)))
			switch {
			case err != nil:
				return err
			case size != wantSize:
				return fmt.Errorf("%s: has %d bytes, want %d", name, size, wantSize)
			case sum != wantSum:
				return fmt.Errorf("%s: the checksum is wrong", name)
			}
			return nil
		})
	}
	return group.Wait()
}

// checksum reads a file.
func checksum(path string) (size int64, sum uint32, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	h := crc32.New(castagnoli)
	size, err = io.CopyBuffer(struct{ io.Writer }{h}, struct{ io.Reader }{f}, make([]byte, 256<<10))
	return size, h.Sum32(), err
}
