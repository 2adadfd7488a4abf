package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"talksearch/corpus/compact"
	"talksearch/index"
)

// A build makes the files of a generation but for the manifest. Its batches are read,
// given their keywords and indexed by several goroutines; tables and texts are made of
// one after the other.
type build struct {
	in     *intake
	derive func(index.Entry) // sets a talk's derived keywords
	size   int               // of batches, in talks
	tab    *tabulator
	store  *talkWriter

	mu        sync.Mutex
	turn      *sync.Cond
	taken     int // batches
	committed int // those of which tables and texts are made
	err       error
	tables    tables
	tabulated chan struct{} // closed once all tables are filled in
}

// buildOnDisk makes all files of a generation in a folder, which is emptied of what
// an earlier build has left. There is one talk at least.
func buildOnDisk(ctx context.Context, path string, in *intake, keywords deriver, progress Progress) (err error) {
	if err := empty(path); err != nil {
		return err
	}
	b := &build{in: in, tabulated: make(chan struct{})}
	b.turn = sync.NewCond(&b.mu)
	_, b.size = workers()
	if b.tab, err = newTabulator(in); err != nil {
		return err
	}
	if b.derive, err = keywords.of(ctx, in, progress); err != nil {
		return err
	}
	if b.store, err = newTalkWriter(filepath.Join(path, talksName)); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.store.close()) }()
	bleve := filepath.Join(path, bleveName)
	averages, err := fillOnDisk(ctx, bleve, in.size(), b.next, progress)
	if err != nil {
		return err
	}
	if err := b.store.close(); err != nil {
		return err
	}
	<-b.tabulated
	t := &b.tables
	t.conferences, t.averages = in.conferences, averages
	if err := t.readOff(ctx, path, progress); err != nil {
		return err
	}
	progress.tell(Sealing, 0, 0)
	if err := t.write(filepath.Join(path, tablesName), b.store.offsets); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return seal(path)
}

// next returns the next batch, an empty one after the last. It may be called by
// several goroutines at once.
func (b *build) next(ctx context.Context) (batch, error) {
	b.mu.Lock()
	out := batch{number: b.taken, first: b.taken * b.size}
	b.taken++
	b.mu.Unlock()
	if out.first >= b.in.size() {
		return out, nil
	}
	talks, err := b.read(ctx, &out)
	return out, b.commit(out, talks, err)
}

// read reads a batch's talks, and returns them in the compact form.
func (b *build) read(ctx context.Context, out *batch) ([][]byte, error) {
	reader := b.in.reader()
	var talks [][]byte
	for i := out.first; i < min(out.first+b.size, b.in.size()); i++ {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		e, err := reader.entry(i)
		if err != nil {
			return nil, err
		}
		b.derive(e)
		out.entries = append(out.entries, e)
		talks = append(talks, compact.Append(nil, e.Talk, b.in.zones[b.in.records[i].conference]))
	}
	return talks, nil
}

// commit makes tables and texts of a batch, once that is done for those before. It
// returns the first error of all batches.
func (b *build) commit(of batch, talks [][]byte, err error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.turn.Broadcast()
	for b.committed < of.number && b.err == nil && err == nil {
		b.turn.Wait()
	}
	if b.err == nil {
		b.err = err
	}
	for i, e := range of.entries {
		if b.err == nil {
			b.err = b.store.add(b.in.records[of.first+i].conference, talks[i])
			b.tab.add(e)
		}
	}
	if b.err != nil {
		return b.err
	}
	b.committed++
	if b.committed*b.size >= b.in.size() { // what follows is done while segments are merged
		go func() {
			b.tab.fill(&b.tables)
			close(b.tabulated)
		}()
	}
	return nil
}

// readOff writes the files of what is read off a complete index: the words, and the
// postings of frequent terms.
func (t *tables) readOff(ctx context.Context, path string, progress Progress) (err error) {
	progress.tell(Listing, 0, 0)
	var g generation
	defer func() { err = errors.Join(err, g.close()) }()
	if err := g.openBleve(filepath.Join(path, bleveName)); err != nil {
		return err
	}
	r, err := newWordReader(g.reader)
	if err != nil {
		return err
	}
	defer keepSmall(r.segments)()
	l, err := lexiconOf(g.reader, t)
	if err != nil {
		return err
	}
	if err := l.write(filepath.Join(path, wordsName)); err != nil {
		return err
	}
	g.averages = t.averages
	if err := g.openPostings(); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(path, listsName))
	if err == nil {
		err = errors.Join(g.postings.writeFrequent(ctx, f, r, frequentAt(len(t.ids.ordinals)), progress), f.Close())
	}
	if err != nil {
		return fmt.Errorf("writing lists: %w", err)
	}
	return nil
}
