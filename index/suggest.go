package index

import (
	"net/url"
	"strconv"
	"time"
)

// A SuggestRequest asks how a query that is being typed may go on.
// ParseSuggestRequest and Values turn it from and into the parameters of an address.
type SuggestRequest struct {
	Text    string           // the query so far; its last word may be the beginning of one
	Size    int              // how many suggestions, from 1 to MaxSuggestions
	Filters map[Facet]Filter // only from talks that pass; without entries that say nothing
}

// Defaults and limits of a SuggestRequest.
const (
	DefaultSuggestions = 10
	MaxSuggestions     = 50
)

// Suggestions are the answer to a SuggestRequest.
type Suggestions struct {
	List       []Suggestion // most useful first
	Generation string       // names the content that they are taken from
	Took       time.Duration
}

// A SuggestionKind says what a suggestion stands for.
type SuggestionKind string

// The kinds of suggestions.
const (
	SuggestWord    SuggestionKind = "word"
	SuggestPerson  SuggestionKind = "person"
	SuggestKeyword SuggestionKind = "keyword"
	SuggestTrack   SuggestionKind = "track"
	SuggestTitle   SuggestionKind = "title"
)

// SuggestionKinds lists every SuggestionKind.
func SuggestionKinds() []SuggestionKind {
	return []SuggestionKind{SuggestWord, SuggestPerson, SuggestKeyword, SuggestTrack, SuggestTitle}
}

// A Suggestion is one way in which a query may go on.
type Suggestion struct {
	Kind  SuggestionKind
	Query string // what to put in place of the query so far
	Text  Marked // what is suggested, with what is typed of it marked

	// Talks is how many talks have it, of those that match the words before it and
	// the filters: a word in this form or another of its stem, a person, keyword or track
	// as a value of its facet, a title 1.
	Talks int

	Facet Facet  // of a person, keyword or track, the facet
	Value string // and the value to filter by
	Entry Entry  // of a title, the talk

	// Corrected tells that nothing begins with what is typed: what nearly does was
	// taken instead.
	Corrected bool
}

// SuggestParameters returns the names that ParseSuggestRequest knows.
func SuggestParameters() []string { return append([]string{"q", "size"}, filterParameters()...) }

// Values returns the request as parameters, leaving out what is at its default.
func (r SuggestRequest) Values() url.Values {
	v := url.Values{}
	if r.Text != "" {
		v.Set("q", r.Text)
	}
	addFilters(v, r.Filters)
	if r.Size != DefaultSuggestions {
		v.Set("size", strconv.Itoa(r.Size))
	}
	return v
}

// ParseSuggestRequest reads the parameters of a request for suggestions. The
// error, if any, is ParamErrors, as ParseRequest's is.
func ParseSuggestRequest(v url.Values) (SuggestRequest, error) {
	p := paramParser{values: v}
	p.onlyKnown(SuggestParameters())
	r := SuggestRequest{Text: p.query(), Filters: p.filters()}
	r.Size = p.number("size", DefaultSuggestions, MaxSuggestions)
	if p.errors != nil {
		return r, p.errors
	}
	return r, nil
}
