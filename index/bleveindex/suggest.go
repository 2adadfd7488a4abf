package bleveindex

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/query"
	"talksearch/index/spell"
	"talksearch/index/text"
)

// Suggest implements index.Searcher.
func (e *Engine) Suggest(ctx context.Context, r index.SuggestRequest) (*index.Suggestions, error) {
	began := time.Now()
	g, err := e.acquire()
	if err != nil {
		return nil, err
	}
	defer g.release()
	r.Size = max(1, min(r.Size, index.MaxSuggestions))
	s := suggester{g: g, ctx: ctx, request: r}
	defer s.release()
	if err := s.suggest(); err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return nil, fmt.Errorf("suggesting for %q: %w", r.Text, err)
	}
	return &index.Suggestions{List: s.best(), Generation: g.name, Took: time.Since(began)}, nil
}

// A suggester makes the suggestions for one request.
type suggester struct {
	g       *generation
	ctx     context.Context
	request index.SuggestRequest
	terms   *wordReader

	typed  query.Typed
	half   string       // the last word, folded, as far as it is typed
	in     spell.Fields // those in which what is suggested has to occur
	before []text.Word  // the words before it, where these are no more than words: what is to have all that is typed has them, too

	passing *roaring.Bitmap // the talks that pass the filters; nil for all
	within  *list           // of these, what matches the query before the last word; nil for all
	counts  map[index.Facet]*tally

	corrected bool
	found     []scored
}

// A scored suggestion is not shown yet: most are not the best.
type scored struct {
	index.Suggestion        // without query and text
	suggested        string // the word, value or title
	replaces         bool   // it has all that is typed
	score            float64
}

func (s *suggester) suggest() error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	s.cut()
	var any bool
	if s.in, any = searched(s.typed.Field); !any {
		return nil // a time
	}
	if s.half == "" && (s.typed.Last != "" || s.typed.Quoted || s.typed.Field == "" && s.typed.Done+s.typed.Lead != "") {
		return nil // nothing is begun
	}
	var err error
	if s.terms, err = newWordReader(s.g.reader); err != nil {
		return err
	}
	if err := s.narrow(); err != nil {
		return err
	}
	if s.half == "" {
		s.popular()
		return nil
	}
	for _, spans := range []func() []spell.Span{s.exact, s.nearly, s.meant} {
		if err := s.complete(spans()); err != nil || len(s.found) > 0 || s.typed.Whole {
			return err
		}
		s.corrected = true
	}
	return nil
}

// cut takes the query apart.
func (s *suggester) cut() {
	s.typed = query.Cut(s.request.Text)
	words := text.Split(s.typed.Last)
	if len(words) == 0 {
		return
	}
	last := words[len(words)-1]
	s.half = last.Whole
	s.typed.Lead += s.typed.Last[:last.Start]
	s.typed.Last = s.typed.Last[last.Start:]
	for _, n := range query.Parse(s.typed.Done).Root {
		if _, plain := n.(query.Word); !plain {
			return
		}
	}
	s.before = slices.Concat(text.Split(s.typed.Done), text.Split(s.typed.Phrase), words[:len(words)-1])
}

// narrow finds the talks that match all but the last word. Where none do, the
// words before it are left out of account.
func (s *suggester) narrow() error {
	c := newCollector(s.g, index.Request{Filters: s.request.Filters}, 0)
	defer c.release()
	passes := func(l *list) *list {
		if len(c.filters) == 0 {
			return l
		}
		if l == nil {
			l = s.g.all()
		}
		return &list{numbers: slices.DeleteFunc(slices.Clone(l.docs()), func(doc uint32) bool {
			return slices.ContainsFunc(c.filters, func(f filter) bool { return !f.passes(doc) })
		})}
	}
	if len(c.filters) > 0 {
		s.within = passes(nil)
		s.passing = roaring.BitmapOf(s.within.docs()...)
	}
	done := s.typed.Done
	if s.typed.Phrase != "" {
		done += ` "` + s.typed.Phrase + `"`
	}
	e := evaluation{g: s.g, ctx: s.ctx, r: index.Request{Query: query.Parse(done)}}
	l, err := e.evaluate()
	if err != nil || l == nil {
		return err
	}
	if l = passes(l); l.size() > 0 {
		s.within = l
	}
	return nil
}

// exact returns the words that begin with the last; where that is complete, it alone.
func (s *suggester) exact() []spell.Span {
	if s.typed.Whole {
		if n, found := s.g.lexicon.Find(s.half); found {
			return []spell.Span{{From: n, To: n + 1}}
		}
		return nil
	}
	from, to := s.g.lexicon.Range(s.half)
	return []spell.Span{{From: from, To: to}}
}

// nearly returns the words that begin almost so.
func (s *suggester) nearly() []spell.Span { return s.g.lexicon.Nearly(s.half) }

// meant returns the words that may have been meant as a whole.
func (s *suggester) meant() []spell.Span {
	var spans []spell.Span
	for _, c := range s.g.lexicon.Correct(s.half, spell.Options{In: s.in}) {
		if n, found := s.g.lexicon.Find(c.Word); found && c.Confidence > leastMeant {
			spans = append(spans, spell.Span{From: n, To: n + 1})
		}
	}
	return spans
}

// leastMeant is how likely it has to be that a word was meant for it to be suggested.
const leastMeant = 0.1

// complete finds what has one of the words.
func (s *suggester) complete(words []spell.Span) error {
	s.values(words)
	if err := s.words(words); err != nil {
		return err
	}
	return s.titles(words)
}

// add adds a suggestion. All that is typed is replaced by what has all of it.
func (s *suggester) add(x index.Suggestion, suggested string, replaces bool, score float64) {
	s.found = append(s.found, scored{x, suggested, replaces, score})
}

// shown returns a suggestion with all that is told of it.
func (s *suggester) shown(x scored) index.Suggestion {
	x.Corrected = s.corrected
	x.Text = s.mark(x.suggested)
	if x.replaces && s.typed.Lead == "" {
		x.Query = query.AsText(x.suggested)
	} else {
		x.Query = s.typed.With(x.suggested)
	}
	return x.Suggestion
}

// share is how much of a short list suggestions of one kind may take as long as there
// are others.
const share = 0.4

// best returns the best suggestions of all kinds, best first.
func (s *suggester) best() []index.Suggestion {
	slices.SortStableFunc(s.found, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	values := map[string]bool{}
	for _, x := range s.found {
		if x.Kind != index.SuggestWord {
			values[corpus.Fold(x.suggested)] = true
		}
	}
	list := slices.DeleteFunc(s.found, func(x scored) bool { return x.Kind == index.SuggestWord && values[corpus.Fold(x.suggested)] })
	kinds := map[index.SuggestionKind]int{}
	var chosen, rest []scored
	for _, x := range list {
		if kinds[x.Kind]++; float64(kinds[x.Kind]) <= max(1, share*float64(s.request.Size)) {
			chosen = append(chosen, x)
		} else {
			rest = append(rest, x)
		}
	}
	chosen = chosen[:min(len(chosen), s.request.Size)]
	chosen = append(chosen, rest[:min(len(rest), s.request.Size-len(chosen))]...)
	slices.SortStableFunc(chosen, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	out := make([]index.Suggestion, len(chosen))
	for i, x := range chosen {
		out[i] = s.shown(x)
	}
	return out
}

func (s *suggester) release() {
	for _, t := range s.counts {
		t.release()
	}
}
