package ical

import (
	"regexp"
	"strings"
	"unicode"

	"talksearch/corpus"
	"talksearch/corpus/people"
)

// splitSummary parts pretalx's "Title - Speakers". A title may hold " - " too
// and a talk have no speaker, so the last part counts only if it reads like
// names; if in doubt the summary stays whole.
func splitSummary(summary string) (string, []corpus.Speaker) {
	if title, ok := strings.CutSuffix(summary, " -"); ok {
		return title, nil
	}
	i := strings.LastIndex(summary, " - ")
	if i <= 0 {
		return summary, nil
	}
	parts := strings.Split(summary[i+len(" - "):], ", ")
	for _, part := range parts {
		if !looksLikeName(part) {
			return summary, nil
		}
	}
	var list []corpus.Speaker
	for _, part := range parts {
		list = append(list, corpus.Speaker{Name: people.Name(part)})
	}
	return strings.TrimSpace(summary[:i]), list
}

// looksLikeName reports whether s reads like a person's name: a few words of
// which one begins in a capital or in a script without, or a single nickname.
func looksLikeName(s string) bool {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 5 || strings.ContainsAny(s, ":;?!\"()[]/&") {
		return false
	}
	for _, w := range words {
		first := []rune(w)[0]
		if unicode.IsLetter(first) && !unicode.IsLower(first) {
			return true
		}
	}
	return len(words) == 1
}

var (
	bylinePattern = regexp.MustCompile(`(?i)^(.*\S)\s*\(((?:lightning )?talk|keynote|workshop|tutorial|panel|demo|poster|session|presentation) by ([^()]+)\)$`)
	organisation  = regexp.MustCompile(`(?i)\b(of|for|the|university|institute|college|school|centre|center|inc|ltd|gmbh)\b`)
)

// byline takes "(talk by Ann Other)" off the end of the title. What follows a
// comma there may be where the person is from.
func (e *entry) byline() {
	t := &e.talk
	m := bylinePattern.FindStringSubmatch(t.Title)
	if m == nil || strings.ContainsAny(m[3], ":;?!") {
		return
	}
	t.Title = m[1]
	if t.Kind == "" {
		t.Kind = kindOf(m[2] + ":")
	}
	if name, from, ok := strings.Cut(m[3], ","); ok && organisation.MatchString(from) {
		t.Speakers = append(t.Speakers, corpus.Speaker{Name: people.Name(name), Affiliation: strings.TrimSpace(from)})
		return
	}
	t.Speakers = append(t.Speakers, people.List(strings.ReplaceAll(m[3], " & ", " and "))...)
}

var kindPattern = regexp.MustCompile(`(?i)^(keynote|plenary|lightning talks?|panel|workshop|tutorial|bof|poster)\s*:`)

// kindOf returns the kind that a title begins with, as in "Keynote: …", or "".
func kindOf(title string) corpus.Kind {
	m := kindPattern.FindStringSubmatch(title)
	if m == nil {
		return ""
	}
	word, _, _ := strings.Cut(strings.ToLower(m[1]), " ")
	return corpus.Kind(word) // all but the second word of a lightning talk are Kinds
}

// asideWords are those that titles of breaks are made of; a title needs one of
// those marked true. One with any other word ("Lunch with the board") is a talk.
var asideWords = map[string]bool{
	"break": true, "breaks": true, "coffee": true, "tea": true, "lunch": true, "breakfast": true, "registration": true,
	"refreshments": true, "pause": true, "morning": false, "afternoon": false, "and": false, "time": false, "short": false, "long": false,
}

// isAside reports whether a title is that of a break or of a place not filled yet.
func isAside(title string) bool {
	words := strings.FieldsFunc(corpus.Fold(title), func(r rune) bool { return !unicode.IsLetter(r) })
	switch strings.Join(words, " ") {
	case "tba", "tbd", "tbc", "to be announced", "to be determined", "to be confirmed", "to be defined":
		return true
	}
	aside := false
	for _, w := range words {
		marked, known := asideWords[w]
		if !known {
			return false
		}
		aside = aside || marked
	}
	return aside
}

// splitVenue parts Indico's "Room (Venue)".
func splitVenue(location string) (room, venue string) {
	room, venue, ok := strings.Cut(location, " (")
	venue, closed := strings.CutSuffix(venue, ")")
	if !ok || !closed || strings.ContainsAny(venue, "()") {
		return location, ""
	}
	return room, venue
}

// venue returns the one venue that all of Indico's events name, if they do.
func venue(entries []entry) string {
	one := ""
	for _, e := range entries {
		_, v := splitVenue(e.get("LOCATION").text())
		if e.origin.software != indico || v == "" || one != "" && v != one {
			return ""
		}
		one = v
	}
	return one
}
