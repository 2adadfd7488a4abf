package bleveindex

import (
	"slices"
	"sync/atomic"
)

// A list is the talks that match a part of a query: document numbers in order,
// each with its score. Lists in the cache are shared and must not be changed.
type list struct {
	docs   []uint32
	scores []float32 // as long as docs, or nil where all are 0 or unread
	set    *bitset   // docs once more; nil where there are few, or of a list that is not kept
	idf    float32   // how much the word tells that the list is of; 0 where it is of no single word
	parts  []*list   // of alternatives, the lists whose scores are to be added up
	unread *unread   // where the scores are still to be read; nil where they are not
}

// unread is how to read the scores of a list.
type unread struct {
	key     string
	sources func() []source
	partly  atomic.Bool // some were read once
}

// bytes returns what a list takes in memory.
func (l *list) bytes() int { return 4*cap(l.docs) + 4*cap(l.scores) + l.set.bytes() + 128 }

// length returns how many talks l has; nil stands for all of g.
func (l *list) length(g *generation) int {
	if l == nil {
		return g.size()
	}
	return len(l.docs)
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
	_, ok := slices.BinarySearch(l.docs, doc)
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
	j := 0
	for i, d := range docs {
		if j = seek(l.docs, j, d); j == len(l.docs) {
			return
		}
		if l.docs[j] == d {
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
	for _, doc := range l.docs {
		words[doc/64] |= 1 << (doc % 64)
	}
}

// inAll returns the documents that are in all lists, from the shortest on.
func inAll(lists []*list) []uint32 {
	lists = slices.Clone(lists)
	slices.SortStableFunc(lists, func(a, b *list) int { return len(a.docs) - len(b.docs) })
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
		lists = append([]*list{{docs: members(words)}}, rest...)
	}
	out := lists[0].docs
	for _, l := range lists[1:] {
		if l.set == nil {
			out = inBoth(out, l.docs)
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
	docs, scores := make([]uint32, 0, len(a.docs)), make([]float32, 0, len(a.docs))
	j := 0
	for i, d := range a.docs {
		if b.set != nil {
			if b.set.has(d) {
				continue
			}
		} else if j = seek(b.docs, j, d); j < len(b.docs) && b.docs[j] == d {
			continue
		}
		docs, scores = append(docs, d), append(scores, a.score(i))
	}
	return &list{docs: docs, scores: scores, idf: a.idf}
}

// better returns the documents that are in either list, with the better of a's score
// and share of b's.
func better(a, b *list, share float32) *list {
	if len(b.docs) == 0 {
		return a
	}
	if a.set != nil || b.set != nil {
		return betterByBits(a, b, share)
	}
	out := &list{docs: make([]uint32, 0, len(a.docs)+len(b.docs)), scores: make([]float32, 0, len(a.docs)+len(b.docs)), idf: a.idf}
	merge(a, b, func(doc uint32, x, y float32) {
		out.docs = append(out.docs, doc)
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
	out := &list{docs: members(words), idf: a.idf}
	out.set = newBitset(words, len(out.docs))
	out.scores = make([]float32, len(out.docs))
	raise := func(l *list, share float32) {
		same := len(l.docs) == len(out.docs)
		for i, score := range l.scores {
			at := i
			if !same {
				at = out.set.place(l.docs[i])
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
	out := &list{docs: make([]uint32, 0, len(a.docs)+len(b.docs)), scores: make([]float32, 0, len(a.docs)+len(b.docs))}
	merge(a, b, func(doc uint32, x, y float32) {
		out.docs = append(out.docs, doc)
		out.scores = append(out.scores, x+y)
	})
	return out
}

// merge visits the documents of two lists in order; a list that lacks one has the
// score 0.
func merge(a, b *list, visit func(doc uint32, x, y float32)) {
	i, j := 0, 0
	for i < len(a.docs) || j < len(b.docs) {
		switch {
		case j == len(b.docs) || i < len(a.docs) && a.docs[i] < b.docs[j]:
			visit(a.docs[i], a.score(i), 0)
			i++
		case i == len(a.docs) || b.docs[j] < a.docs[i]:
			visit(b.docs[j], 0, b.score(j))
			j++
		default:
			visit(a.docs[i], a.score(i), b.score(j))
			i, j = i+1, j+1
		}
	}
}

// raise adds factor times the scores of more to those of l, where both have a
// document. l is the caller's own.
func (l *list) raise(more *list, factor float32) {
	j := 0
	if len(more.docs) < len(l.docs) {
		for i, d := range more.docs {
			if j = seek(l.docs, j, d); j == len(l.docs) {
				break
			}
			if l.docs[j] == d {
				l.scores[j] += factor * more.scores[i]
			}
		}
		return
	}
	for i, d := range l.docs {
		if j = seek(more.docs, j, d); j == len(more.docs) {
			break
		}
		if more.docs[j] == d {
			l.scores[i] += factor * more.scores[j]
		}
	}
}

// seek returns the first place from which docs are d or more: in strides that
// double, then halve, so that few are looked at when most are skipped.
func seek(docs []uint32, from int, d uint32) int {
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
