package ui

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"talksearch/corpus"
	"talksearch/index"
)

// searchPage is a search and what it finds.
type searchPage struct {
	page
	Heading   string // what is shown, "5 talks for …"
	Total     int
	Whole     bool   // nothing is asked for, so that all talks are shown
	Scope     link   // the conference, or how many there are
	Location  string // of that one
	Zone      string // the zone of all times on the page, "" when there are several
	Notes     []note
	Chips     []chip
	ClearAll  string
	Facets    []facetView
	Open      bool // the facets are shown even on a phone
	Chosen    int  // how many values of facets are
	Sorts     []link
	Views     []link
	Days      *dayStrip
	Years     []bar
	Hits      []hitView
	Pager     *pager
	Nothing   *nothing
	LastPage  string     // address of the last page, where the one asked for lies beyond it
	Timetable *timetable // where that is asked for
	Choose    []bar      // the conferences that a timetable can be of
}

// search shows what a search finds; an empty one, the whole programme.
func (u *UI) search(c echo.Context) error {
	values, err := url.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "the address’s parameters can’t be read: "+err.Error())
	}
	s, err := parseSearch(values)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	b, err := u.newBuilder(ctx, s)
	if err != nil {
		return err
	}
	p, err := b.page(ctx)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Server-Timing", fmt.Sprintf("search;dur=%.3f", b.result.Took.Seconds()*1000))
	return u.render(c, http.StatusOK, "search.html", p)
}

// A builder makes a searchPage from what a search finds.
type builder struct {
	*UI
	s           search
	result      *index.Result
	conferences map[string]*index.Conference
	single      *index.Conference // the one that all results are of, if there is one
	missing     int               // values that the long list leaves out
	agenda      *index.Agenda     // of that one; nil where it is too long to look through
}

// newBuilder searches.
func (u *UI) newBuilder(ctx context.Context, s search) (*builder, error) {
	b := &builder{UI: u, s: s, conferences: map[string]*index.Conference{}}
	list, err := u.searcher.Conferences(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		b.conferences[c.ID] = c
	}
	r := s.Request
	if s.View == viewTimetable {
		r.Page, r.PerPage = 1, 1 // for the facets; the agenda has the talks
	}
	if b.result, err = u.searcher.Search(ctx, r); err != nil {
		return nil, err
	}
	if err := b.lengthen(ctx); err != nil {
		return nil, err
	}
	if b.single = b.onlyConference(); b.single != nil && b.single.Talks <= index.MaxAgenda {
		b.agenda, err = u.searcher.Agenda(ctx, s.Request, b.single.ID, "")
	}
	return b, err
}

// onlyConference returns the conference that the search is of: the only one that
// is served, chosen, or has results.
func (b *builder) onlyConference() *index.Conference {
	if len(b.conferences) == 1 {
		for _, c := range b.conferences {
			return c
		}
	}
	if f := b.s.Filters[index.ByConference]; len(f.Include) == 1 {
		for id, c := range b.conferences {
			if corpus.Fold(id) == corpus.Fold(f.Include[0]) {
				return c
			}
		}
	}
	if len(b.result.Hits) > 0 {
		only := b.result.Hits[0].Conference
		for _, v := range b.counts(index.ByConference) {
			if v.Value == only.ID && v.Count == b.result.Total {
				return only
			}
		}
	}
	return nil
}

// counts returns a facet's values.
func (b *builder) counts(by index.Facet) []index.FacetValue {
	for _, f := range b.result.Facets {
		if f.Facet == by {
			return f.Values
		}
	}
	return nil
}

// narrowed reports whether the search is for anything but the whole programme.
func (b *builder) narrowed() bool { return !b.s.Query.Empty() || len(b.s.Filters) > 0 }
