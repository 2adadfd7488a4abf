package timetable

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"talksearch/corpus"
)

// readTitle parts a slot's text into title, duration and body. The title
// stands on the line after the times, or on several; of a nested slot it ends
// with the duration.
func (s *slot) readTitle() {
	s.titled, s.body = s.line, s.text
	text := s.text
	if len(text) == 0 {
		return
	}
	if text[0].number != s.line+1 && !s.lateTitle() {
		return // a blank line after the times: there is no title
	}
	lines := s.lastLine()
	if lines == 0 {
		if prose(text[0].text) || isLabel(text[0].text) {
			return // the text begins at once
		}
		for lines = 1; lines < len(text) && lines < 4 && wraps(text[lines-1], text[lines]); lines++ {
		}
	}
	var words []string
	for _, l := range text[:lines] {
		words = append(words, l.text)
	}
	s.titled = text[0].number
	s.title = strings.Join(words, " ")
	if title, minutes, ok := cutDuration(s.title); ok && s.lasts(minutes) {
		s.title, s.minutes = title, minutes
	}
	s.body = trim(text[lines:])
}

// lateTitle reports whether the first text after a blank line is a title all
// the same: one short line by itself that says nothing about what follows.
func (s *slot) lateTitle() bool {
	l := s.text[0]
	if _, minutes, ok := cutDuration(l.text); ok && s.lasts(minutes) {
		return true
	}
	alone := len(s.text) == 1 || s.text[1].text == ""
	return alone && size(l.text) <= 100 && !strings.HasSuffix(l.text, ".") && !strings.HasSuffix(l.text, ":") &&
		strings.IndexFunc(l.text, unicode.IsUpper) == 0 && !isLabel(l.text) && !bareHeading(l.text)
}

// lastLine returns how many lines the title has when one of the first ends
// with the slot's duration, or 0.
func (s *slot) lastLine() int {
	for i, l := range s.text[:min(len(s.text), 5)] {
		if l.text == "" || isLabel(l.text) || size(l.text) > 200 {
			return 0
		}
		if _, minutes, ok := cutDuration(l.text); ok && s.lasts(minutes) {
			return i + 1
		}
	}
	return 0
}

// lasts reports whether the slot may last so long: one with an end lasts from
// start to end, so that "Boot in 5m" keeps its words.
func (s *slot) lasts(minutes int) bool {
	if !s.start.valid() || !s.end.valid() {
		return true
	}
	return (int(s.end-s.start)+24*60)%(24*60) == minutes
}

// wraps reports whether a title that a line holds goes on in the next.
func wraps(l, next line) bool {
	if next.text == "" || isLabel(next.text) || prose(next.text) || strings.HasSuffix(next.text, ":") || bareHeading(next.text) || size(next.text) > 120 {
		return false
	}
	return startsLower(next.text) || size(l.text) >= 45 && !strings.HasSuffix(next.text, ".") || unfinished(l.text)
}

// prose reports whether a line is a sentence or several rather than a title.
func prose(s string) bool {
	return size(s) > 160 && (strings.HasSuffix(s, ".") || len(sentences(s)) > 1)
}

var duration = regexp.MustCompile(`(?:^|\s)[(\[]?(?:(\d{1,2})\s?h(?:\s?(\d{1,2})\s?(?:m(?:in)?|['′])?)?|(\d{1,3})\s?(?:m|min|['′]))[)\]]?$`)

// cutDuration takes the duration, such as "1h 30m", off the end of a title.
func cutDuration(s string) (title string, minutes int, ok bool) {
	m := duration.FindStringSubmatchIndex(s)
	if m == nil {
		return s, 0, false
	}
	number := func(group int) int {
		if m[2*group] < 0 {
			return 0
		}
		n, _ := strconv.Atoi(s[m[2*group]:m[2*group+1]])
		return n
	}
	minutes = number(1)*60 + number(2) + number(3)
	return strings.TrimSpace(s[:m[0]]), minutes, minutes > 0
}

// supplyTitle makes a title for a slot that has none from what its text calls
// it: "the 2030 Foo/Bar microconference". It returns "" when the text does not
// say; and tells whether it is a microconference's name.
func supplyTitle(body []line, conference string) (title string, named bool) {
	var text []string
	for _, l := range body {
		text = append(text, l.text)
	}
	all := strings.Join(text, "\n")
	own := make(map[string]bool) // words that name the conference
	acronym := ""
	for _, w := range strings.Fields(conference) {
		own[corpus.Fold(w)] = true
		if r := []rune(w)[0]; unicode.IsLetter(r) {
			acronym += string(r)
		}
	}
	own[corpus.Fold(acronym)] = acronym != ""
	counts := make(map[string]int)
	best := ""
	for _, capitals := range []bool{true, false} {
		for _, at := range calledSo.FindAllStringIndex(all, -1) {
			name := nameBefore(all[max(0, at[0]-200):at[0]], own, capitals)
			if name == "" {
				continue
			}
			counts[name]++
			if counts[name] > counts[best] {
				best = name
			}
		}
		if best != "" {
			return best + " MC", true
		}
	}
	return opening(text), false
}

var calledSo = regexp.MustCompile(`\b(?:[Mm]icro-?[Cc]onf(?:erence)?|MC|[Tt]rack)\b`)

// nameBefore returns the name that ends s: its last words as far as they are
// capitalised or, if not capitals, as far as the article before them.
func nameBefore(s string, own map[string]bool, capitals bool) string {
	words := strings.Fields(s)
	i := len(words)
	for i > 0 && len(words)-i < 7 {
		w := words[i-1]
		if strings.ContainsAny(w[len(w)-1:], ".,;:!?)\"") || articles[corpus.Fold(w)] {
			break
		}
		if anyYear.MatchString(w) {
			break
		}
		if capitals && !strings.ContainsFunc(w, unicode.IsUpper) && !(linking[w] && i < len(words)) {
			break
		}
		i--
	}
	words = words[i:]
	for len(words) > 0 && linking[words[0]] {
		words = words[1:]
	}
	if len(words) > 1 && own[corpus.Fold(words[0])] && (len(words[0]) <= 5 && strings.ToUpper(words[0]) == words[0] || own[corpus.Fold(words[1])]) {
		for len(words) > 0 && own[corpus.Fold(words[0])] {
			words = words[1:]
		}
	}
	if len(words) == 0 || own[corpus.Fold(strings.Join(words, " "))] {
		return ""
	}
	if !capitals {
		if i == 0 || len(words) > 4 || !articles[corpus.Fold(strings.Fields(s)[i-1])] || vague[corpus.Fold(words[len(words)-1])] {
			return ""
		}
		for j, w := range words {
			if !linking[w] {
				r := []rune(w)
				r[0] = unicode.ToUpper(r[0])
				words[j] = string(r)
			}
		}
	}
	return strings.Join(words, " ")
}

// articles and their like end a name before its kind, and linking words may
// stand within; vague words before "track" name nothing.
var (
	articles = set("the", "a", "an", "this", "that", "our", "your", "their", "its", "each", "any", "every", "no", "another")
	linking  = set("and", "&", "of", "for", "in", "on", "with")
	vague    = set("same", "last", "previous", "past", "first", "second", "third", "next", "new", "whole", "entire", "annual", "successful", "upcoming", "proposed", "day", "half-day")
)

// opening returns the first words of a text, for want of a title.
func opening(text []string) string {
	for _, t := range text {
		if t == "" {
			continue
		}
		t = sentences(t)[0]
		if size(t) <= 80 {
			return strings.TrimRight(t, ".:")
		}
		cut := string([]rune(t)[:80])
		if i := strings.LastIndexByte(cut, ' '); i > 40 {
			cut = cut[:i]
		}
		return cut + " …"
	}
	return ""
}

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}
