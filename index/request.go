package index

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"talksearch/corpus"
	"talksearch/index/query"
	"talksearch/index/text"
)

// A Request is a search. ParseRequest and Values turn it from and into the
// parameters of an address, the same for the page and the API.
type Request struct {
	Query     query.Query
	Filters   map[Facet]Filter // without entries that say nothing; values sorted
	Facets    []Facet          // to be counted, in this order
	FacetSize int              // values to list of each facet
	Sort      Sort
	Page      int    // from 1
	PerPage   int    // results of a page
	Cursor    string // instead of Page: CursorStart, or a Result's NextCursor; "" for none

	// How freely the query's words are taken. NewRequest has all on but Typing.
	Relax   bool // where no talk has all words, those with most of them are found
	Correct bool // a word that occurs nowhere is replaced by the nearest that does
	Expand  bool // words that mean the same are searched for as well
	Typing  bool // the last word is being typed: it may be the beginning of a word

	Explain   bool // hits tell what their scores are made of
	Highlight bool // hits tell what in them matches. NewRequest has it on
}

// Sort is an order of results. Ties are broken by start, then id.
type Sort string

// The orders.
const (
	SortRelevance   Sort = "relevance" // with an empty query the same as SortTime
	SortTime        Sort = "time"      // earliest start first; talks without one last
	SortTimeReverse Sort = "-time"     // latest start first; talks without one last
	SortTitle       Sort = "title"
)

func sorts() []Sort { return []Sort{SortRelevance, SortTime, SortTimeReverse, SortTitle} }

// Defaults and limits of a Request.
const (
	DefaultPerPage   = 20
	MaxPerPage       = 100
	DefaultFacetSize = 10
	MaxFacetSize     = 1000
	MaxQueryLength   = 5000   // characters; an abstract may be searched for as it is
	MaxDepth         = 10_000 // results that can be paged through
	maxFilterValues  = 100    // of all facets together
	maxErrors        = 10     // that are told of one request
)

// NewRequest returns a request for everything that matches text.
func NewRequest(text string) Request {
	return Request{Query: query.Parse(text), Facets: Facets(), FacetSize: DefaultFacetSize, Sort: SortRelevance, Page: 1, PerPage: DefaultPerPage,
		Relax: true, Correct: true, Expand: true, Highlight: true}
}

// Offset returns how many results come before the request's page.
func (r Request) Offset() int { return (r.Page - 1) * r.PerPage }

// LastPage returns the number of the last page that can be shown of total results,
// at least 1.
func (r Request) LastPage(total int) int {
	return max(1, min((total+r.PerPage-1)/r.PerPage, MaxDepth/r.PerPage))
}

// WithFilter returns r on its first page with the facet's filter replaced.
func (r Request) WithFilter(by Facet, f Filter) Request {
	filters := maps.Clone(r.Filters)
	if filters == nil {
		filters = map[Facet]Filter{}
	}
	filters[by] = f
	if len(f.Include)+len(f.Exclude) == 0 {
		delete(filters, by)
	}
	r.Filters = filters
	return r.WithPage(1)
}

// WithPage returns r on another page, without a cursor.
func (r Request) WithPage(page int) Request {
	r.Page, r.Cursor = page, ""
	return r
}

// WithCursor returns r on the page of a cursor.
func (r Request) WithCursor(cursor string) Request {
	r.Page, r.Cursor = 1, cursor
	return r
}

// WithSort returns r on its first page in another order.
func (r Request) WithSort(s Sort) Request {
	r.Sort = s
	return r.WithPage(1)
}

// Parameters returns the names that ParseRequest knows.
func Parameters() []string {
	return append(append([]string{"q"}, filterParameters()...), "facets", "facet_size", "sort", "page", "per_page", "cursor", "relax", "correct", "expand", "typing", "explain", "highlight")
}

// filterParameters returns the names of those that filter.
func filterParameters() []string {
	var names []string
	for _, f := range Facets() {
		names = append(names, string(f))
	}
	for _, f := range Facets() {
		names = append(names, "-"+string(f))
	}
	return names
}

// Values returns the request as parameters, leaving out what is at its default.
func (r Request) Values() url.Values {
	v := url.Values{}
	if r.Query.Text != "" {
		v.Set("q", r.Query.Text)
	}
	addFilters(v, r.Filters)
	if !slices.Equal(r.Facets, Facets()) {
		names := make([]string, len(r.Facets))
		for i, f := range r.Facets {
			names[i] = string(f)
		}
		v.Set("facets", strings.Join(names, ","))
	}
	set := func(name string, n, standard int) {
		if n != standard {
			v.Set(name, strconv.Itoa(n))
		}
	}
	set("facet_size", r.FacetSize, DefaultFacetSize)
	if r.Sort != SortRelevance {
		v.Set("sort", string(r.Sort))
	}
	set("page", r.Page, 1)
	set("per_page", r.PerPage, DefaultPerPage)
	if r.Cursor != "" {
		v.Set("cursor", r.Cursor)
	}
	flag := func(name string, on, standard bool) {
		if on != standard {
			v.Set(name, strconv.FormatBool(on))
		}
	}
	flag("relax", r.Relax, true)
	flag("correct", r.Correct, true)
	flag("expand", r.Expand, true)
	flag("typing", r.Typing, false)
	flag("explain", r.Explain, false)
	flag("highlight", r.Highlight, true)
	return v
}

func addFilters(v url.Values, filters map[Facet]Filter) {
	for by, f := range filters {
		for _, s := range f.Include {
			v.Add(string(by), s)
		}
		for _, s := range f.Exclude {
			v.Add("-"+string(by), s)
		}
	}
}

// ParamError says what is wrong with one parameter.
type ParamError struct {
	Param      string
	Value      string
	Detail     string // a sentence: what was found and what was wanted
	Suggestion string // the parameter or value that may have been meant, or ""
}

// ParamErrors are all that is wrong with a request's parameters.
type ParamErrors []ParamError

func (e ParamErrors) Error() string {
	s := make([]string, len(e))
	for i, p := range e {
		s[i] = p.Detail
	}
	return strings.Join(s, "; ")
}

// ParseRequest reads the parameters of a search; also names those that the caller
// reads itself. The error, if any, is ParamErrors and names every parameter that is
// unknown or has a bad value; the request then holds all the others.
func ParseRequest(v url.Values, also ...string) (Request, error) {
	p := paramParser{values: v}
	p.onlyKnown(append(Parameters(), also...))
	r := NewRequest(p.query())
	r.Filters = p.filters()
	r.Facets = p.facets()
	r.FacetSize = p.number("facet_size", r.FacetSize, MaxFacetSize)
	r.Sort = oneOf(&p, "sort", r.Sort, sorts())
	r.Page = p.number("page", r.Page, MaxDepth)
	r.PerPage = p.number("per_page", r.PerPage, MaxPerPage)
	if r.Page*r.PerPage > MaxDepth && r.Page > 1 {
		p.bad("page", v.Get("page"), "", "lies beyond the first %d results; want a smaller page or a narrower search", MaxDepth)
		r.Page = 1
	}
	r.Relax = p.flag("relax", r.Relax)
	r.Correct = p.flag("correct", r.Correct)
	r.Expand = p.flag("expand", r.Expand)
	r.Typing = p.flag("typing", r.Typing)
	r.Explain = p.flag("explain", r.Explain)
	r.Highlight = p.flag("highlight", r.Highlight)
	p.cursor(&r)
	if p.errors != nil {
		return r, p.errors
	}
	return r, nil
}

// cursor reads the cursor of a request of which all else is known.
func (p *paramParser) cursor(r *Request) {
	r.Cursor = p.single("cursor")
	if r.Cursor == "" {
		return
	}
	if p.values.Get("page") != "" {
		p.bad("cursor", r.Cursor, "", "is given together with page; want one of them")
	}
	if _, _, err := r.Place(); err != nil && p.errors == nil { // another error may have changed the search
		p.bad("cursor", r.Cursor, "", "%v; want * for the first page, or the cursor of links.next of the page before", err)
	}
	if p.errors != nil {
		r.Cursor = ""
	}
}

type paramParser struct {
	values url.Values
	errors ParamErrors
}

func (p *paramParser) bad(name, value, suggestion, format string, args ...any) {
	if len(p.errors) == maxErrors {
		return
	}
	detail := fmt.Sprintf("%s=%s ", name, short(value)) + fmt.Sprintf(format, args...)
	p.errors = append(p.errors, ParamError{Param: name, Value: short(value), Detail: detail, Suggestion: suggestion})
}

// onlyKnown notes the parameters that are none of the known ones.
func (p *paramParser) onlyKnown(known []string) {
	for _, name := range slices.Sorted(maps.Keys(p.values)) {
		if len(p.errors) == maxErrors {
			break
		}
		if !slices.Contains(known, name) {
			p.unknown(name, known)
		}
	}
}

func (p *paramParser) unknown(name string, known []string) {
	e := ParamError{Param: short(name), Value: short(p.values.Get(name)), Detail: fmt.Sprintf("there is no parameter %q", short(name))}
	if e.Suggestion = text.Nearest(name, known); e.Suggestion != "" {
		e.Detail += fmt.Sprintf("; did you mean %q?", e.Suggestion)
	} else {
		e.Detail += "; want one of " + strings.Join(known, ", ")
	}
	p.errors = append(p.errors, e)
}

// single returns the value of a parameter that may be given once, "" when it is
// not given or, as forms send it, empty.
func (p *paramParser) single(name string) string {
	list := p.values[name]
	if len(list) > 1 {
		p.bad(name, strings.Join(list[:2], ", "), "", "is given %d times; want it once", len(list))
		return ""
	}
	return p.values.Get(name)
}

func (p *paramParser) query() string {
	q := p.single("q")
	if n := utf8.RuneCountInString(q); n > MaxQueryLength {
		p.bad("q", q, "", "has %d characters; want %d at most", n, MaxQueryLength)
		return ""
	}
	return q
}

func (p *paramParser) filters() map[Facet]Filter {
	var out map[Facet]Filter
	count := 0
	for _, by := range Facets() {
		if count += len(p.values[string(by)]) + len(p.values["-"+string(by)]); count > maxFilterValues {
			p.bad(string(by), "…", "", "is one filter too many; want at most %d values of all facets together", maxFilterValues)
			return nil
		}
		f := Filter{Include: p.facetValues(by, string(by)), Exclude: p.facetValues(by, "-"+string(by))}
		if len(f.Include)+len(f.Exclude) == 0 {
			continue
		}
		if out == nil {
			out = map[Facet]Filter{}
		}
		out[by] = f
	}
	return out
}

// facetValues returns the sorted values of a facet's parameter.
func (p *paramParser) facetValues(by Facet, name string) []string {
	var out []string
	for _, s := range p.values[name] {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		switch by {
		case ByDay:
			if _, err := corpus.ParseDate(s); err != nil {
				p.bad(name, s, "", "is not a day; want YYYY-MM-DD, such as 2019-09-10")
				continue
			}
		case ByYear:
			if _, err := time.Parse("2006", s); err != nil {
				p.bad(name, s, "", "is not a year; want four digits, such as 2019")
				continue
			}
		case ByKind:
			if kind := corpus.Kind(strings.ToLower(s)); kind.Known() {
				s = string(kind)
			} else {
				near := text.Nearest(s, names(corpus.Kinds()))
				p.bad(name, s, near, "is not a kind of item; want one of %s", strings.Join(names(corpus.Kinds()), ", "))
				continue
			}
		}
		out = append(out, s)
	}
	slices.Sort(out)
	seen := map[string]bool{}
	return slices.DeleteFunc(out, func(s string) bool { // what differs in letter case or accents only is one value
		again := seen[corpus.Fold(s)]
		seen[corpus.Fold(s)] = true
		return again
	})
}

// facets reads the facets to count: all when the parameter is missing, none
// when it is empty.
func (p *paramParser) facets() []Facet {
	if _, given := p.values["facets"]; !given {
		return Facets()
	}
	out := []Facet{}
	for _, name := range strings.Split(p.single("facets"), ",") {
		name = strings.TrimSpace(name)
		switch {
		case name == "":
		case !slices.Contains(Facets(), Facet(name)):
			p.bad("facets", name, text.Nearest(name, names(Facets())), "is not a facet; want one or several of %s, with commas between", strings.Join(names(Facets()), ", "))
		case !slices.Contains(out, Facet(name)):
			out = append(out, Facet(name))
		}
	}
	return out
}

func (p *paramParser) number(name string, standard, largest int) int {
	s := p.single(name)
	if s == "" {
		return standard
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > largest {
		p.bad(name, s, "", "is not a whole number from 1 to %d", largest)
		return standard
	}
	return n
}

func (p *paramParser) flag(name string, standard bool) bool {
	switch s := p.single(name); s {
	case "":
		return standard
	case "true", "false":
		return s == "true"
	default:
		p.bad(name, s, "", `is neither "true" nor "false"`)
		return standard
	}
}

func oneOf[T ~string](p *paramParser, name string, standard T, allowed []T) T {
	s := p.single(name)
	if s == "" || slices.Contains(allowed, T(s)) {
		return cmp.Or(T(s), standard)
	}
	p.bad(name, s, text.Nearest(s, names(allowed)), "is not known; want one of %s", strings.Join(names(allowed), ", "))
	return standard
}

func names[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// short cuts a value that is quoted in a message.
func short(s string) string {
	if utf8.RuneCountInString(s) > 60 {
		return string([]rune(s)[:60]) + "…"
	}
	return s
}
