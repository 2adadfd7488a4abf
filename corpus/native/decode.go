package native

import (
	"bytes"
	"cmp"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"talksearch/corpus"
)

// A decoder reads valid JSON text into the wire structs. Unlike encoding/json
// it goes on after a value of a wrong type, tells unknown and repeated names,
// and says for each at which line: whoever keeps the file wants all at once.
type decoder struct {
	data     []byte
	line     int    // of the offset seen
	seen     int    // offset up to which lines have been counted
	item     string // path of the talk being read, "" outside of the list of talks
	problems corpus.Problems
	told     map[string]bool // names that are reported once for all talks
}

func (d *decoder) document(doc *document) {
	d.object(span{skipSpace(d.data, 0), len(d.data)}, reflect.ValueOf(doc).Elem(), "")
}

func (d *decoder) row(r *row) {
	from := len(d.problems)
	d.object(span{skipSpace(d.data, 0), len(d.data)}, reflect.ValueOf(r).Elem(), "")
	r.talk.where = d.where(0)
	d.name(from, &r.talk)
}

// object reads the object at s into the struct v. field is its path within the
// talk, or within the programme, with a closing dot; "" for these themselves.
func (d *decoder) object(s span, v reflect.Value, field string) {
	fields := fieldsOf(v.Type())
	taken := make(map[string]bool, 16)
	for m := range members(d.data, s.start) {
		path := field + m.name
		index, known := fields.index[m.name]
		switch {
		case taken[m.name]:
			d.report(corpus.Error, m.at, path, "stands here for the second time; want it once")
		case known:
			d.value(m.value, v.FieldByIndex(index), path)
		case d.once(m.name):
			d.report(corpus.Warning, m.at, path, "is not known and not kept; %s", fields.suggest(m.name))
		}
		taken[m.name] = true
	}
}

// value reads the value at s into v. null leaves it as it is.
func (d *decoder) value(s span, v reflect.Value, field string) {
	text := d.data[s.start:s.end]
	if text[0] == 'n' {
		return
	}
	want := ""
	switch v.Kind() {
	case reflect.String:
		value, ok := unquote(text)
		if !ok {
			want = "text in quotes"
		}
		v.SetString(value)
	case reflect.Int:
		n, err := strconv.Atoi(string(text))
		if err != nil {
			want = "a whole number"
		} else {
			v.SetInt(int64(n))
		}
	case reflect.Slice:
		if text[0] != '[' {
			want = "a list"
			break
		}
		d.list(s, v, field)
	case reflect.Struct:
		if text[0] != '{' {
			want = "an object with " + strings.Join(fieldsOf(v.Type()).names, ", ")
			break
		}
		d.object(s, v, field+".")
	}
	if want != "" {
		d.report(corpus.Error, s.start, field, "found %s; want %s", describe(text), want)
	}
}

func (d *decoder) list(s span, v reflect.Value, field string) {
	for e := range elements(d.data, s.start) {
		i := v.Len()
		v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		path := fmt.Sprintf("%s[%d]", field, i)
		t, ok := v.Index(i).Addr().Interface().(*talk)
		if !ok {
			d.value(e, v.Index(i), path)
			continue
		}
		d.item = path
		t.where = d.where(e.start)
		if d.data[e.start] != '{' {
			d.report(corpus.Error, e.start, "", "found %s; want a talk as an object", describe(d.data[e.start:e.end]))
		} else {
			from := len(d.problems)
			d.object(e, v.Index(i), "")
			d.name(from, t)
		}
		d.item = ""
	}
}

// name writes the talk's name, known only when all of it is read, into its
// problems: those from the given one on.
func (d *decoder) name(from int, t *talk) {
	for i := range d.problems[from:] {
		d.problems[from+i].Talk = cmp.Or(t.ID, t.Title)
	}
}

func (d *decoder) report(s corpus.Severity, at int, field, format string, args ...any) {
	d.problems = append(d.problems, corpus.Problem{Severity: s, Where: d.where(at), Field: field, Message: fmt.Sprintf(format, args...)})
}

// once reports whether what is called name has not been told of before.
func (d *decoder) once(name string) bool {
	if d.told == nil {
		d.told = map[string]bool{}
	}
	first := !d.told[name]
	d.told[name] = true
	return first
}

// where returns the place of an offset, in words. Offsets come in almost rising
// order, so that counting on from the last one is linear overall.
func (d *decoder) where(at int) string {
	if at >= d.seen {
		d.line += bytes.Count(d.data[d.seen:at], []byte("\n"))
	} else {
		d.line -= bytes.Count(d.data[at:d.seen], []byte("\n"))
	}
	d.seen = at
	if d.item != "" {
		return fmt.Sprintf("%s (line %d)", d.item, d.line)
	}
	return fmt.Sprintf("line %d", d.line)
}

// fields are the names of a struct's fields as they are written.
type fields struct {
	names []string
	index map[string][]int
}

var fieldsByType sync.Map

// fieldsOf returns the fields of a wire struct, from their tags.
func fieldsOf(t reflect.Type) *fields {
	if f, ok := fieldsByType.Load(t); ok {
		return f.(*fields)
	}
	f := &fields{index: map[string][]int{}}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if t.Field(i).Anonymous {
			inner := fieldsOf(t.Field(i).Type)
			for _, name := range inner.names {
				f.names = append(f.names, name)
				f.index[name] = append([]int{i}, inner.index[name]...)
			}
		} else if name != "" {
			f.names = append(f.names, name)
			f.index[name] = []int{i}
		}
	}
	fieldsByType.Store(t, f)
	return f
}

// describe says in a few words what a JSON value is.
func describe(text []byte) string {
	const most = 40
	switch {
	case len(text) == 0:
		return "nothing"
	case text[0] == '{':
		return "an object"
	case text[0] == '[':
		return "a list"
	case len(text) > most:
		cut := text[:most]
		for len(cut) > 0 && !utf8.Valid(cut) {
			cut = cut[:len(cut)-1]
		}
		return string(cut) + "…"
	}
	return string(text)
}
