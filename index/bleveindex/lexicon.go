package bleveindex

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"slices"

	bleveapi "github.com/blevesearch/bleve_index_api"
	"github.com/blevesearch/mmap-go"

	"talksearch/index"
	"talksearch/index/spell"
	"talksearch/index/text"
)

// A lexicon is what corrections and suggestions are made from: the words of a
// generation, and in which of the facets' values each stands. It is read off
// Bleve's dictionaries once they are complete, so that building it needs no look
// at the talks.
type lexicon struct {
	*spell.Dictionary
	starts []uint32     // number of a word -> where its values begin; one more than words
	values []facetValue // of all words
}

// A facetValue is a value of one of suggestedFacets: its code, and in the highest
// bits the facet's place.
type facetValue uint32

const codeBits = 30

func (v facetValue) facet() index.Facet { return suggestedFacets[v>>codeBits] }
func (v facetValue) code() uint32       { return uint32(v) & (1<<codeBits - 1) }

// suggestedFacets are those whose values are suggested; four at most.
var suggestedFacets = [...]index.Facet{index.BySpeaker, index.ByKeyword, index.ByTrack}

// namesIn are the fields of which the words are found by their sound, too.
var namesIn = fieldSet("speaker")

// wordsIn are the fields with words, and searchedIn those of them in which words are
// looked for that are not asked for in a certain one.
var wordsIn, searchedIn = func() (words, searched spell.Fields) {
	for i, f := range fields {
		words |= 1 << i
		if f.weight > 0 {
			searched |= 1 << i
		}
	}
	return words, searched
}()

// fieldSet returns the set of fields with some names.
func fieldSet(names ...string) (set spell.Fields) {
	for i, f := range fields {
		if slices.Contains(names, f.name) {
			set |= 1 << i
		}
	}
	return set
}

// maxWords is how many words a lexicon of so many talks may have. Of more, those are left out
// that stand in one talk only, then in two, and so on, but for those of titles and
// facets. Words take about 23 bytes, so that a million talks take at most 14 MB,
// and four bytes more for each word of a facet's value.
func maxWords(talks int) int { return 100_000 + talks/2 }

// keptIn are the fields of which words are kept however many there are.
var keptIn = fieldSet("title", "speaker", "keyword", "derived", "track")

// lexiconOf reads a lexicon off a complete index, of which the tables are.
func lexiconOf(reader bleveapi.IndexReader, t *tables) (*lexicon, error) {
	r, err := newWordReader(reader)
	if err != nil {
		return nil, err
	}
	var words []spell.Word
	if err := r.words(wordsIn, func(w spell.Word) { words = append(words, w) }); err != nil {
		return nil, fmt.Errorf("reading words: %w", err)
	}
	b := spell.NewBuilder(namesIn)
	for _, w := range frequentWords(words, maxWords(len(t.ids.ordinals))) {
		b.Add(w)
	}
	l := &lexicon{Dictionary: b.Finish()}
	l.link(t.columns)
	return l, nil
}

// frequentWords leaves the rarest words out, as maxWords describes.
func frequentWords(words []spell.Word, most int) []spell.Word {
	for rare := 1; len(words) > most; rare++ {
		left := len(words)
		words = slices.DeleteFunc(words, func(w spell.Word) bool { return w.Talks <= rare && w.In&keptIn == 0 })
		if len(words) == left && !slices.ContainsFunc(words, func(w spell.Word) bool { return w.In&keptIn == 0 }) {
			break
		}
	}
	return words
}

// link notes the values of each word.
func (l *lexicon) link(columns map[index.Facet]*column) {
	type pair struct {
		word  uint32
		value facetValue
	}
	var pairs []pair
	l.starts = make([]uint32, l.Len()+1)
	for place, by := range suggestedFacets {
		for code, value := range columns[by].values {
			if code >= 1<<codeBits {
				break // far more than can be indexed
			}
			from := len(pairs)
			add := func(term string) {
				p := pair{value: facetValue(place<<codeBits | code)}
				if n, found := l.Find(term); found {
					if p.word = uint32(n); !slices.Contains(pairs[from:], p) {
						pairs = append(pairs, p)
						l.starts[n+1]++
					}
				}
			}
			for _, w := range text.Split(value) {
				add(w.Whole)
				for _, p := range w.Parts {
					add(p.Term)
					add(p.Plain)
				}
			}
		}
	}
	for n := range l.Len() {
		l.starts[n+1] += l.starts[n]
	}
	l.values = make([]facetValue, len(pairs))
	next := slices.Clone(l.starts)
	for _, p := range pairs {
		l.values[next[p.word]] = p.value
		next[p.word]++
	}
}

// write writes the lexicon to a file of arrays.
func (l *lexicon) write(path string) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("writing words: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	a := arrayWriter{bufio.NewWriterSize(f, 1<<20)}
	array(a, []uint64{byteOrderMark})
	a.bytes(l.Letters)
	array(a, l.Starts)
	array(a, l.Talks)
	array(a, l.In)
	array(a, l.Sounds)
	array(a, l.starts)
	array(a, l.values)
	if err := a.w.Flush(); err != nil {
		return fmt.Errorf("writing words: %w", err)
	}
	return nil
}

// openLexicon reads what write wrote. All of it stays in the file, which the
// caller unmaps.
func openLexicon(path string) (*lexicon, mmap.MMap, error) {
	file, err := mapFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("opening words: %w", err)
	}
	a := &arrayReader{b: file}
	if mark := numbers[uint64](a); len(mark) != 1 || mark[0] != byteOrderMark {
		return nil, nil, errors.Join(errors.New("opening words: the file is of another kind of machine"), file.Unmap())
	}
	l := &lexicon{}
	arrays := spell.Arrays{Letters: a.bytes(), Starts: numbers[uint32](a), Talks: numbers[uint32](a), In: numbers[spell.Fields](a), Sounds: numbers[uint32](a)}
	l.starts, l.values = numbers[uint32](a), numbers[facetValue](a)
	if err = a.err; err == nil {
		l.Dictionary, err = spell.Open(arrays)
	}
	if err == nil && (len(l.starts) != l.Len()+1 || l.starts[l.Len()] != uint32(len(l.values))) {
		err = errors.New("the values are not those of the words")
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("opening words: %w", err), file.Unmap())
	}
	return l, file, nil
}
