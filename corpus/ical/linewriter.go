package ical

import (
	"bufio"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// maxOctets is the length of the longest line, without its end (RFC 5545, 3.1).
const maxOctets = 75

const (
	utcLayout   = "20060102T150405Z"
	localLayout = "20060102T150405"
)

// A lineWriter writes content lines. The first error stops it; flush returns it.
type lineWriter struct{ out *bufio.Writer }

func newLineWriter(w io.Writer) *lineWriter { return &lineWriter{bufio.NewWriter(w)} }

func (w *lineWriter) flush() error { return w.out.Flush() }

// line writes a content line, folded between letters, not within them.
func (w *lineWriter) line(name, value string) {
	rest := name + ":" + value
	for most := maxOctets; len(rest) > most; most = maxOctets - 1 {
		n := most
		for n > most-utf8.UTFMax && !utf8.RuneStart(rest[n]) {
			n--
		}
		w.out.WriteString(rest[:n])
		w.out.WriteString("\r\n ")
		rest = rest[n:]
	}
	w.out.WriteString(rest)
	w.out.WriteString("\r\n")
}

// text writes a property that holds text, none if it is empty.
func (w *lineWriter) text(name, value string) {
	if value != "" {
		w.line(name, escape(value))
	}
}

// uri writes a property that holds an address, none if it is empty.
func (w *lineWriter) uri(name, value string) {
	if value = visible(value); value != "" {
		w.line(name, value)
	}
}

// param writes a property that holds text, with those parameters that are not
// empty.
func (w *lineWriter) param(name, value string, params ...param) {
	w.line(with(name, params), escape(value))
}

// uriWith writes a property that holds an address, with those parameters that
// are not empty.
func (w *lineWriter) uriWith(name, value string, params ...param) {
	w.uri(with(name, params), value)
}

// time writes a time in a zone; in UTC if there is none, and for the hour that
// clocks show twice if the second is meant.
func (w *lineWriter) time(name string, t time.Time, s *span) {
	if s != nil {
		wall := inZone(t, s.zone)
		if local(wall, s.zone).Equal(t.Truncate(time.Second)) {
			w.line(with(name, []param{{"TZID", s.name}}), wall.Format(localLayout))
			return
		}
	}
	w.line(name, t.UTC().Format(utcLayout))
}

// inZone returns what clocks in a zone show at t, as if it were UTC, in whole
// seconds.
func inZone(t time.Time, zone *time.Location) time.Time {
	_, offset := t.In(zone).Zone()
	return t.UTC().Truncate(time.Second).Add(time.Duration(offset) * time.Second)
}

func with(name string, params []param) string {
	for _, p := range params {
		if p.value == "" {
			continue
		}
		value := visible(caret.Replace(p.value))
		if strings.ContainsAny(value, ":;,") {
			value = `"` + value + `"`
		}
		name += ";" + p.name + "=" + value
	}
	return name
}

var escaper = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// escape writes text as a value.
func escape(s string) string { return visible(escaper.Replace(s)) }

// visible drops the control characters, which no value may hold, and makes s
// valid UTF-8.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
