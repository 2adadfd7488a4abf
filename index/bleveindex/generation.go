package bleveindex

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
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

// batchSize is how many talks Bleve analyses at once; it bounds memory.
const batchSize = 1000

// facetCount is how many facets there are.
const facetCount = 8

// A generation is an immutable index of a list of programmes. Talks have an
// ordinal, their place in time order (start, then conference and id; those
// without a start last), so that ordinals compare as times do.
type generation struct {
	name        string
	index       bleve.Index
	reader      bleveapi.IndexReader // pinned: document numbers hold for this reader only
	postings    *postings
	ordinals    []uint32          // document number -> ordinal
	entries     []index.Entry     // ordinal -> talk
	byID        map[string]uint32 // "conference/id" -> ordinal
	conferences []*index.Conference
	columns     map[index.Facet]*column
	ranks       map[index.Sort][]uint32 // ordinal -> place in that order; none for those that ordinals are in
	averages    map[string]float64      // field -> tokens of a talk that has any
	users       sync.WaitGroup

	// What searches share. The arrays go by the facets' places in index.Facets.
	pools      [facetCount]sync.Pool // of *[]int32, counts that are all 0
	wholeOnce  sync.Once
	whole      [facetCount][]int32  // the counts over all talks
	wholeOrder [facetCount][]uint32 // their codes, most frequent first
}

// build indexes programmes in memory, telling progress, which may be nil, how far
// it is.
func build(ctx context.Context, programmes []*corpus.Programme, progress func(done, total int)) (*generation, error) {
	g := &generation{byID: map[string]uint32{}}
	var err error
	if g.name, err = nameOf(programmes); err != nil {
		return nil, err
	}
	if err := g.arrange(programmes); err != nil {
		return nil, err
	}
	g.columns = newColumns(g.entries)
	g.ranks = map[index.Sort][]uint32{
		index.SortTimeReverse: g.rank(laterFirst),
		index.SortTitle: g.rank(func(a, b index.Entry) int {
			return cmp.Compare(corpus.Fold(a.Talk.Title), corpus.Fold(b.Talk.Title))
		}),
	}
	if err := g.fill(ctx, progress); err != nil {
		return nil, errors.Join(err, g.close())
	}
	return g, nil
}

// nameOf hashes the content and the version of what is made of it.
func nameOf(programmes []*corpus.Programme) (string, error) {
	h := sha256.New()
	fmt.Fprintf(h, "mapping %d\n", mappingVersion)
	if err := json.NewEncoder(h).Encode(programmes); err != nil {
		return "", fmt.Errorf("hashing programmes: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}

// arrange gives every talk its ordinal.
func (g *generation) arrange(programmes []*corpus.Programme) error {
	ids := map[string]bool{}
	for _, p := range programmes {
		if ids[p.ID] {
			return fmt.Errorf("two programmes have the id %s", p.ID)
		}
		ids[p.ID] = true
		c := &index.Conference{
			ID: p.ID, Title: p.Title, Start: p.Start, End: p.End, Timezone: p.Timezone,
			Location: p.Location, URL: p.URL, Notice: p.Notice, Talks: len(p.Talks),
		}
		g.conferences = append(g.conferences, c)
		for i := range p.Talks {
			g.entries = append(g.entries, index.Entry{Conference: c, Talk: &p.Talks[i]})
		}
	}
	slices.SortStableFunc(g.conferences, func(a, b *index.Conference) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.ID, b.ID))
	})
	slices.SortFunc(g.entries, earlierFirst)
	for i, e := range g.entries {
		if _, taken := g.byID[e.ID()]; taken {
			return fmt.Errorf("two talks have the id %s", e.ID())
		}
		g.byID[e.ID()] = uint32(i)
	}
	return nil
}

// earlierFirst is the order of ordinals.
func earlierFirst(a, b index.Entry) int {
	return cmp.Or(unplacedLast(a, b), began(a).Compare(began(b)), cmp.Compare(a.ID(), b.ID()))
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
func (g *generation) rank(compare func(a, b index.Entry) int) []uint32 {
	order := make([]uint32, len(g.entries))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortStableFunc(order, func(a, b uint32) int { return compare(g.entries[a], g.entries[b]) })
	ranks := make([]uint32, len(order))
	for place, ordinal := range order {
		ranks[ordinal] = uint32(place)
	}
	return ranks
}

// fill makes the Bleve index. Documents are named by their ordinals.
func (g *generation) fill(ctx context.Context, progress func(done, total int)) error {
	m, err := newMapping()
	if err != nil {
		return fmt.Errorf("mapping: %w", err)
	}
	// NewMemOnly would make an upsidedown index; scorch needs to be asked for.
	if g.index, err = bleve.NewUsing("", m, scorch.Name, scorch.Name, nil); err != nil {
		return fmt.Errorf("new index: %w", err)
	}
	tokens := tokenCounts{}
	for from := 0; from < len(g.entries); from += batchSize {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		batch := g.index.NewBatch()
		for i := from; i < min(from+batchSize, len(g.entries)); i++ {
			document := newDocument(g.entries[i])
			tokens.add(document)
			if err := batch.Index(string(binary.BigEndian.AppendUint32(nil, uint32(i))), document); err != nil {
				return fmt.Errorf("talk %s: %w", g.entries[i].ID(), err)
			}
		}
		if err := g.index.Batch(batch); err != nil {
			return fmt.Errorf("batch: %w", err)
		}
		if progress != nil {
			progress(min(from+batchSize, len(g.entries)), len(g.entries))
		}
	}
	g.averages = tokens.averages()
	return g.pin()
}

// pin opens the generation's reader and reads which document number stands for
// which ordinal; the numbers follow neither insertion nor an earlier build.
func (g *generation) pin() error {
	advanced, err := g.index.Advanced()
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	if g.reader, err = advanced.Reader(); err != nil {
		return fmt.Errorf("reader: %w", err)
	}
	g.ordinals = make([]uint32, len(g.entries))
	all, err := g.reader.DocIDReaderAll()
	if err != nil {
		return fmt.Errorf("reading document numbers: %w", err)
	}
	defer all.Close()
	seen := 0
	for {
		internal, err := all.Next()
		if err != nil {
			return fmt.Errorf("reading document numbers: %w", err)
		}
		if internal == nil {
			break
		}
		id, err := g.reader.ExternalID(internal)
		if err != nil {
			return fmt.Errorf("reading document numbers: %w", err)
		}
		number := documentNumber(internal)
		if int(number) >= len(g.ordinals) || len(id) != 4 {
			return fmt.Errorf("document number %d of %d with id %q", number, len(g.ordinals), id)
		}
		g.ordinals[number] = binary.BigEndian.Uint32([]byte(id))
		seen++
	}
	if seen != len(g.entries) {
		return fmt.Errorf("the index has %d of %d talks", seen, len(g.entries))
	}
	snapshot, ok := g.reader.(*scorch.IndexSnapshot)
	if !ok {
		return fmt.Errorf("reader is a %T; want scorch's", g.reader)
	}
	g.postings, err = newPostings(snapshot, g.averages)
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
	return errors.Join(errs...)
}
