package address

import (
	"net/url"
	"testing"

	"talksearch/corpus"
	"talksearch/index"
)

func TestAddresses(t *testing.T) {
	v, err := url.ParseQuery("q=a+%26b&track=A&-day=2019-09-09&sort=time&page=3&per_page=7&facets=day&explain=true&relax=false&highlight=false")
	if err != nil {
		t.Fatal(err)
	}
	r, err := index.ParseRequest(v)
	if err != nil {
		t.Fatal(err)
	}
	e := index.Entry{Conference: &index.Conference{ID: "a/b"}, Talk: &corpus.Talk{ID: "c d%"}}
	values := index.ValuesRequest{Request: index.NewRequest("x"), Facet: index.BySpeaker, Prefix: "é"}
	values.PerPage = index.DefaultValues
	for name, c := range map[string]struct{ got, want string }{
		"search":   {Search(r), "/api/v1/search?-day=2019-09-09&explain=true&facets=day&highlight=false&page=3&per_page=7&q=a+%26b&relax=false&sort=time&track=A"},
		"all":      {Search(index.NewRequest("")), "/api/v1/search"},
		"page":     {SearchPage(r), "/?-day=2019-09-09&page=3&per_page=7&q=a+%26b&relax=false&sort=time&track=A"},
		"home":     {SearchPage(index.NewRequest("")), "/"},
		"calendar": {SearchIn(Calendar, r), "/api/v1/search.ics?-day=2019-09-09&q=a+%26b&track=A"},
		"table":    {SearchIn(Table, r), "/api/v1/search.csv?-day=2019-09-09&q=a+%26b&sort=time&track=A"},
		"text":     {SearchIn(Text, r), "/api/v1/search.txt?-day=2019-09-09&q=a+%26b&relax=false&sort=time&track=A"},
		"value":    {SearchPage(OfValue(index.BySpeaker, "A & B")), "/?speaker=A+%26+B"},
		"values":   {Values(values), "/api/v1/facets/speaker?prefix=%C3%A9&q=x"},
		"talk":     {Talk(e), "/api/v1/talks/a%2Fb/c%20d%25"},
		"person":   {Person("A/B?"), "/api/v1/people/A%2FB%3F"},
		"problem":  {Problem("timeout"), "/api/v1/reference#problem-timeout"},
		"absolute": {Absolute("https://x.org/", "/"), "https://x.org/"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %s, want %s", name, c.got, c.want)
		}
		if _, err := url.ParseRequestURI(c.got); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPersonPage(t *testing.T) {
	for name, want := range map[string]string{
		"Dhaval Giani": "/people/Dhaval_Giani", "r2d2_data": "/people/r2d2_data", "a_b c": "/people/a_b%20c", "Zoë Ångström": "/people/Zo%C3%AB_%C3%85ngstr%C3%B6m",
		"C/C": "/people/C%2FC", "": "",
	} {
		if got := PersonPage(name); got != want {
			t.Errorf("%q: got %s, want %s", name, got, want)
		}
	}
	for param, want := range map[string]int{"Dhaval_Giani": 2, "jiska": 1} {
		if got := PersonNames(param); len(got) != want || got[0] != param {
			t.Errorf("%q: got names %q, want %d", param, got, want)
		}
	}
}
