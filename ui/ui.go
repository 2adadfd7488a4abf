// Package ui is the web page: a search, its results and facets, a timetable, and
// pages for talks, people, conferences, schedules and help, rendered on the server
// and complete without JavaScript. It knows index.Searcher and index.Lister, never an engine; the
// address is the whole state.
//
// The scripts, ES modules in the folder script, exchange a page's main part by that
// of another address. They find parts of it by id: status, notes, chips, strip,
// facets and results; talks, wherever they are listed, by
// data-talk="conference/id"; and times by the element time, with their beginning in
// datetime and their end in data-end.
package ui

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"strconv"

	"github.com/labstack/echo/v4"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/address"
)

// UI renders pages from a searcher.
type UI struct {
	searcher  Searcher
	catalogue Catalogue
	pages     map[string]*template.Template // by file name
}

// A Searcher answers what the pages ask.
type Searcher interface {
	index.Searcher
	index.Lister
}

// A Catalogue knows what changed in the programmes. Its method may be called by
// many goroutines at once.
type Catalogue interface {
	// LatestChange returns what happened last to a talk since the server's start.
	LatestChange(conference, talk string) (corpus.Change, bool)
}

// New parses the templates; they are part of the program, so that an error here
// is a mistake in it.
func New(s Searcher, c Catalogue) (*UI, error) {
	u := &UI{searcher: s, catalogue: c, pages: map[string]*template.Template{}}
	names, err := files.ReadDir("templates/pages")
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	parts, err := template.New("parts").Funcs(functions).ParseFS(files, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("parts of pages: %w", err)
	}
	for _, name := range names {
		t, err := parts.Clone()
		if err == nil {
			t, err = t.ParseFS(files, path.Join("templates/pages", name.Name()))
		}
		if err != nil {
			return nil, fmt.Errorf("page %s: %w", name.Name(), err)
		}
		u.pages[name.Name()] = t
	}
	return u, nil
}

// functions are what templates call.
var functions = template.FuncMap{
	"static":     staticPath,
	"module":     modulePath,
	"modules":    moduleNames,
	"inc":        func(i int) int { return i + 1 },
	"openSearch": func() string { return address.OpenSearch },
	"reference":  func() string { return address.Reference },
	"plural":     plural,
	"most":       func() int { return index.MaxQueryLength },
	"mostFind":   func() int { return index.MaxPrefixLength },
}

// Register adds the pages' routes.
func (u *UI) Register(e *echo.Echo) {
	get := func(path string, h echo.HandlerFunc) { e.Match([]string{http.MethodGet, http.MethodHead}, path, h) }
	get("/", u.search)
	get("/talks/:conference/:id", u.talk)
	get("/people/:name", u.person)
	get("/conferences", u.conferences)
	get("/conferences/:conference", u.conference)
	get("/help", u.help)
	get("/schedule", u.schedule)
	get("/schedule.ics", u.scheduleCalendar)
	get("/offline", u.offline)
	get("/manifest.webmanifest", manifest)
	get("/worker.js", worker)
	get("/static/:name", static)
	get("/static/:version/:name", module)
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
	At      string // what it is among those that all pages lead to: "timetable", "conferences", "help", "schedule" or ""
	Query   string // in the search box
	Hidden  []param
	Notices []string // the conferences' notices on their texts
	API     string   // the address of the same in the API
	Forms   []form   // other forms of the same
}

// A param is a parameter that the search form keeps.
type param struct{ Name, Value string }

// A link leads somewhere.
type link struct {
	Label, Path string
	Current     bool // it leads to what is shown
}
