package main

import (
	"encoding/xml"
	"net/http"
	"strings"
	"testing"

	"talksearch/index"
	"talksearch/index/indextest"
)

// TestSitemap follows the sitemaps from robots.txt on: they have every talk, and each
// address is answered.
func TestSitemap(t *testing.T) {
	l, cached, _ := newHandlers(t, append(indextest.Small(t), indextest.LPC(t))...)
	var listed struct {
		Sitemaps []string `xml:"sitemap>loc"`
	}
	_, at, ok := strings.Cut(body(t, cached, "/robots.txt"), "Sitemap: "+testAddress)
	if !ok {
		t.Fatal("robots.txt names no sitemap")
	}
	if err := xml.Unmarshal([]byte(body(t, cached, strings.TrimSpace(at))), &listed); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, sitemap := range listed.Sitemaps {
		var urls struct {
			URLs []string `xml:"url>loc"`
		}
		if err := xml.Unmarshal([]byte(body(t, cached, strings.TrimPrefix(sitemap, testAddress))), &urls); err != nil {
			t.Fatal(err)
		}
		for _, u := range urls.URLs {
			path, ours := strings.CutPrefix(u, testAddress)
			if w := request(cached, path); !ours || w.Code != http.StatusOK || found[path] {
				t.Errorf("%s: got %d, there before: %t", u, w.Code, found[path])
			}
			found[path] = true
		}
	}
	talks := 0
	if err := l.engine.Each(t.Context(), index.NewRequest(""), func(index.Listing) error { return nil }, func(e index.Entry) error {
		talks++
		if !found["/talks/"+e.Conference.ID+"/"+e.Talk.ID] {
			t.Errorf("%s is in no sitemap", e.ID())
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(found) != talks+5 { // the home page, the conferences and their page
		t.Errorf("%d addresses for %d talks", len(found), talks)
	}
}
