package synthetic

import (
	"cmp"
	"slices"
)

// Classes are words to search for, by how many talks have them. All are made up:
// no person, keyword, track, room or conference has them, and no other word has
// their stem, so that a search for one finds as many talks as it says.
type Classes struct {
	Rare    []Word // in 12 to 18 talks
	Percent []Word // in 0.8 % to 1.2 % of all talks
	Common  []Word // in 8 % to 12 % of all talks
}

// A Word is a word to search for.
type Word struct {
	Text  string
	Talks int // that have it
}

// perClass is how many words there are at most in each class.
const perClass = 100

// Words returns words of the talks that Talks yields for the same n and seed, in
// each class at most a hundred, those nearest to its middle first. They are
// counted, talk by talk, in about half a second for 100,000 talks. Of fewer than
// 3,000 talks a class may hold words of another, or none.
func Words(n int, seed uint64) Classes {
	n = min(n, MaxTalks)
	if n < 1 {
		return Classes{}
	}
	v := newVocabulary(n)
	talks, last := make([]int32, len(v.words)), make([]int32, len(v.words)) // how many have it, and which was the last
	w := newWriter(v, seed)
	for i := range n {
		text := w.next()
		for _, tokens := range [][]token{text.title, text.abstract, text.topics} {
			for _, t := range tokens {
				if rank := t.rank(); last[rank] != int32(i+1) {
					last[rank] = int32(i + 1)
					talks[rank]++
				}
			}
		}
	}
	class := func(middle, tolerance int) []Word {
		var list []Word
		for rank, count := range talks {
			if off := int(count) - middle; v.words[rank].madeUp && count > 0 && -tolerance <= off && off <= tolerance {
				list = append(list, Word{v.words[rank].text, int(count)})
			}
		}
		slices.SortStableFunc(list, func(a, b Word) int { return cmp.Compare(abs(a.Talks-middle), abs(b.Talks-middle)) })
		return slices.Clip(list[:min(len(list), perClass)])
	}
	return Classes{Rare: class(15, 3), Percent: class(n/100, n/500), Common: class(n/10, n/50)}
}

func abs(n int) int { return max(n, -n) }
