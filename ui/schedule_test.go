package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"talksearch/corpus"
	"talksearch/index"
)

// shelf is a searcher that has talks and nothing else.
type shelf struct {
	index.Searcher
	index.Lister
	talks []index.Entry
}

func (s shelf) Talk(_ context.Context, conference, id string) (index.Entry, error) {
	for _, e := range s.talks {
		if e.Conference.ID == conference && e.Talk.ID == id {
			return e, nil
		}
	}
	return index.Entry{}, index.ErrNotFound
}

func TestSchedule(t *testing.T) {
	zone := time.FixedZone("", 3600)
	at := func(hour, minute int) time.Time { return time.Date(2020, 2, 1, hour, minute, 0, 0, zone) }
	c := &index.Conference{ID: "c", Title: "C", Timezone: "Europe/Brussels"}
	entry := func(id string, from, to time.Time) index.Entry {
		return index.Entry{Conference: c, Talk: &corpus.Talk{ID: id, Title: strings.ToUpper(id), Day: "2020-02-01", Start: from, End: to, Room: "Hall"}}
	}
	s := shelf{talks: []index.Entry{
		entry("a", at(10, 0), at(11, 0)), entry("b", at(10, 30), at(12, 0)), entry("c", at(11, 0), at(11, 15)), entry("d", at(12, 5), at(13, 0)), entry("e", at(14, 30), time.Time{}), entry("f", at(15, 0), at(15, 30)),
		{Conference: c, Talk: &corpus.Talk{ID: "g", Title: "G"}},
	}}
	moved := changes{"c/a": {Kind: corpus.ChangeMoved}, "c/x": {Kind: corpus.ChangeCancelled, Title: "Lost", Old: corpus.Slot{Day: "2020-02-01", Start: at(9, 0), Room: "Hall"}, At: at(8, 0)}}
	for _, test := range []struct{ name, address, want string }{
		{"clash", "talk=c/b&talk=c/a", "2 talks · times in Europe/Brussels Calendar file Saturday 1 February 2020 10:00–11:00 A Moved Hall At the same time as B (10:30–12:00) 10:30–12:00 B Hall At the same time as A (10:00–11:00)"},
		{"one after the other", "talk=c/a&talk=c/c", "10:00–11:00 A Moved Hall 11:00–11:15 C Hall"},
		{"free", "talk=c/a&talk=c/d&talk=c/e", "1 h 5 min free 12:05–13:00 D Hall 1 h 30 min free 14:30 E Hall"},
		{"free once all are over", "talk=c/b&talk=c/c&talk=c/d", "11:00–11:15 C Hall At the same time as B (10:30–12:00) 12:05–13:00 D Hall"},
		{"without an end", "talk=c/e&talk=c/f", "14:30 E Hall 15:00–15:30 F Hall"},
		{"without a time", "talk=c/g&talk=c/a", "10:00–11:00 A Moved Hall Without a time no time yet G"},
		{"cancelled", "talk=c/x&talk=c/a", "Lost . It was taken from the programme (noticed 1 Feb 07:00 UTC); it was to be on Sat 1 Feb at 09:00 in Hall."},
		{"unknown", "talk=c/none", "0 talks c/none . It is not in the programme."},
	} {
		got := words(show(t, s, moved, "/schedule?"+test.address))
		if !strings.Contains(got, test.want) {
			t.Errorf("%s: want %q in\n%s", test.name, test.want, got)
		}
	}
}
