package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"talksearch/api"
	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/bleveindex"
)

// A talkKey names a talk by conference and id.
type talkKey = [2]string

// news are the talks that changed since the server's start, with their texts; those
// that were cancelled, which no search finds any more, as they were. They are in an
// index of their own, so that the search that found a talk finds that it was
// cancelled.
type news struct {
	engine *bleveindex.Engine // in memory
	talks  map[talkKey]index.Entry
	order  []talkKey // of the changes, oldest first, each talk once
}

func newNews(engine *bleveindex.Engine) news {
	return news{engine: engine, talks: map[talkKey]index.Entry{}}
}

// keep adds the talks of changes: cancelled ones as they were before, the others as
// they are served. Of more than maxChanges the oldest are forgotten. It may be called
// by one goroutine at a time.
func (n *news) keep(ctx context.Context, served index.Searcher, before index.View, changes []corpus.Change) error {
	if len(changes) == 0 {
		return nil
	}
	changes = changes[max(0, len(changes)-maxChanges):]
	gone, err := cancelled(ctx, before, changes)
	if err != nil {
		return err
	}
	for _, c := range changes {
		key := talkKey{c.Conference, c.Talk}
		e := gone[key]
		if c.Kind != corpus.ChangeCancelled {
			if e, err = served.Talk(ctx, c.Conference, c.Talk); err != nil {
				return fmt.Errorf("talk %s/%s, which is %s: %w", c.Conference, c.Talk, c.Kind, err)
			}
		}
		n.talks[key] = e
		n.order = append(slices.DeleteFunc(n.order, func(k talkKey) bool { return k == key }), key)
	}
	for ; len(n.order) > maxChanges; n.order = n.order[1:] {
		delete(n.talks, n.order[0])
	}
	return n.engine.Load(ctx, n.programmes())
}

// programmes returns the news as programmes.
func (n *news) programmes() []*corpus.Programme {
	byID := map[string]*corpus.Programme{}
	var list []*corpus.Programme
	for _, key := range n.order {
		e := n.talks[key]
		c := e.Conference
		if byID[c.ID] == nil {
			byID[c.ID] = &corpus.Programme{ID: c.ID, Title: c.Title, Start: c.Start, End: c.End, Timezone: c.Timezone, Location: c.Location, URL: c.URL, Notice: c.Notice}
			list = append(list, byID[c.ID])
		}
		byID[c.ID].Talks = append(byID[c.ID].Talks, *e.Talk)
	}
	slices.SortFunc(list, func(a, b *corpus.Programme) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// cancelled returns, as they were before, the talks that changes say are cancelled.
func cancelled(ctx context.Context, before index.View, changes []corpus.Change) (map[talkKey]index.Entry, error) {
	wanted := map[string]map[string]bool{} // by conference and id
	for _, c := range changes {
		if c.Kind == corpus.ChangeCancelled {
			if wanted[c.Conference] == nil {
				wanted[c.Conference] = map[string]bool{}
			}
			wanted[c.Conference][c.Talk] = true
		}
	}
	gone := map[talkKey]index.Entry{}
	for _, c := range before.Conferences() {
		if wanted[c.ID] == nil {
			continue
		}
		if err := before.Each(ctx, c.ID, func(t *corpus.Talk) error {
			if wanted[c.ID][t.ID] {
				gone[talkKey{c.ID, t.ID}] = index.Entry{Conference: c, Talk: t}
			}
			return nil
		}); err != nil {
			return nil, fmt.Errorf("cancelled talks of %s: %w", c.ID, err)
		}
	}
	return gone, nil
}

// News implements api.Catalogue.
func (l *library) News(ctx context.Context, r index.Request) ([]api.News, error) {
	// What is few is not like the whole: in it, words would be taken for others.
	r.Facets, r.Page, r.Sort, r.Relax, r.Correct = nil, 1, index.SortTime, false, false
	var out []api.News
	err := l.news.engine.Each(ctx, r, func(index.Listing) error { return nil }, func(e index.Entry) error {
		if c, ok := l.LatestChange(e.Conference.ID, e.Talk.ID); ok {
			out = append(out, api.News{Entry: e, Change: c})
		}
		return nil
	})
	if errors.Is(err, index.ErrNotReady) { // nothing has changed yet
		return nil, nil
	}
	slices.SortStableFunc(out, func(a, b api.News) int { return b.Change.At.Compare(a.Change.At) })
	return out, err
}

// Since implements api.Catalogue.
func (l *library) Since() time.Time {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.since
}

// Modified implements api.Catalogue.
func (l *library) Modified() time.Time {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.modified
}

// modify notes that what is served changed now. Last-Modified tells whole seconds, so
// that two changes must not share one; nor may a later change have an earlier time,
// where the clock was put back. l.mu is held.
func (l *library) modify() {
	now := l.now().Truncate(time.Second)
	if !now.After(l.modified) {
		now = l.modified.Add(time.Second)
	}
	l.modified = now
	if l.since.IsZero() {
		l.since = now
	}
}
