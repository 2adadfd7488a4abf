package judged

import (
	"context"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"talksearch/corpus"
	"talksearch/corpus/importer"
	"talksearch/index"
)

// What part of the talks that are looked for has to be among the first three hits.
const (
	floorWords   = 0.95
	floorCommon  = 0.90
	floorTypo    = 0.90
	floorSpeaker = 0.95
)

// A collection is a large real programme, served, with what is known of its words.
type collection struct {
	engine  index.Engine
	entries []index.Entry
	talks   map[string]int // folded word -> how many talks have it in title or abstract
}

const pyvideoFile = shared + "/corpus/pyvideo.jsonl.gz"

// pyvideo is built once for all tests, which takes seconds.
var pyvideo = sync.OnceValues(func() (*collection, error) {
	programmes, _, err := importer.NewSet(importer.Options{}, pyvideoFile).Read(context.Background())
	if err != nil {
		return nil, err
	}
	c := &collection{engine: newEngine(), talks: map[string]int{}}
	for _, p := range programmes {
		for i := range p.Talks {
			e := index.Entry{Conference: &index.Conference{ID: p.ID}, Talk: &p.Talks[i]}
			c.entries = append(c.entries, e)
			for _, w := range words(e.Talk) {
				c.talks[w]++
			}
		}
	}
	return c, c.engine.Load(context.Background(), programmes)
})

func openPyvideo(t *testing.T) *collection {
	t.Helper()
	if _, err := os.Stat(pyvideoFile); err != nil {
		t.Skipf("the collection is not here: %v", err)
	}
	c, err := pyvideo()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// words returns the folded words of a talk's title and abstract that somebody may
// remember: of letters only, neither short nor very long, each once and in their order.
func words(t *corpus.Talk) []string {
	var out []string
	seen := map[string]bool{}
	for _, f := range strings.Fields(t.Title + " " + t.Abstract) {
		w := corpus.Fold(strings.TrimFunc(f, unicode.IsPunct))
		other := strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) })
		if n := utf8.RuneCountInString(w); n < 4 || n > 20 || other || seen[w] {
			continue
		}
		seen[w] = true
		out = append(out, w)
	}
	return out
}

// telling returns the n words of a talk, but for its speakers' names, that the fewest
// talks have, though at least so many; nil where it has not so many words.
func (c *collection) telling(t *corpus.Talk, n, atLeast int) []string {
	names := ""
	for _, s := range t.Speakers {
		names += corpus.Fold(s.Name) + " "
	}
	list := slices.DeleteFunc(words(t), func(w string) bool { return c.talks[w] < atLeast || strings.Contains(names, w) })
	slices.SortStableFunc(list, func(a, b string) int { return c.talks[a] - c.talks[b] })
	if len(list) < n {
		return nil
	}
	return list[:n]
}

// misspelled returns w with one mistake behind its first letter: a letter left
// out, doubled or exchanged, or two that changed places.
func misspelled(random *rand.Rand, w string) string {
	r := []rune(w)
	for {
		i := 1 + random.IntN(len(r)-2)
		var out []rune
		switch random.IntN(4) {
		case 0:
			out = slices.Delete(slices.Clone(r), i, i+1)
		case 1:
			out = slices.Insert(slices.Clone(r), i, r[i])
		case 2:
			out = slices.Clone(r)
			out[i] = 'a' + random.Int32N(26)
		case 3:
			out = slices.Clone(r)
			out[i], out[i+1] = out[i+1], out[i]
		}
		if string(out) != w {
			return string(out)
		}
	}
}

// TestKnownItem looks for talks that are known to be there by what somebody may
// remember of them.
func TestKnownItem(t *testing.T) {
	c := openPyvideo(t)
	for _, kind := range []struct {
		name  string
		floor float64
		query func(random *rand.Rand, talk *corpus.Talk) string // "" where the talk does not do
	}{
		{"three telling words", floorWords, func(_ *rand.Rand, talk *corpus.Talk) string {
			return strings.Join(c.telling(talk, 3, 1), " ")
		}},
		{"three words that ten talks have", floorCommon, func(_ *rand.Rand, talk *corpus.Talk) string {
			return strings.Join(c.telling(talk, 3, 10), " ")
		}},
		{"three telling words, one misspelled", floorTypo, func(random *rand.Rand, talk *corpus.Talk) string {
			list := c.telling(talk, 3, 1)
			if list == nil {
				return ""
			}
			i := random.IntN(3)
			list[i] = misspelled(random, list[i])
			return strings.Join(list, " ")
		}},
		{"surname and a telling word", floorSpeaker, func(random *rand.Rand, talk *corpus.Talk) string {
			list := c.telling(talk, 1, 1)
			if list == nil || len(talk.Speakers) == 0 {
				return ""
			}
			name := strings.Fields(talk.Speakers[random.IntN(len(talk.Speakers))].Name)
			return name[len(name)-1] + " " + list[0]
		}},
	} {
		t.Run(kind.name, func(t *testing.T) { c.find(t, kind.floor, kind.query) })
	}
}

// find looks for 500 talks and tells how many were among the first three, and how
// long the searches took.
func (c *collection) find(t *testing.T, floor float64, query func(*rand.Rand, *corpus.Talk) string) {
	const looked = 500
	random := rand.New(rand.NewPCG(1, 2))
	var took []time.Duration
	found := 0
	for len(took) < looked {
		e := c.entries[random.IntN(len(c.entries))]
		text := query(random, e.Talk)
		if text == "" {
			continue
		}
		began := time.Now()
		result, err := c.engine.Search(t.Context(), index.NewRequest(text))
		took = append(took, time.Since(began))
		if err != nil {
			t.Fatal(err)
		}
		first := result.Hits[:min(3, len(result.Hits))]
		if slices.ContainsFunc(first, func(h index.Hit) bool { return h.ID() == e.ID() }) {
			found++
		} else if *perQuery {
			t.Logf("%q: %s %q is not among the first three of %d: %s", text, e.ID(), e.Talk.Title, result.Total, ids(first))
		}
	}
	slices.Sort(took)
	share := float64(found) / looked
	t.Logf("%.1f %% of %d found; p50 %.2f ms, p99 %.2f ms", 100*share, looked, milliseconds(took[looked/2]), milliseconds(took[looked*99/100]))
	if share < floor {
		t.Errorf("found %.3f, want at least %.3f", share, floor)
	}
}

func milliseconds(d time.Duration) float64 { return d.Seconds() * 1e3 }

func ids(hits []index.Hit) string {
	var list []string
	for _, h := range hits {
		list = append(list, h.ID())
	}
	return strings.Join(list, " ")
}
