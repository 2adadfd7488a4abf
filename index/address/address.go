// Package address makes the addresses of what a server serves: pages, the API and a
// search's other forms. Whoever links to something asks here, so that there is one
// place where it is said what stands where. Addresses are paths from the server's
// root, with what needs it escaped; Absolute puts the server before them.
package address

import (
	"net/url"
	"slices"
	"strings"

	"talksearch/index"
)

// API is the path under which version 1 of the API stands.
const API = "/api/v1"

// Reference is the page that describes the API, Document the same for programs.
const (
	Reference = API + "/reference"
	Document  = API + "/openapi.json"
)

// What browsers and crawlers ask for.
const (
	OpenSearch            = "/opensearch.xml"
	OpenSearchSuggestions = "/opensearch/suggestions"
	Robots                = "/robots.txt"
	Sitemap               = "/sitemap.xml"
)

// Problem returns the address that tells of a type of problems.
func Problem(name string) string { return Reference + "#problem-" + name }

// A Form is a way in which a search can be had, named by the suffix of its address.
type Form string

// The forms of a search beside JSON.
const (
	Calendar Form = "ics"
	Feed     Form = "atom"
	Table    Form = "csv"
	Lines    Form = "jsonl"
	Text     Form = "txt"
)

// Forms returns all forms.
func Forms() []Form { return []Form{Calendar, Feed, Table, Lines, Text} }

// Strict reports whether a form has only what was asked for, unless the request says
// otherwise: what is subscribed to, or read by programs, must not change its meaning
// when nothing matches.
func (f Form) Strict() bool { return f != Text }

// Search returns the address of a search in the API.
func Search(r index.Request) string { return With(API+"/search", r.Values()) }

// SearchIn returns the address of all that a search finds, in another form: r's query,
// filters and order, from the first page on.
func SearchIn(f Form, r index.Request) string {
	all := index.NewRequest("")
	all.Query, all.Filters, all.Expand = r.Query, r.Filters, r.Expand
	if f == Table || f == Lines || f == Text {
		all.Sort = r.Sort
	}
	if !f.Strict() {
		all.Relax, all.Correct = r.Relax, r.Correct
	}
	return With(API+"/search."+string(f), all.Values())
}

// SearchPage returns the address of a search's page. It has no parameters that
// change nothing there.
func SearchPage(r index.Request) string {
	r.Explain, r.Highlight, r.Typing, r.Cursor = false, true, false, ""
	r.Facets, r.FacetSize = index.Facets(), index.DefaultFacetSize
	return With("/", r.Values())
}

// OfValue returns a request for all talks with a value of a facet.
func OfValue(by index.Facet, value string) index.Request {
	return index.NewRequest("").WithFilter(by, index.Filter{Include: []string{value}})
}

// Values returns the address of a page of a facet's values.
func Values(r index.ValuesRequest) string {
	return With(API+"/facets/"+url.PathEscape(string(r.Facet)), r.Values())
}

// Talk returns a talk's address in the API.
func Talk(e index.Entry) string { return API + TalkPage(e) }

// TalkPage returns the address of a talk's page.
func TalkPage(e index.Entry) string {
	return "/talks/" + url.PathEscape(e.Conference.ID) + "/" + url.PathEscape(e.Talk.ID)
}

// TalkCalendar returns the address of a talk's calendar file.
func TalkCalendar(e index.Entry) string { return TalkPage(e) + CalendarSuffix }

// CalendarSuffix makes the address of a talk's calendar file of that of its page.
const CalendarSuffix = ".ics"

// Conferences is where the API tells of what is served.
const Conferences = API + "/conferences"

// ConferencePage returns the address of a conference's page.
func ConferencePage(id string) string { return "/conferences/" + url.PathEscape(id) }

// Person returns a person's address in the API.
func Person(name string) string { return API + "/people/" + url.PathEscape(name) }

// PersonPage returns the address of a person's page, "" for no name. Spaces stand in
// it as underscores, as long as that can be undone.
func PersonPage(name string) string {
	if name == "" {
		return ""
	}
	if !strings.Contains(name, "_") {
		name = strings.ReplaceAll(name, " ", "_")
	}
	return "/people/" + url.PathEscape(name)
}

// PersonNames returns the names that the address of a person's page may stand for, the
// likeliest first.
func PersonNames(param string) []string {
	return slices.Compact([]string{param, strings.ReplaceAll(param, "_", " ")})
}

// Absolute returns an address with the server before it, such as
// "https://talks.example.org", without a slash at its end.
func Absolute(server, path string) string { return strings.TrimSuffix(server, "/") + path }

// With returns an address with parameters.
func With(path string, v url.Values) string {
	if q := v.Encode(); q != "" {
		return path + "?" + q
	}
	return path
}
