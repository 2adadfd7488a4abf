package native

import (
	"bytes"
	"reflect"
)

// A shape is one of the ways to write programmes in this format.
type shape int

const (
	shapeUnknown shape = iota
	shapeDocument
	shapeLines
)

var byteOrderMark = []byte("\uFEFF")

// Recognise reports whether head, the start of a source, is of this format.
func Recognise(head []byte) bool { return shapeOf(head) != shapeUnknown }

// shapeOf tells the shape from the names in the first object, as far as head
// shows it: a list of talks, or the conference that a talk belongs to. Where it
// shows neither, most of the names must be known and one of them be the shape's
// own, so that other JSON is not taken for ours, yet a file that only lacks
// something is read, and its reader told what.
func shapeOf(head []byte) shape {
	head = bytes.TrimPrefix(head, byteOrderMark)
	inDocument, inRow := fieldsOf(reflect.TypeFor[document]()), fieldsOf(reflect.TypeFor[row]())
	var all, documents, rows int
	own := shapeUnknown
	title := false
	for m := range members(head, skipSpace(head, 0)) {
		switch first := head[m.value.start]; {
		case m.name == "talks" && first == '[':
			return shapeDocument
		case m.name == "conference" && first == '"':
			return shapeLines
		case m.name == "title":
			title = first == '"'
		}
		all++
		_, d := inDocument.index[m.name]
		_, r := inRow.index[m.name]
		switch {
		case d:
			documents++
			if !r {
				own = shapeDocument
			}
		case r && own == shapeUnknown:
			own = shapeLines
		}
		if r {
			rows++
		}
	}
	switch {
	case title && own == shapeDocument && 2*documents > all:
		return shapeDocument
	case title && own == shapeLines && 2*rows > all:
		return shapeLines
	}
	return shapeUnknown
}
