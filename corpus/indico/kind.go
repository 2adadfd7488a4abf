package indico

import (
	"strings"
	"unicode"

	"talksearch/corpus"
)

// kinds are the words by which organisers name the types of contributions and
// sessions, as slugs; a plural s is understood. The first that fits counts.
var kinds = []struct {
	kind  corpus.Kind
	words []string
}{
	{corpus.KindMicroconference, []string{"microconference", "micro-conference", "mc"}},
	{corpus.KindKeynote, []string{"keynote"}},
	{corpus.KindPlenary, []string{"plenary", "plenarie"}},
	{corpus.KindPoster, []string{"poster"}},
	{corpus.KindLightning, []string{"lightning", "lightning-talk"}},
	{corpus.KindPanel, []string{"panel", "panel-discussion", "round-table", "roundtable"}},
	{corpus.KindBoF, []string{"bof", "birds-of-a-feather"}},
	{corpus.KindTutorial, []string{"tutorial", "hands-on"}},
	{corpus.KindWorkshop, []string{"workshop"}},
	{corpus.KindSocial, []string{"social", "social-event", "reception", "dinner", "party"}},
	{corpus.KindTrack, []string{"track"}},
}

// find returns the kind one of whose words fits, or "".
func find(fits func(word string) bool) corpus.Kind {
	for _, k := range kinds {
		for _, w := range k.words {
			if fits(w) || fits(w+"s") {
				return k.kind
			}
		}
	}
	return ""
}

// typeKind returns the kind that the name of a type says, in whatever words.
func typeKind(name string) corpus.Kind {
	slug := "-" + corpus.Slug(name) + "-"
	return find(func(w string) bool { return strings.Contains(slug, "-"+w+"-") })
}

// contributionKind tells from its type, from its being a poster, or from a
// title such as "BoF: Tracing" what a contribution is.
func contributionKind(kind, title string, poster bool) corpus.Kind {
	// A "Refereed Track" contribution is a talk of that track, not the track.
	if k := typeKind(kind); k != "" && k != corpus.KindTrack {
		return k
	}
	if poster {
		return corpus.KindPoster
	}
	if head, _, ok := strings.Cut(title, ":"); ok {
		slug := strings.TrimRight(corpus.Slug(head), "-0123456789")
		k := find(func(w string) bool { return w == slug })
		// "MC:" is Monte Carlo more often than not.
		if k != "" && k != corpus.KindTrack && slug != "mc" {
			return k
		}
	}
	return corpus.KindTalk
}

// sessionKind tells what a session listed as an item is. One that holds talks
// is a track, unless it is a microconference.
func sessionKind(kind, title string, poster, holdsTalks bool) corpus.Kind {
	k := typeKind(kind)
	if k == "" || k == corpus.KindTrack {
		k = titleKind(title)
	}
	switch {
	case k == corpus.KindMicroconference:
		return k
	case holdsTalks:
		return corpus.KindTrack
	case k != "":
		return k
	case poster:
		return corpus.KindPoster
	}
	return corpus.KindTalk
}

// titleKind returns the kind that the last or the first word of a session's
// title says, or "": "BPF MC", "Poster session 2", "Workshop on locking".
func titleKind(title string) corpus.Kind {
	slug := corpus.Slug(title)
	for {
		i := strings.LastIndexByte(slug, '-')
		if i < 0 || !filler(slug[i+1:]) {
			break
		}
		slug = slug[:i]
	}
	k := find(func(w string) bool { return slug == w || strings.HasSuffix(slug, "-"+w) })
	if k == corpus.KindMicroconference && !strings.Contains(slug, "conference") && !strings.Contains(title, "MC") {
		k = "" // only capitals make an MC
	}
	if k != "" {
		return k
	}
	// "MC" at the start is Monte Carlo.
	return find(func(w string) bool { return w != "mc" && w != "mcs" && strings.HasPrefix(slug, w+"-") })
}

// filler reports whether a word at the end of a title only tells sessions apart.
func filler(word string) bool {
	switch word {
	case "session", "sessions", "part", "ii", "iii", "iv":
		return true
	}
	return len(word) == 1 || strings.IndexFunc(word, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
}

// placeholder reports whether a title says that no talk is held. Who has an
// abstract or speakers but no title yet, as empty tells, is still a talk.
func placeholder(title string, empty bool) bool {
	switch corpus.Slug(title) {
	case "break", "breaks", "coffee", "coffee-break", "tea-break", "tea-coffee-break", "coffee-tea-break", "morning-break",
		"afternoon-break", "short-break", "lunch", "lunch-break", "lunchbreak", "break-lunch", "lunch-time":
		return true
	case "tba", "tbd", "tbc", "to-be-announced", "to-be-determined", "to-be-confirmed", "to-be-defined":
		return empty
	}
	return false
}
