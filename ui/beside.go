package ui

import (
	"context"

	"talksearch/index"
	"talksearch/index/address"
)

// maxBeside is how many talks are listed that run at the same time.
const maxBeside = 12

// beside is what a conference holds around a talk.
type beside struct {
	Same     []besideView // at the same time
	MoreSame int          // beyond those listed
	Next     *besideView  // in the same room, on the same day
	Path     string       // the day's timetable, at the talk's time
}

// A besideView is a talk in short.
type besideView struct {
	ID, Title, Path, Time, Place, Language string
}

// newBeside looks through the talk's day. in is a search of its conference.
func (u *UI) newBeside(ctx context.Context, e index.Entry, in search) (beside, error) {
	var b beside
	t := e.Talk
	if t.Start.IsZero() || t.Day == "" {
		return b, nil
	}
	a, err := u.searcher.Agenda(ctx, index.NewRequest(""), e.Conference.ID, t.Day)
	if err != nil {
		return b, err
	}
	end := t.End
	if !end.After(t.Start) {
		end = t.Start.Add(unknownLength)
	}
	b.Path = in.only(index.ByDay, string(t.Day)).viewed(viewTimetable).path() + "#t" + t.Start.Format("1504")
	for _, i := range a.Items {
		o := i.Talk
		if o.ID == t.ID || o.Start.IsZero() {
			continue
		}
		until := o.End
		if !until.After(o.Start) {
			until = o.Start.Add(unknownLength)
		}
		switch {
		case o.Start.Before(end) && until.After(t.Start):
			if len(b.Same) < maxBeside {
				b.Same = append(b.Same, newBesideView(i.Entry))
			} else {
				b.MoreSame++
			}
		case b.Next == nil && t.Room != "" && o.Room == t.Room && !o.Start.Before(end):
			next := newBesideView(i.Entry)
			b.Next = &next
		}
	}
	return b, nil
}

func newBesideView(e index.Entry) besideView {
	v := besideView{ID: e.ID(), Title: e.Talk.Title, Path: address.TalkPage(e), Place: e.Talk.Room, Language: e.Talk.Language}
	if !e.Talk.Start.IsZero() {
		v.Time = span(e.Talk)
	}
	if v.Place == "" {
		v.Place = e.Talk.Track
	}
	return v
}
