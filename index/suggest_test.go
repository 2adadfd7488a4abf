package index

import (
	"net/url"
	"reflect"
	"testing"
)

func TestParseSuggestRequest(t *testing.T) {
	tracks := map[Facet]Filter{ByTrack: {Include: []string{"A", "B"}, Exclude: []string{"C"}}}
	for address, want := range map[string]SuggestRequest{
		"":                                     {Size: DefaultSuggestions},
		"q=bpf+ver&size=3":                     {Text: "bpf ver", Size: 3},
		"q=bpf+":                               {Text: "bpf ", Size: DefaultSuggestions},
		"-track=C&q=a&size=&track=B&track=A&t": {}, // there is no parameter t
		"-track=C&q=a&track=B&track=A":         {Text: "a", Size: DefaultSuggestions, Filters: tracks},
	} {
		v, err := url.ParseQuery(address)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseSuggestRequest(v)
		if (err != nil) != (want.Size == 0) {
			t.Errorf("%s: got error %v", address, err)
		}
		if err != nil {
			continue
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", address, got, want)
		}
		if again, err := ParseSuggestRequest(got.Values()); err != nil || !reflect.DeepEqual(again, got) {
			t.Errorf("%s: its values give %+v, %v", address, again, err)
		}
	}
	for address, want := range map[string]string{
		"size=0":   "size=0 is not a whole number from 1 to 50",
		"size=x":   "size=x is not a whole number from 1 to 50",
		"page=2":   `there is no parameter "page"; want one of q, size, conference, year, day, track, speaker, keyword, kind, room, -conference, -year, -day, -track, -speaker, -keyword, -kind, -room`,
		"siez=2":   `there is no parameter "siez"; did you mean "size"?`,
		"q=a&q=b":  "q=a, b is given 2 times; want it once",
		"day=soon": "day=soon is not a day; want YYYY-MM-DD, such as 2019-09-10",
	} {
		v, err := url.ParseQuery(address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseSuggestRequest(v); err == nil || err.Error() != want {
			t.Errorf("%s:\n got %v\nwant %s", address, err, want)
		}
	}
}
