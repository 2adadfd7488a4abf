package ui

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"talksearch/index"
	"talksearch/index/address"
)

// talkPage is one talk.
type talkPage struct {
	page
	ID         string
	Heading    string
	Subtitle   string
	Change     string // a sentence
	Kind       string
	Conference link
	When       when
	DayPath    string
	Track      link
	Room       link
	Minutes    int // how long it takes; 0 when not known, or plain from its start and end
	People     []personView
	Abstract   []block
	Topics     []string
	Keywords   []link
	Derived    []link // keywords that are the text's rather than the programme's
	Source     string
	Links      []link
	Language   string
	Calendar   string // address of its calendar file; "" without a time
	Related    []relatedView
	Beside     beside
	Data       event
}

// talk shows a talk, or gives its calendar file, which has the talk's address and
// ".ics".
func (u *UI) talk(c echo.Context) error {
	ctx := c.Request().Context()
	e, err := u.searcher.Talk(ctx, c.Param("conference"), c.Param("id"))
	if id, ok := strings.CutSuffix(c.Param("id"), calendarSuffix); ok && err != nil {
		if e, errTalk := u.searcher.Talk(ctx, c.Param("conference"), id); errTalk == nil {
			return calendar(c, e)
		}
	}
	if err != nil {
		return err
	}
	p, err := u.newTalkPage(ctx, e)
	if err != nil {
		return err
	}
	return u.render(c, http.StatusOK, "talk.html", p)
}

func (u *UI) newTalkPage(ctx context.Context, e index.Entry) (talkPage, error) {
	t := e.Talk
	p := talkPage{
		page: page{Title: t.Title + " · " + label(e.Conference), API: address.Talk(e), Notices: noticeOf(e.Conference)},
		ID:   e.ID(), Heading: t.Title, Subtitle: t.Subtitle, Kind: kindLabel(t.Kind),
		Conference: link{Label: label(e.Conference), Path: address.ConferencePage(e.Conference.ID)},
		When:       newWhen(e, dayLong), People: people(t), Abstract: blocks(t.Abstract), Topics: t.Topics,
		Source: safe(t.URL), Language: t.Language, Data: newEvent(e),
	}
	conferences, err := u.searcher.Conferences(ctx)
	if err != nil {
		return p, err
	}
	in := inConference(e.Conference, len(conferences) > 1)
	if t.Track != "" {
		p.Track = link{Label: t.Track, Path: in.only(index.ByTrack, t.Track).path()}
	}
	if t.Room != "" {
		p.Room = link{Label: t.Room, Path: in.only(index.ByRoom, t.Room).path()}
	}
	if t.Day != "" {
		p.DayPath = in.only(index.ByDay, string(t.Day)).viewed(viewTimetable).path()
	}
	switch {
	case t.Start.IsZero() && t.Day == "":
		p.Minutes = int(t.Length.Minutes())
	case t.Start.IsZero():
		p.Minutes = int(t.Length.Minutes())
		p.Calendar = address.TalkCalendar(e)
	default:
		p.Calendar = address.TalkCalendar(e)
	}
	if change, ok := u.catalogue.LatestChange(e.Conference.ID, t.ID); ok {
		p.Change = changeSentence(change)
		p.Data.rescheduled(change)
	}
	p.Keywords, p.Derived = keywordLinks(t.Keywords), keywordLinks(t.Derived)
	for _, l := range t.Links {
		if path := safe(l.URL); path != "" {
			label := l.Title
			if label == "" {
				label = l.URL
			}
			p.Links = append(p.Links, link{Label: label, Path: path})
		}
	}
	if p.Related, err = u.related(ctx, e); err != nil {
		return p, err
	}
	p.Beside, err = u.newBeside(ctx, e, in)
	return p, err
}

// keywordLinks returns links to the talks with each keyword.
func keywordLinks(list []string) []link {
	var out []link
	for _, k := range list {
		out = append(out, link{Label: k, Path: facetPath(index.ByKeyword, k)})
	}
	return out
}

// safe returns a link that can be followed, or "".
func safe(link string) string {
	if u, err := url.Parse(link); err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return link
}
