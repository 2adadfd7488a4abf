package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// versionTalks is how many talks a version of the programme below has.
const versionTalks = 300

// versionWords is how many words share the talks of a version among them: talk i of
// version v has word (i+v)%versionWords, so that what is found tells the version.
const versionWords = 7

// putVersion puts a version of a programme in the place of another, whole and at
// once. Each talk names its version, so that an answer made of two shows, and every
// thirtieth moves.
func putVersion(tb testing.TB, path string, version int) {
	tb.Helper()
	var b strings.Builder
	for i := range versionTalks {
		minute := 0
		if i%30 == 0 {
			minute = version % 60
		}
		fmt.Fprintf(&b, `{"conference":"v","conference_title":"V","id":"t%d","title":"Version %d of talk %d","abstract":"kernel scheduler word%d","keywords":["version %d"],"start":"2031-03-01T10:%02d:00Z","minutes":30}`+"\n",
			i, version, i, (i+version)%versionWords, version, minute)
	}
	replaceFile(tb, path, b.String(), version)
}

// replaceFile puts a file in the place of another, with a time of its own that is
// long enough ago for it not to be taken for one that is still being written.
func replaceFile(tb testing.TB, path, text string, version int) {
	tb.Helper()
	next, then := path+".next", time.Now().Add(-24*time.Hour).Add(time.Duration(version)*time.Second)
	if err := os.WriteFile(next, []byte(text), 0o644); err != nil {
		tb.Fatal(err)
	}
	if err := os.Chtimes(next, then, then); err != nil {
		tb.Fatal(err)
	}
	if err := os.Rename(next, path); err != nil {
		tb.Fatal(err)
	}
}

// matching returns how many talks of a version have a word; -1 stands for those that
// all have.
func matching(version, word int) int {
	n := 0
	for i := range versionTalks {
		if word < 0 || (i+version)%versionWords == word {
			n++
		}
	}
	return n
}

var titleOfVersion = regexp.MustCompile(`Version (?:<mark>)?(\d+)(?:</mark>)? of talk (\d+)`)

// versionIn returns which version the titles in an answer of any form are of, and of
// how many talks there are any. It fails where they are of several versions, or of
// talks that lack the word.
func versionIn(body string, word int) (version, talks int, err error) {
	seen := map[int]bool{}
	for i, m := range titleOfVersion.FindAllStringSubmatch(body, -1) {
		v, _ := strconv.Atoi(m[1])
		talk, _ := strconv.Atoi(m[2])
		if i > 0 && v != version {
			return 0, 0, fmt.Errorf("talk %d of version %d in an answer of version %d", talk, v, version)
		}
		if version = v; word >= 0 && (talk+v)%versionWords != word {
			return 0, 0, fmt.Errorf("talk %d of version %d in an answer to word%d", talk, v, word)
		}
		seen[talk] = true
	}
	if len(seen) == 0 {
		return 0, 0, fmt.Errorf("no talk in %.300q", body)
	}
	return version, len(seen), nil
}

// versionOf returns which version an answer to a search of the API is of, 100 results
// a page, and its generation, or what is wrong with it.
func versionOf(body string, word int) (version int, generation string, err error) {
	var a struct {
		Meta struct {
			Total      int
			Generation string
		}
		Results []struct{ ID, Title string }
		Facets  []struct {
			Name   string
			Values []struct {
				Value string
				Count int
			}
		}
	}
	if err := json.Unmarshal([]byte(body), &a); err != nil {
		return 0, "", fmt.Errorf("%w: %.300q", err, body)
	}
	var all strings.Builder // a talk that moved tells its title twice
	for _, r := range a.Results {
		fmt.Fprintln(&all, r.Title)
	}
	version, titles, err := versionIn(all.String(), word)
	if err != nil {
		return 0, "", err
	}
	if want := matching(version, word); a.Meta.Total != want || titles != min(want, 100) || len(a.Results) != titles {
		return 0, "", fmt.Errorf("version %d: %d talks and %d results, want %d", version, a.Meta.Total, len(a.Results), want)
	}
	seen := map[string]bool{}
	for _, r := range a.Results {
		if seen[r.ID] {
			return 0, "", fmt.Errorf("version %d: %s is there twice", version, r.ID)
		}
		seen[r.ID] = true
	}
	for _, f := range a.Facets {
		counted := 0
		for _, v := range f.Values {
			if v.Value == fmt.Sprint("version ", version) {
				counted = v.Count
			}
		}
		if f.Name == "keyword" && counted != a.Meta.Total {
			return 0, "", fmt.Errorf("version %d: counted as %v", version, f.Values)
		}
	}
	return version, a.Meta.Generation, nil
}

// generations hold which version each generation is of: it is always the same.
type generations struct {
	mu    sync.Mutex
	known map[string]int
}

func (g *generations) check(generation string, version int) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.known == nil {
		g.known = map[string]int{}
	}
	if v, ok := g.known[generation]; ok && v != version {
		return fmt.Errorf("generation %s has version %d and version %d", generation, v, version)
	}
	g.known[generation] = version
	return nil
}
