package bleveindex

import "slices"

// top keeps the best of many values: a heap with the worst on top.
type top[T any] struct {
	size   int // how many to keep
	before func(a, b T) bool
	items  []T
}

// add takes in a value if it is among the best so far.
func (t *top[T]) add(x T) {
	if len(t.items) < t.size {
		t.items = append(t.items, x)
		t.up(len(t.items) - 1)
	} else if t.size > 0 && t.before(x, t.items[0]) {
		t.items[0] = x
		t.down(0)
	}
}

func (t *top[T]) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !t.before(t.items[parent], t.items[i]) {
			return
		}
		t.items[parent], t.items[i] = t.items[i], t.items[parent]
		i = parent
	}
}

func (t *top[T]) down(i int) {
	for {
		worst := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(t.items); child++ {
			if t.before(t.items[worst], t.items[child]) {
				worst = child
			}
		}
		if worst == i {
			return
		}
		t.items[i], t.items[worst] = t.items[worst], t.items[i]
		i = worst
	}
}

// sorted returns the values kept, best first. The heap is spent.
func (t *top[T]) sorted() []T {
	slices.SortFunc(t.items, func(a, b T) int {
		switch {
		case t.before(a, b):
			return -1
		case t.before(b, a):
			return 1
		}
		return 0
	})
	return t.items
}
