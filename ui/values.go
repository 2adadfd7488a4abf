package ui

import (
	"context"
	"slices"
	"strings"

	"talksearch/corpus"
	"talksearch/index"
)

// longFacet is how many values of a facet are listed on demand. Others are found by
// their words.
const longFacet = 300

// lengthen counts again what is to be listed at length: the facet asked for, and
// all years.
func (b *builder) lengthen(ctx context.Context) error {
	for i, f := range b.result.Facets {
		long := f.Facet == b.s.Long
		if !long && !(f.More && f.Facet == index.ByYear) {
			continue
		}
		find := ""
		if long {
			find = b.s.Find
		}
		counts, missing, err := b.longCounts(ctx, f.Facet, find)
		if err != nil {
			return err
		}
		if long {
			b.missing = missing
		}
		result := *b.result // which is shared
		result.Facets = slices.Clone(result.Facets)
		result.Facets[i] = counts
		b.result = &result
	}
	return nil
}

// longCounts returns up to longFacet of a facet's values of which a word begins like
// find and all that are chosen, and how many it leaves out.
func (b *builder) longCounts(ctx context.Context, by index.Facet, find string) (counts index.FacetCounts, missing int, err error) {
	r := index.ValuesRequest{Request: b.s.WithPage(1), Facet: by, Prefix: find}
	r.PerPage = longFacet
	labelled := find != "" && (by == index.ByConference || by == index.ByDay || by == index.ByKind)
	if labelled { // what is read is not what is indexed
		r.Prefix, r.PerPage = "", index.MaxValues
	}
	counts.Facet = by
	total := 0
	for {
		v, err := b.searcher.Values(ctx, r)
		if err != nil {
			return counts, 0, err
		}
		if !labelled {
			counts.Values, total = v.Values, v.Total
			break
		}
		for _, x := range v.Values {
			if hasWord(b.label(by, x.Value), find) {
				if total++; total <= longFacet {
					counts.Values = append(counts.Values, x)
				}
			}
		}
		if r.Page*r.PerPage >= v.Total {
			break
		}
		r.Page++
	}
	missing = total - len(counts.Values)
	counts.More = missing > 0
	return b.withChosen(counts), missing, nil
}

// withChosen adds to values those that are chosen and not among them.
func (b *builder) withChosen(counts index.FacetCounts) index.FacetCounts {
	had := b.counts(counts.Facet) // by the search itself, which lists what is chosen
	values := slices.Clone(counts.Values)
	for _, v := range had {
		if (v.Selected || v.Excluded) && !slices.ContainsFunc(values, func(o index.FacetValue) bool { return o.Value == v.Value }) {
			values = append(values, v)
		}
	}
	counts.Values = values
	return counts
}

// hasWord reports whether a word of a text begins like what is looked for.
func hasWord(text, find string) bool {
	return strings.Contains(" "+corpus.Fold(text), " "+corpus.Fold(find))
}
