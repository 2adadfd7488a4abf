package bleveindex

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveapi "github.com/blevesearch/bleve_index_api"

	"talksearch/corpus"
	"talksearch/index"
)

// A generation is an immutable index of a list of programmes, in memory or in a
// folder of its own. Talks have an ordinal, their place in time order (start, then
// conference and id; those without a start last), so that ordinals compare as
// times do.
type generation struct {
	name string
	tables
	index    bleve.Index
	postings *postings
	lexicon  *lexicon
	reader   bleveapi.IndexReader // pinned: document numbers hold for this reader only
	held     []index.Entry        // ordinal -> talk; nil on disk
	store    *talkStore           // nil in memory
	recent   *recentTalks         // of the store
	closers  []func() error       // for what else is open, the first to be closed first
	place    string               // the folder; "" in memory
	built    bool                 // rather than opened
	users    sync.WaitGroup

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
	ordinals    []uint32            // document number -> ordinal
	columns     map[index.Facet]*column
	starts      []uint32                // by ordinal, then by document number; see newStarts
	ranks       map[index.Sort][]uint32 // ordinal -> place in that order; none for those that ordinals are in
	ids         idTable
	averages    []float64 // of fields, in their order: tokens of a talk that has any
}

// size returns how many talks there are.
func (g *generation) size() int { return len(g.ordinals) }

// entry returns a talk. It fails where the disk does.
func (g *generation) entry(ordinal uint32) (index.Entry, error) {
	if g.store != nil {
		return g.recent.entry(g.store, ordinal)
	}
	return g.held[ordinal], nil
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

// buildInMemory indexes programmes in memory, telling progress, which may be nil,
// how far it is.
func buildInMemory(ctx context.Context, name string, programmes []*corpus.Programme, keywords deriver, progress func(done, total int)) (*generation, error) {
	g := &generation{name: name, built: true}
	err := keywords.derive(ctx, programmes)
	if err != nil {
		return nil, err
	}
	if g.conferences, g.held, err = arrange(programmes); err != nil {
		return nil, err
	}
	if err := g.tabulate(g.held); err != nil {
		return nil, err
	}
	if g.index, g.averages, err = fillInMemory(ctx, g.held, progress); err != nil {
		return nil, err
	}
	if err := g.pin(); err != nil {
		return nil, errors.Join(err, g.close())
	}
	if g.ordinals, err = readOrdinals(g.reader, len(g.held)); err != nil {
		return nil, errors.Join(err, g.close())
	}
	g.arrangeColumns()
	if err := g.openPostings(); err != nil {
		return nil, errors.Join(err, g.close())
	}
	if g.lexicon, err = lexiconOf(g.reader, &g.tables); err != nil {
		return nil, errors.Join(err, g.close())
	}
	return g, nil
}

// arrange returns the conferences in their order, and the talks by ordinal.
func arrange(programmes []*corpus.Programme) ([]*index.Conference, []index.Entry, error) {
	var conferences []*index.Conference
	var entries []index.Entry
	ids := map[string]bool{}
	for _, p := range programmes {
		if ids[p.ID] {
			return nil, nil, fmt.Errorf("two programmes have the id %s", p.ID)
		}
		ids[p.ID] = true
		c := &index.Conference{
			ID: p.ID, Title: p.Title, Start: p.Start, End: p.End, Timezone: p.Timezone,
			Location: p.Location, URL: p.URL, Notice: p.Notice, Talks: len(p.Talks),
		}
		conferences = append(conferences, c)
		for i := range p.Talks {
			entries = append(entries, index.Entry{Conference: c, Talk: &p.Talks[i]})
		}
	}
	slices.SortFunc(conferences, func(a, b *index.Conference) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.ID, b.ID))
	})
	slices.SortFunc(entries, earlierFirst)
	return conferences, entries, nil
}

// tabulate fills in all tables but the ordinals, which Bleve decides on.
func (t *tables) tabulate(entries []index.Entry) error {
	var err error
	if t.ids, err = newIDTable(entries); err != nil {
		return err
	}
	t.columns = newColumns(entries)
	t.starts = newStarts(entries)
	titles := make([]string, len(entries))
	for i, e := range entries {
		titles[i] = corpus.Fold(e.Talk.Title)
	}
	t.ranks = map[index.Sort][]uint32{
		index.SortTimeReverse: rank(len(entries), func(a, b uint32) int { return laterFirst(entries[a], entries[b]) }),
		index.SortTitle:       rank(len(entries), func(a, b uint32) int { return cmp.Compare(titles[a], titles[b]) }),
	}
	return nil
}

// arrangeColumns puts columns and starts, which are by ordinal, in the order of
// document numbers, now that the ordinals are known.
func (t *tables) arrangeColumns() {
	for by, c := range t.columns {
		t.columns[by] = c.arranged(t.ordinals)
	}
	starts := make([]uint32, len(t.starts))
	for doc, ordinal := range t.ordinals {
		starts[doc] = t.starts[ordinal]
	}
	t.starts = starts
}

// earlierFirst is the order of ordinals.
func earlierFirst(a, b index.Entry) int {
	if c := cmp.Or(unplacedLast(a, b), began(a).Compare(began(b))); c != 0 {
		return c
	}
	return cmp.Compare(a.ID(), b.ID())
}

func laterFirst(a, b index.Entry) int {
	return cmp.Or(unplacedLast(a, b), began(b).Compare(began(a)))
}

func unplacedLast(a, b index.Entry) int {
	switch {
	case began(a).IsZero() == began(b).IsZero():
		return 0
	case began(a).IsZero():
		return 1
	}
	return -1
}

// began returns a talk's start; of one with only a day, the day's first moment.
func began(e index.Entry) time.Time {
	if e.Talk.Start.IsZero() {
		return e.Talk.Day.Time()
	}
	return e.Talk.Start
}

// rank returns each ordinal's place in an order; ties keep the order of ordinals.
func rank(size int, compare func(a, b uint32) int) []uint32 {
	order := make([]uint32, size)
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortStableFunc(order, compare)
	ranks := make([]uint32, size)
	for place, ordinal := range order {
		ranks[ordinal] = uint32(place)
	}
	return ranks
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
	if g.store != nil {
		g.recent, err = newRecentTalks()
	}
	return err
}

// all returns every talk, in the order of document numbers.
func (g *generation) all() *list {
	l := &list{docs: make([]uint32, len(g.ordinals))}
	for i := range l.docs {
		l.docs[i] = uint32(i)
	}
	return l
}

// readOrdinals asks a reader which document number stands for which ordinal; the
// numbers follow neither insertion nor an earlier build.
func readOrdinals(reader bleveapi.IndexReader, talks int) ([]uint32, error) {
	ordinals := make([]uint32, talks)
	all, err := reader.DocIDReaderAll()
	if err != nil {
		return nil, fmt.Errorf("reading document numbers: %w", err)
	}
	defer all.Close()
	for seen := 0; ; seen++ {
		internal, err := all.Next()
		if err != nil {
			return nil, fmt.Errorf("reading document numbers: %w", err)
		}
		if internal == nil {
			if seen != talks {
				return nil, fmt.Errorf("the index has %d of %d talks", seen, talks)
			}
			return ordinals, nil
		}
		id, err := reader.ExternalID(internal)
		if err != nil {
			return nil, fmt.Errorf("reading document numbers: %w", err)
		}
		number := binary.BigEndian.Uint64(internal)
		if number >= uint64(talks) || len(id) != 4 {
			return nil, fmt.Errorf("document number %d of %d with id %q", number, talks, id)
		}
		ordinals[number] = binary.BigEndian.Uint32([]byte(id))
	}
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
