package query

import (
	"fmt"
	"strings"
	"time"

	"talksearch/corpus"
	"talksearch/index/text"
)

// A FieldSpec describes one field that can be named before a colon.
type FieldSpec struct {
	Name    string
	Aliases []string
	Help    string // one sentence for the help page
	Example string
	// Check returns what a value has to be when it is not, for fields that
	// hold no free text; nil for those that do.
	Check func(value string) error
}

// Fields is the table of all fields; the parser, its messages and the help
// page read it.
var Fields = []FieldSpec{
	{Name: "title", Help: "Words of the title or subtitle.", Example: "title:scheduler"},
	{Name: "abstract", Aliases: []string{"text"}, Help: "Words of the abstract.", Example: "abstract:latency"},
	{Name: "topic", Aliases: []string{"topics"}, Help: "Words of a line in the list of topics.", Example: "topic:verifier"},
	{Name: "speaker", Aliases: []string{"speakers", "by", "person", "lead"}, Help: "A person's name or part of it.", Example: "speaker:giani"},
	{Name: "affiliation", Aliases: []string{"company", "org"}, Help: "Words of a person's affiliation.", Example: "affiliation:google"},
	{Name: "track", Aliases: []string{"tracks"}, Help: "Words of the track's name.", Example: "track:refereed"},
	{Name: "keyword", Aliases: []string{"keywords", "tag"}, Help: "Words of a keyword.", Example: "keyword:ktls"},
	{Name: "room", Help: "Words of the room's name.", Example: "room:jade"},
	{Name: "kind", Aliases: []string{"type"}, Help: "The kind of item: talk, microconference, plenary …", Example: "kind:microconference", Check: func(value string) error {
		if kind := strings.ToLower(value); corpus.Kind(kind).Known() || corpus.Kind(strings.TrimSuffix(kind, "s")).Known() {
			return nil
		}
		return fmt.Errorf("kind %q: want one of %v", value, corpus.Kinds())
	}},
	{Name: "conference", Aliases: []string{"conf"}, Help: "The conference's short name or words of its title.", Example: "conference:lpc2019"},
	{Name: "year", Help: "A year.", Example: "year:2019", Check: func(value string) error {
		if _, err := time.Parse("2006", value); err != nil {
			return fmt.Errorf("year %q: want four digits, such as 2019", value)
		}
		return nil
	}},
	{Name: "day", Aliases: []string{"date"}, Help: "A day of the programme.", Example: "day:2019-09-10", Check: func(value string) error {
		_, err := corpus.ParseDate(value)
		return err
	}},
}

// field returns the entry of Fields with the given name or alias.
func field(name string) (FieldSpec, bool) {
	for _, f := range Fields {
		if strings.EqualFold(f.Name, name) {
			return f, true
		}
		for _, a := range f.Aliases {
			if strings.EqualFold(a, name) {
				return f, true
			}
		}
	}
	return FieldSpec{}, false
}

// unknownField returns the warning for a name that is no field, or "" when
// nothing suggests that one was meant.
func unknownField(name string) string {
	var names []string
	for _, f := range Fields {
		names = append(names, f.Name)
		names = append(names, f.Aliases...)
	}
	near := text.Nearest(name, names)
	if near == "" {
		return ""
	}
	f, _ := field(near)
	return fmt.Sprintf("there is no field %q, so it was searched as text; did you mean %s:?", name, f.Name)
}
