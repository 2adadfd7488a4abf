package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience is how long eventually waits: a browser on a busy machine may take long.
const patience = time.Minute

// eventually waits until an expression, or what it promises, is true in the page. The
// test fails when it is not in the end.
func eventually(t testing.TB, ctx context.Context, what, expression string) {
	t.Helper()
	until := time.Now().Add(patience)
	for {
		if ask(t, ctx, chromedp.Evaluate[bool]("(async () => !!await ("+expression+"))()", chromedp.EvalAwaitPromise)) {
			return
		}
		if time.Now().After(until) {
			state := ask(t, ctx, chromedp.Evaluate[string](`location.href + "\n" + document.querySelector("#said").textContent + "\n" + document.querySelector("main").innerText.slice(0, 500)`))
			t.Fatalf("%s: not so after %s: %s\n%s", what, patience, expression, state)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// keys presses keys one after the other, where the focus is. Unlike
// chromedp.KeyEvent it sends the press and the character at once, so that a key that
// a script takes writes nothing.
func keys(t testing.TB, ctx context.Context, text string) {
	t.Helper()
	for _, r := range text {
		events := kb.Encode(r)
		down, up := events[0], events[len(events)-1]
		if len(events) == 3 {
			down.Text, down.UnmodifiedText = events[1].Text, events[1].UnmodifiedText
		}
		do(t, ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
			for _, e := range []*input.DispatchKeyEventParams{down, up} {
				if _, err := cdp.Call(ctx, tab, input.DispatchKeyEvent, *e); err != nil {
					return err
				}
			}
			return nil
		}))
	}
}

// js returns what an expression is in the page.
func js[T any](t testing.TB, ctx context.Context, expression string) T {
	t.Helper()
	return ask(t, ctx, chromedp.Evaluate[T](expression))
}

// perform runs statements in the page.
func perform(t testing.TB, ctx context.Context, statements string) {
	t.Helper()
	js[bool](t, ctx, "(() => { "+statements+" })(), true")
}

// TestBrowserTyping types and looks at results, address and history meanwhile.
func TestBrowserTyping(t *testing.T) {
	server := newTestServer(t)
	for _, width := range []int64{360, 1280} {
		ctx := browser(t, width)
		visit(t, ctx, server.URL)
		perform(t, ctx, `scrollTo(0, 120); window.same = true`)
		keys(t, ctx, "/")
		keys(t, ctx, "sched")
		eventually(t, ctx, "typing", `document.querySelector("h1").textContent.endsWith("for “sched”") && location.search === "?q=sched&typing=true"`)
		if got := js[int](t, ctx, `document.querySelectorAll(".hit").length`); got < 5 {
			t.Errorf("a beginning finds %d talks", got)
		}
		if y := js[int](t, ctx, "scrollY"); y != 120 {
			t.Errorf("at %d pixels the page scrolled to %d", width, y)
		}
		picture(t, ctx, fmt.Sprintf("typing-%d", width))
		keys(t, ctx, "uler latency")
		eventually(t, ctx, "typing on", `document.querySelector("h1").textContent.endsWith("“scheduler latency”")`)
		keys(t, ctx, kb.Escape) // the suggestions
		perform(t, ctx, `document.querySelector("#search input").setSelectionRange(3, 3)`)
		keys(t, ctx, "x\b")
		eventually(t, ctx, "typing in the middle", `document.querySelector("h1").textContent.endsWith("“scheduler latency”")`)
		if got := js[string](t, ctx, `document.activeElement.name + " " + document.activeElement.selectionStart`); got != "q 3" {
			t.Errorf("at %d pixels focus and caret are at %s, want q 3", width, got)
		}
		keys(t, ctx, "\r")
		eventually(t, ctx, "committing", `location.search === "?q=scheduler+latency"`)
		if got := js[string](t, ctx, "document.title"); !strings.HasPrefix(got, "scheduler latency") {
			t.Errorf("title %q", got)
		}
		ids := strings.Join(talkIDs(t, ctx), " ")
		perform(t, ctx, `history.back()`)
		eventually(t, ctx, "Back", `location.search === "" && document.querySelector("h1").textContent === "The whole programme" && document.querySelector("#search input").value === ""`)
		perform(t, ctx, `history.forward()`)
		eventually(t, ctx, "Forward", `document.querySelector("#search input").value === "scheduler latency" && document.querySelectorAll(".hit").length > 0`)
		if !js[bool](t, ctx, "window.same") {
			t.Error("the page was loaded anew")
		}
		visit(t, ctx, js[string](t, ctx, "location.href")) // as if copied
		if got := strings.Join(talkIDs(t, ctx), " "); got != ids {
			t.Errorf("the address shows %s, want %s", got, ids)
		}
		fitsTab(t, ctx, "typing", width)
	}
}

// TestBrowserOrder has an early answer come late: it is dropped. Then the server is
// gone, which is told.
func TestBrowserOrder(t *testing.T) {
	server := newTestServer(t)
	ctx := browser(t, 1280)
	visit(t, ctx, server.URL)
	perform(t, ctx, `
		const original = fetch
		window.fetch = async (address, options) => {
			if (!String(address).startsWith("/?q=b&")) return original(address, options)
			window.held = true
			await new Promise(release => { window.release = release })
			const answer = await original(address, {...options, signal: undefined}) // as if it could not be called off
			const text = await answer.text()
			setTimeout(() => { window.late = true }, 100) // enough for what would be done with it
			return new Response(text, answer)
		}`)
	keys(t, ctx, "/b")
	eventually(t, ctx, "the early answer is awaited", `window.held`)
	keys(t, ctx, "pf")
	eventually(t, ctx, "the answer asked for last", `document.querySelector("h1").textContent === "5 results for “bpf”"`)
	perform(t, ctx, `release()`)
	eventually(t, ctx, "the late answer", `window.late`)
	if got := text(t, ctx, "h1"); got != "5 results for “bpf”" {
		t.Errorf("heading %q", got)
	}
	eventually(t, ctx, "the result is announced", `document.querySelector("#said[role=status].unseen")?.textContent.startsWith("5 results")`)
	perform(t, ctx, `window.good = fetch; window.fetch = address => { if (String(address).startsWith("/?")) window.asked = String(address); return Promise.reject(new TypeError("no network")) }`)
	keys(t, ctx, " scheduler")
	eventually(t, ctx, "the failure is told", `window.asked === "/?q=bpf+scheduler&typing=true" && document.querySelector("#said:not(.unseen) p")?.textContent === "The server can’t be reached."`)
	if got := text(t, ctx, "h1"); got != "5 results for “bpf”" {
		t.Errorf("after the failure: heading %q", got)
	}
	picture(t, ctx, "unreachable-1280")
	perform(t, ctx, `window.fetch = good`)
	do(t, ctx, chromedp.Click(chromedp.CSS("#said button")))
	eventually(t, ctx, "trying again", `document.querySelector("h1").textContent.endsWith("“bpf scheduler”")`)
}

// TestBrowserApply chooses filters, which apply at once, and takes them off.
func TestBrowserApply(t *testing.T) {
	server := newTestServer(t)
	for _, width := range []int64{360, 1280} {
		ctx := browser(t, width)
		visit(t, ctx, server.URL+"/?q=kernel")
		if width == 360 {
			do(t, ctx, chromedp.Click(chromedp.CSS("#facets > summary")), chromedp.Click(chromedp.CSS("#facet-day > summary")))
		}
		do(t, ctx, chromedp.Focus(chromedp.CSS(`#facet-day input[value="2019-09-10"]`)))
		keys(t, ctx, " ")
		eventually(t, ctx, "filtering", `location.search === "?q=kernel&day=2019-09-10" && document.querySelector("h1").textContent === "13 results for “kernel”"`)
		if got := js[string](t, ctx, `document.activeElement.value`); got != "2019-09-10" {
			t.Errorf("at %d pixels the focus is on %q", width, got)
		}
		if n := seen(t, ctx, "#facet-day input"); n < 3 {
			t.Errorf("at %d pixels the filter is shut after a choice", width)
		}
		do(t, ctx, chromedp.Click(chromedp.CSS(`#facet-day input[value="2019-09-11"]`)))
		eventually(t, ctx, "a second value", `document.querySelector("h1").textContent === "24 results for “kernel”"`)
		picture(t, ctx, fmt.Sprintf("applied-%d", width))
		if width == 360 {
			do(t, ctx, chromedp.Click(chromedp.CSS(".show button")))
			eventually(t, ctx, "the filters shut", `!document.getElementById("facets").open`)
		}
		perform(t, ctx, `document.querySelector("#chips a").click()`)
		eventually(t, ctx, "a chip", `document.querySelectorAll("#chips li").length === 1`)
		perform(t, ctx, `history.back()`)
		eventually(t, ctx, "Back", `document.querySelectorAll("#chips li").length === 3`)
		do(t, ctx, chromedp.Click(chromedp.CSS(`.switch a[href*="timetable"]`)))
		eventually(t, ctx, "the timetable", `document.querySelector("#day") && location.search.includes("view=timetable")`)
		fitsTab(t, ctx, "applied", width)
	}
}

// TestBrowserNarrow looks for a speaker among all.
func TestBrowserNarrow(t *testing.T) {
	server := newTestServer(t)
	ctx := browser(t, 1280)
	visit(t, ctx, server.URL)
	do(t, ctx, chromedp.SendKeys(chromedp.CSS("#facet-speaker .narrow"), "giani"))
	eventually(t, ctx, "narrowing", `[...document.querySelectorAll("#facet-speaker li")].filter(e => e.checkVisibility()).map(e => e.textContent.trim()).join() === "Dhaval Giani 2" && performance.getEntriesByType("resource").some(e => e.name.endsWith("find=giani") && e.responseEnd)`)
	picture(t, ctx, "narrow-1280")
	do(t, ctx, chromedp.Click(chromedp.CSS(`#facet-speaker input[value="Dhaval Giani"]`)))
	eventually(t, ctx, "choosing", `document.querySelector("#chips")?.textContent.includes("Dhaval Giani")`)
	do(t, ctx, chromedp.SendKeys(chromedp.CSS("#facet-speaker .narrow"), "qqq"))
	eventually(t, ctx, "nobody", `[...document.querySelectorAll("#facet-speaker li")].filter(e => e.checkVisibility()).length === 1`) // the one chosen
}

// TestBrowserNewcomer counts the keys that it takes on a phone to learn when and where
// the BPF microconference is.
func TestBrowserNewcomer(t *testing.T) {
	server := newTestServer(t)
	ctx := browser(t, 360)
	visit(t, ctx, server.URL)
	do(t, ctx, chromedp.Click(chromedp.CSS("#search input")))
	const pressed = "bpf mc\r" // seven keys
	keys(t, ctx, pressed)
	eventually(t, ctx, "the answer", `location.search === "?q=bpf+mc" && document.querySelector(".hit h3").textContent === "BPF MC"`)
	hit := js[map[string]any](t, ctx, `(() => {
		const hit = document.querySelector('[data-talk="lpc2019/bpf-mc"]'), place = hit.querySelector(".meta").getBoundingClientRect()
		return {when: hit.querySelector(".when").innerText.replace(/\s+/g, " "), seen: place.bottom < innerHeight && document.elementFromPoint(place.left + 5, place.top + 5)?.closest(".hit") === hit}
	})()`)
	if hit["when"] != "Wed 11 Sep 15:00–18:30" || hit["seen"] != true {
		t.Errorf("after %d keys: %v", len(pressed), hit)
	}
	picture(t, ctx, "newcomer-360")
}
