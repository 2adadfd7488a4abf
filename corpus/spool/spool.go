// Package spool keeps talks out of memory while they wait: what was read of a
// source until it is indexed, or needed again. Few talks stay in memory, in the
// compact form; more go to a temporary file, which nobody else sees and which is
// gone when the program ends, however it does.
package spool

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"talksearch/corpus"
	"talksearch/corpus/compact"
)

// inMemory is up to how many bytes a spool keeps in memory: some 15,000 talks.
const inMemory = 16 << 20

// Files are named so for the moment between making them and removing their names.
const prefix, suffix = "talksearch-", ".spool"

// IsLeft reports whether a file of this name is a spool's. Whoever uses it has it open
// and needs no name; so it is of a program that was killed in that moment.
func IsLeft(name string) bool {
	return strings.HasPrefix(name, prefix) && strings.HasSuffix(name, suffix)
}

// A Spool is a list of talks, each known by its place in it, which only the
// caller knows. Appending is for one goroutine; once that is done, any number may
// read.
type Spool struct {
	dirs   []string
	memory []byte // all talks, until there is a file
	file   *os.File
	out    *bufio.Writer // to file
	size   int64
	one    []byte // buffer of Append
	err    error  // the first of Append
}

// New returns an empty spool, which has to be closed. Its file, if it needs one, is
// in the first of the folders, which are made where they are missing, that can be
// written to, or else in the system's for temporary files.
func New(dirs ...string) *Spool { return &Spool{dirs: append(dirs, os.TempDir())} }

// Append adds a talk and returns its place. Times in zone, which may be nil, take
// fewest bytes; whoever reads the talk has to give the same zone.
func (s *Spool) Append(t *corpus.Talk, zone *time.Location) (place int64, err error) {
	s.one = compact.Append(s.one[:0], t, zone)
	return s.AppendRecord(s.one)
}

// AppendRecord adds a talk in the compact form.
func (s *Spool) AppendRecord(b []byte) (place int64, err error) {
	if s.err == nil && s.file == nil && s.size+int64(len(b)) > inMemory {
		s.err = s.toFile()
	}
	if s.err != nil {
		return 0, fmt.Errorf("keeping talks in a temporary file: %w", s.err)
	}
	place = s.size
	if s.file == nil {
		s.memory = binary.AppendUvarint(s.memory, uint64(len(b)))
		s.memory = append(s.memory, b...)
		s.size = int64(len(s.memory))
		return place, nil
	}
	var width [binary.MaxVarintLen64]byte
	n := binary.PutUvarint(width[:], uint64(len(b)))
	_, _ = s.out.Write(width[:n]) // which keeps the first error
	if _, s.err = s.out.Write(b); s.err != nil {
		return 0, fmt.Errorf("keeping talks in a temporary file: %w", s.err)
	}
	s.size += int64(n + len(b))
	return place, nil
}

// toFile moves what is in memory to a file.
func (s *Spool) toFile() error {
	var errs []error
	for _, dir := range s.dirs {
		_ = os.MkdirAll(dir, 0o700) // or else making the file tells why
		f, err := os.CreateTemp(dir, prefix+"*"+suffix)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		s.file = f
		break
	}
	if s.file == nil {
		return errors.Join(errs...)
	}
	_ = os.Remove(s.file.Name()) // it stays readable; where it can't be removed while it is open, Close does
	s.out = bufio.NewWriterSize(s.file, 1<<20)
	_, err := s.out.Write(s.memory)
	s.memory = nil
	return err
}

// Done ends appending.
func (s *Spool) Done() error {
	if s.err == nil && s.out != nil {
		s.err = s.out.Flush()
	}
	s.out, s.one = nil, nil
	if s.err != nil {
		return fmt.Errorf("keeping talks in a temporary file: %w", s.err)
	}
	return nil
}

// Close gives up the talks.
func (s *Spool) Close() error {
	s.memory = nil
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	_ = os.Remove(s.file.Name())
	s.file = nil
	return err
}

// A Reader reads talks from a spool, fastest in the order in which they were
// appended. It is for one goroutine.
type Reader struct {
	s      *Spool
	window []byte // a part of the file
	at     int64  // where the window begins
	next   int64  // where the talk read last ends
}

// How much of the file is read at once: when talks are read in order, and else.
const (
	windowInOrder = 256 << 10
	windowAlone   = 4 << 10
)

// Reader returns a new reader. All talks have to be appended, and Done.
func (s *Spool) Reader() *Reader { return &Reader{s: s, next: -1} }

// Read returns the talk at a place, with memory of its own.
func (r *Reader) Read(place int64, zone *time.Location) (*corpus.Talk, error) {
	b, err := r.Record(place)
	if err == nil {
		var t *corpus.Talk
		if t, err = compact.Talk(string(b), zone); err == nil {
			return t, nil
		}
	}
	return nil, fmt.Errorf("reading a talk back from a temporary file: %w", err)
}

// Next returns the place of the talk that was appended after the one read last.
func (r *Reader) Next() int64 { return r.next }

// Record returns the talk at a place in the compact form, valid until the next call.
func (r *Reader) Record(place int64) ([]byte, error) {
	head, err := r.bytes(place, binary.MaxVarintLen64)
	if err != nil {
		return nil, err
	}
	n, width := binary.Uvarint(head)
	if width <= 0 || n > uint64(r.s.size-place) {
		return nil, compact.ErrMalformed
	}
	b, err := r.bytes(place+int64(width), int(n))
	if err == nil && len(b) < int(n) {
		err = io.ErrUnexpectedEOF
	}
	r.next = place + int64(width) + int64(n)
	return b, err
}

// bytes returns n bytes from a place on, or what there is up to the end.
func (r *Reader) bytes(place int64, n int) ([]byte, error) {
	if place < 0 || place >= r.s.size {
		return nil, compact.ErrMalformed
	}
	n = int(min(int64(n), r.s.size-place))
	if r.s.file == nil {
		return r.s.memory[place : place+int64(n)], nil
	}
	if from := place - r.at; from >= 0 && from+int64(n) <= int64(len(r.window)) {
		return r.window[from : from+int64(n)], nil
	}
	size := windowAlone
	if place == r.next || r.next >= 0 && place > r.next && place < r.next+windowAlone {
		size = windowInOrder
	}
	size = int(min(int64(max(size, n)), r.s.size-place))
	if cap(r.window) < size {
		r.window = make([]byte, size)
	}
	r.window = r.window[:size]
	r.at = place
	if got, err := r.s.file.ReadAt(r.window, place); err != nil && (err != io.EOF || got < n) {
		r.window = r.window[:0]
		return nil, err
	}
	return r.window[:n], nil
}
