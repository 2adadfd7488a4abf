package ui

import "strings"

// A block is a paragraph or a list of an abstract.
type block struct {
	Text    string
	Items   []string // of a list; then Text is empty
	Ordered bool
}

// blocks cuts an abstract into paragraphs and lists. Lines wrapped by hand are
// joined; lines that begin with a hyphen, a bullet or a number are items.
func blocks(abstract string) []block {
	var out []block
	open := false // the last block may be added to
	for line := range strings.Lines(abstract) {
		line = strings.TrimSuffix(line, "\n")
		item, ordered, is := listItem(line)
		last := len(out) - 1
		switch {
		case line == "":
			open = open && out[last].Items != nil // a list goes on after a blank line
		case is && open && out[last].Items != nil && out[last].Ordered == ordered:
			out[last].Items = append(out[last].Items, item)
		case is:
			out = append(out, block{Items: []string{item}, Ordered: ordered})
			open = true
		case open && out[last].Items == nil:
			out[last].Text += " " + line
		default:
			out = append(out, block{Text: line})
			open = true
		}
	}
	return out
}

// listItem returns the text of a line that is an item of a list.
func listItem(line string) (item string, ordered, ok bool) {
	for _, mark := range []string{"- ", "* ", "• ", "– "} {
		if rest, ok := strings.CutPrefix(line, mark); ok {
			return rest, false, true
		}
	}
	digits := strings.TrimLeft(line, "0123456789")
	if n := len(line) - len(digits); n > 0 && n < 3 {
		for _, mark := range []string{". ", ") "} {
			if rest, ok := strings.CutPrefix(digits, mark); ok {
				return rest, true, true
			}
		}
	}
	return "", false, false
}
