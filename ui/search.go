package ui

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"talksearch/index"
)

// maxTopics is how many matching topics of a hit are listed.
const maxTopics = 6

// moreValues is how many values of a facet are listed on demand.
const moreValues = 200

// searchPage is a search and its results.
type searchPage struct {
	page
	Heading  string // what is shown, "5 talks for …"
	Scope    string // the conference, or how many there are
	Zone     string // the zone of all times on the page, "" when there are several
	Warnings []string
	Chips    []chip
	ClearAll string
	Facets   []facetView
	Sorts    []choice
	Hits     []hitView
	Prev     string
	Next     string
	Range    string // "21–40 of 46"
	Nothing  *nothing
	LastPage string // address of the last page, where the one asked for lies beyond it
}

// A chip is a chosen filter that can be taken off.
type chip struct {
	Label, Remove string
	Excluded      bool
}

type facetView struct {
	Name, Label string
	Values      []valueView
	More        string // address with more values, "" when all are shown
}

type valueView struct {
	Label    string
	Count    int
	Selected bool
	Excluded bool
	Toggle   string // address with the value on or off
}

type choice struct {
	Label, Path string
	Current     bool
}

type hitView struct {
	Heading    string // the day, where it begins in a list by time
	Title      index.Marked
	Path       string
	Kind       string
	Change     string // "Moved", "New" or ""
	When       when
	Conference string // "" when all are of one
	Track      string
	TrackPath  string
	Room       string
	People     []personView
	Snippet    index.Marked
	Also       []alsoView
	Topics     []topicView
	MoreTopics int // matching topics beyond those listed
}

type personView struct {
	Name                    index.Marked
	Role, Affiliation, Path string
}

// alsoView is what matches in a field that hits do not show otherwise.
type alsoView struct {
	Label string
	Texts []index.Marked
}

type topicView struct {
	Text index.Marked
	Path string
}

// search shows the results of a search; of an empty one, the whole programme.
func (u *UI) search(c echo.Context) error {
	values, err := url.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "the address’s parameters can’t be read: "+err.Error())
	}
	r, err := index.ParseRequest(Known(values))
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	conferences, err := u.searcher.Conferences(ctx)
	if err != nil {
		return err
	}
	result, err := u.searcher.Search(ctx, r)
	if err != nil {
		return err
	}
	b := builder{r: r, result: result, catalogue: u.catalogue, conferences: map[string]*index.Conference{}}
	for _, conference := range conferences {
		b.conferences[conference.ID] = conference
	}
	p := b.page()
	if result.Total == 0 {
		if p.Nothing, err = u.explain(c, r); err != nil {
			return err
		}
	}
	c.Response().Header().Set("Server-Timing", fmt.Sprintf("search;dur=%.3f", result.Took.Seconds()*1000))
	return u.render(c, http.StatusOK, "search.html", p)
}
