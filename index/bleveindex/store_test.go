package bleveindex

import (
	"fmt"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"talksearch/corpus"
	"talksearch/index"
)

// fill sets every field of v, whatever fields it has, so that one that is added and
// not written is noticed.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("text ", *n))
	case reflect.Int64:
		v.SetInt(int64(-*n))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 3, 3))
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(2020, 5, 6, 7, *n, 9, 10, time.UTC)))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	default:
		panic("a field of kind " + v.Kind().String())
	}
}

func TestTalkStore(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2020, 7, 1, 10, 0, 0, 123, time.UTC)
	conferences := []*index.Conference{{ID: "a", Timezone: "Europe/Berlin"}, {ID: "b"}, {ID: "c", Timezone: "Nowhere/Else"}}
	var full corpus.Talk
	n := 0
	fill(reflect.ValueOf(&full).Elem(), &n)
	talks := []corpus.Talk{
		full, {}, {ID: "x", Keywords: []string{}, Topics: []string{""}, Speakers: []corpus.Speaker{}},
		{Start: at.In(berlin), End: at.In(time.FixedZone("here", -3*3600-1800))},
		{Start: at.In(time.FixedZone("Europe/Berlin", 60)), End: time.Unix(-1, 5).UTC(), Abstract: string(make([]byte, 1<<20))},
	}
	var entries []index.Entry
	for i := range talks {
		for _, c := range conferences {
			entries = append(entries, index.Entry{Conference: c, Talk: &talks[i]})
		}
	}
	path := filepath.Join(t.TempDir(), "talks")
	offsets, err := writeTalks(t.Context(), path, conferences, entries)
	if err != nil {
		t.Fatal(err)
	}
	s, err := openTalks(path, offsets, conferences)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	for i, want := range entries {
		got, err := s.entry(uint32(i))
		if err != nil || got.Conference != want.Conference {
			t.Fatalf("talk %d: %+v, %v", i, got, err)
		}
		for _, times := range [][2]time.Time{{got.Talk.Start, want.Talk.Start}, {got.Talk.End, want.Talk.End}} {
			if times[0].Format(time.RFC3339Nano) != times[1].Format(time.RFC3339Nano) {
				t.Errorf("talk %d: got time %v, want %v", i, times[0], times[1])
			}
		}
		got.Talk.Start, got.Talk.End = want.Talk.Start, want.Talk.End // zones compare by address
		if !reflect.DeepEqual(got.Talk, want.Talk) {
			t.Errorf("talk %d: got\n%+v, want\n%+v", i, got.Talk, want.Talk)
		}
	}
	if _, err := s.entry(uint32(len(entries)) + blockTalks); err == nil {
		t.Error("a talk beyond the last: no error")
	}
}

// TestMalformed reads every beginning of a talk, and each with a byte changed.
func TestMalformed(t *testing.T) {
	var full corpus.Talk
	n := 0
	fill(reflect.ValueOf(&full).Elem(), &n)
	var e encoder
	e.talk(&full, time.UTC)
	for i := range e.b {
		d := decoder{s: string(e.b[:i])}
		if d.talk(time.UTC); d.err == nil {
			t.Errorf("%d of %d bytes: no error", i, len(e.b))
		}
		changed := append([]byte(nil), e.b...)
		changed[i] = 0xff
		d = decoder{s: string(changed)}
		d.talk(time.UTC) // must not panic
	}
}

func TestNameOf(t *testing.T) {
	programme := func() *corpus.Programme {
		p := &corpus.Programme{}
		n := 0
		fill(reflect.ValueOf(p).Elem(), &n)
		return p
	}
	want := nameOf([]*corpus.Programme{programme()}, deriver{})
	if got := nameOf([]*corpus.Programme{programme()}, deriver{}); got != want || !generationName.MatchString(got) {
		t.Errorf("the same content: got %s and %s", got, want)
	}
	p := programme()
	v := reflect.ValueOf(p).Elem()
	for i := range v.NumField() {
		before := reflect.ValueOf(v.Field(i).Interface())
		v.Field(i).SetZero()
		if got := nameOf([]*corpus.Programme{p}, deriver{}); got == want {
			t.Errorf("without %s the name is the same", v.Type().Field(i).Name)
		}
		v.Field(i).Set(before)
	}
	a, b := many(2*hashTalks), programme()
	if x, y := nameOf([]*corpus.Programme{a, b}, deriver{}), nameOf([]*corpus.Programme{b, a}, deriver{}); x != y {
		t.Errorf("in another order: got %s and %s", x, y)
	}
	before := nameOf([]*corpus.Programme{a}, deriver{})
	a.Talks[len(a.Talks)-1].Title += "."
	if nameOf([]*corpus.Programme{a}, deriver{}) == before {
		t.Error("another title in the last talk gives the same name")
	}
}

// TestIDTable finds talks whose ids have the same hash.
func TestIDTable(t *testing.T) {
	var entries []index.Entry
	c := &index.Conference{ID: "c"}
	for i := range 200_000 { // of which some four pairs have one hash
		entries = append(entries, index.Entry{Conference: c, Talk: &corpus.Talk{ID: fmt.Sprintf("talk-%x", i*7919)}})
	}
	table, err := newIDTable(entries)
	if err != nil {
		t.Fatal(err)
	}
	g := &generation{tables: tables{ids: table}, held: entries}
	for i, e := range entries {
		if got, err := g.find(e.ID()); err != nil || got.Talk != e.Talk {
			t.Fatalf("talk %d: got %v, %v", i, got, err)
		}
	}
	if _, err := g.find("c/none"); err == nil {
		t.Error("found what is not there")
	}
	if _, err := newIDTable(append(entries, entries[77])); err == nil || err.Error() != "two talks have the id "+entries[77].ID() {
		t.Errorf("twice: got error %v", err)
	}
}
