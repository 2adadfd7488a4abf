package bleveindex

import (
	"slices"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/highlight"
	"talksearch/index/query"
)

// snippetSize is how many bytes of an abstract a hit shows.
const snippetSize = 240

// interpretation tells how the query was understood.
func (e *evaluation) interpretation() index.Interpretation {
	q := e.r.Query
	return index.Interpretation{
		Text: q.Text, Parsed: q.Root.String(), Warnings: slices.Concat(q.Warnings, e.warnings),
		Relaxed: e.relaxed, Complete: e.complete, Omitted: e.omitted, Corrections: e.corrections, Expansions: e.expansions,
	}
}

// hits loads and highlights one page.
func (e *evaluation) hits(page []candidate) ([]index.Hit, error) {
	if !e.r.Highlight {
		e.marks = nil
	}
	h := highlight.New(query.And(e.marks))
	defer h.Release()
	hits := make([]index.Hit, len(page))
	people := make([]index.Marked, 0, 2*len(page)) // room for most pages, so that they take few allocations
	for i, c := range page {
		if err := e.ctx.Err(); err != nil {
			return nil, err
		}
		entry, known, err := e.g.shown(c.ordinal)
		if err != nil {
			return nil, err
		}
		var outlines outlineReader
		if len(e.marks) > 0 {
			outlines = known.read()
		}
		hit := index.Hit{Entry: entry, Score: float64(c.score), Missing: e.missing(c.ordinal)}
		if e.r.Explain {
			if hit.Explanation, err = e.explain(c.ordinal, c.score); err != nil {
				return nil, err
			}
		}
		t := hit.Talk
		hit.Title = h.Mark("title", t.Title, outlines.of(t.Title))
		hit.Snippet = h.Snippet("abstract", t.Abstract, outlines.of(t.Abstract), snippetSize)
		hit.Matched = hit.Snippet.Hit()
		if from := len(people); len(t.Speakers) > 0 {
			for _, s := range t.Speakers {
				people = append(people, h.Mark("speaker", s.Name, outlines.of(s.Name)))
			}
			hit.People = people[from:len(people):len(people)]
		}
		hit.Also = also(h, t, &outlines)
		for n, topic := range t.Topics {
			if m := h.Matched("topic", topic, outlines.of(topic)); m != nil {
				hit.Topics = append(hit.Topics, index.TopicMatch{N: n + 1, Text: m})
			}
		}
		outlines.end()
		hits[i] = hit
	}
	return hits, nil
}

// also returns what matches in fields that a hit does not show in any case.
func also(h *highlight.Highlighter, t *corpus.Talk, outlines *outlineReader) []index.FieldMatch {
	var out []index.FieldMatch
	add := func(field, shown, s string) {
		m := h.Matched(field, s, outlines.of(s))
		same := func(o index.FieldMatch) bool { return o.Field == shown && o.Text.String() == s }
		if m != nil && !slices.ContainsFunc(out, same) {
			out = append(out, index.FieldMatch{Field: shown, Text: m})
		}
	}
	add("title", "subtitle", t.Subtitle)
	for _, s := range t.Speakers {
		add("affiliation", "affiliation", s.Affiliation)
	}
	for _, list := range [][]string{t.Keywords, t.Derived} {
		for _, k := range list {
			add("keyword", "keyword", k)
		}
	}
	add("track", "track", t.Track)
	return out
}
