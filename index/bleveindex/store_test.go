package bleveindex

import (
	"fmt"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"talksearch/corpus"
	"talksearch/corpus/compact"
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
	w, err := newTalkWriter(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range entries {
		zone, _ := (&corpus.Programme{Timezone: e.Conference.Timezone}).Zone()
		if err := w.add(uint32(i%len(conferences)), compact.Append(nil, e.Talk, zone)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.close(); err != nil {
		t.Fatal(err)
	}
	s, err := openTalks(path, w.offsets, conferences)
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

func TestNameOf(t *testing.T) {
	programme := func() *corpus.Programme {
		p := &corpus.Programme{}
		n := 0
		fill(reflect.ValueOf(p).Elem(), &n)
		return p
	}
	want := nameOfAll(t, programme())
	if got := nameOfAll(t, programme()); got != want || !generationName.MatchString(got) {
		t.Errorf("the same content: got %s and %s", got, want)
	}
	p := programme()
	v := reflect.ValueOf(p).Elem()
	for i := range v.NumField() {
		before := reflect.ValueOf(v.Field(i).Interface())
		v.Field(i).SetZero()
		if got := nameOfAll(t, p); got == want {
			t.Errorf("without %s the name is the same", v.Type().Field(i).Name)
		}
		v.Field(i).Set(before)
	}
	a, b := many(5000), programme()
	if x, y := nameOfAll(t, a, b), nameOfAll(t, b, a); x != y {
		t.Errorf("in another order: got %s and %s", x, y)
	}
	before := nameOfAll(t, a)
	a.Talks[len(a.Talks)-1].Title += "."
	if nameOfAll(t, a) == before {
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
	id := func(i int) string { return entries[i].ID() }
	table, err := newIDTable(len(entries), id)
	if err != nil {
		t.Fatal(err)
	}
	g := &generation{tables: tables{ids: table}, held: entries, outlines: make([]outlines, len(entries))}
	for i, e := range entries {
		if got, err := g.find(e.ID()); err != nil || got.Talk != e.Talk {
			t.Fatalf("talk %d: got %v, %v", i, got, err)
		}
	}
	if _, err := g.find("c/none"); err == nil {
		t.Error("found what is not there")
	}
	entries = append(entries, entries[77])
	if _, err := newIDTable(len(entries), id); err == nil || err.Error() != "two talks have the id "+entries[77].ID() {
		t.Errorf("twice: got error %v", err)
	}
}
