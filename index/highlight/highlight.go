// Package highlight marks in a text what a query matches there, and picks the
// part worth showing. Engines share it; it works on the text alone.
package highlight

import (
	"cmp"
	"slices"
	"strings"

	"talksearch/index"
	"talksearch/index/query"
	"talksearch/index/text"
)

// A Highlighter marks what one query looks for. It may be used by many
// goroutines at once.
type Highlighter struct{ units []unit }

// A unit is one thing that the query looks for and that can be marked by itself.
type unit struct {
	field    string   // "" for any
	term     string   // a word or a whole compound; "" for sequences only
	stem     string   // its stem
	sequence []string // parts that have to follow each other; nil for plain words
}

// New returns the highlighter of a query's tree. What the query excludes is not
// marked.
func New(root query.Node) *Highlighter {
	h := &Highlighter{}
	query.Walk(root, func(leaf query.Node, field string, excluded bool) {
		if excluded {
			return
		}
		switch leaf := leaf.(type) {
		case query.Word:
			for _, w := range text.Split(leaf.Text) {
				u := unit{field: field, term: w.Whole, stem: text.Stem(w.Whole)}
				if w.Compound() {
					u.sequence = text.Terms([]text.Word{w})
				}
				h.units = append(h.units, u)
			}
		case query.Phrase:
			if terms := text.Terms(text.Split(leaf.Text)); len(terms) > 0 {
				h.units = append(h.units, unit{field: field, sequence: terms})
			}
		}
	})
	return h
}

// Mark returns all of s, a text of the given field (a Name of query.Fields),
// with what matches marked.
func (h *Highlighter) Mark(field, s string) index.Marked {
	return cut(s, 0, len(s), h.matches(field, s))
}

// Snippet returns about size bytes of s with what matches marked: the stretch
// with the most different matches, or the beginning when there are none. An
// ellipsis stands where something was left out; line breaks become spaces.
func (h *Highlighter) Snippet(field, s string, size int) index.Marked {
	found := h.matches(field, s)
	start, end := window(s, found, size)
	m := cut(s, start, end, found)
	for i := range m {
		m[i].Text = strings.ReplaceAll(m[i].Text, "\n\n", " ")
		m[i].Text = strings.ReplaceAll(m[i].Text, "\n", " ")
	}
	if start > 0 {
		m = append(index.Marked{{Text: "… "}}, m...)
	}
	if end < len(s) {
		m = append(m, index.Span{Text: " …"})
	}
	return m
}

// A match is a stretch of text that a unit matches.
type match struct{ start, end, unit int }

// matches returns all matches in order of their start.
func (h *Highlighter) matches(field, s string) []match {
	var out []match
	var words []text.Word
	var parts []text.Part
	for i, u := range h.units {
		if u.field != "" && u.field != field {
			continue
		}
		if words == nil {
			words = text.Split(s)
			for _, w := range words {
				parts = append(parts, w.Parts...)
			}
		}
		if u.term != "" {
			for _, w := range words {
				if u.is(w.Whole) {
					out = append(out, match{w.Parts[0].Start, w.Parts[len(w.Parts)-1].End, i})
				} else if w.Compound() {
					for _, p := range w.Parts {
						if u.is(p.Term) {
							out = append(out, match{p.Start, p.End, i})
						}
					}
				}
			}
		}
		for at := range parts {
			if n := len(u.sequence); n > 0 && at+n <= len(parts) && follows(parts[at:at+n], u.sequence) {
				out = append(out, match{parts[at].Start, parts[at+n-1].End, i})
			}
		}
	}
	slices.SortFunc(out, func(a, b match) int { return cmp.Or(a.start-b.start, b.end-a.end, a.unit-b.unit) })
	return out
}

// is reports whether a term of the text is what u looks for. Words of one stem
// begin alike, and comparing that first saves stemming nearly all of a text.
func (u unit) is(term string) bool {
	if term == u.term {
		return true
	}
	n := min(2, len(u.stem))
	return len(term) >= n && term[:n] == u.stem[:n] && text.Stem(term) == u.stem
}

func follows(parts []text.Part, terms []string) bool {
	for i, t := range terms {
		if parts[i].Term != t {
			return false
		}
	}
	return true
}

// window chooses which part of s to show.
func window(s string, found []match, size int) (start, end int) {
	if len(s) <= size+size/4 {
		return 0, len(s)
	}
	best := 0
	for i, m := range found {
		seen := map[int]bool{}
		count := 0
		for _, n := range found[i:] {
			if n.end > m.start+size*3/4 {
				break
			}
			seen[n.unit] = true
			count++
		}
		if score := len(seen)*100 + min(count, 99); score > best {
			best, start = score, m.start
		}
	}
	start = begin(s, start, size)
	if start+size >= len(s) {
		return start, len(s)
	}
	end = start + size
	if at := strings.LastIndexAny(s[start:end], " \n"); at > size/2 {
		end = start + at
	}
	for end < len(s) && !startsRune(s[end]) {
		end++
	}
	return start, end
}

// begin moves a window's start back to the beginning of the text, of a sentence
// or at least of a word.
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
	for _, end := range []string{"\n", ". ", "? ", "! "} {
		if i := strings.LastIndex(before, end); i >= 0 {
			return from + i + len(end)
		}
	}
	if i := strings.IndexByte(before, ' '); i >= 0 {
		return from + i + 1
	}
	return from
}

func startsRune(b byte) bool { return b&0xC0 != 0x80 }

// cut returns s[start:end] in spans, overlapping and touching matches made one.
func cut(s string, start, end int, found []match) index.Marked {
	var m index.Marked
	add := func(text string, mark bool) {
		switch {
		case text == "":
		case len(m) > 0 && m[len(m)-1].Mark == mark:
			m[len(m)-1].Text += text
		default:
			m = append(m, index.Span{Text: text, Mark: mark})
		}
	}
	at := start
	for _, f := range found {
		if f.end <= at || f.start < start || f.end > end {
			continue
		}
		if f.start > at {
			add(s[at:f.start], false)
			at = f.start
		}
		add(s[at:f.end], true)
		at = f.end
	}
	add(s[at:end], false)
	return m
}
