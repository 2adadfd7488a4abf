package corpus

import "context"

// A Collection is a list of programmes that is read talk by talk, for there may be
// more of them than fit in memory.
type Collection interface {
	// Programmes returns the programmes, whose own Talks count for nothing: Each has
	// them. They are ready to be served, normalised and valid.
	Programmes() []*Programme

	// Len returns how many talks there are.
	Len() int

	// Each calls do for every talk, those of the first programme first and in their
	// order, with the place of its programme in Programmes. The talk is do's to keep.
	// Each ends at the first error, do's or its own, and soon after ctx is done. It
	// may be called again, and then passes on the same.
	Each(ctx context.Context, do func(programme int, t *Talk) error) error
}

// A List is a Collection of programmes with their talks.
type List []*Programme

// Programmes implements Collection.
func (l List) Programmes() []*Programme { return l }

// Len implements Collection.
func (l List) Len() int {
	n := 0
	for _, p := range l {
		n += len(p.Talks)
	}
	return n
}

// Each implements Collection.
func (l List) Each(ctx context.Context, do func(programme int, t *Talk) error) error {
	for i, p := range l {
		for j := range p.Talks {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if err := do(i, &p.Talks[j]); err != nil {
				return err
			}
		}
	}
	return nil
}

// Gather returns a collection's programmes with their talks, all in memory.
func Gather(ctx context.Context, c Collection) (List, error) {
	list := make(List, len(c.Programmes()))
	for i, p := range c.Programmes() {
		head := *p
		head.Talks = nil
		list[i] = &head
	}
	err := c.Each(ctx, func(i int, t *Talk) error {
		list[i].Talks = append(list[i].Talks, *t)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}
