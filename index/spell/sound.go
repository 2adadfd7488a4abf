package spell

import (
	"bytes"
	"strings"
)

// A soundKey is how a name sounds, roughly and in whatever language: its
// consonants, those that are easily mistaken for each other being one, without
// the vowels but for a first one. Names of one key may be spelled quite
// differently: Stefan, Stephane and Steven are "STFN".
type soundKey struct {
	consonants [12]byte // those of longer names beyond these don't count
	length     int
}

func (k soundKey) compare(o soundKey) int {
	return bytes.Compare(k.consonants[:k.length], o.consonants[:o.length])
}

func (k *soundKey) add(c byte) {
	if k.length < len(k.consonants) && (k.length == 0 || k.consonants[k.length-1] != c) {
		k.consonants[k.length] = c
		k.length++
	}
}

// spellings are groups of letters that stand for one consonant, the longer first.
var spellings = [...]struct{ letters, consonants string }{
	{"tsch", "C"}, {"dzh", "C"}, {"tch", "C"}, {"dsch", "C"}, {"cz", "C"}, {"cs", "C"}, {"tj", "C"},
	{"sch", "S"}, {"szcz", "S"}, {"shch", "S"}, {"sh", "S"}, {"sz", "S"}, {"ss", "S"}, {"zh", "S"}, {"ts", "S"}, {"tz", "S"},
	{"ph", "F"}, {"th", "T"}, {"dt", "T"}, {"ck", "K"}, {"kh", "K"}, {"ch", "K"}, {"gh", "K"}, {"qu", "K"}, {"x", "KS"},
	{"ce", "S"}, {"ci", "S"}, {"cy", "S"},
}

// single are the consonants that one letter stands for; those that are not here
// are not heard.
var single = map[byte]byte{
	'b': 'P', 'p': 'P', 'f': 'F', 'v': 'F', 'w': 'F', 'd': 'T', 't': 'T', 'g': 'K', 'k': 'K', 'c': 'K', 'q': 'K',
	's': 'S', 'z': 'S', 'l': 'L', 'r': 'R', 'm': 'M', 'n': 'N',
}

// soundOf returns the key of a folded word; an empty one where it has letters
// other than a to z, or fewer than two consonants.
func soundOf(word string) soundKey {
	var k soundKey
	for i := 0; i < len(word); i++ {
		if word[i] < 'a' || word[i] > 'z' {
			return soundKey{}
		}
	}
	for rest := word; rest != ""; {
		if s, after, ok := spelling(rest); ok {
			for _, c := range []byte(s) {
				k.add(c)
			}
			rest = after
			continue
		}
		c, heard := single[rest[0]]
		switch {
		case heard:
			k.add(c)
		case len(rest) < len(word) || k.length > 0: // not at the beginning
		case rest[0] == 'j' || rest[0] == 'y':
			k.add('J')
		case rest[0] == 'h':
			k.add('H')
		default:
			k.add('A')
		}
		rest = rest[1:]
	}
	if k.length < 2 || k.length == 2 && !heardFirst(k) {
		return soundKey{}
	}
	return k
}

// heardFirst reports whether a key begins with a consonant.
func heardFirst(k soundKey) bool { return k.consonants[0] != 'A' }

// spelling returns the consonants of the group of letters at the beginning of
// rest, if there is one, and what comes after it.
func spelling(rest string) (consonants, after string, ok bool) {
	for _, s := range spellings {
		if strings.HasPrefix(rest, s.letters) {
			return s.consonants, rest[len(s.letters):], true
		}
	}
	return "", rest, false
}

// sounding returns the numbers of the words of names that sound like a word.
func (d *Dictionary) sounding(word string) []uint32 {
	key := soundOf(word)
	if key.length == 0 {
		return nil
	}
	seek := func(after bool) int {
		lo, hi := 0, len(d.Sounds)
		for lo < hi {
			mid := int(uint(lo+hi) >> 1)
			c := soundOf(d.Word(int(d.Sounds[mid]))).compare(key)
			if c < 0 || after && c == 0 {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
		return lo
	}
	return d.Sounds[seek(false):seek(true)]
}
