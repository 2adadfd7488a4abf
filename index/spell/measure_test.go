package spell

import (
	"bufio"
	"compress/gzip"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"

	"talksearch/corpus"
	"talksearch/corpus/lpc2019"
	"talksearch/corpus/native"
	"talksearch/index/text"
)

// pyvideo reads the talks of pyvideo.org, where they are there.
var pyvideo = sync.OnceValues(func() ([]*corpus.Programme, error) {
	f, err := os.Open("../../../shared/corpus/pyvideo.jsonl.gz")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		return nil, err
	}
	list, _, err := native.Read(z)
	for _, p := range list {
		corpus.Normalize(p)
	}
	return list, err
})

// running returns the words of titles, abstracts and names, each as often as it
// stands there: those that errors are made in.
func running(programmes ...*corpus.Programme) []string {
	var words []string
	for _, p := range programmes {
		for _, t := range p.Talks {
			s := t.Title + " " + t.Abstract + " " + strings.Join(t.Topics, " ")
			for _, speaker := range t.Speakers {
				s += " " + speaker.Name
			}
			for _, w := range text.Split(s) {
				if !w.Compound() && len(w.Whole) >= 4 && alphabetic([]rune(w.Whole)) {
					words = append(words, w.Whole)
				}
			}
		}
	}
	return words
}

// TestMeasure makes random typing errors in random words of random talks and looks how
// often what comes first is the word; and how often one is sure of a word in place of one that
// the collection does not have. The floors are a little below what was measured
// when the constants were chosen.
func TestMeasure(t *testing.T) {
	small, err := lpc2019.Programme()
	if err != nil {
		t.Fatal(err)
	}
	large, err := pyvideo()
	if err != nil {
		t.Skipf("needs a large collection: %v", err)
	}
	for _, c := range []struct {
		name         string
		d            *Dictionary
		words, other []string
		first, right float64 // at least
		falsely      float64 // at most
	}{
		{"46 talks", dictionaryOf(small), running(small), running(large...), 0.90, 0.95, 0.16},
		{"17,000 talks", dictionaryOf(large...), running(large...), running(small), 0.87, 0.94, 0.36},
	} {
		random := rand.New(rand.NewPCG(1, 2))
		const errors = 2000
		first, sure, right := 0, 0, 0
		for n := 0; n < errors; {
			word := c.words[random.IntN(len(c.words))]
			typed := mistyped(random, word)
			if _, occurs := c.d.Find(typed); occurs {
				continue
			}
			n++
			got := c.d.Correct(typed, Options{})
			if len(got) == 0 {
				continue
			}
			same := text.Stem(got[0].Word) == text.Stem(word)
			if same {
				first++
			}
			if got[0].Confidence >= Sure {
				if sure++; same {
					right++
				}
			}
		}
		unknown, falsely := map[string]bool{}, 0
		for range 200_000 {
			word := c.other[random.IntN(len(c.other))]
			if _, occurs := c.d.Find(word); occurs || unknown[word] || len(unknown) == 1500 {
				continue
			}
			unknown[word] = true
			if got := c.d.Correct(word, Options{}); len(got) > 0 && got[0].Confidence >= Sure && text.Stem(got[0].Word) != text.Stem(word) {
				falsely++
			}
		}
		share := func(n, of int) float64 { return float64(n) / float64(of) }
		t.Logf("%s, %d words: the word comes first for %.3f of the errors; sure of %.3f, of which %.3f are right; sure of a word for %.3f of %d others",
			c.name, c.d.Len(), share(first, errors), share(sure, errors), share(right, sure), share(falsely, len(unknown)), len(unknown))
		if share(first, errors) < c.first || share(right, sure) < c.right || share(falsely, len(unknown)) > c.falsely {
			t.Errorf("%s: want at least %g first, %g of those that are sure right, and at most %g falsely", c.name, c.first, c.right, c.falsely)
		}
	}
}

func BenchmarkCorrect(b *testing.B) {
	programmes, err := pyvideo()
	if err != nil {
		b.Skipf("needs a large collection: %v", err)
	}
	d := dictionaryOf(programmes...)
	for _, typed := range []string{"djnago", "sheduler", "kubernets", "parralelisation", "starowoitow"} {
		b.Run(typed, func(b *testing.B) {
			for b.Loop() {
				d.Correct(typed, Options{})
			}
		})
	}
}
