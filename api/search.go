package api

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"talksearch/index"
	"talksearch/index/address"
)

// maxErrors is how many mistakes are told of one request.
const maxErrors = 10

// paramFields chooses what hits and talks carry.
const paramFields = "fields"

// A search is what the address of a search asks for.
type search struct {
	index.Request
	fields []string // what is chosen of a hit; nil for all
}

// parseSearch reads the parameters of a search whose hits have the given members. The
// error, if any, is index.ParamErrors.
func parseSearch(v url.Values, m *members) (search, error) {
	r, err := index.ParseRequest(v, paramFields)
	s := search{Request: r}
	problems, _ := err.(index.ParamErrors)
	fields, more := m.parse(v)
	s.fields = fields
	if problems = append(problems, more...); problems != nil {
		return s, problems
	}
	return s, nil
}

// values undoes parseSearch.
func (s search) values() url.Values { return chosen(s.Values(), s.fields) }

// chosen adds the parameter that chooses members to v.
func chosen(v url.Values, fields []string) url.Values {
	if fields != nil {
		v.Set(paramFields, strings.Join(fields, ","))
	}
	return v
}

// path returns the search's address.
func (s search) path() string { return address.With(base+"/search", s.values()) }

// onPage returns s on another page.
func (s search) onPage(page int) search {
	s.Request = s.WithPage(page)
	return s
}

// carries reports whether hits have a member.
func (s search) carries(name string) bool { return s.fields == nil || slices.Contains(s.fields, name) }

func (a *API) search(c echo.Context) error {
	v, err := parameters(c)
	if err != nil {
		return err
	}
	s, err := parseSearch(v, hitMembers)
	if err != nil {
		return err
	}
	r := s.Request
	r.Highlight = r.Highlight && (s.carries("snippet") || s.carries("highlights") || s.carries("matched_topics"))
	result, err := a.searcher.Search(c.Request().Context(), r)
	if err != nil {
		return err
	}
	took(c, "search", result.Took)
	return c.JSON(http.StatusOK, newSearch(s, result, a.catalogue))
}

func sortedKeys(v url.Values) []string { return slices.Sorted(maps.Keys(v)) }
