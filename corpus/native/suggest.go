package native

import (
	"fmt"
	"slices"
	"strings"
)

// others are names that other formats use for what we call differently; no
// number of changed letters leads from one to the other.
var others = map[string]string{
	"summary": "abstract", "description": "abstract", "text": "abstract", "body": "abstract",
	"name": "title", "duration": "minutes", "length": "minutes", "date": "day", "type": "kind",
	"persons": "speakers", "people": "speakers", "presenters": "speakers", "authors": "speakers",
	"tags": "keywords", "lang": "language", "guid": "uid", "href": "url", "organisation": "affiliation",
	"organization": "affiliation", "company": "affiliation", "events": "talks", "sessions": "talks",
	"time_zone": "timezone", "time_zone_name": "timezone", "tz": "timezone", "event": "conference",
}

// suggest ends a message about an unknown name with the nearest known one, or
// with all of them where none is near.
func (f *fields) suggest(name string) string {
	folded := strings.ToLower(strings.NewReplacer("-", "_", " ", "_").Replace(name))
	best, distance := "", 2+min(len(folded), 12)/5
	if len(folded) > 40 { // no name of ours is as long; don't measure
		folded, distance = "", 0
	}
	for _, known := range f.names {
		if n := edits(folded, known); n < distance && n < len(known) {
			best, distance = known, n
		}
	}
	if other := others[folded]; distance > 0 && slices.Contains(f.names, other) {
		best = other
	}
	if best == "" {
		return "want one of " + strings.Join(f.names, ", ")
	}
	return fmt.Sprintf("did you mean %q?", best)
}

// edits returns how many letters must be put in, taken out, changed or swapped
// with their neighbour to make b of a (optimal string alignment).
func edits(a, b string) int {
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}
