package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"talksearch/corpus"
	"talksearch/index"
)

// statsAnswer tells how much is served.
type statsAnswer struct {
	Conferences int         `json:"conferences"`
	Talks       int         `json:"talks"`
	People      int         `json:"people"`
	Tracks      int         `json:"tracks"`
	Keywords    int         `json:"keywords"`
	Rooms       int         `json:"rooms"`
	Days        int         `json:"days"`
	FirstDay    *string     `json:"first_day"`
	LastDay     *string     `json:"last_day"`
	Years       []count     `json:"years"`
	Kinds       []count     `json:"kinds"`
	Changes     changeStats `json:"changes"` // since the server's start, of the latest 1,000
	Generation  string      `json:"generation"`
}

type changeStats struct {
	New       int `json:"new"`
	Moved     int `json:"moved"`
	Cancelled int `json:"cancelled"`
}

// count is a value of a facet and how many talks have it.
type count struct {
	Value string `json:"value"`
	Count int    `json:"count"`
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

func (a *API) changes(c echo.Context) error {
	if err := noParameters(c); err != nil {
		return err
	}
	return c.JSON(http.StatusOK, newChanges(a.catalogue.Changes()))
}

func (a *API) stats(c echo.Context) error {
	if err := noParameters(c); err != nil {
		return err
	}
	answer, err := a.countAll(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, answer)
}

func (a *API) countAll(ctx context.Context) (statsAnswer, error) {
	var s statsAnswer
	r := index.NewRequest("")
	r.Facets, r.FacetSize, r.Highlight = []index.Facet{index.ByYear, index.ByKind}, index.MaxFacetSize, false
	all, err := a.searcher.Search(ctx, r)
	if err != nil {
		return s, err
	}
	s.Talks, s.Generation = all.Total, all.Generation
	s.Years, s.Kinds = counts(all.Facets[0].Values), counts(all.Facets[1].Values)
	for by, n := range map[index.Facet]*int{
		index.ByConference: &s.Conferences, index.BySpeaker: &s.People, index.ByTrack: &s.Tracks,
		index.ByKeyword: &s.Keywords, index.ByRoom: &s.Rooms, index.ByDay: &s.Days,
	} {
		one := index.ValuesRequest{Request: index.NewRequest(""), Facet: by}
		one.PerPage = 1
		v, err := a.searcher.Values(ctx, one)
		if err != nil {
			return s, err
		}
		*n = v.Total
		if by != index.ByDay || v.Total == 0 {
			continue
		}
		s.FirstDay = optional(v.Values[0].Value)
		one.Page = v.Total
		if v, err = a.searcher.Values(ctx, one); err != nil {
			return s, err
		}
		if len(v.Values) > 0 {
			s.LastDay = optional(v.Values[0].Value)
		}
	}
	for _, change := range a.catalogue.Changes() {
		switch change.Kind {
		case corpus.ChangeNew:
			s.Changes.New++
		case corpus.ChangeMoved:
			s.Changes.Moved++
		case corpus.ChangeCancelled:
			s.Changes.Cancelled++
		}
	}
	return s, nil
}

func counts(list []index.FacetValue) []count {
	out := make([]count, len(list))
	for i, v := range list {
		out[i] = count{v.Value, v.Count}
	}
	return out
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
