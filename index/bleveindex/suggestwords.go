package bleveindex

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/spell"
	"talksearch/index/text"
)

// Limits of the work for one request.
const (
	maxTriedWords = 40  // words of which is looked whether they occur with those before
	maxTitleWords = 200 // words of titles with which titles are looked for
	maxTitles     = 64  // titles that are read, the latest
	shortestTitle = 3   // letters by which alone titles are looked for
)

// frequent returns the most frequent words that occur in some fields.
func (s *suggester) frequent(words []spell.Span, in spell.Fields, most int, also func(word string) bool) []int {
	l := s.g.lexicon
	best := top[int]{size: most, before: func(a, b int) bool {
		return cmp.Or(cmp.Compare(l.Talks[b], l.Talks[a]), cmp.Compare(a, b)) < 0
	}}
	for _, span := range words {
		for n := span.From; n < span.To; n++ {
			if l.In[n]&in != 0 && (len(best.items) < most || l.Talks[n] > l.Talks[best.items[0]]) && also(l.Word(n)) {
				best.add(n)
			}
		}
	}
	return best.sorted()
}

// words finds words to complete the last with, of those with one stem the most
// frequent.
func (s *suggester) words(words []spell.Span) error {
	if _, asValues := suggestedAs[index.Facet(s.typed.Field)]; asValues || s.typed.Whole {
		return nil
	}
	l := s.g.lexicon
	itself := "" // the stem of what is typed, where that is a word already
	if _, found := l.Find(s.half); found {
		itself = text.Stem(s.half)
	}
	telling := func(word string) bool {
		return !text.Stop(word) && utf8.RuneCountInString(word) > 1 && strings.ContainsFunc(word, unicode.IsLetter) &&
			(itself == "" || text.Stem(word) != itself)
	}
	var within *roaring.Bitmap
	tries := 3 * s.request.Size // several may be of one stem
	if s.within != nil {
		within = roaring.BitmapOf(s.within.docs()...)
		tries = max(tries, maxTriedWords)
	}
	type counted struct{ n, talks int }
	var list []counted
	for _, n := range s.frequent(words, s.in, tries, telling) {
		talks := int(l.Talks[n])
		if within != nil {
			docs, err := s.documents(l.Word(n), s.in&l.In[n])
			if err != nil {
				return err
			}
			talks = int(docs.AndCardinality(within))
		}
		if talks > 0 {
			list = append(list, counted{n, talks})
		}
	}
	slices.SortStableFunc(list, func(a, b counted) int { return cmp.Compare(b.talks, a.talks) })
	most, stems := 0, map[string]bool{}
	for _, w := range list {
		stem := stemTerm(l.Word(w.n))
		if len(stems) == s.request.Size || stems[stem] {
			continue
		}
		stems[stem] = true
		docs, err := s.documents(stem, s.in)
		if err != nil {
			return err
		}
		if within != nil {
			docs.And(within)
		}
		talks := int(docs.GetCardinality())
		most = max(most, talks)
		written, err := s.g.written(s.terms, w.n)
		if err != nil {
			return err
		}
		x := index.Suggestion{Kind: index.SuggestWord, Talks: talks}
		s.add(x, written, false, frequency(talks, most)+kindWeights[x.Kind])
	}
	return nil
}

// documents returns the documents that have a term in one of some fields, unless
// nobody waits for them any more.
func (s *suggester) documents(term string, in spell.Fields) (*roaring.Bitmap, error) {
	if err := s.ctx.Err(); err != nil {
		return nil, err
	}
	return s.terms.documents(term, in)
}

// titles finds titles with one of the words and all those before.
func (s *suggester) titles(words []spell.Span) error {
	alone := len(s.before) == 0
	if s.typed.Phrase != "" || s.typed.Field != "" && s.typed.Field != "title" || alone && s.typed.Done != "" || alone && utf8.RuneCountInString(s.half) < shortestTitle {
		return nil
	}
	title := fieldSet("title")
	all := roaring.New()
	for _, n := range s.frequent(words, title, maxTitleWords, func(string) bool { return true }) {
		docs, err := s.documents(s.g.lexicon.Word(n), title)
		if err != nil {
			return err
		}
		all.Or(docs)
	}
	for _, w := range s.before {
		docs, err := s.documents(stemTerm(w.Whole), title)
		if err != nil {
			return err
		}
		all.And(docs)
	}
	if s.passing != nil {
		all.And(s.passing)
	}
	latest := top[uint32]{size: maxTitles, before: func(a, b uint32) bool { return a > b }}
	for it := all.Iterator(); it.HasNext(); {
		latest.add(it.Next())
	}
	seen := map[string]bool{}
	for _, ordinal := range latest.sorted() {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		e, err := s.g.entry(ordinal)
		if err != nil {
			return err
		}
		if title := corpus.Fold(e.Talk.Title); !seen[title] { // or else the same talk elsewhere
			seen[title] = true
			match, _ := s.match(e.Talk.Title)
			s.add(index.Suggestion{Kind: index.SuggestTitle, Talks: 1, Entry: e}, e.Talk.Title, true, titleWeight+match)
		}
	}
	return nil
}
