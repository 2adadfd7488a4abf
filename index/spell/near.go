package spell

import (
	"slices"
	"unicode/utf8"
)

// A table is the table of edits (optimal string alignment: letters inserted, left
// out, replaced or swapped with their neighbour) between a word and the beginnings
// of another, a row for each of that one's letters. Words in alphabetical order
// share the rows of their common beginning, so that few are worked out anew. Of a
// row only the band is worked out in which there can be as few edits as the limit.
type table struct {
	word    []rune
	limit   int
	letters []rune  // of the other word
	ends    []int   // where, in bytes, each ends
	rows    []uint8 // edits between the beginnings of word and those of letters; a row for each of the latter
}

const many = 100 // edits: more than any limit

func newTable(word []rune, limit int) *table {
	width := len(word) + 1
	t := &table{word: word, limit: limit, rows: make([]uint8, width, width*(width+limit+2))}
	for i := range t.rows {
		t.rows[i] = uint8(i)
	}
	return t
}

// cut leaves the rows of a number of letters only.
func (t *table) cut(letters int) {
	t.letters, t.ends = t.letters[:letters], t.ends[:letters]
	t.rows = t.rows[:(letters+1)*(len(t.word)+1)]
}

// push adds a letter that ends at a byte, and reports whether words that begin
// with all letters so far may be near enough.
func (t *table) push(letter rune, end int) bool {
	n, width := len(t.letters)+1, len(t.word)+1
	for range width {
		t.rows = append(t.rows, many)
	}
	old, row := t.rows[(n-1)*width:n*width], t.rows[n*width:]
	var older []uint8
	if n > 1 {
		older = t.rows[(n-2)*width : (n-1)*width]
	}
	least := uint8(many)
	if n <= t.limit {
		row[0] = uint8(n)
		least = row[0]
	}
	for j := max(0, n-1-t.limit); j < min(len(t.word), n+t.limit); j++ {
		edits := min(old[j+1], row[j]) + 1
		if t.word[j] == letter {
			edits = min(edits, old[j])
		} else {
			edits = min(edits, old[j]+1)
		}
		if older != nil && j > 0 && t.word[j] == t.letters[n-2] && t.word[j-1] == letter {
			edits = min(edits, older[j-1]+1)
		}
		row[j+1] = edits
		least = min(least, edits, old[j+1]+1) // the next letter may complete a swap, which goes by the row before this one
	}
	t.letters, t.ends = append(t.letters, letter), append(t.ends, end)
	// The beginning of a word is most often right: it has to be for half of the edits
	// that it could have.
	return int(least) <= min(t.limit, n/2)
}

// edits returns those between the word and the letters.
func (t *table) edits() int { return int(t.rows[len(t.rows)-1]) }

// near calls visit for the words with numbers from lo up to hi that are at most
// limit edits from a word or, when beginnings is true, have a beginning that is:
// then once for all words with that beginning.
func (d *Dictionary) near(word []rune, limit int, beginnings bool, lo, hi int, visit func(from, to int)) {
	t := newTable(word, limit)
	var before []byte
	for n := lo; n < hi; {
		letters := d.letters(n)
		same := 0
		for same < len(t.letters) && t.ends[same] <= len(letters) && slices.Equal(before[:t.ends[same]], letters[:t.ends[same]]) {
			same++
		}
		t.cut(same)
		before = letters
		next := n + 1
		at := 0
		if same > 0 {
			at = t.ends[same-1]
		}
		dead := false
		for at < len(letters) && !dead {
			r, size := utf8.DecodeRune(letters[at:])
			at += size
			dead = !t.push(r, at)
			if beginnings && t.edits() <= limit {
				break
			}
		}
		switch {
		case beginnings && t.edits() <= limit:
			next = d.past(letters[:at], n, hi)
			visit(n, next)
		case dead:
			next = d.past(letters[:at], n, hi)
		case t.edits() <= limit:
			visit(n, next)
		}
		n = next
	}
}
