package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"talksearch/index"
	"talksearch/index/address"
)

// suggestAnswer is the answer to a request for suggestions.
type suggestAnswer struct {
	Q           string       `json:"q"`
	Suggestions []suggestion `json:"suggestions"` // most useful first
	Meta        suggestMeta  `json:"meta"`
}

type suggestMeta struct {
	Generation string `json:"generation"`
}

// suggestion is one way in which a query may go on. Its highlight is HTML, as in
// the answer to a search.
type suggestion struct {
	Kind      string            `json:"kind"`      // word, person, keyword, track, title
	Query     string            `json:"query"`     // what to put in place of q
	Text      string            `json:"text"`      // what is suggested
	Highlight string            `json:"highlight"` // the same with what is typed of it marked
	Count     int               `json:"count"`     // how many talks have it
	Corrected bool              `json:"corrected"` // nothing begins with what is typed: this nearly does
	Filter    *suggestionFilter `json:"filter"`    // of a person, keyword or track: what it stands for
	Talk      *string           `json:"talk"`      // of a title: "conference/talk"
	Links     suggestionLinks   `json:"links"`
}

type suggestionFilter struct {
	Name  string `json:"name"` // a parameter of a search
	Value string `json:"value"`
}

// suggestionLinks lead to what is suggested: of a title to the talk, of a person,
// keyword or track to the talks with that value, of a word to the talks that the query
// finds.
type suggestionLinks struct {
	Self string `json:"self"`
	Page string `json:"page"`
}

func (a *API) suggest(c echo.Context) error {
	v, err := parameters(c)
	if err != nil {
		return err
	}
	r, err := index.ParseSuggestRequest(v)
	if err != nil {
		return err
	}
	s, err := a.searcher.Suggest(c.Request().Context(), r)
	if err != nil {
		return err
	}
	took(c, "suggest", s.Took)
	return c.JSON(http.StatusOK, newSuggestAnswer(r, s))
}

func newSuggestAnswer(r index.SuggestRequest, s *index.Suggestions) suggestAnswer {
	a := suggestAnswer{Q: r.Text, Suggestions: make([]suggestion, len(s.List)), Meta: suggestMeta{Generation: s.Generation}}
	for i, x := range s.List {
		a.Suggestions[i] = newSuggestion(x)
	}
	return a
}

func newSuggestion(x index.Suggestion) suggestion {
	out := suggestion{
		Kind: string(x.Kind), Query: x.Query, Text: x.Text.String(), Highlight: marked(x.Text), Count: x.Talks, Corrected: x.Corrected,
	}
	found := index.NewRequest(x.Query)
	switch {
	case x.Kind == index.SuggestTitle:
		id := x.Entry.ID()
		out.Talk, out.Links = &id, suggestionLinks{Self: address.Talk(x.Entry), Page: address.TalkPage(x.Entry)}
		return out
	case x.Facet != "":
		out.Filter = &suggestionFilter{Name: string(x.Facet), Value: x.Value}
		found = address.OfValue(x.Facet, x.Value)
	}
	out.Links = suggestionLinks{Self: address.Search(found), Page: address.SearchPage(found)}
	return out
}
