// Package index is the contract between those who search (the API, the page,
// the command line) and the engines that find: what can be asked for, and what
// comes back. It holds no engine's code.
package index

import (
	"cmp"
	"context"
	"errors"

	"talksearch/corpus"
)

// A Searcher answers searches. Its methods may be called by many goroutines at
// once; what they return is shared and must not be changed.
type Searcher interface {
	// Search returns what matches r. An empty query matches every talk. It fails
	// with ErrNotReady before a programme is loaded, with ErrCursorGone where r has a
	// cursor of a generation that is no longer served, and with the context's error
	// soon after that is done.
	Search(ctx context.Context, r Request) (*Result, error)

	// Suggest returns how a query that is being typed may go on: words, people,
	// keywords, tracks and titles with a word that begins like its last, for an
	// empty query the most frequent keywords and tracks. No text is an error. It fails as
	// Search does.
	Suggest(ctx context.Context, r SuggestRequest) (*Suggestions, error)

	// Talk returns one talk, or ErrNotFound.
	Talk(ctx context.Context, conference, id string) (Entry, error)

	// Related returns up to size talks, 1 to MaxRelated, that are like a talk, the most
	// alike first: they share words that few talks have, keywords or people with it.
	// Talks of one title are told once, wherever they are held; there may be none. It
	// fails as Search does, and with ErrNotFound.
	Related(ctx context.Context, conference, id string, size int) ([]Related, error)

	// Agenda returns the talks of a conference on one day, or on all its days where
	// day is "", in time order, and marks those that r finds. Of r its query and its
	// filters count, but for those by conference and day. It fails as Search does, and
	// with ErrNoConference; a day on which nothing is held has no items.
	Agenda(ctx context.Context, r Request, conference string, day corpus.Date) (*Agenda, error)

	// Conferences returns what is served, in order of the first day, then id.
	Conferences(ctx context.Context) ([]*Conference, error)

	// Generation names the content that is served now, as Result.Generation does:
	// a search that begins when this has returned sees this content or newer. It
	// is "" before a programme is loaded, and cheap enough to be asked for with
	// every request. Equal content has an equal name, so a name can come back.
	Generation() string
}

// An Engine is a Searcher that can be filled.
type Engine interface {
	Searcher

	// Load replaces all that is served by the given programmes, which have to be
	// normalised and valid, and which the engine then owns. Searches go on
	// meanwhile and see either the old or the new; when Load fails, the old.
	Load(ctx context.Context, programmes []*corpus.Programme) error

	// LoadFrom is Load for a collection, which is read talk by talk, so that there may
	// be more talks than fit in memory.
	LoadFrom(ctx context.Context, c corpus.Collection) error

	// View returns what is served now, or ErrNotReady.
	View() (View, error)

	// Close frees what the engine holds once running searches are done and views are
	// closed.
	Close() error
}

// A View is what an engine served at one moment. It stays the same, whatever is
// loaded meanwhile, until it is closed.
type View interface {
	// Conferences returns what Searcher.Conferences did at that moment.
	Conferences() []*Conference

	// Each calls do for every talk of a conference, by start, then id. It ends at the
	// first error, do's or its own, and soon after ctx is done.
	Each(ctx context.Context, conference string, do func(t *corpus.Talk) error) error

	Close()
}

// Errors that a Searcher's methods return.
var (
	ErrNotFound     = errors.New("no such talk")
	ErrNoConference = errors.New("no such conference")
	ErrNotReady     = errors.New("no programme is loaded yet")
	ErrBusy         = errors.New("too many searches are under way; try again in a moment")
	ErrCursorGone   = errors.New("what the cursor walked through is no longer served; begin again with cursor=*")
)

// A Conference is what is said of a programme beside its talks.
type Conference struct {
	ID, Title  string
	Start, End corpus.Date
	Timezone   string
	Location   string
	URL        string
	Notice     string
	Talks      int    // how many
	Digest     string // of all of the programme: equal content has an equal digest
}

// An Entry is a talk and where it belongs.
type Entry struct {
	Conference *Conference
	Talk       *corpus.Talk
}

// Year returns the year of the talk's day, or else of the conference's first;
// "" when neither is known.
func (e Entry) Year() string {
	day := cmp.Or(e.Talk.Day, e.Conference.Start)
	if len(day) < 4 {
		return ""
	}
	return string(day[:4])
}

// ID returns the talk's id among all conferences, "lpc2019/bpf-mc".
func (e Entry) ID() string { return e.Conference.ID + "/" + e.Talk.ID }
