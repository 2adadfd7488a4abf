package importer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"talksearch/corpus"
)

// What a Set has read need not be read again by the next process, where something
// else keeps it: an index, by the documents' hashes. Beside these, the index has to
// keep a memo of what Sources tells.

// fingerprintFrom is how many bytes all documents have to have together for that to be
// worth it: less is read in no time.
const fingerprintFrom = 4 << 20

// A seen document is a file and the hash of what it held.
type seen struct {
	file os.FileInfo
	hash [sha256.Size]byte
}

// Fingerprint reads the bytes of all documents, and nothing into them, and returns
// what stands for them and their places: equal fingerprints mean equal programmes, if
// it is the same program that reads them. It is "" where documents are not files, or
// so few bytes that reading them is no work.
func (s *Set) Fingerprint(ctx context.Context) (string, error) {
	s.seen = nil
	found := map[string]seen{}
	var size int64
	for _, src := range s.sources {
		if src.location == "-" || src.location == BuiltIn || schemeOf(src.location) != "" {
			return "", nil
		}
		places, _, err := placesOf(src.location)
		if err != nil {
			return "", nil // reading it will tell why
		}
		for _, place := range places {
			info, err := os.Stat(place)
			if err != nil || !info.Mode().IsRegular() {
				return "", nil
			}
			found[place] = seen{file: info}
			size += info.Size()
		}
	}
	if size < fingerprintFrom {
		return "", nil
	}
	for _, place := range slices.Sorted(maps.Keys(found)) {
		d := found[place]
		var err error
		if d.hash, err = s.options.hashFile(ctx, place, d.file); err != nil {
			return "", scrub(err)
		}
		found[place] = d
	}
	s.seen = found
	return s.fingerprint(func(src *source) (map[string][sha256.Size]byte, error) {
		places, _, err := placesOf(src.location)
		out := map[string][sha256.Size]byte{}
		for _, place := range places {
			out[place] = found[place].hash
		}
		return out, err
	})
}

// hashFile returns the hash of a file's bytes. It fails when the file changes
// meanwhile.
func (o Options) hashFile(ctx context.Context, place string, info os.FileInfo) (sum [sha256.Size]byte, err error) {
	f, err := os.Open(place)
	if err != nil {
		return sum, err
	}
	defer f.Close()
	var r io.Reader = interruptible{ctx, f}
	if o.Progress != nil {
		w := o.Progress(Name(place), info.Size())
		defer w.Close()
		r = io.TeeReader(r, w)
	}
	h := sha256.New()
	if _, err := io.CopyBuffer(struct{ io.Writer }{h}, r, make([]byte, 1<<20)); err != nil {
		return sum, err
	}
	if now, err := f.Stat(); err != nil || !sameFile(info, now) {
		return sum, errors.New("changed while it was read")
	}
	h.Sum(sum[:0])
	return sum, nil
}

// fingerprint returns what stands for the documents of all sources, by their hashes.
func (s *Set) fingerprint(documents func(*source) (map[string][sha256.Size]byte, error)) (string, error) {
	h := sha256.New()
	for _, src := range s.sources {
		hashes, err := documents(src)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%q %d\n", src.location, len(hashes))
		for _, place := range slices.Sorted(maps.Keys(hashes)) {
			fmt.Fprintf(h, "%q %x\n", place, hashes[place])
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// A memo is what a Set knows of its sources beside their programmes.
type memo struct{ Sources []sourceMemo }

type sourceMemo struct {
	State   corpus.Source
	Formats map[string]string // of documents, by place
	IDs     []idMemo
}

type idMemo struct{ Own, Place, ID string }

// Memo returns the fingerprint of what the latest Look read, and what has to be kept
// with it for Recall. The fingerprint is "" where Fingerprint could not find it, or
// where a document could not be read.
func (s *Set) Memo() (fingerprint string, kept []byte, err error) {
	var m memo
	var size int64
	for _, src := range s.sources {
		places, _, err := placesOf(src.location)
		if err != nil || len(places) != len(src.parts) || src.state.Err != "" {
			return "", nil, nil
		}
		one := sourceMemo{State: src.state, Formats: map[string]string{}}
		for place, p := range src.parts {
			if p.file == nil {
				return "", nil, nil
			}
			size += p.file.Size()
			one.Formats[place] = p.format
		}
		for of, id := range src.ids {
			one.IDs = append(one.IDs, idMemo{of.own, of.place, id})
		}
		m.Sources = append(m.Sources, one)
	}
	if size < fingerprintFrom {
		return "", nil, nil
	}
	if kept, err = json.Marshal(m); err != nil {
		return "", nil, fmt.Errorf("keeping what is known of sources: %w", err)
	}
	fingerprint, err = s.fingerprint(func(src *source) (map[string][sha256.Size]byte, error) {
		out := map[string][sha256.Size]byte{}
		for place, p := range src.parts {
			out[place] = p.hash
		}
		return out, nil
	})
	return fingerprint, kept, err
}

// Recall takes in what Memo returned, for the fingerprint that Fingerprint found just
// now. The set then knows its sources as if it had read them, but has to read them
// all when one of them changes.
func (s *Set) Recall(kept []byte) error {
	var m memo
	if err := json.Unmarshal(kept, &m); err != nil {
		return fmt.Errorf("what was kept of sources: %w", err)
	}
	if len(m.Sources) != len(s.sources) {
		return fmt.Errorf("what was kept is of %d sources, want %d", len(m.Sources), len(s.sources))
	}
	for i, src := range s.sources {
		one := m.Sources[i]
		parts := map[string]*part{}
		for place, format := range one.Formats {
			d, known := s.seen[place]
			if !known {
				return errors.New("what was kept is of other documents")
			}
			parts[place] = &part{place: place, document: document{format: format}, absent: true, hash: d.hash, file: d.file}
		}
		src.replace(parts, nil)
		src.next = one.State
		for _, id := range one.IDs {
			src.ids[whose{id.Own, id.Place}] = id.ID
		}
	}
	s.show()
	return nil
}
