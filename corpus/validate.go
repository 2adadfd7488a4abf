package corpus

import (
	"fmt"
	"net/url"
	"strings"
	"time"
)

// A Problem is one thing wrong with a programme, said so that the person who
// keeps the programme can find and mend it.
type Problem struct {
	Severity Severity
	Where    string // line or path in the source, "" when not known
	Talk     string // the talk's id or title, "" for the programme itself
	Field    string // the field's name in our own format
	Message  string // what was found and what was wanted
}

// Severity tells whether a programme can be served despite a problem.
type Severity int

// A Warning leaves the programme usable: the talk is kept, and what is wrong is
// reported. An Error does not.
const (
	Warning Severity = iota
	Error
)

func (s Severity) String() string {
	if s == Error {
		return "error"
	}
	return "warning"
}

// String returns the problem on one line: where, talk, field, message.
func (p Problem) String() string {
	var parts []string
	if p.Where != "" {
		parts = append(parts, p.Where)
	}
	if p.Talk != "" {
		parts = append(parts, fmt.Sprintf("talk %q", p.Talk))
	}
	if p.Field != "" {
		parts = append(parts, p.Field)
	}
	return strings.Join(append(parts, p.Message), ": ")
}

// Problems are all that is wrong with a programme, in its order.
type Problems []Problem

// Err returns the problems of severity Error as one error, or nil when there
// are none.
func (ps Problems) Err() error {
	var list []string
	for _, p := range ps {
		if p.Severity == Error {
			list = append(list, p.String())
		}
	}
	switch len(list) {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("%s", list[0])
	}
	return fmt.Errorf("%d problems:\n  %s", len(list), strings.Join(list, "\n  "))
}

// MaxProblems is how many problems of one programme, or source, are kept.
const MaxProblems = 50_000

// A ProblemList collects problems: the first MaxProblems of them, and how many more
// there are.
type ProblemList struct {
	list             Problems
	errors, warnings int // that are not in list
}

// Add takes in problems.
func (l *ProblemList) Add(problems ...Problem) {
	for _, p := range problems {
		switch {
		case len(l.list) < MaxProblems:
			l.list = append(l.list, p)
		case p.Severity == Error:
			l.errors++
		default:
			l.warnings++
		}
	}
}

// Problems returns what was taken in, with a last one that tells how many are left
// out.
func (l *ProblemList) Problems() Problems {
	if l.errors+l.warnings == 0 {
		return l.list
	}
	last := Problem{Severity: Warning, Message: fmt.Sprintf("%d more errors and %d more warnings are not listed", l.errors, l.warnings)}
	if l.errors > 0 {
		last.Severity = Error
	}
	return append(l.list[:len(l.list):len(l.list)], last)
}

// Validate returns all problems of a normalised programme. A talk that can't
// be placed in time is a warning: it is kept, and found by its words.
func Validate(p *Programme) Problems {
	v := Validator{}
	for i := range p.Talks {
		v.Talk(i, &p.Talks[i])
	}
	return v.Problems(p)
}

// A Validator does what Validate does, talk by talk. Of each talk it holds the id.
type Validator struct {
	problems    ProblemList
	where, talk string
	ids         map[string]int // -> the first talk with it
}

// Talk takes in talk i of a programme, normalised.
func (v *Validator) Talk(i int, t *Talk) {
	v.talk, v.where = t.ID, t.Where
	if v.where == "" {
		v.where = fmt.Sprintf("talks[%d]", i)
	}
	if v.talk == "" {
		v.talk = t.Title
	}
	v.item(t)
	if first, ok := v.ids[t.ID]; ok && t.ID != "" {
		v.report(Error, "id", "%q is also the id of talks[%d]; want a different one for each talk", t.ID, first)
		return
	}
	if v.ids == nil {
		v.ids = map[string]int{}
	}
	v.ids[t.ID] = i
}

// Problems returns the problems of a programme, whose own Talks are not looked at,
// and of the talks taken in: the programme's first, then the talks' in their order.
func (v *Validator) Problems(p *Programme) Problems {
	head := Validator{}
	head.programme(p, len(v.ids))
	return append(head.problems.Problems(), v.problems.Problems()...)
}

func (v *Validator) report(s Severity, field, format string, args ...any) {
	v.problems.Add(Problem{Severity: s, Where: v.where, Talk: v.talk, Field: field, Message: fmt.Sprintf(format, args...)})
}

func (v *Validator) programme(p *Programme, talks int) {
	v.identifier(p.ID)
	if p.Title == "" {
		v.report(Error, "title", "is empty; want the conference's name")
	}
	if _, err := p.Zone(); err != nil {
		v.report(Error, "timezone", "%v", err)
	}
	v.date("start", p.Start)
	v.date("end", p.End)
	if p.Start != "" && p.End != "" && p.End < p.Start {
		v.report(Error, "end", "%s is before the start, %s", p.End, p.Start)
	}
	v.link(p.URL)
	if talks == 0 {
		v.report(Error, "talks", "there are none; want at least one")
	}
}

func (v *Validator) item(t *Talk) {
	v.identifier(t.ID)
	if t.Title == "" {
		v.report(Error, "title", "is empty; want the talk's title")
	}
	if !t.Kind.Known() {
		v.report(Error, "kind", "%q is not known; want one of %s", t.Kind, join(Kinds()))
	}
	v.date("day", t.Day)
	switch {
	case t.Start.IsZero() && t.Day == "":
		v.report(Warning, "start", "is missing; the talk is found by its words but stands on no day")
	case !t.Start.IsZero() && t.End.IsZero():
		v.report(Warning, "end", "is missing")
	case !t.Start.IsZero() && t.End.Before(t.Start):
		v.report(Error, "end", "%s is before the start, %s", t.End.Format(time.RFC3339), t.Start.Format(time.RFC3339))
	}
	for i, s := range t.Speakers {
		if !s.Role.Known() {
			v.report(Error, fmt.Sprintf("speakers[%d].role", i), "%q is not known; want one of %s", s.Role, join(Roles()))
		}
	}
	v.link(t.URL)
	for _, l := range t.Links {
		v.link(l.URL)
	}
}

func (v *Validator) identifier(id string) {
	if id == "" {
		v.report(Error, "id", "is empty; want a short name")
	} else if !addressable(id) {
		v.report(Error, "id", `%q can't stand in an address; want none of / ? # %% \\, and more than dots`, id)
	}
}

// addressable reports whether an id can be a segment of an address's path.
func addressable(id string) bool {
	return strings.Trim(id, ".") != "" && !strings.ContainsAny(id, "/?#%\\")
}

func (v *Validator) date(field string, d Date) {
	if d != "" {
		if _, err := ParseDate(string(d)); err != nil {
			v.report(Error, field, "%v", err)
		}
	}
}

func (v *Validator) link(s string) {
	if !followable(s) {
		v.report(Warning, "url", "%q is not a link that can be followed; want http:// or https://", s)
	}
}

// followable reports whether s is empty or a link that may be shown.
func followable(s string) bool {
	if s == "" {
		return true
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func join[T ~string](list []T) string {
	s := make([]string, len(list))
	for i, v := range list {
		s[i] = string(v)
	}
	return strings.Join(s, ", ")
}
