package indico

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"talksearch/corpus"
)

// Read returns the programmes in r, one for each event, with the problems that
// only this package can see; the programmes are neither normalised nor
// validated. An event or a timetable without talks is returned empty, since
// another export of it may have them. The error is for what is no Indico export,
// for an error in its place, and for one that holds no event at all.
func Read(r io.Reader) ([]*corpus.Programme, corpus.Problems, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, nil, fmt.Errorf("reading Indico export: %w", err)
	}
	data = bytes.TrimPrefix(data, byteOrderMark)
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("<")) {
		return nil, nil, errors.New("reading Indico export: line 1: found a web page, want JSON")
	}
	var env envelope
	if err := json.Unmarshal(data, &env); err != nil {
		return nil, nil, decodeError(data, 0, err)
	}
	if env.Results == nil {
		if env.Message != nil {
			return nil, nil, fmt.Errorf("reading Indico export: Indico answered with an error instead: %q", fmt.Sprint(env.Message))
		}
		return nil, nil, errors.New(`reading Indico export: there is no "results"; want the answer of /export/event/ID.json or /export/timetable/ID.json`)
	}
	base := bytes.Index(data, env.Results) // where its offsets count from
	c := newConverter(env.URL)
	var list []*corpus.Programme
	switch env.Results[0] {
	case '[':
		var events []event
		if err := json.Unmarshal(env.Results, &events); err != nil {
			return nil, nil, decodeError(data, base, err)
		}
		for i := range events {
			if t := events[i].Type; t != "" && t != "Conference" {
				return nil, nil, fmt.Errorf("reading Indico export: results[%d] is a %s; want an event, as from /export/event/ID.json", i, t)
			}
			list = append(list, c.event(&events[i], fmt.Sprintf("results[%d]", i)))
		}
	case '{':
		var table timetable
		if err := json.Unmarshal(env.Results, &table); err != nil {
			return nil, nil, decodeError(data, base, err)
		}
		for _, id := range slices.Sorted(maps.Keys(table)) {
			list = append(list, c.timetable(id, table[id]))
		}
	case 'n': // null
	default:
		return nil, nil, fmt.Errorf("reading Indico export: line %d: results is %s; want a list of events or a timetable", lineAt(data, base), env.Results[:min(len(env.Results), 40)])
	}
	if len(list) == 0 {
		return nil, nil, errors.New("reading Indico export: it holds no event; the event is not published, not public, or not on this server")
	}
	separate(list)
	return list, c.problems, nil
}

// separate makes the ids of a document's events differ.
func separate(list []*corpus.Programme) {
	count := make(map[string]int, len(list))
	for _, p := range list {
		count[p.ID]++
	}
	for _, p := range list {
		if count[p.ID] > 1 {
			if u, err := url.Parse(p.URL); err == nil {
				if _, id, ok := locate(u); ok {
					p.ID += "-" + id
				}
			}
		}
	}
}

// decodeError says on which line, and if possible in which field, what went wrong.
func decodeError(data []byte, base int, err error) error {
	at := len(data)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		at = base + int(syntax.Offset)
	case errors.As(err, &kind):
		field := cmp.Or(kind.Field, "the document")
		if base > 0 {
			field = strings.TrimSuffix("results."+kind.Field, ".")
		}
		return fmt.Errorf("reading Indico export: line %d: %s is of the type %s; want %s", lineAt(data, base+int(kind.Offset)), field, kind.Value, wanted(kind.Type))
	}
	return fmt.Errorf("reading Indico export: line %d: %w", lineAt(data, at), err)
}

// wanted names a type in the words of JSON.
func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Slice:
		return "array"
	case reflect.Struct, reflect.Map:
		return "object"
	}
	return t.Kind().String()
}

// lineAt returns the line, from 1, of an offset.
func lineAt(data []byte, at int) int {
	return 1 + bytes.Count(data[:max(0, min(at, len(data)))], []byte("\n"))
}
