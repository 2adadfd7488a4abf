package query

import "testing"

func TestCut(t *testing.T) {
	for s, want := range map[string]Typed{
		"":                      {},
		" ":                     {Done: "", Whole: true},
		"bpf":                   {Last: "bpf"},
		"bpf ver":               {Done: "bpf ", Last: "ver"},
		"bpf ver ":              {Done: "bpf ", Last: "ver", Whole: true},
		"-ver":                  {Lead: "-", Last: "ver"},
		"bpf (io":               {Done: "bpf ", Lead: "(", Last: "io"},
		"(bpf io)":              {Done: "(bpf ", Last: "io", Whole: true},
		"by:gia":                {Lead: "by:", Last: "gia", Field: "speaker"},
		"bpf -speaker:gia":      {Done: "bpf ", Lead: "-speaker:", Last: "gia", Field: "speaker"},
		"bpf speaker: gia":      {Done: "bpf ", Lead: "speaker: ", Last: "gia", Field: "speaker"},
		"speaker:":              {Lead: "speaker:", Field: "speaker"},
		"nofield:gia":           {Last: "nofield:gia"},
		`bpf "live pat`:         {Done: "bpf ", Lead: `"live `, Last: "pat", Phrase: "live ", Quoted: true},
		`title:"live pat`:       {Lead: `title:"live `, Last: "pat", Phrase: "live ", Quoted: true, Field: "title"},
		`bpf"liv`:               {Done: "bpf", Lead: `"`, Last: "liv", Quoted: true},
		`"live patching"`:       {Done: `"live patching"`},
		`"live patching" bp`:    {Done: `"live patching" `, Last: "bp"},
		"“live pat":             {Lead: `"live `, Last: "pat", Phrase: "live ", Quoted: true},
		"bpf OR io":             {Lead: "bpf OR ", Last: "io"},
		"bpf | io":              {Lead: "bpf | ", Last: "io"},
		"track:net,re":          {Lead: "track:net,", Last: "re", Field: "track"},
		`by:"A B",gia`:          {Lead: `by:"A B",`, Last: "gia", Field: "speaker"},
		`x by:"A B","Gia`:       {Done: "x ", Lead: `by:"A B","`, Last: "Gia", Field: "speaker", Quoted: true},
		`"a b"c`:                {Done: `"a b"`, Last: "c"},
		"bpf sched*":            {Done: "bpf ", Last: "sched"},
		"*":                     {Last: "*"},
		"SCHED_D":               {Last: "SCHED_D"},
		"speaker: ":             {Lead: "speaker:", Field: "speaker", Whole: true},
		"-":                     {Lead: "-"},
		"kernel/sched/fair.c x": {Done: "kernel/sched/fair.c ", Last: "x"},
	} {
		if got := Cut(s); got != want {
			t.Errorf("%q:\n got %+v\nwant %+v", s, got, want)
		}
	}
}

func TestTypedWith(t *testing.T) {
	for _, c := range []struct{ query, value, want string }{
		{"bpf ver", "verifier", "bpf verifier"},
		{"ros", "Steven Rostedt", "Steven Rostedt"},
		{"bpf -by:ros", "Steven Rostedt", `bpf -by:"Steven Rostedt"`},
		{"by:ros", "Rostedt", "by:Rostedt"},
		{`bpf "live pat`, "patching", `bpf "live patching`},
		{"c", "C++", "C++"},
		{"sa", `saying "no"`, `"saying no"`},
		{"and", "AND gates", `"AND gates"`},
		{"bpf:", "BPF: the story", `"BPF: the story"`},
		{"x", "-x y", `"-x y"`},
		{"bpf OR ver", "verifier", "bpf OR verifier"},
		{"track:net,re", "LPC Refereed Track", `track:net,"LPC Refereed Track"`},
		{`by:"A B","Gia`, "Giani", `by:"A B","Giani`},
		{"bpf | ver", "a | b", `bpf | "a | b"`},
		{"keyword:a", "a,b", `keyword:"a,b"`},
		{"bpf -ker", "Kernel Summit", `bpf -"Kernel Summit"`},
	} {
		if got := Cut(c.query).With(c.value); got != c.want {
			t.Errorf("%q with %q: got %q, want %q", c.query, c.value, got, c.want)
		}
	}
}

// FuzzCut checks that nothing gets lost.
func FuzzCut(f *testing.F) {
	for _, s := range []string{"bpf ver", `title:"live pat`, "a OR -b", "(", "::", `"`, "\xff x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		typed := Cut(s)
		whole := normal(s)
		if cut := typed.Done + typed.Lead + typed.Last; len(cut) > len(whole) || cut != whole[:len(cut)] {
			t.Errorf("%q: got %+v, which is not its beginning", s, typed)
		}
		if typed.Last != "" {
			_ = Parse(typed.With(typed.Last))
		}
	})
}
