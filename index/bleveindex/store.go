package bleveindex

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/blevesearch/mmap-go"
	"github.com/klauspost/compress/s2"

	"talksearch/corpus"
	"talksearch/index"
)

// storeVersion is part of a generation's name: raise it whenever one of its files
// other than Bleve's has a new form.
const storeVersion = 2

// blockTalks is how many talks are compressed as one block. Larger blocks are
// fewer bytes on disk, and more work for each hit, of which a page has up to 100.
const blockTalks = 4

// A talkStore reads the talks of a generation on disk: blocks of blockTalks talks
// in the order of ordinals, each compressed by itself.
type talkStore struct {
	data        mmap.MMap
	offsets     []uint64 // where each block begins; one more than blocks
	conferences []*index.Conference
	zones       []*time.Location // of conferences
}

// writeTalks writes a talk store's file and returns the blocks' offsets.
func writeTalks(ctx context.Context, path string, conferences []*index.Conference, entries []index.Entry) (offsets []uint64, err error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("writing talks: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	numbers := make(map[*index.Conference]uint64, len(conferences))
	zones := make([]*time.Location, len(conferences))
	for i, c := range conferences {
		numbers[c] = uint64(i)
		zones[i], _ = zoneOf(c) // nil: its times are written with their own
	}
	w := bufio.NewWriterSize(f, 1<<20)
	at, _ := w.WriteString("talks\n") // no file is empty, which could not be mapped
	offsets = append(offsets, uint64(at))
	var e, one encoder
	var block []byte
	for i, entry := range entries {
		number := numbers[entry.Conference]
		one.b = one.b[:0]
		one.uint(number)
		one.talk(entry.Talk, zones[number])
		e.uint(uint64(len(one.b)))
		e.b = append(e.b, one.b...)
		if (i+1)%blockTalks == 0 || i+1 == len(entries) {
			block = s2.EncodeBetter(block[:cap(block)], e.b)
			if _, err := w.Write(block); err != nil {
				return nil, fmt.Errorf("writing talks: %w", err)
			}
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			at += len(block)
			offsets = append(offsets, uint64(at))
			e.b = e.b[:0]
		}
	}
	if err := w.Flush(); err != nil {
		return nil, fmt.Errorf("writing talks: %w", err)
	}
	return offsets, nil
}

func zoneOf(c *index.Conference) (*time.Location, error) {
	return (&corpus.Programme{Timezone: c.Timezone}).Zone()
}

// openTalks opens a talk store.
func openTalks(path string, offsets []uint64, conferences []*index.Conference) (*talkStore, error) {
	s := &talkStore{offsets: offsets, conferences: conferences, zones: make([]*time.Location, len(conferences))}
	zones := map[string]*time.Location{}
	for i, c := range conferences {
		if _, known := zones[c.Timezone]; !known {
			zone, err := zoneOf(c)
			if err != nil {
				zone = time.UTC // and so no time is kept in it
			}
			zones[c.Timezone] = zone
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
		return index.Entry{}, errMalformed
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
			return index.Entry{}, errMalformed
		}
		own, block = block[width:width+int(size)], block[width+int(size):]
	}
	d := decoder{s: string(own)} // a copy, which the talk's strings are parts of
	number := d.uint()
	if number >= uint64(len(s.conferences)) {
		return index.Entry{}, errMalformed
	}
	t := d.talk(s.zones[number])
	return index.Entry{Conference: s.conferences[number], Talk: t}, d.err
}
