package index

import (
	"context"
	"net/url"
	"strconv"
	"unicode/utf8"
)

// A Lister goes through all that a search finds, however much that is. Its methods
// may be called by many goroutines at once.
type Lister interface {
	// Each calls begin once, and then do for every talk that r finds, in r's order,
	// from the first of r's page on: with page 1 for all of them; a cursor does not count. Talks are read one by one,
	// all of the same content, whatever is loaded meanwhile. It ends at the first error,
	// begin's, do's or its own, and soon after ctx is done; it fails as Search does.
	Each(ctx context.Context, r Request, begin func(Listing) error, do func(Entry) error) error

	// Values returns a page of all values of a facet among the talks that match, each
	// counted without the facet's own filter. It fails as Search does.
	Values(ctx context.Context, r ValuesRequest) (*Values, error)
}

// A Listing is what is known of all that a search finds before it is read.
type Listing struct {
	Query      Interpretation
	Total      int    // talks that match, whatever the page
	Generation string // names the content that was searched
}

// A ValuesRequest asks for the values of a facet. ParseValuesRequest and Values turn
// it from and into the parameters of an address.
type ValuesRequest struct {
	Request        // its query and filters; its Page counts values, PerPage of them a page
	Facet   Facet  // whose values are wanted
	Prefix  string // only values of which a word begins so, without regard to letter case and accents
	ByValue bool   // in the order of values rather than of counts; days and years are in any case
}

// Values are the answer to a ValuesRequest.
type Values struct {
	Facet      Facet
	Values     []FacetValue // of the page
	Total      int          // of all pages
	Generation string       // names the content that was looked at
}

// Defaults and limits of a ValuesRequest.
const (
	DefaultValues   = 100
	MaxValues       = 1000 // a page
	MaxPrefixLength = 200  // characters
)

// Orders of values.
const (
	sortCount = "count"
	sortValue = "value"
)

// valuesParameters returns the names that ParseValuesRequest knows.
func valuesParameters() []string {
	return append(append([]string{"q"}, filterParameters()...), "prefix", "sort", "page", "per_page", "relax", "correct", "expand")
}

// ParseValuesRequest reads the parameters of a request for a facet's values. The
// error, if any, is ParamErrors, as ParseRequest's is.
func ParseValuesRequest(by Facet, v url.Values) (ValuesRequest, error) {
	p := paramParser{values: v}
	p.onlyKnown(valuesParameters())
	r := ValuesRequest{Request: NewRequest(p.query()), Facet: by}
	r.Filters, r.Facets = p.filters(), nil
	if r.Prefix = p.single("prefix"); utf8.RuneCountInString(r.Prefix) > MaxPrefixLength {
		p.bad("prefix", r.Prefix, "", "is longer than %d characters", MaxPrefixLength)
	}
	r.ByValue = oneOf(&p, "sort", sortCount, []string{sortCount, sortValue}) == sortValue
	r.Page = p.number("page", 1, MaxDepth)
	r.PerPage = p.number("per_page", DefaultValues, MaxValues)
	r.Relax, r.Correct, r.Expand = p.flag("relax", true), p.flag("correct", true), p.flag("expand", true)
	if p.errors != nil {
		return r, p.errors
	}
	return r, nil
}

// Values returns the request as parameters, leaving out what is at its default.
func (r ValuesRequest) Values() url.Values {
	same := NewRequest("")
	same.Query, same.Filters, same.Page = r.Query, r.Filters, r.Page
	same.Relax, same.Correct, same.Expand = r.Relax, r.Correct, r.Expand
	v := same.Values()
	if r.PerPage != DefaultValues {
		v.Set("per_page", strconv.Itoa(r.PerPage))
	}
	if r.Prefix != "" {
		v.Set("prefix", r.Prefix)
	}
	if r.ByValue {
		v.Set("sort", sortValue)
	}
	return v
}
