package bleveindex

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"talksearch/corpus"
	"talksearch/index"
)

// Values implements index.Lister.
func (e *Engine) Values(ctx context.Context, r index.ValuesRequest) (*index.Values, error) {
	g, err := e.acquire()
	if err != nil {
		return nil, err
	}
	defer g.release()
	search := r.Request
	search.Facets, search.Page, search.PerPage, search.Sort = []index.Facet{r.Facet}, 1, 0, index.SortTime
	found := evaluation{g: g, ctx: ctx, r: search, vocabulary: e.options.Vocabulary}
	matches, err := found.evaluate()
	if err != nil {
		return nil, searchError(ctx, search, err)
	}
	c := newCollector(g, search, matches.length(g))
	defer c.release()
	if err := c.collect(ctx, matches); err != nil {
		return nil, searchError(ctx, search, err)
	}
	t := &c.tallies[0]
	filter := r.Filters[r.Facet]
	codes := t.codes(filter, corpus.Fold(r.Prefix))
	if !r.ByValue && r.Facet != index.ByDay && r.Facet != index.ByYear {
		slices.SortFunc(codes, func(a, b uint32) int {
			return cmp.Or(cmp.Compare(t.counts[b], t.counts[a]), cmp.Compare(a, b))
		})
	}
	out := &index.Values{Facet: r.Facet, Total: len(codes), Generation: g.name}
	selected, excluded := t.column.chosen(filter.Include), t.column.chosen(filter.Exclude)
	from := min(r.Offset(), len(codes))
	for _, code := range codes[from:min(from+r.PerPage, len(codes))] {
		out.Values = append(out.Values, index.FacetValue{Value: t.column.values[code], Count: int(t.counts[code]),
			Selected: slices.Contains(selected, code), Excluded: slices.Contains(excluded, code)})
	}
	return out, ctx.Err()
}

// codes returns, in the order of values, the codes that have a count or are chosen
// and of which a word begins with a folded prefix.
func (t *tally) codes(f index.Filter, prefix string) []uint32 {
	chosen := slices.Concat(t.column.chosen(f.Include), t.column.chosen(f.Exclude))
	var out []uint32
	for code, n := range t.counts[:len(t.column.values)] {
		if (n > 0 || slices.Contains(chosen, uint32(code))) && hasWord(t.column.values[code], prefix) {
			out = append(out, uint32(code))
		}
	}
	return out
}

// hasWord reports whether a value begins with a folded prefix, from its start or from
// that of one of its words on.
func hasWord(value, prefix string) bool {
	if prefix == "" {
		return true
	}
	value = corpus.Fold(value)
	for at := 0; ; at++ {
		i := strings.Index(value[at:], prefix)
		if i < 0 {
			return false
		}
		at += i
		if before, _ := utf8.DecodeLastRuneInString(value[:at]); !unicode.IsLetter(before) && !unicode.IsDigit(before) {
			return true
		}
	}
}
