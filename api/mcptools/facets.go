package mcptools

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"talksearch/index"
)

type facetsInput struct {
	selection
	Facet  string `json:"facet,omitempty" jsonschema:"conference, year, day, track, speaker, keyword, kind or room; without, the most frequent values of all of them"`
	Prefix string `json:"prefix,omitempty" jsonschema:"with facet: only values of which a word begins so"`
	Limit  int    `json:"limit,omitempty" jsonschema:"with facet: how many values to tell, 1 to 200; 30 without"`
	Page   int    `json:"page,omitempty" jsonschema:"with facet: which page of them, from 1"`
}

const (
	overview      = 5 // values of each facet
	defaultValues = 30
	maxValues     = 200
)

func (t *tools) listFacets(ctx context.Context, in facetsInput) (string, error) {
	if in.Facet == "" {
		return t.allFacets(ctx, in)
	}
	by := index.Facet(in.Facet)
	if !slices.Contains(index.Facets(), by) {
		return "", fmt.Errorf("there is no facet %q; want one of %v", in.Facet, index.Facets())
	}
	if in.Limit < 0 || in.Limit > maxValues {
		return "", fmt.Errorf("limit=%d is not from 1 to %d", in.Limit, maxValues)
	}
	if in.Limit == 0 {
		in.Limit = defaultValues
	}
	v := in.values()
	v.Set("prefix", in.Prefix)
	v.Set("per_page", strconv.Itoa(in.Limit))
	if in.Page != 0 {
		v.Set("page", strconv.Itoa(in.Page))
	}
	r, err := index.ParseValuesRequest(by, v)
	if err != nil {
		return "", err
	}
	values, err := t.searcher.Values(ctx, r)
	if err != nil {
		return "", told(ctx, err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s of %s", values.Total, map[bool]string{true: "value", false: "values"}[values.Total == 1], by)
	if len(values.Values) < values.Total {
		fmt.Fprintf(&b, "; %d of them from %d on", len(values.Values), r.Offset()+1)
	}
	b.WriteString(", with the number of talks:\n")
	for _, x := range values.Values {
		fmt.Fprintf(&b, "- %s (%d)\n", x.Value, x.Count)
	}
	return b.String(), nil
}

// allFacets tells the most frequent values of every facet.
func (t *tools) allFacets(ctx context.Context, in facetsInput) (string, error) {
	if in.Prefix != "" || in.Limit != 0 || in.Page != 0 {
		return "", fmt.Errorf("prefix, limit and page are of use with a facet only; want one of %v", index.Facets())
	}
	v := in.values()
	v.Set("per_page", "1")
	v.Set("facet_size", strconv.Itoa(overview))
	r, err := index.ParseRequest(v)
	if err != nil {
		return "", err
	}
	r.Highlight = false
	result, err := t.searcher.Search(ctx, r)
	if err != nil {
		return "", told(ctx, err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s. The most frequent values of each facet, with the number of talks:\n", talks(result.Total))
	for _, f := range result.Facets {
		var list []string
		for _, x := range f.Values {
			list = append(list, fmt.Sprintf("%s (%d)", x.Value, x.Count))
		}
		if f.More {
			list = append(list, "and more")
		}
		if len(list) > 0 {
			fmt.Fprintf(&b, "- %s: %s\n", f.Facet, strings.Join(list, "; "))
		}
	}
	return b.String(), nil
}
