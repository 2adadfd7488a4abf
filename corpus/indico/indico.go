// Package indico reads programmes from Indico, the conference software of CERN,
// as its HTTP API exports them in JSON:
//
//   - the event export, /export/event/ID.json with detail=contributions or
//     detail=sessions, which knows the event, keywords, tracks and what is not
//     scheduled;
//   - the timetable export, /export/timetable/ID.json, which knows every slot of
//     the timetable, and neither the event's title nor tracks nor keywords.
//
// Read takes either, Merge joins the readings of one event, and Addresses finds
// the exports that belong to an event's page. The formats are described at
// https://docs.getindico.io/en/stable/http-api/ and, as far as that leaves
// fields out, by indico/modules/events/api.py and timetable/legacy.py in
// https://github.com/indico/indico.
//
// # What becomes a talk
//
// Each contribution is a talk. Its track is the contribution's, or the title of
// its session where it has none; the titles of its subcontributions are its
// topics.
//
// A session is held in blocks, one for each slot of the timetable. A block
// without contributions, such as a microconference without a published agenda,
// is an item of its own. A session with contributions is an item once, at its
// first block, if it has a description, so that its words are found; without
// one it is only the track of its talks. Such an item is a microconference or
// a track. A lecture, Indico's event without contributions, is one talk.
//
// Breaks, and slots named "Lunch" or "To be announced" and the like, are not
// talks.
//
// # Names
//
// A talk's UID is "indico-contribution-" and the number in the address of its
// page, or "indico-session-" and the numbers of its session and block. Exports
// from before Indico 2 have no such numbers. A talk's ID is left to
// [corpus.Normalize], which takes the title's slug, save where titles repeat:
// then it is the slug and those numbers, so that it doesn't depend on what else
// the programme holds.
//
// A conference's ID is the slug of its title, if that is short. Meetings and
// lectures often bear one title each time, so the event's number is appended.
// Otherwise, and for a timetable, the ID is "event-" and the number. As two
// readings of one event may so have two IDs, EventKey tells what belongs together.
package indico

import (
	"bytes"
	"regexp"
)

var (
	byteOrderMark = []byte("\ufeff")

	// In a JSON string quotes are escaped, so these match keys and never text.
	marks = regexp.MustCompile(`"_type"\s*:\s*"(HTTPAPIResult|HTTPAPIError|Conference)"` +
		`|"_fossil"\s*:\s*"(conferenceMetadata|contribSchEntry)` +
		`|"entryType"\s*:\s*"(Session|Contribution|Break)"` +
		`|"results"\s*:\s*\{\s*"[0-9]+"\s*:\s*\{\s*(\}|"[0-9]{8}"\s*:)`)
	failure = regexp.MustCompile(`^\{\s*"message"\s*:\s*"`)
	results = regexp.MustCompile(`"results"\s*:\s*[\[{]|"_type"\s*:\s*"HTTPAPI`)
)

// Recognise reports whether head, the start of a source, is an Indico export,
// or the error Indico answers with instead of one, of which Read makes a clear
// error.
func Recognise(head []byte) bool {
	head = bytes.TrimSpace(bytes.TrimPrefix(head, byteOrderMark))
	if !bytes.HasPrefix(head, []byte("{")) {
		return false
	}
	return failure.Match(head) || (results.Match(head) && marks.Match(head))
}
