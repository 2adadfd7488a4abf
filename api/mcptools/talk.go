package mcptools

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"talksearch/corpus"
	"talksearch/index"
)

type talkInput struct {
	ID string `json:"id" jsonschema:"the talk's id, conference/talk, as search_talks tells it"`
}

// What is told of one talk at most: models pay for all that they read.
const (
	maxAbstract = 16 << 10 // bytes
	maxTopics   = 200
)

func (t *tools) getTalk(ctx context.Context, in talkInput) (string, error) {
	e, err := t.find(ctx, in.ID)
	if err != nil {
		return "", err
	}
	return t.whole(e), nil
}

// find returns the talk with an id.
func (t *tools) find(ctx context.Context, id string) (index.Entry, error) {
	conference, talk, ok := strings.Cut(id, "/")
	if !ok {
		return index.Entry{}, fmt.Errorf("id %q: want conference/talk, such as search_talks tells", id)
	}
	e, err := t.searcher.Talk(ctx, conference, talk)
	if errors.Is(err, index.ErrNotFound) {
		return e, fmt.Errorf("%w; search_talks tells the ids that there are", err)
	}
	return e, told(ctx, err)
}

// short tells in a few lines what a talk is and where it comes from.
func (t *tools) short(e index.Entry) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n   %s\n", e.Talk.Title, place(e))
	if names := people(e.Talk, false); names != "" {
		fmt.Fprintf(&b, "   %s\n", names)
	}
	fmt.Fprintf(&b, "   id: %s\n", e.ID())
	if link := t.link(e); link != "" {
		fmt.Fprintf(&b, "   %s\n", link)
	}
	return b.String()
}

// whole tells all of a talk, as Markdown.
func (t *tools) whole(e index.Entry) string {
	talk := e.Talk
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", talk.Title)
	if talk.Subtitle != "" {
		fmt.Fprintf(&b, "%s\n\n", talk.Subtitle)
	}
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "- %s: %s\n", name, value)
		}
	}
	line("Id", e.ID())
	line("Kind", string(talk.Kind))
	line("When and where", place(e))
	line("Time zone", e.Conference.Timezone)
	line("People", people(talk, true))
	line("Keywords", strings.Join(talk.AllKeywords(), ", "))
	line("Language", talk.Language)
	link := t.link(e)
	line("Source", link)
	if talk.URL != link {
		line("Published at", talk.URL)
	}
	for _, l := range talk.Links {
		line(cmp.Or(l.Title, "Link"), l.URL)
	}
	if talk.Abstract != "" {
		abstract, rest := cut(talk.Abstract, maxAbstract)
		fmt.Fprintf(&b, "\n## Abstract\n\n%s\n", abstract)
		if rest > 0 {
			fmt.Fprintf(&b, "\n(It goes on for %d bytes, which the source has.)\n", rest)
		}
	}
	if len(talk.Topics) > 0 {
		b.WriteString("\n## Topics\n\n")
		for i, topic := range talk.Topics[:min(len(talk.Topics), maxTopics)] {
			fmt.Fprintf(&b, "%d. %s\n", i+1, topic)
		}
		if more := len(talk.Topics) - maxTopics; more > 0 {
			fmt.Fprintf(&b, "\nand %d more\n", more)
		}
	}
	writeNotices(&b, []index.Entry{e})
	return b.String()
}

// cut returns the beginning of s, of up to n bytes, and of how many bytes the rest is.
func cut(s string, n int) (beginning string, rest int) {
	if len(s) <= n {
		return s, 0
	}
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n], len(s) - n
}

// place tells when and where a talk is held.
func place(e index.Entry) string {
	t := e.Talk
	when := "no time yet"
	switch {
	case !t.Start.IsZero() && !t.End.IsZero():
		when = t.Start.Format("Mon 2006-01-02 15:04") + t.End.Format("–15:04")
	case !t.Start.IsZero():
		when = t.Start.Format("Mon 2006-01-02 15:04")
	case t.Day != "":
		when = t.Day.Time().Format("Mon 2006-01-02")
	}
	parts := []string{when}
	for _, s := range []string{t.Room, t.Track, cmp.Or(e.Conference.Title, e.Conference.ID)} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

// people names a talk's people; in full with what they do and for whom.
func people(t *corpus.Talk, full bool) string {
	names := make([]string, len(t.Speakers))
	for i, s := range t.Speakers {
		names[i] = s.Name
		var more []string
		if s.Role != corpus.RoleSpeaker && s.Role != "" {
			more = append(more, string(s.Role))
		}
		if s.Affiliation != "" {
			more = append(more, s.Affiliation)
		}
		if full && len(more) > 0 {
			names[i] += " (" + strings.Join(more, ", ") + ")"
		}
	}
	return strings.Join(names, ", ")
}
