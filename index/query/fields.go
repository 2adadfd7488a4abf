package query

import (
	"fmt"
	"strings"

	"talksearch/corpus"
	"talksearch/index/text"
)

// A FieldSpec describes one field that can be named before a colon.
type FieldSpec struct {
	Name    string
	Aliases []string
	Help    string // one sentence for the help page
	Values  string // the forms of its values, with commas between; "" for words and phrases
	Example string
	// Check returns what a value has to be when it is not, for fields that
	// hold no free text; nil for those that do.
	Check func(value string) error
	// Time reports whether values mean times. These may hold spaces without being
	// quoted.
	Time bool
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
	{Name: "keyword", Aliases: []string{"keywords", "tag"}, Help: "Words of a keyword.", Example: "keyword:tpm"},
	{Name: "room", Help: "Words of the room's name.", Example: "room:aula"},
	{Name: "kind", Aliases: []string{"type"}, Help: "The kind of item.", Values: kinds(", "), Example: "kind:microconference", Check: checkKind},
	{Name: "conference", Aliases: []string{"conf"}, Help: "The conference's short name or words of its title.", Example: "conference:lpc2019"},
	{Name: "year", Help: "A year, or several.", Values: "2019, 2018..2020, 2018..", Example: "year:2019", Time: true, Check: func(value string) error {
		_, err := ParseYears(value)
		return err
	}},
	{Name: "day", Aliases: []string{"date"}, Help: "A date, a month, a weekday, or a number: 2 is each conference's second day with talks.",
		Values: "2019-09-10, 10.9.2019, 10 September, 2019-09, tuesday, tue, 2, 2019-09-09..2019-09-10", Example: "day:tuesday", Time: true, Check: func(value string) error {
			_, err := ParseDays(value)
			return err
		}},
	{Name: "after", Aliases: []string{"since"}, Help: "Talks that begin then or later; times are by the conference's clock.",
		Values: "2019-09-10, 2019-09, 2019, tuesday, 14:00, 2pm, 2019-09-10 14:00, tuesday 14:00", Example: "after:17:00", Time: true, Check: checkMoment("after")},
	{Name: "before", Help: "Talks that begin earlier, not then; times are by the conference's clock.",
		Values: "as those of after", Example: "before:2019-09-10", Time: true, Check: checkMoment("before")},
}

func kinds(between string) string {
	var names []string
	for _, k := range corpus.Kinds() {
		names = append(names, string(k))
	}
	return strings.Join(names, between)
}

// checkKind accepts a kind, its plural and its beginning.
func checkKind(value string) error {
	kind := strings.ToLower(value)
	if corpus.Kind(kind).Known() || corpus.Kind(strings.TrimSuffix(kind, "s")).Known() {
		return nil
	}
	names := strings.Fields(kinds(" "))
	if start := strings.TrimRight(kind, "*"); start != kind && start != "" {
		for _, name := range names {
			if strings.HasPrefix(name, start) {
				return nil
			}
		}
	}
	if near := text.Nearest(kind, names); near != "" {
		return fmt.Errorf("there is no kind %q; did you mean kind:%s?", value, near)
	}
	return fmt.Errorf("there is no kind %q; want one of %s", value, kinds(", "))
}

func checkMoment(field string) func(string) error {
	return func(value string) error {
		_, err := ParseMoment(field, value)
		return err
	}
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
