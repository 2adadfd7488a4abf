package native

import (
	"strings"
	"testing"
	"time"
)

func TestRead(t *testing.T) {
	p, problems, err := Read(strings.NewReader(`{"id":"c","title":"Conf","timezone":"Europe/Berlin","talks":[
		{"id":"a","title":"A","start":"2020-01-02T10:00:00+01:00","minutes":45,"speakers":[{"name":"Ada","role":"lead"}],"topics":["x","y"]},
		{"id":"b","title":"B","start":"tomorrow"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	a := p.Talks[0]
	if got := a.End.Format(time.RFC3339); got != "2020-01-02T10:45:00+01:00" {
		t.Errorf("end from minutes: got %s", got)
	}
	if len(a.Topics) != 2 || a.Speakers[0].Role != "lead" || a.Day != "2020-01-02" {
		t.Errorf("got %+v", a)
	}
	want := `talks[1]: talk "b": start: "tomorrow" is not a time; want RFC 3339`
	if err := problems.Err(); err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("problems: got %v, want %s", err, want)
	}
}

func TestReadSaysWhere(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"truncated":  {"{\"id\":\n\"c\",\n", "line 3: unexpected end"},
		"not JSON":   {"<html>", "line 1: invalid character '<'"},
		"wrong type": {"{\n\"talks\": 7}", "line 2: json: cannot unmarshal number"},
	} {
		if _, _, err := Read(strings.NewReader(c.in)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an error with %q", name, err, c.want)
		}
	}
}
