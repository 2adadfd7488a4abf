package bleveindex

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	segment "github.com/blevesearch/scorch_segment_api/v2"

	"talksearch/index"
	"talksearch/index/query"
	"talksearch/index/text"
)

// A slot is one word of a conjunction and the talks that have it, in one form or
// another.
type slot struct {
	typed string
	word  text.Word
	field string
	node  int  // the place of the node it is of; words of neighbouring nodes are neighbours
	last  bool // nothing comes after it in the query
	list  *list
	found text.Word // the word that is searched for, which may be a corrected one

	factor float32 // where the search is relaxed, what the word's score is multiplied by; 0 stands for 1
	told   float32 // likewise, how much it tells that a talk has the word
	forms  []form  // what counts for the word beside itself
}

// A form is another way in which a talk may have a word.
type form struct {
	how   string
	list  *list
	share float32
}

// few is how many talks are so few that a query of words alone is taken more
// freely: its last word may be the beginning of one, and talks with most of the words
// follow.
const few = 10

// significant returns the words that tell something: without function words, unless
// nothing else is asked for or they are asked for in a field.
func significant(words []*slot, others bool) []*slot {
	stop := func(s *slot) bool { return s.field == "" && text.Stop(s.typed) }
	for _, s := range words {
		others = others || !stop(s)
	}
	if !others {
		return words
	}
	return slices.DeleteFunc(slices.Clone(words), stop)
}

// fill finds the talks for each of some words; all are these and the function words
// between them, which may be parts of names ("out of memory").
func (e *evaluation) fill(words, all []*slot) error {
	for _, s := range words {
		if err := e.own(s); err != nil {
			return err
		}
	}
	if err := e.synonyms(words, all); err != nil {
		return err
	}
	if err := e.joined(words); err != nil {
		return err
	}
	for _, s := range words {
		if err := e.unfinished(s); err != nil {
			return err
		}
	}
	return e.correct(words, all)
}

// own finds the talks that have the word itself.
func (e *evaluation) own(s *slot) (err error) {
	s.found = s.word
	if s.list, err = e.itself(s.word, s.field); err != nil {
		return err
	}
	if s.list.size() == 0 && s.word.Compound() { // "kernel/bpf" is found in parts at least
		var parts []*list
		for _, p := range s.word.Parts {
			l, err := e.itself(text.Word{Whole: p.Term, Parts: []text.Part{p}}, s.field)
			if err != nil {
				return err
			}
			parts = append(parts, l)
		}
		apart, err := e.intersection(parts)
		if err != nil {
			return err
		}
		s.list = better(s.list, apart, float32(e.g.postings.ranking.apart))
		e.mark(query.Word{Text: strings.Join(text.Terms([]text.Word{s.word}), " ")}, s.field)
	}
	e.mark(query.Word{Text: s.typed}, s.field)
	return nil
}

// itself returns the talks that have a word: itself, another of its stem, for a
// compound its parts one after the other, and for one with an umlaut the form
// without. The scores may be unread.
func (e *evaluation) itself(w text.Word, field string) (*list, error) {
	l, err := e.find(w.Whole, field)
	if err != nil {
		return nil, err
	}
	if w.Compound() {
		parts, err := e.sequence(text.Terms([]text.Word{w}), field)
		if err != nil {
			return nil, err
		}
		return e.either(l, parts, 1)
	}
	if plain := w.Parts[0].Plain; plain != "" {
		other, err := e.find(plain, field)
		if err != nil {
			return nil, err
		}
		return e.either(l, other, 1)
	}
	return l, nil
}

// find returns the talks that have a term or another of its stem. The scores may be
// unread.
func (e *evaluation) find(term, field string) (*list, error) {
	return e.g.postings.find(e.ctx, e.key("w", field, term), func() []source {
		return e.sources(field, source{term: stemTerm(term), weight: 1, form: term, bonus: e.g.postings.ranking.exact})
	})
}

// either is better for lists whose scores may be unread.
func (e *evaluation) either(a, b *list, share float32) (*list, error) {
	if b.size() == 0 {
		return a, nil
	}
	a, err := e.g.postings.scored(e.ctx, a, nil)
	if err != nil {
		return nil, err
	}
	if b, err = e.g.postings.scored(e.ctx, b, nil); err != nil {
		return nil, err
	}
	return better(a, b, share), nil
}

// joined finds for two words that follow each other the talks that have them as
// one: "live patching" finds "livepatching".
func (e *evaluation) joined(words []*slot) error {
	if !e.r.Expand {
		return nil
	}
	for i := range len(words) - 1 {
		a, b := words[i], words[i+1]
		if a.field != b.field || b.node-a.node > 1 || a.word.Compound() || b.word.Compound() {
			continue
		}
		whole := a.word.Whole + b.word.Whole
		l, err := e.find(whole, a.field)
		if err != nil {
			return err
		}
		if l.size() > 0 {
			for _, s := range []*slot{a, b} {
				if err := e.also(s, "written as one: "+whole, l, e.g.postings.ranking.equivalent); err != nil {
					return err
				}
			}
			e.mark(query.Word{Text: whole}, a.field)
		}
	}
	return nil
}

// also has the talks of another list count for a word; how says why. A rarer word
// than the one that was typed does not count for more.
func (e *evaluation) also(s *slot, how string, l *list, share float64) error {
	if s.list.size() > 0 && l.idf > s.list.idf {
		share *= float64(s.list.idf / l.idf)
	}
	return e.alsoAt(s, how, l, share)
}

// alsoAt is also with the share as it is.
func (e *evaluation) alsoAt(s *slot, how string, l *list, share float64) (err error) {
	s.forms = append(s.forms, form{how, l, float32(share)})
	s.list, err = e.either(s.list, l, float32(share))
	return err
}

// unfinished finds the talks that have a word that the slot's begins: of the last
// word, where it is being typed or is in few talks, and of one that is in none.
func (e *evaluation) unfinished(s *slot) error {
	typing := s.last && e.r.Typing
	silent := e.r.Expand && (s.list.size() == 0 && len(s.word.Whole) >= 2 || s.last && e.plain && s.list.size() < few && len(s.word.Whole) >= 3)
	if !typing && !silent {
		return nil
	}
	l, err := e.beginning(s.word, s.field)
	if err != nil || l.size() == 0 {
		return err
	}
	if !typing {
		if len(inBoth(l.docs(), s.list.docs())) == l.size() {
			return nil // nothing is gained
		}
		more, err := e.completions(s)
		if err != nil || len(more) == 0 {
			return err
		}
		e.expansions = append(e.expansions, index.Expansion{From: s.typed, To: more})
	}
	e.mark(query.Prefix{Text: s.typed}, s.field)
	return e.also(s, "the beginning of a word", l, e.g.postings.ranking.beginning)
}

// beginning returns the talks that have a word that begins like w.
func (e *evaluation) beginning(w text.Word, field string) (*list, error) {
	l, err := e.g.postings.prefix(e.ctx, e.key("*", field, w.Whole), w.Whole, e.sources(field, source{weight: 1}))
	if err != nil || !w.Compound() {
		return l, err
	}
	apart, err := e.apart(text.Terms([]text.Word{w}), field) // "real-ti" begins "Real Time" as well
	if err != nil {
		return nil, err
	}
	return better(l, apart, 1), nil
}

// maxEndings is how many words, in each field, the last part of a compound may
// begin for it to be found written apart.
const maxEndings = 500

// apart returns the talks that have terms one after the other in one field, the
// last as the beginning of a word, scored by the terms before it.
func (e *evaluation) apart(terms []string, field string) (*list, error) {
	last := len(terms) - 1
	key := e.key("p*", field, strings.Join(terms, " "))
	if l, ok := e.g.postings.cache.GetIfPresent(key); ok {
		return l, nil
	}
	before := make([]*list, last)
	places := make([]place, last, last+1)
	for i, t := range terms[:last] {
		var err error
		if before[i], err = e.term(t, field); err != nil {
			return nil, err
		}
		places[i] = place{t}
	}
	docs := inAll(before)
	found := &list{}
	whole := true
	for _, f := range e.texts(field) {
		endings, err := e.g.postings.endings(f, terms[last], maxEndings)
		if err != nil {
			return nil, err
		}
		if len(endings) == maxEndings && whole {
			whole = false
			e.warnings = append(e.warnings, fmt.Sprintf("more than %d words begin with %s, so not all were looked for after %s", maxEndings, terms[last], strings.Join(terms[:last], " ")))
		}
		if len(endings) == 0 {
			continue
		}
		here, err := e.g.postings.following(e.ctx, []int{f}, append(places, endings), docs)
		if err != nil {
			return nil, err
		}
		found = better(found, &list{numbers: here}, 1)
	}
	l, err := e.intersection(append(before, found))
	if err != nil {
		return nil, err
	}
	if whole { // or else the warning would be given only once
		e.g.postings.cache.Set(key, l)
	}
	return l, nil
}

// maxConsidered is how many words with a beginning are looked at for those to tell.
const maxConsidered = 2000

// completions returns the most frequent words that a slot's begins, but for those
// of its own stem, as they are written.
func (e *evaluation) completions(s *slot) ([]string, error) {
	counts := map[string]uint64{}
	own := text.Stem(s.word.Whole)
	for _, f := range e.in(s.field) {
		seen := 0
		err := e.g.postings.terms(f, s.word.Whole, func(_ int, dictionary segment.TermDictionary, term string) error {
			if seen++; seen > maxConsidered || text.Stem(term) == own {
				return nil
			}
			found, err := dictionary.PostingsList([]byte(term), nil, nil)
			if err == nil {
				counts[term] += found.Count()
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("words that begin with %s: %w", s.word.Whole, err)
		}
	}
	best := top[string]{size: maxForms, before: func(a, b string) bool {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) < 0
	}}
	for term := range counts {
		best.add(term)
	}
	spelling, err := newSpelling(e.ctx, e.g)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, term := range best.sorted() {
		written, err := spelling.written(term)
		if err != nil {
			return nil, err
		}
		out = append(out, written)
	}
	return out, nil
}
