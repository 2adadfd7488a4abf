package importer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"talksearch/corpus"
	"talksearch/corpus/indico"
	"talksearch/corpus/people"
)

// A Set is a list of sources that are served together. Read may be called by one
// goroutine at a time, Sources by any.
type Set struct {
	options Options
	sources []*source
	mu      sync.RWMutex // guards the states of sources
	version uint64       // counts their changes; likewise
}

// A source is one of a Set's, with what its last successful reading found.
type source struct {
	location string
	parts    map[string]*part // by place
	readings []reading        // pristine: neither repaired nor unified
	ids      map[whose]string // under which id a programme is served
	state    corpus.Source    // as all may see it
	next     corpus.Source    // as it will be once programmes are assembled
}

// A reading is a programme as a source has it, normalised.
type reading struct {
	*corpus.Programme
	place  string // the document it is from
	indico bool   // an export, to be merged with others of its event
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
// programmes of all, ready to be served and owned by the caller. Where a source
// fails, the programmes are those of its last success, if it had one; the error
// tells of every source that failed. Changed reports whether the programmes are
// other than those of the call before.
func (s *Set) Read(ctx context.Context) (programmes []*corpus.Programme, changed bool, err error) {
	var errs []error
	for _, src := range s.sources {
		different, err := s.read(ctx, src)
		changed = changed || different
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", src.state.Name, err))
		}
	}
	if ctx.Err() != nil {
		return nil, false, context.Cause(ctx)
	}
	return s.assemble(), changed, errors.Join(errs...)
}

// Forget gives up what is held for the next Read, which then reads everything. What
// Sources tells stays.
func (s *Set) Forget() {
	for _, src := range s.sources {
		src.parts, src.readings = nil, nil
	}
}

// read brings one source up to date; its state is shown by assemble.
func (s *Set) read(ctx context.Context, src *source) (changed bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, s.options.Timeout)
	defer cancel()
	parts, problems, err := s.readParts(ctx, src)
	if err != nil {
		src.next.Err = err.Error()
		return false, err
	}
	now := time.Now()
	changed = src.readings == nil || !sameParts(parts, src.parts)
	readings, more, err := src.readings, corpus.Problems(nil), error(nil)
	if changed {
		if readings, more, err = prepare(parts); err != nil {
			src.next.Err = err.Error()
			return false, err
		}
		src.next.Changed = now
		src.next.Problems = nil
	} else { // what was wrong with documents may have changed
		more = slices.DeleteFunc(slices.Clone(src.next.Problems), func(p corpus.Problem) bool { return p.Field == unreadable })
	}
	src.parts, src.readings = parts, readings
	src.next.Problems = append(problems, more...)
	src.next.Format, src.next.Read, src.next.Err = formatsOf(parts), now, ""
	src.next.Talks = 0
	for _, r := range readings {
		src.next.Talks += len(r.Talks)
	}
	return changed, nil
}

// unreadable is the field of problems that a whole document has.
const unreadable = "document"

// readParts reads the documents of a source. Of several, some may fail: what was
// read of them before is kept, and the failure is a problem to report. Where the
// only one or all fail, it is an error.
func (s *Set) readParts(ctx context.Context, src *source) (map[string]*part, corpus.Problems, error) {
	places, several, err := placesOf(src.location)
	if err != nil {
		return nil, nil, err
	}
	parts := map[string]*part{}
	var problems corpus.Problems
	var errs []error
	for _, place := range places {
		old := src.parts[place]
		p, err := s.options.read(ctx, place, old)
		if err == nil {
			parts[place] = p
			continue
		}
		if !several {
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
func prepare(parts map[string]*part) ([]reading, corpus.Problems, error) {
	var all []reading
	var problems corpus.Problems
	var places []string
	for place := range parts {
		places = append(places, place)
	}
	slices.Sort(places)
	for _, place := range places {
		for _, p := range parts[place].programmes {
			all = append(all, reading{p.Clone(), place, parts[place].format == formatIndico})
		}
		problems = append(problems, located(place, len(places), parts[place].problems)...)
	}
	var kept []reading
	for _, r := range mergeIndico(all) {
		tidyNames(r.Programme)
		corpus.Normalize(r.Programme)
		if len(r.Talks) == 0 {
			problems = append(problems, corpus.Problem{Severity: corpus.Warning, Where: r.ID, Field: "talks", Message: "there are none, so the programme was left out"})
			continue
		}
		problems = append(problems, located(r.ID, len(all), corpus.Validate(r.Programme))...)
		kept = append(kept, r)
	}
	if len(kept) == 0 {
		return nil, nil, errors.New("there are no talks in it")
	}
	return kept, problems, nil
}

// tidyNames takes titles and the like off people's names, and drops those that
// name no one.
func tidyNames(p *corpus.Programme) {
	for i := range p.Talks {
		t := &p.Talks[i]
		for j := range t.Speakers {
			t.Speakers[j].Name = people.Shown(t.Speakers[j].Name)
		}
	}
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

// mergeIndico joins several exports of one Indico event.
func mergeIndico(list []reading) []reading {
	var out []reading
	byEvent := map[string]int{}
	for _, r := range list {
		key := ""
		if r.indico {
			key = indico.EventKey(r.Programme)
		}
		if i, ok := byEvent[key]; ok && key != "" {
			out[i] = reading{indico.Merge(out[i].Programme, r.Programme), out[i].place, true}
			continue
		}
		byEvent[key] = len(out)
		out = append(out, r)
	}
	return out
}

// assemble returns the programmes of all sources as they are served: exports of
// one event joined, ids unique, one name a person, what is broken repaired. It
// shows the sources' new states.
func (s *Set) assemble() []*corpus.Programme {
	var all []reading
	from := map[*corpus.Programme]*source{}
	for _, src := range s.sources {
		for _, r := range src.readings {
			c := reading{r.Clone(), r.place, r.indico}
			all = append(all, c)
			from[c.Programme] = src
		}
		src.next.Conferences = nil
		src.next.Problems = slices.DeleteFunc(slices.Clone(src.next.Problems), func(p corpus.Problem) bool { return p.Field == renamed })
	}
	taken := map[string]bool{}
	for _, src := range s.sources {
		for _, id := range src.ids {
			taken[id] = true
		}
	}
	var programmes []*corpus.Programme
	for _, r := range mergeIndico(all) {
		p := r.Programme
		src := from[p]
		if src == nil { // joined from several sources: it counts for the first
			corpus.Normalize(p)
			src = s.sourceOf(p)
		}
		corpus.Repair(p)
		own := p.ID
		p.ID = src.identify(whose{own, r.place}, taken)
		if p.ID != own {
			src.next.Problems = append(src.next.Problems, corpus.Problem{Severity: corpus.Warning, Where: own, Field: renamed,
				Message: fmt.Sprintf("another programme has, or had, the id %q; this one is served as %q", own, p.ID)})
		}
		src.next.Conferences = append(src.next.Conferences, p.ID)
		programmes = append(programmes, p)
	}
	people.Unify(programmes)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.version++
	for _, src := range s.sources {
		src.state = src.next
		src.state.Problems = slices.Clone(src.next.Problems)
	}
	return programmes
}

// sourceOf returns the first source with an export of the event that p was joined
// from.
func (s *Set) sourceOf(p *corpus.Programme) *source {
	for _, src := range s.sources {
		for _, r := range src.readings {
			if r.indico && indico.EventKey(r.Programme) == indico.EventKey(p) {
				return src
			}
		}
	}
	return s.sources[0]
}

// identify returns the id under which a programme is served: its own where that is
// free, and the same at every reading.
func (src *source) identify(of whose, taken map[string]bool) string {
	if id, ok := src.ids[of]; ok && !slices.Contains(src.next.Conferences, id) {
		return id
	}
	id := of.own
	for n := 2; taken[id]; n++ {
		id = fmt.Sprintf("%s-%d", of.own, n)
	}
	taken[id] = true
	if _, known := src.ids[of]; !known {
		src.ids[of] = id
	}
	return id
}
