// Package importer brings programmes in from files, folders, addresses and
// standard input. It recognises formats by their content, calls their readers,
// and normalises, validates and repairs what they read. A Set reads several
// sources together and again, keeping what it has where a source fails. Of what was
// read little is in memory: talks wait in temporary files and pass by one at a time.
package importer

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"talksearch/corpus"
	"talksearch/corpus/ical"
	"talksearch/corpus/indico"
	"talksearch/corpus/native"
	"talksearch/corpus/schedulejson"
	"talksearch/corpus/schedulexml"
	"talksearch/corpus/timetable"
)

// Options say how sources are read. The zero value has the defaults.
type Options struct {
	Timeout  time.Duration // for one source, all its requests together; default a minute
	MaxBytes int64         // of one document, compressed or not, JSON Lines excepted; default 256 MiB
	Stdin    io.Reader     // what the source "-" reads; default nothing
	Client   *http.Client  // default one that follows at most five redirects, and none into this network
	Temp     []string      // folders for temporary files, the first that can be written to is used; default the system's

	// Progress, if not nil, is called for each document that is opened, with its
	// size in bytes or -1, and gets the bytes as they are read until it is closed.
	Progress func(name string, size int64) io.WriteCloser

	extend func() // gives a source that delivers its time again; a Set's reading sets it
}

const (
	defaultTimeout  = time.Minute
	defaultMaxBytes = 256 << 20

	// linesFactor is how many times MaxBytes a document of JSON Lines may have, which
	// is read line by line and bounds memory by itself: 16 GiB by default. It keeps a
	// stream without an end from filling the disk.
	linesFactor = 64
)

func (o Options) withDefaults() Options {
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = defaultMaxBytes
	}
	if o.Stdin == nil {
		o.Stdin = strings.NewReader("")
	}
	if o.Client == nil {
		o.Client = newClient()
	}
	return o
}

// The formats that are treated in a way of their own: documents of Indico's are
// merged, and of ours there may be more than fits in memory.
const (
	formatIndico = "Indico JSON"
	formatNative = "talksearch JSON"
)

// formats are all that can be read, the strictest at recognising first.
var formats = []struct {
	name      string
	recognise func(head []byte) bool
	read      func(r io.Reader) ([]*corpus.Programme, corpus.Problems, error)
}{
	{"schedule.xml", schedulexml.Recognise, schedulexml.Read},
	{"schedule.json", schedulejson.Recognise, schedulejson.Read},
	{formatIndico, indico.Recognise, indico.Read},
	{"iCalendar", ical.Recognise, ical.Read},
	{formatNative, native.Recognise, native.Read},
	{"copied Indico timetable", timetable.Recognise, timetable.Read},
}

// Formats returns the names of all formats that can be read.
func Formats() []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	return names
}

// A document is what one file or address held, as its reader understood it.
type document struct {
	format     string
	programmes []*stored
	problems   corpus.Problems
}

// decode recognises a document's format and reads it. What it returns is whole,
// or an error.
func (o Options) decode(in io.Reader) (document, error) {
	raw := &guarded{r: in, left: o.MaxBytes, max: o.MaxBytes}
	text, err := decodeText(raw, o.MaxBytes)
	if err != nil {
		return document{}, firstError(raw.err, err)
	}
	for _, f := range formats {
		if !f.recognise(text.head) {
			continue
		}
		d := document{format: f.name}
		if f.name == formatNative && native.IsLines(text.head) {
			for _, g := range []*guarded{raw, text.guard} {
				g.raise(linesFactor)
				g.delivers = o.extend
			}
			d.programmes, d.problems, err = o.lines(text)
		} else {
			var programmes []*corpus.Programme
			if programmes, d.problems, err = f.read(text); err == nil {
				d.programmes, err = o.store(programmes, f.name != formatIndico)
			}
		}
		if err := firstError(raw.err, text.guard.err, err); err != nil {
			return document{}, fmt.Errorf("as %s: %w", f.name, err)
		}
		if p, ok := text.problem(); ok {
			d.problems = append(d.problems, p)
		}
		return d, nil
	}
	return document{}, firstError(raw.err, unrecognised(text.head))
}

// firstError prefers the cause, such as a broken connection, to what a reader
// made of it, such as a document that ends too early.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// unrecognised says what a document is that is no programme.
func unrecognised(head []byte) error {
	s := strings.TrimSpace(string(head))
	want := "want one of: " + strings.Join(Formats(), ", ")
	if s == "" {
		return errors.New("is empty; " + want)
	}
	lower := strings.ToLower(s)
	if strings.HasPrefix(lower, "<!doctype html") || strings.HasPrefix(lower, "<html") {
		title := ""
		if i := strings.Index(lower, "<title"); i >= 0 {
			if _, rest, ok := strings.Cut(s[i:], ">"); ok {
				t, _, _ := strings.Cut(rest, "<")
				title = fmt.Sprintf(" with the title %q", strings.Join(strings.Fields(t), " "))
			}
		}
		return fmt.Errorf("is a web page%s and no programme; %s", title, want)
	}
	if strings.ContainsRune(s, 0) {
		return errors.New("is no text, and so no programme; " + want)
	}
	return errors.New("is in no known format; " + want)
}
