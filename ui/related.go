package ui

import (
	"context"
	"strings"

	"talksearch/index"
)

// relatedTalks is how many related talks a page has.
const relatedTalks = 6

// A relatedView is a talk that is like the page's.
type relatedView struct {
	besideView
	Where  string // the conference, where it is another, and the day
	Shared string // what both have in common
}

// related returns the talks that are like one.
func (u *UI) related(ctx context.Context, e index.Entry) ([]relatedView, error) {
	list, err := u.searcher.Related(ctx, e.Conference.ID, e.Talk.ID, relatedTalks)
	if err != nil {
		return nil, err
	}
	out := make([]relatedView, len(list))
	for i, r := range list {
		v := relatedView{besideView: newBesideView(r.Entry), Shared: strings.Join(r.Shared, ", ")}
		layout := dayShort
		var where []string
		if r.Conference.ID != e.Conference.ID {
			where = append(where, label(r.Conference))
			layout = dayShortYear
		}
		if w := newWhen(r.Entry, layout); w.Day != "" {
			where = append(where, w.Day)
		}
		v.Where = strings.Join(where, ", ")
		out[i] = v
	}
	return out, nil
}
