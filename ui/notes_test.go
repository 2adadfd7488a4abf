package ui

import (
	"strings"
	"testing"

	"talksearch/corpus"
	"talksearch/index"
)

// TestNotes shows how queries were taken, as an engine says it.
func TestNotes(t *testing.T) {
	conference := &index.Conference{ID: "c", Title: "Conference", Talks: 2}
	talk := &corpus.Talk{ID: "t", Kind: corpus.KindTalk, Title: "A verifier"}
	for _, c := range []struct {
		name, address string
		query         index.Interpretation
		missing       []string
		want          string   // the notes, as read
		links         []string // in them, in order
	}{
		{name: "nothing to say", address: "/?q=verifier"},
		{
			name: "corrected", address: "/?q=verifer+shceduler&page=2",
			query: index.Interpretation{Corrections: []index.Correction{{From: "verifer", To: "verifier"}, {From: "shceduler", To: "scheduler"}}},
			want:  "Searched for verifier instead of verifer and scheduler instead of shceduler Search for what was typed",
			links: []string{"/?correct=false&amp;q=verifer&#43;shceduler"},
		},
		{
			name: "relaxed", address: "/?q=verifier+memory+elephant&track=x",
			query: index.Interpretation{Relaxed: true, Omitted: []string{"elephant"}}, missing: []string{"memory", "elephant"},
			want:  "No talk has all of the words; these have most. The best do without elephant Only talks with all words",
			links: []string{"/?q=verifier&#43;memory&#43;elephant&amp;relax=false&amp;track=x"},
		},
		{
			name: "some have all", address: "/?q=verifier+memory",
			query: index.Interpretation{Relaxed: true, Complete: 2}, missing: []string{"memory"},
			want:  "2 talks with all of the words; behind them those with most. Only talks with all words",
			links: []string{"/?q=verifier&#43;memory&amp;relax=false"},
		},
		{
			name: "expanded", address: "/?q=ebpf+oom&sort=time",
			query: index.Interpretation{Expansions: []index.Expansion{{From: "ebpf", To: []string{"BPF"}}, {From: "oom", To: []string{"out of memory", "OOM killer", "oomd"}}}},
			want:  "Also: BPF for ebpf ; out of memory , OOM killer and oomd for oom Only what was typed",
			links: []string{"/?expand=false&amp;q=ebpf&#43;oom&amp;sort=time"},
		},
		{
			name: "all at once", address: "/?q=a",
			query: index.Interpretation{Relaxed: true, Corrections: []index.Correction{{From: "<b>", To: "b&"}}, Expansions: []index.Expansion{{From: "a", To: []string{"b"}}}, Warnings: []string{"there is no field \"titel\""}},
			want:  "Searched for b&amp; instead of &lt;b&gt; Search for what was typed No talk has all of the words; these have most. Only talks with all words Also: b for a Only what was typed there is no field &#34;titel&#34;",
			links: []string{"/?correct=false&amp;q=a", "/?q=a&amp;relax=false", "/?expand=false&amp;q=a"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &canned{conferences: []*index.Conference{conference}, result: index.Result{Query: c.query, Total: 30, Hits: []index.Hit{{
				Entry: index.Entry{Conference: conference, Talk: talk}, Title: index.Marked{{Text: talk.Title}}, Missing: c.missing,
			}}}}
			page := show(t, s, changes{}, c.address)
			_, notes, _ := strings.Cut(page, `id="notes">`)
			notes, _, _ = strings.Cut(notes, "</div>")
			if got := words(notes); got != c.want {
				t.Errorf("notes\n got %q\nwant %q", got, c.want)
			}
			var links []string
			for _, part := range strings.Split(notes, ` href="`)[1:] {
				path, _, _ := strings.Cut(part, `"`)
				links = append(links, path)
			}
			if strings.Join(links, " ") != strings.Join(c.links, " ") {
				t.Errorf("links: got %q, want %q", links, c.links)
			}
			if want := strings.Join(c.missing, " , "); (want != "") != strings.Contains(page, "Without:") || !strings.Contains(words(page), want) {
				t.Errorf("the hit does not tell that it lacks %q", want)
			}
		})
	}
}

// TestStrict checks that what was switched off can be switched on again.
func TestStrict(t *testing.T) {
	b := builder{s: searchOf(t, "q=x&correct=false&relax=false&expand=false"), result: &index.Result{Query: index.Interpretation{}}}
	var got []string
	for _, c := range b.chips() {
		got = append(got, c.Label+" "+c.Remove)
	}
	want := "nothing corrected /?expand=false&q=x&relax=false, all words /?correct=false&expand=false&q=x, no other words /?correct=false&q=x&relax=false"
	if strings.Join(got, ", ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
