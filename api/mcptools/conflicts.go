package mcptools

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"talksearch/index"
)

type conflictsInput struct {
	IDs []string `json:"ids,omitempty" jsonschema:"ids of talks, as search_talks tells them, up to 100"`
	selection
}

const (
	maxCompared  = 100 // talks
	maxConflicts = 50  // that are told
)

func (t *tools) findConflicts(ctx context.Context, in conflictsInput) (string, error) {
	chosen, err := t.chosen(ctx, in)
	if err != nil {
		return "", err
	}
	if len(chosen) == 1 {
		return t.beside(ctx, chosen[0])
	}
	var placed, unplaced []index.Entry
	for _, e := range chosen {
		if e.Talk.Start.IsZero() {
			unplaced = append(unplaced, e)
		} else {
			placed = append(placed, e)
		}
	}
	found := overlaps(placed)
	var b strings.Builder
	switch len(found) {
	case 0:
		fmt.Fprintf(&b, "None of the %s overlap.\n", talks(len(placed)))
	case 1:
		fmt.Fprintf(&b, "1 conflict among %s:\n", talks(len(placed)))
	default:
		fmt.Fprintf(&b, "%d conflicts among %s:\n", len(found), talks(len(placed)))
	}
	for _, o := range found[:min(len(found), maxConflicts)] {
		fmt.Fprintf(&b, "\n%s\n   %s [%s]\n   %s [%s]\n", o, o.a.Talk.Title, o.a.ID(), o.b.Talk.Title, o.b.ID())
		for _, e := range []index.Entry{o.a, o.b} {
			if link := t.link(e); link != "" {
				fmt.Fprintf(&b, "   %s\n", link)
			}
		}
	}
	if more := len(found) - maxConflicts; more > 0 {
		fmt.Fprintf(&b, "\nand %d more\n", more)
	}
	for _, e := range unplaced {
		fmt.Fprintf(&b, "\nNot compared, as it has no time yet: %s [%s]\n", e.Talk.Title, e.ID())
	}
	return b.String(), nil
}

// chosen returns the talks that are meant, each once.
func (t *tools) chosen(ctx context.Context, in conflictsInput) ([]index.Entry, error) {
	switch {
	case len(in.IDs) == 0 && in.empty():
		return nil, errors.New("nothing is chosen; want ids of talks, or a query, or filters")
	case len(in.IDs) > 0 && !in.empty():
		return nil, errors.New("both ids and a search are given; want one of them")
	case len(in.IDs) > maxCompared:
		return nil, fmt.Errorf("%d ids are given; want %d at most", len(in.IDs), maxCompared)
	case len(in.IDs) > 0:
		slices.Sort(in.IDs)
		var out []index.Entry
		for _, id := range slices.Compact(in.IDs) {
			e, err := t.find(ctx, id)
			if err != nil {
				return nil, err
			}
			out = append(out, e)
		}
		return out, nil
	}
	r, err := index.ParseRequest(in.values())
	if err != nil {
		return nil, err
	}
	r.PerPage, r.Facets, r.Highlight, r.Relax = maxCompared, nil, false, false
	result, err := t.searcher.Search(ctx, r)
	if err != nil {
		return nil, told(ctx, err)
	}
	if result.Total > maxCompared || result.Total == 0 {
		return nil, fmt.Errorf("%s match; want 1 to %d to compare", talks(result.Total), maxCompared)
	}
	return entries(result.Hits), nil
}

// An overlap is two talks that are held at the same time.
type overlap struct {
	a, b     index.Entry
	from, to time.Time
}

// String tells when, and for how long, in the first's zone.
func (o overlap) String() string {
	return fmt.Sprintf("%s–%s, %d minutes:", o.from.In(o.a.Talk.Start.Location()).Format("Mon 2006-01-02 15:04"), o.to.In(o.a.Talk.Start.Location()).Format("15:04"), int(o.to.Sub(o.from).Minutes()))
}

// end returns when a talk ends; where that is not known, when it begins.
func end(e index.Entry) time.Time {
	if e.Talk.End.IsZero() {
		return e.Talk.Start
	}
	return e.Talk.End
}

// overlaps returns which of some talks overlap, by time. Talks that follow one another,
// and those that begin together but have no known end, overlap by nothing: the latter
// are told nevertheless.
func overlaps(list []index.Entry) []overlap {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b index.Entry) int {
		return cmp.Or(a.Talk.Start.Compare(b.Talk.Start), cmp.Compare(a.ID(), b.ID()))
	})
	var out []overlap
	for i, a := range list {
		for _, b := range list[i+1:] {
			if b.Talk.Start.Before(end(a)) || b.Talk.Start.Equal(a.Talk.Start) {
				to := end(a)
				if end(b).Before(to) {
					to = end(b)
				}
				out = append(out, overlap{a, b, b.Talk.Start, to})
			}
		}
	}
	return out
}

// beside tells what else a conference has while a talk is held.
func (t *tools) beside(ctx context.Context, e index.Entry) (string, error) {
	if e.Talk.Start.IsZero() {
		return fmt.Sprintf("%s [%s] has no time yet.\n", e.Talk.Title, e.ID()), nil
	}
	agenda, err := t.searcher.Agenda(ctx, index.NewRequest(""), e.Conference.ID, e.Talk.Day)
	if err != nil {
		return "", told(ctx, err)
	}
	var b strings.Builder
	n := 0
	for _, item := range agenda.Items {
		if item.ID() == e.ID() || item.Talk.Start.IsZero() || len(overlaps([]index.Entry{e, item.Entry})) == 0 {
			continue
		}
		if n++; n <= maxConflicts {
			fmt.Fprintf(&b, "\n- %s", t.short(item.Entry))
		}
	}
	head := fmt.Sprintf("%s are held while %s [%s] is, %s:\n", talks(n), e.Talk.Title, e.ID(), place(e))
	switch {
	case n == 0:
		head = fmt.Sprintf("Nothing else is held while %s [%s] is, %s.\n", e.Talk.Title, e.ID(), place(e))
	case n == 1:
		head = strings.Replace(head, " are held", " is held", 1)
	case n > maxConflicts:
		fmt.Fprintf(&b, "\nand %d more\n", n-maxConflicts)
	}
	return head + b.String(), nil
}
