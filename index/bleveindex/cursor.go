package bleveindex

import (
	"fmt"

	"talksearch/index"
)

// cursorOf returns the candidate behind which a request's page begins, nil for the
// first.
func (g *generation) cursorOf(r index.Request) (*candidate, error) {
	at, has, err := r.Place()
	switch {
	case err != nil:
		return nil, fmt.Errorf("the cursor %w", err)
	case !has:
		return nil, nil
	case at.Generation != g.name:
		return nil, index.ErrCursorGone
	}
	return &candidate{rank: at.Rank, score: at.Score}, nil
}

// nextCursor returns the cursor behind a page, "" where nothing is behind it or the
// request has none.
func (c *collector) nextCursor(page []candidate) string {
	if c.request.Cursor == "" || len(page) == 0 || c.ahead <= len(page) {
		return ""
	}
	last := page[len(page)-1]
	return c.request.NextCursor(index.Cursor{Generation: c.g.name, Score: last.score, Rank: last.rank})
}
