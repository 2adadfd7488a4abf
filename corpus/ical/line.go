package ical

import (
	"bytes"
	"strings"
)

// A property is a content line: NAME;PARAM=value:value.
type property struct {
	line   int    // where it stands in its source, from 1
	name   string // upper case
	params []param
	value  string   // as it stands there, still escaped
	more   []string // further lines of a text that was not folded as it should be
}

type param struct{ name, value string }

// param returns the value of a parameter, "" if there is none.
func (p *property) param(name string) string {
	if p == nil {
		return ""
	}
	for _, a := range p.params {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

// text returns the value of a property that holds text.
func (p *property) text() string {
	if p == nil {
		return ""
	}
	text := unescape(p.value)
	if len(p.more) > 0 {
		text += "\n" + unescape(strings.Join(p.more, "\n"))
	}
	return strings.TrimSpace(text)
}

// raw returns the value of a property that holds no text, such as a URL or time.
func (p *property) raw() string {
	if p == nil {
		return ""
	}
	return strings.TrimSpace(p.value)
}

// list returns the values of a property that holds several texts.
func (p *property) list() []string {
	if p == nil {
		return nil
	}
	var out []string
	from := 0
	for i := 0; i <= len(p.value); i++ {
		switch {
		case i == len(p.value) || p.value[i] == ',':
			if text := strings.TrimSpace(unescape(p.value[from:i])); text != "" {
				out = append(out, text)
			}
			from = i + 1
		case p.value[i] == '\\':
			i = min(i+1, len(p.value)-1)
		}
	}
	return out
}

// unescape undoes the escapes of text (RFC 5545, 3.3.11), and those of the
// quotation mark and the colon that some software writes without need. Any
// other backslash stands for itself.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			switch s[i+1] {
			case 'n', 'N':
				b.WriteByte('\n')
				i++
				continue
			case '\\', ',', ';', ':', '"':
				i++
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// A scanner splits a source into content lines, each unfolded (RFC 5545, 3.1).
type scanner struct {
	rest []byte
	line int // of the content line returned last
	next int // of rest
}

func newScanner(data []byte) *scanner {
	if !bytes.Contains(data, []byte("\n")) {
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	return &scanner{rest: data, next: 1}
}

// scan returns the next line that is not blank, and false after the last. Lines
// end in CRLF by the standard and often in LF; a fold may part a letter's bytes.
func (s *scanner) scan() (string, bool) {
	for len(s.rest) > 0 {
		s.line = s.next
		first := s.physical()
		if len(bytes.TrimSpace(first)) == 0 {
			continue
		}
		if !s.folded() {
			return string(first), true
		}
		b := bytes.NewBuffer(bytes.Clone(first))
		for s.folded() {
			b.Write(s.physical()[1:])
		}
		return b.String(), true
	}
	return "", false
}

// folded reports whether the next physical line goes on with the last.
func (s *scanner) folded() bool {
	return len(s.rest) > 0 && (s.rest[0] == ' ' || s.rest[0] == '\t')
}

func (s *scanner) physical() []byte {
	line, rest, _ := bytes.Cut(s.rest, []byte("\n"))
	s.rest = rest
	s.next++
	return bytes.TrimRight(line, "\r")
}

// parseLine reads a content line. It is false for one that does not begin with
// a name as it should: most often the rest of a text that was not folded.
func parseLine(text string) (property, bool) {
	end := strings.IndexAny(text, ":;")
	if end <= 0 || !isName(text[:end]) {
		return property{}, false
	}
	p := property{name: strings.ToUpper(text[:end])}
	for i := end; i < len(text); {
		if text[i] == ':' {
			p.value = text[i+1:]
			return p, true
		}
		var a param
		a, i = parseParam(text, i+1)
		p.params = append(p.params, a)
	}
	return property{}, false
}

// parseParam reads the parameter at text[i] and returns the offset behind it. A
// comma, which parts values by the standard, belongs to the value: names come
// unquoted as "Last, First".
func parseParam(text string, i int) (param, int) {
	var a param
	n := strings.IndexAny(text[i:], "=:;")
	if n < 0 {
		return a, len(text)
	}
	a.name = strings.ToUpper(text[i : i+n])
	if i += n; text[i] != '=' {
		return a, i
	}
	var value strings.Builder
	for i++; i < len(text) && text[i] != ':' && text[i] != ';'; i++ {
		if text[i] == '"' {
			if n := strings.IndexByte(text[i+1:], '"'); n >= 0 {
				value.WriteString(text[i+1 : i+1+n])
				i += n + 1
				continue
			}
		}
		value.WriteByte(text[i])
	}
	a.value = uncaret.Replace(value.String())
	return a, i
}

// Escapes in parameters (RFC 6868).
var (
	uncaret = strings.NewReplacer("^n", "\n", "^^", "^", "^'", `"`)
	caret   = strings.NewReplacer("\r\n", "^n", "\n", "^n", "\r", "^n", "^", "^^", `"`, "^'")
)

// isName reports whether s is a property's name. Names have no letter case, but
// what is not written in capitals counts only if it is one that calendars have,
// or a line of text such as "http://…" would pass for a property.
func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'A' || 'Z' < c) && (c < '0' || '9' < c) && c != '-' {
			return lowerNames[strings.ToLower(s)]
		}
	}
	return true
}

var lowerNames = map[string]bool{
	"begin": true, "end": true, "version": true, "prodid": true, "method": true, "name": true, "uid": true,
	"dtstamp": true, "dtstart": true, "dtend": true, "duration": true, "summary": true, "description": true,
	"location": true, "url": true, "categories": true, "attendee": true, "attach": true, "status": true,
	"rrule": true, "rdate": true, "tzid": true, "tzoffsetfrom": true, "tzoffsetto": true, "tzname": true,
	"x-wr-calname": true, "x-wr-timezone": true, "x-lic-location": true, "x-alt-desc": true,
}
