package spell

import "strings"

// What slips of the hand and of the ear cost, where any other edit costs 1.
const (
	doubled = 0.5 // a letter once too often or too seldom: "schedduler", "comit"
	unheard = 0.7 // an h too many or too few: "Stepane", "Jonny"
	swapped = 0.7 // two letters in the wrong order
	similar = 0.7 // letters that languages write for one sound
	beside  = 0.8 // the key next to the right one
	first   = 0.6 // more, for what concerns the first letter, which people get right
)

// longest is how many letters a candidate may have.
const longest = maxLength + maxEdits

// scratch is space for the rows of a table of costs.
type scratch [3][longest + 1]float64

// cost returns what it takes to make one word of another, neither longer than
// longest: the optimal string alignment distance, weighted.
func (s *scratch) cost(typed, meant []rune) float64 {
	older, old, row := &s[0], &s[1], &s[2]
	old[0] = 0
	for j := range meant {
		old[j+1] = old[j] + extra(meant, j)
	}
	for i := range typed {
		row[0] = old[0] + extra(typed, i)
		for j := range meant {
			replace := replaced(typed[i], meant[j])
			if i == 0 && j == 0 && replace > 0 {
				replace += first
			}
			d := min(old[j]+replace, old[j+1]+extra(typed, i), row[j]+extra(meant, j))
			if i > 0 && j > 0 && typed[i] == meant[j-1] && typed[i-1] == meant[j] {
				d = min(d, older[j-1]+swapped)
			}
			row[j+1] = d
		}
		older, old, row = old, row, older
	}
	return old[len(meant)]
}

// extra returns what it costs that a word has a letter which the other has not.
func extra(word []rune, at int) float64 {
	switch {
	case at == 0:
		return 1 + first
	case word[at] == word[at-1]:
		return doubled
	case word[at] == 'h':
		return unheard
	}
	return 1
}

// replaced returns what it costs that one letter was typed for another.
func replaced(typed, meant rune) float64 {
	switch {
	case typed == meant:
		return 0
	case typed < 'a' || typed > 'z' || meant < 'a' || meant > 'z':
		return 1
	}
	return replacements[typed-'a'][meant-'a']
}

var replacements = func() (table ['z' - 'a' + 1]['z' - 'a' + 1]float64) {
	for i := range table {
		for j := range table[i] {
			switch a, b := 'a'+rune(i), 'a'+rune(j); {
			case alike(a, b):
				table[i][j] = similar
			case touch(a, b):
				table[i][j] = beside
			default:
				table[i][j] = 1
			}
		}
	}
	return table
}()

// alike reports whether two letters are often written for the same sound.
func alike(a, b rune) bool {
	for _, set := range [...]string{"aeiouy", "vwfu", "ckqx", "sz", "sc", "dt", "bp", "gk", "ijy", "mn"} {
		if strings.ContainsRune(set, a) && strings.ContainsRune(set, b) {
			return true
		}
	}
	return false
}

// keys are a keyboard's rows of letters (QWERTY); a key is half a key to the left
// of the one below it.
var keys = [...]string{"qwertyuiop", "asdfghjkl", "zxcvbnm"}

// touch reports whether two letters' keys do.
func touch(a, b rune) bool {
	rowA, columnA := key(a)
	rowB, columnB := key(b)
	if rowA > rowB {
		rowA, columnA, rowB, columnB = rowB, columnB, rowA, columnA
	}
	switch rowB - rowA {
	case 0:
		return columnA-columnB == 1 || columnB-columnA == 1
	case 1:
		return columnB == columnA || columnB == columnA-1
	}
	return false
}

func key(r rune) (row, column int) {
	for row, letters := range keys {
		if column := strings.IndexRune(letters, r); column >= 0 {
			return row, column
		}
	}
	panic("no key for the letter " + string(r))
}
