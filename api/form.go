package api

import (
	"net/url"
	"strconv"

	"talksearch/index"
	"talksearch/index/address"
)

// A formSearch is a search that is asked for in another form.
type formSearch struct {
	search
	form  address.Form
	paged bool // a page is asked for rather than all
}

// parseForm reads the parameters of a search in another form: those of a search, of
// which some change nothing. The error, if any, is index.ParamErrors.
func parseForm(v url.Values, f address.Form) (formSearch, error) {
	s, err := parseSearch(v, membersIn(f))
	out := formSearch{search: s, form: f, paged: v.Get("page") != "" || v.Get("per_page") != ""}
	if s.Cursor != "" {
		problems, _ := err.(index.ParamErrors)
		err = append(problems, index.BadParam("cursor", s.Cursor, "", "is of use with JSON only; this form has all that matches, or a page by its number"))
	}
	if f.Strict() {
		out.Relax = s.Relax && v.Get("relax") != ""
		out.Correct = s.Correct && v.Get("correct") != ""
	}
	return out, err
}

// membersIn returns what can be chosen of a talk in a form.
func membersIn(f address.Form) *members {
	switch f {
	case address.Table:
		return tableMembers
	case address.Lines:
		return detailMembers
	}
	return hitMembers
}

// values undoes parseForm, without what changes nothing.
func (s formSearch) values() url.Values {
	r := index.NewRequest("")
	r.Query, r.Filters, r.Expand = s.Query, s.Filters, s.Expand
	if s.form != address.Feed {
		r.Sort = s.Sort
	}
	if !s.form.Strict() {
		r.Relax, r.Correct, r.Typing = s.Relax, s.Correct, s.Typing
	}
	v := r.Values()
	if s.form.Strict() && s.Relax {
		v.Set("relax", "true")
	}
	if s.form.Strict() && s.Correct {
		v.Set("correct", "true")
	}
	if s.paged {
		v.Set("per_page", strconv.Itoa(s.PerPage))
		if s.form != address.Feed {
			v.Set("page", strconv.Itoa(s.Page))
		}
	}
	if s.form == address.Table || s.form == address.Lines {
		chosen(v, s.fields)
	}
	return v
}

// path returns the form's own address.
func (s formSearch) path() string { return address.With(base+"/search."+string(s.form), s.values()) }

// most returns up to how many talks are wanted, where all are few enough.
func (s formSearch) most(all int) int {
	if s.paged {
		return s.PerPage
	}
	return all
}

// streamed reports whether a form is written talk by talk, and too large to be kept.
func streamed(f address.Form) bool { return f == address.Table || f == address.Lines }

// Streamed reports whether what stands at a path is written talk by talk, for as long
// as somebody reads it.
func Streamed(path string) bool {
	for _, f := range address.Forms() {
		if streamed(f) && path == base+"/search."+string(f) {
			return true
		}
	}
	return false
}

// name returns what a form is called where it is kept: the query and the filters.
func (s formSearch) name() string {
	name := s.Query.Text
	for _, by := range index.Facets() {
		for _, v := range s.Filters[by].Include {
			name += separator(name) + v
		}
		for _, v := range s.Filters[by].Exclude {
			name += separator(name) + "not " + v
		}
	}
	if name == "" {
		return "Talks"
	}
	return "Talks: " + name
}

func separator(before string) string {
	if before == "" {
		return ""
	}
	return ", "
}
