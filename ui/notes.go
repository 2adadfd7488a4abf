package ui

import (
	"talksearch/index"
)

// A note tells how a query was taken, and where it leads to take it otherwise.
type note struct {
	Parts  []notePart
	Switch link // takes the query as it was typed; no Path where there is no choice
}

// A notePart is a piece of a note's sentence.
type notePart struct {
	Text  string
	Typed bool // a word of the query, or one that was searched for
	Gone  bool // a word that was not searched for
}

func say(s string) notePart   { return notePart{Text: s} }
func typed(s string) notePart { return notePart{Text: s, Typed: true} }

// notes tells how the query was taken.
func (b *builder) notes() []note {
	q := b.result.Query
	var out []note
	if len(q.Corrections) > 0 {
		n := note{Parts: []notePart{say("Searched for ")}, Switch: b.switched("Search for what was typed", func(r *index.Request) { r.Correct = false })}
		for i, c := range q.Corrections {
			n.Parts = append(n.Parts, say(separator(i, len(q.Corrections))), typed(c.To), say(" instead of "), notePart{Text: c.From, Gone: true})
		}
		out = append(out, n)
	}
	if q.Relaxed {
		n := note{Parts: []notePart{say("No talk has all of the words; these have most.")}, Switch: b.switched("Only talks with all words", func(r *index.Request) { r.Relax = false })}
		if q.Complete > 0 {
			n.Parts[0].Text = plural(q.Complete, "talk") + " with all of the words; behind them those with most."
		}
		for i, w := range q.Omitted {
			before := separator(i, len(q.Omitted))
			if i == 0 {
				before = " The best do without "
			}
			n.Parts = append(n.Parts, say(before), notePart{Text: w, Gone: true})
		}
		out = append(out, n)
	}
	if len(q.Expansions) > 0 {
		n := note{Parts: []notePart{say("Also: ")}, Switch: b.switched("Only what was typed", func(r *index.Request) { r.Expand = false })}
		for i, e := range q.Expansions {
			if i > 0 {
				n.Parts = append(n.Parts, say("; "))
			}
			for j, to := range e.To {
				n.Parts = append(n.Parts, say(separator(j, len(e.To))), typed(to))
			}
			n.Parts = append(n.Parts, say(" for "), typed(e.From))
		}
		out = append(out, n)
	}
	for _, w := range q.Warnings {
		out = append(out, note{Parts: []notePart{say(w)}})
	}
	return out
}

// separator returns what stands before the i-th of n things of a sentence.
func separator(i, n int) string {
	switch {
	case i == 0:
		return ""
	case i == n-1:
		return " and "
	}
	return ", "
}

// switched returns a link to the search with one of its freedoms changed.
func (b *builder) switched(label string, change func(*index.Request)) link {
	r := b.s.WithPage(1)
	change(&r)
	return link{Label: label, Path: b.s.with(r).path()}
}

// strictChips returns what was switched off, to be switched on again.
func (b *builder) strictChips() []chip {
	var out []chip
	add := func(on bool, label string, change func(*index.Request)) {
		if !on {
			out = append(out, chip{Label: label, Remove: b.switched("", change).Path})
		}
	}
	add(b.s.Correct, "nothing corrected", func(r *index.Request) { r.Correct = true })
	add(b.s.Relax, "all words", func(r *index.Request) { r.Relax = true })
	add(b.s.Expand, "no other words", func(r *index.Request) { r.Expand = true })
	return out
}
