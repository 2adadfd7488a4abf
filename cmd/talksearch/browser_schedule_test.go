package main

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"talksearch/corpus"
	"talksearch/index/indextest"
)

// TestBrowserStars stars talks wherever they are listed and looks at the schedule.
func TestBrowserStars(t *testing.T) {
	server := newTestServer(t)
	for _, width := range []int64{360, 1280} {
		ctx := browser(t, width)
		complaints := watch(t, ctx, server.URL)
		visit(t, ctx, server.URL+"/schedule")
		if got := text(t, ctx, "#schedule"); !strings.HasPrefix(got, "Talks that you mark with a star") {
			t.Errorf("without stars: %q", got)
		}
		picture(t, ctx, fmt.Sprintf("schedule-empty-%d", width))
		visit(t, ctx, server.URL+"/?q=bpf+mc")
		star := `[data-talk="lpc2019/bpf-mc"] .star`
		do(t, ctx, chromedp.Click(chromedp.CSS(star)))
		eventually(t, ctx, "a hit is starred", `document.querySelector('`+star+`').ariaPressed === "true" && document.querySelector("header .mine").ariaLabel === "My schedule, 1 talk"`)
		eventually(t, ctx, "that is told", `document.querySelector("#said:not(.unseen) p")?.textContent === "In your schedule: BPF MC"`)
		picture(t, ctx, fmt.Sprintf("starred-%d", width))
		visit(t, ctx, server.URL+"/?view=timetable&day=2019-09-09")
		perform(t, ctx, `for (const id of ["scheduler-mc", "system-boot-and-security-mc"]) document.querySelector('[data-talk="lpc2019/' + id + '"] .star').click()`)
		picture(t, ctx, fmt.Sprintf("timetable-stars-%d", width))
		visit(t, ctx, server.URL+"/talks/lpc2019/tracing-mc")
		do(t, ctx, chromedp.Click(chromedp.CSS(".actions .star")))
		eventually(t, ctx, "a talk is starred", `document.querySelector(".actions .star").textContent === "In my schedule"`)
		picture(t, ctx, fmt.Sprintf("talk-starred-%d", width))
		click(t, ctx, "header .mine")
		eventually(t, ctx, "the schedule", `document.querySelectorAll("#schedule [data-talk]").length === 4`)
		if got := text(t, ctx, "#schedule section"); !strings.HasPrefix(got, "Monday 9 September 2019 15:00–18:30 Scheduler MC Microconference Microconferences At the same time as System Boot and Security MC (15:00–18:30)") {
			t.Errorf("the schedule: %q", got)
		}
		if got := text(t, ctx, ".gap"); got != "1 h 30 min free" {
			t.Errorf("the gap: %q", got)
		}
		if got := js[string](t, ctx, `document.querySelector('a[href^="/schedule.ics?"]').href.match(/talk=/g).length + ""`); got != "4" {
			t.Errorf("the calendar file has %s talks", got)
		}
		fitsTab(t, ctx, "schedule", width)
		picture(t, ctx, fmt.Sprintf("schedule-%d", width))
		perform(t, ctx, `document.querySelector('[data-talk="lpc2019/scheduler-mc"] .star').click()`)
		eventually(t, ctx, "one is taken off", `document.querySelectorAll("#schedule [data-talk]").length === 3 && !document.querySelector(".clash")`)
		do(t, ctx, chromedp.Click(chromedp.CSS("#said button")))
		eventually(t, ctx, "which is undone", `document.querySelectorAll("#schedule [data-talk]").length === 4`)
		for _, c := range complaints() {
			t.Error(c)
		}
	}
}

// TestBrowserSharedSchedule opens a link to somebody's schedule and adds it.
func TestBrowserSharedSchedule(t *testing.T) {
	server := newTestServer(t)
	for _, width := range []int64{360, 1280} {
		ctx := browser(t, width)
		visit(t, ctx, server.URL+"/talks/lpc2019/bpf-mc")
		do(t, ctx, chromedp.Click(chromedp.CSS(".actions .star")))
		visit(t, ctx, server.URL+"/schedule?talk=lpc2019%2Fbpf-mc&talk=lpc2019%2Ftracing-mc&talk=lpc2019%2Fscheduler-mc")
		if got := text(t, ctx, "#add"); got != "Add 2 more to my schedule" {
			t.Errorf("the button says %q", got)
		}
		picture(t, ctx, fmt.Sprintf("shared-%d", width))
		do(t, ctx, chromedp.Click(chromedp.CSS("#add")))
		eventually(t, ctx, "they are added", `document.querySelector("#add").textContent.includes("All of these are in your schedule") && document.querySelectorAll("[aria-pressed=true]").length === 3`)
		visit(t, ctx, server.URL+"/schedule")
		eventually(t, ctx, "own", `document.querySelector("#share")`)

		// Fingers get the system's sheet; that it is shut without a choice is no failure.
		perform(t, ctx, `
			const original = matchMedia
			window.matchMedia = query => query === "(pointer: coarse)" ? {matches: true} : original(query)
			window.shared = []
			navigator.share = async data => { shared.push(data); if (shared.length > 1) throw new DOMException("shut", "AbortError") }`)
		for n := range 2 {
			do(t, ctx, chromedp.Click(chromedp.CSS("#share")))
			eventually(t, ctx, "the sheet", fmt.Sprintf(`shared.length === %d && shared[%[2]d].url.match(/^http.*talk=/g) && shared[%[2]d].title === "My schedule" && location.search === ""`, n+1, n))
		}
		if got := text(t, ctx, "#said"); got != "" {
			t.Errorf("after the sheet: %q", got)
		}
		perform(t, ctx, `delete navigator.share; navigator.share = undefined`)
		perform(t, ctx, `Object.defineProperty(navigator, "clipboard", {value: {writeText: async text => { window.copied = text }}})`)
		do(t, ctx, chromedp.Click(chromedp.CSS("#share")))
		eventually(t, ctx, "the link is copied", `window.copied?.match(/talk=/g).length === 3`)
		withoutScripts(t, ctx)
		visit(t, ctx, js[string](t, ctx, "copied"))
		if got := len(talkIDs(t, ctx)); got != 3 {
			t.Errorf("without JavaScript the link shows %d talks", got)
		}
	}
}

// TestBrowserScheduleChanges has a programme change under the stars.
func TestBrowserScheduleChanges(t *testing.T) {
	l, handler, _ := newHandlers(t, indextest.LPC(t))
	served := httptest.NewServer(handler)
	t.Cleanup(served.Close)
	server := served.URL
	ctx := browser(t, 360)
	for _, id := range []string{"bpf-mc", "tracing-mc", "scheduler-mc"} {
		visit(t, ctx, server+"/talks/lpc2019/"+id)
		do(t, ctx, chromedp.Click(chromedp.CSS(".actions .star")))
		eventually(t, ctx, "its time is known", `JSON.parse(localStorage["talksearch.stars"])["lpc2019/`+id+`"].start`)
	}
	after := indextest.LPC(t)
	var talks []corpus.Talk
	for _, talk := range after.Talks {
		switch talk.ID {
		case "bpf-mc":
			talk.Start, talk.End, talk.Room = talk.Start.Add(-time.Hour), talk.End.Add(-time.Hour), "Ametista"
		case "tracing-mc":
			continue
		}
		talks = append(talks, talk)
	}
	after.Talks = talks
	if _, err := l.put(t.Context(), corpus.List([]*corpus.Programme{after})); err != nil {
		t.Fatal(err)
	}
	visit(t, ctx, server+"/schedule")
	eventually(t, ctx, "what moved", `document.querySelector("[data-moved]")`)
	picture(t, ctx, "schedule-changes-360")
	fitsTab(t, ctx, "changes", 360)
	if got := text(t, ctx, "[data-moved]"); got != "Moved: it was on Wed 11 Sep at 15:00, without a room. All right" {
		t.Errorf("moved: %q", got)
	}
	if got := text(t, ctx, "[data-gone]"); !strings.HasPrefix(got, "Tracing MC. It was taken from the programme") || !strings.HasSuffix(got, "it was to be on Wed 11 Sep at 10:00. Take it off") {
		t.Errorf("cancelled: %q", got)
	}
	do(t, ctx, chromedp.Click(chromedp.CSS("[data-moved] button")), chromedp.Click(chromedp.CSS("[data-gone] button")))
	eventually(t, ctx, "all is said", `!document.querySelector("[data-moved], [data-gone]")`)
	visit(t, ctx, server+"/schedule")
	eventually(t, ctx, "the rest", `document.querySelectorAll("#schedule [data-talk]").length === 2`)
	if n := seen(t, ctx, "[data-moved], [data-gone]"); n != 0 {
		t.Errorf("%d changes are told again", n)
	}
}
