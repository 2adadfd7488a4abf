package api

import (
	"bytes"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-json"

	"talksearch/index"
	"talksearch/index/text"
)

// members are those of a JSON object that can be chosen by name.
type members struct {
	names    []string // in the order in which they are written
	places   [][]int  // of the struct's fields, for reflect; nil for what is no struct
	optional []bool   // they are left out when empty
	ordered  bool     // they come in the order in which they were chosen
}

// What can be chosen of a hit, of a talk, and of a line of a table.
var (
	hitMembers    = membersOf[hit]()
	detailMembers = membersOf[talkDetail]()
	tableMembers  = &members{names: columnNames(), ordered: true}
)

// idMember is always there, so that a part has a member.
const idMember = "id"

// membersOf returns the members of a struct with JSON tags.
func membersOf[T any]() *members {
	m := &members{}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		if name, option, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
			m.names = append(m.names, name)
			m.places = append(m.places, f.Index)
			m.optional = append(m.optional, option == "omitempty")
		}
	}
	return m
}

// parse reads the parameter that chooses members, nil for all of them: when it is not
// given, or empty, or names all.
func (m *members) parse(v url.Values) ([]string, index.ParamErrors) {
	given := v[paramFields]
	if len(given) > 1 {
		return nil, index.ParamErrors{index.BadParam(paramFields, strings.Join(given[:2], ", "), "", "is given %d times; want it once, with commas between the names", len(given))}
	}
	var chosen []string
	var problems index.ParamErrors
	for _, name := range strings.Split(v.Get(paramFields), ",") {
		name = strings.TrimSpace(name)
		switch {
		case name == "" || slices.Contains(chosen, name):
		case slices.Contains(m.names, name):
			chosen = append(chosen, name)
		case len(problems) < maxErrors:
			problems = append(problems, index.BadParam(paramFields, name, text.Nearest(name, m.names), "is not known; want one or several of %s, with commas between", strings.Join(m.names, ", ")))
		}
	}
	if m.ordered || problems != nil || len(chosen) == 0 {
		return chosen, problems
	}
	if !slices.Contains(chosen, idMember) {
		chosen = append(chosen, idMember)
	}
	slices.SortFunc(chosen, func(a, b string) int { return slices.Index(m.names, a) - slices.Index(m.names, b) })
	if len(chosen) == len(m.names) {
		return nil, nil
	}
	return chosen, nil
}

// choose returns a list of structs as it is, or, where members are chosen, what of
// each was.
func (m *members) choose(list any, chosen []string) any {
	if chosen == nil {
		return list
	}
	values := reflect.ValueOf(list)
	out := make([]part, values.Len())
	for i := range out {
		out[i] = m.part(values.Index(i), chosen)
	}
	return out
}

func (m *members) part(object reflect.Value, chosen []string) part {
	var p part
	for _, name := range chosen {
		i := slices.Index(m.names, name)
		if v := object.FieldByIndex(m.places[i]); !m.optional[i] || !v.IsZero() {
			p = append(p, member{name, v.Interface()})
		}
	}
	return p
}

// A part is some members of an object.
type part []member

type member struct {
	name  string
	value any
}

// MarshalJSON implements json.Marshaler.
func (p part) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	for i, m := range p {
		value, err := json.MarshalWithOption(m.value, json.DisableHTMLEscape())
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "%c%q:%s", []rune{'{', ','}[min(i, 1)], m.name, value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
