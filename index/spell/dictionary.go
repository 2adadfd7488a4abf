// Package spell finds the words that were meant by words that do not occur: near
// ones, names that sound alike, words written together or apart. It holds the
// words of a collection, each with the number of talks that it is in, and knows
// nothing of engines or queries.
package spell

import (
	"cmp"
	"errors"
	"slices"
)

// Fields is a set of fields, one a bit, which the caller numbers.
type Fields uint16

// A Word is a word of the collection, folded as package text does.
type Word struct {
	Text  string
	Talks int    // how many have it
	In    Fields // where it occurs
}

// A Dictionary holds words in the order of their bytes, each numbered by its
// place. It must not be changed; its methods may be called by many goroutines at
// once.
type Dictionary struct {
	Arrays
	most uint32 // talks that the most frequent word is in
}

// Arrays are what a Dictionary consists of, so that it can be stored and mapped
// as it is. A word takes its letters and ten bytes, four more when it is of a name.
type Arrays struct {
	Letters []byte   // of all words, one after the other
	Starts  []uint32 // where each begins in Letters; one more than words
	Talks   []uint32 // how many talks have it
	In      []Fields // where it occurs
	Sounds  []uint32 // the numbers of words of names, in the order of their sound keys
}

// Open returns the dictionary that arrays are of, which it keeps. It fails where
// their lengths don't fit together.
func Open(a Arrays) (*Dictionary, error) {
	n := len(a.Talks)
	switch {
	case len(a.Starts) != n+1 || len(a.In) != n || len(a.Sounds) > n:
		return nil, errors.New("the dictionary's arrays are not of one length")
	case a.Starts[0] != 0 || int(a.Starts[n]) != len(a.Letters) || !slices.IsSorted(a.Starts):
		return nil, errors.New("the dictionary's words do not fill its letters")
	}
	for _, n := range a.Sounds {
		if int(n) >= len(a.Talks) {
			return nil, errors.New("the dictionary has sounds of words that it does not have")
		}
	}
	return newDictionary(a), nil
}

func newDictionary(a Arrays) *Dictionary {
	d := &Dictionary{Arrays: a}
	for _, n := range a.Talks {
		d.most = max(d.most, n)
	}
	return d
}

// A Builder makes a Dictionary of words that come in the order of their bytes.
type Builder struct {
	arrays Arrays
	names  Fields
}

// NewBuilder returns a builder. Words in any of the fields of names are taken for
// parts of names, which are found by their sound as well.
func NewBuilder(names Fields) *Builder {
	return &Builder{arrays: Arrays{Starts: []uint32{0}}, names: names}
}

// Add adds a word. It has to come after those before it.
func (b *Builder) Add(w Word) {
	a := &b.arrays
	a.Letters = append(a.Letters, w.Text...)
	a.Starts = append(a.Starts, uint32(len(a.Letters)))
	a.Talks = append(a.Talks, uint32(w.Talks))
	a.In = append(a.In, w.In)
}

// Finish returns the dictionary. The builder must not be used any more.
func (b *Builder) Finish() *Dictionary {
	d := newDictionary(b.arrays)
	keys := map[uint32]soundKey{}
	for n, in := range d.In {
		if in&b.names == 0 {
			continue
		}
		if key := soundOf(d.Word(n)); key.length > 0 {
			keys[uint32(n)] = key
			d.Sounds = append(d.Sounds, uint32(n))
		}
	}
	slices.SortFunc(d.Sounds, func(a, b uint32) int {
		return cmp.Or(keys[a].compare(keys[b]), cmp.Compare(a, b))
	})
	return d
}

// Len returns how many words there are.
func (d *Dictionary) Len() int { return len(d.Arrays.Talks) }

// Word returns a word by its number.
func (d *Dictionary) Word(n int) string { return string(d.letters(n)) }

func (d *Dictionary) letters(n int) []byte { return d.Letters[d.Starts[n]:d.Starts[n+1]] }

// occurs reports whether a word does in one of some fields; 0 stands for all.
func (d *Dictionary) occurs(n int, in Fields) bool { return in == 0 || d.In[n]&in != 0 }

// Find returns a word's number.
func (d *Dictionary) Find(word string) (n int, found bool) {
	n = d.seek(word, 0, d.Len())
	return n, n < d.Len() && string(d.letters(n)) == word
}

// Range returns the numbers, from and up to but without to, of the words with a
// beginning.
func (d *Dictionary) Range(beginning string) (from, to int) {
	from = d.seek(beginning, 0, d.Len())
	return from, d.past([]byte(beginning), from, d.Len())
}

// seek returns the first word from lo on, and before hi, that is not before word.
func (d *Dictionary) seek(word string, lo, hi int) int {
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if string(d.letters(mid)) < word {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// past returns the first word after at, and at most end, that lacks a beginning
// which those from at on have: in strides that double, for most often it is near.
func (d *Dictionary) past(beginning []byte, at, end int) int {
	stride := 1
	for at+stride < end && d.begins(at+stride, beginning) {
		at += stride
		stride *= 2
	}
	hi := min(at+stride, end)
	for lo := at; lo < hi; {
		mid := int(uint(lo+hi) >> 1)
		if d.begins(mid, beginning) {
			lo = mid + 1
			at = lo
		} else {
			hi = mid
		}
	}
	return at
}

func (d *Dictionary) begins(n int, beginning []byte) bool {
	word := d.letters(n)
	return len(word) >= len(beginning) && string(word[:len(beginning)]) == string(beginning)
}
