package index

import (
	"slices"

	"talksearch/corpus"
)

// A Facet is a property of talks by which results are counted and filtered.
type Facet string

// The facets.
const (
	ByConference Facet = "conference"
	ByYear       Facet = "year" // of the day; where that is not known, of the conference's first
	ByDay        Facet = "day"  // YYYY-MM-DD in the conference's zone
	ByTrack      Facet = "track"
	BySpeaker    Facet = "speaker"
	ByKeyword    Facet = "keyword"
	ByKind       Facet = "kind"
	ByRoom       Facet = "room"
)

// Facets returns all facets in the order in which they are shown.
func Facets() []Facet {
	return []Facet{ByConference, ByYear, ByDay, ByTrack, BySpeaker, ByKeyword, ByKind, ByRoom}
}

// A Filter says which values of one facet a talk has to have: at least one of
// Include, where there are any, and none of Exclude. Values compare without
// regard to letter case and accents.
type Filter struct{ Include, Exclude []string }

// FacetCounts are a facet's values over the results of a search, each counted
// as if the facet's own filter were not set (drill sideways).
type FacetCounts struct {
	Facet  Facet
	Values []FacetValue // most frequent first, then by name; days and years in their order
	More   bool         // there are more values than were asked for
}

// A FacetValue is one value of a facet.
type FacetValue struct {
	Value    string
	Count    int
	Selected bool // the filter includes it; then it is listed even at 0
	Excluded bool // the filter excludes it; then it is listed even at 0
}

// Without returns f without value, whether it was included or excluded. It
// leaves f as it is.
func (f Filter) Without(value string) Filter {
	other := func(list []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(v string) bool { return corpus.Fold(v) == corpus.Fold(value) })
	}
	return Filter{Include: other(f.Include), Exclude: other(f.Exclude)}
}

// Toggled returns f with value in Include, or without it where it was in f. It
// leaves f as it is.
func (f Filter) Toggled(value string) Filter {
	out := f.Without(value)
	if len(out.Include)+len(out.Exclude) == len(f.Include)+len(f.Exclude) {
		out.Include = append(out.Include, value)
		slices.Sort(out.Include)
	}
	return out
}
