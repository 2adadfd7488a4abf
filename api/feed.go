package api

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/address"
)

// feedEntries is how many entries a feed has unless it is asked for others.
const feedEntries = 50

// feed is an Atom feed (RFC 4287).
type feed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  atomPerson  `xml:"author"`
	Links   []atomLink  `xml:"link"`
	Entries []feedEntry `xml:"entry"`
}

type feedEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Updated    string         `xml:"updated"`
	Authors    []atomPerson   `xml:"author"`
	Links      []atomLink     `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Summary    string         `xml:"summary"`
	Content    string         `xml:"content,omitempty"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

// feed answers with the new matches of a search.
func (a *API) feed(c echo.Context) error {
	v, err := parameters(c)
	if err != nil {
		return err
	}
	s, err := parseForm(v, address.Feed)
	if err != nil {
		return err
	}
	entries, err := a.entries(c.Request().Context(), s)
	if err != nil {
		return err
	}
	first := s.WithPage(1)
	first.PerPage, first.Relax, first.Correct = index.DefaultPerPage, true, true // as people search
	self, page := address.Absolute(a.server, s.path()), address.Absolute(a.server, address.SearchPage(first))
	f := feed{
		ID: uuidOf(base + "/search.atom?" + s.values().Encode()), Title: s.name(), Updated: atomTime(a.catalogue.Since()), Author: atomPerson{"talksearch"}, Entries: entries,
		Links: []atomLink{{Rel: "self", Type: "application/atom+xml", Href: self}, {Rel: "alternate", Type: "text/html", Href: page}},
	}
	for _, e := range entries {
		f.Updated = max(f.Updated, e.Updated) // all in UTC and of one form, so that they compare as texts
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(f); err != nil {
		return fmt.Errorf("writing the feed: %w", err)
	}
	return blob(c, "application/atom+xml; charset=utf-8", b.Bytes())
}

// entries returns first what changed, the latest first, then the other talks, from the
// latest to the earliest.
func (a *API) entries(ctx context.Context, s formSearch) ([]feedEntry, error) {
	most := feedEntries
	if s.paged {
		most = s.PerPage
	}
	news, err := a.catalogue.News(ctx, s.Request)
	if err != nil {
		return nil, err
	}
	out := []feedEntry{}
	told := map[string]bool{}
	for _, n := range news[:min(most, len(news))] {
		told[n.ID()] = true
		out = append(out, a.entry(n.Entry, &n.Change))
	}
	r := s.WithSort(index.SortTimeReverse)
	err = a.searcher.Each(ctx, r, func(index.Listing) error { return nil }, func(e index.Entry) error {
		if len(out) >= most {
			return errEnough
		}
		if !told[e.ID()] {
			out = append(out, a.entry(e, nil))
		}
		return nil
	})
	return out, enough(err)
}

// entry returns a talk as an entry. A feed reader shows one again when its time of
// updating has changed: that is when its latest change was noticed. Of talks that
// did not change it is when they begin, or, where that is later, when they were served
// first.
func (a *API) entry(e index.Entry, change *corpus.Change) feedEntry {
	t := e.Talk
	updated := began(e)
	if since := a.catalogue.Since(); updated.IsZero() || updated.After(since) {
		updated = since
	}
	out := feedEntry{
		ID: uuidOf(address.TalkPage(e)), Title: t.Title, Content: t.Abstract, Summary: summary(e),
		Links: []atomLink{{Rel: "alternate", Type: "text/html", Href: address.Absolute(a.server, address.TalkPage(e))}},
	}
	for _, s := range t.Speakers {
		out.Authors = append(out.Authors, atomPerson{s.Name})
	}
	for _, term := range append([]string{t.Track}, t.AllKeywords()...) {
		if term != "" {
			out.Categories = append(out.Categories, atomCategory{term})
		}
	}
	if change != nil {
		updated = change.At
		switch change.Kind {
		case corpus.ChangeMoved:
			out.Title, out.Summary = "Moved: "+t.Title, out.Summary+"\nIt was "+slotText(change.Old)+"."
		case corpus.ChangeCancelled:
			out.Title, out.Summary = "Cancelled: "+t.Title, out.Summary+"\nIt was taken from the programme."
			out.Links[0].Href = address.Absolute(a.server, address.SearchPage(address.OfValue(index.ByConference, e.Conference.ID)))
		}
	}
	out.Updated = atomTime(updated)
	return out
}

// summary tells when, where and by whom.
func summary(e index.Entry) string {
	var parts []string
	for _, s := range []string{e.Conference.Title, placeText(e), speakerNames(e.Talk)} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "\n")
}

func speakerNames(t *corpus.Talk) string {
	names := make([]string, len(t.Speakers))
	for i, s := range t.Speakers {
		names[i] = s.Name
	}
	return strings.Join(names, ", ")
}

func atomTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// uuidOf returns a URN that stands for a path on whatever server: a UUID made of the
// path as its name (RFC 9562, 5.5, version 5, in the namespace of URLs).
func uuidOf(path string) string {
	space := []byte{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}
	u := sha1.Sum(append(space, "talksearch:"+path...))
	u[6], u[8] = u[6]&0x0f|0x50, u[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:16])
}
