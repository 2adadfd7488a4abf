package ui

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"talksearch/index"
	"talksearch/index/address"
)

// A view is a way to show what a search finds.
type view string

const (
	viewList      view = ""          // hits, a page at a time
	viewTimetable view = "timetable" // among all that a day holds
)

// A search is what the address of a search's page asks for.
type search struct {
	index.Request
	View view
	Long index.Facet // the facet of which many values are listed; "" for none
	Find string      // of those, only the ones with a word that begins so
}

// The parameters that pages have beside those of index.Request.
const (
	paramView = "view"
	paramLong = "long"
	paramFind = "find"
)

// parseSearch reads a page's parameters. Those that searches don't have, which
// mailers and social networks add to links, are no mistake of the visitor's. The
// error, if any, is index.ParamErrors. Pages have numbers, and no cursors.
func parseSearch(v url.Values) (search, error) {
	known := maps.Clone(v)
	maps.DeleteFunc(known, func(name string, _ []string) bool {
		return name == "cursor" || !slices.Contains(index.Parameters(), name)
	})
	r, err := index.ParseRequest(known)
	s := search{Request: r}
	problems, _ := err.(index.ParamErrors)
	bad := func(name, value, what string) {
		problems = append(problems, index.ParamError{Param: name, Value: shorten(value), Detail: name + "=" + shorten(value) + " " + what})
	}
	switch s.View = view(v.Get(paramView)); s.View {
	case viewList, viewTimetable:
	case "list":
		s.View = viewList
	default:
		bad(paramView, string(s.View), "is neither list nor timetable")
	}
	if s.Long = index.Facet(v.Get(paramLong)); s.Long != "" && !slices.Contains(index.Facets(), s.Long) {
		bad(paramLong, string(s.Long), "is not a facet; want one such as "+string(index.BySpeaker))
	}
	if s.Find = strings.TrimSpace(v.Get(paramFind)); s.Long == "" {
		s.Find = ""
	} else if utf8.RuneCountInString(s.Find) > index.MaxPrefixLength {
		bad(paramFind, s.Find, fmt.Sprintf("is longer than %d characters", index.MaxPrefixLength))
	}
	if problems != nil {
		return s, problems
	}
	return s, nil
}

// Canonical returns the parameters that stand for all those that give the same
// page of a search, "" for none. It is false where the page is an error.
func Canonical(v url.Values) (query string, ok bool) {
	s, err := parseSearch(v)
	if err != nil {
		return "", false
	}
	return s.values().Encode(), true
}

// values undoes parseSearch.
func (s search) values() url.Values {
	v := s.Request.Values()
	if s.View != viewList {
		v.Set(paramView, string(s.View))
	}
	if s.Long != "" {
		v.Set(paramLong, string(s.Long))
	}
	if s.Find != "" {
		v.Set(paramFind, s.Find)
	}
	return v
}

// path returns the search's address.
func (s search) path() string { return address.With("/", s.values()) }

// with returns s with another request and no long list, which belongs to a page.
func (s search) with(r index.Request) search { return search{Request: r, View: s.View} }

// filtered returns s on its first page with a facet's filter replaced.
func (s search) filtered(by index.Facet, f index.Filter) search {
	return s.with(s.Request.WithFilter(by, f))
}

// only returns s on its first page with one value of a facet and no other.
func (s search) only(by index.Facet, value string) search {
	return s.filtered(by, index.Filter{Include: []string{value}})
}

// toggled returns s on its first page with a facet's value on or off.
func (s search) toggled(by index.Facet, value string) search {
	return s.filtered(by, s.Filters[by].Toggled(value))
}

// unfiltered returns s on its first page without filters.
func (s search) unfiltered() search {
	r := s.WithPage(1)
	r.Filters = nil
	return s.with(r)
}

// viewed returns s on its first page in another view.
func (s search) viewed(v view) search {
	s = s.with(s.WithPage(1))
	s.View = v
	return s
}

// newSearch returns a search for text in the standard view.
func newSearch(text string) search { return search{Request: index.NewRequest(text)} }

// facetPath returns the address of all talks with a facet's value.
func facetPath(by index.Facet, value string) string {
	if value == "" {
		return ""
	}
	return newSearch("").only(by, value).path()
}

// inConference returns a search of one conference, whose rooms, days and tracks
// may have namesakes in others; where there are none, of all there is.
func inConference(c *index.Conference, others bool) search {
	if !others {
		return newSearch("")
	}
	return newSearch("").only(index.ByConference, c.ID)
}

// label returns what a person reads for the conference.
func label(c *index.Conference) string { return cmp.Or(c.Title, c.ID) }
