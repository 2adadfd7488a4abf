package timetable

import (
	"regexp"
	"strings"
	"unicode"

	"talksearch/corpus"
)

// A list is a heading and the lines after it, within a text.
type list struct {
	class   class
	before  string // what the heading's line says before it
	heading string
	lines   []line // entries as they stand there
	whole   []line // all, with the heading's line
	entries []string
}

// lists parts a text into lists and the rest: topics go to b.topics, what
// stays makes the abstract.
func (b *body) lists(text []line, micro bool) {
	type piece struct {
		text line
		list *list
	}
	var pieces []piece
	named := false // a list is called topics
	for i := 0; i < len(text); {
		l, next := readList(text, i)
		if l == nil {
			pieces = append(pieces, piece{text: text[i]})
			i++
			continue
		}
		named = named || l.class == topics
		pieces = append(pieces, piece{list: l})
		i = next
	}
	var rest []line
	for _, p := range pieces {
		switch l := p.list; {
		case l == nil:
			rest = append(rest, p.text)
		case l.class == topics || l.class == subjects && micro && !named:
			b.topics = append(b.topics, l.entries...)
			rest = append(rest, line{text: l.before}, line{})
		case l.class == attendees:
			rest = append(rest, line{text: l.before}, line{})
		default:
			rest = append(rest, l.whole...)
		}
	}
	b.abstract = flow(trim(rest))
}

// readList reads the list whose heading ends line i, and returns the index of
// the line after it. It returns nil where there is none that matters.
func readList(text []line, i int) (*list, int) {
	s := text[i].text
	if s == "" || i > 0 && text[i-1].text != "" && !ends(text[i-1].text) && !strings.HasSuffix(s, ":") {
		return nil, i
	}
	l := &list{}
	said := sentences(s)
	l.heading = said[len(said)-1]
	l.before = strings.TrimSpace(strings.TrimSuffix(s, l.heading))
	if l.inline() {
		l.whole = text[i : i+1]
		return l, i + 1
	}
	colon := strings.HasSuffix(s, ":")
	if !colon && !introduces.MatchString(l.heading) && !bareHeading(s) {
		return nil, i
	}
	l.class = classOf(l.heading)
	if l.class == ordinary || l.class == subjects && !colon && !introduces.MatchString(l.heading) {
		return nil, i
	}
	next := l.collect(text, i+1)
	if len(l.entries) == 0 && headsOnly(l.heading) {
		return l, next // they are yet to be told
	}
	if len(l.entries) == 0 || l.class == subjects && len(l.entries) < 2 {
		return nil, i
	}
	if l.class == attendees && !l.people() {
		l.class = ordinary
	}
	l.whole = text[i:next]
	return l, next
}

// inline reads a list on its heading's own line: "Topics: one, two, three".
func (l *list) inline() bool {
	heading, rest, ok := strings.Cut(l.heading, ": ")
	if !ok || len(strings.Fields(heading)) > 8 {
		return false
	}
	c := classOf(heading + ":")
	if c != topics && c != attendees {
		return false
	}
	if c == attendees {
		if !looksNamed(strings.TrimRight(rest, ".")) {
			return false
		}
		l.class, l.entries = attendees, []string{rest}
		return true
	}
	sep := ","
	if strings.Contains(rest, ";") {
		sep = ";"
	}
	parts := splitOutside(strings.TrimRight(rest, "."), sep[0])
	if len(parts) < 2 {
		return false
	}
	for k, p := range parts {
		p = strings.TrimSpace(p)
		if k == len(parts)-1 {
			p = strings.TrimPrefix(strings.TrimPrefix(p, "and "), "or ")
		}
		if p == "" || sep == "," && len(strings.Fields(p)) > 8 {
			return false
		}
		l.entries = append(l.entries, p)
	}
	l.class = topics
	l.entries = cleanEntries(l.entries)
	return len(l.entries) > 0
}

// splitOutside splits s at sep outside of brackets.
func splitOutside(s string, sep byte) []string {
	var parts []string
	depth, start := 0, 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '(':
			depth++
		case s[i] == ')' && depth > 0:
			depth--
		case s[i] == sep && depth == 0:
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}

// collect takes the entries from line i on, and returns the index of the line
// after them.
func (l *list) collect(text []line, i int) int {
	heading := i
	if i < len(text) && text[i].text == "" {
		i++
	}
	if i >= len(text) {
		return heading
	}
	start := i
	mark, _ := cutBullet(text[i].text)
	if mark != "" {
		i = bulleted(text, i, mark)
	} else {
		i = l.plain(text, i)
	}
	l.lines = text[start:i]
	for len(l.lines) > 0 && l.lines[len(l.lines)-1].text == "" {
		l.lines = l.lines[:len(l.lines)-1]
	}
	if mark == "" {
		for range 3 { // what follows the last entry without a blank line
			if n := len(l.lines); n > 0 && closing(l.lines) {
				l.lines = l.lines[:n-1]
			}
		}
	}
	if len(l.lines) == 0 {
		return heading
	}
	l.entries = entriesOf(l.lines)
	return start + len(l.lines)
}

// bulleted returns the end of a list of which each entry begins with a bullet
// or number. Blank lines may part the entries.
func bulleted(text []line, i int, mark string) int {
	margin := text[i].indent
	for end := i + 1; ; end++ {
		if end >= len(text) {
			return end
		}
		l := text[end]
		m, _ := cutBullet(l.text)
		switch {
		case l.text == "":
			if end+1 < len(text) {
				if next, _ := cutBullet(text[end+1].text); next != "" && (next == mark || text[end+1].indent > margin) {
					continue
				}
			}
			return end
		case m != "" || l.indent > margin:
		case size(text[end-1].text) >= 45 && startsLower(l.text) && !strings.HasSuffix(text[end-1].text, "."):
		default:
			return end
		}
	}
}

// plain returns the end of a list whose entries are bare lines.
func (l *list) plain(text []line, i int) int {
	grouped := strings.HasSuffix(text[i].text, ":") && len(strings.Fields(text[i].text)) <= 5
	end := i
	for end < len(text) && text[end].text != "" {
		s := text[end].text
		if strings.HasSuffix(s, ":") && !(grouped && len(strings.Fields(s)) <= 5) || end > i && end+1 < len(text) && bareHeading(s) && adjectives.MatchString(corpus.Fold(s)) {
			return end
		}
		end++
	}
	if end-i > 1 {
		return end
	}
	// One line, then a blank: entries may each stand apart.
	entry := func(k int) bool {
		s := text[k].text
		return s != "" && size(s) <= 100 && !ends(s) && !bareHeading(s) && (k+1 >= len(text) || text[k+1].text == "")
	}
	for k := i; l.class == topics && k < len(text) && entry(k); k += 2 {
		end = k + 1
	}
	if end-i == 1 && proseEntry(text[i].text) {
		return i
	}
	return end
}

func proseEntry(s string) bool {
	return ends(s) && (size(s) > 120 || len(sentences(s)) > 1)
}

// closing reports whether the last of a list's lines is no entry but the
// sentence after it. An entry announced by "and" at the end of the line before
// is one, however long.
func closing(lines []line) bool {
	n := len(lines) - 1
	s := lines[n].text
	if n == 0 || !ends(s) || strings.HasSuffix(lines[n-1].text, " and") || strings.HasSuffix(lines[n-1].text, " or") {
		return false
	}
	longest := 0
	for _, l := range lines[:n] {
		longest = max(longest, size(l.text))
	}
	folded := corpus.Fold(s)
	return strings.HasSuffix(s, "!") && welcome.MatchString(folded) || firstPerson.MatchString(folded) && size(s) > 60 ||
		size(s) > 200 && size(s) > 2*longest
}

var (
	welcome     = regexp.MustCompile(`\bwelcome|\bjoin us|\bcome and|\bsee you`)
	firstPerson = regexp.MustCompile(`^(?:our|we|we'd|we'll|we're|this|these|it|there) .*\b(?:is|are|will|would|have|has|hope|plan|aim|want|expect|look|invite|encourage|believe|like|was|were|can|should|focus(?:es)?|intend\w*)\b`)
)

// people reports whether a list's entries are names, for the most part.
func (l *list) people() bool {
	n := 0
	for _, e := range l.entries {
		name, _, _ := strings.Cut(e, " <")
		if looksNamed(name) {
			n++
		}
	}
	return 2*n > len(l.entries)
}

// cutBullet cuts the bullet or number off a list's entry. The kind of bullet
// is "" where there is none; all numbers are one kind.
func cutBullet(s string) (kind, rest string) {
	m := entryMark.FindStringSubmatch(s)
	if m == nil {
		return "", s
	}
	kind = m[1]
	if strings.ContainsFunc(kind, func(r rune) bool { return unicode.IsDigit(r) || unicode.IsLetter(r) }) {
		kind = "1"
	}
	return kind, strings.TrimSpace(s[len(m[0]):])
}

var entryMark = regexp.MustCompile(`^([-–—*+•●◦○▪‣∙·]|\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})[.)]|o)\s+`)
