package bleveindex

import (
	"fmt"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/registry"

	"talksearch/index"
	"talksearch/index/text"
)

// mappingVersion is part of a generation's name: raise it whenever the same
// programmes would be indexed differently.
const mappingVersion = 2

// analyzerName is the name of our analyzer in Bleve's registry.
const analyzerName = "talksearch"

// stemMark begins a stem in the index, which keeps stems apart from words that
// happen to be spelled the same. No word of package text begins so.
const stemMark = "~"

// fields are the indexed fields. A word is looked for in those with a weight;
// the others only by name. The weights say how much more a match in one field
// tells than in another.
var fields = []struct {
	name   string
	weight float64
}{
	{"title", 6}, {"topic", 3}, {"speaker", 4}, {"keyword", 4}, {"abstract", 1}, {"affiliation", 1}, {"track", 1},
	{"conference", 0.2}, {"room", 0}, {"kind", 0}, {"year", 0}, {"day", 0},
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
		if verbatim(f.name) {
			fm.Analyzer = keyword.Name
		}
		fm.Store, fm.DocValues, fm.IncludeInAll, fm.IncludeTermVectors = false, false, false, !verbatim(f.name)
		doc.AddFieldMappingsAt(f.name, fm)
	}
	m.DefaultMapping = doc
	m.DefaultAnalyzer = analyzerName
	m.IndexDynamic, m.StoreDynamic, m.DocValuesDynamic = false, false, false
	return m, m.Validate()
}

// verbatim reports whether a field holds one value that is not text.
func verbatim(field string) bool { return field == "day" || field == "year" }

// newDocument returns what of a talk is indexed, by field.
func newDocument(e index.Entry) map[string]any {
	t := e.Talk
	names, affiliations := make([]string, len(t.Speakers)), make([]string, len(t.Speakers))
	for i, s := range t.Speakers {
		names[i], affiliations[i] = s.Name, s.Affiliation
	}
	return map[string]any{
		"title": []string{t.Title, t.Subtitle}, "topic": t.Topics, "speaker": names, "keyword": t.Keywords,
		"abstract": t.Abstract, "affiliation": affiliations, "track": t.Track,
		"conference": []string{e.Conference.Title, e.Conference.ID},
		"room":       t.Room, "kind": string(t.Kind), "year": e.Year(), "day": string(t.Day),
	}
}

// analyzer indexes each part of a word and, of compounds, the whole at the
// place of its first part; each also by its stem.
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
		}
	}
	return out
}

// tokenCounts counts the tokens of fields, by field, over all talks that have any.
type tokenCounts map[string]*struct{ tokens, talks int }

func (c tokenCounts) add(document map[string]any) {
	for field, value := range document {
		n := 0
		switch value := value.(type) {
		case string:
			n = countTokens(value)
		case []string:
			for _, s := range value {
				n += countTokens(s)
			}
		}
		if n == 0 {
			continue
		}
		if c[field] == nil {
			c[field] = &struct{ tokens, talks int }{}
		}
		c[field].tokens += n
		c[field].talks++
	}
}

func (c tokenCounts) averages() map[string]float64 {
	out := map[string]float64{}
	for field, n := range c {
		out[field] = float64(n.tokens) / float64(n.talks)
	}
	return out
}

// countTokens returns how many tokens the analyzer makes of a text.
func countTokens(s string) int {
	n := 0
	for _, w := range text.Split(s) {
		n += 2 * len(w.Parts)
		if w.Compound() {
			n += 2
		}
	}
	return n
}

// stemTerm returns the term under which a word's stem is indexed.
func stemTerm(term string) string { return stemMark + text.Stem(term) }
