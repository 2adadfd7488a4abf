package timetable

import (
	"regexp"
	"strings"

	"talksearch/corpus"
)

// A class is what a list's heading says it is.
type class int

const (
	ordinary  class = iota // of anything: it stays in the text
	topics                 // called topics, or an agenda
	subjects               // of issues, questions and the like
	attendees              // of people who may come
)

// ends reports whether a line is the end of something, so that the next may be
// a heading without a colon.
func ends(s string) bool { return strings.ContainsAny(s[len(s)-1:], ".!?;:") }

var (
	introduces = regexp.MustCompile(`(?i)\b(?:such as|including|includes?|included|are|following|as follows|namely|to be discussed|to discuss|to cover)$`)
	headings   = regexp.MustCompile(`^(?:\S+ ){0,5}?(?:sub-?)?(?:topics|agenda)(?: (?:for|of|to|under|we|that|list|include|at|in|this|are)\b.*)?$`)
	covering   = regexp.MustCompile(`\b(?:to|will|should|can|could|may|might) (?:be )?cover(?:ed)?\b`)
	aTopic     = regexp.MustCompile(`\b(?:sub-?)?topics?\b|\bagenda\b`)
	aSubject   = regexp.MustCompile(`\b(?:subjects?|issues?|areas?|questions?|discussions?|themes?|problems?|challenges?|ideas?|proposals?|items?|discuss(?:ed)?)\b`)
	anAttendee = regexp.MustCompile(`\b(?:attendees?|participants?|invitees?|people)\b`)
	past       = regexp.MustCompile(`\b(?:accomplish\w*|achiev\w*|outcomes?|completed|progress (?:made|since)|(?:previous|past) (?:years?|editions?|microconferences?|mcs?|meetings?)(?:'s?)?:?$)|` +
		`\b(?:discussed|covered|presented|resolved|topics) (?:\w+ ){0,3}?(?:last|previous|past)\b|^(?:last|previous|past) (?:year|edition|microconference|mc|meeting)(?:'s)? (?:topics|we|the)\b`)
	adjectives = regexp.MustCompile(`^(?:(?:the|our|list of|examples? of|some|other|expected|potential|possible|proposed|tentative|prospective|planned|suggested|main|key|current|confirmed|accepted|further|additional|discussion|initial|preliminary|open)[ ,/]+)+(?:topics|agenda)\b`)
)

// bareHeading reports whether a line without a colon is a heading of topics:
// a few words of which the last or so is "topics".
func bareHeading(s string) bool {
	folded := corpus.Fold(s)
	return len(strings.Fields(s)) <= 9 && !ends(s) && !strings.HasSuffix(s, ",") && !startsLower(s) && headings.MatchString(folded)
}

// headsOnly reports whether a line is a heading of topics and nothing more, so
// that it may go when no topics follow.
func headsOnly(s string) bool {
	return s != "" && len(strings.Fields(s)) <= 4 && (strings.HasSuffix(s, ":") || bareHeading(s)) && classOf(s) == topics
}

func classOf(heading string) class {
	folded := corpus.Fold(heading)
	switch {
	case past.MatchString(folded):
		return ordinary
	case aTopic.MatchString(folded) || covering.MatchString(folded):
		return topics
	case anAttendee.MatchString(folded) && len(strings.Fields(folded)) <= 10:
		return attendees
	case aSubject.MatchString(folded):
		return subjects
	}
	return ordinary
}
