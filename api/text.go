package api

import (
	"bytes"

	"github.com/labstack/echo/v4"

	"talksearch/api/terminal"
	"talksearch/index"
	"talksearch/index/address"
)

// text answers with a page of what a search finds, to be read in a terminal.
func (a *API) text(c echo.Context) error {
	v, err := parameters(c)
	if err != nil {
		return err
	}
	s, err := parseForm(v, address.Text)
	if err != nil {
		return err
	}
	r := s.Request
	r.Facets = nil
	result, err := a.searcher.Search(c.Request().Context(), r)
	if err != nil {
		return err
	}
	took(c, "search", result.Took)
	list := terminal.List{Total: result.Total, First: r.Offset() + 1, Notes: terminal.Notes(result.Query)}
	for _, h := range result.Hits {
		list.Talks = append(list.Talks, a.listed(h))
	}
	var b bytes.Buffer
	if err := terminal.Write(&b, list, false); err != nil {
		return err
	}
	return blob(c, "text/plain; charset=utf-8", b.Bytes())
}

// listed returns a hit as it is listed in a terminal.
func (a *API) listed(h index.Hit) terminal.Talk {
	t := terminal.Talk{
		Place: placeText(h.Entry), Title: h.Title, People: speakerNames(h.Talk), Snippet: h.Snippet,
		Link: a.absolute(address.TalkPage(h.Entry)),
	}
	for _, m := range h.Topics {
		t.Topics = append(t.Topics, m.Text)
	}
	return t
}

// placeText says when and where, in the conference's zone.
func placeText(e index.Entry) string {
	t := e.Talk
	return terminal.Place(string(t.Day), t.Start, t.End, t.Track, t.Room)
}
