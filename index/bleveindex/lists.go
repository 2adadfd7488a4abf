package bleveindex

import (
	"slices"
)

// A list is the talks that match a part of a query: document numbers in order,
// each with its score. Lists in the cache are shared and must not be changed.
type list struct {
	docs   []uint32
	scores []float32 // as long as docs, or nil where all are 0
	idf    float32   // how much the word tells that the list is of; 0 where it is of no single word
}

// bytes returns what a list takes in memory.
func (l *list) bytes() int { return 4*cap(l.docs) + 4*cap(l.scores) + 64 }

// length returns how many talks l has; nil stands for all of g.
func (l *list) length(g *generation) int {
	if l == nil {
		return len(g.ordinals)
	}
	return len(l.docs)
}

func (l *list) score(i int) float32 {
	if l.scores == nil {
		return 0
	}
	return l.scores[i]
}

// has reports whether a document is in l, and its score.
func (l *list) has(doc uint32) (score float32, ok bool) {
	i, ok := slices.BinarySearch(l.docs, doc)
	if !ok {
		return 0, false
	}
	return l.score(i), true
}

// intersection returns what is in all lists, from the shortest on, scores added up.
func intersection(lists []*list) *list {
	lists = slices.Clone(lists)
	slices.SortStableFunc(lists, func(a, b *list) int { return len(a.docs) - len(b.docs) })
	out := lists[0]
	for _, l := range lists[1:] {
		out = and(out, l)
	}
	return out
}

// and returns the documents that are in both lists, scores added up.
func and(a, b *list) *list {
	if len(a.docs) > len(b.docs) {
		a, b = b, a
	}
	out := &list{docs: make([]uint32, 0, len(a.docs)), scores: make([]float32, 0, len(a.docs))}
	j := 0
	for i, d := range a.docs {
		if j = seek(b.docs, j, d); j == len(b.docs) {
			break
		}
		if b.docs[j] == d {
			out.docs = append(out.docs, d)
			out.scores = append(out.scores, a.score(i)+b.score(j))
		}
	}
	return out
}

// without returns the documents of a that are not in b.
func without(a, b *list) *list {
	out := &list{docs: make([]uint32, 0, len(a.docs)), scores: make([]float32, 0, len(a.docs)), idf: a.idf}
	j := 0
	for i, d := range a.docs {
		if j = seek(b.docs, j, d); j < len(b.docs) && b.docs[j] == d {
			continue
		}
		out.docs, out.scores = append(out.docs, d), append(out.scores, a.score(i))
	}
	return out
}

// better returns the documents that are in either list, with the better of a's score
// and share of b's.
func better(a, b *list, share float32) *list {
	if len(b.docs) == 0 {
		return a
	}
	out := &list{docs: make([]uint32, 0, len(a.docs)+len(b.docs)), scores: make([]float32, 0, len(a.docs)+len(b.docs)), idf: a.idf}
	merge(a, b, func(doc uint32, inA bool, x float32, inB bool, y float32) {
		out.docs = append(out.docs, doc)
		out.scores = append(out.scores, max(x, share*y))
	})
	return out
}

// sum returns the documents that are in either list, scores added up.
func sum(a, b *list) *list {
	out := &list{docs: make([]uint32, 0, len(a.docs)+len(b.docs)), scores: make([]float32, 0, len(a.docs)+len(b.docs))}
	merge(a, b, func(doc uint32, _ bool, x float32, _ bool, y float32) {
		out.docs = append(out.docs, doc)
		out.scores = append(out.scores, x+y)
	})
	return out
}

// merge visits the documents of two lists in order; a list that lacks one has the
// score 0.
func merge(a, b *list, visit func(doc uint32, inA bool, x float32, inB bool, y float32)) {
	i, j := 0, 0
	for i < len(a.docs) || j < len(b.docs) {
		switch {
		case j == len(b.docs) || i < len(a.docs) && a.docs[i] < b.docs[j]:
			visit(a.docs[i], true, a.score(i), false, 0)
			i++
		case i == len(a.docs) || b.docs[j] < a.docs[i]:
			visit(b.docs[j], false, 0, true, b.score(j))
			j++
		default:
			visit(a.docs[i], true, a.score(i), true, b.score(j))
			i, j = i+1, j+1
		}
	}
}

// raised returns l with factor times the scores of more added to its own, where both
// have a document.
func raised(l, more *list, factor float32) *list {
	if len(l.docs) == 0 || len(more.docs) == 0 {
		return l
	}
	out := &list{docs: l.docs, scores: make([]float32, len(l.docs)), idf: l.idf}
	copy(out.scores, l.scores)
	j := 0
	if len(more.docs) < len(l.docs) {
		for i, d := range more.docs {
			if j = seek(l.docs, j, d); j == len(l.docs) {
				break
			}
			if l.docs[j] == d {
				out.scores[j] += factor * more.scores[i]
			}
		}
		return out
	}
	for i, d := range l.docs {
		if j = seek(more.docs, j, d); j == len(more.docs) {
			break
		}
		if more.docs[j] == d {
			out.scores[i] += factor * more.scores[j]
		}
	}
	return out
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
