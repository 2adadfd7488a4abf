package index

import (
	"strings"
	"time"
)

// A Result is the answer to a Request.
type Result struct {
	Query      Interpretation
	Total      int // talks that match, whatever the page
	Hits       []Hit
	Facets     []FacetCounts // in the order asked for
	Generation string        // names the content that was searched
	NextCursor string        // where the Request had one: that of the next page, "" on the last
	Took       time.Duration
}

// An Interpretation tells how a query was understood.
type Interpretation struct {
	Text        string       // as typed
	Parsed      string       // the query's tree
	Relaxed     bool         // no talk, or few, have all words: those with most of them were found as well
	Complete    int          // where Relaxed, how many talks have all words nevertheless; they come first
	Omitted     []string     // where Relaxed and Complete is 0, the words that even the talks with most do without
	Corrections []Correction // in the order of the query
	Expansions  []Expansion  // in the order of the query
	Warnings    []string     // sentences
}

// A Correction is a word that was searched for instead of one that occurs nowhere.
type Correction struct{ From, To string }

// An Expansion is what was searched for beside a word, or words, of the query.
type Expansion struct {
	From string
	To   []string // best known first
}

// A Hit is a talk that matches, with what in it does; without Request.Highlight,
// nothing of it is marked, and the snippet is the abstract's beginning.
type Hit struct {
	Entry
	Score   float64      // of no meaning but its order; 0 where the order is not by relevance
	Title   Marked       // the whole title
	Snippet Marked       // the telling part of the abstract; empty when there is none
	Matched bool         // the snippet has a mark
	People  []Marked     // the talk's speakers' names, in their order
	Topics  []TopicMatch // the topic lines that match
	Also    []FieldMatch // what matches in the subtitle, affiliations, keywords and track
	Missing []string     // where the search was relaxed, words of the query that the talk does not have

	Explanation *Explanation // of the score, where it was asked for
}

// An Explanation tells what a score is made of. The parts of a hit's add up to it, but
// for rounding; what is below them says where they come from.
type Explanation struct {
	What  string // in words
	Score float64
	Parts []Explanation
}

// A FieldMatch is a value of a field with a word of the query in it.
type FieldMatch struct {
	Field string // subtitle, affiliation, keyword or track
	Text  Marked
}

// A TopicMatch is a topic line with a word of the query in it.
type TopicMatch struct {
	N    int // its place in the talk's topics, from 1
	Text Marked
}

// Marked is a text cut into spans, some of which match the query.
type Marked []Span

// A Span is a piece of text that is marked or is not.
type Span struct {
	Text string
	Mark bool
}

// String returns the text without its marks.
func (m Marked) String() string {
	if len(m) == 1 {
		return m[0].Text
	}
	size := 0
	for _, s := range m {
		size += len(s.Text)
	}
	var b strings.Builder
	b.Grow(size)
	for _, s := range m {
		b.WriteString(s.Text)
	}
	return b.String()
}

// Hit reports whether any span is marked.
func (m Marked) Hit() bool {
	for _, s := range m {
		if s.Mark {
			return true
		}
	}
	return false
}
