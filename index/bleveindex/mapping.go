package bleveindex

import (
	"fmt"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/registry"

	"talksearch/index"
	"talksearch/index/text"
)

// mappingVersion is part of a generation's name: raise it whenever the same
// programmes would be indexed differently.
const mappingVersion = 9

// analyzerName is the name of our analyzer in Bleve's registry.
const analyzerName = "talksearch"

// stemMark begins a stem in the index, which keeps stems apart from words that
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

func init() {
	err := registry.RegisterAnalyzer(analyzerName, func(map[string]any, *registry.Cache) (analysis.Analyzer, error) {
		return analyzer{}, nil
	})
	if err != nil {
		panic(fmt.Sprintf("registering analyzer: %v", err)) // only if the name is taken, which tests would show
	}
}

// newMapping returns a static mapping: only what is searched is indexed, and
// nothing is stored, for the texts are at hand. Term vectors are what phrases
// are found by.
func newMapping() (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	doc := bleve.NewDocumentStaticMapping()
	for _, f := range fields {
		fm := bleve.NewTextFieldMapping()
		fm.Analyzer = analyzerName
		fm.Store, fm.DocValues, fm.IncludeInAll, fm.IncludeTermVectors = false, false, false, true
		doc.AddFieldMappingsAt(f.name, fm)
	}
	m.DefaultMapping = doc
	m.DefaultAnalyzer = analyzerName
	m.IndexDynamic, m.StoreDynamic, m.DocValuesDynamic = false, false, false
	return m, m.Validate()
}

// newDocument returns what of a talk is indexed, by field.
func newDocument(e index.Entry) map[string]any {
	t := e.Talk
	names, affiliations := make([]string, len(t.Speakers)), make([]string, len(t.Speakers))
	for i, s := range t.Speakers {
		names[i], affiliations[i] = s.Name, s.Affiliation
	}
	return map[string]any{
		"title": []string{t.Title, t.Subtitle}, "topic": t.Topics, "speaker": names, "keyword": t.Keywords, "said": spoken(t), "derived": t.Derived,
		"abstract": t.Abstract, "affiliation": affiliations, "track": t.Track,
		"conference": []string{e.Conference.Title, e.Conference.ID},
		"room":       t.Room, "kind": string(t.Kind),
	}
}

// analyzer indexes each part of a word and, of compounds, the whole at the
// place of its first part; each also by its stem, and words with umlauts also as they
// are spelled without.
type analyzer struct{}

func (analyzer) Analyze(input []byte) analysis.TokenStream {
	var out analysis.TokenStream
	position := 0
	add := func(term string, start, end, position int) {
		out = append(out,
			&analysis.Token{Term: []byte(term), Start: start, End: end, Position: position, Type: analysis.AlphaNumeric},
			&analysis.Token{Term: []byte(stemTerm(term)), Start: start, End: end, Position: position, Type: analysis.AlphaNumeric})
	}
	for _, w := range text.Split(string(input)) {
		if w.Compound() {
			add(w.Whole, w.Start, w.End, position+1)
		}
		for _, p := range w.Parts {
			position++
			add(p.Term, p.Start, p.End, position)
			if p.Plain != "" {
				add(p.Plain, p.Start, p.End, position)
			}
		}
	}
	return out
}

// A tokenCounter counts the tokens of fields. It may be used by many goroutines.
type tokenCounter struct {
	mu            sync.Mutex
	tokens, talks [fieldCount]int // by field; talks that have any
}

// fieldCount is the length of fields.
const fieldCount = 12

func (c *tokenCounter) add(document map[string]any) {
	var counts [fieldCount]int
	for i, f := range fields {
		switch value := document[f.name].(type) {
		case string:
			counts[i] = countTokens(value)
		case []string:
			for _, s := range value {
				counts[i] += countTokens(s)
			}
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, n := range counts {
		if n > 0 {
			c.tokens[i] += n
			c.talks[i]++
		}
	}
}

// averages returns, by field, how many tokens a talk has that has any.
func (c *tokenCounter) averages() []float64 {
	out := make([]float64, fieldCount)
	for i := range out {
		if out[i] = 1; c.talks[i] > 0 {
			out[i] = float64(c.tokens[i]) / float64(c.talks[i])
		}
	}
	return out
}

// countTokens returns how many tokens the analyzer makes of a text.
func countTokens(s string) int {
	n := 0
	for _, w := range text.Split(s) {
		for _, p := range w.Parts {
			if n += 2; p.Plain != "" {
				n += 2
			}
		}
		if w.Compound() {
			n += 2
		}
	}
	return n
}

// stemTerm returns the term under which a word's stem is indexed.
func stemTerm(term string) string { return stemMark + text.Stem(term) }
