package ui

import (
	"fmt"
	"slices"
	"strings"

	"talksearch/corpus"
	"talksearch/index"
)

// A builder makes a searchPage from a result.
type builder struct {
	r           index.Request
	result      *index.Result
	catalogue   Catalogue
	conferences map[string]*index.Conference
}

func (b builder) page() searchPage {
	p := searchPage{
		page:     page{Query: b.r.Query.Text, Title: b.title(), API: "/api/v1" + strings.Replace(searchPath(b.r), "/", "/search", 1)},
		Heading:  b.heading(),
		Warnings: b.result.Query.Warnings,
		Facets:   b.facets(),
	}
	p.Scope, p.Zone, p.Notices = b.scope()
	for name, values := range b.r.WithPage(1).Values() {
		for _, v := range values {
			if name != "q" {
				p.Hidden = append(p.Hidden, param{name, v})
			}
		}
	}
	slices.SortFunc(p.Hidden, func(a, b param) int { return strings.Compare(a.Name+"\x00"+a.Value, b.Name+"\x00"+b.Value) })
	p.Chips = b.chips()
	if len(p.Chips) > 1 {
		free := b.r.WithPage(1)
		free.Filters = nil
		p.ClearAll = searchPath(free)
	}
	if !b.r.Query.Empty() && b.result.Total > 1 {
		for _, s := range []struct {
			label string
			sort  index.Sort
		}{{"Relevance", index.SortRelevance}, {"Time", index.SortTime}} {
			p.Sorts = append(p.Sorts, choice{s.label, searchPath(b.r.WithSort(s.sort)), b.r.Sort == s.sort})
		}
	}
	b.hits(&p)
	b.pager(&p)
	return p
}

func (b builder) title() string {
	if b.r.Query.Text != "" {
		return b.r.Query.Text + " · talksearch"
	}
	return "talksearch"
}

func (b builder) heading() string {
	n := b.result.Total
	s := fmt.Sprintf("%d results", n)
	switch {
	case n == 0:
		s = "Nothing found"
	case n == 1:
		s = "1 result"
	}
	switch {
	case !b.r.Query.Empty():
		return s + " for “" + shorten(b.r.Query.Text) + "”"
	case len(b.r.Filters) == 0:
		return "The whole programme"
	}
	return s
}

// shorten cuts a long query for a heading; the box holds all of it.
func shorten(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// scope describes what was searched.
func (b builder) scope() (scope, zone string, notices []string) {
	for _, c := range b.conferences {
		if c.Notice != "" && !slices.Contains(notices, c.Notice) {
			notices = append(notices, c.Notice)
		}
	}
	slices.Sort(notices)
	if len(notices) > 3 {
		notices = nil // too many to be read; each talk's page shows its own
	}
	if len(b.conferences) != 1 {
		return fmt.Sprintf("%d conferences", len(b.conferences)), "", notices
	}
	for _, c := range b.conferences {
		scope = c.Title
		if c.Location != "" {
			scope += " · " + c.Location
		}
		zone = zoneLabel(c.Timezone)
	}
	return scope, zone, notices
}

// facetLabels names the facets on the page.
var facetLabels = map[index.Facet]string{
	index.ByConference: "Conference", index.ByYear: "Year", index.ByDay: "Day", index.ByTrack: "Track", index.BySpeaker: "Speaker",
	index.ByKeyword: "Keyword", index.ByKind: "Kind", index.ByRoom: "Room",
}

// alsoLabels names the fields of an alsoView.
var alsoLabels = map[string]string{"subtitle": "Subtitle", "affiliation": "Affiliation", "keyword": "Keyword"}

func (b builder) dayLayout() string {
	if len(b.conferences) > 1 {
		return dayShortYear
	}
	return dayShort
}

// label returns a facet's value as people read it.
func (b builder) label(by index.Facet, value string) string {
	switch by {
	case index.ByDay:
		return corpus.Date(value).Time().Format(b.dayLayout())
	case index.ByKind:
		return kindLabel(corpus.Kind(value))
	case index.ByConference:
		if c := b.conferences[value]; c != nil {
			return c.Title
		}
	}
	return value
}

// facets returns what can be chosen; a facet with a single value that every
// result has offers no choice.
func (b builder) facets() []facetView {
	var out []facetView
	for _, f := range b.result.Facets {
		filter := b.r.Filters[f.Facet]
		chosen := len(filter.Include)+len(filter.Exclude) > 0
		if len(f.Values) == 0 || !chosen && len(f.Values) == 1 && f.Values[0].Count == b.result.Total {
			continue
		}
		v := facetView{Name: string(f.Facet), Label: facetLabels[f.Facet]}
		for _, x := range f.Values {
			v.Values = append(v.Values, valueView{
				Label: b.label(f.Facet, x.Value), Count: x.Count, Selected: x.Selected, Excluded: x.Excluded,
				Toggle: searchPath(b.r.WithFilter(f.Facet, filter.Toggled(x.Value))),
			})
		}
		if f.More && b.r.FacetSize < moreValues {
			more := b.r
			more.FacetSize = moreValues
			v.More = searchPath(more) + "#" + v.Name
		}
		out = append(out, v)
	}
	return out
}

func (b builder) chips() []chip {
	var out []chip
	for _, by := range index.Facets() {
		f := b.r.Filters[by]
		for _, v := range f.Include {
			out = append(out, chip{Label: b.label(by, v), Remove: searchPath(b.r.WithFilter(by, f.Without(v)))})
		}
		for _, v := range f.Exclude {
			out = append(out, chip{Label: b.label(by, v), Remove: searchPath(b.r.WithFilter(by, f.Without(v))), Excluded: true})
		}
	}
	return out
}

func (b builder) hits(p *searchPage) {
	byTime := b.r.Query.Empty() && b.r.Sort == index.SortRelevance || b.r.Sort == index.SortTime || b.r.Sort == index.SortTimeReverse
	day := corpus.Date("none yet")
	for _, h := range b.result.Hits {
		v := b.hit(h)
		if byTime && h.Talk.Day != day {
			day = h.Talk.Day
			v.Heading = "Without a time"
			if day != "" {
				v.Heading = day.Time().Format(dayLong)
			}
		}
		p.Hits = append(p.Hits, v)
	}
}

func (b builder) hit(h index.Hit) hitView {
	t := h.Talk
	v := hitView{
		Title: h.Title, Path: talkPath(h.Entry), Kind: kindLabel(t.Kind), When: newWhen(h.Entry, b.dayLayout()),
		Track: t.Track, TrackPath: facetPath(index.ByTrack, t.Track), Room: t.Room, People: people(t), Snippet: h.Snippet,
	}
	if change, ok := b.catalogue.LatestChange(h.Conference.ID, t.ID); ok {
		v.Change = changeLabel(change.Kind)
	}
	for _, m := range h.Also {
		last := len(v.Also) - 1
		switch label := alsoLabels[m.Field]; {
		case label == "": // every hit shows it
		case last >= 0 && v.Also[last].Label == label:
			v.Also[last].Texts = append(v.Also[last].Texts, m.Text)
		default:
			v.Also = append(v.Also, alsoView{label, []index.Marked{m.Text}})
		}
	}
	for i, name := range h.People {
		v.People[i].Name = name
	}
	if len(b.conferences) > 1 {
		v.Conference = h.Conference.Title
	}
	shown := h.Topics
	if len(shown) > maxTopics {
		shown = shown[:maxTopics]
		v.MoreTopics = len(h.Topics) - maxTopics
	}
	for _, m := range shown {
		v.Topics = append(v.Topics, topicView{m.Text, fmt.Sprintf("%s#topic-%d", v.Path, m.N)})
	}
	return v
}

func people(t *corpus.Talk) []personView {
	var out []personView
	for _, s := range t.Speakers {
		p := personView{Name: index.Marked{{Text: s.Name}}, Affiliation: s.Affiliation, Path: facetPath(index.BySpeaker, s.Name)}
		if s.Role != corpus.RoleSpeaker {
			p.Role = string(s.Role)
		}
		out = append(out, p)
	}
	return out
}

func (b builder) pager(p *searchPage) {
	from, to := b.r.Offset()+1, b.r.Offset()+len(b.result.Hits)
	if b.r.Page > 1 {
		p.Prev = searchPath(b.r.WithPage(b.r.Page - 1))
	}
	last := b.r.LastPage(b.result.Total)
	if b.r.Page > last && b.result.Total > 0 {
		p.LastPage = searchPath(b.r.WithPage(last))
	}
	if b.r.Page < last {
		p.Next = searchPath(b.r.WithPage(b.r.Page + 1))
	}
	if len(b.result.Hits) > 0 && (p.Prev != "" || p.Next != "") {
		p.Range = fmt.Sprintf("%d–%d of %d", from, to, b.result.Total)
	}
}
