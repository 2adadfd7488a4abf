package bleveindex

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/bits"

	"github.com/blevesearch/mmap-go"
)

// Bleve's postings can only be read one after the other. Those of frequent terms are
// kept once more, each of which can be looked up at once where it lies in the mapped
// file: so much is saved where only the talks matter that other words have left over, or
// where words stand. Both tell the same, to the bit.

// frequentFrom is how many postings at least make a term of a field frequent: fewer
// are soon read. Of many talks, it is one in frequentShare.
const (
	frequentFrom  = 256
	frequentShare = 1024
)

// frequentAt returns how many postings make a term frequent among so many talks.
func frequentAt(talks int) int { return max(frequentFrom, talks/frequentShare) }

// placesEvery is after how many postings it is noted where their places begin.
const placesEvery = 16

// frequentTerms are the frequent terms of a generation, sorted within each field.
type frequentTerms struct {
	file    []byte
	first   []uint32 // by the places of bleveFields, where its terms begin; one more than fields
	starts  []uint32 // of each term where in letters it begins; one more than terms
	letters []byte
	offsets []uint64             // of each term where in the file its postings are
	lengths [fieldCount][]uint16 // in tokens, by document; of a field and its stems
}

// find returns the postings of a term, nil where it is not frequent.
func (f *frequentTerms) find(t indexedTerm) (*termPostings, error) {
	if f == nil {
		return nil, nil
	}
	from, to := f.first[t.field], f.first[t.field+1]
	for from < to {
		middle := (from + to) / 2
		switch c := cmp.Compare(string(f.letters[f.starts[middle]:f.starts[middle+1]]), t.term); {
		case c < 0:
			from = middle + 1
		case c > 0:
			to = middle
		default:
			return f.postings(middle, t.field%fieldCount)
		}
	}
	return nil, nil
}

// postings returns those of the term of a number.
func (f *frequentTerms) postings(n uint32, field int) (*termPostings, error) {
	a := &arrayReader{b: f.file[f.offsets[n]:]}
	l := &termPostings{lengths: f.lengths[field]}
	l.set.words, l.set.before = numbers[uint64](a), numbers[uint32](a)
	l.blocks, l.low = numbers[uint32](a), numbers[uint16](a)
	l.times, l.begin = a.bytes(), numbers[uint32](a)
	l.narrow, l.wide = numbers[uint16](a), numbers[uint32](a)
	shift := a.bytes()
	if a.err != nil || len(shift) != 1 {
		return nil, fmt.Errorf("postings of a frequent term: %w", cmp.Or(a.err, errors.New("there is no end")))
	}
	l.shift = shift[0]
	return l, nil
}

// termPostings are those of a term of a field, by the documents' order. Documents are
// bits where they are many. Of fewer there are the lower halves of their numbers, block
// by block of those that have the upper half in common.
type termPostings struct {
	set    rankedBits
	blocks []uint32 // by the upper half, where its documents begin in low; one more than blocks
	low    []uint16

	times   []uint8  // how often each document has the term
	lengths []uint16 // of the field by document

	// The places of all postings one after the other: in the lower bits where in its
	// text a term stands, in the upper which of the field's texts that is. Of stems
	// and stop words there are none.
	begin  []uint32 // of every placesEvery-th posting, where its places begin
	narrow []uint16
	wide   []uint32 // instead of narrow, where some would not fit
	shift  uint8    // how many are the lower bits
}

func (l *termPostings) count() int { return len(l.times) }

// mark sets the bits of the documents.
func (l *termPostings) mark(words []uint64) {
	for i, word := range l.set.words {
		words[i] |= word
	}
	for block := range l.blockCount() {
		for _, low := range l.low[l.blocks[block]:l.blocks[block+1]] {
			doc := uint32(block)<<16 | uint32(low)
			words[doc/64] |= 1 << (doc % 64)
		}
	}
}

// blockCount returns how many blocks there are.
func (l *termPostings) blockCount() int { return max(0, len(l.blocks)-1) }

// each visits all postings, or those of the documents of a subset. Places are read
// only if they are asked for.
func (l *termPostings) each(ctx context.Context, b *termReader, in *subset, places bool, visit visitor) error {
	r := placesReader{l: l, wanted: places, out: b.places}
	defer func() { b.places = r.out }()
	if in == nil || len(in.docs) > 8*l.count() {
		next := 0
		return l.all(ctx, func(doc uint32, i int) {
			if in != nil {
				if next = seek(in.docs, next, doc); next == len(in.docs) || in.docs[next] != doc {
					return
				}
			}
			visit(doc, int(l.times[i]), int(l.lengths[doc]), r.of(i))
		})
	}
	b.among = l.among(in.docs, b.among[:0])
	for n, at := range b.among {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		visit(at.doc, int(l.times[at.place]), int(l.lengths[at.doc]), r.of(int(at.place)))
	}
	return nil
}

// A placed document has a place among a term's postings.
type placed struct{ doc, place uint32 }

// among appends those of some documents that have the term.
func (l *termPostings) among(docs []uint32, to []placed) []placed {
	c := postingCursor{l: l, block: -1}
	for _, doc := range docs {
		if place, ok := c.find(doc); ok {
			to = append(to, placed{doc, uint32(place)})
		}
	}
	return to
}

// A postingCursor looks documents up, one after the other in their order.
type postingCursor struct {
	l             *termPostings
	block, i, end int // of the postings, those of the block are up to end; -1 before the first
}

// find returns a document's place among the postings, if it is there.
func (c *postingCursor) find(doc uint32) (place int, ok bool) {
	if set := &c.l.set; len(set.words) > 0 {
		if !set.has(doc) {
			return 0, false
		}
		return set.place(doc), true
	}
	if upper := int(doc >> 16); upper != c.block {
		c.block, c.i, c.end = upper, int(c.l.blocks[upper]), int(c.l.blocks[upper+1])
	}
	c.i = seek(c.l.low[:c.end], c.i, uint16(doc))
	return c.i, c.i < c.end && c.l.low[c.i] == uint16(doc)
}

// all visits all documents with their places among them.
func (l *termPostings) all(ctx context.Context, visit func(doc uint32, i int)) error {
	i := 0
	for n, word := range l.set.words {
		if n%(checkEvery/64) == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		for ; word != 0; word &= word - 1 {
			visit(uint32(n*64+bits.TrailingZeros64(word)), i)
			i++
		}
	}
	for block := range l.blockCount() {
		for ; i < int(l.blocks[block+1]); i++ {
			if i%checkEvery == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			visit(uint32(block)<<16|uint32(l.low[i]), i)
		}
	}
	return nil
}

// A placesReader reads places of postings.
type placesReader struct {
	l      *termPostings
	wanted bool
	out    []uint64
}

// of returns the places of the posting i, as spans has them, until it is called again.
func (r *placesReader) of(i int) []uint64 {
	if !r.wanted {
		return nil
	}
	r.out = r.out[:0]
	for at, to := r.l.places(i); at < to; at++ {
		r.out = append(r.out, r.l.at(at))
	}
	return r.out
}

// places returns where among all places those of the posting i begin and end.
func (l *termPostings) places(i int) (from, to int) {
	from = int(l.begin[i/placesEvery])
	for _, n := range l.times[i/placesEvery*placesEvery : i] {
		from += int(n)
	}
	return from, from + int(l.times[i])
}

// at returns one of all places, as spans has them.
func (l *termPostings) at(n int) uint64 {
	var at uint64
	if len(l.wide) == 0 {
		at = uint64(l.narrow[n])
	} else {
		at = uint64(l.wide[n])
	}
	return at>>l.shift<<32 | at&(1<<l.shift-1)
}

// openFrequent opens what writeFrequent wrote. All of it stays in the file, which the
// caller unmaps.
func openFrequent(path string) (*frequentTerms, mmap.MMap, error) {
	file, err := mapFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("opening lists: %w", err)
	}
	f, err := frequentIn(file)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("opening lists: %w", err), file.Unmap())
	}
	return f, file, nil
}

// frequentIn returns the terms of a file; nil where there are none.
func frequentIn(file []byte) (*frequentTerms, error) {
	a := &arrayReader{b: file}
	if mark := numbers[uint64](a); len(mark) != 1 || mark[0] != byteOrderMark {
		return nil, errors.New("the file is of another kind of machine")
	}
	at := &arrayReader{b: file[max(0, len(file)-16):]}
	directory := numbers[uint64](at)
	if len(directory) != 1 || directory[0] > uint64(len(file)) {
		return nil, errors.New("the file ends early")
	}
	a.b = file[directory[0]:]
	f := &frequentTerms{file: file, first: numbers[uint32](a), starts: numbers[uint32](a), letters: a.bytes(), offsets: numbers[uint64](a)}
	for i := range f.lengths {
		f.lengths[i] = numbers[uint16](a)
	}
	switch terms := len(f.offsets); {
	case a.err != nil:
		return nil, a.err
	case len(f.first) != len(bleveFields)+1 || int(f.first[len(bleveFields)]) != terms || len(f.starts) != terms+1 || int(f.starts[terms]) != len(f.letters):
		return nil, errors.New("the terms are not those of the postings")
	case terms == 0:
		return nil, nil
	}
	return f, nil
}
