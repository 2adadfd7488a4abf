package bleveindex

import (
	"fmt"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/registry"

	"talksearch/index"
	"talksearch/index/text"
)

// mappingVersion is part of a generation's name: raise it whenever the same
// programmes would be indexed differently.
const mappingVersion = 11

// The names of our analyzers in Bleve's registry.
const (
	wordAnalyzer = "talksearch"
	stemAnalyzer = "talksearch stems"
)

// stemMark begins the term for a stem, which keeps stems apart from words that
// happen to be spelled the same. No word of package text begins so.
const stemMark = "~"

// fields are the indexed fields; times are looked up in columns. A word is looked for
// in those with a weight; the others only by name. The weights say how much more a match in one field
// tells than in another, b how much less it tells in a long text than in a short one.
var fields = [fieldCount]struct {
	name      string
	weight, b float64
}{
	{"title", 4, 0.75}, {"topic", 3, 0.75}, {"speaker", 4, 0.75}, {"keyword", 4, 0.75}, {"abstract", 1, 0.9}, {"affiliation", 1, 0.75}, {"track", 1, 0.75},
	{"conference", 0.2, 0.75}, {"said", 4, 0.75}, {"derived", 0, 0.75}, {"room", 0, 0}, {"kind", 0, 0},
}

// fieldCount is the length of fields.
const fieldCount = 12

// fieldSaid holds words that are in other fields already: what talks' own words make of
// it tells more about them, but they don't stand there one after the other.
var fieldSaid = fieldNumber("said")

// fieldNumber returns the place of a field that exists.
func fieldNumber(name string) int {
	for i := range fields {
		if fields[i].name == name {
			return i
		}
	}
	panic("there is no field " + name)
}

// bleveFields are the fields of Bleve's index: first fields, then those that have the
// stems of their words.
var bleveFields = func() (names [2 * fieldCount]string) {
	for i, f := range fields {
		names[i], names[fieldCount+i] = f.name, f.name+stemMark
	}
	return names
}()

// stemField returns the name of the field that has the stems of another's words.
func stemField(field int) string { return bleveFields[fieldCount+field] }

// An indexedTerm is a term as Bleve's index has it.
type indexedTerm struct {
	field int // its place in bleveFields
	term  string
}

func (t indexedTerm) String() string { return bleveFields[t.field] + ":" + t.term }

// indexed returns what in Bleve's index stands for a term of a field, together, and
// whether that is one term or two; own tells what ownStem does. Stems are in fields of their own, which don't note where they
// occur, and only of words that are not their own stem: that takes half of what it would
// if each word stood beside its stem.
func indexed(field int, term string, own bool) (terms [2]indexedTerm, n int) {
	stem, ok := strings.CutPrefix(term, stemMark)
	switch {
	case !ok:
		return [2]indexedTerm{{field, term}}, 1
	case !own:
		return [2]indexedTerm{{fieldCount + field, stem}}, 1
	}
	return [2]indexedTerm{{fieldCount + field, stem}, {field, stem}}, 2
}

// ownStem reports whether a term is a stem that is also a word with that stem.
func ownStem(term string) bool {
	stem, ok := strings.CutPrefix(term, stemMark)
	return ok && text.Stem(stem) == stem
}

func init() {
	for name, one := range map[string]analyzer{wordAnalyzer: {}, stemAnalyzer: {stems: true}} {
		err := registry.RegisterAnalyzer(name, func(map[string]any, *registry.Cache) (analysis.Analyzer, error) { return one, nil })
		if err != nil {
			panic(fmt.Sprintf("registering analyzer: %v", err)) // only if the name is taken, which tests would show
		}
	}
}

// newMapping returns a static mapping: only what is searched is indexed, and
// nothing is stored, for the texts are at hand. Term vectors are what phrases
// are found by.
func newMapping() (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	doc := bleve.NewDocumentStaticMapping()
	for i, f := range fields {
		doc.AddFieldMappingsAt(f.name, fieldMapping(f.name, wordAnalyzer, true), fieldMapping(stemField(i), stemAnalyzer, false))
	}
	m.DefaultMapping = doc
	m.DefaultAnalyzer = wordAnalyzer
	m.IndexDynamic, m.StoreDynamic, m.DocValuesDynamic = false, false, false
	return m, m.Validate()
}

func fieldMapping(name, analyzer string, vectors bool) *mapping.FieldMapping {
	f := bleve.NewTextFieldMapping()
	f.Name, f.Analyzer = name, analyzer
	f.Store, f.DocValues, f.IncludeInAll, f.IncludeTermVectors = false, false, false, vectors
	return f
}

// fieldTexts returns what of a talk is indexed, by the places of fields.
func fieldTexts(e index.Entry) (texts [fieldCount][]string) {
	t := e.Talk
	names, affiliations := make([]string, len(t.Speakers)), make([]string, len(t.Speakers))
	for i, s := range t.Speakers {
		names[i], affiliations[i] = s.Name, s.Affiliation
	}
	title := []string{t.Title}
	if t.Subtitle != "" {
		title = append(title, t.Subtitle)
	}
	return [fieldCount][]string{
		title, t.Topics, names, t.Keywords, {t.Abstract}, affiliations, {t.Track},
		{e.Conference.Title, e.Conference.ID}, spoken(t), t.Derived, {t.Room}, {string(t.Kind)},
	}
}

// eachTerm calls do for the terms of a text: each part of a word, also as it is spelled
// without umlauts, and, of compounds, the whole at the place of its first part.
// Positions count from 1.
func eachTerm(words []text.Word, do func(term string, position int)) {
	position := 0
	for _, w := range words {
		if w.Compound() {
			do(w.Whole, position+1)
		}
		for _, p := range w.Parts {
			position++
			do(p.Term, position)
			if p.Plain != "" {
				do(p.Plain, position)
			}
		}
	}
}

// An analyzer does for Bleve what a maker does for a document of ours. It leaves out
// where in the text terms stand, which Bleve would keep, and nobody asks for.
type analyzer struct{ stems bool }

func (a analyzer) Analyze(input []byte) analysis.TokenStream {
	var out analysis.TokenStream
	eachTerm(text.Split(string(input)), func(term string, position int) {
		if a.stems {
			stem := text.Stem(term)
			if stem == term {
				return
			}
			term = stem
		}
		out = append(out, &analysis.Token{Term: []byte(term), Position: position, Type: analysis.AlphaNumeric})
	})
	return out
}

// stemTerm returns the term under which a word's stem is indexed.
func stemTerm(term string) string { return stemMark + text.Stem(term) }
