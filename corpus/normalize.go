package corpus

import (
	"fmt"
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
func Normalize(p *Programme) {
	for _, s := range []*string{&p.ID, &p.Title, &p.Timezone, &p.Location, &p.URL, &p.Notice} {
		*s = line(*s)
	}
	zone, err := p.Zone()
	if err != nil {
		zone = nil
	}
	for i := range p.Talks {
		p.Talks[i].normalize(zone)
	}
	identify(p.Talks)
	span(p)
}

// normalize cleans one talk; a nil zone leaves its times as they are.
func (t *Talk) normalize(zone *time.Location) {
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
	if zone != nil && !t.Start.IsZero() {
		t.Start = t.Start.In(zone)
		if t.Day == "" {
			t.Day = DateOf(t.Start)
		}
	}
	if zone != nil && !t.End.IsZero() {
		t.End = t.End.In(zone)
	}
}

// identify gives talks without an id the slug of their title, numbered where
// several share it, in the programme's order.
func identify(talks []Talk) {
	taken, next := make(map[string]bool, len(talks)), map[string]int{}
	for _, t := range talks {
		taken[t.ID] = true
	}
	for i := range talks {
		t := &talks[i]
		if t.ID != "" || t.Title == "" {
			continue
		}
		base := Slug(t.Title)
		if base == "" {
			base = "talk"
		}
		t.ID = base
		for n := max(2, next[base]); taken[t.ID]; n++ {
			t.ID, next[base] = fmt.Sprintf("%s-%d", base, n), n+1
		}
		taken[t.ID] = true
	}
}

// span fills in a missing first or last day from the talks.
func span(p *Programme) {
	var first, last Date
	for _, t := range p.Talks {
		if _, err := ParseDate(string(t.Day)); err != nil {
			continue
		}
		if first == "" || t.Day < first {
			first = t.Day
		}
		last = max(last, t.Day)
	}
	if p.Start == "" {
		p.Start = first
	}
	if p.End == "" {
		p.End = max(p.Start, last)
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
