package ui

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"talksearch/corpus"
	"talksearch/corpus/ical"
	"talksearch/index"
	"talksearch/index/address"
)

// paramTalk names a talk of a schedule, as "conference/id".
const paramTalk = "talk"

// maxSchedule is how many talks an address of a schedule may name.
const maxSchedule = 500

// leastGap is how long a pause has to be to be told.
const leastGap = 10 * time.Minute

// schedulePage is a choice of talks, by days.
type schedulePage struct {
	page
	Total    int
	Named    bool   // the address names talks
	Zone     string // of all times, "" where there are several
	Days     []scheduleDay
	Gone     []goneView
	Calendar string // address of the same as a calendar file; "" without times
}

type scheduleDay struct {
	Label string
	Items []scheduleItem
}

// A scheduleItem is a talk, with what is around it in the schedule.
type scheduleItem struct {
	ID, Title, Path, Kind, Language string
	When                            when
	Room, Track, Change             string
	Conference                      link // no Label when all are of one
	Gap                             string
	Clashes                         []clashView
}

// A clashView is a talk of the schedule that runs at the same time as another.
type clashView struct {
	Title, Path, Time string
}

// A goneView is a talk that is not in the programme.
type goneView struct {
	ID, Title, Text string
	Known           bool // it was cancelled since the server's start
}

// schedule shows the talks that the address names. Without any it is where a
// browser shows the visitor's own, which it keeps.
func (u *UI) schedule(c echo.Context) error {
	ids, err := scheduleIDs(c)
	if err != nil {
		return err
	}
	p := schedulePage{page: page{At: "schedule", Title: "My schedule · talksearch"}, Named: len(ids) > 0}
	if p.Named {
		p.Title = "A schedule · talksearch"
	}
	list, gone, err := u.entries(c.Request().Context(), ids)
	if err != nil {
		return err
	}
	for _, id := range gone {
		conference, talk, _ := strings.Cut(id, "/")
		v := goneView{ID: id, Title: id, Text: "It is not in the programme."}
		if change, ok := u.catalogue.LatestChange(conference, talk); ok && change.Kind == corpus.ChangeCancelled {
			v.Title, v.Text, v.Known = change.Title, changeSentence(change), true
		}
		p.Gone = append(p.Gone, v)
	}
	p.fill(list, u.catalogue)
	return u.render(c, http.StatusOK, "schedule.html", p)
}

// scheduleCalendar gives the talks that the address names as a calendar file.
func (u *UI) scheduleCalendar(c echo.Context) error {
	ids, err := scheduleIDs(c)
	if err != nil {
		return err
	}
	list, _, err := u.entries(c.Request().Context(), ids)
	if err != nil {
		return err
	}
	var events []ical.Event
	for _, e := range list {
		if e.Talk.Day != "" {
			events = append(events, ical.Event{Programme: programme(e.Conference), Talk: e.Talk})
		}
	}
	var b bytes.Buffer
	if err := ical.WriteEvents(&b, ical.Calendar{Name: "My schedule"}, events); err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": "schedule" + calendarSuffix}))
	c.Response().Header().Set(echo.HeaderContentLength, strconv.Itoa(b.Len()))
	return c.Blob(http.StatusOK, "text/calendar; charset=utf-8", b.Bytes())
}

// scheduleIDs returns the talks that an address names, each once. The error, if
// any, is index.ParamErrors.
func scheduleIDs(c echo.Context) ([]string, error) {
	values, err := url.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return nil, echo.NewHTTPError(http.StatusBadRequest, "the address’s parameters can’t be read: "+err.Error())
	}
	var ids []string
	seen := map[string]bool{}
	for _, id := range values[paramTalk] {
		if conference, talk, ok := strings.Cut(id, "/"); !ok || conference == "" || talk == "" {
			return nil, index.ParamErrors{{Param: paramTalk, Value: shorten(id), Detail: paramTalk + "=" + shorten(id) + " is not a talk; want conference/id, such as lpc2019/bpf-mc"}}
		}
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	if len(ids) > maxSchedule {
		return nil, index.ParamErrors{{Param: paramTalk, Detail: fmt.Sprintf("%d talks are more than a schedule may have, which is %d", len(ids), maxSchedule)}}
	}
	return ids, nil
}

// entries returns the talks of the given names, those without a time last, and the
// names of which there is none.
func (u *UI) entries(ctx context.Context, ids []string) (list []index.Entry, gone []string, err error) {
	for _, id := range ids {
		conference, talk, _ := strings.Cut(id, "/")
		e, err := u.searcher.Talk(ctx, conference, talk)
		switch {
		case errors.Is(err, index.ErrNotFound), errors.Is(err, index.ErrNoConference):
			gone = append(gone, id)
		case err != nil:
			return nil, nil, err
		default:
			list = append(list, e)
		}
	}
	last := func(absent bool) int {
		if absent {
			return 1
		}
		return 0
	}
	slices.SortFunc(list, func(a, b index.Entry) int {
		s, t := a.Talk, b.Talk
		return cmp.Or(cmp.Compare(last(s.Day == ""), last(t.Day == "")), cmp.Compare(s.Day, t.Day), cmp.Compare(last(s.Start.IsZero()), last(t.Start.IsZero())),
			s.Start.Compare(t.Start), cmp.Compare(a.ID(), b.ID()))
	})
	return list, gone, nil
}

// fill sorts talks, given in order, into days.
func (p *schedulePage) fill(list []index.Entry, catalogue Catalogue) {
	conferences, zones := map[string]bool{}, map[string]bool{}
	for _, e := range list {
		conferences[e.Conference.ID] = true
		zones[zoneLabel(e.Conference.Timezone)] = true
	}
	if len(zones) == 1 {
		p.Zone = zoneLabel(list[0].Conference.Timezone)
	}
	p.Total = len(list)
	calendar := url.Values{}
	var day corpus.Date
	var until time.Time // when all talks of the day so far are over
	for i, e := range list {
		t := e.Talk
		if i == 0 || t.Day != day {
			day, until = t.Day, time.Time{}
			d := scheduleDay{Label: "Without a time"}
			if day != "" {
				d.Label = day.Time().Format(dayLong)
			}
			p.Days = append(p.Days, d)
		}
		v := scheduleItem{ID: e.ID(), Title: t.Title, Path: address.TalkPage(e), Kind: kindLabel(t.Kind), Language: t.Language, When: newWhen(e, ""), Room: t.Room, Track: t.Track}
		if len(conferences) > 1 {
			v.Conference = link{Label: label(e.Conference), Path: address.ConferencePage(e.Conference.ID)}
		}
		if change, ok := catalogue.LatestChange(e.Conference.ID, t.ID); ok {
			v.Change = changeLabel(change.Kind)
		}
		if t.Day != "" {
			calendar.Add(paramTalk, e.ID())
		}
		if !t.Start.IsZero() {
			if gap := t.Start.Sub(until); !until.IsZero() && gap >= leastGap {
				v.Gap = duration(gap) + " free"
			}
			if end := endOf(t); end.After(until) {
				until = end
			}
			v.Clashes = clashes(e, list)
		}
		d := &p.Days[len(p.Days)-1]
		d.Items = append(d.Items, v)
	}
	if len(calendar) > 0 {
		p.Calendar = "/schedule.ics?" + calendar.Encode()
	}
}

// clashes returns the other talks of a list that run at the time of a talk that has one.
func clashes(e index.Entry, list []index.Entry) []clashView {
	var out []clashView
	for _, o := range list {
		if t := o.Talk; o.ID() != e.ID() && !t.Start.IsZero() && t.Start.Before(endOf(e.Talk)) && endOf(t).After(e.Talk.Start) {
			out = append(out, clashView{t.Title, address.TalkPage(o), span(t)})
		}
	}
	return out
}

// endOf returns when a talk that has a beginning is over.
func endOf(t *corpus.Talk) time.Time {
	if t.End.After(t.Start) {
		return t.End
	}
	return t.Start.Add(unknownLength)
}

// duration returns how long something lasts as people say it, "1 h 30 min".
func duration(d time.Duration) string {
	h, m := int(d.Hours()), int(d.Minutes())%60
	switch {
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0:
		return fmt.Sprintf("%d h", h)
	}
	return fmt.Sprintf("%d h %d min", h, m)
}
