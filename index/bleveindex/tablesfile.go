package bleveindex

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"unsafe"

	"github.com/blevesearch/mmap-go"

	"talksearch/index"
)

// The tables' file is a list of arrays, each a length in bytes and its content,
// filled up to a multiple of eight so that arrays can be used where they lie in the
// mapped file. They are in the machine's byte order: a file from a machine of the
// other order has another first array, and is not used.

// byteOrderMark is the first array's content.
const byteOrderMark = 0x0102030405060708

// rankedSorts are the orders whose ranks are kept.
var rankedSorts = []index.Sort{index.SortTimeReverse, index.SortTitle}

type arrayWriter struct{ w *bufio.Writer } // which keeps the first error until Flush

func (a arrayWriter) bytes(b []byte) {
	var padding [8]byte
	_, _ = a.w.Write(binary.NativeEndian.AppendUint64(nil, uint64(len(b))))
	_, _ = a.w.Write(b)
	_, _ = a.w.Write(padding[:-len(b)&7])
}

// array writes numbers as they are in memory.
func array[T ~uint16 | ~uint32 | uint64 | float64](a arrayWriter, list []T) {
	var one T
	a.bytes(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(list))), uintptr(len(list))*unsafe.Sizeof(one)))
}

func (a arrayWriter) strings(list []string) {
	lengths := make([]uint32, len(list))
	for i, s := range list {
		lengths[i] = uint32(len(s))
	}
	array(a, lengths)
	a.bytes([]byte(strings.Join(list, "")))
}

// write writes the tables, and the offsets of the talk store's blocks.
func (t *tables) write(path string, offsets []uint64) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("writing tables: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	conferences, err := json.Marshal(t.conferences)
	if err != nil {
		return fmt.Errorf("writing tables: %w", err)
	}
	a := arrayWriter{bufio.NewWriterSize(f, 1<<20)}
	array(a, []uint64{byteOrderMark})
	a.bytes(conferences)
	array(a, offsets)
	array(a, t.averages)
	array(a, t.ids.hashes)
	array(a, t.ids.ordinals)
	array(a, t.starts)
	for _, s := range rankedSorts {
		array(a, t.ranks[s])
	}
	for _, by := range index.Facets() {
		c := t.columns[by]
		a.strings(c.values)
		array(a, c.single)
		array(a, c.offsets)
		array(a, c.list.two)
		array(a, c.list.four)
	}
	if err := a.w.Flush(); err != nil {
		return fmt.Errorf("writing tables: %w", err)
	}
	return nil
}

type arrayReader struct {
	b   []byte
	err error
}

func (a *arrayReader) bytes() []byte {
	if a.err == nil && len(a.b) < 8 {
		a.err = errors.New("the file ends early")
	}
	if a.err != nil {
		return nil
	}
	n := binary.NativeEndian.Uint64(a.b)
	rest := a.b[8:]
	if n > uint64(len(rest)) || n+(-n&7) > uint64(len(rest)) {
		a.err = errors.New("the file ends early")
		return nil
	}
	a.b = rest[n+(-n&7):]
	return rest[:n:n]
}

// numbers returns an array where it lies in the file. It must not be used once the
// file is no longer mapped.
func numbers[T ~uint16 | ~uint32 | uint64 | float64](a *arrayReader) []T {
	b := a.bytes()
	var one T
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b))/unsafe.Sizeof(one))
}

// strings returns copies, for what is found outlives the file.
func (a *arrayReader) strings() []string {
	lengths := numbers[uint32](a)
	all := string(a.bytes())
	list := make([]string, len(lengths))
	for i, n := range lengths {
		if uint64(n) > uint64(len(all)) {
			a.err = errors.New("a string ends early")
			return nil
		}
		list[i], all = all[:n], all[n:]
	}
	return list
}

// openTables reads what write wrote. All but conferences and values stays in the
// file, which the caller unmaps.
func openTables(path string) (t tables, offsets []uint64, file mmap.MMap, err error) {
	if file, err = mapFile(path); err != nil {
		return t, nil, nil, fmt.Errorf("opening tables: %w", err)
	}
	a := &arrayReader{b: file}
	if mark := numbers[uint64](a); len(mark) != 1 || mark[0] != byteOrderMark {
		return t, nil, nil, errors.Join(errors.New("opening tables: the file is of another kind of machine"), file.Unmap())
	}
	err = json.Unmarshal(a.bytes(), &t.conferences)
	offsets = numbers[uint64](a)
	if t.averages = numbers[float64](a); len(t.averages) != fieldCount && a.err == nil {
		a.err = fmt.Errorf("there are %d fields, want %d", len(t.averages), fieldCount)
	}
	t.ids.hashes, t.ids.ordinals = numbers[uint32](a), numbers[uint32](a)
	t.starts = numbers[uint16](a)
	t.ranks = map[index.Sort][]uint32{}
	for _, s := range rankedSorts {
		t.ranks[s] = numbers[uint32](a)
	}
	t.columns = map[index.Facet]*column{}
	for _, by := range index.Facets() {
		c := &column{values: a.strings(), single: numbers[uint16](a), offsets: numbers[uint32](a)}
		c.list.two, c.list.four = numbers[uint16](a), numbers[uint32](a)
		if len(c.offsets) > 0 {
			c.single = nil
		}
		if len(c.list.four) > 0 {
			c.list.two = nil
		}
		t.columns[by] = c
	}
	if err := errors.Join(err, a.err); err != nil {
		return t, nil, nil, errors.Join(fmt.Errorf("opening tables: %w", err), file.Unmap())
	}
	return t, offsets, file, nil
}

// mapFile maps a file into memory, to be read only.
func mapFile(path string) (mmap.MMap, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() // the mapping stays
	return mmap.Map(f, mmap.RDONLY, 0)
}
