package ui

import (
	"context"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/query"
)

// helpPage is the query language with examples from what is served.
type helpPage struct {
	page
	Operators []helpRow
	Fields    []helpRow
}

// A helpRow is something that can be typed.
type helpRow struct {
	Names   []string // a form, or a field and what else it is called
	Help    string
	Values  string // the forms of a field's values
	Example wordCount
}

// help shows what can be typed. Each example is searched for, and tells how many
// talks it finds.
func (u *UI) help(c echo.Context) error {
	ctx := c.Request().Context()
	p := helpPage{page: page{At: "help", Title: "How to search · talksearch"}}
	all, err := u.searcher.Search(ctx, index.NewRequest(""))
	if err != nil {
		return err
	}
	for _, o := range query.Operators {
		row := helpRow{Names: []string{o.Form}, Help: o.Help}
		if row.Example, err = u.tried(ctx, o.Example); err != nil {
			return err
		}
		p.Operators = append(p.Operators, row)
	}
	for _, f := range query.Fields {
		row := helpRow{Names: append([]string{f.Name}, f.Aliases...), Help: f.Help, Values: f.Values}
		if row.Example, err = u.tried(ctx, exampleOf(f, all)); err != nil {
			return err
		}
		p.Fields = append(p.Fields, row)
	}
	return u.render(c, http.StatusOK, "help.html", p)
}

// exampleOf returns an example of a field: the most frequent value that is served,
// or else that of the language's own table.
func exampleOf(f query.FieldSpec, all *index.Result) string {
	for _, counts := range all.Facets {
		if string(counts.Facet) != f.Name {
			continue
		}
		best := index.FacetValue{}
		for _, v := range counts.Values {
			if v.Count > best.Count {
				best = v
			}
		}
		if best.Value == "" {
			break
		}
		value := best.Value
		if counts.Facet == index.BySpeaker {
			words := strings.Fields(value)
			value = corpus.Fold(words[len(words)-1])
		}
		if strings.ContainsAny(value, " \t\"") {
			value = `"` + strings.ReplaceAll(value, `"`, "") + `"`
		}
		return f.Name + ":" + value
	}
	return f.Example
}

// tried searches for an example.
func (u *UI) tried(ctx context.Context, example string) (wordCount, error) {
	s := newSearch(example)
	r := s.Request
	r.PerPage, r.Facets = 1, nil
	result, err := u.searcher.Search(ctx, r)
	if err != nil {
		return wordCount{}, err
	}
	return wordCount{Word: example, Count: result.Total, Path: s.path()}, nil
}
