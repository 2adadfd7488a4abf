// Package api is the JSON API, version 1: it turns addresses into searches and
// results into JSON. It knows index.Searcher, never an engine, and owns its
// types, so that a change of Go names never changes the API.
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
)

// base is the path under which this version of the API stands.
const base = "/api/v1"

// API answers requests from a searcher and a catalogue.
type API struct {
	searcher  index.Searcher
	catalogue Catalogue
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
}

// New returns the API of a searcher and a catalogue.
func New(s index.Searcher, c Catalogue) *API { return &API{searcher: s, catalogue: c} }

// Register adds the API's routes, and those by which a supervisor asks whether
// the server lives and is ready.
func (a *API) Register(e *echo.Echo) {
	get := func(path string, h echo.HandlerFunc) { e.Match([]string{http.MethodGet, http.MethodHead}, path, h) }
	get(base+"/search", a.search)
	get(base+"/suggest", a.suggest)
	get(base+"/talks/:conference/:id", a.talk)
	get(base+"/talks/:conference/:id/related", a.related)
	get(base+"/conferences", a.conferences)
	get(base+"/changes", a.changes)
	get("/healthz", a.health)
	get("/readyz", a.ready)
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

func (a *API) search(c echo.Context) error {
	v, err := parameters(c)
	if err != nil {
		return err
	}
	r, err := index.ParseRequest(v)
	if err != nil {
		return err
	}
	result, err := a.searcher.Search(c.Request().Context(), r)
	if err != nil {
		return err
	}
	// How long it took is no part of the body, so that equal answers are equal to the byte.
	c.Response().Header().Set("Server-Timing", fmt.Sprintf("search;dur=%.3f", result.Took.Seconds()*1000))
	return c.JSON(http.StatusOK, newSearch(r, result, a.catalogue))
}

func (a *API) suggest(c echo.Context) error {
	v, err := parameters(c)
	if err != nil {
		return err
	}
	r, err := index.ParseSuggestRequest(v)
	if err != nil {
		return err
	}
	s, err := a.searcher.Suggest(c.Request().Context(), r)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Server-Timing", fmt.Sprintf("suggest;dur=%.3f", s.Took.Seconds()*1000))
	return c.JSON(http.StatusOK, newSuggestAnswer(r, s))
}

func (a *API) talk(c echo.Context) error {
	if err := noParameters(c); err != nil {
		return err
	}
	e, err := a.searcher.Talk(c.Request().Context(), c.Param("conference"), c.Param("id"))
	if err != nil {
		return a.cancelled(c, err)
	}
	return c.JSON(http.StatusOK, newTalkDetail(e, a.catalogue))
}

func (a *API) related(c echo.Context) error {
	v, err := parameters(c)
	if err != nil {
		return err
	}
	size, err := index.ParseRelated(v)
	if err != nil {
		return err
	}
	conference, id := c.Param("conference"), c.Param("id")
	list, err := a.searcher.Related(c.Request().Context(), conference, id, size)
	if err != nil {
		return a.cancelled(c, err)
	}
	return c.JSON(http.StatusOK, newRelated(conference+"/"+id, list, a.catalogue))
}

// cancelled says of a talk that is not found that it was, where that is so.
func (a *API) cancelled(c echo.Context, err error) error {
	change, ok := a.catalogue.LatestChange(c.Param("conference"), c.Param("id"))
	if !errors.Is(err, index.ErrNotFound) || !ok || change.Kind != corpus.ChangeCancelled {
		return err
	}
	return fmt.Errorf("%w: %q was taken from the programme; noticed %s", index.ErrNotFound, change.Title, change.At.UTC().Format(time.RFC3339))
}

func (a *API) changes(c echo.Context) error {
	if err := noParameters(c); err != nil {
		return err
	}
	return c.JSON(http.StatusOK, newChanges(a.catalogue.Changes()))
}

func (a *API) conferences(c echo.Context) error {
	if err := noParameters(c); err != nil {
		return err
	}
	list, err := a.searcher.Conferences(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, newConferences(list, a.catalogue.Sources()))
}

func (a *API) health(c echo.Context) error {
	return c.JSON(http.StatusOK, health{Status: "ok"})
}

// ready answers 503 until a programme is served.
func (a *API) ready(c echo.Context) error {
	list, err := a.searcher.Conferences(c.Request().Context())
	if err != nil {
		return err
	}
	h := health{Status: "ready", Conferences: len(list), Sources: newSources(a.catalogue.Sources())}
	for _, conference := range list {
		h.Talks += conference.Talks
	}
	return c.JSON(http.StatusOK, h)
}

// gone reports whether err says no more than that the client went away.
func gone(err error) bool { return errors.Is(err, context.Canceled) }
