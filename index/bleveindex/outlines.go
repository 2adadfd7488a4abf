package bleveindex

import (
	"slices"
	"sync/atomic"

	"talksearch/index/text"
)

// Outlines are those of a talk's texts, by which hits are marked without reading the
// texts once more. They are made when a talk that is kept in memory is shown.
type outlines struct {
	made atomic.Pointer[outlineList] // nil before
}

// An outlineList is all outlines of a talk, one after the other, so that they are read
// from memory as one.
type outlineList struct {
	words text.Outline
	ends  []uint32 // of each text's
}

// An outlineReader goes through the outlines of a talk, or makes them: the texts have to
// be asked for in the same order each time. The zero reader has none.
type outlineReader struct {
	outlineList
	next   int
	making *outlines // where the outlines belong that are being made; nil where they are not
}

func (o *outlines) read() outlineReader {
	if o == nil {
		return outlineReader{}
	}
	if list := o.made.Load(); list != nil {
		return outlineReader{outlineList: *list}
	}
	return outlineReader{making: o}
}

// of returns the outline of the next text, nil where it has none.
func (r *outlineReader) of(s string) text.Outline {
	if r.making != nil {
		o := text.NewOutline(s)
		if o == nil { // as of a text that is too long; it is looked at again the next time
			r.making = nil
			r.outlineList = outlineList{}
			return nil
		}
		r.words = append(r.words, o...)
		r.ends = append(r.ends, uint32(len(r.words)))
		return o
	}
	if r.next == len(r.ends) {
		return nil
	}
	from := uint32(0)
	if r.next > 0 {
		from = r.ends[r.next-1]
	}
	r.next++
	return r.words[from:r.ends[r.next-1]]
}

// end keeps outlines that were made. All texts were asked for.
func (r *outlineReader) end() {
	if r.making != nil {
		r.making.made.Store(&outlineList{slices.Clone(r.words), slices.Clone(r.ends)})
	}
}
