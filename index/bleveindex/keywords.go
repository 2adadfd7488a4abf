package bleveindex

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"talksearch/corpus"
	"talksearch/corpus/keyword"
	"talksearch/corpus/vocabulary"
	"talksearch/index"
	"talksearch/index/text"
)

// A deriver gives talks their derived keywords, by a vocabulary; by none, they keep
// what they have. That is done when a generation is built, and not when it is found:
// so its name tells by what, and by which content, rather than the keywords.
type deriver struct{ vocabulary *vocabulary.Vocabulary }

// version names what keywords depend on beside the content.
func (d deriver) version() string {
	if d.vocabulary == nil {
		return "keywords as they are"
	}
	return fmt.Sprintf("keywords %d by vocabulary %s", keyword.Version, d.vocabulary.Version())
}

// forget takes derived keywords off a talk that will be given its own.
func (d deriver) forget(t *corpus.Talk) {
	if d.vocabulary != nil {
		t.Derived = nil
	}
}

// of looks at all talks of an intake, and returns a function that sets the derived
// keywords of one, which many goroutines may call.
func (d deriver) of(ctx context.Context, in *intake, progress Progress) (derive func(index.Entry), err error) {
	if d.vocabulary == nil {
		return func(index.Entry) {}, nil
	}
	programmes := map[*index.Conference]*corpus.Programme{}
	for _, c := range in.conferences {
		programmes[c] = &corpus.Programme{ID: c.ID, Title: c.Title}
	}
	statistics := keyword.NewStatistics(d.vocabulary)
	reader := in.reader()
	for i := range in.size() {
		if i%often == 0 {
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			progress.tell(Weighing, i, in.size())
		}
		e, err := reader.entry(i)
		if err != nil {
			return nil, err
		}
		statistics.Add(programmes[e.Conference], e.Talk)
	}
	return func(e index.Entry) { e.Talk.Derived = statistics.Derive(programmes[e.Conference], e.Talk) }, nil
}

// deriveAll sets the derived keywords of talks that are held.
func deriveAll(ctx context.Context, entries []index.Entry, derive func(index.Entry)) error {
	const chunk = 256
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for some := range slices.Chunk(entries, chunk) {
		group.Go(func() error {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			for _, e := range some {
				derive(e)
			}
			return nil
		})
	}
	return group.Wait()
}

// spoken returns those derived keywords of a talk whose words its own texts have.
// Only by these, which weigh in ranking, is it found by words that are looked for
// anywhere: "security" is not to find, unasked, what is about fuzzing. By their field,
// and as values of a facet, all are.
func spoken(t *corpus.Talk) []string {
	if len(t.Derived) == 0 {
		return nil
	}
	missing := map[string]bool{} // stems that were not met yet
	var sieve text.Sieve
	for _, k := range t.Derived {
		for _, term := range text.Terms(text.Split(k)) {
			missing[text.Stem(term)] = true
			sieve.Add(term)
		}
	}
	meet := func(s string) {
		picker := sieve.Pick(s, nil, nil)
		for w, ok := picker.Next(); ok; w, ok = picker.Next() {
			for _, p := range w.Parts {
				delete(missing, text.Stem(p.Term))
			}
		}
	}
	meet(t.Title)
	meet(t.Subtitle)
	meet(t.Track)
	meet(t.Abstract)
	for _, topic := range t.Topics {
		meet(topic)
	}
	return slices.DeleteFunc(slices.Clone(t.Derived), func(k string) bool {
		return slices.ContainsFunc(text.Terms(text.Split(k)), func(term string) bool { return missing[text.Stem(term)] })
	})
}
