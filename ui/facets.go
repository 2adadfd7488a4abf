package ui

import (
	"talksearch/corpus"
	"talksearch/index"
)

// A chip is a chosen filter, or another limit, that can be taken off.
type chip struct {
	Facet, Label, Remove string // Facet is "" for what is none
	Excluded             bool
}

type facetView struct {
	Name, Label string
	Values      []valueView
	Chosen      int    // how many values are
	More        string // address with more values, "" when all are shown
	Less        string // address with the usual number, "" where that is shown
	Long        bool   // there are so many that they can be searched
	Find        string // only values with a word that begins so are listed
	All         string // address of the long list, "" when all values are shown
	Listed      bool   // the list is the long one
	Missing     int    // how many values the long list leaves out
}

type valueView struct {
	Name, Value string // the parameter that the value's box stands for
	Label       string
	Count       int
	Selected    bool
	Excluded    bool
}

// facetLabels names the facets on the page.
var facetLabels = map[index.Facet]string{
	index.ByConference: "Conference", index.ByYear: "Year", index.ByDay: "Day", index.ByTrack: "Track", index.BySpeaker: "Speaker",
	index.ByKeyword: "Keyword", index.ByKind: "Kind", index.ByRoom: "Room",
}

// facets returns what can be chosen; a facet with a single value that every
// result has offers no choice.
func (b *builder) facets() []facetView {
	var out []facetView
	for _, f := range b.result.Facets {
		filter := b.s.Filters[f.Facet]
		v := facetView{Name: string(f.Facet), Label: facetLabels[f.Facet], Chosen: len(filter.Include) + len(filter.Exclude)}
		v.Listed = b.s.Long == f.Facet
		if !v.Listed && len(f.Values) == 0 || !v.Listed && v.Chosen == 0 && len(f.Values) == 1 && f.Values[0].Count == b.result.Total {
			continue
		}
		for _, x := range f.Values {
			value := valueView{Name: v.Name, Value: x.Value, Label: b.label(f.Facet, x.Value), Count: x.Count, Selected: x.Selected, Excluded: x.Excluded}
			if x.Excluded {
				value.Name = "-" + v.Name
			}
			v.Values = append(v.Values, value)
		}
		same := b.s
		same.Long, same.Find = f.Facet, ""
		if all := same.path(); f.More || v.Listed && b.s.Find != "" {
			v.All = all
			if !v.Listed {
				v.More = all + "#facet-" + v.Name
			}
		}
		if v.Listed {
			v.Find, v.Missing = b.s.Find, b.missing
			same.Long = ""
			v.Less = same.path() + "#facet-" + v.Name
		}
		v.Long = f.More || v.Listed || len(v.Values) > index.DefaultFacetSize && f.Facet != index.ByYear
		out = append(out, v)
	}
	return out
}

// chips returns what is chosen.
func (b *builder) chips() []chip {
	var out []chip
	for _, by := range index.Facets() {
		f := b.s.Filters[by]
		for _, v := range f.Include {
			out = append(out, chip{Facet: facetLabels[by], Label: b.label(by, v), Remove: b.s.filtered(by, f.Without(v)).path()})
		}
		for _, v := range f.Exclude {
			out = append(out, chip{Facet: facetLabels[by], Label: b.label(by, v), Remove: b.s.filtered(by, f.Without(v)).path(), Excluded: true})
		}
	}
	return append(out, b.strictChips()...)
}

// label returns a facet's value as people read it.
func (b *builder) label(by index.Facet, value string) string {
	switch by {
	case index.ByDay:
		return corpus.Date(value).Time().Format(b.dayLayout())
	case index.ByKind:
		return kindLabel(corpus.Kind(value))
	case index.ByConference:
		if c := b.conferences[value]; c != nil {
			return label(c)
		}
	}
	return value
}

// dayLayout is how days are written: the year is told where there may be several.
func (b *builder) dayLayout() string {
	if b.single == nil || yearsOf(b.single) > 1 {
		return dayShortYear
	}
	return dayShort
}

// yearsOf returns how many calendar years a conference lies in.
func yearsOf(c *index.Conference) int {
	if c.Start == "" {
		return 1
	}
	return max(1, c.End.Time().Year()-c.Start.Time().Year()+1)
}
