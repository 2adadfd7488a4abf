package corpus

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestFoldAndSlug(t *testing.T) {
	for _, c := range []struct{ in, fold, slug string }{
		{"BPF MC", "bpf mc", "bpf-mc"},
		{"Stéphane Graber", "stephane graber", "stephane-graber"},
		{"Ⅳ ﬁne STRASSE/Straße", "iv fine strasse/strasse", "iv-fine-strasse-strasse"},
		{"BPF is eating the world, don't you see?", "bpf is eating the world, don't you see?", "bpf-is-eating-the-world-don-t-you-see"},
		{"Łukasz Øster", "lukasz oster", "lukasz-oster"},
		{"日本語 ガ", "日本語 カ", "日本語-カ"},
		{"ΛΟΓΟΣ λόγος", "λογοσ λογοσ", "λογοσ-λογοσ"},
		{"…!", "...!", ""},
	} {
		if got := Fold(c.in); got != c.fold {
			t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.fold)
		}
		if got := Slug(c.in); got != c.slug {
			t.Errorf("Slug(%q) = %q, want %q", c.in, got, c.slug)
		}
	}
}

func TestNormalize(t *testing.T) {
	p := &Programme{ID: " x ", Title: "The\u00a0 Conf\u200b", Timezone: "Europe/Lisbon", Talks: []Talk{
		{
			Title: "  A\ttalk\n", Abstract: "one  two \r\nthree\n\n\n\nfour\x00\u00ad \n\n",
			Start: time.Date(2019, 9, 9, 23, 30, 0, 0, time.UTC), Topics: []string{" a ", "", "A", "b"},
			Speakers: []Speaker{{Name: " Ada  Lovelace "}, {Name: ""}, {Name: "Ada Lovelace"}},
		},
		{Title: "A talk"},
		{Title: "E\u0301tude", Kind: KindPlenary},
	}}
	Normalize(p)
	first := p.Talks[0]
	for _, c := range []struct{ name, got, want string }{
		{"id", p.ID, "x"}, {"title", p.Title, "The Conf"},
		{"talk title", first.Title, "A talk"},
		{"abstract", first.Abstract, "one two\nthree\n\nfour"},
		{"day in the zone", string(first.Day), "2019-09-10"},
		{"start in the zone", first.Start.Format(time.RFC3339), "2019-09-10T00:30:00+01:00"},
		{"topics", strings.Join(first.Topics, "|"), "a|b"},
		{"kind", string(first.Kind), "talk"},
		{"ids", p.Talks[0].ID + " " + p.Talks[1].ID + " " + p.Talks[2].ID, "a-talk a-talk-2 etude"},
		{"composed", p.Talks[2].Title, "Étude"},
		{"first day", string(p.Start), "2019-09-10"}, {"last day", string(p.End), "2019-09-10"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
	if want := []Speaker{{Name: "Ada Lovelace", Role: RoleSpeaker}}; !reflect.DeepEqual(first.Speakers, want) {
		t.Errorf("speakers: got %+v, want %+v", first.Speakers, want)
	}
	before := *p
	before.Talks = append([]Talk(nil), p.Talks...)
	Normalize(p)
	if !reflect.DeepEqual(*p, before) {
		t.Errorf("a second Normalize changed\n%+v to\n%+v", before, *p)
	}
}

func TestValidateReportsEverythingAtOnce(t *testing.T) {
	at := time.Date(2019, 9, 9, 10, 0, 0, 0, time.UTC)
	p := &Programme{ID: "a/b", Timezone: "Mars/Olympus", Start: "2019-09-11", End: "2019-09-09", URL: "javascript:alert(1)", Talks: []Talk{
		{ID: "one", Title: "One", Start: at, End: at.Add(-time.Hour), Where: "line 7"},
		{ID: "one", Kind: "seance", Speakers: []Speaker{{Name: "X", Role: "medium"}}},
		{Title: "Day", Day: "2019-13-01", Kind: KindTalk, ID: "d"},
	}}
	Normalize(p)
	problems := Validate(p)
	var got []string
	for _, x := range problems {
		got = append(got, x.Severity.String()+" "+x.String())
	}
	for _, want := range []string{
		`error id: "a/b" can't stand in an address`,
		`error title: is empty; want the conference's name`,
		`error timezone: time zone "Mars/Olympus": want an IANA name`,
		`error end: 2019-09-09 is before the start, 2019-09-11`,
		`warning url: "javascript:alert(1)"`,
		`error line 7: talk "one": end: 2019-09-09T09:00:00Z is before the start, 2019-09-09T10:00:00Z`,
		`error talks[1]: talk "one": title: is empty`,
		`error talks[1]: talk "one": kind: "seance" is not known; want one of talk, microconference`,
		`error talks[1]: talk "one": speakers[0].role: "medium" is not known; want one of speaker, lead`,
		`error talks[1]: talk "one": id: "one" is also the id of talks[0]`,
		`warning talks[1]: talk "one": start: is missing`,
		`error talks[2]: talk "d": day: date "2019-13-01": want a calendar day`,
	} {
		found := false
		for _, g := range got {
			found = found || strings.HasPrefix(g, want)
		}
		if !found {
			t.Errorf("no problem begins with\n  %s\ngot\n  %s", want, strings.Join(got, "\n  "))
		}
	}
	if err := problems.Err(); err == nil || strings.Contains(err.Error(), "javascript") {
		t.Errorf("Err: got %v, want the errors and none of the warnings", err)
	}
	if err := (Problems{{Severity: Warning}}).Err(); err != nil {
		t.Errorf("Err of warnings alone: got %v, want nil", err)
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "", 3}, {"kitten", "sitting", 3}, {"abcd", "acbd", 1}, {"é", "e", 1}} {
		if got := Distance(c.a, c.b); got != c.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
