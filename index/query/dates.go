package query

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"talksearch/corpus"
	"talksearch/index/text"
)

// Years are what a value of the field year means: from the first to the last, both
// included, each of four digits or "" for open.
type Years struct{ From, To string }

// ParseYears reads a year, "2019", or several, "2018..2020", "2018-2020", "2018..",
// "..2020".
func ParseYears(value string) (Years, error) {
	from, to, several := strings.Cut(value, "..")
	if !several {
		var both bool
		if from, to, both = strings.Cut(value, "-"); !both {
			to = from
		}
	}
	valid := func(s string) bool {
		_, err := time.Parse("2006", s)
		return err == nil || s == "" && several
	}
	if from+to == "" || !valid(from) || !valid(to) {
		return Years{}, fmt.Errorf("year %q: want four digits, such as 2019, or several years, such as 2018..2020", value)
	}
	return Years{from, to}, nil
}

// Has reports whether y has a year of four digits.
func (y Years) Has(year string) bool { return year >= y.From && (y.To == "" || year <= y.To) }

// Days are what a value of the field day means. They report whether a day, which is the
// conference's nth with talks, from 1, is one of them.
type Days func(day corpus.Date, nth int) bool

// ParseDays reads a date (2019-09-10, 2019/9/10, 20190910, 10.9.2019, 10 September 2019,
// Sep 10, 2019), a month or a year (2019-09, September 2019, 2019), all from one of
// these to another (2019-09-09..2019-09-11, or open at one end), a date or month of any
// year (10.9., 10 September, September), a weekday's name or beginning (tuesday, tue), or
// the number of a conference's day, up to 999 (2).
func ParseDays(value string) (Days, error) {
	if from, to, ok := spans(value); ok {
		return func(day corpus.Date, _ int) bool { return day >= from && (to == "" || day <= to) }, nil
	}
	if n, err := strconv.Atoi(value); err == nil && n > 0 && n < 1000 {
		return func(_ corpus.Date, nth int) bool { return nth == n }, nil
	}
	if w, ok := weekday(value); ok {
		return func(day corpus.Date, _ int) bool { return day.Time().Weekday() == w }, nil
	}
	if t, ok := match(value, "2.1.", "2 January", "2 Jan", "January 2", "Jan 2"); ok {
		return func(day corpus.Date, _ int) bool {
			return day.Time().Month() == t.Month() && day.Time().Day() == t.Day()
		}, nil
	}
	if t, ok := match(value, "January", "Jan"); ok {
		return func(day corpus.Date, _ int) bool { return day.Time().Month() == t.Month() }, nil
	}
	return nil, fmt.Errorf("day %q: want a date such as 2019-09-10, a month, a weekday, or a number such as 2 for the second day%s", value, meant("day", value))
}

// A Moment is what a value of the fields after and before means.
type Moment struct {
	day     corpus.Date  // "" where it is not given
	weekday time.Weekday // where byWeekday
	minute  int          // of the day; 0 where it is not given

	byWeekday bool
	// Timed reports whether the time of day is given. Without, days are compared, and
	// not the times at which talks begin.
	Timed bool
}

// ParseMoment reads a date, month or year as ParseDays does (2019-09-10, 2019-09, 2019),
// meaning where it begins; a weekday (tuesday), meaning the first that comes at the
// conference or after its beginning; a time of day (14:00, 2pm, 2:30 pm) by the
// conference's clock; or a date or weekday and a time (2019-09-10 14:00,
// 2019-09-10T14:00, tuesday 14:00). The field's name is for the error.
func ParseMoment(field, value string) (Moment, error) {
	if minute, ok := clock(value); ok {
		return Moment{minute: minute, Timed: true}, nil
	}
	if m, ok := dayOf(value); ok {
		return m, nil
	}
	whole := strings.NewReplacer(" pm", "pm", " am", "am", " PM", "pm", " AM", "am").Replace(value)
	if at := strings.LastIndexAny(whole, " T"); at > 0 {
		m, ok := dayOf(whole[:at])
		if minute, timed := clock(whole[at+1:]); ok && timed {
			m.minute, m.Timed = minute, true
			return m, nil
		}
	}
	return Moment{}, fmt.Errorf("%s %q: want a date such as 2019-09-10, a year, a weekday, a time such as 14:00, or a day and a time such as 2019-09-10 14:00%s", field, value, meant(field, value))
}

// Offset returns where m lies in minutes from the midnight at which a day begins, of a
// conference that begins on first.
func (m Moment) Offset(first, day corpus.Date) int {
	if m.byWeekday {
		on := first.Time()
		m.day = corpus.DateOf(on.AddDate(0, 0, (int(m.weekday-on.Weekday())+7)%7))
	}
	if m.day == "" {
		return m.minute
	}
	return int(m.day.Time().Sub(day.Time()).Minutes()) + m.minute
}

// dayOf reads the day of a moment.
func dayOf(value string) (Moment, bool) {
	if first, _, ok := span(value); ok {
		return Moment{day: first}, true
	}
	w, ok := weekday(value)
	return Moment{weekday: w, byWeekday: true}, ok
}

// spans reads a date, month or year, or all from one of these to another.
func spans(value string) (from, to corpus.Date, ok bool) {
	first, last, several := strings.Cut(value, "..")
	if !several {
		return span(value)
	}
	if ok = first+last != ""; ok && first != "" {
		from, _, ok = span(first)
	}
	if ok && last != "" {
		_, to, ok = span(last)
	}
	return from, to, ok
}

// span returns the first and the last day of a date, month or year.
func span(value string) (first, last corpus.Date, ok bool) {
	until := func(t time.Time, years, months, days int) (corpus.Date, corpus.Date, bool) {
		return corpus.DateOf(t), corpus.DateOf(t.AddDate(years, months, days-1)), true
	}
	if t, ok := match(value, "2006-1-2", "2006/1/2", "20060102", "2.1.2006", "2 January 2006", "2 Jan 2006", "2-Jan-2006", "January 2 2006", "Jan 2 2006"); ok {
		return until(t, 0, 0, 1)
	}
	if t, ok := match(value, "2006-1", "January 2006", "Jan 2006"); ok {
		return until(t, 0, 1, 0)
	}
	if t, ok := match(value, "2006"); ok {
		return until(t, 1, 0, 0)
	}
	return "", "", false
}

// match reads a date in one of some layouts, of package time. Commas don't matter.
func match(value string, layouts ...string) (time.Time, bool) {
	value = strings.Join(strings.Fields(strings.ReplaceAll(value, ",", " ")), " ")
	for _, l := range layouts {
		if t, err := time.Parse(l, value); err == nil {
			return t, !t.IsZero()
		}
	}
	return time.Time{}, false
}

// clock reads a time of day, in minutes.
func clock(value string) (minute int, ok bool) {
	value = strings.ReplaceAll(strings.ToLower(value), " ", "")
	for _, l := range []string{"15:04", "3pm", "3:04pm"} {
		if t, err := time.Parse(l, value); err == nil {
			return t.Hour()*60 + t.Minute(), true
		}
	}
	return 0, false
}

// resumesTime reports whether a word may be the second or third of a time: a number, a
// month, "am" or "pm".
func resumesTime(w string) bool {
	if w == "" {
		return false
	}
	switch strings.ToLower(w) {
	case "am", "pm":
		return true
	}
	_, month := match(w, "January", "Jan")
	return month || '0' <= w[0] && w[0] <= '9'
}

// weekday reads a weekday's name or its first letters, two or more.
func weekday(value string) (time.Weekday, bool) {
	for w := time.Sunday; w <= time.Saturday; w++ {
		if len(value) >= 2 && strings.HasPrefix(strings.ToLower(w.String()), strings.ToLower(value)) {
			return w, true
		}
	}
	return 0, false
}

// meant suggests the weekday that a value may stand for.
func meant(field, value string) string {
	var names []string
	for w := time.Sunday; w <= time.Saturday; w++ {
		names = append(names, strings.ToLower(w.String()))
	}
	if near := text.Nearest(value, names); near != "" {
		return fmt.Sprintf("; did you mean %s:%s?", field, near)
	}
	return ""
}
