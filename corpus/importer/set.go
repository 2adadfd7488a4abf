package importer

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"talksearch/corpus"
	"talksearch/corpus/indico"
)

// A Set is a list of sources that are served together. Look, Read and Forget may be
// called by one goroutine at a time, Sources and Version by any.
type Set struct {
	options Options
	sources []*source
	changed bool            // what no Look has returned yet
	seen    map[string]seen // by place; what Fingerprint found
	mu      sync.RWMutex    // guards the states of sources
	version uint64          // counts their changes; likewise
}

// A source is one of a Set's, with what its last successful reading found.
type source struct {
	location string
	parts    map[string]*part // by place
	readings []*reading       // neither repaired nor unified
	ids      map[whose]string // under which id a programme is served
	state    corpus.Source    // as all may see it
	next     corpus.Source    // as it will be once programmes are assembled
}

// A reading is a programme as a source has it, normalised.
type reading struct {
	*stored
	place    string      // the document it is from
	indico   bool        // an export, to be merged with others of its event
	repaired corpus.Span // of the talks as they are served
}

// A whose says whose id is meant: a programme's, as it is called in a document.
type whose struct{ own, place string }

// renamed is the field of problems with a programme's own id.
const renamed = "programme id"

// NewSet returns the set of sources: files, folders, http(s) addresses, "-".
func NewSet(o Options, locations ...string) *Set {
	s := &Set{options: o.withDefaults()}
	for _, l := range locations {
		state := corpus.Source{Name: Name(l)}
		s.sources = append(s.sources, &source{location: l, state: state, next: state, ids: map[whose]string{}})
	}
	return s
}

// Sources returns how reading each source went, in their order.
func (s *Set) Sources() []corpus.Source {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := make([]corpus.Source, len(s.sources))
	for i, src := range s.sources {
		out[i] = src.state
	}
	return out
}

// Version counts up with every change of what Sources returns.
func (s *Set) Version() uint64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.version
}

// Read reads all sources, or looks which of them changed since, and returns the
// programmes of all, ready to be served and owned by the caller. It is Look for
// what fits in memory.
func (s *Set) Read(ctx context.Context) (programmes []*corpus.Programme, changed bool, err error) {
	c, changed, err := s.Look(ctx)
	if c == nil {
		return nil, false, err
	}
	programmes, failed := corpus.Gather(ctx, c)
	if failed != nil {
		return nil, false, errors.Join(err, failed)
	}
	return programmes, changed, err
}

// Look reads all sources, or looks which of them changed since, and returns what
// all of them hold, ready to be served, to be read until the next Look or Forget.
// Where a source fails, that is what it held at its last success, if it had one;
// the error tells of every source that failed. Changed reports whether the talks
// are other than those of the call before.
//
// The collection is nil when the context is done, and where all that is known of a
// source is its Memo and it can't be read.
func (s *Set) Look(ctx context.Context) (c corpus.Collection, changed bool, err error) {
	errs := make([]error, len(s.sources))
	for i, src := range s.sources {
		var different bool
		different, errs[i] = s.read(ctx, src, false)
		s.changed = s.changed || different
	}
	changed = s.changed
	held := true
	for i, src := range s.sources {
		if changed && src.absent() { // what did not change is needed as well
			_, errs[i] = s.read(ctx, src, true)
		}
		held = held && !src.absent()
	}
	for i, src := range s.sources {
		if errs[i] != nil {
			errs[i] = fmt.Errorf("%s: %w", src.state.Name, errs[i])
		}
	}
	if ctx.Err() != nil {
		return nil, false, context.Cause(ctx)
	}
	if !held {
		s.show()
		return nil, false, errors.Join(errs...)
	}
	all, err := s.assemble(ctx)
	if err != nil {
		return nil, false, err
	}
	s.changed = false
	return all, changed, errors.Join(errs...)
}

// Forget gives up what is held for the next Look, which then reads everything. What
// Sources tells stays.
func (s *Set) Forget() {
	for _, src := range s.sources {
		src.replace(nil, nil)
	}
}

// replace replaces what is held of a source.
func (src *source) replace(parts map[string]*part, readings []*reading) {
	for place, p := range src.parts {
		if parts[place] != p {
			p.close()
		}
	}
	src.parts, src.readings = parts, readings
}

// absent reports whether documents of the source are known but not held.
func (src *source) absent() bool {
	for _, p := range src.parts {
		if p.absent {
			return true
		}
	}
	return false
}

// read brings one source up to date; its state is shown by assemble. Documents that
// are absent are read if the source has changed, or whole is set; it then fails where
// one of them can't be read.
func (s *Set) read(parent context.Context, src *source, whole bool) (changed bool, err error) {
	ctx, cancel := context.WithCancelCause(parent)
	defer cancel(nil)
	timer := time.AfterFunc(s.options.Timeout, func() { cancel(context.DeadlineExceeded) })
	defer timer.Stop()
	o := s.options
	o.extend = func() { timer.Reset(s.options.Timeout) }

	parts, problems, err := o.readParts(ctx, src, whole)
	if err == nil && !whole && src.absent() && !sameParts(parts, src.parts) {
		parts, problems, err = o.readParts(ctx, src, true)
	}
	if err != nil {
		src.next.Err = err.Error()
		return false, err
	}
	now := time.Now()
	timer.Stop() // what follows is our own work
	changed = src.parts == nil || !sameParts(parts, src.parts)
	readings, more, err := src.readings, corpus.Problems(nil), error(nil)
	if changed {
		if readings, more, err = o.prepare(parent, parts); err != nil {
			src.next.Err = err.Error()
			return false, err
		}
		src.next.Changed = now
		src.next.Problems = nil
	} else { // what was wrong with documents may have changed
		more = slices.DeleteFunc(slices.Clone(src.next.Problems), func(p corpus.Problem) bool { return p.Field == unreadable })
	}
	src.replace(parts, readings)
	src.next.Problems = append(problems, more...)
	src.next.Format, src.next.Read, src.next.Err = formatsOf(parts), now, ""
	src.next.Talks = 0
	for _, r := range readings {
		src.next.Talks += r.count
	}
	return changed, nil
}

// unreadable is the field of problems that a whole document has.
const unreadable = "document"

// readParts reads the documents of a source. Of several, some may fail: what was
// read of them before is kept, and the failure is a problem to report. Where the
// only one or all fail, or one that is to be read whole and is absent, it is an
// error.
func (o Options) readParts(ctx context.Context, src *source, whole bool) (map[string]*part, corpus.Problems, error) {
	places, several, err := placesOf(src.location)
	if err != nil {
		return nil, nil, err
	}
	parts := map[string]*part{}
	var problems corpus.Problems
	var errs []error
	for _, place := range places {
		old := src.parts[place]
		wanted := whole && old != nil && old.absent
		if wanted {
			old = nil
		}
		p, err := o.read(ctx, place, old)
		if err == nil {
			parts[place] = p
			continue
		}
		if !several || wanted {
			return nil, nil, err
		}
		errs = append(errs, fmt.Errorf("%s: %w", Name(place), err))
		message := err.Error()
		if old != nil {
			parts[place] = old
			message += "; what was read before is kept"
		}
		problems = append(problems, corpus.Problem{Severity: corpus.Warning, Where: Name(place), Field: unreadable, Message: message})
	}
	if len(errs) == len(places) {
		return nil, nil, errors.Join(errs...)
	}
	return parts, problems, nil
}

func sameParts(a, b map[string]*part) bool {
	if len(a) != len(b) {
		return false
	}
	for place, p := range a {
		if b[place] != p {
			return false
		}
	}
	return true
}

func formatsOf(parts map[string]*part) string {
	var names []string
	for _, p := range parts {
		if !slices.Contains(names, p.format) {
			names = append(names, p.format)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// prepare joins the documents of a source, normalises their programmes and
// validates them. A programme without talks is left out and reported; it fails
// when there is none with talks.
func (o Options) prepare(ctx context.Context, parts map[string]*part) ([]*reading, corpus.Problems, error) {
	var all []*reading
	var problems corpus.ProblemList
	for _, place := range slices.Sorted(maps.Keys(parts)) {
		for _, p := range parts[place].programmes {
			all = append(all, &reading{stored: p, place: place, indico: parts[place].format == formatIndico})
		}
		problems.Add(located(place, len(parts), parts[place].problems)...)
	}
	merged, err := o.mergeIndico(all, func(r *reading) (*corpus.Programme, error) { return r.gather(ctx) })
	if err != nil {
		return nil, nil, err
	}
	var kept []*reading
	for _, r := range merged {
		if r.indico { // until here they are as they were read
			if err := o.restore(ctx, r); err != nil {
				return nil, nil, err
			}
		}
		if r.count == 0 {
			problems.Add(corpus.Problem{Severity: corpus.Warning, Where: r.head.ID, Field: "talks", Message: "there are none, so the programme was left out"})
			continue
		}
		found, err := r.finish(ctx)
		if err != nil {
			return nil, nil, err
		}
		problems.Add(located(r.head.ID, len(all), found)...)
		kept = append(kept, r)
	}
	if len(kept) == 0 {
		return nil, nil, errors.New("there are no talks in it")
	}
	return kept, problems.Problems(), nil
}

// restore stores a reading anew, tidied.
func (o Options) restore(ctx context.Context, r *reading) error {
	p, err := r.gather(ctx)
	if err != nil {
		return err
	}
	list, err := o.store([]*corpus.Programme{p}, true)
	if err == nil {
		r.stored = list[0]
	}
	return err
}

// finish completes a reading whose talks are stored tidied, and validates it.
func (r *reading) finish(ctx context.Context) (corpus.Problems, error) {
	zone, zoneErr := r.head.Zone()
	var ids corpus.Identities
	err := r.each(ctx, nil, func(_ int, t *corpus.Talk) error {
		ids.Add(t)
		return nil
	})
	if err != nil {
		return nil, err
	}
	var v corpus.Validator
	var span corpus.Span
	err = r.each(ctx, zone, func(i int, t *corpus.Talk) error {
		t.ID = ids.Normal(i)
		v.Talk(i, t)
		span.Add(t)
		if zoneErr != nil {
			t.Place(time.UTC)
		}
		t.Repair()
		r.repaired.Add(t)
		return nil
	})
	span.Fill(r.head)
	return v.Problems(r.head), err
}

// located says in which of several documents or programmes problems are, where
// they do not tell.
func located(place string, of int, problems corpus.Problems) corpus.Problems {
	if of == 1 {
		return problems
	}
	out := slices.Clone(problems)
	for i := range out {
		out[i].Where = strings.TrimSuffix(Name(place)+": "+out[i].Where, ": ")
	}
	return out
}

// normal returns a reading's programme as Normalize leaves it.
func (r *reading) normal(ctx context.Context) (*corpus.Programme, error) {
	p, err := r.gather(ctx)
	if err == nil {
		corpus.Normalize(p)
	}
	return p, err
}

// mergeIndico joins several exports of one Indico event, which gather reads.
func (o Options) mergeIndico(list []*reading, gather func(*reading) (*corpus.Programme, error)) ([]*reading, error) {
	var out []*reading
	byEvent := map[string]int{}
	for _, r := range list {
		key := ""
		if r.indico {
			key = indico.EventKey(r.head)
		}
		i, ok := byEvent[key]
		if !ok || key == "" {
			byEvent[key] = len(out)
			out = append(out, r)
			continue
		}
		a, err := gather(out[i])
		if err != nil {
			return nil, err
		}
		b, err := gather(r)
		if err != nil {
			return nil, err
		}
		merged, err := o.store([]*corpus.Programme{indico.Merge(a, b)}, false)
		if err != nil {
			return nil, err
		}
		out[i] = &reading{stored: merged[0], place: out[i].place, indico: true}
	}
	return out, nil
}
