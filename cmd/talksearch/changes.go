package main

import (
	"context"
	"log/slog"

	"talksearch/corpus"
	"talksearch/index"
)

// maxCompared is up to how many talks of one conference are compared with those
// before: of each, some 300 bytes are in memory meanwhile.
const maxCompared = 200_000

// compare returns what changed in the talks of conferences that were served before
// and are served now. That of one that can't be told is left out, and logged.
func (l *library) compare(ctx context.Context, before index.View) []corpus.Change {
	now, err := l.engine.View()
	if err != nil {
		slog.Error("what changed can't be told", "error", err)
		return nil
	}
	defer now.Close()
	at := l.now()
	old := map[string]*index.Conference{}
	for _, c := range before.Conferences() {
		old[c.ID] = c
	}
	var changes []corpus.Change
	for _, c := range now.Conferences() {
		was, known := old[c.ID]
		delete(old, c.ID)
		switch {
		case !known, was.Digest == c.Digest:
			continue
		case max(was.Talks, c.Talks) > maxCompared:
			slog.Warn("a conference has changed that is too large for its talks to be compared", "conference", c.ID, "talks", c.Talks, "most", maxCompared)
			continue
		}
		a, err := outlineOf(ctx, before, c.ID)
		if err == nil {
			var b corpus.Outline
			if b, err = outlineOf(ctx, now, c.ID); err == nil {
				changes = append(changes, corpus.Diff(c.ID, a, b, at)...)
			}
		}
		if err != nil {
			slog.Error("what changed can't be told", "conference", c.ID, "error", err)
		}
	}
	var lost []string
	for _, c := range before.Conferences() {
		if old[c.ID] != nil {
			lost = append(lost, c.ID)
		}
	}
	if len(lost) > 0 {
		slog.Warn("conferences are no longer in the sources", "conferences", lost)
	}
	return changes
}

func outlineOf(ctx context.Context, v index.View, conference string) (corpus.Outline, error) {
	var o corpus.Outline
	err := v.Each(ctx, conference, func(t *corpus.Talk) error {
		o.Add(t)
		return nil
	})
	return o, err
}
