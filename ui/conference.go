package ui

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/address"
)

// How much of a conference's page is shown.
const (
	conferenceKeywords = 60
	tileValues         = 60
	tileFirst          = 12
)

// conferencePage is what a conference is made of.
type conferencePage struct {
	page
	ID       string
	Name     string
	Facts    string // days and place
	Zone     string
	Source   string
	Search   link // its programme
	Table    string
	Numbers  []numberView
	Days     *dayStrip
	Tiles    []tile
	People   tile
	Keywords []countedLink // in order of their names
}

// A tile is a list of values with bars, of which the first are seen at once.
type tile struct {
	ID, Label   string
	First, Rest []bar
}

// newTile returns a facet's values as a tile, with the addresses that they lead to.
func newTile(f index.FacetCounts, label string, path func(value string) string) tile {
	var bars []bar
	for _, v := range f.Values[:min(len(f.Values), tileValues)] {
		b := bar{Label: v.Value, Path: path(v.Value), Count: v.Count}
		if f.Facet == index.ByKind {
			b.Label = kindLabel(corpus.Kind(v.Value))
		}
		bars = append(bars, b)
	}
	bars = scaled(bars)
	first := tileFirst
	if len(bars) == first+1 { // rather one more than a button for it
		first++
	}
	first = min(first, len(bars))
	return tile{ID: string(f.Facet), Label: label, First: bars[:first], Rest: bars[first:]}
}

// A numberView is a number and what it counts.
type numberView struct{ Number, What string }

// conference shows what a conference is made of.
func (u *UI) conference(c echo.Context) error {
	ctx := c.Request().Context()
	list, err := u.searcher.Conferences(ctx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(list, func(o *index.Conference) bool { return o.ID == c.Param("conference") })
	if at < 0 {
		return fmt.Errorf("%w: %s", index.ErrNoConference, c.Param("conference"))
	}
	of := list[at]
	// Its own filter limits what is counted, which a facet without others does not need.
	s := newSearch("").only(index.ByConference, of.ID)
	r := s.Request
	r.PerPage, r.FacetSize = 1, index.MaxFacetSize
	r.Facets = []index.Facet{index.ByDay, index.ByTrack, index.BySpeaker, index.ByKeyword, index.ByKind, index.ByRoom}
	result, err := u.searcher.Search(ctx, r)
	if err != nil {
		return err
	}
	p := newConferencePage(of, result, inConference(of, len(list) > 1))
	if of.Talks <= index.MaxAgenda {
		a, err := u.searcher.Agenda(ctx, index.NewRequest(""), of.ID, "")
		if err != nil {
			return err
		}
		p.Days = newDayStrip(a, inConference(of, len(list) > 1).viewed(viewTimetable))
	}
	return u.render(c, http.StatusOK, "conference.html", p)
}

func newConferencePage(c *index.Conference, result *index.Result, in search) conferencePage {
	p := conferencePage{
		page: page{Title: label(c) + " · talksearch", API: address.Conferences, Forms: formsOf(address.OfValue(index.ByConference, c.ID)), Notices: noticeOf(c)},
		ID:   c.ID, Name: label(c), Facts: facts(c), Zone: zoneLabel(c.Timezone), Source: safe(c.URL),
		Search: link{Label: "All talks", Path: in.path()}, Table: in.viewed(viewTimetable).path(),
		Numbers: []numberView{{number(c.Talks), noun(c.Talks, "talk")}},
	}
	for _, f := range result.Facets {
		switch f.Facet {
		case index.ByDay:
			p.number(f, "day")
		case index.BySpeaker:
			p.number(f, "person")
			p.People = newTile(f, "People with most talks", address.PersonPage)
		case index.ByTrack:
			p.number(f, "track")
			p.tile(f, "Tracks", in)
		case index.ByRoom:
			p.number(f, "room")
			p.tile(f, "Rooms", in)
		case index.ByKind:
			p.tile(f, "Kinds", in)
		case index.ByKeyword:
			p.number(f, "keyword")
			p.Keywords = links(f, conferenceKeywords, func(v string) string { return in.only(index.ByKeyword, v).path() })
			slices.SortFunc(p.Keywords, func(a, b countedLink) int { return cmp.Compare(corpus.Fold(a.Label), corpus.Fold(b.Label)) })
		}
	}
	return p
}

// tile adds a tile of a facet that has something to compare.
func (p *conferencePage) tile(f index.FacetCounts, label string, in search) {
	if len(f.Values) > 1 {
		p.Tiles = append(p.Tiles, newTile(f, label, func(v string) string { return in.only(f.Facet, v).path() }))
	}
}

// number notes how many values a facet has.
func (p *conferencePage) number(f index.FacetCounts, what string) {
	n := len(f.Values)
	if n == 0 {
		return
	}
	v := numberView{number(n), noun(n, what)}
	if f.More {
		v.Number = "over " + v.Number
	}
	p.Numbers = append(p.Numbers, v)
}

// links returns a facet's first values as links.
func links(f index.FacetCounts, most int, path func(string) string) []countedLink {
	var out []countedLink
	for _, v := range f.Values[:min(len(f.Values), most)] {
		out = append(out, countedLink{Label: v.Value, Path: path(v.Value), Count: v.Count})
	}
	return sized(out)
}

// facts returns when and where a conference is held.
func facts(c *index.Conference) string {
	days := dayRange(c.Start, c.End)
	if days != "" && c.Location != "" {
		return days + " · " + c.Location
	}
	return days + c.Location
}

// dayRange returns days from one to another, "9–11 September 2019".
func dayRange(from, to corpus.Date) string {
	a, b := from.Time(), to.Time()
	switch {
	case from == "":
		return ""
	case to == "" || from == to:
		return a.Format("2 January 2006")
	case a.Year() != b.Year():
		return a.Format("2 January 2006") + " – " + b.Format("2 January 2006")
	case a.Month() != b.Month():
		return a.Format("2 January") + " – " + b.Format("2 January 2006")
	}
	return a.Format("2") + "–" + b.Format("2 January 2006")
}

// conferencesPage is all that is served.
type conferencesPage struct {
	page
	Heading string
	Talks   int
	Groups  []conferenceGroup
}

// A conferenceGroup is the conferences of a year.
type conferenceGroup struct {
	Year        string
	Conferences []conferenceLine
}

type conferenceLine struct {
	Label, Path, Facts string
	Talks              int
}

// conferences lists what is served, the latest first.
func (u *UI) conferences(c echo.Context) error {
	list, err := u.searcher.Conferences(c.Request().Context())
	if err != nil {
		return err
	}
	p := conferencesPage{page: page{At: "conferences", Title: "Conferences · talksearch", API: address.Conferences}, Heading: plural(len(list), "conference")}
	for _, o := range slices.Backward(list) {
		year := "Without a date"
		if o.Start != "" {
			year = string(o.Start[:4])
		}
		if last := len(p.Groups) - 1; last < 0 || p.Groups[last].Year != year {
			p.Groups = append(p.Groups, conferenceGroup{Year: year})
		}
		g := &p.Groups[len(p.Groups)-1]
		g.Conferences = append(g.Conferences, conferenceLine{label(o), address.ConferencePage(o.ID), facts(o), o.Talks})
		p.Talks += o.Talks
	}
	return u.render(c, http.StatusOK, "conferences.html", p)
}
