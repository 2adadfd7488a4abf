package indico

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"talksearch/corpus"
	"talksearch/corpus/markup"
)

// A converter makes programmes of a document's events, one after the other.
type converter struct {
	problems corpus.Problems
	base     *url.URL                  // the document's own address; nil when it isn't told
	zones    map[string]*time.Location // by name; nil for what is no zone
	unknown  map[string]bool           // the zones reported so

	// of the event at hand
	zone     *time.Location
	language string
	items    []item
}

// An item is a talk on its way into the programme.
type item struct {
	corpus.Talk
	venue string
}

func newConverter(address string) *converter {
	c := &converter{zones: make(map[string]*time.Location), unknown: make(map[string]bool)}
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		u.RawQuery, u.Fragment, u.User = "", "", nil
		c.base = u
	}
	return c
}

func (c *converter) warn(where, talk, field, format string, args ...any) {
	c.problems = append(c.problems, corpus.Problem{Where: where, Talk: talk, Field: field, Message: fmt.Sprintf(format, args...)})
}

// add takes an item into the programme unless its title says that it is none,
// and reports whether it did.
func (c *converter) add(x item) bool {
	empty := x.Abstract == "" && len(x.Speakers) == 0
	if placeholder(x.Title, empty) {
		c.warn(x.Where, x.Title, "", "is left out, as no talk is held in it")
		return false
	}
	x.Language = c.language
	c.items = append(c.items, x)
	return true
}

// finish moves the items into p. The venue is the event's own, "" when unknown.
func (c *converter) finish(p *corpus.Programme, venue string) {
	if venue == "" {
		if venue = c.venue(); p.Location == "" {
			p.Location = venue
		}
	}
	seen := make(map[string]*item, len(c.items))
	for i := range c.items {
		x := &c.items[i]
		if x.Room == "" && corpus.Fold(x.venue) != corpus.Fold(venue) {
			x.Room = x.venue
		}
		if first := seen[x.UID]; first == nil {
			seen[x.UID] = x
		} else if x.UID != "" {
			if first.Title == x.Title && first.Start.Equal(x.Start) {
				c.warn(x.Where, x.Title, "uid", "%q is also at %s, with the same title and time; left out here", x.UID, first.Where)
				continue
			}
			c.warn(x.Where, x.Title, "uid", "%q is also that of %q at %s; both are kept", x.UID, first.Title, first.Where)
		}
		p.Talks = append(p.Talks, x.Talk)
	}
	slices.SortStableFunc(p.Talks, inOrder)
	identify(p.Talks)
	c.items = nil
}

// venue returns the venue that all items with one share, or "".
func (c *converter) venue() string {
	var common string
	for _, x := range c.items {
		if x.venue == "" || x.venue == common {
			continue
		}
		if common != "" {
			return ""
		}
		common = x.venue
	}
	return common
}

// inOrder compares by time, what isn't placed in time last and what contains
// others before them.
func inOrder(a, b corpus.Talk) int {
	if x, y := a.Start.IsZero(), b.Start.IsZero(); x != y {
		if x {
			return 1
		}
		return -1
	}
	return cmp.Or(a.Start.Compare(b.Start), b.End.Compare(a.End), strings.Compare(a.Title, b.Title), strings.Compare(a.UID, b.UID))
}

// identify gives ids to the talks whose titles repeat, from their UIDs, and
// leaves the others to Normalize.
func identify(talks []corpus.Talk) {
	count := make(map[string]int, len(talks))
	for _, t := range talks {
		count[corpus.Slug(t.Title)]++
	}
	taken := make(map[string]bool)
	for i := range talks {
		t := &talks[i]
		t.ID = ""
		slug := corpus.Slug(t.Title)
		if count[slug] < 2 || slug == "" {
			continue
		}
		number := strings.TrimPrefix(strings.TrimPrefix(t.UID, contributionUID), sessionUID)
		if id := slug + "-" + corpus.Slug(number); number != "" && count[id] == 0 && !taken[id] {
			t.ID, taken[id] = id, true
		}
	}
}

const (
	eventUID        = "indico-event-"
	contributionUID = "indico-contribution-"
	sessionUID      = "indico-session-"
)

// uid returns the prefix and the numbers, or "" when the first is not known.
func uid(prefix string, numbers ...string) string {
	if numbers[0] == "" {
		return ""
	}
	return prefix + strings.Trim(strings.Join(numbers, "-"), "-")
}

// programmeID returns the id of an event; see the package's comment.
func programmeID(id, title, kind string) string {
	slug, number := corpus.Slug(title), corpus.Slug(id)
	if slug == "" || utf8.RuneCountInString(slug) > 48 {
		slug, kind = "event", ""
	}
	if kind == "conference" || number == "" {
		return slug
	}
	return slug + "-" + number
}

// page returns the address of an event's page: the one it gives, unless that
// is of another form or event.
func (c *converter) page(given, id string) string {
	if u, err := url.Parse(given); err == nil {
		if _, found, ok := locate(u); ok && found == id {
			return given
		}
	}
	if c.base == nil {
		return given
	}
	root, _, ok := strings.Cut(c.base.String(), "/export/")
	if !ok || id == "" {
		return given
	}
	return root + "/event/" + url.PathEscape(id) + "/"
}

// link makes an address of a path on the document's host; "" when it can't.
func (c *converter) link(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || s == "" {
		return ""
	}
	if c.base != nil {
		return c.base.ResolveReference(u).String()
	}
	if !u.IsAbs() {
		return ""
	}
	return u.String()
}

// text returns the plain text of a description.
func text(s string) string {
	if s == "" {
		return ""
	}
	return strings.TrimSpace(markup.Text(s))
}

// location returns a venue and its address as one line.
func location(venue, address string) string {
	parts := []string{venue}
	for _, l := range strings.Split(address, "\n") {
		parts = append(parts, strings.TrimRight(strings.TrimSpace(l), ","))
	}
	parts = slices.DeleteFunc(parts, func(s string) bool { return strings.TrimSpace(s) == "" })
	return strings.Join(slices.Compact(parts), ", ")
}

// place sets when a talk is held. What can't be read is reported, what isn't
// there is left to Validate.
func (c *converter) place(t *corpus.Talk, start, end json.RawMessage, minutes any) {
	t.Start, t.Day = c.moment(start, t.Where, t.Title, "start")
	if t.Start.IsZero() {
		return
	}
	t.End, _ = c.moment(end, t.Where, t.Title, "end")
	length, _ := minutes.(float64)
	if length <= 0 || length > 366*24*60 {
		return
	}
	after := t.Start.Add(time.Duration(length * float64(time.Minute)))
	if t.End.Before(t.Start) && !t.End.IsZero() {
		c.warn(t.Where, t.Title, "end", "%s is before the start, %s; taken from the duration of %v minutes instead",
			t.End.Format(time.RFC3339), t.Start.Format(time.RFC3339), length)
		t.End = after
	}
	if t.End.IsZero() {
		t.End = after
	}
}
