package corpus

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// talks reads lines "uid id title hour room", - for nothing.
func talks(lines string) Outline {
	var o Outline
	for _, l := range strings.Split(lines, "|") {
		f := strings.Fields(l)
		for i := range f {
			if f[i] == "-" {
				f[i] = ""
			}
		}
		hour, _ := time.Parse("15", f[3])
		start := time.Date(2021, 3, 1, hour.Hour(), 0, 0, 0, time.UTC)
		o.Add(&Talk{UID: f[0], ID: f[1], Title: f[2], Start: start, End: start.Add(time.Hour), Day: "2021-03-01", Room: f[4]})
	}
	return o
}

func TestDiff(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"nothing", "u1 a A 09 R", "u1 a A 09 R", ""},
		{"moved in time and room", "u1 a A 09 R|- b B 10 R", "u1 a A 11 R|- b B 10 S", "moved a 09R-11R, moved b 10R-10S"},
		{"new and gone", "- a A 09 R", "- b B 09 R", "cancelled a 09R-, new b -09R"},
		{"retitled, by UID", "u1 a A 09 R", "u1 aa AA 10 R", "moved aa 09R-10R"},
		{"retitled, by id", "- a A 09 R", "- a AA 09 R", ""},
		{"a namesake of another UID takes the id", "u1 opening Opening 09 R", "u9 opening Opening 18 R|u1 opening-session Opening-session 09 R", "new opening -18R"},
		{"one of two slots moves", "u1 a A 09 R|u1 a-2 A 10 R", "u1 a A 09 R|u1 a-3 A 12 R", "moved a-3 10R-12R"},
		{"a second slot is added", "u1 a A 09 R", "u1 a A 09 R|u1 a-2 A 10 R", "new a-2 -10R"},
		{"a slot is dropped", "u1 a A 09 R|u1 a-2 A 10 R", "u1 a A 10 R", "cancelled a 09R-"},
		{"of two without ids the first is dropped", "- l L 09 R|- l-2 L 10 R", "- l L 10 R", "cancelled l 09R-"},
		{"of two the one without UID is the one", "u1 a Lunch 09 R|- b Lunch 10 R", "u2 c Lunch 11 R", "cancelled a 09R-, moved c 10R-11R"},
		{"a UID appears", "- a A 09 R", "u1 a A 10 R", "moved a 09R-10R"},
	} {
		var got []string
		show := func(s Slot) string {
			if s.Start.IsZero() {
				return ""
			}
			return s.Start.Format("15") + s.Room
		}
		for _, x := range Diff("c", talks(c.old), talks(c.new), time.Time{}) {
			got = append(got, string(x.Kind)+" "+x.Talk+" "+show(x.Old)+"-"+show(x.New))
		}
		slices.Sort(got)
		if g := strings.Join(got, ", "); g != c.want {
			t.Errorf("%s: got %q, want %q", c.name, g, c.want)
		}
	}
}

func TestRepair(t *testing.T) {
	at := time.Date(2021, 3, 1, 9, 0, 0, 0, time.UTC)
	p := &Programme{ID: "a/b", Timezone: "Mars/Phobos", Start: "2021-03-02", End: "2021-03-01", URL: "javascript:1", Talks: []Talk{
		{ID: "x", Title: "X", Start: at, End: at.Add(-time.Hour)}, {ID: "x", Day: "2021-13-01", Kind: "seance"}, {ID: "x-2", Title: "Y", URL: "ftp://x"},
		{ID: "..", Title: "Z", Speakers: []Speaker{{Name: "A", Role: "medium"}}, Links: []Link{{URL: "data:x"}, {URL: "https://x.example"}}},
	}}
	Normalize(p)
	Repair(p)
	for _, x := range Validate(p) {
		if x.Severity == Error {
			t.Errorf("still wrong: %s", x)
		}
	}
	var ids []string
	for _, talk := range p.Talks {
		ids = append(ids, talk.ID)
	}
	if want := []string{"x", "x-3", "x-2", "z"}; !slices.Equal(ids, want) {
		t.Errorf("ids %q, want %q", ids, want)
	}
	if p.ID != "a-b" || p.Title != "a/b" || p.Start != "2021-03-01" || p.End != "2021-03-01" || p.Timezone != "" {
		t.Errorf("programme %+v", p)
	}
	many := &Programme{ID: "m", Title: "M"}
	for range 50_000 {
		many.Talks = append(many.Talks, Talk{ID: "same", Title: "Same"})
	}
	began := time.Now()
	Repair(many)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("50,000 equal ids took %s", took)
	}
}
