package bleveindex

import (
	"context"

	"talksearch/corpus"
	"talksearch/index"
)

// view implements index.View by a generation that is in use.
type view struct{ g *generation }

// View implements index.Engine.
func (e *Engine) View() (index.View, error) {
	g, err := e.acquire()
	if err != nil {
		return nil, err
	}
	return view{g}, nil
}

// Conferences implements index.View.
func (v view) Conferences() []*index.Conference { return v.g.conferences }

// Close implements index.View.
func (v view) Close() { v.g.release() }

// Each implements index.View.
func (v view) Each(ctx context.Context, conference string, do func(t *corpus.Talk) error) error {
	column := v.g.columns[index.ByConference]
	code, known := column.code(corpus.Fold(conference))
	if !known {
		return nil
	}
	for ordinal := range uint32(v.g.size()) {
		if ordinal%checkEvery == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if !column.has(ordinal, code) {
			continue
		}
		e, err := v.g.entry(ordinal)
		if err != nil {
			return err
		}
		if e.Conference.ID != conference { // an id that differs in letter case only
			continue
		}
		if err := do(e.Talk); err != nil {
			return err
		}
	}
	return nil
}
