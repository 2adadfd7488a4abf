package query

import (
	"slices"
	"strings"
)

// A Typed is a query that is being typed, cut before its last word. Done, Lead
// and Last are the query but for white space, quotes and what follows the last word.
type Typed struct {
	Done   string // the terms before the last word; "" also where the last word is an alternative to them
	Lead   string // what stands between these and the last word: a minus, a field's name, the beginning of a phrase
	Last   string // the last word as far as it is typed; "" where none is being typed
	Whole  bool   // the last word is complete: white space or a bracket follows it
	Field  string // the Name of the field that it is looked for in; "" for any
	Phrase string // where it stands in a phrase that is still open, the words before it
	Quoted bool   // it stands in a phrase that is still open
}

// Cut cuts a query that is being typed.
func Cut(s string) Typed {
	s = normal(s)
	var t Typed
	if strings.Count(s, `"`)%2 == 1 {
		quote := strings.LastIndexByte(s, '"')
		start := lastTerm(s[:quote])
		t = cutTerm(s[:start], s[start:quote])
		if t.Last != "" { // bpf"live pat: the quote begins a term of its own
			t = Typed{Done: s[:quote]}
		}
		phrase := strings.TrimRight(s[quote+1:], " ")
		t.Quoted, t.Whole = true, phrase != s[quote+1:]
		last := strings.LastIndexByte(phrase, ' ') + 1
		t.Phrase, t.Last = phrase[:last], phrase[last:]
		t.Lead += `"` + t.Phrase
	} else {
		text := strings.TrimRight(s, " )")
		start := lastTerm(text)
		t = cutTerm(text[:start], text[start:])
		t.Whole = text != s
		if start := strings.TrimRight(t.Last, "*"); start != "" {
			t.Last = start
		}
	}
	if before := strings.Fields(t.Done); len(before) > 0 && either[before[len(before)-1]] {
		t.Done, t.Lead = "", t.Done+t.Lead
	}
	return t
}

// either are the operators between alternatives.
var either = map[string]bool{"OR": true, "||": true, "|": true}

// lastTerm returns where the last term of a text begins, in which all quotes are
// closed.
func lastTerm(s string) int {
	start, quoted := 0, false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			if quoted && !strings.HasPrefix(s[i+1:], ",") { // which would go on a list
				start = i + 1
			}
			quoted = !quoted
		case s[i] == ' ' && !quoted:
			start = i + 1
		}
	}
	return start
}

// cutTerm cuts off what stands before the word of the last term.
func cutTerm(done, term string) Typed {
	t := Typed{Done: done}
	word := strings.TrimLeft(term, "(-")
	t.Lead, t.Last = term[:len(term)-len(word)], word
	if name, value, ok := strings.Cut(word, ":"); ok {
		if f, known := field(name); known {
			item := strings.LastIndexAny(value, `,"`) + 1 // the last of a list
			t.Field, t.Lead, t.Last = f.Name, t.Lead+name+":"+value[:item], value[item:]
		}
		return t
	}
	// "speaker: gia"
	before := strings.TrimRight(done, " ")
	start := strings.LastIndexByte(before, ' ') + 1
	if name, ok := strings.CutSuffix(strings.TrimLeft(before[start:], "(-"), ":"); ok {
		if f, known := field(name); known {
			t.Field, t.Done, t.Lead = f.Name, done[:start], done[start:]+t.Lead
		}
	}
	return t
}

// With returns the query with its last word, which may be the beginning of one,
// replaced by a value. A phrase stays open.
func (t Typed) With(value string) string {
	switch {
	case t.Quoted:
		value = strings.ReplaceAll(value, `"`, " ")
	case t.Lead != "" && strings.ContainsAny(value, " ,"): // or else it would concern the first of several words only
		value = quoted(value)
	default:
		value = AsText(value)
	}
	return t.Done + t.Lead + value
}

// AsText returns a text as a query for its words: as it is or, where that would be
// read otherwise, as a phrase.
func AsText(s string) string {
	q := Parse(s)
	other := func(n Node) bool {
		_, word := n.(Word)
		return !word
	}
	if len(q.Warnings) > 0 || slices.ContainsFunc(q.Root, other) || strings.ContainsAny(s, `"():*`) || slices.ContainsFunc(strings.Fields(s), operator) {
		return quoted(s)
	}
	return s
}

func operator(word string) bool { return word == "AND" || word == "NOT" || either[word] }

func quoted(s string) string {
	return `"` + strings.Join(strings.Fields(strings.ReplaceAll(s, `"`, " ")), " ") + `"`
}
