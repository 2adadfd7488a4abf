// Package ui is the web page: a search, its results and facets, and a page for
// each talk, rendered on the server and complete without JavaScript. It knows
// index.Searcher, never an engine; the address is the whole state.
package ui

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"talksearch/corpus"
	"talksearch/index"
)

//go:embed templates static
var files embed.FS

// UI renders pages from a searcher.
type UI struct {
	searcher  index.Searcher
	catalogue Catalogue
	pages     map[string]*template.Template // by file name
}

// A Catalogue knows what changed in the programmes. Its method may be called by
// many goroutines at once.
type Catalogue interface {
	// LatestChange returns what happened last to a talk since the server's start.
	LatestChange(conference, talk string) (corpus.Change, bool)
}

// New parses the templates; they are part of the program, so that an error here
// is a mistake in it.
func New(s index.Searcher, c Catalogue) (*UI, error) {
	u := &UI{searcher: s, catalogue: c, pages: map[string]*template.Template{}}
	for _, name := range []string{"search.html", "talk.html", "error.html"} {
		t, err := template.New(name).Funcs(template.FuncMap{"static": staticPath, "inc": func(i int) int { return i + 1 }}).ParseFS(files, "templates/layout.html", "templates/"+name)
		if err != nil {
			return nil, fmt.Errorf("page %s: %w", name, err)
		}
		u.pages[name] = t
	}
	return u, nil
}

// Register adds the pages' routes.
func (u *UI) Register(e *echo.Echo) {
	get := func(path string, h echo.HandlerFunc) { e.Match([]string{http.MethodGet, http.MethodHead}, path, h) }
	get("/", u.search)
	get("/talks/:conference/:id", u.talk)
	get("/static/:name", static)
}

// render writes a page, whole or not at all.
func (u *UI) render(c echo.Context, status int, name string, data any) error {
	var b bytes.Buffer
	if err := u.pages[name].ExecuteTemplate(&b, "layout", data); err != nil {
		return fmt.Errorf("rendering %s: %w", name, err)
	}
	c.Response().Header().Set(echo.HeaderContentLength, strconv.Itoa(b.Len()))
	return c.HTMLBlob(status, b.Bytes())
}

// page is what every page has.
type page struct {
	Title   string // of the document
	Query   string // in the search box
	Hidden  []param
	Notices []string // the conferences' notices on their texts
	API     string   // the address of the same in the API
}

// A param is a parameter that the search form keeps.
type param struct{ Name, Value string }

// errorPage tells a visitor what went wrong.
type errorPage struct {
	page
	Heading string
	Details []string
}

// Error answers a request for a page that failed with err: in full where it is
// the visitor's mistake, in one sentence, and the rest in the log, where it is
// ours.
func (u *UI) Error(c echo.Context, err error) {
	if c.Response().Committed || errors.Is(err, context.Canceled) {
		return
	}
	p := errorPage{Heading: "Something went wrong here"}
	status := http.StatusInternalServerError
	var params index.ParamErrors
	var http4xx *echo.HTTPError
	switch {
	case errors.As(err, &params):
		status, p.Heading = http.StatusBadRequest, "This address asks for something that can’t be"
		for _, e := range params {
			p.Details = append(p.Details, e.Detail)
		}
		p.Query = c.QueryParam("q")
	case errors.Is(err, index.ErrNotFound) && u.wasCancelled(c):
		change, _ := u.catalogue.LatestChange(c.Param("conference"), c.Param("id"))
		status, p.Heading = http.StatusNotFound, "Cancelled: "+change.Title
		p.Details = []string{changeSentence(change)}
	case errors.Is(err, index.ErrNotFound):
		status, p.Heading = http.StatusNotFound, "There is no such talk"
		p.Details = []string{"It may have been renamed or taken from the programme. Try to find it by its words."}
	case errors.Is(err, index.ErrNotReady):
		status, p.Heading = http.StatusServiceUnavailable, "The programme is being read"
		p.Details = []string{"Try again in a moment."}
	case errors.Is(err, context.DeadlineExceeded):
		status, p.Heading = http.StatusServiceUnavailable, "The search took too long"
		p.Details = []string{"It was given up. Try fewer words."}
	case errors.As(err, &http4xx) && http4xx.Code < 500:
		status, p.Heading = http4xx.Code, http.StatusText(http4xx.Code)
		if status == http.StatusNotFound {
			p.Heading = "There is no such page"
		} else if status == http.StatusBadRequest {
			p.Details = []string{fmt.Sprint(http4xx.Message)}
		}
	default:
		slog.Error("page failed", "path", c.Request().URL.Path, "error", err)
		p.Details = []string{"It has been logged. Try again, or search for something else."}
	}
	p.Title = p.Heading + " · talksearch"
	if err := u.render(c, status, "error.html", p); err != nil {
		slog.Error("error page failed", "path", c.Request().URL.Path, "error", err)
	}
}

// wasCancelled reports whether the talk that a request asks for was taken from
// its programme.
func (u *UI) wasCancelled(c echo.Context) bool {
	change, ok := u.catalogue.LatestChange(c.Param("conference"), c.Param("id"))
	return ok && change.Kind == corpus.ChangeCancelled
}

// assets are the static files by the name they are served under, which changes
// with their content, so that browsers may keep them for ever.
var assets, assetNames = loadAssets()

type asset struct {
	body        []byte
	contentType string
}

func loadAssets() (map[string]asset, map[string]string) {
	bodies, names := map[string]asset{}, map[string]string{}
	entries, err := fs.ReadDir(files, "static")
	for _, e := range entries {
		var body []byte
		if body, err = files.ReadFile("static/" + e.Name()); err != nil {
			break
		}
		sum := sha256.Sum256(body)
		ext := path.Ext(e.Name())
		name := e.Name()[:len(e.Name())-len(ext)] + "." + hex.EncodeToString(sum[:5]) + ext
		bodies[name] = asset{body, mime.TypeByExtension(ext)}
		names[e.Name()] = name
	}
	if err != nil {
		panic(fmt.Sprintf("embedded files: %v", err)) // they are part of the program
	}
	return bodies, names
}

// staticPath returns the address of a static file.
func staticPath(name string) (string, error) {
	if assetNames[name] == "" {
		return "", fmt.Errorf("no static file %q", name)
	}
	return "/static/" + assetNames[name], nil
}

func static(c echo.Context) error {
	a, ok := assets[c.Param("name")]
	if !ok {
		return echo.ErrNotFound
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "public, max-age=31536000, immutable")
	c.Response().Header().Set(echo.HeaderContentLength, strconv.Itoa(len(a.body)))
	return c.Blob(http.StatusOK, a.contentType, a.body)
}

// Known returns the parameters that searches have; others, which mailers and
// social networks add to links, are no mistake of the visitor's. Pages have numbers,
// and no cursors.
func Known(v url.Values) url.Values {
	out := maps.Clone(v)
	maps.DeleteFunc(out, func(name string, _ []string) bool {
		return name == "cursor" || !slices.Contains(index.Parameters(), name)
	})
	return out
}
