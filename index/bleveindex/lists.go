package bleveindex

import (
	"slices"
	"sync/atomic"
)

// A list is the talks that match a part of a query: document numbers in order,
// each with its score. Lists in the cache are shared and must not be changed.
type list struct {
	numbers []uint32  // of the documents; nil where they are in set
	set     *bitset   // the documents of a long list; nil of one that is short, or that is not kept
	scores  []float32 // as long as docs, or nil where all are 0 or unread
	idf     float32   // how much the word tells that the list is of; 0 where it is of no single word
	parts   []*list   // of alternatives, the lists whose scores are to be added up
	unread  *unread   // where the scores are still to be read; nil where they are not
}

// listOf returns the list of the documents whose bits are set, which it keeps.
func listOf(words []uint64) *list {
	if set := newBitset(words); set != nil {
		return &list{set: set}
	}
	return &list{numbers: members(words)}
}

// docs returns the documents, in order.
func (l *list) docs() []uint32 {
	if l.numbers == nil && l.set != nil {
		return l.set.docs()
	}
	return l.numbers
}

// size returns how many documents there are.
func (l *list) size() int {
	if l.numbers == nil && l.set != nil {
		return l.set.size
	}
	return len(l.numbers)
}

// unread is how to read the scores of a list.
type unread struct {
	key     string
	sources []source    // with what no document has of them
	partly  atomic.Bool // some were read once
}

// lacks reports whether no document is known to have what l is of in a field; it may be
// unknown.
func (l *list) lacks(field int) bool {
	if l.unread == nil {
		return false
	}
	return !slices.ContainsFunc(l.unread.sources, func(s source) bool { return s.field == field && !s.isLacking() })
}

// bytes returns what a list takes in memory.
func (l *list) bytes() int {
	n := 4*cap(l.numbers) + 4*cap(l.scores) + l.set.bytes() + 128
	if l.unread != nil {
		n += 100 * len(l.unread.sources)
	}
	return n
}

// length returns how many talks l has; nil stands for all of g.
func (l *list) length(g *generation) int {
	if l == nil {
		return g.size()
	}
	return l.size()
}

func (l *list) score(i int) float32 {
	if l.scores == nil {
		return 0
	}
	return l.scores[i]
}

// has reports whether a document is in l.
func (l *list) has(doc uint32) bool {
	if l.set != nil {
		return l.set.has(doc)
	}
	_, ok := slices.BinarySearch(l.docs(), doc)
	return ok
}

// addTo adds the scores of l to those of some documents; l may lack some of them.
func (l *list) addTo(docs []uint32, scores []float32) {
	for _, part := range l.parts {
		part.addTo(docs, scores)
	}
	if l.scores == nil {
		return
	}
	if l.set != nil {
		for i, d := range docs {
			if l.set.has(d) {
				scores[i] += l.scores[l.set.place(d)]
			}
		}
		return
	}
	own, j := l.docs(), 0
	for i, d := range docs {
		if j = seek(own, j, d); j == len(own) {
			return
		}
		if own[j] == d {
			scores[i] += l.scores[j]
		}
	}
}

// mark sets the bits of the documents.
func (l *list) mark(words []uint64) {
	if l.set != nil {
		for i, word := range l.set.words {
			words[i] |= word
		}
		return
	}
	for _, doc := range l.numbers {
		words[doc/64] |= 1 << (doc % 64)
	}
}

// inAll returns the documents that are in all lists, from the shortest on.
func inAll(lists []*list) []uint32 {
	lists = slices.Clone(lists)
	slices.SortStableFunc(lists, func(a, b *list) int { return a.size() - b.size() })
	if len(lists) > 1 && lists[0].set != nil {
		words := slices.Clone(lists[0].set.words)
		rest := lists[:0]
		for _, l := range lists[1:] {
			if l.set == nil {
				rest = append(rest, l)
				continue
			}
			for i, word := range l.set.words {
				words[i] &= word
			}
		}
		lists = append([]*list{{numbers: members(words)}}, rest...)
	}
	out := lists[0].docs()
	for _, l := range lists[1:] {
		if l.set == nil {
			out = inBoth(out, l.docs())
			continue
		}
		here := make([]uint32, 0, len(out))
		for _, d := range out {
			if l.set.has(d) {
				here = append(here, d)
			}
		}
		out = here
	}
	return out
}

// inBoth returns the documents of a that are in b, which is faster where a is the
// shorter one.
func inBoth(a, b []uint32) []uint32 {
	out := make([]uint32, 0, min(len(a), len(b)))
	j := 0
	for _, d := range a {
		if j = seek(b, j, d); j == len(b) {
			break
		}
		if b[j] == d {
			out = append(out, d)
		}
	}
	return out
}

// without returns the documents of a that are not in b.
func without(a, b *list) *list {
	docs, scores := make([]uint32, 0, a.size()), make([]float32, 0, a.size())
	j := 0
	for i, d := range a.docs() {
		if b.set != nil {
			if b.set.has(d) {
				continue
			}
		} else if j = seek(b.numbers, j, d); j < len(b.numbers) && b.numbers[j] == d {
			continue
		}
		docs, scores = append(docs, d), append(scores, a.score(i))
	}
	return &list{numbers: docs, scores: scores, idf: a.idf}
}

// better returns the documents that are in either list, with the better of a's score
// and share of b's.
func better(a, b *list, share float32) *list {
	if b.size() == 0 {
		return a
	}
	if a.size() == 0 && share == 1 {
		return &list{numbers: b.numbers, set: b.set, scores: b.scores, idf: a.idf} // whose documents need no numbering once more
	}
	if a.set != nil || b.set != nil {
		return betterByBits(a, b, share)
	}
	out := &list{numbers: make([]uint32, 0, a.size()+b.size()), scores: make([]float32, 0, a.size()+b.size()), idf: a.idf}
	merge(a, b, func(doc uint32, x, y float32) {
		out.numbers = append(out.numbers, doc)
		out.scores = append(out.scores, max(x, share*y))
	})
	return out
}

// betterByBits is better where one of the lists has its bits.
func betterByBits(a, b *list, share float32) *list {
	long := b
	if long.set == nil {
		long = a
	}
	words := slices.Clone(long.set.words)
	a.mark(words)
	b.mark(words)
	out := listOf(words) // which is no shorter than the longer of both
	out.idf, out.scores = a.idf, make([]float32, out.size())
	raise := func(l *list, share float32) {
		docs := l.docs()
		same := len(docs) == out.size()
		for i, score := range l.scores {
			at := i
			if !same {
				at = out.set.place(docs[i])
			}
			out.scores[at] = max(out.scores[at], share*score)
		}
	}
	raise(a, 1)
	raise(b, share)
	return out
}

// sum returns the documents that are in either list, scores added up.
func sum(a, b *list) *list {
	out := &list{numbers: make([]uint32, 0, a.size()+b.size()), scores: make([]float32, 0, a.size()+b.size())}
	merge(a, b, func(doc uint32, x, y float32) {
		out.numbers = append(out.numbers, doc)
		out.scores = append(out.scores, x+y)
	})
	return out
}

// merge visits the documents of two lists in order; a list that lacks one has the
// score 0.
func merge(a, b *list, visit func(doc uint32, x, y float32)) {
	x, y := a.docs(), b.docs()
	i, j := 0, 0
	for i < len(x) || j < len(y) {
		switch {
		case j == len(y) || i < len(x) && x[i] < y[j]:
			visit(x[i], a.score(i), 0)
			i++
		case i == len(x) || y[j] < x[i]:
			visit(y[j], 0, b.score(j))
			j++
		default:
			visit(x[i], a.score(i), b.score(j))
			i, j = i+1, j+1
		}
	}
}

// raise adds factor times the scores of more to those of l, where both have a
// document. l is the caller's own.
func (l *list) raise(more *list, factor float32) {
	own, others, j := l.docs(), more.docs(), 0
	if len(others) < len(own) {
		for i, d := range others {
			if j = seek(own, j, d); j == len(own) {
				break
			}
			if own[j] == d {
				l.scores[j] += factor * more.scores[i]
			}
		}
		return
	}
	for i, d := range own {
		if j = seek(others, j, d); j == len(others) {
			break
		}
		if others[j] == d {
			l.scores[i] += factor * more.scores[j]
		}
	}
}

// seek returns the first place from which docs are d or more: in strides that
// double, then halve, so that few are looked at when most are skipped.
func seek[number uint16 | uint32](docs []number, from int, d number) int {
	if from == len(docs) || docs[from] >= d {
		return from
	}
	stride := 1
	for from+stride < len(docs) && docs[from+stride] < d {
		from += stride
		stride *= 2
	}
	end := min(from+stride, len(docs))
	at, _ := slices.BinarySearch(docs[from+1:end], d)
	return from + 1 + at
}
