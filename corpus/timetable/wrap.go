package timetable

import (
	"strings"

	"talksearch/corpus"
)

// wrapWidth returns the width at which the whole source was wrapped, as by an
// editor or a mail program, or 0 where lines end as the page ends them.
func wrapWidth(lines []line) int {
	width, all, near := 0, 0, 0
	for _, l := range lines {
		width = max(width, l.indent+size(l.text))
	}
	for _, l := range lines {
		if l.text != "" {
			all++
			if l.indent+size(l.text) > width-10 {
				near++
			}
		}
	}
	if width < 50 || width > 132 || near < 10 || near < all/10 {
		return 0
	}
	return width
}

// unwrap joins lines that were wrapped into one each, where the lines prove
// it. Those of a paragraph all but fill its width, and most go on in lower
// case; where the whole source was wrapped, so were a list's entries. Else
// entries end where they like, and are left.
func unwrap(text []line, width int) []line {
	var out []line
	for i := 0; i < len(text); {
		if text[i].text == "" {
			out = append(out, text[i])
			i++
			continue
		}
		end := i + 1
		for end < len(text) && text[end].text != "" && !begins(text[end].text) && !strings.HasSuffix(text[end-1].text, ":") && !isLabel(text[end-1].text) {
			end++
		}
		out = append(out, unwrapRun(text[i:end], width)...)
		i = end
	}
	return out
}

// begins reports whether a line begins something of its own.
func begins(s string) bool {
	mark, _ := cutBullet(s)
	return mark != "" || isLabel(s) || callStart.MatchString(corpus.Fold(s))
}

// unwrapRun joins the lines of each paragraph of a run without blank lines. A
// line that ends a sentence, with room for more, ends a paragraph.
func unwrapRun(run []line, page int) []line {
	width := 0
	for _, l := range run {
		width = max(width, size(l.text))
	}
	var out []line
	start := 0
	for i, l := range run {
		if i+1 < len(run) && (full(l.text, run[i+1].text, width) || !strings.ContainsAny(l.text[len(l.text)-1:], ".!?")) {
			continue
		}
		if one := run[start : i+1]; paragraph(one, width) {
			out = append(out, joined(one))
		} else {
			out = append(out, hanging(one, page)...)
		}
		start = i + 1
	}
	return out
}

// full reports whether the first word of the next line finds no room on this.
// Lines wrapped by hand end a little earlier than they must.
func full(s, next string, width int) bool {
	next, _, _ = strings.Cut(next, " ")
	return size(s)+1+size(next) > width-8
}

// joined returns the lines as one, at the place of the first.
func joined(text []line) line {
	if len(text) == 1 {
		return text[0]
	}
	words := make([]string, len(text))
	for i, l := range text {
		words[i] = l.text
	}
	one := text[0]
	one.text = strings.Join(words, " ")
	return one
}

// paragraph reports whether the lines, of a run so wide, are a paragraph's.
func paragraph(text []line, width int) bool {
	if len(text) < 2 || width < 50 || width > 120 {
		return false
	}
	lower := 0
	for i, l := range text[1:] {
		if !full(text[i].text, l.text, width) {
			return false
		}
		if startsLower(l.text) {
			lower++
		}
	}
	if len(text) == 2 {
		stop := strings.ContainsAny(text[0].text[len(text[0].text)-1:], ".;!?")
		return !stop && (lower == 1 || strings.HasSuffix(text[1].text, "."))
	}
	return 2*lower >= len(text)-1
}

// hanging joins lines that continue a list's entry: further in than its first,
// after a line that can't be an end, or after one that a page so wide had no
// more room for.
func hanging(text []line, page int) []line {
	var out []line
	mark, _ := cutBullet(text[0].text)
	start, open := 0, 0 // of the entry; brackets open in it
	for i, l := range text {
		if i > 0 && !continues(text[i-1], l, text[0].indent, open > 0, mark != "", page) {
			out = append(out, joined(text[start:i]))
			start, open = i, 0
		}
		open += strings.Count(l.text, "(") - strings.Count(l.text, ")")
	}
	return append(out, joined(text[start:]))
}

func continues(before, l line, margin int, open, bulleted bool, page int) bool {
	long := size(before.text) >= 45
	switch {
	case strings.HasSuffix(before.text, ":"):
		return false
	case l.indent > margin && (long || bulleted && startsLower(l.text)):
		return true
	case long && (open && !strings.HasSuffix(before.text, "(") || unfinished(before.text)):
		return true
	}
	next, _, _ := strings.Cut(l.text, " ")
	return page > 0 && before.indent+size(before.text)+1+size(next) > page && startsLower(l.text)
}
