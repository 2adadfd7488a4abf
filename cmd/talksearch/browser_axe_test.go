package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"talksearch/index/indextest"
)

// axeFile is where .ci/axe puts axe-core.
const axeFile = "axe-core-4.14.1.js"

// axe returns the source of axe-core. The test fails where there is none: make test
// installs it or says how to.
func axe(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("TALKSEARCH_TOOLS")
	if dir == "" {
		cache := os.Getenv("XDG_CACHE_HOME")
		if cache == "" {
			home, err := os.UserHomeDir()
			if err != nil {
				t.Fatal(err)
			}
			cache = filepath.Join(home, ".cache")
		}
		dir = filepath.Join(cache, "talksearch", "tools")
	}
	source, err := os.ReadFile(filepath.Join(dir, axeFile))
	if err != nil {
		t.Fatalf("the check of accessibility needs axe-core, which make axe installs: %v", err)
	}
	return string(source)
}

// TestBrowserAxe has axe-core look at every kind of page, and at what scripts add to
// them, in light and dark, on a phone and on a desk.
func TestBrowserAxe(t *testing.T) {
	source := axe(t)
	server := serveProgrammes(t, indextest.LPC(t), difficult(t), manyRooms(t))
	pages := []struct{ name, path, stars, prepare, ready string }{
		{name: "programme", path: "/"},
		{name: "search", path: "/?q=bpf+kernel&conference=lpc2019&track=Microconferences"},
		{name: "nothing", path: "/?q=xyzzyx&correct=false&relax=false"},
		{name: "timetable", path: "/?view=timetable&conference=lpc2019&q=bpf"},
		{name: "rooms", path: "/?view=timetable&conference=rooms"},
		{name: "choice", path: "/?view=timetable"},
		{name: "difficult", path: "/?q=kernel&conference=difficult"},
		{name: "talk", path: "/talks/lpc2019/bpf-mc"},
		{name: "right to left", path: "/talks/difficult/t2"},
		{name: "person", path: "/people/Dhaval_Giani"},
		{name: "conference", path: "/conferences/lpc2019"},
		{name: "conferences", path: "/conferences"},
		{name: "help", path: "/help"},
		{name: "error", path: "/?page=0"},
		{name: "offline", path: "/offline"},
		{name: "schedule", path: "/schedule?talk=lpc2019/bpf-mc&talk=lpc2019/scheduler-mc&talk=lpc2019/system-boot-and-security-mc&talk=lpc2019/gone"},
		{name: "no schedule", path: "/schedule"},
		{name: "own schedule", path: "/schedule", ready: `document.querySelector("#schedule [data-gone]")`,
			stars: `{"lpc2019/bpf-mc": {title: "BPF MC", page: "/talks/lpc2019/bpf-mc", start: "2019-09-10T15:00:00+01:00", room: null}, "lpc2019/gone": {title: "Gone", page: "/talks/lpc2019/gone"}}`},
		{name: "suggestions", path: "/?q=bpf&conference=lpc2019", ready: `document.querySelector("#suggestions [aria-selected=true]")`,
			prepare: `const box = document.querySelector("#search input"), key = () => box.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowDown", bubbles: true, cancelable: true}))
				new MutationObserver((_, o) => { if (document.querySelector("#suggestions li")) { o.disconnect(); key() } }).observe(document.getElementById("suggestions"), {childList: true})
				box.focus(); key()`},
		{name: "message", path: "/?q=bpf+mc", prepare: `document.querySelector(".star").click()`, ready: `document.querySelector("#said p")`},
		{name: "keys", path: "/", prepare: `document.dispatchEvent(new KeyboardEvent("keydown", {key: "?", bubbles: true}))`, ready: `document.querySelector("dialog[open]")`},
	}
	for _, width := range []int64{360, 1280} {
		ctx := browser(t, width)
		schemes := []string{"light"}
		if width > 360 { // colours are the same on phones
			schemes = append(schemes, "dark")
		}
		for _, p := range pages {
			visit(t, ctx, server+p.path)
			if p.stars != "" {
				perform(t, ctx, `localStorage["talksearch.stars"] = JSON.stringify(`+p.stars+`)`)
				visit(t, ctx, server+p.path)
			}
			if p.prepare != "" {
				perform(t, ctx, p.prepare)
			}
			if p.ready != "" {
				eventually(t, ctx, p.name, p.ready)
			}
			perform(t, ctx, `for (const d of document.querySelectorAll("main details")) d.open = true`)
			for _, scheme := range schemes {
				emulateScheme(t, ctx, scheme)
				only := ""
				if scheme == "dark" { // nothing differs but the colours
					only = `, runOnly: ["color-contrast"]`
				}
				if !js[bool](t, ctx, `"axe" in window`) {
					js[bool](t, ctx, source+"; true")
				}
				got := ask(t, ctx, chromedp.Evaluate[[]string](`axe.run(document, {resultTypes: ["violations"]`+only+`}).then(r => r.violations.map(v => v.id + ": " + v.help + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " — " + n.failureSummary.replace(/\s+/g, " ").slice(0, 200)).join("\n    ")))`, chromedp.EvalAwaitPromise))
				if len(got) > 0 {
					t.Errorf("%s at %d pixels, %s:\n  %s", p.name, width, scheme, strings.Join(got, "\n  "))
				}
			}
			perform(t, ctx, `localStorage.clear()`)
		}
	}
}
