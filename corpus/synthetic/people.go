package synthetic

import (
	"strings"

	"talksearch/corpus"
)

// people are drawn by number: no name is kept.
type people struct {
	choice
	surnames     int
	affiliations []string
}

// newPeople returns about one person for five talks. The busiest give some
// hundred times as many talks as most.
func newPeople(talks int) people {
	n := max(talks/5, 10)
	p := people{choice: zipf(n, 1+n/50), surnames: max(n/3, 10)}
	for _, form := range affiliationForms {
		for _, c := range cities {
			p.affiliations = append(p.affiliations, strings.Replace(form, "%", c.name, 1))
		}
	}
	return p
}

// draw returns a person, always with the same affiliation; one in ten has none.
func (p people) draw(r random) corpus.Speaker {
	i := p.choice.draw(r)
	// Different numbers below the size are scattered to different numbers, and
	// these differ in the first name or the last.
	x := scatter(i, len(firstNames)*p.surnames)
	s := corpus.Speaker{Name: firstNames[x%len(firstNames)] + " " + surname(x/len(firstNames))}
	if i%10 != 0 {
		s.Affiliation = p.affiliations[scatter(i, len(p.affiliations))]
	}
	return s
}

// surname returns the last name with a number, syllables and an ending; one in
// ten has an accent.
func surname(i int) string {
	name := ""
	for rest := i / len(surnameEndings); rest >= 0; rest = rest/(len(onsets)*len(vowels)) - 1 {
		name += syllable(rest % (len(onsets) * len(vowels)))
	}
	if i%10 == 7 {
		name = name[:1] + accents.Replace(name[1:])
	}
	return string(name[0]-'a'+'A') + name[1:] + surnameEndings[i%len(surnameEndings)]
}

var accents = strings.NewReplacer("a", "á", "e", "é", "i", "í", "o", "ö", "u", "ü")
