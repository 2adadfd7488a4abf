package api

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/labstack/echo/v4"

	"talksearch/corpus"
	"talksearch/corpus/ical"
	"talksearch/index"
	"talksearch/index/address"
)

const (
	maxEvents       = 10_000    // of a calendar, which is written as a whole
	calendarRefresh = time.Hour // how often calendars should be asked for again
)

// calendar answers with what a search finds as a calendar to subscribe to.
func (a *API) calendar(c echo.Context) error {
	v, err := parameters(c)
	if err != nil {
		return err
	}
	s, err := parseForm(v, address.Calendar)
	if err != nil {
		return err
	}
	events, err := a.events(c.Request().Context(), s)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	about := ical.Calendar{Name: s.name(), Source: a.absolute(s.path()), Refresh: calendarRefresh}
	if err := ical.WriteEvents(&b, about, events); err != nil {
		return err
	}
	return blob(c, "text/calendar; charset=utf-8", b.Bytes())
}

// events returns what s finds, and what it would find but was cancelled.
func (a *API) events(ctx context.Context, s formSearch) ([]ical.Event, error) {
	var events []ical.Event
	programmes := map[string]*corpus.Programme{}
	programme := func(c *index.Conference) *corpus.Programme {
		if programmes[c.ID] == nil {
			programmes[c.ID] = &corpus.Programme{ID: c.ID, Title: c.Title, Start: c.Start, End: c.End, Timezone: c.Timezone, Location: c.Location, URL: c.URL, Notice: c.Notice}
		}
		return programmes[c.ID]
	}
	err := a.some(ctx, s, maxEvents, "a calendar", func(e index.Entry) {
		event := a.event(programme(e.Conference), e)
		if change, ok := a.catalogue.LatestChange(e.Conference.ID, e.Talk.ID); ok && change.Kind == corpus.ChangeMoved {
			event.Changed, event.Sequence = change.At, sequence(change.At)
			event.Note = "Moved: it was " + slotText(change.Old) + "."
		}
		events = append(events, event)
	})
	if err != nil || s.paged {
		return events, err
	}
	news, err := a.catalogue.News(ctx, s.Request)
	if err != nil {
		return nil, err
	}
	for _, n := range news {
		if n.Change.Kind == corpus.ChangeCancelled {
			event := a.event(programme(n.Conference), n.Entry)
			event.Cancelled, event.Changed, event.Sequence, event.Note = true, n.Change.At, sequence(n.Change.At), "Cancelled: it was taken from the programme."
			events = append(events, event)
		}
	}
	return events, nil
}

func (a *API) event(p *corpus.Programme, e index.Entry) ical.Event {
	return ical.Event{Programme: p, Talk: e.Talk, Page: a.absolute(address.TalkPage(e))}
}

// some calls do for each talk that s finds, and fails where these are more than most,
// unless a page is asked for. form names what they are wanted for.
func (a *API) some(ctx context.Context, s formSearch, most int, form string, do func(index.Entry)) error {
	r, left := s.Request, s.most(most)
	if !s.paged {
		r.Page = 1
	}
	err := a.searcher.Each(ctx, r, func(l index.Listing) error {
		if !s.paged && l.Total > most {
			return problemError{typeTooMany, fmt.Sprintf("%d talks match, and %s holds %d at most; want a narrower search, or a page of it", l.Total, form, most)}
		}
		return nil
	}, func(e index.Entry) error {
		if left--; left < 0 {
			return errEnough
		}
		do(e)
		return nil
	})
	return enough(err)
}

// sequence returns the number of a revision that was noticed at a time: the seconds
// since 2020 began, so that a later one has a higher number even when the server was
// started in between and has forgotten the earlier.
func sequence(at time.Time) int {
	return max(1, int(at.Sub(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)).Seconds()))
}

// slotText returns a time and room as they stand in a sentence.
func slotText(s corpus.Slot) string {
	text := "at no set time"
	if s.Day != "" {
		text = "on " + s.Day.Time().Format("Mon 2 Jan 2006")
	}
	if !s.Start.IsZero() {
		text += " at " + s.Start.Format("15:04")
	}
	if s.Room != "" {
		text += " in " + s.Room
	}
	return text
}

// began returns when a talk begins; of one with only a day, the day's first moment;
// of one with neither, that of the conference's first.
func began(e index.Entry) time.Time {
	if !e.Talk.Start.IsZero() {
		return e.Talk.Start
	}
	return cmp.Or(e.Talk.Day, e.Conference.Start).Time()
}
