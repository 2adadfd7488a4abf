// Package corpus holds the nouns of the domain: a conference's Programme, its
// Talks and their Speakers. It normalises and validates them, whatever format
// they came from, and knows nothing of formats, indexes or servers.
package corpus

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Programme is one conference: what is held, when, where and by whom.
type Programme struct {
	ID       string // short name, unique among the programmes served together, e.g. "lpc2019"
	Title    string
	Start    Date   // first day; zero when unknown
	End      Date   // last day, inclusive; zero when unknown
	Timezone string // IANA name, e.g. "Europe/Lisbon"; "" means UTC
	Location string
	URL      string // the conference's own page
	Notice   string // words on the origin of the texts, shown to readers
	Talks    []Talk
}

// A Talk is one searchable item of a programme. Breaks and placeholders are
// not talks.
type Talk struct {
	ID       string // unique within the programme
	Kind     Kind
	Title    string
	Subtitle string
	Track    string
	Room     string
	Day      Date          // the programme's day, in its zone; zero when not placed in time
	Start    time.Time     // in the programme's zone; zero when not placed in time
	End      time.Time     // zero when unknown
	Length   time.Duration // of a talk that has a length but no start; else 0
	Speakers []Speaker
	Keywords []string // as the programme gives them
	Derived  []string // derived keywords, the most telling first, none of which says the same as one of Keywords; see package keyword
	Topics   []string // one line each, in the programme's order
	Abstract string   // plain text; paragraphs are separated by blank lines
	URL      string
	Links    []Link // slides, papers, recordings
	Language string // BCP 47 tag, e.g. "en"; "" when unknown
	UID      string // the exporting software's own unique id, kept for exports; may be ""
	Where    string // where the talk stands in its source, a line or path, for reports
}

// Duration returns how long t takes, 0 when that is not known.
func (t *Talk) Duration() time.Duration {
	if t.Start.IsZero() || t.End.IsZero() {
		return t.Length
	}
	return t.End.Sub(t.Start)
}

// AllKeywords returns the keywords of t: the programme's own, then the derived.
func (t *Talk) AllKeywords() []string { return slices.Concat(t.Keywords, t.Derived) }

// A Link leads from a talk to something that belongs to it.
type Link struct {
	Title string
	URL   string
}

// A Speaker is a person's part in a talk.
type Speaker struct {
	Name        string
	Affiliation string
	Role        Role
}

// A Role says what a person does in a talk.
type Role string

// The roles that programmes tell apart.
const (
	RoleSpeaker   Role = "speaker"
	RoleLead      Role = "lead" // leads a microconference
	RoleAuthor    Role = "author"
	RoleModerator Role = "moderator"
)

// Roles lists every Role.
func Roles() []Role { return []Role{RoleSpeaker, RoleLead, RoleAuthor, RoleModerator} }

// Known reports whether r is one of Roles.
func (r Role) Known() bool { return slices.Contains(Roles(), r) }

// A Kind says what sort of item a Talk is.
type Kind string

// The kinds of items.
const (
	KindTalk            Kind = "talk"
	KindMicroconference Kind = "microconference"
	KindTrack           Kind = "track" // a track listed as an item of its own
	KindPlenary         Kind = "plenary"
	KindKeynote         Kind = "keynote"
	KindLightning       Kind = "lightning"
	KindPanel           Kind = "panel"
	KindWorkshop        Kind = "workshop"
	KindTutorial        Kind = "tutorial"
	KindBoF             Kind = "bof"
	KindPoster          Kind = "poster"
	KindSocial          Kind = "social"
	KindOther           Kind = "other"
)

// Kinds lists every Kind.
func Kinds() []Kind {
	return []Kind{KindTalk, KindMicroconference, KindTrack, KindPlenary, KindKeynote, KindLightning,
		KindPanel, KindWorkshop, KindTutorial, KindBoF, KindPoster, KindSocial, KindOther}
}

// Known reports whether k is one of Kinds.
func (k Kind) Known() bool { return slices.Contains(Kinds(), k) }

// A Date is a calendar day, "2019-09-10". The zero Date, "", is no day. Dates
// compare in time order as strings do.
type Date string

// ParseDate reads a day written as YYYY-MM-DD (RFC 3339, full-date).
func ParseDate(s string) (Date, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("date %q: want a calendar day as YYYY-MM-DD, such as 2019-09-10", s)
	}
	return Date(s), nil
}

// DateOf returns the day of t in t's own zone, or "" for the zero time.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return ""
	}
	return Date(t.Format(time.DateOnly))
}

// Time returns the start of the day in UTC, for formatting; the zero time when
// d is no day.
func (d Date) Time() time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}

// Zone returns the programme's time zone, or an error that names it when it is
// not in the time zone database.
func (p *Programme) Zone() (*time.Location, error) {
	if p.Timezone == "" {
		return time.UTC, nil
	}
	if strings.EqualFold(p.Timezone, "local") {
		return nil, fmt.Errorf("time zone %q: want an IANA name such as Europe/Lisbon", p.Timezone)
	}
	zone, err := time.LoadLocation(p.Timezone)
	if err != nil {
		return nil, fmt.Errorf("time zone %q: want an IANA name such as Europe/Lisbon", p.Timezone)
	}
	return zone, nil
}
