package ui

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

// How much of a person's page is shown.
const (
	personTalks = 300
	personWith  = 30 // people with whom talks were given
	personTags  = 20
)

// personPage is a person and their talks.
type personPage struct {
	page
	Name         string
	Affiliations []string // the latest first
	Total        int
	Summary      string
	Years        []bar
	Groups       []talkGroup
	With         []countedLink
	Keywords     []countedLink
	Search       string // address of the search for the person's talks
	More         int    // talks beyond those listed
}

// A talkGroup is talks under a heading.
type talkGroup struct {
	Heading string
	ID      string
	Talks   []talkLine
}

// A talkLine is a talk in a list of talks.
type talkLine struct {
	ID, Title, Path, Language, Kind, Role string
	When                                  when
	Room                                  string
	Conference                            link
	With                                  []personView
}

// A countedLink is a link and how often what it leads to occurs.
type countedLink struct {
	Label, Path string
	Count       int
	Size        int // 1 to 5, by the count
}

// person shows all talks of a person, the latest first.
func (u *UI) person(c echo.Context) error {
	ctx := c.Request().Context()
	name, hits, total, err := u.talksOf(ctx, c.Param("name"))
	if err != nil {
		return err
	}
	conferences, err := u.searcher.Conferences(ctx)
	if err != nil {
		return err
	}
	all := newSearch("").only(index.BySpeaker, name)
	p := personPage{Name: name, Total: total, More: total - len(hits), Search: all.path()}
	p.page = page{Title: name + " · talksearch", API: address.Person(name), Forms: formsOf(all.Request)}
	p.gather(hits, len(conferences) > 1)
	return u.render(c, http.StatusOK, "person.html", p)
}

// talksOf returns the talks of the person that an address names, the latest first,
// and the name as it is written in programmes.
func (u *UI) talksOf(ctx context.Context, param string) (name string, hits []index.Hit, total int, err error) {
	for _, name := range address.PersonNames(param) {
		hits, total, err := u.talksNamed(ctx, name)
		if err != nil || total > 0 {
			return spelling(hits, name), hits, total, err
		}
	}
	if name, err = u.nameOfSlug(ctx, param); err == nil && name == "" {
		err = fmt.Errorf("%w: %s", errNoPerson, param)
	}
	if err == nil {
		hits, total, err = u.talksNamed(ctx, name)
	}
	return name, hits, total, err
}

// talksNamed returns up to personTalks talks of a person, the latest first, and
// how many there are.
func (u *UI) talksNamed(ctx context.Context, name string) (hits []index.Hit, total int, err error) {
	r := newSearch("").only(index.BySpeaker, name).WithSort(index.SortTimeReverse)
	r.PerPage, r.Facets = index.MaxPerPage, nil
	for ; len(hits) < personTalks; r.Page++ {
		result, err := u.searcher.Search(ctx, r)
		if err != nil {
			return nil, 0, err
		}
		hits, total = append(hits, result.Hits...), result.Total
		if len(hits) >= total || len(result.Hits) == 0 {
			break
		}
	}
	return hits, total, nil
}

// spelling returns a name as the person's talks have it.
func spelling(hits []index.Hit, name string) string {
	for _, h := range hits {
		for _, s := range h.Talk.Speakers {
			if corpus.Fold(s.Name) == corpus.Fold(name) {
				return s.Name
			}
		}
	}
	return name
}

// nameOfSlug returns the name of a person whose slug is given, "" for none.
func (u *UI) nameOfSlug(ctx context.Context, slug string) (string, error) {
	slug = corpus.Slug(slug)
	if slug == "" {
		return "", nil
	}
	r := index.NewRequest("speaker:" + slug)
	r.PerPage, r.Facets, r.Relax, r.Correct, r.Expand = index.MaxPerPage, nil, false, false, false
	result, err := u.searcher.Search(ctx, r)
	if err != nil {
		return "", err
	}
	for _, h := range result.Hits {
		for _, s := range h.Talk.Speakers {
			if corpus.Slug(s.Name) == slug {
				return s.Name, nil
			}
		}
	}
	return "", nil
}

// noYear heads the talks whose year is not known.
const noYear = "Without a year"

// gather fills in what the talks tell. many says that there are several
// conferences.
func (p *personPage) gather(hits []index.Hit, many bool) {
	self := corpus.Fold(p.Name)
	with, tags, years, conferences := map[string]int{}, map[string]int{}, map[string]int{}, map[string]bool{}
	for _, h := range hits {
		t := h.Talk
		line := talkLine{ID: h.ID(), Title: t.Title, Path: address.TalkPage(h.Entry), Language: t.Language, Kind: kindLabel(t.Kind), When: newWhen(h.Entry, dayShort), Room: t.Room}
		conferences[h.Conference.ID] = true
		if many {
			line.Conference = link{Label: label(h.Conference), Path: address.ConferencePage(h.Conference.ID)}
		}
		for _, s := range people(t) {
			if name := s.Name.String(); corpus.Fold(name) != self {
				with[name]++
				line.With = append(line.With, s)
			} else {
				line.Role = cmp.Or(line.Role, s.Role)
				if s.Affiliation != "" && !slices.Contains(p.Affiliations, s.Affiliation) {
					p.Affiliations = append(p.Affiliations, s.Affiliation)
				}
			}
		}
		for _, k := range t.AllKeywords() {
			tags[k]++
		}
		year := cmp.Or(h.Year(), noYear)
		years[year]++
		if last := len(p.Groups) - 1; last < 0 || p.Groups[last].Heading != year {
			p.Groups = append(p.Groups, talkGroup{Heading: year, ID: "y" + corpus.Slug(year)})
		}
		g := &p.Groups[len(p.Groups)-1]
		g.Talks = append(g.Talks, line)
	}
	p.With = counted(with, personWith, address.PersonPage)
	p.Keywords = counted(tags, personTags, func(k string) string {
		return newSearch("").only(index.BySpeaker, p.Name).toggled(index.ByKeyword, k).path()
	})
	delete(years, noYear)
	p.Years = yearBars(years, func(y string) string { return "#y" + y })
	p.Summary = plural(p.Total, "talk")
	if len(conferences) > 1 {
		p.Summary += " at " + plural(len(conferences), "conference")
	}
}

// counted returns the most frequent names, most frequent first, then by name, with
// sizes by their counts.
func counted(counts map[string]int, most int, path func(string) string) []countedLink {
	var out []countedLink
	for name, n := range counts {
		out = append(out, countedLink{Label: name, Count: n})
	}
	slices.SortFunc(out, func(a, b countedLink) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(corpus.Fold(a.Label), corpus.Fold(b.Label)), cmp.Compare(a.Label, b.Label))
	})
	out = out[:min(len(out), most)]
	for i := range out {
		out[i].Path = path(out[i].Label)
	}
	return sized(out)
}

// sized gives links their sizes, in five steps between the smallest count and the
// largest.
func sized(list []countedLink) []countedLink {
	if len(list) == 0 {
		return nil
	}
	least, most := list[0].Count, list[0].Count
	for _, l := range list {
		least, most = min(least, l.Count), max(most, l.Count)
	}
	for i := range list {
		list[i].Size = 1
		list[i].Size += 4 * (list[i].Count - least) / max(most-least, 4) // a few more are no more than a little larger
	}
	return list
}
