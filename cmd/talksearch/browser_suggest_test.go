package main

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// suggested waits until what is suggested is for all that is typed: what comes
// later would take the place of a choice.
func suggested(t *testing.T, ctx context.Context) {
	t.Helper()
	eventually(t, ctx, "suggestions for what is typed", `(() => {
		const asked = "/api/v1/suggest?" + new URLSearchParams({q: document.querySelector("#search input").value}) + "&"
		return performance.getEntriesByType("resource").some(e => e.name.startsWith(location.origin + asked) && e.responseEnd) && new Promise(done => setTimeout(() => done(!document.getElementById("suggestions").hidden), 20))
	})()`)
}

// TestBrowserSuggest uses what is suggested, by keyboard and by touch.
func TestBrowserSuggest(t *testing.T) {
	server := newTestServer(t)
	for _, width := range []int64{360, 1280} {
		ctx := browser(t, width)
		visit(t, ctx, server.URL)
		keys(t, ctx, "/ros")
		suggested(t, ctx)
		eventually(t, ctx, "suggestions", `document.querySelector("#suggestions li")?.textContent === "Steven Rostedt person 1"`)
		picture(t, ctx, fmt.Sprintf("suggestions-%d", width))
		fitsTab(t, ctx, "suggestions", width)
		if got := js[string](t, ctx, `document.querySelector("#suggestions mark").textContent`); got != "Ros" {
			t.Errorf("marked is %q", got)
		}
		keys(t, ctx, kb.ArrowDown)
		eventually(t, ctx, "the first is active", `(() => {
			const box = document.activeElement, option = document.getElementById(box.getAttribute("aria-activedescendant"))
			return box.getAttribute("role") === "combobox" && box.getAttribute("aria-expanded") === "true" && option.getAttribute("aria-selected") === "true"
		})()`)
		keys(t, ctx, "\r")
		eventually(t, ctx, "a person becomes a filter", `location.search === "?speaker=Steven+Rostedt" && document.querySelector("#search input").value === "" && document.getElementById("suggestions").hidden`)
		if got := text(t, ctx, "#chips"); got != "Speaker: Steven Rostedt ×" {
			t.Errorf("chips %q", got)
		}

		// What is suggested keeps to the filters; a word takes the place of the query.
		visit(t, ctx, server.URL+"/?track=Microconferences")
		keys(t, ctx, "/bpf verif")
		suggested(t, ctx)
		eventually(t, ctx, "suggestions", `[...document.querySelectorAll("#suggestions li .text")].some(e => e.textContent === "verifier")`)
		for !js[bool](t, ctx, `document.querySelector("#suggestions [aria-selected=true] .text")?.textContent === "verifier"`) {
			keys(t, ctx, kb.ArrowDown)
		}
		keys(t, ctx, "\r")
		eventually(t, ctx, "a word", `location.search === "?q=bpf+verifier&track=Microconferences" && document.querySelector("#search input").value === "bpf verifier"`)

		// Escape shuts the list and keeps the query; Tab goes on.
		keys(t, ctx, "s")
		suggested(t, ctx)
		keys(t, ctx, kb.Escape)
		eventually(t, ctx, "they are shut", `document.getElementById("suggestions").hidden && document.activeElement.value === "bpf verifiers" && document.activeElement.getAttribute("aria-expanded") === "false"`)

		// A title leads to its talk, also from another page, by touch.
		visit(t, ctx, server.URL+"/help")
		do(t, ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
			_, err := cdp.Call(ctx, tab, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true})
			return err
		}))
		keys(t, ctx, "/core sche")
		suggested(t, ctx)
		eventually(t, ctx, "a title", `document.querySelector("#suggestions .kind")?.textContent === " talk"`)
		click(t, ctx, "#suggestions li:has(.kind)")
		if got := text(t, ctx, "h1"); got != "Core Scheduling: Taming Hyper-Threads to be secure" {
			t.Errorf("the title leads to %q", got)
		}
	}
}
