package ical

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// rules are the offsets of a zone that only the calendar defines, such as
// Outlook's "(UTC+01:00) Amsterdam, Berlin" or "Customized Time Zone".
type rules []rule

// A rule says from when on which offset holds: once, or each year from then on.
type rule struct {
	onset    time.Time // local time before the change, as if it were UTC
	from, to int       // seconds east of UTC
	yearly   bool
	month    time.Month
	nth      int // week of the month, -1 the last
	weekday  time.Weekday
	until    time.Time // zero when it holds for good
}

// maxRules bounds the work for each time. Zones with their whole history have
// some two hundred.
const maxRules = 500

// newRules returns the rules of a VTIMEZONE, nil where it has one that is not
// understood: a wrong offset is worse than none.
func newRules(c *component) *rules {
	var out rules
	for _, o := range c.children {
		if o.name != "STANDARD" && o.name != "DAYLIGHT" {
			continue
		}
		r, ok := newRule(o)
		if !ok || len(out) == maxRules {
			return nil
		}
		out = append(out, r)
	}
	if len(out) == 0 {
		return nil
	}
	return &out
}

func newRule(o *component) (rule, bool) {
	var r rule
	var ok, known bool
	if r.to, ok = offset(o.get("TZOFFSETTO").raw()); !ok {
		return r, false
	}
	if r.from, ok = offset(o.get("TZOFFSETFROM").raw()); !ok {
		r.from = r.to
	}
	var err error
	if r.onset, err = time.Parse("20060102T150405", o.get("DTSTART").raw()); err != nil {
		return r, false
	}
	if o.get("RDATE") != nil {
		return r, false
	}
	text := o.get("RRULE").raw()
	if text == "" {
		return r, true
	}
	r.month = r.onset.Month()
	for part := range strings.SplitSeq(strings.ToUpper(text), ";") {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "FREQ":
			r.yearly = value == "YEARLY"
		case "BYMONTH":
			n, err := strconv.Atoi(value)
			if err != nil || n < 1 || n > 12 {
				return r, false
			}
			r.month = time.Month(n)
		case "BYDAY":
			if len(value) < 3 {
				return r, false
			}
			day := slices.Index([]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}, value[len(value)-2:])
			n, err := strconv.Atoi(value[:len(value)-2])
			if day < 0 || err != nil || n == 0 || n < -1 || n > 4 {
				return r, false
			}
			r.nth, r.weekday, known = n, time.Weekday(day), true
		case "UNTIL":
			if r.until, err = time.Parse("20060102", value[:min(8, len(value))]); err != nil {
				return r, false
			}
			r.until = r.until.AddDate(0, 0, 1)
		case "INTERVAL":
			if value != "1" {
				return r, false
			}
		case "WKST":
		default:
			return r, false
		}
	}
	return r, r.yearly && known
}

// offset reads a UTC offset such as +0100 or -083000, in seconds.
func offset(s string) (int, bool) {
	if len(s) != 5 && len(s) != 7 || s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	n, err := strconv.Atoi(s[1:])
	if err != nil || n < 0 {
		return 0, false
	}
	if len(s) == 5 {
		n *= 100
	}
	seconds := n/10000*3600 + n/100%100*60 + n%100
	if s[0] == '-' {
		seconds = -seconds
	}
	return seconds, seconds > -24*3600 && seconds < 24*3600
}

// offset returns the offset that holds at a local time: of the last change
// before it or, before all, what the first one changes from.
func (rs rules) offset(wall time.Time) int {
	var first, last time.Time
	var before, now int
	for _, r := range rs {
		if first.IsZero() || r.onset.Before(first) {
			first, before = r.onset, r.from
		}
		if at := r.last(wall); !at.IsZero() && !at.Before(last) {
			last, now = at, r.to
			if gap := time.Duration(r.to-r.from) * time.Second; wall.Sub(at) < gap {
				now = r.from // clocks leave this time out; see local
			}
		}
	}
	if last.IsZero() {
		return before
	}
	return now
}

// last returns when the rule last came into force at or before a local time,
// the zero time if never.
func (r *rule) last(wall time.Time) time.Time {
	if wall.Before(r.onset) {
		return time.Time{}
	}
	if !r.yearly {
		return r.onset
	}
	if !r.until.IsZero() && r.until.Before(wall) {
		wall = r.until
	}
	for year := wall.Year(); year > wall.Year()-2; year-- {
		if at := r.in(year); !at.After(wall) && !at.Before(r.onset) {
			return at
		}
	}
	return r.onset
}

// in returns when the rule comes into force in a year.
func (r *rule) in(year int) time.Time {
	clock := r.onset.Sub(r.onset.Truncate(24 * time.Hour))
	if r.nth < 0 {
		end := time.Date(year, r.month+1, 0, 0, 0, 0, 0, time.UTC)
		return end.AddDate(0, 0, -((int(end.Weekday()) - int(r.weekday) + 7) % 7)).Add(clock)
	}
	first := time.Date(year, r.month, 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, (int(r.weekday)-int(first.Weekday())+7)%7+7*(r.nth-1)).Add(clock)
}
