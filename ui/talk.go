package ui

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"talksearch/index"
)

// talkPage is one talk.
type talkPage struct {
	page
	Heading        string
	Subtitle       string
	Change         string // a sentence
	Kind           string
	Conference     string
	ConferencePath string
	When           when
	DayPath        string
	Track          string
	TrackPath      string
	Room           string
	RoomPath       string
	People         []personView
	Abstract       []block
	Topics         []string
	Keywords       []choice
	Source         string
	Links          []choice
	Language       string
	Related        []relatedView
}

// relatedView is a talk that is like the page's.
type relatedView struct {
	Title  string
	Path   string
	Where  string // the conference, where it is another, and the day
	Shared string // what both have in common
}

// relatedTalks is how many related talks a page has.
const relatedTalks = 5

func (u *UI) talk(c echo.Context) error {
	e, err := u.searcher.Talk(c.Request().Context(), c.Param("conference"), c.Param("id"))
	if err != nil {
		return err
	}
	t := e.Talk
	p := talkPage{
		page:    page{Title: t.Title + " · " + e.Conference.Title, API: "/api/v1" + talkPath(e)},
		Heading: t.Title, Subtitle: t.Subtitle, Kind: kindLabel(t.Kind),
		Conference: e.Conference.Title, ConferencePath: facetPath(index.ByConference, e.Conference.ID),
		When: newWhen(e, dayLong), DayPath: facetPath(index.ByDay, string(t.Day)),
		Track: t.Track, TrackPath: facetPath(index.ByTrack, t.Track), Room: t.Room, RoomPath: facetPath(index.ByRoom, t.Room),
		People: people(t), Abstract: blocks(t.Abstract), Topics: t.Topics, Source: safe(t.URL), Language: t.Language,
	}
	if e.Conference.Notice != "" {
		p.Notices = []string{e.Conference.Notice}
	}
	if change, ok := u.catalogue.LatestChange(e.Conference.ID, t.ID); ok {
		p.Change = changeSentence(change)
	}
	for _, k := range t.AllKeywords() {
		p.Keywords = append(p.Keywords, choice{Label: k, Path: facetPath(index.ByKeyword, k)})
	}
	for _, l := range t.Links {
		if path := safe(l.URL); path != "" {
			label := l.Title
			if label == "" {
				label = l.URL
			}
			p.Links = append(p.Links, choice{Label: label, Path: path})
		}
	}
	related, err := u.searcher.Related(c.Request().Context(), e.Conference.ID, t.ID, relatedTalks)
	if err != nil {
		return err
	}
	for _, r := range related {
		p.Related = append(p.Related, newRelatedView(r, e.Conference.ID))
	}
	return u.render(c, http.StatusOK, "talk.html", p)
}

func newRelatedView(r index.Related, conference string) relatedView {
	v := relatedView{Title: r.Talk.Title, Path: talkPath(r.Entry), Shared: strings.Join(r.Shared, ", ")}
	var where []string
	if r.Conference.ID != conference {
		where = append(where, r.Conference.Title)
	}
	if w := newWhen(r.Entry, dayLong); w.Day != "" {
		where = append(where, w.Day)
	}
	v.Where = strings.Join(where, ", ")
	return v
}

// safe returns a link that can be followed, or "".
func safe(link string) string {
	if u, err := url.Parse(link); err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return link
}
