package bleveindex

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveapi "github.com/blevesearch/bleve_index_api"
	"github.com/maypok86/otter/v2"

	"talksearch/index"
)

// A generation is an immutable index of a list of programmes, in memory or in a
// folder of its own. Talks have an ordinal, their place in time order (start, then
// conference and id; those without a start last), so that ordinals compare as
// times do. Documents are numbered by ordinals.
type generation struct {
	name string
	tables
	index    bleve.Index
	postings *postings
	lexicon  *lexicon
	reader   bleveapi.IndexReader // pinned: document numbers hold for this reader only
	held     []index.Entry        // ordinal -> talk; nil on disk
	outlines []outlines           // of these
	store    *talkStore           // nil in memory
	recent   *recentTalks         // of the store

	formsKnown *otter.Cache[string, place]   // see forms
	mendings   *otter.Cache[string, mending] // see meant
	closers    []func() error                // for what else is open, the first to be closed first
	place      string                        // the folder; "" in memory
	built      bool                          // rather than opened
	users      sync.WaitGroup

	// What searches share. The arrays go by the facets' places in index.Facets.
	pools      [facetCount]sync.Pool // of *[]int32, counts that are all 0
	wholeOnce  sync.Once
	whole      [facetCount][]int32  // the counts over all talks
	wholeOrder [facetCount][]uint32 // their codes, most frequent first

	calendarOnce sync.Once
	days         *calendar // see calendar
}

// facetCount is how many facets there are.
const facetCount = 8

// tables are what is known of all talks beside Bleve's index and their texts.
type tables struct {
	conferences []*index.Conference // in order of the first day, then id
	columns     map[index.Facet]*column
	starts      []uint16                // see startOf
	ranks       map[index.Sort][]uint32 // ordinal -> place in that order; none for those that ordinals are in
	ids         idTable
	averages    []float64 // of fields, in their order: tokens of a talk that has any
}

// size returns how many talks there are.
func (g *generation) size() int { return len(g.ids.ordinals) }

// entry returns a talk. It fails where the disk does.
func (g *generation) entry(ordinal uint32) (index.Entry, error) {
	e, _, err := g.shown(ordinal)
	return e, err
}

// shown returns a talk that is to be shown, and the outlines of its texts, nil where the
// talk is not kept in memory.
func (g *generation) shown(ordinal uint32) (index.Entry, *outlines, error) {
	if g.store == nil {
		return g.held[ordinal], &g.outlines[ordinal], nil
	}
	return g.recent.entry(g.store, ordinal)
}

// find returns the talk with an id, or ErrNotFound.
func (g *generation) find(id string) (index.Entry, error) {
	_, e, err := g.locate(id)
	return e, err
}

// locate returns the ordinal of the talk with an id, and the talk, or ErrNotFound.
func (g *generation) locate(id string) (uint32, index.Entry, error) {
	for _, ordinal := range g.ids.candidates(id) {
		if e, err := g.entry(ordinal); err != nil || e.ID() == id {
			return ordinal, e, err
		}
	}
	return 0, index.Entry{}, fmt.Errorf("%w: %s", index.ErrNotFound, id)
}

// buildInMemory indexes an intake that holds its talks, telling progress, which may
// be nil, how far it is.
func buildInMemory(ctx context.Context, in *intake, keywords deriver, progress Progress) (*generation, error) {
	tab, err := newTabulator(in)
	if err != nil {
		return nil, err
	}
	derive, err := keywords.of(ctx, in, progress)
	if err != nil {
		return nil, err
	}
	g := &generation{name: in.name, built: true, held: make([]index.Entry, in.size()), outlines: make([]outlines, in.size())}
	g.conferences = in.conferences
	reader := in.reader()
	for i := range g.held {
		g.held[i], _ = reader.entry(i) // what is held can be read
	}
	if err := deriveAll(ctx, g.held, derive); err != nil {
		return nil, err
	}
	for _, e := range g.held {
		tab.add(e)
	}
	tab.fill(&g.tables)
	if g.index, g.averages, err = fillInMemory(ctx, g.held, progress); err != nil {
		return nil, err
	}
	if err := g.pin(); err != nil {
		return nil, errors.Join(err, g.close())
	}
	if err := g.check(); err != nil {
		return nil, errors.Join(err, g.close())
	}
	if err := g.openPostings(); err != nil {
		return nil, errors.Join(err, g.close())
	}
	if g.lexicon, err = lexiconOf(g.reader, &g.tables); err != nil {
		return nil, errors.Join(err, g.close())
	}
	if err := g.holdFrequent(ctx, progress); err != nil {
		return nil, errors.Join(err, g.close())
	}
	return g, nil
}

// holdFrequent keeps the postings of frequent terms in memory, if there can be any.
func (g *generation) holdFrequent(ctx context.Context, progress Progress) error {
	least := frequentAt(g.size())
	if g.size() < least {
		return nil
	}
	r, err := newWordReader(g.reader)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := g.postings.writeFrequent(ctx, &file, r, least, progress); err != nil {
		return err
	}
	g.postings.frequent, err = frequentIn(slices.Clone(file.Bytes())) // without room for more
	return err
}

// pin opens the generation's reader.
func (g *generation) pin() error {
	advanced, err := g.index.Advanced()
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	if g.reader, err = advanced.Reader(); err != nil {
		return fmt.Errorf("reader: %w", err)
	}
	return nil
}

// openPostings makes ready to search; the tables are filled in and the reader is
// pinned.
func (g *generation) openPostings() error {
	snapshot, ok := g.reader.(*scorch.IndexSnapshot)
	if !ok {
		return fmt.Errorf("the reader is a %T, want scorch's", g.reader)
	}
	var err error
	if g.postings, err = newPostings(snapshot, g.averages, defaultRanking); err != nil {
		return err
	}
	if g.formsKnown, err = newCache("words by stem", maxFormsKnown, func(string, place) uint32 { return 1 }); err != nil {
		return err
	}
	if g.mendings, err = newCache("corrections", mendingBytes, func(key string, m mending) uint32 {
		return uint32(200 + len(key) + len(m.first) + len(m.second) + len(m.word) + len(m.written))
	}); err != nil {
		return err
	}
	if g.store != nil {
		g.recent, err = newRecentTalks()
	}
	return err
}

// all returns every talk.
func (g *generation) all() *list {
	l := &list{numbers: make([]uint32, g.size())}
	for i := range l.numbers {
		l.numbers[i] = uint32(i)
	}
	return l
}

// check fails unless the index has as many talks as the tables, each in its place: it
// looks at the last one.
func (g *generation) check() error {
	n, err := g.reader.DocCount()
	if err != nil {
		return fmt.Errorf("opening index: %w", err)
	}
	if n != uint64(g.size()) {
		return fmt.Errorf("opening index: it has %d talks, the tables %d", n, g.size())
	}
	if n == 0 {
		return nil
	}
	id, err := g.reader.ExternalID(bleveapi.NewIndexInternalID(nil, n-1))
	if err != nil {
		return fmt.Errorf("opening index: %w", err)
	}
	if id != documentID(g.size()-1) {
		return fmt.Errorf("opening index: document %d is %x", n-1, id)
	}
	return nil
}

func (g *generation) release() { g.users.Done() }

// retire waits for the last user and closes g. Nobody may acquire it any more.
func (g *generation) retire() error {
	g.users.Wait()
	return g.close()
}

func (g *generation) close() error {
	var errs []error
	if g.postings != nil {
		g.postings.close()
	}
	if g.formsKnown != nil {
		g.formsKnown.StopAllGoroutines()
	}
	if g.mendings != nil {
		g.mendings.StopAllGoroutines()
	}
	if g.recent != nil {
		g.recent.close()
	}
	if g.reader != nil {
		errs = append(errs, g.reader.Close())
	}
	if g.index != nil {
		errs = append(errs, g.index.Close())
	}
	for _, f := range g.closers {
		errs = append(errs, f())
	}
	return errors.Join(errs...)
}
