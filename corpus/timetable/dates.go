package timetable

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A span is the days of a conference as its head states them. A year not
// stated is 0.
type span struct {
	first, last date
	ranged      bool // two days were stated
}

type date struct {
	year  int
	month time.Month
	day   int
}

// Parts of dates as people write them. Each date is a year, a month and a day
// in some order; what is missing from the first of two is in the second.
const (
	datePrefix = `(?i)(?:^|[^\pL\d])`
	weekday    = `(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?`
	month      = `(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?`
	dayOfMonth = `(\d{1,2})(?:st|nd|rd|th)?\b(?:\s+of\b)?`
	year       = `(?:\s*,?\s*((?:19|20)\d{2})\b)?`
	hour       = `(?:,?\s+\(?\d{1,2}:\d{2}\)?)?`
	through    = `\s*(?:-|‐|‑|–|—|−|→|&|\b(?:to|through|thru|until|till|and)\b)\s*`
)

// dateForms are tried in this order: what a later one finds may be part of
// what an earlier one does. The names of parts give the order of the groups:
// year, month, day; capitals for the second date.
var dateForms = []struct {
	form  *regexp.Regexp
	parts string
}{
	{compile(weekday, month, `\s+`, dayOfMonth, year, hour, through, weekday, month, `\s+`, dayOfMonth, year), "mdyMDY"},
	{compile(weekday, dayOfMonth, `\s+`, month, year, hour, through, weekday, dayOfMonth, `\s+`, month, year), "dmyDMY"},
	{compile(weekday, month, `\s+`, dayOfMonth, through, weekday, dayOfMonth, year), "mdDY"},
	{compile(weekday, dayOfMonth, through, weekday, dayOfMonth, `\s+`, month, year), "dDMY"},
	{compile(`(\d{4})-(\d{2})-(\d{2})\b`, hour, through, `(\d{4})-(\d{2})-(\d{2})\b`), "ymdYMD"},
	{compile(weekday, month, `\s+`, dayOfMonth, year), "mdy"},
	{compile(weekday, dayOfMonth, `\s+`, month, year), "dmy"},
	{compile(`(\d{4})-(\d{2})-(\d{2})\b`), "ymd"},
}

func compile(parts ...string) *regexp.Regexp {
	return regexp.MustCompile(datePrefix + strings.Join(parts, ""))
}

// findSpan finds the days stated in s, with what stands before and after.
func findSpan(s string) (found span, before, after string, ok bool) {
	for _, f := range dateForms {
		at := f.form.FindStringSubmatchIndex(s)
		if at == nil {
			continue
		}
		var dates [2]date
		for i, p := range f.parts {
			if at[2*i+2] < 0 {
				continue
			}
			text := s[at[2*i+2]:at[2*i+3]]
			n, _ := strconv.Atoi(text)
			d := &dates[0]
			if p < 'a' {
				d, p = &dates[1], p+'a'-'A'
			}
			switch p {
			case 'y':
				d.year = n
			case 'd':
				d.day = n
			case 'm':
				d.month = time.Month(n)
				if n == 0 {
					d.month = months[strings.ToLower(text[:3])]
				}
			}
		}
		found = span{first: dates[0], last: dates[1], ranged: dates[1].day > 0}
		if found.complete() {
			return found, strings.TrimSpace(s[:at[0]]), strings.TrimSpace(s[at[1]:]), true
		}
	}
	return span{}, "", "", false
}

// complete fills in what one of two dates leaves to the other, and reports
// whether both are days there are.
func (s *span) complete() bool {
	if !s.ranged {
		s.last = s.first
	}
	if s.first.month == 0 {
		s.first.month = s.last.month
	}
	if s.last.month == 0 {
		s.last.month = s.first.month
	}
	if s.first.year == 0 && s.last.year > 0 {
		s.first.year = s.last.year
		if s.first.month > s.last.month {
			s.first.year--
		}
	}
	if s.last.year == 0 && s.first.year > 0 {
		s.setYear(s.first.year)
	}
	return s.first.exists() && s.last.exists() && !s.last.before(s.first)
}

// setYear gives both dates a year; a span over New Year ends in the next.
func (s *span) setYear(year int) {
	s.first.year, s.last.year = year, year
	if s.last.month < s.first.month {
		s.last.year++
	}
}

// days returns the number of days.
func (s span) days() int {
	return int(s.last.time().Sub(s.first.time())/(24*time.Hour)) + 1
}

func (d date) time() time.Time {
	return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, time.UTC)
}

func (d date) exists() bool {
	if d.year == 0 {
		d.year = 2024 // a leap year
	}
	return d.month > 0 && d.day > 0 && d.time().Month() == d.month && d.time().Day() == d.day
}

func (d date) before(o date) bool {
	return d.year > 0 && o.year > 0 && d.time().Before(o.time()) || d.year == o.year && d.month == o.month && d.day < o.day
}

var months = map[string]time.Month{
	"jan": time.January, "feb": time.February, "mar": time.March, "apr": time.April, "may": time.May, "jun": time.June,
	"jul": time.July, "aug": time.August, "sep": time.September, "oct": time.October, "nov": time.November, "dec": time.December,
}
