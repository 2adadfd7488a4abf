package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"talksearch/index"
	"talksearch/index/address"
	"talksearch/index/text"
)

// valuesAnswer is a page of all values of a facet.
type valuesAnswer struct {
	Facet  string       `json:"facet"`
	Values []facetValue `json:"values"`
	Meta   searchMeta   `json:"meta"`
	Links  pageLinks    `json:"links"`
}

// pageLinks lead from a page to itself and to those beside it.
type pageLinks struct {
	Self string  `json:"self"`
	Next *string `json:"next"`
	Prev *string `json:"prev"`
}

func (a *API) facet(c echo.Context) error {
	by := index.Facet(c.Param("name"))
	if !slices.Contains(index.Facets(), by) {
		return noFacet(by)
	}
	v, err := parameters(c)
	if err != nil {
		return err
	}
	r, err := index.ParseValuesRequest(by, v)
	if err != nil {
		return err
	}
	values, err := a.searcher.Values(c.Request().Context(), r)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, newValues(r, values))
}

// noFacet says that there is none of a name.
func noFacet(by index.Facet) error {
	var names []string
	for _, f := range index.Facets() {
		names = append(names, string(f))
	}
	if near := text.Nearest(string(by), names); near != "" {
		return notFound(fmt.Sprintf("there is no facet %q; did you mean %q?", by, near))
	}
	return notFound(fmt.Sprintf("there is no facet %q; there are %s", by, strings.Join(names, ", ")))
}

func newValues(r index.ValuesRequest, v *index.Values) valuesAnswer {
	out := valuesAnswer{
		Facet: string(v.Facet), Values: make([]facetValue, len(v.Values)),
		Meta: searchMeta{Total: v.Total, Page: &r.Page, PerPage: r.PerPage, Generation: v.Generation},
	}
	for i, x := range v.Values {
		out.Values[i] = facetValue(x)
	}
	last := max(1, (v.Total+r.PerPage-1)/r.PerPage)
	out.Links = newPageLinks(r.Page, last, func(page int) string {
		at := r
		at.Page = page
		return address.Values(at)
	})
	return out
}

// newPageLinks returns the links of a page, the last of which has the number last.
func newPageLinks(page, last int, path func(page int) string) pageLinks {
	links := pageLinks{Self: path(page)}
	if page > 1 {
		links.Prev = optional(path(min(page-1, last)))
	}
	if page < last {
		links.Next = optional(path(page + 1))
	}
	return links
}
