package schedule

import (
	"strings"
	"unicode"

	"talksearch/corpus"
)

// kinds are the words by which an event's type tells its kind, first match
// first. Conferences name their types as they like ("Talk 30 min + Q&A",
// "Solder Workshop 2h"). A word with * stands for all that begin with it.
var kinds = []struct {
	kind  corpus.Kind
	words string
}{
	{corpus.KindLightning, "lightning* blitz*"},
	{corpus.KindKeynote, "keynote*"},
	{corpus.KindMicroconference, "microconference* mc"},
	{corpus.KindWorkshop, "workshop* hands sprint hackathon"},
	{corpus.KindTutorial, "tutorial* training*"},
	{corpus.KindPoster, "poster*"},
	{corpus.KindPanel, "panel* podium* discussion* diskussion* roundtable*"},
	{corpus.KindBoF, "bof bofs birds meeting* meetup* treffen"},
	{corpus.KindPlenary, "plenary plenum"},
	{corpus.KindSocial, "social djset dj concert* konzert* performance* music musik party parties theatre theater dance film* movie* screening* game games dinner reception"},
	{corpus.KindOther, "other* sonstiges misc miscellaneous"},
}

// kindOf returns the kind that an event's type tells; a talk when it tells none.
func kindOf(s string) corpus.Kind {
	s = corpus.Fold(s)
	if k := corpus.Kind(s); k.Known() {
		return k
	}
	words := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, k := range kinds {
		for known := range strings.FieldsSeq(k.words) {
			stem, prefix := strings.CutSuffix(known, "*")
			for _, w := range words {
				if w == stem || prefix && strings.HasPrefix(w, stem) {
					return k.kind
				}
			}
		}
	}
	return corpus.KindTalk
}
