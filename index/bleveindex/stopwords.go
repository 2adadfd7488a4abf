package bleveindex

import (
	"fmt"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/analysis/lang/it"
	"github.com/blevesearch/bleve/v2/analysis/lang/nl"
	"github.com/blevesearch/bleve/v2/analysis/lang/pt"
	"github.com/blevesearch/bleve/v2/analysis/lang/ru"

	"talksearch/corpus"
)

// stopLists are lists of words that tell nothing, by language, of those that package
// text does not know.
var stopLists = sync.OnceValue(func() map[string]map[string]bool {
	lists := map[string]map[string]bool{}
	for language, document := range map[string][]byte{
		"es": es.SpanishStopWords, "fr": fr.FrenchStopWords, "it": it.ItalianStopWords,
		"nl": nl.DutchStopWords, "pt": pt.PortugueseStopWords, "ru": ru.RussianStopWords,
	} {
		words := analysis.NewTokenMap()
		if err := words.LoadBytes(document); err != nil {
			panic(fmt.Sprintf("stop words of %s: %v", language, err)) // they are part of the program
		}
		lists[language] = map[string]bool{}
		for w := range words {
			lists[language][corpus.Fold(w)] = true
		}
	}
	return lists
})

// stopWords returns the folded words that tell nothing in texts of a language, a
// BCP 47 tag, beside those of text.Stop.
func stopWords(language string) map[string]bool {
	language, _, _ = strings.Cut(strings.ToLower(language), "-")
	return stopLists()[language]
}
