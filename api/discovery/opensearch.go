package discovery

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"

	"github.com/goccy/go-json"
	"github.com/labstack/echo/v4"

	"talksearch/index"
	"talksearch/index/address"
)

// description is an OpenSearch description document (OpenSearch 1.1, draft 6), from
// which browsers learn to search a site.
type description struct {
	XMLName     xml.Name         `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
	ShortName   string           `xml:"ShortName"`
	Description string           `xml:"Description"`
	Encoding    string           `xml:"InputEncoding"`
	Image       descriptionImage `xml:"Image"`
	URLs        []descriptionURL `xml:"Url"`
}

type descriptionImage struct {
	Type    string `xml:"type,attr"`
	Address string `xml:",chardata"`
}

type descriptionURL struct {
	Type     string `xml:"type,attr"`
	Rel      string `xml:"rel,attr,omitempty"`
	Template string `xml:"template,attr"`
}

const (
	descriptionType = "application/opensearchdescription+xml"
	suggestionsType = "application/x-suggestions+json"
)

func (d *Discovery) openSearch(c echo.Context) error {
	at := func(path string) string { return address.Absolute(d.server, path) }
	return document(c, descriptionType+"; charset=utf-8", description{
		ShortName: "talksearch", Description: "Search the talks of conferences", Encoding: "UTF-8",
		Image: descriptionImage{Type: "image/svg+xml", Address: at(d.icon)},
		URLs: []descriptionURL{
			{Type: "text/html", Template: at("/?q={searchTerms}")},
			{Type: "application/atom+xml", Template: at(address.API + "/search.atom?q={searchTerms}")},
			{Type: suggestionsType, Template: at(address.OpenSearchSuggestions + "?q={searchTerms}")},
			{Type: descriptionType, Rel: "self", Template: at(address.OpenSearch)},
		},
	})
}

// suggestions answers in the form that browsers read (OpenSearch Suggestions 1.0): what
// was typed, then lists of completions, of descriptions and of addresses.
func (d *Discovery) suggestions(c echo.Context) error {
	v, err := url.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "the address’s parameters can’t be read: "+err.Error())
	}
	r, err := parseSuggestions(v)
	if err != nil {
		return err
	}
	s, err := d.searcher.Suggest(c.Request().Context(), r)
	if err != nil {
		return err
	}
	completions, descriptions, addresses := []string{}, []string{}, []string{}
	for _, x := range s.List {
		completions = append(completions, x.Query)
		descriptions = append(descriptions, describe(x))
		addresses = append(addresses, address.Absolute(d.server, pageOf(x)))
	}
	body, err := json.MarshalWithOption([]any{r.Text, completions, descriptions, addresses}, json.DisableHTMLEscape())
	if err != nil {
		return fmt.Errorf("writing suggestions: %w", err)
	}
	return blob(c, suggestionsType+"; charset=utf-8", body)
}

// parseSuggestions reads the one parameter that browsers send; others are not theirs.
func parseSuggestions(v url.Values) (index.SuggestRequest, error) {
	return index.ParseSuggestRequest(url.Values{"q": {v.Get("q")}})
}

func describe(s index.Suggestion) string {
	switch {
	case s.Kind == index.SuggestTitle:
		return s.Entry.Conference.Title
	case s.Talks == 1:
		return string(s.Kind) + ", 1 talk"
	}
	return fmt.Sprintf("%s, %d talks", s.Kind, s.Talks)
}

// pageOf returns the address of what is suggested.
func pageOf(s index.Suggestion) string {
	switch {
	case s.Kind == index.SuggestTitle:
		return address.TalkPage(s.Entry)
	case s.Facet == index.BySpeaker:
		return address.PersonPage(s.Value)
	case s.Facet != "":
		return address.SearchPage(address.OfValue(s.Facet, s.Value))
	}
	return address.SearchPage(index.NewRequest(s.Query))
}
