package markup

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A writer lays plain text out. Breaks and list markers are owed until there
// is text to put after them, so that empty elements leave no trace.
type writer struct {
	out       []byte
	keepLines bool   // a line end within text is one
	owed      int    // line ends owed before the next text, 2 for a blank line
	space     bool   // a space is owed
	marker    string // a list item's marker is owed
	pre       int    // depth of preformatted elements
	lists     []int  // the open lists: the next item's number, 0 for bullets
	tables    int    // depth of tables
	cells     int    // cells begun in the row
	inCell    bool   // where a line can't be broken
	link      string // address of the open link
	linkText  int    // where its text begins
}

// String returns the text written so far.
func (w *writer) String() string { return string(w.out) }

// line ends the line, if there is anything on it.
func (w *writer) line() {
	switch {
	case w.inCell:
		w.space = true
	case w.marker == "":
		w.owed = max(w.owed, 1)
	}
}

// paragraph ends the paragraph. Lists and tables stay together.
func (w *writer) paragraph() {
	if w.inCell || w.marker != "" || len(w.lists) > 0 || w.tables > 0 {
		w.line()
		return
	}
	w.owed = 2
}

// lineBreak is a break the author asked for; two of them make a blank line.
func (w *writer) lineBreak() {
	if w.inCell || w.marker != "" {
		w.line()
		return
	}
	w.owed = min(w.owed+1, 2)
}

// begin writes what is owed.
func (w *writer) begin() {
	if len(w.out) > 0 {
		switch {
		case w.owed > 0:
			w.out = append(w.out, "\n\n"[:w.owed]...)
		case w.space:
			w.out = append(w.out, ' ')
		}
	}
	w.out = append(w.out, w.marker...)
	w.owed, w.space, w.marker = 0, false, ""
}

// text writes running text, with white space collapsed.
func (w *writer) text(s string) {
	if w.pre > 0 {
		w.verbatim(s)
		return
	}
	for s != "" {
		n := strings.IndexFunc(s, unicode.IsSpace)
		if n < 0 {
			n = len(s)
		}
		if n > 0 {
			w.begin()
			w.out = append(w.out, s[:n]...)
		}
		s = w.blanks(s[n:])
	}
}

// blanks takes the white space that s begins with and returns the rest.
func (w *writer) blanks(s string) string {
	n := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsSpace(r) })
	if n < 0 {
		n = len(s)
	}
	if n == 0 {
		return s
	}
	w.space = true
	switch lines := strings.Count(s[:n], "\n"); {
	case lines > 1:
		w.paragraph()
	case lines == 1 && w.keepLines:
		w.line()
	}
	return s[n:]
}

// verbatim writes preformatted text as it is.
func (w *writer) verbatim(s string) {
	if w.marker != "" || w.inCell {
		s = strings.TrimLeftFunc(s, unicode.IsSpace)
	}
	if len(w.out) == 0 || w.owed > 0 {
		s = strings.TrimLeft(s, "\n")
	}
	if s == "" {
		return
	}
	w.begin()
	w.out = append(w.out, s...)
}

// endVerbatim drops the blank lines that preformatted text ends with.
func (w *writer) endVerbatim() {
	for len(w.out) > 0 {
		r, n := utf8.DecodeLastRune(w.out)
		if !unicode.IsSpace(r) {
			return
		}
		w.out = w.out[:len(w.out)-n]
	}
}

// openList opens a list whose first item has the given number, 0 for bullets.
func (w *writer) openList(first int) { w.lists = append(w.lists, first) }

func (w *writer) closeList() {
	w.marker = ""
	if len(w.lists) > 0 {
		w.lists = w.lists[:len(w.lists)-1]
	}
}

// item begins a list's item.
func (w *writer) item() {
	w.marker = ""
	w.line()
	w.marker = "- "
	if n := len(w.lists); n > 0 && w.lists[n-1] > 0 {
		w.marker = strconv.Itoa(w.lists[n-1]) + ". "
		w.lists[n-1]++
	}
}

// row begins a table's row, cell one of its cells.
func (w *writer) row() {
	w.inCell = false
	w.line()
	w.cells = 0
}

func (w *writer) cell() {
	w.inCell = true
	if w.cells++; w.cells > 1 {
		w.space = true
		w.text("| ")
	}
}

// openLink begins a link's text, closeLink ends it and adds the address.
func (w *writer) openLink(address string) {
	w.closeLink()
	address = strings.TrimSpace(address)
	if hasScheme(address) {
		w.link, w.linkText = address, len(w.out)
	}
}

func (w *writer) closeLink() {
	address := w.link
	w.link = ""
	if address == "" {
		return
	}
	text := strings.TrimSpace(string(w.out[min(w.linkText, len(w.out)):]))
	if text != "" && !sameAddress(text, address) {
		w.out = append(w.out, " ("+address+")"...)
	}
}

func hasScheme(s string) bool {
	return len(s) > 8 && (strings.EqualFold(s[:7], "http://") || strings.EqualFold(s[:8], "https://"))
}

// sameAddress reports whether a link's text shows where it leads.
func sameAddress(text, address string) bool {
	short := func(s string) string {
		for _, scheme := range []string{"http://", "https://"} {
			if len(s) >= len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) {
				s = s[len(scheme):]
				break
			}
		}
		return strings.TrimSuffix(s, "/")
	}
	return strings.EqualFold(short(text), short(address))
}
