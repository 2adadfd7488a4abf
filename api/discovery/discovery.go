// Package discovery tells browsers and crawlers what a server has: how to search it
// from a browser's address bar (OpenSearch), what to visit (a sitemap) and what not
// (robots.txt). It knows index.Searcher and index.Lister, never an engine.
package discovery

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"talksearch/index"
	"talksearch/index/address"
)

// A Searcher is what is told of.
type Searcher interface {
	index.Searcher
	index.Lister
}

// Discovery answers browsers and crawlers.
type Discovery struct {
	searcher Searcher
	server   string // what absolute addresses begin with
	icon     string // the address of the site's icon
}

// New returns the Discovery of a searcher. server is what absolute addresses begin
// with, such as "https://talks.example.org"; icon is the path of an SVG icon.
func New(s Searcher, server, icon string) *Discovery {
	return &Discovery{searcher: s, server: server, icon: icon}
}

// Register adds the routes.
func (d *Discovery) Register(e *echo.Echo) {
	get := func(path string, h echo.HandlerFunc) { e.Match([]string{http.MethodGet, http.MethodHead}, path, h) }
	get(address.OpenSearch, d.openSearch)
	get(address.OpenSearchSuggestions, d.suggestions)
	get(address.Robots, d.robots)
	get(address.Sitemap, d.sitemaps)
	get(sitemapPath+":name", d.sitemap)
}

// Canonical returns the address that stands for all that are answered as the one with
// this path and these parameters, as api.Canonical does.
func Canonical(path string, v url.Values) (string, bool) {
	switch path {
	case address.OpenSearch, address.Robots, address.Sitemap:
		return path, true
	case address.OpenSearchSuggestions:
		r, err := parseSuggestions(v)
		return address.With(path, r.Values()), err == nil
	}
	_, ok := sitemapNumber(path)
	return path, ok
}

// document answers with an XML document.
func document(c echo.Context, mediaType string, v any) error {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(v); err != nil {
		return fmt.Errorf("writing %T: %w", v, err)
	}
	return blob(c, mediaType, b.Bytes())
}

func blob(c echo.Context, mediaType string, body []byte) error {
	c.Response().Header().Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	return c.Blob(http.StatusOK, mediaType, body)
}
