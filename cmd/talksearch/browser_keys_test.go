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

// TestBrowserKeys goes through hits, stars and opens one by keys alone.
func TestBrowserKeys(t *testing.T) {
	server := newTestServer(t)
	for _, width := range []int64{360, 1280} {
		ctx := browser(t, width)
		visit(t, ctx, server.URL+"/?q=bpf")
		focused := `document.activeElement.closest("[data-talk]")?.dataset.talk`
		ids := talkIDs(t, ctx)
		for _, step := range []struct {
			key  string
			want int
		}{{"j", 0}, {"j", 1}, {kb.ArrowDown, 2}, {"k", 1}, {kb.ArrowUp, 0}, {"k", 0}, {"j", 1}} {
			keys(t, ctx, step.key)
			if got := js[string](t, ctx, focused); got != ids[step.want] {
				t.Fatalf("at %d pixels: after %q the focus is on %s, want %s", width, step.key, got, ids[step.want])
			}
		}
		if !js[bool](t, ctx, `(r => r.top >= 50 && r.bottom <= innerHeight)(document.activeElement.getBoundingClientRect())`) {
			t.Error("the talk with the focus is not in sight")
		}
		picture(t, ctx, fmt.Sprintf("focus-%d", width))
		keys(t, ctx, "s")
		eventually(t, ctx, "the star", `document.activeElement.closest("[data-talk]").querySelector(".star").ariaPressed === "true"`)
		keys(t, ctx, "?")
		eventually(t, ctx, "the keys", `document.querySelector("dialog[open] kbd")`)
		picture(t, ctx, fmt.Sprintf("keys-%d", width))
		fitsTab(t, ctx, "keys", width)
		keys(t, ctx, kb.Escape)
		eventually(t, ctx, "the keys are shut", `!document.querySelector("dialog")`)
		keys(t, ctx, "\r")
		eventually(t, ctx, "the talk", `location.pathname === "/talks/`+ids[1]+`" && document.readyState === "complete"`)
		keys(t, ctx, "/j?s")
		eventually(t, ctx, "keys are text in the box", `document.querySelector("#search input").value === "j?s"`)

		// They can be switched off.
		visit(t, ctx, server.URL+"/help")
		do(t, ctx, chromedp.Click(chromedp.CSS(".switchkeys input")))
		visit(t, ctx, server.URL+"/?q=bpf")
		keys(t, ctx, "j")
		if js[bool](t, ctx, `document.activeElement !== document.body`) {
			t.Error("keys that are switched off move the focus")
		}
	}
}

// TestBrowserZone shows times of the visitor's own zone.
func TestBrowserZone(t *testing.T) {
	server := newTestServer(t)
	for _, width := range []int64{360, 1280} {
		ctx := browser(t, width)
		do(t, ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
			_, err := cdp.Call(ctx, tab, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Tokyo"})
			return err
		}))
		visit(t, ctx, server.URL+"/?q=bpf+mc")
		if got := text(t, ctx, ".hit .when"); got != "Wed 11 Sep 15:00–18:30" {
			t.Errorf("the conference's time: %q", got)
		}
		do(t, ctx, chromedp.Click(chromedp.CSS(".zone button")))
		if got := text(t, ctx, ".hit .when") + ", " + text(t, ctx, ".zone"); got != "Wed 11 Sep 23:00–02:30, times in Asia/Tokyo use theirs" {
			t.Errorf("the visitor's time: %q", got)
		}
		picture(t, ctx, fmt.Sprintf("zone-%d", width))
		visit(t, ctx, server.URL+"/") // the choice is kept; days are those of the conference
		if got := text(t, ctx, `[data-talk="lpc2019/scheduler-mc"] .when`); got != "23:00–02:30" {
			t.Errorf("in a list by day: %q", got)
		}
		visit(t, ctx, server.URL+"/talks/lpc2019/bpf-mc")
		if got := text(t, ctx, ".facts dd"); got != "Wed 11 Sep 2019, 23:00–02:30 (Asia/Tokyo) use theirs" {
			t.Errorf("of a talk: %q", got)
		}
		fitsTab(t, ctx, "zone", width)
		do(t, ctx, chromedp.Click(chromedp.CSS(".zone button")))
		if got := text(t, ctx, ".facts dd"); got != "Wednesday 11 September 2019, 15:00–18:30 (Europe/Lisbon) use mine" {
			t.Errorf("back in the conference's zone: %q", got)
		}
	}
}
