package mcptools

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"talksearch/api/terminal"
	"talksearch/index"
)

// A selection says which talks are meant. Its tags are what clients are told.
type selection struct {
	Query      string   `json:"query,omitempty" jsonschema:"words that have to match, in any form; \"a phrase\", field:value (title, abstract, topic, speaker, affiliation, track, keyword, room, day), OR, -excluded. Empty for all talks"`
	Conference []string `json:"conference,omitempty" jsonschema:"only of these conferences, by short name"`
	Year       []string `json:"year,omitempty" jsonschema:"only of these years, such as 2019"`
	Day        []string `json:"day,omitempty" jsonschema:"only on these days, YYYY-MM-DD"`
	Track      []string `json:"track,omitempty" jsonschema:"only of these tracks"`
	Speaker    []string `json:"speaker,omitempty" jsonschema:"only by these people, by full name"`
	Keyword    []string `json:"keyword,omitempty" jsonschema:"only with one of these keywords"`
	Kind       []string `json:"kind,omitempty" jsonschema:"only of these kinds: talk, microconference, keynote, lightning, panel, workshop, tutorial, bof, poster ..."`
	Room       []string `json:"room,omitempty" jsonschema:"only in these rooms"`
}

// values returns the selection as parameters of a search, which know all that can be
// wrong with it.
func (s selection) values() url.Values {
	v := url.Values{"q": {s.Query}}
	for by, list := range map[index.Facet][]string{
		index.ByConference: s.Conference, index.ByYear: s.Year, index.ByDay: s.Day, index.ByTrack: s.Track,
		index.BySpeaker: s.Speaker, index.ByKeyword: s.Keyword, index.ByKind: s.Kind, index.ByRoom: s.Room,
	} {
		if len(list) > 0 {
			v[string(by)] = list
		}
	}
	return v
}

// empty reports whether all talks are meant.
func (s selection) empty() bool { return len(s.values()) == 1 && s.Query == "" }

type searchInput struct {
	selection
	Sort  string `json:"sort,omitempty" jsonschema:"relevance (as it is without), time, -time or title"`
	Limit int    `json:"limit,omitempty" jsonschema:"how many talks to tell, 1 to 50; 10 without"`
	Page  int    `json:"page,omitempty" jsonschema:"which page of them, from 1"`
}

// Limits of answers, which have to fit into a conversation.
const (
	defaultTalks = 10
	maxTalks     = 50
)

func (t *tools) searchTalks(ctx context.Context, in searchInput) (string, error) {
	if in.Limit < 0 || in.Limit > maxTalks {
		return "", fmt.Errorf("limit=%d is not from 1 to %d", in.Limit, maxTalks)
	}
	if in.Limit == 0 {
		in.Limit = defaultTalks
	}
	v := in.values()
	v.Set("per_page", strconv.Itoa(in.Limit))
	v.Set("facets", "")
	if in.Sort != "" {
		v.Set("sort", in.Sort)
	}
	if in.Page != 0 {
		v.Set("page", strconv.Itoa(in.Page))
	}
	r, err := index.ParseRequest(v)
	if err != nil {
		return "", err
	}
	result, err := t.searcher.Search(ctx, r)
	if err != nil {
		return "", told(ctx, err)
	}
	var b strings.Builder
	switch first, last := r.Offset()+1, r.Offset()+len(result.Hits); {
	case result.Total == 0:
		b.WriteString("No talk matches. Try fewer words, other filters, or list_facets for the values that there are.\n")
	case len(result.Hits) == 0:
		fmt.Fprintf(&b, "%s match; page %d has none of them.\n", talks(result.Total), r.Page)
	case len(result.Hits) == result.Total:
		fmt.Fprintf(&b, "%s %s:\n", talks(result.Total), map[bool]string{true: "matches", false: "match"}[result.Total == 1])
	default:
		fmt.Fprintf(&b, "%s match; %d to %d:\n", talks(result.Total), first, last)
	}
	for _, s := range terminal.Notes(result.Query) {
		fmt.Fprintf(&b, "Note: %s.\n", s)
	}
	for i, h := range result.Hits {
		fmt.Fprintf(&b, "\n%d. ", r.Offset()+i+1)
		b.WriteString(t.short(h.Entry))
		if s := h.Snippet.String(); s != "" {
			fmt.Fprintf(&b, "   %s\n", s)
		}
		for _, m := range h.Topics[:min(len(h.Topics), 3)] {
			fmt.Fprintf(&b, "   Topic: %s\n", m.Text)
		}
	}
	writeNotices(&b, entries(result.Hits))
	return b.String(), nil
}

func talks(n int) string {
	if n == 1 {
		return "1 talk"
	}
	return fmt.Sprintf("%d talks", n)
}

func entries(hits []index.Hit) []index.Entry {
	out := make([]index.Entry, len(hits))
	for i, h := range hits {
		out[i] = h.Entry
	}
	return out
}

// writeNotices writes what conferences say of their texts' origin, each once.
func writeNotices(b *strings.Builder, list []index.Entry) {
	var told []string
	for _, e := range list {
		if n := e.Conference.Notice; n != "" && !slices.Contains(told, n) {
			told = append(told, n)
			fmt.Fprintf(b, "\nOn the texts of %s: %s\n", e.Conference.Title, n)
		}
	}
}
