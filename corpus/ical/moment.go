package ical

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"talksearch/corpus"
)

// clock reads the times of one calendar.
type clock struct {
	in       *intake
	zones    *zones
	floating *zone           // of times without a zone; nil when none is named
	told     map[string]bool // zones that have been reported
}

// A moment is a time as it stands in a calendar.
type moment struct {
	at   time.Time   // zero for a whole day
	day  corpus.Date // of a whole day
	zone string      // IANA name, "" for UTC and what is not known
}

// read reads a DATE or DATE-TIME. tzid is the zone that the event names in a
// property of its own, as Pentabarf does.
func (c *clock) read(p *property, tzid string) (moment, error) {
	value := strings.ToUpper(p.raw())
	if len(value) == 8 {
		day, err := time.Parse("20060102", value)
		if err != nil || !plausible(day) {
			return moment{}, fmt.Errorf("%q is not a day; want one such as 20190910", short(value))
		}
		return moment{day: corpus.DateOf(day)}, nil
	}
	local, isUTC := strings.CutSuffix(value, "Z")
	wall, err := time.Parse(localLayout, local)
	if err != nil || !plausible(wall) {
		return moment{}, fmt.Errorf("%q is not a time; want one such as 20190910T150000Z", short(value))
	}
	wall = wall.Truncate(time.Second) // time.Parse lets fractions pass
	if isUTC {
		return moment{at: wall}, nil
	}
	z := c.zone(p, tzid)
	return moment{at: z.at(wall), zone: z.name}, nil
}

// plausible reports whether a time can stand in four digits of a year wherever
// it is shown, and is not the zero time.
func plausible(t time.Time) bool { return t.Year() >= 1000 && t.Year() <= 9990 }

var utc = &zone{location: time.UTC}

// zone returns the zone of a local time: the one it names or, for a floating
// time, the event's or the calendar's. What is missing or not known is reported
// once.
func (c *clock) zone(p *property, tzid string) *zone {
	for _, name := range []string{p.param("TZID"), tzid} {
		if name == "" {
			continue
		}
		if z := c.zones.find(name); z != nil {
			return z
		}
		instead, known := c.fallback()
		c.warn(name, p.line, "%q is not known; its times are taken as %s", short(name), known)
		return instead
	}
	instead, _ := c.fallback()
	if c.floating == nil {
		c.warn("", p.line, "none is named for this time, nor for the calendar (X-WR-TIMEZONE); such times are taken as UTC")
	}
	return instead
}

// fallback returns the calendar's zone, or UTC, and its name.
func (c *clock) fallback() (*zone, string) {
	switch {
	case c.floating == nil:
		return utc, "UTC"
	case c.floating.name == "":
		return c.floating, "the calendar's"
	}
	return c.floating, c.floating.name
}

func (c *clock) warn(name string, line int, format string, args ...any) {
	if !c.told[name] {
		c.told[name] = true
		c.in.report(line, "", "timezone", format, args...)
	}
}

// duration reads a DURATION such as PT45M or P1DT2H (RFC 5545, 3.3.6).
func duration(s string) (time.Duration, error) {
	wrong := fmt.Errorf("%q is not a duration; want one such as PT45M", short(s))
	rest, ok := strings.CutPrefix(strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(s)), "+"), "P")
	if !ok || rest == "" {
		return 0, wrong
	}
	units := map[byte]time.Duration{'W': 7 * 24 * time.Hour, 'D': 24 * time.Hour}
	const most = 366 * 24 * time.Hour
	var sum time.Duration
	for rest != "" {
		if rest[0] == 'T' {
			units = map[byte]time.Duration{'H': time.Hour, 'M': time.Minute, 'S': time.Second}
			rest = rest[1:]
			continue
		}
		end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || '9' < r })
		if end < 1 || end > 6 {
			return 0, wrong
		}
		n, err := strconv.Atoi(rest[:end])
		if err != nil || units[rest[end]] == 0 {
			return 0, wrong
		}
		if time.Duration(n) > (most-sum)/units[rest[end]] {
			return 0, fmt.Errorf("%q is longer than a year", short(s))
		}
		sum += time.Duration(n) * units[rest[end]]
		rest = rest[end+1:]
	}
	return sum, nil
}
