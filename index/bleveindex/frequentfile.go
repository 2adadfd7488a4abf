package bleveindex

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"math/bits"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"talksearch/index/text"
)

// A frequentWriter writes the postings of frequent terms, which it reads off a complete
// index: arrays for each term, then the directory, and where that begins.
type frequentWriter struct {
	p       *postings
	talks   int
	told    Progress
	done    int // of the postings
	total   int
	at      uint64 // how much is written
	a       arrayWriter
	first   []uint32
	starts  []uint32
	letters []byte
	offsets []uint64
	lengths [fieldCount][]uint16
}

// writeFrequent writes the postings of the frequent terms of an index: of those that
// have least postings or more. Of stop words it leaves out the places, which are many
// and hardly asked for.
func (p *postings) writeFrequent(ctx context.Context, to io.Writer, r *wordReader, least int, progress Progress) error {
	w := &frequentWriter{p: p, talks: int(p.count), told: progress, starts: []uint32{0}}
	var terms [len(bleveFields)][]frequentTerm
	for place, name := range bleveFields {
		err := r.terms(name, func(term string, documents int) {
			if documents >= least {
				terms[place] = append(terms[place], frequentTerm{term, documents})
				w.total += documents
			}
		})
		if err != nil {
			return fmt.Errorf("frequent terms of %s: %w", name, err)
		}
	}
	buffered := bufio.NewWriterSize(countingWriter{to, &w.at}, 1<<20)
	w.a = arrayWriter{buffered}
	array(w.a, []uint64{byteOrderMark})
	for place, name := range bleveFields {
		w.first = append(w.first, uint32(len(w.offsets)))
		if err := w.field(ctx, place, terms[place]); err != nil {
			return fmt.Errorf("frequent terms of %s: %w", name, err)
		}
	}
	w.first = append(w.first, uint32(len(w.offsets)))
	if err := buffered.Flush(); err != nil {
		return err
	}
	directory := w.at
	array(w.a, w.first)
	array(w.a, w.starts)
	w.a.bytes(w.letters)
	array(w.a, w.offsets)
	for _, lengths := range w.lengths {
		array(w.a, lengths)
	}
	array(w.a, []uint64{directory})
	return buffered.Flush()
}

// countingWriter counts what goes through it.
type countingWriter struct {
	io.Writer
	n *uint64
}

func (w countingWriter) Write(b []byte) (int, error) {
	n, err := w.Writer.Write(b)
	*w.n += uint64(n)
	return n, err
}

// atOnceFrequent is how many terms are read at once for each processor.
const atOnceFrequent = 4

// A frequentTerm has so many postings.
type frequentTerm struct {
	term      string
	documents int
}

// field writes the postings of terms of a field. All processors read them.
func (w *frequentWriter) field(ctx context.Context, place int, terms []frequentTerm) error {
	for group := range slices.Chunk(terms, atOnceFrequent*runtime.GOMAXPROCS(0)) {
		read := make([]*gathered, len(group))
		reading, readingCtx := errgroup.WithContext(ctx)
		reading.SetLimit(runtime.GOMAXPROCS(0))
		for i, t := range group {
			reading.Go(func() (err error) {
				read[i], err = w.p.gather(readingCtx, indexedTerm{place, t.term}, t.documents, place < fieldCount && !text.Stop(t.term))
				return err
			})
		}
		if err := reading.Wait(); err != nil || ctx.Err() != nil { // few postings are read without a look at the context
			return cmp.Or(context.Cause(ctx), err)
		}
		for i, g := range read {
			if g.fits {
				w.term(place%fieldCount, group[i].term, g)
			}
			w.done += group[i].documents
		}
		w.told.tell(Listing, w.done, w.total)
	}
	return nil
}

// gathered are all postings of a term.
type gathered struct {
	docs    []uint32
	times   []uint8
	lengths []uint16
	places  []uint64 // of all, as spans has them
	fits    bool     // all numbers can be written
}

// gather reads all postings of a term that so many documents have.
func (p *postings) gather(ctx context.Context, t indexedTerm, documents int, places bool) (*gathered, error) {
	g := &gathered{fits: true, docs: make([]uint32, 0, documents), times: make([]uint8, 0, documents), lengths: make([]uint16, 0, documents)}
	var r termReader
	err := p.eachOfBleve(ctx, &r, t, nil, places, func(doc uint32, times, length int, at []uint64) {
		if times > math.MaxUint8 || length > math.MaxUint16 || places && len(at) != times {
			g.fits = false
		}
		g.docs, g.times, g.lengths = append(g.docs, doc), append(g.times, uint8(times)), append(g.lengths, uint16(length))
		g.places = append(g.places, at...)
	})
	for _, at := range g.places {
		g.fits = g.fits && at>>32 < 1<<textBits && at&math.MaxUint32 < 1<<(32-textBits)
	}
	return g, err
}

// textBits is how many bits of 32 there are for the number of a text; the others are for
// a place in it.
const textBits = 12

// term writes the postings of a term.
func (w *frequentWriter) term(field int, term string, g *gathered) {
	if w.lengths[field] == nil {
		w.lengths[field] = make([]uint16, w.talks)
	}
	for i, doc := range g.docs {
		w.lengths[field][doc] = g.lengths[i]
	}
	w.offsets = append(w.offsets, w.at+uint64(w.a.w.Buffered()))
	w.letters = append(w.letters, term...)
	w.starts = append(w.starts, uint32(len(w.letters)))
	l := g.postings(w.talks)
	array(w.a, l.set.words)
	array(w.a, l.set.before)
	array(w.a, l.blocks)
	array(w.a, l.low)
	w.a.bytes(l.times)
	array(w.a, l.begin)
	array(w.a, l.narrow)
	array(w.a, l.wide)
	w.a.bytes([]byte{l.shift})
}

// postings returns what was gathered in the form that is written.
func (g *gathered) postings(talks int) *termPostings {
	l := &termPostings{times: g.times}
	if len(g.docs) > talks/16 { // fewer take less by their numbers
		words := make([]uint64, (talks+63)/64)
		for _, doc := range g.docs {
			words[doc/64] |= 1 << (doc % 64)
		}
		l.set, _ = ranked(words)
	} else {
		l.blocks = make([]uint32, (talks+1<<16-1)>>16+1)
		l.low = make([]uint16, len(g.docs))
		for i, doc := range g.docs {
			l.low[i] = uint16(doc)
			l.blocks[doc>>16+1] = uint32(i + 1)
		}
		for i := 1; i < len(l.blocks); i++ {
			l.blocks[i] = max(l.blocks[i], l.blocks[i-1])
		}
	}
	if len(g.places) == 0 {
		return l
	}
	places := 0
	for i, n := range g.times {
		if i%placesEvery == 0 {
			l.begin = append(l.begin, uint32(places))
		}
		places += int(n)
	}
	texts, lower := uint64(0), uint64(0)
	for _, at := range g.places {
		texts, lower = texts|at>>32, lower|at&math.MaxUint32
	}
	l.shift = uint8(bits.Len64(lower))
	if l.shift+uint8(bits.Len64(texts)) <= 16 {
		l.narrow = make([]uint16, places)
		for i, at := range g.places {
			l.narrow[i] = uint16(at>>32<<l.shift | at&math.MaxUint32)
		}
		return l
	}
	l.wide = make([]uint32, places)
	for i, at := range g.places {
		l.wide[i] = uint32(at>>32<<l.shift | at&math.MaxUint32)
	}
	return l
}
