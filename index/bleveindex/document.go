package bleveindex

import (
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/document"
	bleveapi "github.com/blevesearch/bleve_index_api"

	"talksearch/index"
	"talksearch/index/text"
)

// A maker makes documents of talks, as Bleve would by our mapping, in less time: a
// text is split once for words and stems, stems are remembered, and no list of tokens
// stands between the text and the terms' frequencies. It is for one goroutine.
type maker struct {
	stems  map[string]string // of terms
	counts *fieldCounts
	tokens []token // buffer
}

// A token is one occurrence of a term. Of its position in the text, value counts the
// values of the field.
type token struct {
	frequency *bleveapi.TokenFreq
	position  int
	value     int
}

// mostStems is how many stems are remembered.
const mostStems = 100_000

func newMaker(counts *fieldCounts) *maker {
	return &maker{stems: map[string]string{}, counts: counts}
}

func (m *maker) stem(term string) string {
	stem, known := m.stems[term]
	if !known {
		if len(m.stems) == mostStems {
			clear(m.stems)
		}
		term = strings.Clone(term) // which may be a part of all the talk's text
		stem = text.Stem(term)
		m.stems[term] = stem
	}
	return stem
}

// document returns the document of a talk.
func (m *maker) document(ordinal int, e index.Entry) *analyzed {
	d := &analyzed{id: documentID(ordinal), fields: make([]bleveapi.Field, 0, 2*fieldCount+1)}
	var lengths [fieldCount]int
	for i, values := range fieldTexts(e) {
		words, stems := m.field(i, values)
		lengths[i] = d.add(words)
		d.add(stems)
	}
	id := document.NewTextFieldCustom("_id", nil, []byte(d.id), bleveapi.IndexField|bleveapi.StoreField, nil)
	id.Analyze()
	d.fields = append(d.fields, id)
	m.counts.add(lengths)
	return d
}

// field returns a field of texts and that of the stems of its words that are not
// their own, which counts as long as the field itself. Words of several texts never
// follow one another.
func (m *maker) field(place int, values []string) (words, stems *field) {
	m.tokens = m.tokens[:0]
	split := make([][]text.Word, len(values))
	size := 0
	for i, v := range values {
		split[i] = text.Split(v)
		size += len(split[i])
	}
	exact, stemmed := make(bleveapi.TokenFrequencies, size), bleveapi.TokenFrequencies{}
	for i := range split {
		eachTerm(split[i], func(term string, position int) {
			m.tokens = append(m.tokens, token{count(exact, term), position, i})
			if stem := m.stem(term); stem != term {
				count(stemmed, stem)
			}
		})
	}
	locate(m.tokens, len(values))
	words = &field{name: fields[place].name, options: bleveapi.IndexField | bleveapi.IncludeTermVectors, frequencies: exact, length: len(m.tokens)}
	stems = &field{name: stemField(place), options: bleveapi.IndexField, frequencies: stemmed, length: len(m.tokens)}
	return words, stems
}

// count counts a term once more.
func count(in bleveapi.TokenFrequencies, term string) *bleveapi.TokenFreq {
	f := in[term]
	if f == nil {
		f = &bleveapi.TokenFreq{}
		in[term] = f
	}
	f.SetFrequency(f.Frequency() + 1)
	return f
}

// locate notes where terms occur, now that it is known how often they do.
func locate(tokens []token, values int) {
	places := make([][]uint64, values) // nil where there is one value, as Bleve has it
	for i := range places {
		if values > 1 {
			places[i] = []uint64{uint64(i)}
		}
	}
	locations := make([]bleveapi.TokenLocation, len(tokens))
	pointers := make([]*bleveapi.TokenLocation, len(tokens))
	for i, t := range tokens {
		if t.frequency.Locations == nil {
			n := t.frequency.Frequency()
			t.frequency.Locations, pointers = pointers[:0:n], pointers[n:]
		}
		locations[i] = bleveapi.TokenLocation{ArrayPositions: places[t.value], Position: t.position}
		t.frequency.Locations = append(t.frequency.Locations, &locations[i])
	}
}

// analyzed is a document as Bleve takes it, with nothing left to be done.
type analyzed struct {
	id     string
	fields []bleveapi.Field
}

// add adds a field and returns its length.
func (d *analyzed) add(f *field) int {
	d.fields = append(d.fields, f)
	return f.length
}

func (d *analyzed) ID() string { return d.id }

func (d *analyzed) AddIDField() {} // it is there

func (d *analyzed) VisitFields(visit bleveapi.FieldVisitor) {
	for _, f := range d.fields {
		visit(f)
	}
}

func (d *analyzed) VisitComposite(bleveapi.CompositeFieldVisitor) {}
func (d *analyzed) HasComposite() bool                            { return false }
func (d *analyzed) Indexed() bool                                 { return true }

// What follows is for Bleve's statistics, which nobody reads.

func (d *analyzed) Size() int                 { return 0 }
func (d *analyzed) NumPlainTextBytes() uint64 { return 0 }
func (d *analyzed) StoredFieldsBytes() uint64 { return 0 }

// A field is one of an analyzed document.
type field struct {
	name        string
	options     bleveapi.FieldIndexingOptions
	frequencies bleveapi.TokenFrequencies
	length      int // in tokens
}

func (f *field) Name() string                                        { return f.name }
func (f *field) Options() bleveapi.FieldIndexingOptions              { return f.options }
func (f *field) AnalyzedTokenFrequencies() bleveapi.TokenFrequencies { return f.frequencies }
func (f *field) AnalyzedLength() int                                 { return f.length }
func (f *field) Analyze()                                            {}
func (f *field) EncodedFieldType() byte                              { return 't' }
func (f *field) Value() []byte                                       { return nil } // which only stored fields need
func (f *field) ArrayPositions() []uint64                            { return nil } // likewise
func (f *field) NumPlainTextBytes() uint64                           { return 0 }

// fieldCounts add up the lengths of fields. They may be used by many goroutines.
type fieldCounts struct {
	mu            sync.Mutex
	tokens, talks [fieldCount]int // by field; talks that have any
}

func (c *fieldCounts) add(lengths [fieldCount]int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, n := range lengths {
		if n > 0 {
			c.tokens[i] += n
			c.talks[i]++
		}
	}
}

// averages returns, by field, how many tokens a talk has that has any.
func (c *fieldCounts) averages() []float64 {
	out := make([]float64, fieldCount)
	for i := range out {
		if out[i] = 1; c.talks[i] > 0 {
			out[i] = float64(c.tokens[i]) / float64(c.talks[i])
		}
	}
	return out
}
