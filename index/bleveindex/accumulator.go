package bleveindex

import "slices"

// An accumulator adds up weights by document. Between uses it is all zeros.
type accumulator struct {
	weights []float32
	marked  []uint64 // bit set of the documents that have a weight or were found without
	touched []uint32 // the same documents
}

// add finds a document, with more weight.
func (a *accumulator) add(doc uint32, weight float32) {
	if word, bit := doc/64, uint64(1)<<(doc%64); a.marked[word]&bit == 0 {
		a.marked[word] |= bit
		a.touched = append(a.touched, doc)
	}
	a.weights[doc] += weight
}

// addScores adds up the scores of a list, or those of its parts, without noting the
// documents.
func (a *accumulator) addScores(l *list) {
	for _, part := range l.parts {
		a.addScores(part)
	}
	if l.scores == nil {
		return
	}
	for i, doc := range l.docs() {
		a.weights[doc] += l.scores[i]
	}
}

// take returns the documents in order with their weights, and leaves zeros.
func (a *accumulator) take() (docs []uint32, weights []float32) {
	if len(a.touched) > len(a.marked)/2 { // a walk over all bits beats sorting
		docs = members(a.marked)
	} else {
		docs = slices.Clone(a.touched)
		slices.Sort(docs)
	}
	weights = make([]float32, len(docs))
	for i, d := range docs {
		weights[i] = a.weights[d]
		a.weights[d] = 0
		a.marked[d/64] = 0
	}
	a.touched = a.touched[:0]
	return docs, weights
}

// takeBack takes what an accumulator holds and keeps it for the next list. One that
// is not all zeros, as after a panic, is never kept.
func (p *postings) takeBack(acc *accumulator) (docs []uint32, weights []float32) {
	docs, weights = acc.take()
	p.scratch.Put(acc)
	return docs, weights
}
