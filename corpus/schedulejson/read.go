package schedulejson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"talksearch/corpus"
	"talksearch/corpus/schedule"
)

// Recognise reports whether head, the start of a source, is that of a
// schedule.json: an object whose "schedule" is an object such as both versions
// have.
func Recognise(head []byte) bool {
	d := json.NewDecoder(bytes.NewReader(head))
	inside := false
	if token, err := d.Token(); err != nil || token != json.Delim('{') {
		return false
	}
	for {
		key, err := d.Token()
		if err != nil {
			return false
		}
		switch key {
		case "schedule":
			if inside {
				break
			}
			if token, err := d.Token(); err != nil || token != json.Delim('{') {
				return false
			}
			inside = true
			continue
		case "conference", "events", "persons", "version", "base_url":
			if inside {
				return true
			}
		case json.Delim('}'):
			return false
		}
		if d.Decode(new(json.RawMessage)) != nil {
			return false
		}
	}
}

// Read reads the programme in r. The error is for what is not a schedule.json,
// or is cut off, and names the path.
func Read(r io.Reader) ([]*corpus.Programme, corpus.Problems, error) {
	rd := reader{dec: json.NewDecoder(r)}
	err := rd.document()
	if err == nil && !rd.found {
		err = errors.New(`there is no "schedule"`)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("reading schedule.json: %w", err)
	}
	p, problems := rd.Programme()
	return []*corpus.Programme{p}, problems, nil
}

// A reader walks through a file.
type reader struct {
	schedule.Builder
	dec   *json.Decoder
	path  []string // where in the file
	found bool
}

// document reads the whole file.
func (r *reader) document() error {
	err := r.object(func(key string) error {
		if key != "schedule" {
			return r.skip()
		}
		r.found = true
		return r.object(func(key string) error {
			switch key {
			case "conference":
				return r.conference()
			case "events": // version 2
				return r.events("", "")
			case "base_url", "url":
				return r.text(&r.Conference.URL, key == "url")
			}
			return r.skip()
		})
	})
	if err != nil {
		return err
	}
	if _, err := r.dec.Token(); err != io.EOF {
		return errors.New("there is more after the end of the document")
	}
	return nil
}

func (r *reader) conference() error {
	c := &r.Conference
	return r.object(func(key string) error {
		switch key {
		case "acronym":
			return r.text(&c.Acronym, true)
		case "title":
			return r.text(&c.Title, true)
		case "start":
			return r.text(&c.Start, true)
		case "end":
			return r.text(&c.End, true)
		case "time_zone_name":
			return r.text(&c.Zone, true)
		case "url":
			return r.text(&c.URL, true)
		case "tracks":
			return r.names(&c.Tracks)
		case "rooms":
			return r.names(&c.Rooms)
		case "days":
			return r.array(r.day)
		}
		return r.skip()
	})
}

// day reads a day: with its events in version 1, with its limits in 2.
func (r *reader) day() error {
	var date, start, end string
	where := r.where()
	err := r.object(func(key string) error {
		switch key {
		case "date":
			return r.text(&date, true)
		case "start":
			return r.text(&start, true)
		case "end":
			return r.text(&end, true)
		case "rooms":
			return r.object(func(room string) error {
				r.path[len(r.path)-1] = "[" + room + "]"
				return r.events(date, room)
			})
		}
		return r.skip()
	})
	if err == nil && start != "" && end != "" {
		r.AddDay(where, date, start, end)
	}
	return err
}

// events reads the events filed under a day and room.
func (r *reader) events(day, room string) error {
	return r.array(func() error {
		var e *event
		err := r.dec.Decode(&e)
		wrong := (*json.UnmarshalTypeError)(nil)
		switch {
		case errors.As(err, &wrong) && wrong.Field != "":
			// The rest of the event has been read all the same.
			r.Report(r.where(), e.Title.value, wrong.Field, "is a JSON %s; left out", wrong.Value)
		case wrong != nil || err == nil && e == nil:
			r.Report(r.where(), "", "", "is no event; left out")
			return nil
		case err != nil:
			return r.fail(err)
		}
		r.Add(e.event(&r.Builder, r.where(), day, room))
		return nil
	})
}

// names reads what events may refer to by a short name.
func (r *reader) names(to *map[string]string) error {
	*to = make(map[string]string)
	return r.array(func() error {
		var n named
		if err := r.value(&n); err != nil {
			return err
		}
		for _, key := range []string{n.Slug.value, n.GUID.value} {
			if key != "" && n.Name.value != "" {
				(*to)[key] = n.Name.value
			}
		}
		return nil
	})
}

// text reads a text into s; when it need not be the last word, only if there is
// none yet.
func (r *reader) text(s *string, last bool) error {
	var t text
	if err := r.value(&t); err != nil {
		return err
	}
	if t.wrong != "" {
		r.Report(r.where(), "", "", "is %s; want a text", t.wrong)
	}
	if t.value != "" && (last || *s == "") {
		*s = t.value
	}
	return nil
}

// value decodes the next value. One of another type is reported and left.
func (r *reader) value(v any) error {
	err := r.dec.Decode(v)
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
		r.Report(r.where(), "", wrong.Field, "is a JSON %s", wrong.Value)
		return nil
	}
	if err != nil {
		return r.fail(err)
	}
	return nil
}

// skip passes over the next value.
func (r *reader) skip() error { return r.value(new(json.RawMessage)) }

// object reads an object, calling member before each member's value. There may
// be null, or the empty array that PHP writes, instead.
func (r *reader) object(member func(key string) error) error {
	open, err := r.dec.Token()
	if err != nil {
		return r.fail(err)
	}
	if open == nil || open == json.Delim('[') && !r.dec.More() {
		return r.close(open)
	}
	if open != json.Delim('{') {
		return r.fail(fmt.Errorf("found %v, want an object", open))
	}
	for r.dec.More() {
		key, err := r.dec.Token()
		if err != nil {
			return r.fail(err)
		}
		r.path = append(r.path, fmt.Sprint(key))
		if err := member(fmt.Sprint(key)); err != nil {
			return err
		}
		r.path = r.path[:len(r.path)-1]
	}
	return r.close(open)
}

// array reads an array, or null, calling element before each element.
func (r *reader) array(element func() error) error {
	open, err := r.dec.Token()
	if err != nil {
		return r.fail(err)
	}
	if open == nil {
		return nil
	}
	if open != json.Delim('[') {
		return r.fail(fmt.Errorf("found %v, want an array", open))
	}
	for i := 0; r.dec.More(); i++ {
		r.path = append(r.path, fmt.Sprintf("[%d]", i))
		if err := element(); err != nil {
			return err
		}
		r.path = r.path[:len(r.path)-1]
	}
	return r.close(open)
}

// close reads the end of what was opened.
func (r *reader) close(open json.Token) error {
	if open == nil {
		return nil
	}
	if _, err := r.dec.Token(); err != nil {
		return r.fail(err)
	}
	return nil
}

// fail says where reading came to an end, and why.
func (r *reader) fail(err error) error {
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if where := r.where(); where != "" {
		return fmt.Errorf("%s: %w", where, err)
	}
	return fmt.Errorf("byte %d: %w", r.dec.InputOffset(), err)
}

// where returns the path, such as schedule.conference.days[0].rooms[Ada][3].
func (r *reader) where() string {
	return strings.ReplaceAll(strings.Join(r.path, "."), ".[", "[")
}
