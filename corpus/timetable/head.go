package timetable

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"talksearch/corpus"
)

// A head is what stands before the first slot: the conference's name, days and
// place.
type head struct {
	title    string
	dates    span // zero day when not found
	dateLine int
	location string
	zone     string // IANA name, or ""
	guessed  bool   // zone was taken from the location
}

// name returns the name with the year, so that two years' have two ids.
func (h head) name() string {
	if h.title == "" || h.dates.first.year == 0 || anyYear.MatchString(h.title) {
		return h.title
	}
	return fmt.Sprintf("%s %d", h.title, h.dates.first.year)
}

// readHead reads the head. Its first line is the name; days and place stand
// together on a line of their own or, failing that, within prose.
func readHead(lines []line) head {
	var h head
	lines = nonblank(lines)
	lines = slices.DeleteFunc(lines, func(l line) bool { return pageWords(l.text) || pageLinks[strings.ToLower(l.text)] })
	if len(lines) == 0 {
		return h
	}
	h.title = lines[0].text
	best := 0
	for i, l := range lines {
		if len(l.text) > 2000 {
			continue // no head, whatever it is
		}
		dates, before, after, ok := findSpan(l.text)
		if !ok {
			continue
		}
		rank := 1
		if dates.ranged {
			rank++
		}
		if before == "" || i > 0 && len(strings.Fields(l.text)) <= 12 {
			rank += 2 // a line of its own
		}
		if rank <= best {
			continue
		}
		best = rank
		h.dates, h.dateLine = dates, l.number
		h.location = place(before, after, lines[i+1:], i == 0)
		if i == 0 && before != "" {
			h.title = strings.TrimRight(before, " (,-–—|:")
		}
	}
	h.findYear(lines)
	h.findZone(lines)
	return h
}

// place returns the conference's place, from beside its days or the line after.
func place(before, after string, following []line, inTitle bool) string {
	if y := trailingYear.FindString(after); y != "" {
		after = strings.TrimSuffix(after, y)
	}
	if strings.Contains(after, ".") || len(strings.Fields(after)) > 8 { // prose
		if m := inPlace.FindStringSubmatch(after); m != nil {
			return m[1]
		}
		return ""
	}
	after = strings.Trim(after, " ,;:|–—-·•()@")
	for _, word := range []string{"in ", "at "} {
		after = strings.TrimPrefix(after, word)
	}
	if strings.ContainsFunc(after, unicode.IsLetter) {
		return after
	}
	before = strings.Trim(before, " ,;:|–—-·•()@")
	for _, word := range []string{"from", "on", "dates", "when"} {
		if strings.EqualFold(before, word) {
			before = ""
		}
	}
	if !inTitle && strings.ContainsFunc(before, unicode.IsLetter) {
		return before
	}
	if len(following) > 0 {
		if next := following[0].text; size(next) <= 80 && !strings.HasSuffix(next, ".") && !strings.Contains(strings.ToLower(next), "timezone") {
			return next
		}
	}
	return ""
}

var (
	trailingYear = regexp.MustCompile(`[\s,]*\b(19|20)\d\d$`)
	inPlace      = regexp.MustCompile(`^(?:in|at) ([^.!?;]+)`)
	anyYear      = regexp.MustCompile(`\b(?:19|20)\d\d\b`)
	zoneName     = regexp.MustCompile(`\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?\b`)
)

// findYear looks for the year where the days do not state it: in their line,
// the name, then the rest of the head.
func (h *head) findYear(lines []line) {
	if h.dates.first.day == 0 || h.dates.first.year > 0 {
		return
	}
	texts := []string{h.title}
	for _, l := range lines {
		if l.number == h.dateLine {
			texts = slices.Insert(texts, 0, l.text)
		} else {
			texts = append(texts, l.text)
		}
	}
	for _, t := range texts {
		if y := anyYear.FindString(t); y != "" {
			n, _ := strconv.Atoi(y)
			h.dates.setYear(n)
			return
		}
	}
}

// findZone looks for the name of a time zone, or for a place that zones are
// named after.
func (h *head) findZone(lines []line) {
	for _, l := range lines[:min(len(lines), 50)] {
		for _, name := range zoneName.FindAllString(l.text, 5) {
			if _, err := time.LoadLocation(name); err == nil {
				h.zone = name
				return
			}
		}
	}
	h.zone = zoneOf(h.location)
	h.guessed = h.zone != ""
}

// zoneOf returns the zone named after a city of the location ("Europe/Lisbon"
// for "Lisbon, Portugal"), or "". Cities in the United States and Canada are
// often namesakes, so they have none but an American zone.
func zoneOf(location string) string {
	parts := strings.Split(location, ",")
	american := false
	for i := range parts {
		parts[i] = strings.TrimSpace(corpus.Fold(strings.Trim(parts[i], " ().")))
		american = american || i > 0 && americas[parts[i]]
	}
	for _, city := range parts[:min(len(parts), 4)] {
		if city == "" || size(city) > 30 || strings.ContainsFunc(city, func(r rune) bool { return r != ' ' && r != '-' && (r < 'a' || r > 'z') }) {
			continue
		}
		name := []byte(strings.ReplaceAll(city, " ", "_"))
		for i := range name {
			if name[i] >= 'a' && (i == 0 || name[i-1] == '_' || name[i-1] == '-') {
				name[i] -= 'a' - 'A'
			}
		}
		for _, region := range []string{"Europe", "America", "Asia", "Australia", "Africa", "Pacific", "Atlantic"} {
			if american && region != "America" {
				continue
			}
			zone := fmt.Sprintf("%s/%s", region, name)
			if _, err := time.LoadLocation(zone); err == nil {
				return zone
			}
		}
	}
	return ""
}

// americas are the states, provinces and countries whose cities share names
// with those of other continents.
var americas = func() map[string]bool {
	m := make(map[string]bool)
	for _, s := range strings.Split("usa,us,u.s.a,u.s,united states,united states of america,canada,"+
		"alabama,alaska,arizona,arkansas,california,colorado,connecticut,delaware,florida,georgia,hawaii,idaho,illinois,indiana,iowa,kansas,"+
		"kentucky,louisiana,maine,maryland,massachusetts,michigan,minnesota,mississippi,missouri,montana,nebraska,nevada,new hampshire,new jersey,"+
		"new mexico,new york,north carolina,north dakota,ohio,oklahoma,oregon,pennsylvania,rhode island,south carolina,south dakota,tennessee,"+
		"texas,utah,vermont,virginia,washington,west virginia,wisconsin,wyoming,alberta,british columbia,manitoba,new brunswick,newfoundland,"+
		"nova scotia,ontario,prince edward island,quebec,saskatchewan,ca,ny,tx,wa,va,ma,on,bc,qc,oh,fl,il,co,nc,pa,mi,ga", ",") {
		m[s] = true
	}
	return m
}()
