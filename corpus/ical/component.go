package ical

import (
	"fmt"
	"strings"

	"talksearch/corpus"
)

// A component is what stands between BEGIN and END.
type component struct {
	name     string
	line     int // of its BEGIN
	props    []property
	children []*component
}

// get returns the first property of a name, nil if there is none.
func (c *component) get(name string) *property {
	for i := range c.props {
		if c.props[i].name == name {
			return &c.props[i]
		}
	}
	return nil
}

// all returns the properties of a name.
func (c *component) all(name string) []*property {
	var out []*property
	for i := range c.props {
		if c.props[i].name == name {
			out = append(out, &c.props[i])
		}
	}
	return out
}

// parse returns the calendars in data. What is not as it should be is reported
// where the rest can still be read; the error is for what is not a calendar or
// breaks off.
func parse(data []byte) ([]*component, corpus.Problems, error) {
	p := parser{open: map[string]int{}}
	s := newScanner(data)
	for {
		text, ok := s.scan()
		if !ok {
			break
		}
		line, ok := parseLine(text)
		line.line = s.line
		var err error
		switch {
		case !ok && len(p.stack) == 0 || len(p.stack) == 0 && line.name != "BEGIN":
			err = p.outside(s.line, text)
		case !ok:
			p.loose(s.line, text)
		case line.name == "BEGIN":
			err = p.begin(s.line, strings.ToUpper(line.raw()))
		case line.name == "END":
			p.end(s.line, strings.ToUpper(line.raw()))
		default:
			top := p.stack[len(p.stack)-1]
			top.props = append(top.props, line)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	if n := len(p.stack); n > 0 {
		top := p.stack[n-1]
		return nil, nil, fmt.Errorf("line %d: the calendar breaks off within %s, begun at line %d", s.next-1, top.name, top.line)
	}
	if len(p.calendars) == 0 {
		return nil, nil, fmt.Errorf("line 1: is empty; want BEGIN:VCALENDAR")
	}
	return p.calendars, p.problems, nil
}

type parser struct {
	calendars []*component
	stack     []*component   // what is open, the innermost last
	open      map[string]int // how often each name is on the stack
	problems  corpus.Problems
	lastLoose int // line of the last loose text
}

func (p *parser) warn(line int, format string, args ...any) {
	p.problems = append(p.problems, corpus.Problem{Severity: corpus.Warning, Where: where(line), Message: fmt.Sprintf(format, args...)})
}

func where(line int) string { return fmt.Sprintf("line %d", line) }

// outside takes a line before, between or after calendars.
func (p *parser) outside(line int, text string) error {
	if len(p.calendars) == 0 {
		return fmt.Errorf("line %d: found %q; want BEGIN:VCALENDAR", line, short(text))
	}
	p.warn(line, "found %q behind the calendar; it is left out", short(text))
	return nil
}

func (p *parser) begin(line int, name string) error {
	switch {
	case len(p.stack) == 0 && name != "VCALENDAR":
		return fmt.Errorf("line %d: found BEGIN:%s; want BEGIN:VCALENDAR", line, short(name))
	case name == "VCALENDAR" && p.open[name] > 0:
		return fmt.Errorf("line %d: a calendar begins within %s, begun at line %d", line, p.stack[len(p.stack)-1].name, p.stack[len(p.stack)-1].line)
	case name == "VEVENT" && p.open[name] > 0:
		p.pop(line, name)
		p.warn(line, "an event begins within another; that one is ended here")
	}
	c := &component{name: name, line: line}
	if n := len(p.stack); n > 0 {
		p.stack[n-1].children = append(p.stack[n-1].children, c)
	} else {
		p.calendars = append(p.calendars, c)
	}
	p.stack = append(p.stack, c)
	p.open[name]++
	return nil
}

func (p *parser) end(line int, name string) {
	if p.open[name] == 0 {
		p.warn(line, "found END:%s without its BEGIN; it is left out", short(name))
		return
	}
	p.pop(line, name)
}

// pop closes the innermost component of a name, and what is open within it.
func (p *parser) pop(line int, name string) {
	for {
		top := p.stack[len(p.stack)-1]
		p.stack = p.stack[:len(p.stack)-1]
		p.open[top.name]--
		if top.name == name {
			return
		}
		p.warn(line, "%s, begun at line %d, has no END; it is ended here", short(top.name), top.line)
	}
}

// loose takes a line that is no property: a text before it goes on in it, if
// there is one. Of several such lines the first is reported.
func (p *parser) loose(line int, text string) {
	follows := p.lastLoose > 0 && p.lastLoose == line-1
	p.lastLoose = line
	top := p.stack[len(p.stack)-1]
	if n := len(top.props); n > 0 {
		switch last := &top.props[n-1]; last.name {
		case "DESCRIPTION", "X-ALT-DESC", "SUMMARY", "COMMENT", "LOCATION":
			last.more = append(last.more, text)
			if !follows {
				p.warn(line, "found %q, no property; it is read as a part of the %s before it", short(text), last.name)
			}
			return
		}
	}
	if !follows {
		p.warn(line, "found %q, no property; it is left out", short(text))
	}
}

// short returns the start of s, for a message.
func short(s string) string {
	const most = 40
	for i := range s {
		if i >= most {
			return s[:i] + "…"
		}
	}
	return s
}
