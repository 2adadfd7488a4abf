package bleveindex

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveapi "github.com/blevesearch/bleve_index_api"

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
	reader   bleveapi.IndexReader // pinned: document numbers hold for this reader only
	held     []index.Entry        // ordinal -> talk; nil on disk
	store    *talkStore           // nil in memory
	closers  []func() error       // for what else is open, the first to be closed first
	place    string               // the folder; "" in memory
	built    bool                 // rather than opened
	users    sync.WaitGroup

	// What searches share. The arrays go by the facets' places in index.Facets.
	pools      [facetCount]sync.Pool // of *[]int32, counts that are all 0
	wholeOnce  sync.Once
	whole      [facetCount][]int32  // the counts over all talks
	wholeOrder [facetCount][]uint32 // their codes, most frequent first
}

// facetCount is how many facets there are.
const facetCount = 8

// tables are what is known of all talks beside Bleve's index and their texts.
type tables struct {
	conferences []*index.Conference // in order of the first day, then id
	ordinals    []uint32            // document number -> ordinal
	columns     map[index.Facet]*column
	ranks       map[index.Sort][]uint32 // ordinal -> place in that order; none for those that ordinals are in
	ids         idTable
	averages    []float64 // of fields, in their order: tokens of a talk that has any
}

// size returns how many talks there are.
func (g *generation) size() int { return len(g.ordinals) }

// entry returns a talk. It fails where the disk does.
func (g *generation) entry(ordinal uint32) (index.Entry, error) {
	if g.store != nil {
		return g.store.entry(ordinal)
	}
	return g.held[ordinal], nil
}

// find returns the talk with an id, or ErrNotFound.
func (g *generation) find(id string) (index.Entry, error) {
	for _, ordinal := range g.ids.candidates(id) {
		if e, err := g.entry(ordinal); err != nil || e.ID() == id {
			return e, err
		}
	}
	return index.Entry{}, fmt.Errorf("%w: %s", index.ErrNotFound, id)
}

// buildInMemory indexes an intake that holds its talks, telling progress, which may
// be nil, how far it is.
func buildInMemory(ctx context.Context, in *intake, progress Progress) (*generation, error) {
	tab, err := newTabulator(in)
	if err != nil {
		return nil, err
	}
	g := &generation{name: in.name, built: true, held: make([]index.Entry, in.size())}
	g.conferences = in.conferences
	reader := in.reader()
	for i := range g.held {
		g.held[i], _, _ = reader.entry(i) // what is held can be read
		tab.add(g.held[i])
	}
	tab.fill(&g.tables)
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
	return g, nil
}

// arrangeColumns puts columns, which are by ordinal, in the order of document
// numbers, now that the ordinals are known.
func (t *tables) arrangeColumns() {
	for by, c := range t.columns {
		t.columns[by] = c.arranged(t.ordinals)
	}
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
	averages := make(map[string]float64, len(fields))
	for i, f := range fields {
		averages[f.name] = g.averages[i]
	}
	var err error
	g.postings, err = newPostings(snapshot, averages)
	return err
}

// documentNumber returns the number that scorch's internal ids hold.
func documentNumber(id bleveapi.IndexInternalID) uint32 { return uint32(binary.BigEndian.Uint64(id)) }

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
