package schedulexml

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"

	"talksearch/corpus"
	"talksearch/corpus/schedule"
)

// Recognise reports whether head, the start of a source, is that of a
// schedule.xml: its root is a schedule and what comes first in it is part of
// one.
func Recognise(head []byte) bool {
	d := decoder(bytes.NewReader(head))
	for depth := 0; ; {
		token, err := d.Token()
		if err != nil {
			return false
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch name := t.Name.Local; {
			case depth == 0 && name != "schedule":
				return false
			case depth == 1:
				return name == "conference" || name == "version" || name == "generator" || name == "day"
			}
			depth++
		case xml.EndElement:
			return true // a schedule of nothing
		}
	}
}

// Read reads the programme in r. The error is for what is not a schedule.xml,
// or is cut off, and names the line.
func Read(r io.Reader) ([]*corpus.Programme, corpus.Problems, error) {
	d := decoder(r)
	var b schedule.Builder
	fail := func(err error) ([]*corpus.Programme, corpus.Problems, error) {
		if syntax := (*xml.SyntaxError)(nil); errors.As(err, &syntax) {
			return nil, nil, fmt.Errorf("reading schedule.xml: %w", err) // it names the line
		}
		line, _ := d.InputPos()
		return nil, nil, fmt.Errorf("reading schedule.xml: line %d: %w", line, err)
	}
	day, room, depth, found := "", "", 0, false
	for {
		token, err := d.Token()
		if err == io.EOF && found {
			break
		} else if err == io.EOF {
			return fail(fmt.Errorf("there is no <schedule>"))
		} else if err != nil {
			return fail(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth == 0 && (found || t.Name.Local != "schedule") {
				return fail(fmt.Errorf("found <%s>, want one <schedule>", t.Name.Local))
			}
			found = true
			switch t.Name.Local {
			case "schedule":
				depth++
			case "day":
				depth++
				day = attr(t, "date")
			case "room":
				depth++
				room = attr(t, "name")
			case "conference":
				var c conference
				if err := d.DecodeElement(&c, &t); err != nil {
					return fail(err)
				}
				b.Conference = c.conference()
			case "event":
				line, _ := d.InputPos()
				var e event
				if err := d.DecodeElement(&e, &t); err != nil {
					return fail(err)
				}
				b.Add(e.event(fmt.Sprintf("line %d", line), day, room))
			default: // FOSDEM's tracks, and persons with their biographies
				if err := d.Skip(); err != nil {
					return fail(err)
				}
			}
		case xml.EndElement:
			depth--
			switch t.Name.Local {
			case "day":
				day = ""
			case "room":
				room = ""
			}
		}
	}
	p, problems := b.Programme()
	return []*corpus.Programme{p}, problems, nil
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// decoder returns a decoder that reads r in whatever encoding it is. Where the
// text is UTF-8 in spite of what it declares, having been converted on its way
// or from the start, it is read as such.
func decoder(r io.Reader) *xml.Decoder {
	b := bufio.NewReaderSize(r, 64<<10)
	head, _ := b.Peek(64 << 10)
	in := io.Reader(b)
	utf := false
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		b.Discard(3)
		utf = true
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		in = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(b)
		utf = true
	default:
		utf = isUTF8(head)
	}
	d := xml.NewDecoder(in)
	d.Entity = xml.HTMLEntity // &nbsp; and the like, which need a DTD that nobody writes
	d.CharsetReader = func(label string, input io.Reader) (io.Reader, error) {
		// A declaration that can be read is not itself in UTF-16.
		if utf || strings.HasPrefix(strings.ToLower(label), "utf-16") {
			return input, nil
		}
		return charset.NewReaderLabel(label, input)
	}
	return d
}

// isUTF8 reports whether head, which may end within a character, has other than
// ASCII characters and all of them in UTF-8.
func isUTF8(head []byte) bool {
	ascii := true
	for len(head) > 0 {
		r, n := utf8.DecodeRune(head)
		if r == utf8.RuneError && n == 1 {
			return !ascii && !utf8.FullRune(head)
		}
		ascii = ascii && n == 1
		head = head[n:]
	}
	return !ascii
}
