package index

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/fnv"
	"math"
	"slices"
)

// CursorStart is the cursor of a walk's first page.
const CursorStart = "*"

// A Cursor is a place in the order of a search's results, behind one of them: a walk
// goes on from there however deep it is, and meets each result once. It holds for one
// generation and one search.
type Cursor struct {
	Generation string
	Score      float32 // of the result; 0 where the order is not by relevance
	Rank       uint32  // of the result among those of its score
}

// The form of a cursor: base64url (RFC 4648, section 5) without padding of a version,
// the search's and the score's and the rank's four bytes, the generation's name and
// a checksum of all that.
const (
	cursorVersion = 1
	cursorHead    = 1 + 3*4
	cursorSum     = 4
	maxCursor     = 200 // bytes of text
)

// NextCursor returns the cursor of the place behind a result of r.
func (r Request) NextCursor(c Cursor) string {
	b := append([]byte{cursorVersion}, r.searchSum()...)
	b = binary.BigEndian.AppendUint32(b, math.Float32bits(c.Score))
	b = binary.BigEndian.AppendUint32(b, c.Rank)
	b = append(b, c.Generation...)
	return base64.RawURLEncoding.EncodeToString(append(b, sum(b)...))
}

// Errors of Request.Place. Parameters are never so, for ParseRequest looks at them.
var (
	errMalformedCursor = errors.New("is no cursor")
	errOtherSearch     = errors.New("belongs to another search")
)

// Place returns where r's cursor stands. It is false where r has none, or where that
// is the first page's.
func (r Request) Place() (Cursor, bool, error) {
	if r.Cursor == "" || r.Cursor == CursorStart {
		return Cursor{}, false, nil
	}
	if len(r.Cursor) > maxCursor {
		return Cursor{}, false, errMalformedCursor
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(r.Cursor)
	if err != nil || len(b) < cursorHead+cursorSum || b[0] != cursorVersion {
		return Cursor{}, false, errMalformedCursor
	}
	body := b[:len(b)-cursorSum]
	if !slices.Equal(sum(body), b[len(body):]) {
		return Cursor{}, false, errMalformedCursor
	}
	if !slices.Equal(body[1:5], r.searchSum()) {
		return Cursor{}, false, errOtherSearch
	}
	return Cursor{
		Score:      math.Float32frombits(binary.BigEndian.Uint32(body[5:])),
		Rank:       binary.BigEndian.Uint32(body[9:]),
		Generation: string(body[cursorHead:]),
	}, true, nil
}

// searchSum stands for all of a search that its order depends on.
func (r Request) searchSum() []byte {
	v := r.Values()
	for _, name := range []string{"cursor", "page", "per_page", "facets", "facet_size", "explain", "highlight"} {
		v.Del(name)
	}
	return sum([]byte(v.Encode()))
}

// sum tells apart what is mistaken, not what is forged: a cursor grants nothing.
func sum(b []byte) []byte {
	h := fnv.New32a()
	_, _ = h.Write(b) // never fails
	return binary.BigEndian.AppendUint32(nil, h.Sum32())
}
