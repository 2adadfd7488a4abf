package bleveindex

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"math"
	"slices"
	"time"

	"talksearch/corpus"
	"talksearch/corpus/compact"
	"talksearch/corpus/spool"
	"talksearch/index"
)

// An intake is a collection that was read once, on its way into a generation. What
// puts its talks in order is in memory, some 50 bytes each; the talks themselves are
// held as they came, or wait in a spool.
type intake struct {
	name        string              // of the generation
	conferences []*index.Conference // in order of the first day, then id
	zones       []*time.Location    // of conferences; nil where it is not known
	records     []record            // in the order of ordinals
	ids         []byte              // the talks' ids, one after the other
	held        []*corpus.Talk      // as they came; nil where there is a spool
	spool       *spool.Spool        // of talks in the compact form
}

// A record is what the order of talks depends on, and where a talk is.
type record struct {
	second     int64  // of its beginning; unplaced where there is none
	place      int64  // in held or in the spool
	nano       int32  // likewise
	conference uint32 // its place among the conferences
	id, idSize uint32 // where in the ids
}

// unplaced is later than any time.
const unplaced = math.MaxInt64

// maxTalks is how many talks a generation can have: documents have numbers of 32
// bits, and postings count them as such.
const maxTalks = math.MaxInt32

// take reads a collection. It holds the talks, or puts them into a temporary file in
// one of the folders given. The intake has to be closed.
func take(ctx context.Context, c corpus.Collection, keywords deriver, held bool, progress Progress, dirs ...string) (*intake, error) {
	in := &intake{}
	if !held {
		in.spool = spool.New(dirs...)
	}
	if err := in.read(ctx, c, keywords, progress); err != nil {
		return nil, errors.Join(err, in.close())
	}
	slices.SortFunc(in.records, in.compare())
	return in, nil
}

func (in *intake) close() error {
	if in.spool == nil {
		return nil
	}
	return in.spool.Close()
}

// often is after how many talks progress is told.
const often = 1000

func (in *intake) read(ctx context.Context, c corpus.Collection, keywords deriver, progress Progress) error {
	programmes, total := c.Programmes(), c.Len()
	if total > maxTalks {
		return fmt.Errorf("there are %d talks; want %d at most", total, maxTalks)
	}
	sums, places, err := in.arrange(programmes)
	if err != nil {
		return err
	}
	in.records = make([]record, 0, total)
	var one []byte
	err = c.Each(ctx, func(programme int, t *corpus.Talk) error {
		n := places[programme]
		keywords.forget(t)
		one = compact.Append(one[:0], t, in.zones[n])
		sums[n].Write(one)
		in.conferences[n].Talks++
		place := int64(len(in.held))
		if in.spool == nil {
			in.held = append(in.held, t)
		} else if place, err = in.spool.AppendRecord(one); err != nil {
			return err
		}
		if done := len(in.records); done%often == 0 {
			progress.tell(Arranging, done, total)
		}
		return in.note(t, uint32(n), place)
	})
	if err != nil {
		return err
	}
	in.name = nameOf(in.conferences, sums, keywords)
	if in.spool != nil {
		return in.spool.Done()
	}
	return nil
}

// arrange fills in the conferences. It returns, by conference, what is to hash its
// programme, and each programme's place among the conferences.
func (in *intake) arrange(programmes []*corpus.Programme) (sums []hash.Hash, places []int, err error) {
	order := make([]int, len(programmes)) // place -> programme
	ids := map[string]bool{}
	for i, p := range programmes {
		order[i] = i
		if ids[p.ID] {
			return nil, nil, fmt.Errorf("two programmes have the id %s", p.ID)
		}
		ids[p.ID] = true
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(programmes[a].Start, programmes[b].Start), cmp.Compare(programmes[a].ID, programmes[b].ID))
	})
	places = make([]int, len(programmes))
	zones := map[string]*time.Location{}
	for place, i := range order {
		p := programmes[i]
		places[i] = place
		in.conferences = append(in.conferences, &index.Conference{
			ID: p.ID, Title: p.Title, Start: p.Start, End: p.End, Timezone: p.Timezone,
			Location: p.Location, URL: p.URL, Notice: p.Notice,
		})
		if _, known := zones[p.Timezone]; !known {
			zones[p.Timezone], _ = p.Zone() // nil: its times are written with their own
		}
		in.zones = append(in.zones, zones[p.Timezone])
		h := sha256.New()
		h.Write(compact.AppendHead(nil, p))
		sums = append(sums, h)
	}
	return sums, places, nil
}

// note adds the record of a talk.
func (in *intake) note(t *corpus.Talk, conference uint32, place int64) error {
	if uint64(len(in.ids))+uint64(len(t.ID)) > math.MaxUint32 {
		return fmt.Errorf("the ids of %d talks have more than 4 GiB", len(in.records))
	}
	r := record{second: unplaced, place: place, conference: conference, id: uint32(len(in.ids)), idSize: uint32(len(t.ID))}
	in.ids = append(in.ids, t.ID...)
	began := t.Start
	if began.IsZero() {
		began = t.Day.Time() // of one with only a day, the day's first moment
	}
	if !began.IsZero() {
		r.second, r.nano = began.Unix(), int32(began.Nanosecond())
	}
	in.records = append(in.records, r)
	return nil
}

// compare returns the order of ordinals: by beginning, then conference and id.
func (in *intake) compare() func(a, b record) int {
	ids := make([]string, len(in.conferences)) // as they begin the ids of talks
	for i, c := range in.conferences {
		ids[i] = c.ID + "/"
	}
	return func(a, b record) int {
		if c := cmp.Or(cmp.Compare(a.second, b.second), cmp.Compare(a.nano, b.nano)); c != 0 {
			return c
		}
		if a.conference != b.conference {
			return cmp.Compare(ids[a.conference], ids[b.conference])
		}
		return cmp.Compare(string(in.ids[a.id:a.id+a.idSize]), string(in.ids[b.id:b.id+b.idSize]))
	}
}

// latestFirst is the reverse order of beginnings; talks without one stay last.
func latestFirst(a, b record) int {
	if a.second == unplaced || b.second == unplaced {
		return cmp.Compare(a.second, b.second)
	}
	return cmp.Or(cmp.Compare(b.second, a.second), cmp.Compare(b.nano, a.nano))
}

func (in *intake) size() int { return len(in.records) }

// id returns the id of a talk among all conferences.
func (in *intake) id(ordinal int) string {
	r := in.records[ordinal]
	return in.conferences[r.conference].ID + "/" + string(in.ids[r.id:r.id+r.idSize])
}

// An intakeReader reads the talks of an intake. It is for one goroutine.
type intakeReader struct {
	*intake
	spooled *spool.Reader
}

func (in *intake) reader() *intakeReader {
	r := &intakeReader{intake: in}
	if in.spool != nil {
		r.spooled = in.spool.Reader()
	}
	return r
}

// entry returns a talk.
func (r *intakeReader) entry(ordinal int) (index.Entry, error) {
	at := r.records[ordinal]
	e := index.Entry{Conference: r.conferences[at.conference]}
	zone := r.zones[at.conference]
	if r.spooled == nil {
		e.Talk = r.held[at.place]
		return e, nil
	}
	b, err := r.spooled.Record(at.place)
	if err == nil {
		e.Talk, err = compact.Talk(string(b), zone)
	}
	if err != nil {
		return e, fmt.Errorf("reading a talk back: %w", err)
	}
	return e, nil
}
