package text

import (
	"strings"
	"unicode"

	"talksearch/corpus"
)

// Stop reports whether a word, as it was typed, tells nothing about what is looked
// for: an article, a preposition, a pronoun, a word that asks. Names and
// abbreviations that are spelled alike are told by their capitals: "CAN" and "IT" are no
// stop words, "can" and "it" are.
func Stop(word string) bool {
	if upper := strings.IndexFunc(word, unicode.IsLower) < 0; upper && len(word) > 1 {
		return false
	}
	return stops[corpus.Fold(word)]
}

// stops are English function words, those of questions, and the German ones that
// are no English words that may be meant ("die", "war", "man" are missing).
var stops = func() map[string]bool {
	out := map[string]bool{}
	for _, s := range strings.Fields(`
		a an the this that these those such
		i me my mine we us our ours you your yours he him his she her hers it its they them their theirs one ones
		am is are was were be been being do does did doing done have has had having
		can could may might must shall should will would ought
		and or but nor if then else than so as because while until although though whether
		of at by for with about against between into through during before after above below to from up down in out on off over under
		again further once here there
		who whom whose which what when where why how
		all any both each few more most other others some no not only own same too very just also
		don't doesn't didn't isn't aren't wasn't weren't won't can't couldn't shouldn't wouldn't i'm it's that's there's what's who's let's i've we're you're they're
		cannot etc via per upon within without toward towards among amongst

		der das den dem des ein eine einer eines einem einen
		und oder aber wenn weil dass als wie wo was wer wen wem warum wieso welche welcher welches
		ist sind sein wird werden wurde haben habe kann können
		ich du er sie es wir ihr mich mir uns euch
		nicht auch nur noch schon sehr
		im am um zum zur von vom für mit bei nach aus auf über unter zwischen durch gegen ohne
	`) {
		out[corpus.Fold(s)] = true
		if before, after, ok := strings.Cut(s, "'"); ok {
			out[before+"’"+after] = true
		}
	}
	return out
}()

// Common reports whether a folded word is one that English says of anything: it
// may be meant, but in a question it tells less than its rarity in a small
// collection makes believe ("make a virtual machine boot faster").
func Common(term string) bool { return common[Stem(term)] }

var common = func() map[string]bool {
	out := map[string]bool{}
	for _, s := range strings.Fields(`
		make get give take put keep let go come become seem want wish like try do happen move run
		find show tell say ask know think see look mean consider
		thing way kind sort
		good bad better best great big little many much several various
		another well even still already now today ever never often always yet able certain
		please
	`) {
		out[Stem(s)] = true
	}
	return out
}()
