package native

import (
	"bytes"
	"encoding/json"
	"iter"
	"unicode/utf8"
)

// A span is a part of a source, by its offsets.
type span struct{ start, end int }

// A member is a name and a value of an object.
type member struct {
	name  string
	at    int // where the name stands
	value span
}

// members yields the members of the object that begins at data[at]. On text
// that breaks off it yields what there is, the last value perhaps cut short; on
// text that is not JSON it ends early.
func members(data []byte, at int) iter.Seq[member] {
	return func(yield func(member) bool) {
		if at >= len(data) || data[at] != '{' {
			return
		}
		for i := skipSpace(data, at+1); i < len(data) && data[i] == '"'; i = skipSpace(data, i+1) {
			m := member{at: i}
			i = skipString(data, i)
			name := data[m.at:i]
			var ok bool
			if m.name, ok = unquote(name); !ok {
				return
			}
			if i = skipSpace(data, i); i >= len(data) || data[i] != ':' {
				return
			}
			m.value.start = skipSpace(data, i+1)
			m.value.end = skipValue(data, m.value.start)
			if m.value.start >= len(data) || !yield(m) {
				return
			}
			if i = skipSpace(data, m.value.end); i >= len(data) || data[i] != ',' {
				return
			}
		}
	}
}

// elements yields the elements of the list that begins at data[at], which must
// be valid JSON.
func elements(data []byte, at int) iter.Seq[span] {
	return func(yield func(span) bool) {
		for i := skipSpace(data, at+1); data[i] != ']'; {
			s := span{i, skipValue(data, i)}
			if !yield(s) {
				return
			}
			if i = skipSpace(data, s.end); data[i] == ',' {
				i = skipSpace(data, i+1)
			}
		}
	}
}

// unquote returns what a string of JSON stands for; false for what is no string.
func unquote(text []byte) (string, bool) {
	if n := len(text); n >= 2 && text[0] == '"' && text[n-1] == '"' && bytes.IndexByte(text, '\\') < 0 && utf8.Valid(text) && printable(text) {
		return string(text[1 : n-1]), true
	}
	var s string
	err := json.Unmarshal(text, &s)
	return s, err == nil
}

// printable reports whether text has no control characters, which strings may not have.
func printable(text []byte) bool {
	for _, c := range text {
		if c < ' ' {
			return false
		}
	}
	return true
}

func skipSpace(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\n' || data[i] == '\r' || data[i] == '\t') {
		i++
	}
	return i
}

// skipString returns the offset behind the string that begins at data[i].
func skipString(data []byte, i int) int {
	for i++; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(data)
}

// skipValue returns the offset behind the value that begins at data[i]. It
// counts brackets and looks at no more than that, so depth costs nothing.
func skipValue(data []byte, i int) int {
	depth := 0
	for i < len(data) {
		switch data[i] {
		case '"':
			i = skipString(data, i)
		case '{', '[':
			depth++
			i++
		case '}', ']':
			depth--
			i++
		default:
			if depth > 0 {
				i++
				continue
			}
			n := bytes.IndexAny(data[i:], ",]} \n\r\t")
			if n < 0 {
				return len(data)
			}
			i += max(n, 1)
		}
		if depth <= 0 {
			return i
		}
	}
	return len(data)
}
