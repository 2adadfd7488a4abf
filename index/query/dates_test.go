package query

import (
	"strings"
	"testing"

	"talksearch/corpus"
)

func TestParseDays(t *testing.T) {
	// The days of a conference from Saturday, and one of another year.
	days := []corpus.Date{"2019-09-07", "2019-09-08", "2019-09-10", "2020-10-09"}
	for _, c := range []struct{ in, want string }{
		{"2019-09-10", "3"}, {"2019-9-10", "3"}, {"2019/09/10", "3"}, {"20190910", "3"}, {"10.9.2019", "3"}, {"10.09.2019", "3"},
		{"10 September 2019", "3"}, {"10 sep 2019", "3"}, {"10-Sep-2019", "3"}, {"September 10, 2019", "3"}, {"SEP 10 2019", "3"},
		{"2019-09", "1 2 3"}, {"September 2019", "1 2 3"}, {"2019", "1 2 3"}, {"2020-1", ""},
		{"2019-09-08..2019-09-10", "2 3"}, {"2019-09..", "1 2 3 4"}, {"..2019-09-08", "1 2"}, {"2019-09-09..2020", "3 4"},
		{"9.10.", "4"}, {"9 oct", "4"}, {"October 9", "4"}, {"september", "1 2 3"}, {"Oct", "4"},
		{"saturday", "1"}, {"SUN", "2"}, {"tu", "3"}, {"thurs", ""}, {"fri", "4"},
		{"2", "2"}, {"4", "4"}, {"999", ""},
		{"", "error"}, {"..", "error"}, {"t", "error"}, {"0", "error"}, {"1000000", "error"}, {"-1", "error"}, {"10/9/2019", "error"}, {"9/10", "error"},
		{"2019-13-01", "error"}, {"30.2.2019", "error"}, {"someday", "error"}, {"tuesdays", "error"}, {"mon..wed", "error"}, {"2019-09-10 14:00", "error"}, {"today", "error"},
	} {
		got := "error"
		if has, err := ParseDays(c.in); err == nil {
			var list []string
			for i, d := range days {
				if has(d, i+1) {
					list = append(list, string(rune('1'+i)))
				}
			}
			got = strings.Join(list, " ")
		}
		if got != c.want {
			t.Errorf("%q: got %s, want %s", c.in, got, c.want)
		}
	}
}

func TestParseYears(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"2019", "2019"}, {"2018..2020", "2018 2019 2020"}, {"2018-2019", "2018 2019"}, {"2019..", "2019 2020"}, {"..2018", "2018"}, {"2020..2018", ""},
		{"", "error"}, {"..", "error"}, {"19", "error"}, {"2019-", "error"}, {"-2019", "error"}, {"20190", "error"}, {"2018...2020", "error"},
	} {
		got := "error"
		if years, err := ParseYears(c.in); err == nil {
			var list []string
			for _, y := range []string{"2018", "2019", "2020"} {
				if years.Has(y) {
					list = append(list, y)
				}
			}
			got = strings.Join(list, " ")
		}
		if got != c.want {
			t.Errorf("%q: got %s, want %s", c.in, got, c.want)
		}
	}
}

func TestParseMoment(t *testing.T) {
	const day = 24 * 60
	for _, c := range []struct {
		in     string
		offset int // from Tuesday, 2019-09-10, of a conference that began on Monday
		timed  bool
	}{
		{"2019-09-10", 0, false},
		{"2019-09-12", 2 * day, false},
		{"10 September 2019", 0, false},
		{"2019-09", -9 * day, false},
		{"2020", (21 + 31 + 30 + 31) * day, false},
		{"monday", -day, false},
		{"tue", 0, false},
		{"sunday", 5 * day, false},
		{"14:00", 14 * 60, true},
		{"9:05", 9*60 + 5, true},
		{"2pm", 14 * 60, true},
		{"12:30 AM", 30, true},
		{"2019-09-11 14:00", day + 14*60, true},
		{"2019-09-09T08:30", -day + 8*60 + 30, true},
		{"Tuesday 2 pm", 14 * 60, true},
		{"10.9.2019 2:15 pm", 14*60 + 15, true},
	} {
		m, err := ParseMoment("after", c.in)
		if got := m.Offset("2019-09-09", "2019-09-10"); err != nil || got != c.offset || m.Timed != c.timed {
			t.Errorf("%q: got %d, %t, %v; want %d, %t", c.in, got, m.Timed, err, c.offset, c.timed)
		}
	}
	for _, in := range []string{"", "2", "noon", "25:00", "14:60", "13pm", "10.9.", "September", "2019-09-10 25:00", "2019-09-10T14:00:00Z", "T14:00", "2018..2019"} {
		if m, err := ParseMoment("after", in); err == nil {
			t.Errorf("%q: got %+v, want an error", in, m)
		}
	}
}
