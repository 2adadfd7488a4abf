package spell

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"talksearch/index/text"
)

const (
	minHalf    = 2   // letters of either word that a word is split into
	maxSplits  = 4   // ways to split a word of which is asked whether the words stand together
	minApart   = 4   // letters of either where they never stand together
	oftenApart = 100 // then each has to be in so great a share (one in so many) of the most frequent word's talks
)

// Split returns the two words that a folded word is written together from, when
// both occur, in that form or another of the stem, one after the other; or, where no
// two do, when both are long and frequent. Together returns how many talks have two words
// one after the other; nil stands for none. It is asked for the few likeliest.
func (d *Dictionary) Split(word string, in Fields, together func(a, b string) int) (a, b string, ok bool) {
	type halves struct {
		a, b     string
		rarer    int // talks that the rarer has
		together int
	}
	var ways []halves
	for at := range word {
		left, right := word[:at], word[at:]
		if utf8.RuneCountInString(left) < minHalf || utf8.RuneCountInString(right) < minHalf {
			continue
		}
		a, inA := d.form(left, in)
		b, inB := d.form(right, in)
		if inA > 0 && inB > 0 {
			ways = append(ways, halves{a: a, b: b, rarer: min(inA, inB)})
		}
	}
	slices.SortStableFunc(ways, func(a, b halves) int { return cmp.Compare(b.rarer, a.rarer) })
	if together != nil {
		ways = ways[:min(len(ways), maxSplits)]
		for i := range ways {
			ways[i].together = together(ways[i].a, ways[i].b)
		}
	}
	slices.SortStableFunc(ways, func(a, b halves) int { return cmp.Compare(b.together, a.together) })
	for _, w := range ways {
		long := utf8.RuneCountInString(w.a) >= minApart && utf8.RuneCountInString(w.b) >= minApart
		if w.together > 0 || long && w.rarer > int(d.most)/oftenApart {
			return w.a, w.b, true
		}
	}
	return "", "", false
}

// Join returns the word that two folded words, one after the other, are written
// as together, when that occurs, in that form or another of the stem.
func (d *Dictionary) Join(a, b string, in Fields) (word string, ok bool) {
	word, talks := d.form(a+b, in)
	return word, talks > 0
}

// form returns a word that occurs, or the most frequent other of its stem that
// does, with how many talks have it; 0 where there is none. Words of few letters have
// no other form.
func (d *Dictionary) form(word string, in Fields) (form string, talks int) {
	if n, found := d.Find(word); found && d.occurs(n, in) {
		return word, int(d.Arrays.Talks[n])
	}
	stem := text.Stem(word)
	if len(stem) < 4 {
		return "", 0
	}
	begin := strings.TrimSuffix(strings.TrimSuffix(stem, "i"), "y") // a stem's i is a y in other forms
	for n, to := d.Range(begin); n < to; n++ {
		if more := int(d.Arrays.Talks[n]); more > talks && len(d.letters(n)) <= len(word)+4 && d.occurs(n, in) && text.Stem(d.Word(n)) == stem {
			form, talks = d.Word(n), more
		}
	}
	return form, talks
}
