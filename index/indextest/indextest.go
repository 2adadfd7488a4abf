// Package indextest is the contract that every engine fulfils, as tests: search
// scripts that anyone can read, and the promises of index.Searcher and
// index.Engine.
package indextest

import (
	"embed"
	"testing"

	"talksearch/corpus"
	"talksearch/corpus/lpc2019"
	"talksearch/corpus/native"
	"talksearch/index"
)

//go:embed testdata
var testdata embed.FS

// Run tests the engines that open returns; each test asks for one of its own and
// closes it.
func Run(t *testing.T, open func(t *testing.T) index.Engine) {
	engine := func(t *testing.T, programmes ...*corpus.Programme) index.Engine {
		e := open(t)
		t.Cleanup(func() {
			if err := e.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
		if programmes != nil {
			if err := e.Load(t.Context(), programmes); err != nil {
				t.Fatalf("Load: %v", err)
			}
		}
		return e
	}
	t.Run("small", func(t *testing.T) { runScript(t, engine(t, Small(t)...), "testdata/small.script") })
	t.Run("derived", func(t *testing.T) { runScript(t, engine(t, Derived(t)...), "testdata/derived.script") })
	t.Run("operators", func(t *testing.T) { runScript(t, engine(t, Small(t)...), "testdata/operators.script") })
	t.Run("dates", func(t *testing.T) { runScript(t, engine(t, Fairs(t)...), "testdata/dates.script") })
	t.Run("lpc2019", func(t *testing.T) { runScript(t, engine(t, LPC(t)), "testdata/lpc2019.script") })
	t.Run("suggest", func(t *testing.T) { runScript(t, engine(t, append(Small(t), LPC(t))...), "testdata/suggest.script") })
	t.Run("suggestions", func(t *testing.T) { testSuggestions(t, engine(t, append(Small(t), LPC(t))...)) })
	t.Run("related", func(t *testing.T) { runScript(t, engine(t, Meetups(t)...), "testdata/related.script") })
	t.Run("relations", func(t *testing.T) { testRelated(t, engine(t, append(Meetups(t), LPC(t))...)) })
	t.Run("talk", func(t *testing.T) { testTalk(t, engine(t, Small(t)...)) })
	t.Run("agenda", func(t *testing.T) { testAgenda(t, engine(t, Small(t)...)) })
	t.Run("agenda matches", func(t *testing.T) { testAgendaMatches(t, engine(t, LPC(t))) })
	t.Run("conferences", func(t *testing.T) { testConferences(t, engine(t, Small(t)...)) })
	t.Run("view", func(t *testing.T) { testView(t, engine(t, Small(t)...)) })
	t.Run("collection", func(t *testing.T) { testCollection(t, engine(t)) })
	t.Run("not ready", func(t *testing.T) { testNotReady(t, engine(t)) })
	t.Run("cancelled", func(t *testing.T) { testCancelled(t, engine(t, Small(t)...)) })
	t.Run("cancelled midway", func(t *testing.T) { testCancelledMidway(t, engine(t, LPC(t))) })
	t.Run("pages", func(t *testing.T) { testPages(t, engine(t, LPC(t))) })
	t.Run("cursor", func(t *testing.T) { testCursor(t, engine(t, append(Small(t), LPC(t))...)) })
	t.Run("naive counts", func(t *testing.T) { testNaiveCounts(t, engine(t, append(Small(t), LPC(t))...)) })
	t.Run("naive queries", func(t *testing.T) { testNaiveQueries(t, engine(t, append(append(Small(t), Fairs(t)...), LPC(t))...)) })
	t.Run("examples", func(t *testing.T) { testExamples(t, engine(t, append(Small(t), LPC(t))...)) })
	t.Run("failed load", func(t *testing.T) { testFailedLoad(t, engine(t, Small(t)...)) })
	t.Run("reload", func(t *testing.T) { testReload(t, engine(t, Small(t)...)) })
	t.Run("each", func(t *testing.T) { testEach(t, engine(t, append(Small(t), LPC(t))...)) })
	t.Run("each ends", func(t *testing.T) { testEachEnds(t, engine(t, Small(t)...)) })
	t.Run("values", func(t *testing.T) { testValues(t, engine(t, append(Small(t), LPC(t))...)) })
	t.Run("values by prefix", func(t *testing.T) { testPrefix(t, engine(t, Small(t)...)) })
	t.Run("unmarked", func(t *testing.T) { testUnmarked(t, engine(t, LPC(t))) })
}

// Small returns two small programmes, written by hand for the scripts.
func Small(t testing.TB) []*corpus.Programme {
	t.Helper()
	return append(programmes(t, "spring.json"), programmes(t, "autumn.json")...)
}

// Fairs returns two small programmes of odd days and hours.
func Fairs(t *testing.T) []*corpus.Programme {
	t.Helper()
	return append(programmes(t, "fair.json"), programmes(t, "meet.json")...)
}

// Meetups returns three small programmes with talks that are held again.
func Meetups(t testing.TB) []*corpus.Programme {
	t.Helper()
	return programmes(t, "meetups.jsonl")
}

func programmes(t testing.TB, name string) []*corpus.Programme {
	t.Helper()
	f, err := testdata.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list, problems, err := native.Read(f)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, p := range list {
		corpus.Normalize(p)
		problems = append(problems, corpus.Validate(p)...)
	}
	if err := problems.Err(); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return list
}

// Derived returns the small programmes, some of whose talks have derived keywords.
func Derived(t *testing.T) []*corpus.Programme {
	t.Helper()
	out := Small(t)
	for _, p := range out {
		for i := range p.Talks {
			switch p.Talks[i].ID {
			case "patching":
				p.Talks[i].Derived = []string{"live patching", "security"}
			case "tracing":
				p.Talks[i].Derived = []string{"security"}
			case "closing":
				p.Talks[i].Derived = []string{"closing ceremonies"}
			}
		}
	}
	return out
}

// LPC returns the built-in programme.
func LPC(t testing.TB) *corpus.Programme {
	t.Helper()
	p, err := lpc2019.Programme()
	if err != nil {
		t.Fatal(err)
	}
	return p
}
