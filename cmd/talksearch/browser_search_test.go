package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"talksearch/corpus"
)

// TestBrowserSearch does what a visitor at a desk does: types, filters, reads,
// opens.
func TestBrowserSearch(t *testing.T) {
	server := newTestServer(t)
	ctx := browser(t, 1280)
	withoutScripts(t, ctx)
	visit(t, ctx, server.URL)
	if got := text(t, ctx, "h1"); got != "The whole programme" {
		t.Errorf("first page: heading %q", got)
	}
	picture(t, ctx, "programme-1280")
	do(t, ctx, chromedp.SendKeys(chromedp.CSS(`input[name=q]`), "kernel"))
	click(t, ctx, "form.search button")
	if got, want := text(t, ctx, "h1"), "36 results for “kernel”"; got != want {
		t.Errorf("after typing: heading %q, want %q", got, want)
	}
	if got, want := text(t, ctx, "#facet-day"), "Day Mon 9 Sep 12 Tue 10 Sep 13 Wed 11 Sep 11"; got != want {
		t.Errorf("day counts: got %q, want %q", got, want)
	}
	if n := seen(t, ctx, ".apply, .show"); n != 0 {
		t.Errorf("%d buttons to apply what is not chosen", n)
	}
	do(t, ctx, chromedp.Click(chromedp.CSS(`#facet-track input[value="Microconferences"]`)), chromedp.Click(chromedp.CSS(`#facet-day input[value="2019-09-10"]`)))
	if n := seen(t, ctx, ".apply"); n != 2 {
		t.Errorf("%d facets have a button to apply what was chosen, want 2", n)
	}
	click(t, ctx, "#facet-day .apply")
	for selector, want := range map[string]string{
		"h1":                        "4 results for “kernel”",
		"#chips":                    "Day: Tue 10 Sep × Track: Microconferences × Clear all",
		"#facet-day summary":        "Day 1",
		".hit .when":                "Tue 10 Sep 1",
		".hit .meta":                "Microconference Microconferences",
		`.switch[aria-label^=Sort]`: "Relevance Time",
	} {
		if got := text(t, ctx, selector); !strings.HasPrefix(got, want) {
			t.Errorf("with track and day, %s: got %q, want %q", selector, got, want)
		}
	}
	picture(t, ctx, "filtered-1280")
	click(t, ctx, "#chips a[href*=Micro]") // takes the day off
	if got := text(t, ctx, "#chips"); got != "Track: Microconferences ×" {
		t.Errorf("after taking the day off: chips %q", got)
	}
	do(t, ctx, chromedp.Click(chromedp.CSS(`#facet-track input[value="Microconferences"]`)))
	click(t, ctx, "#facet-track .apply")
	if got := text(t, ctx, "h1"); got != "36 results for “kernel”" {
		t.Errorf("after taking the track off: heading %q", got)
	}
	click(t, ctx, `.switch a[href*="sort=time"]`)
	if got := text(t, ctx, ".day h2"); got != "Monday 9 September 2019" {
		t.Errorf("by time: the first day is %q", got)
	}
	title := text(t, ctx, ".hit h3")
	click(t, ctx, ".hit h3 a")
	if got := text(t, ctx, "h1"); got != title {
		t.Errorf("talk: heading %q, want %q", got, title)
	}
}

// TestBrowserPager goes through the pages.
func TestBrowserPager(t *testing.T) {
	server := newTestServer(t)
	for _, width := range []int64{360, 1280} {
		ctx := browser(t, width)
		withoutScripts(t, ctx)
		visit(t, ctx, server.URL)
		all := map[string]bool{}
		for page := 1; ; page++ {
			for _, id := range talkIDs(t, ctx) {
				all[id] = true
			}
			if n := seen(t, ctx, ".pager .next"); n == 0 {
				break
			}
			click(t, ctx, ".pager .next")
			if got, want := text(t, ctx, ".pages b"), fmt.Sprint(page+1); got != want {
				t.Errorf("after %d pages: on page %s", page, got)
			}
		}
		if len(all) != 46 {
			t.Errorf("at %d pixels the pages have %d talks, want 46", width, len(all))
		}
		click(t, ctx, `.pages a[rel=prev]`)
		if got := text(t, ctx, ".pages b"); got != "2" {
			t.Errorf("back from the last page: on page %s", got)
		}
		click(t, ctx, `.pager a[href*="per_page=100"]`)
		if got := len(talkIDs(t, ctx)); got != 46 {
			t.Errorf("a page of 100 has %d talks, want 46", got)
		}
	}
}

// talkIDs returns the talks that a page lists.
func talkIDs(t *testing.T, ctx context.Context) []string {
	t.Helper()
	return ask(t, ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll("main [data-talk]")].map(e => e.dataset.talk)`))
}

// TestBrowserLongFacet lists a facet at length.
func TestBrowserLongFacet(t *testing.T) {
	server := newTestServer(t)
	ctx := browser(t, 1280)
	withoutScripts(t, ctx)
	visit(t, ctx, server.URL)
	few := seen(t, ctx, "#facet-speaker li input")
	click(t, ctx, "#facet-speaker .more")
	many := seen(t, ctx, "#facet-speaker li input")
	if few != 10 || many < 50 {
		t.Errorf("%d speakers, then %d; want 10, then all", few, many)
	}
	click(t, ctx, "#facet-speaker .more")
	if n := seen(t, ctx, "#facet-speaker li input"); n != few {
		t.Errorf("%d speakers in the end, want %d again", n, few)
	}
}

// manyPeople is a conference of more people than a long list has.
func manyPeople(t testing.TB) *corpus.Programme {
	t.Helper()
	p := &corpus.Programme{ID: "crowd", Title: "Crowd"}
	for n := range 40 {
		talk := corpus.Talk{Title: fmt.Sprintf("Panel %d", n), Day: corpus.Date(fmt.Sprintf("2020-03-%02d", 1+n%30))}
		for m := range 10 {
			talk.Speakers = append(talk.Speakers, corpus.Speaker{Name: fmt.Sprintf("Person %c%c", 'A'+n%26, 'a'+m) + strings.Repeat("x", n/26)})
		}
		p.Talks = append(p.Talks, talk)
	}
	p.Talks[7].Speakers[3].Name = "Zoë Žižek-Last"
	corpus.Normalize(p)
	if err := corpus.Validate(p).Err(); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestBrowserFind looks for somebody who is beyond the end of a long list, with scripts
// and without.
func TestBrowserFind(t *testing.T) {
	server := serveProgrammes(t, manyPeople(t))
	for _, width := range []int64{360, 1280} {
		ctx := browser(t, width)
		withoutScripts(t, ctx)
		visit(t, ctx, server+"/?q=panel&long=speaker")
		if width == 360 {
			do(t, ctx, chromedp.Click(chromedp.CSS("#facet-speaker .narrow")))
		}
		if n, got := seen(t, ctx, "#facet-speaker li"), text(t, ctx, "#facet-speaker .none"); n != 300 || got != "100 more: find them by name" {
			t.Errorf("%d people, and %q", n, got)
		}
		do(t, ctx, chromedp.Focus(chromedp.CSS("#facet-speaker .narrow")))
		if _, err := chromedp.RunResponse(ctx, chromedp.KeyEvent("zize\r")); err != nil {
			t.Fatal(err)
		}
		if got := text(t, ctx, "#facet-speaker ul"); got != "Zoë Žižek-Last 1" {
			t.Errorf("found are %q", got)
		}
		picture(t, ctx, fmt.Sprintf("find-%d", width))
		do(t, ctx, chromedp.Click(chromedp.CSS("#facet-speaker li input")))
		click(t, ctx, map[int64]string{360: ".show button", 1280: "#facet-speaker .apply"}[width])
		if got := text(t, ctx, "h1") + ", " + text(t, ctx, "#chips"); got != "1 result for “panel”, Speaker: Zoë Žižek-Last ×" {
			t.Errorf("chosen: %q", got)
		}
	}
	ctx := browser(t, 1280)
	visit(t, ctx, server+"/?q=panel")
	do(t, ctx, chromedp.Focus(chromedp.CSS("#facet-speaker .narrow")))
	keys(t, ctx, "nobody")
	eventually(t, ctx, "nobody is found", `document.querySelectorAll("#facet-speaker li").length === 0 && document.querySelector("#facet-speaker .none").textContent === "None of these"`)
	keys(t, ctx, strings.Repeat("\b", 6)+"last")
	eventually(t, ctx, "one is found", `[...document.querySelectorAll("#facet-speaker li .name")].map(e => e.textContent).join() === "Zoë Žižek-Last" && !document.querySelector("#facet-speaker .none")`)
	do(t, ctx, chromedp.Click(chromedp.CSS("#facet-speaker li input")))
	eventually(t, ctx, "and chosen", `location.search === "?q=panel&speaker=Zo%C3%AB+%C5%BDi%C5%BEek-Last" && document.querySelectorAll(".hit").length === 1`)
}

// TestBrowserPhone filters on a phone: several at once, in a panel that opens.
func TestBrowserPhone(t *testing.T) {
	server := newTestServer(t)
	ctx := browser(t, 360)
	withoutScripts(t, ctx)
	visit(t, ctx, server.URL+"/?q=bpf")
	if n := seen(t, ctx, "#facets input"); n > 0 {
		t.Errorf("%d filters are open before they are asked for", n)
	}
	do(t, ctx, chromedp.Click(chromedp.CSS("#facets > summary")))
	if n := seen(t, ctx, "#facets input"); n > 0 {
		t.Errorf("%d values are open, want the facets' names", n)
	}
	do(t, ctx, chromedp.Click(chromedp.CSS("#facet-day > summary")))
	picture(t, ctx, "filters-360")
	do(t, ctx, chromedp.Click(chromedp.CSS(`#facet-day input[value="2019-09-10"]`)), chromedp.Click(chromedp.CSS(`#facet-day input[value="2019-09-11"]`)))
	click(t, ctx, ".show button")
	if got := text(t, ctx, "#chips"); got != "Day: Tue 10 Sep × Day: Wed 11 Sep × Clear all" {
		t.Errorf("after choosing two days: chips %q", got)
	}
	if got := text(t, ctx, "#facets > summary"); got != "Filters 2" {
		t.Errorf("after choosing two days: %q", got)
	}
	click(t, ctx, "#chips .clear")
	if got := text(t, ctx, "h1"); got != "5 results for “bpf”" {
		t.Errorf("after clearing all: heading %q", got)
	}
	click(t, ctx, `#strip a[href*="2019-09-11"]`)
	if got := text(t, ctx, "h1"); got != "2 results for “bpf”" {
		t.Errorf("after choosing a day in the strip: heading %q", got)
	}
	if got := text(t, ctx, "#strip .on .name"); got != "Wed 11" {
		t.Errorf("in the strip %q is marked", got)
	}
}

// TestBrowserStrip checks that bars stand where the talks are.
func TestBrowserStrip(t *testing.T) {
	server := newTestServer(t)
	ctx := browser(t, 1280)
	withoutScripts(t, ctx)
	visit(t, ctx, server.URL+"/?q=bpf")
	if got := text(t, ctx, "#strip"); got != "Mon 9 Sep 1 of 16 talks, at 10:00 10:00 21:00 Tue 10 Sep 2 of 16 talks, at 10:00 10:00 21:00 Wed 11 Sep 2 of 14 talks, from 10:00 to 15:00, most at 10:00 10:00 21:00" {
		t.Errorf("strip: %q", got)
	}
	places := ask(t, ctx, chromedp.Evaluate[[]int](`[...document.querySelectorAll("#strip li:nth-child(3) rect")].map(r => {
		const all = r.ownerSVGElement.getBoundingClientRect(), own = r.getBoundingClientRect()
		return Math.round(100 * (own.left - all.left) / all.width)
	})`))
	if fmt.Sprint(places) != "[0 47]" { // 10:00 and 15:00 of 10:00 to 21:00
		t.Errorf("the bars begin at %v of 100", places)
	}
}
