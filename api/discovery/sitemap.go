package discovery

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"talksearch/index"
	"talksearch/index/address"
)

// perSitemap is how many addresses a sitemap has at most (sitemaps.org allows 50,000).
const perSitemap = 20_000

const (
	sitemapPath  = "/sitemaps/"
	sitemapSpace = "http://www.sitemaps.org/schemas/sitemap/0.9"
)

// robots tells crawlers what is worth a visit: pages of talks, people and conferences.
// Searches and the API lead to the same, in any number of ways.
func (d *Discovery) robots(c echo.Context) error {
	text := "User-agent: *\nDisallow: " + address.API + "/\nDisallow: /?\nDisallow: " + address.OpenSearchSuggestions + "\n\nSitemap: " + address.Absolute(d.server, address.Sitemap) + "\n"
	return blob(c, "text/plain; charset=utf-8", []byte(text))
}

type sitemapIndex struct {
	XMLName  xml.Name `xml:"sitemapindex"`
	Space    string   `xml:"xmlns,attr"`
	Sitemaps []place  `xml:"sitemap"`
}

type urlSet struct {
	XMLName xml.Name `xml:"urlset"`
	Space   string   `xml:"xmlns,attr"`
	URLs    []place  `xml:"url"`
}

type place struct {
	Address string `xml:"loc"`
}

// sitemaps answers with the list of sitemaps: 0 has conferences, the others talks.
func (d *Discovery) sitemaps(c echo.Context) error {
	list, err := d.searcher.Conferences(c.Request().Context())
	if err != nil {
		return err
	}
	talks := 0
	for _, conference := range list {
		talks += conference.Talks
	}
	answer := sitemapIndex{Space: sitemapSpace}
	for n := range 1 + (talks+perSitemap-1)/perSitemap {
		answer.Sitemaps = append(answer.Sitemaps, place{address.Absolute(d.server, fmt.Sprintf("%s%d.xml", sitemapPath, n))})
	}
	return document(c, "application/xml; charset=utf-8", answer)
}

// sitemapNumber returns the number of the sitemap at a path.
func sitemapNumber(path string) (int, bool) {
	name, ok := strings.CutPrefix(path, sitemapPath)
	digits, xml := strings.CutSuffix(name, ".xml")
	n, err := strconv.Atoi(digits)
	return n, ok && xml && err == nil && n >= 0 && n < 1_000_000 && digits == strconv.Itoa(n)
}

func (d *Discovery) sitemap(c echo.Context) error {
	n, ok := sitemapNumber(sitemapPath + c.Param("name"))
	if !ok {
		return echo.ErrNotFound
	}
	paths, err := d.paths(c.Request().Context(), n)
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		return echo.ErrNotFound
	}
	answer := urlSet{Space: sitemapSpace, URLs: make([]place, len(paths))}
	for i, path := range paths {
		answer.URLs[i] = place{address.Absolute(d.server, path)}
	}
	return document(c, "application/xml; charset=utf-8", answer)
}

var errFull = errors.New("the sitemap is full")

// paths returns what the sitemap with a number has.
func (d *Discovery) paths(ctx context.Context, n int) ([]string, error) {
	if n == 0 {
		list, err := d.searcher.Conferences(ctx)
		if err != nil {
			return nil, err
		}
		paths := []string{"/", "/conferences"}
		for _, c := range list[:min(len(list), perSitemap-len(paths))] {
			paths = append(paths, address.ConferencePage(c.ID))
		}
		return paths, nil
	}
	r := index.NewRequest("").WithSort(index.SortTime)
	r.Page, r.PerPage = n, perSitemap
	var paths []string
	err := d.searcher.Each(ctx, r, func(index.Listing) error { return nil }, func(e index.Entry) error {
		if len(paths) == perSitemap {
			return errFull
		}
		paths = append(paths, address.TalkPage(e))
		return nil
	})
	if err != nil && !errors.Is(err, errFull) {
		return nil, err
	}
	return paths, nil
}
