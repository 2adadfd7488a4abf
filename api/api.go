// Package api is the JSON API, version 1, and its other forms: it turns addresses
// into searches and results into JSON, calendars, feeds and tables. What it promises
// stands in openapi.json. It knows index.Searcher and index.Lister, never an engine,
// and owns its types, so that a change of Go names never changes the API.
package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/address"
)

// base is the path under which this version of the API stands.
const base = address.API

// A Searcher is what an API answers from.
type Searcher interface {
	index.Searcher
	index.Lister
}

// API answers requests from a searcher and a catalogue.
type API struct {
	searcher  Searcher
	catalogue Catalogue
	server    string // what absolute addresses begin with
}

// A Catalogue knows where programmes come from and what changed in them. Its
// methods may be called by many goroutines at once.
type Catalogue interface {
	// Sources returns all sources, in the order given to the server.
	Sources() []corpus.Source

	// Changes returns what changed since the server's start, the latest first.
	Changes() []corpus.Change

	// LatestChange returns what happened last to a talk.
	LatestChange(conference, talk string) (corpus.Change, bool)

	// News returns the talks that changed since the server's start and that r finds,
	// the latest change first: those that are cancelled as they were. Pages, order and
	// facets of r do not count, and words are taken as they are.
	News(ctx context.Context, r index.Request) ([]News, error)

	// Since returns when programmes were served first, Modified when what is served last
	// changed; both are zero before that.
	Since() time.Time
	Modified() time.Time
}

// News is a talk and the latest that happened to it.
type News struct {
	index.Entry
	Change corpus.Change
}

// New returns the API of a searcher and a catalogue. server is what absolute addresses
// begin with, such as "https://talks.example.org"; where it is "", answers have none.
func New(s Searcher, c Catalogue, server string) *API {
	return &API{searcher: s, catalogue: c, server: server}
}

// Register adds the API's routes, and those by which a supervisor asks whether
// the server lives and is ready.
func (a *API) Register(e *echo.Echo) {
	get := func(path string, h echo.HandlerFunc) { e.Match([]string{http.MethodGet, http.MethodHead}, path, h) }
	get(base+"/search", a.search)
	get(base+"/search."+string(address.Calendar), a.calendar)
	get(base+"/search."+string(address.Feed), a.feed)
	get(base+"/search."+string(address.Table), a.table)
	get(base+"/search."+string(address.Lines), a.lines)
	get(base+"/search."+string(address.Text), a.text)
	get(base+"/suggest", a.suggest)
	get(base+"/facets/:name", a.facet)
	get(base+"/talks", a.talks)
	get(base+"/talks/:conference/:id", a.talk)
	get(base+"/talks/:conference/:id/related", a.related)
	get(base+"/people/:name", a.person)
	get(base+"/conferences", a.conferences)
	get(base+"/changes", a.changes)
	get(base+"/stats", a.stats)
	get(address.Document, document)
	get(address.Reference, reference)
	get(address.Reference+".css", referenceStyle)
	get("/healthz", a.health)
	get("/readyz", a.ready)
}

// absolute returns an address with the server before it, "" where that is not known.
func (a *API) absolute(path string) string {
	if a.server == "" {
		return ""
	}
	return address.Absolute(a.server, path)
}

// parameters returns the query parameters of a request.
func parameters(c echo.Context) (url.Values, error) {
	v, err := url.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return nil, badRequest("the address's parameters can't be read: %v", err)
	}
	return v, nil
}

// noParameters refuses parameters where none are known.
func noParameters(c echo.Context) error {
	v, err := parameters(c)
	if err != nil {
		return err
	}
	for name := range v {
		return index.ParamErrors{{Param: name, Value: v.Get(name), Detail: fmt.Sprintf("there is no parameter %q here; want none", name)}}
	}
	return nil
}

// took tells how long a search took. That is no part of the body, so that equal
// answers are equal to the byte.
func took(c echo.Context, what string, d time.Duration) {
	c.Response().Header().Set("Server-Timing", fmt.Sprintf("%s;dur=%.3f", what, d.Seconds()*1000))
}

// gone reports whether err says no more than that the client went away.
func gone(err error) bool { return errors.Is(err, context.Canceled) }
