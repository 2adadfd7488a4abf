package timetable

import (
	"regexp"
	"strings"
	"unicode"

	"talksearch/corpus"
)

// kind returns the kind of a slot at the margin. On the page, talks state
// their duration and sessions don't, so a slot that is neither named for what
// it is nor states one is a session: a track, be it empty.
func (c *reading) kind(s *slot, b body) corpus.Kind {
	breaks := 0
	for _, child := range s.children {
		if isBreak(child.title) {
			breaks++
		}
	}
	named := kindOf(s.title)
	switch {
	case b.micro || isMicroconference(s.title):
		return corpus.KindMicroconference
	case len(s.children) > breaks || trackTitle.MatchString(s.title):
		return corpus.KindTrack
	case named != "":
		return named
	case len(s.children) > 0:
		return corpus.KindTrack
	case s.minutes > 0 || !c.durations:
		return corpus.KindTalk
	case selfNamed.MatchString(b.abstract):
		return corpus.KindMicroconference
	case b.abstract == "" || s.end-s.start >= 150:
		return corpus.KindTrack
	}
	return corpus.KindTalk
}

// selfNamed finds a text that calls its item a microconference.
var selfNamed = regexp.MustCompile(`(?i)\b(?:this|the)(?: [\w/&-]+){0,6} micro-?conf(?:erence)?\b`)

// isMicroconference reports whether a title says that it is one.
func isMicroconference(title string) bool { return microconference.MatchString(title) }

var microconference = regexp.MustCompile(`\bMCs?\b|(?i:\b(?:micro|mini|nano)-?conf(?:erence)?s?\b)`)

var trackTitle = regexp.MustCompile(`(?i)\btracks?\b`)

// kindOf returns the kind that a title tells, or "". Words count where they
// name the item, not where a talk is about them: at its start before a colon,
// or in a title of few words.
func kindOf(title string) corpus.Kind {
	t := strings.TrimSpace(unbracket.ReplaceAllString(corpus.Fold(title), " "))
	few := len(strings.Fields(t)) <= 5
	for _, k := range kinds {
		if k.anywhere != nil && k.anywhere.MatchString(corpus.Fold(title)) {
			return k.kind
		}
		if few && k.named != nil && k.named.MatchString(t) {
			return k.kind
		}
	}
	return ""
}

// kinds are tried in order: a closing party is a party.
var kinds = []struct {
	kind            corpus.Kind
	anywhere, named *regexp.Regexp
}{
	{corpus.KindSocial, nil, regexp.MustCompile(`\b(?:party|reception|dinner|banquet|drinks|beers?|barbecue|bbq|picnic|excursion|happy hour|mixer|social|social (?:event|evening|gathering)|evening event)$`)},
	{corpus.KindKeynote, regexp.MustCompile(`^(?:opening |closing )?keynotes?\b`), regexp.MustCompile(`\bkeynotes?$`)},
	{corpus.KindPlenary, regexp.MustCompile(`^plenary\b`), regexp.MustCompile(`\bplenary(?: session)?$|^(?:opening|closing)(?: (?:session|remarks|ceremony|address|words))?$|^(?:welcome|introduction and welcome|wrap-?up)(?: (?:session|address|remarks))?$|\b(?:elections?|general assembly|annual (?:general )?meeting|town hall)$|^(?:opening|closing|welcome) (?:and|&|/) `)},
	{corpus.KindLightning, regexp.MustCompile(`\blightning talks?\b`), nil},
	{corpus.KindBoF, regexp.MustCompile(`\bbofs?\b|\bbirds? of a feather\b`), nil},
	{corpus.KindPanel, regexp.MustCompile(`^panel(?: discussion| session)?\s*[:–—-]|\bpanel discussion\b`), regexp.MustCompile(`^panel$|\bpanel session$`)},
	{corpus.KindTutorial, regexp.MustCompile(`^tutorials?\b`), regexp.MustCompile(`\btutorials?$`)},
	{corpus.KindWorkshop, regexp.MustCompile(`^workshops?\b`), regexp.MustCompile(`\bworkshops?$`)},
	{corpus.KindPoster, regexp.MustCompile(`^posters?(?: session)?\s*[:–—-]`), regexp.MustCompile(`^posters?$|\bposters? session$`)},
	{corpus.KindOther, nil, regexp.MustCompile(`^(?:registration|check-in|badge pick-?up|doors open)\b`)},
}

var unbracket = regexp.MustCompile(`\s*[(\[][^()\[\]]*[)\]]`)

// isBreak reports whether a title is that of a break or a meal: it has a word
// for one and none for anything else.
func isBreak(title string) bool { return madeOf(title, pauses, pauseWords) }

// isPlaceholder reports whether a title says that the item is yet to be named.
func isPlaceholder(title string) bool {
	t := strings.Join(letters(title), " ")
	for _, p := range unnamed {
		if t == p {
			return true
		}
		if rest, ok := strings.CutPrefix(t, p+" "); ok && onlyWords(rest, slotWords) {
			return true
		}
		if rest, ok := strings.CutSuffix(t, " "+p); ok && onlyWords(rest, slotWords) {
			return true
		}
	}
	return false
}

// madeOf reports whether a title has one of the words of core, and else only
// words of core and filler. What stands in brackets does not count.
func madeOf(title string, core, filler map[string]bool) bool {
	found := false
	for _, w := range letters(unbracket.ReplaceAllString(title, " ")) {
		if !core[w] && !filler[w] {
			return false
		}
		found = found || core[w]
	}
	return found
}

func onlyWords(s string, words map[string]bool) bool {
	for _, w := range strings.Fields(s) {
		if !words[w] {
			return false
		}
	}
	return true
}

// letters returns the words of a title, folded, without punctuation.
func letters(s string) []string {
	return strings.FieldsFunc(corpus.Fold(s), func(r rune) bool { return !unicode.IsLetter(r) })
}

var (
	pauses     = set("break", "breaks", "lunch", "lunchbreak", "breakfast", "brunch", "coffee", "tea", "pause", "refreshments", "recess")
	pauseWords = set("and", "or", "the", "a", "morning", "afternoon", "evening", "mid", "day", "short", "long", "quick", "bio", "snack", "snacks", "time", "hour", "minutes",
		"min", "mins", "m", "conference", "catered", "provided", "sponsored", "by", "on", "your", "own", "free", "group", "photo", "networking", "hallway", "track", "served", "in", "at", "for", "all", "with", "cake")
	unnamed = []string{"tba", "tbd", "tbc", "to be announced", "to be determined", "to be decided", "to be defined", "to be confirmed", "to be arranged",
		"tba to be announced", "tbd to be determined", "tbc to be confirmed", "placeholder", "title tba", "title tbd", "to come", "open slot", "free slot", "empty slot", "empty"}
	slotWords = set("talk", "talks", "title", "speaker", "speakers", "session", "sessions", "slot", "topic", "topics", "presentation", "track", "mc", "microconference",
		"bof", "keynote", "tba", "tbd", "tbc", "a", "b", "c", "and", "the", "is", "are", "schedule", "details", "lightning")
)
