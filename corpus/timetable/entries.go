package timetable

import (
	"strings"
	"unicode"

	"talksearch/corpus"
)

// entriesOf makes one text of each entry of a list: lines that continue it,
// and those of a list within it, are put behind it.
func entriesOf(lines []line) []string {
	lines = nonblank(lines)
	if len(lines) == 0 {
		return nil
	}
	if groups := grouped(lines); groups != nil {
		return cleanEntries(groups)
	}
	margin := lines[0]
	mark, _ := cutBullet(margin.text)
	stepped := false
	for _, l := range lines {
		stepped = stepped || l.indent > margin.indent
	}
	var list []string
	var parts []string // of the entry: its text, then those of the list within
	flush := func() {
		if len(parts) > 0 {
			list = append(list, within(parts))
		}
	}
	start := 0 // of the part's lines
	for i, l := range lines {
		m, _ := cutBullet(l.text)
		entry := i == 0 || l.indent <= margin.indent && (m == mark || mark == "" || stepped && m != "")
		part := m != "" || mark == "" && i > 0 && size(lines[i-1].text) < 45
		if i > 0 && (entry || part) {
			parts = append(parts, joined(lines[start:i]).text)
			start = i
		}
		if entry {
			flush()
			parts = nil
		}
	}
	parts = append(parts, joined(lines[start:]).text)
	flush()
	return cleanEntries(list)
}

// within makes one text of an entry and the list within it.
func within(parts []string) string {
	for i := range parts {
		_, parts[i] = cutBullet(parts[i])
		if i > 0 {
			parts[i] = strings.TrimRight(parts[i], ";, ")
		}
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return strings.TrimRight(parts[0], ".:;, ") + ": " + strings.Join(parts[1:], "; ")
}

// grouped reads a list of bare lines in which headings stand before entries of
// their own: the first line is a heading, each heading is followed by an
// entry, and at least the first entry tells itself apart, by its lower case or
// the heading's colon. It returns nil when the list is not of that kind.
func grouped(lines []line) []string {
	colon := strings.HasSuffix(lines[0].text, ":")
	if len(lines) < 4 || !groupHeading(lines[0].text, colon) || !colon && !startsLower(lines[1].text) {
		return nil
	}
	var groups [][]string
	for i, l := range lines {
		if groupHeading(l.text, colon) {
			if n := len(groups); n > 0 && len(groups[n-1]) == 1 || i == len(lines)-1 {
				return nil
			}
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], l.text)
	}
	if len(groups) < 2 {
		return nil
	}
	list := make([]string, len(groups))
	for i, g := range groups {
		list[i] = within(g)
	}
	return list
}

// groupHeading reports whether a line heads a group: up to four words, all
// with capitals, or any few with a colon.
func groupHeading(s string, colon bool) bool {
	if mark, _ := cutBullet(s); mark != "" {
		return false
	}
	words := strings.Fields(s)
	if colon {
		return strings.HasSuffix(s, ":")
	}
	if len(words) > 4 || ends(s) {
		return false
	}
	for _, w := range words {
		if linking[w] {
			continue
		}
		if r := []rune(w)[0]; !unicode.IsUpper(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return true
}

// cleanEntries drops from entries what belongs to the list, such as its
// semicolons, and entries that say only that there will be more.
func cleanEntries(list []string) []string {
	var out []string
	for _, e := range list {
		e = strings.TrimSpace(e)
		for _, end := range []string{"; and", "; or", ", and", ", or", ";", ","} {
			if len(e) > len(end) && corpus.Fold(e[len(e)-len(end):]) == end {
				e = strings.TrimSpace(e[:len(e)-len(end)])
				break
			}
		}
		if strings.ContainsFunc(e, unicode.IsLetter) && !isPlaceholder(e) && !isCall(e) {
			out = append(out, e)
		}
	}
	return out
}

// flow makes an abstract of lines: paragraphs as they are, and lines that
// break off within a sentence joined to the next.
func flow(text []line) string {
	var b strings.Builder
	for i, l := range text {
		if i > 0 {
			before := text[i-1].text
			if size(before) > 100 && startsLower(l.text) && strings.IndexByte(".,;:!?", before[len(before)-1]) < 0 || size(before) > 55 && unfinished(before) && l.text != "" && before != "" {
				b.WriteByte(' ')
			} else {
				b.WriteByte('\n')
			}
		}
		b.WriteString(l.text)
	}
	return b.String()
}
