package corpus

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Normalize brings p into the form the rest of the program relies on: clean
// white space and Unicode (NFC), no empty or repeated list entries, an id for
// every talk, times in the programme's zone, days derived from times. It
// changes p in place, invents nothing, and may be called again without effect.
// What it can't repair it leaves for Validate to report.
//
// Of more talks than memory holds the same is made talk by talk: NormalizeHead,
// then Tidy, Place and Identities, then Span.
func Normalize(p *Programme) {
	NormalizeHead(p)
	zone, _ := p.Zone()
	ids, span := Identities{}, Span{}
	for i := range p.Talks {
		t := &p.Talks[i]
		t.Tidy()
		t.Place(zone)
		ids.Add(t)
		span.Add(t)
	}
	for i := range p.Talks {
		p.Talks[i].ID = ids.Normal(i)
	}
	span.Fill(p)
}

// NormalizeHead normalises all of a programme but its talks, and what follows from
// these.
func NormalizeHead(p *Programme) {
	for _, s := range []*string{&p.ID, &p.Title, &p.Timezone, &p.Location, &p.URL, &p.Notice} {
		*s = line(*s)
	}
}

// Tidy cleans a talk's texts and lists.
func (t *Talk) Tidy() {
	for _, s := range []*string{&t.ID, &t.Title, &t.Subtitle, &t.Track, &t.Room, &t.URL, &t.Language, &t.UID} {
		*s = line(*s)
	}
	if t.Kind = Kind(line(string(t.Kind))); t.Kind == "" {
		t.Kind = KindTalk
	}
	t.Abstract = paragraphs(t.Abstract)
	t.Topics = lines(t.Topics)
	t.Keywords = lines(t.Keywords)
	t.Speakers = speakers(t.Speakers)
	t.Links = slices.DeleteFunc(t.Links, func(l Link) bool { return line(l.URL) == "" })
	for i, l := range t.Links {
		t.Links[i] = Link{Title: line(l.Title), URL: line(l.URL)}
	}
}

// Place puts a talk's times in its programme's zone and gives it the day of its
// start, unless it has one; nil, for a zone that is not known, leaves all as it is.
func (t *Talk) Place(zone *time.Location) {
	if zone == nil {
		return
	}
	if !t.Start.IsZero() {
		t.Start = t.Start.In(zone)
		if t.Day == "" {
			t.Day = DateOf(t.Start)
		}
	}
	if !t.End.IsZero() {
		t.End = t.End.In(zone)
	}
}

// A Span is the days from the first to the last of some talks.
type Span struct{ First, Last Date }

// Add takes in the day of a talk, if that can be read.
func (s *Span) Add(t *Talk) {
	if t.Day == "" || t.Day == s.First || t.Day == s.Last {
		return
	}
	if _, err := ParseDate(string(t.Day)); err != nil {
		return
	}
	if s.First == "" || t.Day < s.First {
		s.First = t.Day
	}
	s.Last = max(s.Last, t.Day)
}

// Fill gives a programme the first or last day of its talks where it has none.
func (s Span) Fill(p *Programme) {
	if p.Start == "" {
		p.Start = s.First
	}
	if p.End == "" {
		p.End = max(p.Start, s.Last)
	}
}

func speakers(list []Speaker) []Speaker {
	var out []Speaker
	for _, s := range list {
		s.Name, s.Affiliation, s.Role = line(s.Name), line(s.Affiliation), Role(line(string(s.Role)))
		if s.Role == "" {
			s.Role = RoleSpeaker
		}
		known := slices.ContainsFunc(out, func(o Speaker) bool { return o.Name == s.Name && o.Role == s.Role })
		if s.Name != "" && !known {
			out = append(out, s)
		}
	}
	return out
}

// lines cleans a list of one-line texts, dropping the empty and, letter case
// aside, the repeated.
func lines(list []string) []string {
	var out []string
	seen := make(map[string]bool, len(list))
	for _, s := range list {
		s = line(s)
		if key := Fold(s); s != "" && !seen[key] {
			seen[key] = true
			out = append(out, s)
		}
	}
	return out
}

// line cleans a text that is meant to be one line.
func line(s string) string {
	return strings.Join(strings.Fields(Clean(s)), " ")
}

// paragraphs cleans a text of several lines: single blank lines between
// paragraphs, no white space at the ends of lines, none repeated within.
func paragraphs(s string) string {
	s = strings.ReplaceAll(Clean(s), "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	var out []string
	for _, l := range strings.Split(s, "\n") {
		l = strings.Join(strings.Fields(l), " ")
		if l == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, l)
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n")
}

// Clean makes s valid UTF-8 in NFC and drops what can't be seen but gets in the
// way of searching and layout: control and zero-width characters, soft hyphens,
// direction overrides. Joiners within words (U+200C, U+200D) are kept.
func Clean(s string) string {
	if plain(s) {
		return s
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	return norm.NFC.String(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\u200c' || r == '\u200d':
			return r
		case r == '\u2028' || r == '\u2029' || r == '\v' || r == '\f':
			return '\n'
		case unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s))
}

// plain reports whether s is ASCII without characters that Clean drops or replaces.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' && c != '\n' && c != '\r' && c != '\t' || c >= 0x7f {
			return false
		}
	}
	return true
}
