package synthetic

import (
	"math/bits"
	"strings"

	"talksearch/corpus"
)

const (
	// bend is the rank from which words become rare faster, as those of large
	// collections do: up to it a word's frequency falls with its rank, from it
	// on with the rank's square. The number of different words then grows with
	// the square root of the length of all texts.
	bend = 5000
	// wordsPerRoot is how many words there are per square root of the number of
	// talks: 60,000 for 100,000.
	wordsPerRoot = 190
	leastWords   = 2000 // so that all terms are among them
)

// A vocabulary is the words of all texts by their rank, the most frequent first.
type vocabulary struct {
	words []entry
	all   choice // of a rank
	// content draws a rank of those behind the function words, counted from there.
	content choice
}

// An entry is a word, or a term of two or three.
type entry struct {
	text   string
	count  int  // words in it
	madeUp bool // it is in no list
	plain  bool // it gets a capital where it begins a sentence
}

// newVocabulary returns the vocabulary for n talks. The words at a rank are the
// same for every n and seed.
func newVocabulary(n int) *vocabulary {
	size := max(leastWords, wordsPerRoot*root(n))
	v := &vocabulary{words: make([]entry, 0, size)}
	weights := make([]uint64, size)
	made := madeUp{taken: listed()}
	known := terms
	for rank := range size {
		// A term stands at every third rank, as long as there are any.
		switch at := rank - len(functionWords); {
		case at < 0:
			v.words = append(v.words, newEntry(functionWords[rank]))
		case at%3 == 0 && len(known) > 0:
			v.words = append(v.words, newEntry(known[0]))
			known = known[1:]
		default:
			v.words = append(v.words, entry{text: made.next(), count: 1, madeUp: true, plain: true})
		}
		r := uint64(rank + 2)
		if weights[rank] = unit / r; r > bend {
			weights[rank] = unit * bend / (r * r)
		}
	}
	v.all, v.content = newChoice(weights), newChoice(weights[len(functionWords):])
	return v
}

func newEntry(text string) entry {
	plain := true
	for i := 0; i < len(text); i++ {
		plain = plain && (text[i] == ' ' || 'a' <= text[i] && text[i] <= 'z')
	}
	return entry{text: text, count: 1 + strings.Count(text, " "), plain: plain}
}

// root returns the square root of n, rounded down.
func root(n int) int {
	r := 1 << (bits.Len(uint(n))/2 + 1)
	for r*r > n {
		r = (r + n/r) / 2 // Newton's method, from above
	}
	return r
}

// listed returns the words of all lists, folded.
func listed() map[string]bool {
	taken := map[string]bool{}
	for _, list := range [][]string{functionWords, terms, tracks, keywordAreas, keywordHeads, conferenceSubjects, conferenceForms, affiliationForms, roomNames, firstNames} {
		for _, s := range list {
			for _, word := range strings.Fields(corpus.Fold(s)) {
				taken[word] = true
			}
		}
	}
	for _, c := range cities {
		for _, word := range strings.Fields(corpus.Fold(c.name + " " + c.country)) {
			taken[word] = true
		}
	}
	return taken
}

// Made-up words are syllables of a consonant and a vowel each, the last one with
// an ending. Different numbers make different words, since a word can be
// taken apart in one way only. The endings are none that a stemmer cuts off.
var (
	onsets  = strings.Fields("b d f g h j k l m n p r s t v w z br dr kr pl st tr fl")
	vowels  = strings.Fields("a e i o u")
	endings = strings.Fields("a o u ak am an ax ik im in ok om on uk um un")
)

// madeUp makes words up, the frequent ones shorter.
type madeUp struct {
	taken map[string]bool // words that are not to be made up
	made  int
}

const shortWords = 3000 // of two syllables; all others have three

func (m *madeUp) next() string {
	syllables := len(onsets) * len(vowels)
	last := len(onsets) * len(endings)
	for {
		var word string
		if i := m.made; i < shortWords {
			i = scatter(i, syllables*last)
			word = syllable(i/last) + ending(i%last)
		} else {
			i = scatter(i-shortWords, syllables*syllables*last)
			word = syllable(i/last/syllables) + syllable(i/last%syllables) + ending(i%last)
		}
		if m.made++; !m.taken[word] {
			return word
		}
	}
}

func syllable(i int) string { return onsets[i/len(vowels)] + vowels[i%len(vowels)] }

func ending(i int) string { return onsets[i/len(endings)] + endings[i%len(endings)] }

// scatter gives each number below size another below size, so that neighbours
// come to stand far apart.
func scatter(i, size int) int {
	const prime = 15_485_863 // divides none of the sizes, so that no two share their number
	return int(uint64(i) * prime % uint64(size))
}
