package api

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/address"
)

const (
	maxPersonTalks = 1000 // a person's talks that are counted, the latest
	maxCounts      = 50   // values of each kind that are told, the most frequent
)

// personAnswer is a person's part in all conferences.
type personAnswer struct {
	Name         string       `json:"name"`
	Affiliations []string     `json:"affiliations"` // the latest first
	First        *string      `json:"first"`        // the day of the first talk
	Last         *string      `json:"last"`
	Conferences  []count      `json:"conferences"`
	Years        []count      `json:"years"`
	Tracks       []count      `json:"tracks"`
	Keywords     []count      `json:"keywords"`
	With         []count      `json:"with"`  // people of the same talks
	Talks        []listedTalk `json:"talks"` // the latest first
	Meta         searchMeta   `json:"meta"`
	Links        personLinks  `json:"links"`
}

type personLinks struct {
	pageLinks
	Page   string `json:"page"`
	Search string `json:"search"`
	ICS    string `json:"ics"`
	Atom   string `json:"atom"`
}

// listedTalk is a talk in a list that is no answer to a search.
type listedTalk struct {
	talk
	Links talkLinks `json:"links"`
}

func (a *API) person(c echo.Context) error {
	v, err := parameters(c)
	if err != nil {
		return err
	}
	if problems := unknown(v, "page", "per_page"); problems != nil {
		return problems
	}
	paged, err := index.ParseRequest(v)
	if err != nil {
		return err
	}
	r := address.OfValue(index.BySpeaker, c.Param("name")).WithSort(index.SortTimeReverse)
	r.Page, r.PerPage, r.Facets, r.Highlight = paged.Page, paged.PerPage, nil, false
	result, err := a.searcher.Search(c.Request().Context(), r)
	if err != nil {
		return err
	}
	if result.Total == 0 {
		return notFound(fmt.Sprintf("no talk has a person called %q", c.Param("name")))
	}
	p, err := a.countPerson(c.Request().Context(), r)
	if err != nil {
		return err
	}
	p.Meta = searchMeta{Total: result.Total, Page: &r.Page, PerPage: r.PerPage, Generation: result.Generation}
	p.Talks = make([]listedTalk, len(result.Hits))
	for i, h := range result.Hits {
		p.Talks[i] = listedTalk{newTalk(h.Entry, a.catalogue), linksOf(h.Entry)}
	}
	all := address.OfValue(index.BySpeaker, p.Name)
	p.Links = personLinks{
		Page: address.PersonPage(p.Name), Search: address.Search(all), ICS: address.SearchIn(address.Calendar, all), Atom: address.SearchIn(address.Feed, all),
		pageLinks: newPageLinks(r.Page, r.LastPage(result.Total), func(page int) string { return address.With(address.Person(p.Name), paged.WithPage(page).Values()) }),
	}
	return c.JSON(http.StatusOK, p)
}

// countPerson counts what the talks have that r, for a person's talks, finds.
func (a *API) countPerson(ctx context.Context, r index.Request) (personAnswer, error) {
	p := personAnswer{Affiliations: []string{}}
	key := corpus.Fold(r.Filters[index.BySpeaker].Include[0])
	var conferences, years, tracks, keywords, with tally
	talks := 0
	r.Page = 1
	err := a.searcher.Each(ctx, r, func(index.Listing) error { return nil }, func(e index.Entry) error {
		t := e.Talk
		conferences.add(e.Conference.ID)
		years.add(e.Year())
		tracks.add(t.Track)
		for _, k := range t.AllKeywords() {
			keywords.add(k)
		}
		for _, s := range t.Speakers {
			if corpus.Fold(s.Name) != key {
				with.add(s.Name)
				continue
			}
			p.Name = cmp.Or(p.Name, s.Name)
			if s.Affiliation != "" && !slices.Contains(p.Affiliations, s.Affiliation) {
				p.Affiliations = append(p.Affiliations, s.Affiliation)
			}
		}
		if t.Day != "" {
			p.First = optional(string(t.Day))
			p.Last = cmp.Or(p.Last, p.First)
		}
		if talks++; talks == maxPersonTalks {
			return errEnough
		}
		return nil
	})
	if err = enough(err); err != nil {
		return p, err
	}
	p.Conferences, p.Years, p.Tracks, p.Keywords, p.With = conferences.counts(), years.counts(), tracks.counts(), keywords.counts(), with.counts()
	return p, nil
}

// A tally counts values, which are one without regard to letter case and accents.
type tally struct {
	places map[string]int // by folded value
	list   []count
}

func (t *tally) add(value string) {
	if value == "" {
		return
	}
	if t.places == nil {
		t.places = map[string]int{}
	}
	key := corpus.Fold(value)
	i, known := t.places[key]
	if !known {
		i = len(t.list)
		t.places[key] = i
		t.list = append(t.list, count{Value: value})
	}
	t.list[i].Count++
}

// counts returns the most frequent values, most frequent first, then by name.
func (t *tally) counts() []count {
	slices.SortFunc(t.list, func(a, b count) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Value, b.Value)) })
	return append([]count{}, t.list[:min(maxCounts, len(t.list))]...)
}
