package native

import (
	"fmt"
	"slices"
	"strings"

	"talksearch/corpus"
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
		if n := corpus.Distance(folded, known); n < distance && n < len(known) {
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
