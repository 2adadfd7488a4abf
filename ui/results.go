package ui

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"talksearch/index"
	"talksearch/index/address"
)

// page returns all of a search's page.
func (b *builder) page(ctx context.Context) (searchPage, error) {
	p := searchPage{
		page:    page{Query: b.s.Query.Text, Title: b.title(), API: address.Search(b.s.Request), Forms: formsOf(b.s.Request), Notices: b.notices()},
		Heading: b.heading(), Total: b.result.Total, Whole: !b.narrowed(), Scope: b.scope(), Notes: b.notes(), Facets: b.facets(), Open: b.s.Long != "", Views: b.views(), Sorts: b.sorts(),
	}
	if b.single != nil {
		p.Zone, p.Location = zoneLabel(b.single.Timezone), b.single.Location
	}
	p.Hidden = b.hidden(p.Facets)
	p.Chips = b.chips()
	if len(p.Chips) > 1 {
		free := b.s.unfiltered()
		free.Relax, free.Correct, free.Expand = true, true, true
		p.ClearAll = free.path()
	}
	for _, f := range b.s.Filters {
		p.Chosen += len(f.Include) + len(f.Exclude)
	}
	switch {
	case b.agenda != nil && (b.s.View == viewTimetable || slices.ContainsFunc(b.agenda.Items, func(i index.AgendaItem) bool { return i.Match })):
		p.Days = newDayStrip(b.agenda, b.s)
	case b.single == nil:
		p.Years = b.years()
	}
	var err error
	if b.result.Total == 0 {
		if p.Nothing, err = b.explain(ctx); err != nil {
			return p, err
		}
	}
	if b.s.View == viewTimetable {
		p.At = "timetable"
		return p, b.timetable(ctx, &p)
	}
	p.Hits = b.hits()
	b.pager(&p)
	return p, nil
}

// title names the search among a window's tabs and in its history: what is asked for,
// of which conference where nothing is, and how it is shown.
func (b *builder) title() string {
	const most = 3 // filters that are named
	var parts []string
	if !b.s.Query.Empty() {
		parts = append(parts, shorten(b.s.Query.Text))
	}
	for _, c := range b.chips() {
		if c.Facet != "" && !c.Excluded && len(parts) < most {
			parts = append(parts, c.Label)
		}
	}
	if len(parts) == 0 && b.single != nil {
		parts = append(parts, label(b.single))
	}
	title := []string{"talksearch"}
	if b.s.View == viewTimetable {
		title = append([]string{"Timetable"}, title...)
	}
	if len(parts) > 0 {
		title = append([]string{strings.Join(parts, ", ")}, title...)
	}
	return strings.Join(title, " · ")
}

func (b *builder) heading() string {
	n := b.result.Total
	s := plural(n, "result")
	if n == 0 {
		s = "Nothing found"
	}
	switch {
	case !b.s.Query.Empty():
		return s + " for “" + shorten(b.s.Query.Text) + "”"
	case len(b.s.Filters) == 0:
		return "The whole programme"
	}
	return plural(n, "talk")
}

// shorten cuts a long query for a heading; the box holds all of it.
func shorten(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// scope tells what was searched.
func (b *builder) scope() link {
	if b.single == nil {
		return link{Label: plural(len(b.conferences), "conference"), Path: "/conferences"}
	}
	return link{Label: label(b.single), Path: address.ConferencePage(b.single.ID)}
}

// notices returns what the conferences say of their texts.
func (b *builder) notices() []string {
	const most = 3 // more are not read; each talk's page shows its own
	if b.single != nil {
		return noticeOf(b.single)
	}
	var out []string
	for _, c := range b.conferences {
		if c.Notice != "" && !slices.Contains(out, c.Notice) {
			out = append(out, c.Notice)
		}
	}
	if len(out) > most {
		return nil
	}
	slices.Sort(out)
	return out
}

func noticeOf(c *index.Conference) []string {
	if c.Notice == "" {
		return nil
	}
	return []string{c.Notice}
}

// hidden returns the parameters that the search form keeps and that no box of a
// facet stands for. What is sent is typed to its end.
func (b *builder) hidden(shown []facetView) []param {
	var out []param
	kept := b.s.with(b.s.WithPage(1))
	kept.Typing = false
	for name, values := range kept.values() {
		if name == "q" || slices.ContainsFunc(shown, func(f facetView) bool { return f.Name == name || "-"+f.Name == name }) {
			continue
		}
		for _, v := range values {
			out = append(out, param{name, v})
		}
	}
	slices.SortFunc(out, func(a, b param) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Value, b.Value)) })
	return out
}

// sorts returns the orders of a list; there is none to choose where a programme is
// shown as it is.
func (b *builder) sorts() []link {
	if b.result.Total < 2 || b.s.View != viewList {
		return nil
	}
	type order struct {
		label string
		sort  index.Sort
	}
	var orders []order
	switch {
	case b.single == nil && b.s.Query.Empty():
		orders = []order{{"Oldest", index.SortRelevance}, {"Newest", index.SortTimeReverse}}
	case b.single == nil:
		orders = []order{{"Relevance", index.SortRelevance}, {"Newest", index.SortTimeReverse}, {"Oldest", index.SortTime}}
	case !b.s.Query.Empty():
		orders = []order{{"Relevance", index.SortRelevance}, {"Time", index.SortTime}}
	}
	var out []link
	for _, o := range orders {
		out = append(out, link{o.label, b.s.with(b.s.WithSort(o.sort)).path(), b.s.Sort == o.sort})
	}
	return out
}

// views returns the ways to show the results.
func (b *builder) views() []link {
	var out []link
	for _, o := range []struct {
		label string
		view  view
	}{{"List", viewList}, {"Timetable", viewTimetable}} {
		out = append(out, link{o.label, b.s.viewed(o.view).path(), b.s.View == o.view})
	}
	return out
}

// A pager leads to the other pages.
type pager struct {
	Prev, Next string
	Pages      []link // a Label of "…" leads nowhere
	Range      string // "21–40 of 46"
	Sizes      []link // how many results a page has
}

func (b *builder) pager(p *searchPage) {
	last := b.s.LastPage(b.result.Total)
	to := func(page int) string { return b.s.with(b.s.WithPage(page)).path() }
	if b.s.Page > last && b.result.Total > 0 {
		p.LastPage = to(last)
	}
	if len(b.result.Hits) == 0 || last == 1 && b.s.PerPage <= index.DefaultPerPage {
		return
	}
	from := b.s.Offset()
	g := &pager{Range: fmt.Sprintf("%d–%d of %d", from+1, from+len(b.result.Hits), b.result.Total)}
	if b.s.Page > 1 {
		g.Prev = to(b.s.Page - 1)
	}
	if b.s.Page < last {
		g.Next = to(b.s.Page + 1)
	}
	const near = 2 // pages on either side of the current one
	for n := 1; n <= last; n++ {
		switch {
		case n == 1, n == last, n >= b.s.Page-near && n <= b.s.Page+near:
			g.Pages = append(g.Pages, link{strconv.Itoa(n), to(n), n == b.s.Page})
		case g.Pages[len(g.Pages)-1].Label != "…":
			g.Pages = append(g.Pages, link{Label: "…"})
		}
	}
	for _, n := range []int{index.DefaultPerPage, 50, index.MaxPerPage} {
		if n > index.DefaultPerPage && b.result.Total <= index.DefaultPerPage {
			break
		}
		r := b.s.WithPage(1)
		r.PerPage = n
		g.Sizes = append(g.Sizes, link{strconv.Itoa(n), b.s.with(r).path(), n == b.s.PerPage})
	}
	p.Pager = g
}
