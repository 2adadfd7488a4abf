package indico

import (
	"strings"
	"testing"

	"talksearch/corpus"
)

func TestAddresses(t *testing.T) {
	for _, c := range []struct{ in, root, id string }{
		{"https://lpc.events/event/4/", "https://lpc.events", "4"},
		{"https://lpc.events/event/4", "https://lpc.events", "4"},
		{" https://lpc.events/event/4/timetable/?view=lpc#20190909.detailed\n", "https://lpc.events", "4"},
		{"https://lpc.events/event/4/contributions/12/", "https://lpc.events", "4"},
		{"http://Conf.Example:8080/indico/event/137346/overview", "http://conf.example:8080/indico", "137346"},
		{"https://conf.example/a%20b/event/5/", "https://conf.example/a%20b", "5"},
		{"https://conf.example/category/12/event/5/", "https://conf.example", "5"},
		{"https://conf.example/indico/category/12/overview/event/5/", "https://conf.example/indico", "5"},
		{"http://indico.cern.ch/conferenceDisplay.py?confId=4", "http://indico.cern.ch", "4"},
		{"http://h.example/indico/contributionDisplay.py?contribId=3&sessionId=1&confId=137344", "http://h.example/indico", "137344"},
		{"https://conf.example/event/4/page/2.html", "https://conf.example", "4"},
		// none of its pages
		{"https://conf.example/export/event/4.json?detail=sessions", "", ""},
		{"https://conf.example/export/event/4/", "", ""},
		{"https://conf.example/event/4/event.ics", "", ""},
		{"https://conf.example/event/4/contributions/contributions.pdf", "", ""},
		{"https://conf.example/event/kernel-days/", "", ""},
		{"https://conf.example/events/4/", "", ""},
		{"https://conf.example/event/4x/", "", ""},
		{"https://conf.example/category/4/", "", ""},
		{"https://conf.example/categoryDisplay.py?categId=4", "", ""},
		{"https://conf.example/conferenceDisplay.py?confId=a04", "", ""},
		{"https://conf.example/?confId=4", "", ""},
		{"ftp://conf.example/event/4/", "", ""},
		{"/event/4/", "", ""},
		{"conf.example/event/4/", "", ""},
		{"https:///event/4/", "", ""},
		{"https://[::1/event/4/", "", ""},
		{"", "", ""},
	} {
		got, ok := Addresses(c.in)
		var want []string
		if c.root != "" {
			want = []string{
				c.root + "/export/event/" + c.id + ".json?detail=contributions",
				c.root + "/export/event/" + c.id + ".json?detail=sessions",
				c.root + "/export/timetable/" + c.id + ".json",
			}
		}
		if ok != (want != nil) || strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("Addresses(%q) = %q, %v; want %q", c.in, got, ok, want)
		}
	}
}

func TestEventKey(t *testing.T) {
	for _, c := range []struct{ url, want string }{
		{"https://Conf.Example/event/4/", "conf.example/event/4"},
		{"http://conf.example/conferenceDisplay.py?confId=4", "conf.example/event/4"},
		{"https://conf.example/indico/event/4/", "conf.example/indico/event/4"},
		{"https://conf.example/", ""},
		{"", ""},
		{"%", ""},
	} {
		if got := EventKey(&corpus.Programme{URL: c.url}); got != c.want {
			t.Errorf("EventKey of %q: got %q, want %q", c.url, got, c.want)
		}
	}
}
