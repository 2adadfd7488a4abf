package spell

import (
	"cmp"
	"math"
	"slices"
	"unicode"
	"unicode/utf8"

	"talksearch/index/text"
)

// Options say what is looked for. The zero Options do.
type Options struct {
	// In are the fields of which a candidate has to occur in one; 0 stands for all.
	In Fields

	// Most is how many candidates are returned at most; 0 stands for 5.
	Most int

	// Together returns how many talks match when a candidate stands in the query,
	// nil where the query has no other words. It is asked for at most eight
	// candidates, the likeliest.
	Together func(word string) int
}

// A Candidate is a word that may have been meant.
type Candidate struct {
	Word  string // as it occurs, folded; of several with one stem, the likeliest
	Talks int    // how many have it

	// Confidence is how likely it is, from 0 to 1, that this word was meant, or another
	// of its stem, rather than a word that does not occur or another candidate.
	Confidence float64
}

// Sure is the confidence from which a candidate may be searched for without
// asking. It is a compromise: of words with one random typing error, 87 in 100 have
// such a candidate, and 97 of these are right; but so have 13 of 100 correct words that
// a collection of 46 talks does not have, and 34 of those, mostly names, that one
// of 17,000 does not. At 0.8 it is 72, 99, 6 and 15.
const Sure = 0.5

// The model is that of a noisy channel (Kernighan, Church, Gale: A Spelling
// Correction Program Based on a Noisy Channel Model, COLING 1990): how likely a
// word is meant, times how likely it is then misspelled so. An edit of cost 1 is
// e^-perEdit as likely as none, and a word that is meant but does not occur is like
// one that is away by unknownShare of its letters. The constants were chosen by
// random typing errors in the titles, abstracts and names of two collections, and
// by words that only one of them has.
const (
	perEdit      = 4.0
	unknownShare = 0.25
	frequency    = 0.5  // a word in four times the talks is twice as likely meant
	common       = 0.1  // but in more than this share of talks, it is no more so
	alone        = 0.02 // what a talk without the query's other words tells, compared with one that has them
)

// Limits of the work for one word.
const (
	maxEdits   = 3
	maxLength  = 40   // letters of a word for which others are looked for
	maxWeighed = 3000 // candidates
	maxAsked   = 8    // candidates for which Together is asked
	maxStemmed = 50   // candidates of which those of one stem are taken together
)

// editsFor returns how many edits of a word of so many letters are looked for.
func editsFor(letters int) int {
	switch {
	case letters < 3 || letters > maxLength:
		return 0
	case letters < 6:
		return 1
	case letters < 11:
		return 2
	}
	return maxEdits
}

// Correct returns the words that may have been meant by a folded word that does
// not occur in the options' fields, the likeliest first. Words that do have none;
// nor have words of fewer than 3 letters or more than 40, with digits, or in scripts
// without an alphabet, in which any other letter makes another word.
func (d *Dictionary) Correct(word string, o Options) []Candidate {
	typed := []rune(word)
	limit := editsFor(len(typed))
	if limit == 0 || !alphabetic(typed) {
		return nil
	}
	if n, found := d.Find(word); found && d.occurs(n, o.In) {
		return nil
	}
	c := correction{d: d, o: o, typed: typed, costs: map[int]float64{}}
	c.edited(word, limit)
	c.sounding(word)
	c.completed(word)
	return c.ranked()
}

// alphabetic reports whether a word has only letters of alphabets.
func alphabetic(word []rune) bool {
	for _, r := range word {
		switch {
		case 'a' <= r && r <= 'z':
		case !unicode.In(r, unicode.L, unicode.M),
			unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			return false
		}
	}
	return true
}

// A correction collects the candidates for one word.
type correction struct {
	d       *Dictionary
	o       Options
	typed   []rune
	meant   []rune          // of the candidate at hand
	costs   map[int]float64 // of candidates, by number
	scratch scratch
}

// add adds a candidate at a cost that is worked out of that of its edits.
func (c *correction) add(n int, of func(edits float64) float64) {
	if !c.d.occurs(n, c.o.In) || len(c.costs) == maxWeighed {
		return
	}
	c.meant = c.meant[:0]
	for _, r := range string(c.d.letters(n)) {
		c.meant = append(c.meant, r)
	}
	if len(c.meant) > longest || !alphabetic(c.meant) {
		return
	}
	cost := of(c.scratch.cost(c.typed, c.meant))
	if old, known := c.costs[n]; !known || cost < old {
		c.costs[n] = cost
	}
}

// edited adds words within a number of edits. Only one edit may concern the first
// letter, and then there is no other: it is rarely wrong, and all words would have
// to be looked at.
func (c *correction) edited(word string, limit int) {
	as := func(edits float64) float64 { return edits }
	head := string(c.typed[:1])
	from, to := c.d.Range(head)
	c.d.near(c.typed, limit, false, from, to, func(from, to int) {
		for n := from; n < to; n++ {
			c.add(n, as)
		}
	})
	try := func(word string) {
		if n, found := c.d.Find(word); found {
			c.add(n, as)
		}
	}
	tail := word[len(head):]
	try(tail)
	try(string(c.typed[1]) + head + string(c.typed[2:]))
	from, to = c.d.seek("a", 0, c.d.Len()), c.d.seek("{", 0, c.d.Len()) // which comes after z
	if c.typed[0] >= utf8.RuneSelf {
		from, to = to, c.d.Len()
	}
	for n := from; n < to; { // each letter that words begin with
		letter, size := utf8.DecodeRune(c.d.letters(n))
		try(string(letter) + tail)
		try(string(letter) + word)
		n = c.d.past(c.d.letters(n)[:size], n, to)
	}
}

// sounding adds names that sound like the word and are not spelled all differently.
func (c *correction) sounding(word string) {
	for _, n := range c.d.sounding(word) {
		c.add(int(n), func(edits float64) float64 {
			if edits > float64(len(c.typed))/2 {
				return edits
			}
			return min(edits, 0.9+edits*0.2)
		})
	}
}

// completed adds words that begin with the word, which may have been cut short.
func (c *correction) completed(word string) {
	if len(c.typed) < 4 {
		return
	}
	from, to := c.d.Range(word)
	for n := from; n < to; n++ {
		c.add(n, func(edits float64) float64 { return min(edits, 0.6+edits*0.2) })
	}
}

// A weighed candidate has the weight by which it is compared, which is in
// proportion to how likely it was meant.
type weighed struct {
	Candidate
	weight float64
}

// ranked returns the best candidates.
func (c *correction) ranked() []Candidate {
	list := make([]weighed, 0, len(c.costs))
	for n, cost := range c.costs {
		talks := int(c.d.Arrays.Talks[n])
		prior := math.Min(float64(talks), math.Max(1, common*float64(c.d.most)))
		list = append(list, weighed{Candidate{Word: c.d.Word(n), Talks: talks}, math.Exp(-perEdit*cost) * math.Pow(prior, frequency)})
	}
	slices.SortFunc(list, heavierFirst)
	if c.o.Together != nil {
		c.weighTogether(list)
	}
	sum := math.Exp(-perEdit * unknownShare * float64(len(c.typed)))
	for _, w := range list {
		sum += w.weight
	}
	list = ofOneStem(list)
	out := make([]Candidate, min(cmp.Or(c.o.Most, 5), len(list)))
	for i := range out {
		out[i] = list[i].Candidate
		out[i].Confidence = list[i].weight / sum
	}
	return out
}

func heavierFirst(a, b weighed) int {
	return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.Word, b.Word))
}

// weighTogether takes into account how often candidates stand with the query's
// other words. Those that are too unlikely to be asked for are taken never to.
func (c *correction) weighTogether(list []weighed) {
	for i := range list {
		together := 0
		if i < maxAsked {
			together = max(0, c.o.Together(list[i].Word))
		}
		talks := float64(list[i].Talks)
		list[i].weight *= math.Pow(math.Min(1, float64(together)/talks+alone), frequency)
	}
	slices.SortFunc(list, heavierFirst)
}

// ofOneStem puts words of one stem together as the likeliest of them, because
// searches do not tell them apart.
func ofOneStem(list []weighed) []weighed {
	list = list[:min(len(list), maxStemmed)]
	out := list[:0]
	places := map[string]int{}
	for _, w := range list {
		stem := text.Stem(w.Word)
		if at, known := places[stem]; known {
			out[at].weight += w.weight
			continue
		}
		places[stem] = len(out)
		out = append(out, w)
	}
	slices.SortFunc(out, heavierFirst)
	return out
}
