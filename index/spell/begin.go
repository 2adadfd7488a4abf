package spell

import "unicode/utf8"

// A Span is the numbers of words from From up to but without To.
type Span struct{ From, To int }

// Nearly returns the words that begin almost so: with an edit more or less, for a
// beginning of eight letters or more two. The first letter is taken to be right, and
// beginnings of fewer than four letters are.
func (d *Dictionary) Nearly(beginning string) []Span {
	limit := 0
	switch n := utf8.RuneCountInString(beginning); {
	case n >= 4 && n < 8:
		limit = 1
	case n >= 8 && n <= maxLength:
		limit = 2
	}
	typed := []rune(beginning)
	if limit == 0 || !alphabetic(typed) {
		return nil
	}
	var spans []Span
	from, to := d.Range(string(typed[:1]))
	d.near(typed, limit, true, from, to, func(from, to int) { spans = append(spans, Span{from, to}) })
	return spans
}
