package spell

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"talksearch/corpus"
)

// TestNear compares what is found with the distances of all words.
func TestNear(t *testing.T) {
	d := lpc(t)
	random := rand.New(rand.NewPCG(1, 2))
	found, all := 0, 0
	for range 400 {
		typed := []rune(mistyped(random, mistyped(random, d.Word(random.IntN(d.Len())))))
		if len(typed) < 3 {
			continue
		}
		for limit := 1; limit <= editsFor(len(typed)); limit++ {
			var got []int
			from, to := d.Range(string(typed[:1]))
			d.near(typed, limit, false, from, to, func(from, to int) {
				for n := from; n < to; n++ {
					got = append(got, n)
				}
			})
			for n := from; n < to; n++ {
				distance := corpus.Distance(string(typed), d.Word(n))
				switch near := slices.Contains(got, n); {
				case near && distance > limit:
					t.Errorf("%s is %d from %s, beyond %d", d.Word(n), distance, string(typed), limit)
				case !near && distance <= 1:
					t.Errorf("%s, %d from %s, was not found within %d", d.Word(n), distance, string(typed), limit)
				case distance <= limit:
					all++
					if near {
						found++
					}
				}
			}
		}
	}
	if found*100 < all*90 || all < 300 {
		t.Errorf("found %d of %d near words", found, all)
	}
}

func TestNearly(t *testing.T) {
	d := lpc(t)
	for half, want := range map[string]string{
		"rostet":   "rostedt",
		"schdul":   "schedule scheduled scheduler schedulers scheduling",
		"chekcpoi": "checkpoint checkpointing checkpointrestore",
		"verifeir": "verification verified verifier verifies",
		"ros":      "", // too short
		"xyzz":     "",
		"12345":    "",
	} {
		var got []string
		for _, s := range d.Nearly(half) {
			for n := s.From; n < s.To; n++ {
				got = append(got, d.Word(n))
			}
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%s: got %q, want %q", half, got, want)
		}
	}
}

// mistyped makes one typing error in a word: a letter too many, too few, another or
// two in the wrong order.
func mistyped(random *rand.Rand, word string) string {
	letters := []rune(word)
	if len(letters) < 2 {
		return word
	}
	at, other := random.IntN(len(letters)), rune('a'+random.IntN(26))
	switch random.IntN(4) {
	case 0:
		letters = slices.Insert(letters, at, other)
	case 1:
		letters = slices.Delete(letters, at, at+1)
	case 2:
		letters[at] = other
	case 3:
		at = min(at, len(letters)-2)
		letters[at], letters[at+1] = letters[at+1], letters[at]
	}
	return string(letters)
}
