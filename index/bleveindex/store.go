package bleveindex

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/blevesearch/mmap-go"
	"github.com/klauspost/compress/s2"

	"talksearch/corpus"
	"talksearch/corpus/compact"
	"talksearch/index"
)

// storeVersion is part of a generation's name: raise it whenever one of its files
// other than Bleve's has a new form.
const storeVersion = 5

// blockTalks is how many talks are compressed as one block. Larger blocks are
// fewer bytes on disk, and more work for each hit, of which a page has up to 100.
const blockTalks = 2

// A talkStore reads the talks of a generation on disk: blocks of blockTalks talks
// in the order of ordinals, each compressed by itself.
type talkStore struct {
	data        mmap.MMap
	offsets     []uint64 // where each block begins; one more than blocks
	conferences []*index.Conference
	zones       []*time.Location // of conferences
}

// A talkWriter writes a talk store's file.
type talkWriter struct {
	file    *os.File
	w       *bufio.Writer
	at      uint64
	offsets []uint64 // of the blocks
	talks   int      // of the block at hand
	plain   []byte   // the block at hand
	packed  []byte   // buffer
}

func newTalkWriter(path string) (*talkWriter, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("writing talks: %w", err)
	}
	w := &talkWriter{file: f, w: bufio.NewWriterSize(f, 1<<20)}
	at, _ := w.w.WriteString("talks\n") // no file is empty, which could not be mapped
	w.at = uint64(at)
	w.offsets = append(w.offsets, w.at)
	return w, nil
}

// add writes the next talk, which is given in the compact form.
func (w *talkWriter) add(conference uint32, talk []byte) error {
	var number [binary.MaxVarintLen64]byte
	n := binary.PutUvarint(number[:], uint64(conference))
	w.plain = binary.AppendUvarint(w.plain, uint64(n+len(talk)))
	w.plain = append(w.plain, number[:n]...)
	w.plain = append(w.plain, talk...)
	if w.talks++; w.talks < blockTalks {
		return nil
	}
	return w.block()
}

// block compresses and writes the block at hand.
func (w *talkWriter) block() error {
	w.packed = s2.EncodeBetter(w.packed[:cap(w.packed)], w.plain)
	if _, err := w.w.Write(w.packed); err != nil {
		return fmt.Errorf("writing talks: %w", err)
	}
	w.at += uint64(len(w.packed))
	w.offsets = append(w.offsets, w.at)
	w.talks, w.plain = 0, w.plain[:0]
	return nil
}

// close ends the file. It may be called again.
func (w *talkWriter) close() error {
	if w.file == nil {
		return nil
	}
	var err error
	if w.talks > 0 {
		err = w.block()
	}
	err = errors.Join(err, w.w.Flush(), w.file.Close())
	w.file = nil
	if err != nil {
		return fmt.Errorf("writing talks: %w", err)
	}
	return nil
}

// openTalks opens a talk store.
func openTalks(path string, offsets []uint64, conferences []*index.Conference) (*talkStore, error) {
	s := &talkStore{offsets: offsets, conferences: conferences, zones: make([]*time.Location, len(conferences))}
	zones := map[string]*time.Location{}
	for i, c := range conferences {
		if _, known := zones[c.Timezone]; !known {
			zones[c.Timezone], _ = (&corpus.Programme{Timezone: c.Timezone}).Zone() // nil: no time is kept in it
		}
		s.zones[i] = zones[c.Timezone]
	}
	var err error
	if s.data, err = mapFile(path); err != nil {
		return nil, fmt.Errorf("opening talks: %w", err)
	}
	if len(offsets) == 0 || offsets[len(offsets)-1] != uint64(len(s.data)) {
		return nil, errors.Join(errors.New("opening talks: the file does not end where the last block does"), s.close())
	}
	return s, nil
}

func (s *talkStore) close() error { return s.data.Unmap() }

// blocks holds buffers for what is decompressed.
var blocks = sync.Pool{New: func() any { return new([]byte) }}

// entry reads one talk.
func (s *talkStore) entry(ordinal uint32) (index.Entry, error) {
	buffer := blocks.Get().(*[]byte)
	defer blocks.Put(buffer)
	e, err := s.read(ordinal, buffer)
	if err != nil {
		return index.Entry{}, fmt.Errorf("reading talk %d: %w", ordinal, err)
	}
	return e, nil
}

func (s *talkStore) read(ordinal uint32, buffer *[]byte) (index.Entry, error) {
	n := int(ordinal / blockTalks)
	if n+1 >= len(s.offsets) || s.offsets[n] > s.offsets[n+1] || s.offsets[n+1] > uint64(len(s.data)) {
		return index.Entry{}, compact.ErrMalformed
	}
	block, err := s2.Decode((*buffer)[:cap(*buffer)], s.data[s.offsets[n]:s.offsets[n+1]])
	if err != nil {
		return index.Entry{}, err
	}
	*buffer = block
	var own []byte
	for range ordinal%blockTalks + 1 {
		size, width := binary.Uvarint(block)
		if width <= 0 || size > uint64(len(block)-width) {
			return index.Entry{}, compact.ErrMalformed
		}
		own, block = block[width:width+int(size)], block[width+int(size):]
	}
	number, width := binary.Uvarint(own)
	if width <= 0 || number >= uint64(len(s.conferences)) {
		return index.Entry{}, compact.ErrMalformed
	}
	t, err := compact.Talk(string(own[width:]), s.zones[number]) // a copy, which the talk's strings are parts of
	return index.Entry{Conference: s.conferences[number], Talk: t}, err
}
