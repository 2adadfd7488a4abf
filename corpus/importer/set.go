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
}

// A source is one of a Set's, with what its last successful reading found.
type source struct {
	location   string
	parts      map[string]*part    // by place; those that failed are not in it
	programmes []*corpus.Programme // normalised, pristine: neither repaired nor unified
	state      corpus.Source
}

// NewSet returns the set of sources: files, folders, http(s) addresses, "-".
func NewSet(o Options, locations ...string) *Set {
	s := &Set{options: o.withDefaults()}
	for _, l := range locations {
		s.sources = append(s.sources, &source{location: l, state: corpus.Source{Name: Name(l)}})
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
		src.parts, src.programmes = nil, nil
	}
}

// read brings one source up to date.
func (s *Set) read(ctx context.Context, src *source) (changed bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, s.options.Timeout)
	defer cancel()
	parts, problems, err := s.readParts(ctx, src)
	now := time.Now()
	if err == nil && src.programmes != nil && sameParts(parts, src.parts) {
		s.mu.Lock()
		defer s.mu.Unlock()
		src.state.Read, src.state.Err = now, ""
		return false, nil
	}
	var programmes []*corpus.Programme
	if err == nil {
		var more corpus.Problems
		programmes, more, err = prepare(parts)
		problems = append(problems, more...)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		src.state.Err = err.Error()
		return false, err
	}
	src.parts, src.programmes = parts, programmes
	src.state = corpus.Source{Name: src.state.Name, Format: formatsOf(parts), Read: now, Changed: now, Problems: problems}
	for _, p := range programmes {
		src.state.Talks += len(p.Talks)
	}
	return true, nil
}

// readParts reads the documents of a source. Of several, some may fail, which is
// a problem to report; of one, or if all do, it is an error.
func (s *Set) readParts(ctx context.Context, src *source) (map[string]*part, corpus.Problems, error) {
	places, several, err := placesOf(src.location)
	if err != nil {
		return nil, nil, err
	}
	parts := map[string]*part{}
	var problems corpus.Problems
	var errs []error
	for _, place := range places {
		p, err := s.options.read(ctx, place, src.parts[place])
		if err == nil {
			parts[place] = p
			continue
		}
		if several {
			err = fmt.Errorf("%s: %w", Name(place), err)
		}
		errs = append(errs, err)
		problems = append(problems, corpus.Problem{Severity: corpus.Warning, Where: Name(place), Message: err.Error()})
		if old := src.parts[place]; old != nil {
			// What was read before may not be lost to a passing failure.
			return nil, nil, err
		}
	}
	if len(parts) == 0 {
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
// when there is none with talks, or when one can't be served at all.
func prepare(parts map[string]*part) ([]*corpus.Programme, corpus.Problems, error) {
	var all []*corpus.Programme
	var problems corpus.Problems
	var places []string
	for place := range parts {
		places = append(places, place)
	}
	slices.Sort(places)
	for _, place := range places {
		for _, p := range parts[place].programmes {
			all = append(all, p.Clone())
		}
		problems = append(problems, located(place, len(places), parts[place].problems)...)
	}
	var kept []*corpus.Programme
	for _, p := range mergeIndico(all) {
		corpus.Normalize(p)
		if len(p.Talks) == 0 {
			problems = append(problems, corpus.Problem{Severity: corpus.Warning, Where: p.ID, Field: "talks", Message: "there are none, so the programme was left out"})
			continue
		}
		found := corpus.Validate(p)
		for _, x := range found {
			if x.Severity == corpus.Error && x.Talk == "" {
				return nil, nil, fmt.Errorf("programme %q: %s", p.ID, x)
			}
		}
		problems = append(problems, found...)
		kept = append(kept, p)
	}
	if len(kept) == 0 {
		return nil, nil, errors.New("there are no talks in it")
	}
	return kept, problems, nil
}

// located says in which of several documents problems are.
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
func mergeIndico(list []*corpus.Programme) []*corpus.Programme {
	var out []*corpus.Programme
	byEvent := map[string]int{}
	for _, p := range list {
		key := indico.EventKey(p)
		if i, ok := byEvent[key]; ok && key != "" {
			out[i] = indico.Merge(out[i], p)
			continue
		}
		byEvent[key] = len(out)
		out = append(out, p)
	}
	return out
}

// assemble returns the programmes of all sources as they are served: exports of
// one event joined, ids unique, one name a person, what is broken repaired. It
// notes in each source's state which conferences are its own.
func (s *Set) assemble() []*corpus.Programme {
	var all []*corpus.Programme
	from := map[*corpus.Programme]*source{}
	for _, src := range s.sources {
		for _, p := range src.programmes {
			c := p.Clone()
			all = append(all, c)
			from[c] = src
		}
	}
	merged := mergeIndico(all)
	taken := map[string]bool{}
	conferences := map[*source][]string{}
	for i, p := range merged {
		if from[p] == nil { // joined from several sources: count it to the first
			for _, src := range s.sources {
				if slices.ContainsFunc(src.programmes, func(q *corpus.Programme) bool { return indico.EventKey(q) == indico.EventKey(p) }) {
					from[p] = src
					break
				}
			}
			corpus.Normalize(p)
		}
		base := p.ID
		for n := 2; taken[p.ID]; n++ {
			p.ID = fmt.Sprintf("%s-%d", base, n)
		}
		taken[p.ID] = true
		corpus.Repair(p)
		if src := from[p]; src != nil {
			conferences[src] = append(conferences[src], p.ID)
		}
		merged[i] = p
	}
	people.Unify(merged)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, src := range s.sources {
		src.state.Conferences = conferences[src]
	}
	return merged
}
