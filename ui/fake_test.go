package ui

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"talksearch/corpus"
	"talksearch/index"
)

// canned is a searcher that has one answer, for what an engine says rarely.
type canned struct {
	index.Searcher
	index.Lister
	conferences []*index.Conference
	result      index.Result
	agenda      index.Agenda
	talk        index.Entry
	related     []index.Related
}

func (c *canned) Search(context.Context, index.Request) (*index.Result, error) { return &c.result, nil }
func (c *canned) Conferences(context.Context) ([]*index.Conference, error) {
	return c.conferences, nil
}
func (c *canned) Agenda(context.Context, index.Request, string, corpus.Date) (*index.Agenda, error) {
	return &c.agenda, nil
}
func (c *canned) Related(context.Context, string, string, int) ([]index.Related, error) {
	return c.related, nil
}
func (c *canned) Talk(_ context.Context, conference, id string) (index.Entry, error) {
	if c.talk.Talk == nil || c.talk.ID() != conference+"/"+id {
		return index.Entry{}, index.ErrNotFound
	}
	return c.talk, nil
}

// changes is a catalogue of changes by talk.
type changes map[string]corpus.Change

func (c changes) LatestChange(conference, talk string) (corpus.Change, bool) {
	change, ok := c[conference+"/"+talk]
	return change, ok
}

// show returns the page at an address.
func show(t *testing.T, s Searcher, c Catalogue, address string) string {
	t.Helper()
	u, err := New(s, c)
	if err != nil {
		t.Fatal(err)
	}
	e := echo.New()
	e.HTTPErrorHandler = func(err error, c echo.Context) { u.Error(c, err) }
	u.Register(e)
	w := httptest.NewRecorder()
	e.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
	if w.Code != http.StatusOK {
		t.Fatalf("%s: status %d: %s", address, w.Code, w.Body)
	}
	return w.Body.String()
}

var tags = regexp.MustCompile(`<[^>]*>`)

// words returns what a person reads of a piece of a page, white space folded.
func words(html string) string {
	return strings.Join(strings.Fields(tags.ReplaceAllString(html, " ")), " ")
}

// searchOf returns the search of an address' parameters.
func searchOf(t *testing.T, query string) search {
	t.Helper()
	v, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	s, err := parseSearch(v)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
