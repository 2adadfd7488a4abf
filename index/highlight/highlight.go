// Package highlight marks in a text what a query matches there, and picks the
// part worth showing. Engines share it; it works on the text alone.
package highlight

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"talksearch/index"
	"talksearch/index/query"
	"talksearch/index/text"
)

// A Highlighter marks what one query looks for. It must not be used by several
// goroutines at once.
type Highlighter struct {
	anywhere *units
	fields   map[string]*units // of fields that are asked for by name, with what may be anywhere
	found    []match           // used again for each text
	parts    []text.Part       // likewise
	spans    []index.Span      // room for what is returned, so that a page takes few allocations
}

// units are what a query looks for in one field, each known by a number.
type units struct {
	count     int
	sieve     *text.Sieve           // picks the words that may match
	terms     map[string]int        // words and whole compounds
	stems     map[string]int        // of words, not of phrases
	heads     []string              // what words of the stems begin with
	met       map[string]int        // words that begin so and were met before: their units
	sequences map[string][]sequence // parts that have to follow each other, by the first
	prefixes  []prefix
}

type sequence struct {
	terms     []string
	beginning bool // the last is the beginning of a word
	unit      int
}

type prefix struct {
	start string
	unit  int
}

// New returns the highlighter of a query's tree. What the query excludes is not
// marked.
func New(root query.Node) *Highlighter {
	h := &Highlighter{anywhere: newUnits(), fields: map[string]*units{}}
	query.Walk(root, func(_ query.Node, field string, excluded bool) {
		if field != "" && h.fields[field] == nil && !excluded {
			h.fields[field] = newUnits()
		}
	})
	query.Walk(root, func(leaf query.Node, field string, excluded bool) {
		if excluded {
			return
		}
		if field == "" {
			h.anywhere.add(leaf)
		}
		for name, u := range h.fields { // what may stand in any field may in each
			if field == "" || field == name {
				u.add(leaf)
			}
		}
	})
	return h
}

// sieves holds those that are used again: they are large beside what else a search takes.
var sieves = sync.Pool{New: func() any { return &text.Sieve{} }}

// Release gives back what the highlighter took. It must not be used any more; what it
// returned may be.
func (h *Highlighter) Release() {
	h.anywhere.release()
	for _, u := range h.fields {
		u.release()
	}
}

func (u *units) release() {
	*u.sieve = text.Sieve{}
	sieves.Put(u.sieve)
	u.sieve = nil
}

func newUnits() *units {
	return &units{sieve: sieves.Get().(*text.Sieve), terms: map[string]int{}, stems: map[string]int{}, met: map[string]int{}, sequences: map[string][]sequence{}}
}

func (u *units) add(leaf query.Node) {
	switch leaf := leaf.(type) {
	case query.Word:
		for _, w := range text.Split(leaf.Text) {
			if _, known := u.terms[w.Whole]; known {
				continue
			}
			u.count++
			stem := text.Stem(w.Whole)
			u.terms[w.Whole], u.stems[stem] = u.count, u.count
			u.heads = append(u.heads, head(stem))
			u.sieve.AddStemmed(w.Whole, stem)
			if w.Compound() {
				u.follow(text.Terms([]text.Word{w}), false)
			}
		}
	case query.Prefix:
		for _, w := range text.Split(leaf.Text) {
			u.count++
			u.prefixes = append(u.prefixes, prefix{w.Whole, u.count})
			u.sieve.AddBeginning(w.Whole)
			if w.Compound() {
				u.follow(text.Terms([]text.Word{w}), true)
			}
		}
	case query.Phrase:
		u.count++
		if terms := text.Terms(text.Split(leaf.Text)); len(terms) == 1 {
			u.terms[terms[0]] = u.count
			u.sieve.Add(terms[0])
		} else if len(terms) > 1 {
			u.follow(terms, false)
		}
	}
}

func (u *units) follow(terms []string, beginning bool) {
	u.sieve.Add(terms[0])
	u.sequences[terms[0]] = append(u.sequences[terms[0]], sequence{terms, beginning, u.count})
}

// is returns the unit that looks for a term, 0 for none.
func (u *units) is(term string) int {
	if n := u.terms[term]; n > 0 {
		return n
	}
	for _, p := range u.prefixes {
		if strings.HasPrefix(term, p.start) {
			return p.unit
		}
	}
	for _, head := range u.heads {
		if !strings.HasPrefix(term, head) {
			continue
		}
		n, known := u.met[term]
		if !known { // stemming takes longer than all else
			n = u.stems[text.Stem(term)]
			u.met[term] = n
		}
		return n
	}
	return 0
}

// head returns what all words of a stem begin with: the stem but for its last letter,
// which may be another one in the word ("happi"); of short stems ("die", "dying") the
// first.
func head(stem string) string {
	if len(stem) > 3 {
		return stem[:len(stem)-1]
	}
	_, size := utf8.DecodeRuneInString(stem)
	return stem[:size]
}

// part returns the unit that looks for a part of a word, 0 for none.
func (u *units) part(p text.Part) int {
	if n := u.is(p.Term); n > 0 || p.Plain == "" {
		return n
	}
	return u.is(p.Plain)
}

// Mark returns all of s, a text of the given field (a Name of query.Fields),
// with what matches marked. The outline of s saves reading it; nil will do.
func (h *Highlighter) Mark(field, s string, o text.Outline) index.Marked {
	return h.cut(s, 0, len(s), h.matches(field, s, o))
}

// Matched returns what Mark does, or nil where nothing matches.
func (h *Highlighter) Matched(field, s string, o text.Outline) index.Marked {
	if found := h.matches(field, s, o); len(found) > 0 {
		return h.cut(s, 0, len(s), found)
	}
	return nil
}

// Snippet returns about size bytes of s with what matches marked: the stretch
// with the most different matches, or the beginning when there are none. An
// ellipsis stands where something was left out; line breaks become spaces.
func (h *Highlighter) Snippet(field, s string, o text.Outline, size int) index.Marked {
	found := h.matches(field, s, o)
	start, end := window(s, found, size)
	m := h.cut(s, start, end, found)
	if strings.IndexByte(s[start:end], '\n') < 0 {
		return m
	}
	for i := range m {
		m[i].Text = oneLine(m[i].Text)
	}
	return m
}

// oneLine puts a space where a line or a paragraph ends.
func oneLine(s string) string {
	at := strings.IndexByte(s, '\n')
	if at < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for ; at >= 0; at = strings.IndexByte(s, '\n') {
		b.WriteString(s[:at])
		b.WriteByte(' ')
		s = strings.TrimPrefix(s[at+1:], "\n")
	}
	b.WriteString(s)
	return b.String()
}

// A match is a stretch of text that a unit matches.
type match struct{ start, end, unit int }

// shortText is up to how many words a text is worth a look whether any may match at all.
const shortText = 20

// matches returns all matches in order of their start, until it is called again.
func (h *Highlighter) matches(field, s string, o text.Outline) []match {
	u := h.anywhere
	if len(h.fields) > 0 {
		if own := h.fields[field]; own != nil {
			u = own
		}
	}
	if u.count == 0 || s == "" || len(o) > 0 && len(o) < shortText && !u.sieve.PicksAny(o) {
		return nil
	}
	out := h.found[:0]
	picker := u.sieve.Pick(s, o, h.parts)
	for w, ok := picker.Next(); ok; w, ok = picker.Next() {
		if n := u.is(w.Whole); n > 0 {
			out = append(out, match{w.Parts[0].Start, w.Parts[len(w.Parts)-1].End, n})
		}
		for i, p := range w.Parts {
			if n := u.part(p); n > 0 && (w.Compound() || p.Plain != "") {
				out = append(out, match{p.Start, p.End, n})
			}
			for _, q := range u.sequences[p.Term] {
				parts := w.Parts[i:]
				if missing := len(q.terms) - len(parts); missing > 0 {
					parts = slices.Concat(parts, text.Following(s, w.End, missing))
				}
				if n := len(q.terms); n <= len(parts) && follows(parts[:n], q) {
					out = append(out, match{p.Start, parts[n-1].End, q.unit})
				}
			}
		}
	}
	h.parts = picker.Parts()
	slices.SortFunc(out, func(a, b match) int { return cmp.Or(a.start-b.start, b.end-a.end, a.unit-b.unit) })
	h.found = out
	return out
}

func follows(parts []text.Part, q sequence) bool {
	last := len(q.terms) - 1
	for i, t := range q.terms {
		if parts[i].Term != t && !(i == last && q.beginning && strings.HasPrefix(parts[i].Term, t)) {
			return false
		}
	}
	return true
}

// window chooses which part of s to show: of those that begin shortly before a
// match, the first with the most different units, then with the most matches.
func window(s string, found []match, size int) (start, end int) {
	if len(s) <= size+size/4 {
		return 0, len(s)
	}
	end = finish(s, 0, size)
	best := 0
	var few [16]int // by unit, the last window it was counted in
	seen := few[:]
	most := 0
	for _, m := range found {
		most = max(most, m.unit)
	}
	if most >= len(few) {
		seen = make([]int, most+1)
	}
	first := 0 // of the matches, the first that the window may hold
	for i, m := range found {
		from := begin(s, m.start, size)
		to := finish(s, from, size)
		for found[first].start < from {
			first++
		}
		units, count := 0, 0
		for _, n := range found[first:] {
			if n.start >= to {
				break
			}
			if n.end > to && n.start > m.start {
				continue // cut off
			}
			if seen[n.unit] != i+1 {
				seen[n.unit] = i + 1
				units++
			}
			count++
		}
		if score := units*1000 + min(count, 999); score > best {
			best, start, end = score, from, to
		}
	}
	return start, end
}

// begin moves a window's start back from a match to the beginning of the text, of
// a sentence or at least of a word.
func begin(s string, at, size int) int {
	lead := size / 3
	if at <= lead {
		return 0
	}
	from := at - lead
	for !startsRune(s[from]) {
		from++
	}
	before := s[from:at]
	if i := strings.LastIndexByte(before, '\n'); i >= 0 {
		return from + i + 1
	}
	for i := len(before) - 1; i > 0; i-- {
		if before[i] == ' ' && (before[i-1] == '.' || before[i-1] == '?' || before[i-1] == '!') {
			return from + i + 1
		}
	}
	if i := strings.IndexByte(before, ' '); i >= 0 {
		return from + i + 1
	}
	return from
}

// finish returns where a window ends, if it can between two words.
func finish(s string, start, size int) int {
	if start+size >= len(s) {
		return len(s)
	}
	end := start + size
	for at := end - 1; at > start+size/2; at-- {
		if s[at] == ' ' || s[at] == '\n' {
			return at
		}
	}
	for end < len(s) && !startsRune(s[end]) {
		end++
	}
	return end
}

func startsRune(b byte) bool { return b&0xC0 != 0x80 }

// spansAtOnce is for how many spans room is made at least.
const spansAtOnce = 128

// cut returns s[start:end] in spans, with an ellipsis where something is left out.
// Matches that overlap or touch become one, those that cross an end are clipped.
func (h *Highlighter) cut(s string, start, end int, found []match) index.Marked {
	if most := 2*len(found) + 3; cap(h.spans)-len(h.spans) < most {
		h.spans = make([]index.Span, 0, max(most, spansAtOnce))
	}
	from := len(h.spans)
	m := h.spans[from:]
	if start > 0 {
		m = append(m, index.Span{Text: "… "})
	}
	own := len(m) // the ellipsis stays apart
	add := func(text string, mark bool) {
		switch {
		case text == "":
		case len(m) > own && m[len(m)-1].Mark == mark:
			m[len(m)-1].Text += text
		default:
			m = append(m, index.Span{Text: text, Mark: mark})
		}
	}
	at := start
	for _, f := range found {
		if f.end <= at || f.start >= end {
			continue
		}
		if f.start > at {
			add(s[at:f.start], false)
			at = f.start
		}
		add(s[at:min(f.end, end)], true)
		at = min(f.end, end)
	}
	add(s[at:end], false)
	if end < len(s) {
		m = append(m, index.Span{Text: " …"})
	}
	h.spans = h.spans[:from+len(m)]
	return m[:len(m):len(m)]
}
