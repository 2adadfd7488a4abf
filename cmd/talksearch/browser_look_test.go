package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"talksearch/corpus"
	"talksearch/corpus/lpc2019"
)

// difficult is a conference whose texts try the layout: long, without spaces, from
// right to left, of emoji, and with markup.
func difficult(t testing.TB) *corpus.Programme {
	t.Helper()
	p := &corpus.Programme{ID: "difficult", Title: strings.Repeat("Verylongname", 8), Timezone: "Asia/Jerusalem", Location: "תל אביב", Notice: "<b>notice</b>"}
	zone, err := p.Zone()
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("unbreakable", 28)[:300]
	for i, title := range []string{
		long, strings.TrimSpace(strings.Repeat("a title of many words ", 14))[:300], "כותרת בעברית עם kernel באמצע", "عنوان باللغة العربية", "👩‍💻🎉🔥 emoji 👨‍👩‍👧‍👦 kernel",
		`</script><b onload="alert(1)">kernel & 'quotes'`, "中文標題沒有空格" + strings.Repeat("中文", 60), "C",
	} {
		talk := corpus.Talk{
			ID: fmt.Sprintf("t%d", i), Title: title, Track: title, Room: title, Subtitle: title, Keywords: []string{title, long + "x", "kernel"}, Topics: []string{title, "kernel " + long},
			Abstract: title + "\n\n- " + long + "\n- kernel <i>x</i>\n\n" + strings.Repeat("kernel text ", 100), URL: "https://example.org/" + long, Links: []corpus.Link{{URL: "https://example.org/" + long + "/2"}},
			Day: "2021-05-01", Start: time.Date(2021, 5, 1, 10, 5*i, 0, 0, zone), End: time.Date(2021, 5, 1, 10, 5*i+20, 0, 0, zone), Language: []string{"en", "he"}[i%2],
		}
		for n := range 12 {
			talk.Speakers = append(talk.Speakers, corpus.Speaker{Name: fmt.Sprintf("%.80s %d", title, n), Affiliation: long})
		}
		p.Talks = append(p.Talks, talk)
	}
	corpus.Normalize(p)
	if err := corpus.Validate(p).Err(); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestBrowserLayout opens pages of all sorts at several widths: nothing may be wider
// than the tab, move once it is painted, be refused by the content security policy
// or come from another host.
func TestBrowserLayout(t *testing.T) {
	lpc, err := lpc2019.Programme()
	if err != nil {
		t.Fatal(err)
	}
	server := serveProgrammes(t, lpc, difficult(t))
	pages := map[string]string{
		"programme": "/", "search": "/?q=kernel&conference=lpc2019", "years": "/?q=kernel", "nothing": "/?q=nosuchword+bpf", "error": "/?page=0", "lost": "/nowhere",
		"query": "/?q=" + strings.Repeat("verylongword", 40), "filters": "/?conference=difficult&-room=C&long=speaker", "difficult": "/?q=kernel&conference=difficult",
		"timetable": "/?view=timetable&conference=lpc2019&q=bpf", "difficult-timetable": "/?view=timetable&conference=difficult&q=emoji", "choice": "/?view=timetable",
		"talk": "/talks/lpc2019/bpf-mc", "rtl-talk": "/talks/difficult/t2", "long-talk": "/talks/difficult/t0", "markup-talk": "/talks/difficult/t5",
		"person": "/people/Dhaval_Giani", "long-person": "/people/unbreakable-0", "conference": "/conferences/lpc2019", "difficult-conference": "/conferences/difficult", "conferences": "/conferences", "help": "/help",
	}
	for width, others := range map[int64][]int64{360: {320, 768}, 1280: {2000}} {
		ctx := browser(t, width)
		complaints := watch(t, ctx, server)
		for name, path := range pages {
			do(t, ctx, chromedp.EmulateViewport(width, 900))
			visit(t, ctx, server+path)
			fitsTab(t, ctx, name, width)
			picture(t, ctx, fmt.Sprintf("layout-%s-%d", name, width))
			shift := ask(t, ctx, chromedp.Evaluate[float64](`(() => {
				let sum = 0; const o = new PerformanceObserver(() => {}); o.observe({type: "layout-shift", buffered: true})
				for (const e of o.takeRecords()) sum += e.value
				return sum
			})()`))
			if shift > 0.001 { // lists in columns are balanced as they come in
				t.Errorf("%s at %d pixels: shifts by %f after it is painted", name, width, shift)
			}
			if small := js[[]string](t, ctx, smallTargets); width == 360 && len(small) > 0 {
				t.Errorf("%s at %d pixels: lower than a fingertip: %s", name, width, strings.Join(small, "\n"))
			}
			for _, c := range complaints() {
				t.Errorf("%s at %d pixels: %s", name, width, c)
			}
			if problem := ask(t, ctx, chromedp.Evaluate[string](outline)); problem != "" {
				t.Errorf("%s: %s", name, problem)
			}
			for _, w := range others {
				do(t, ctx, chromedp.EmulateViewport(w, 900))
				fitsTab(t, ctx, name, w)
			}
		}
	}
}

// outline returns what is wrong with a page's structure: headings that leave out a
// level, controls without a name, more than one main part.
const outline = `(() => {
	const wrong = []
	let level = 0
	for (const h of document.querySelectorAll("h1, h2, h3, h4")) {
		const own = +h.tagName[1]
		if (own > level + 1) wrong.push("the heading " + h.outerHTML.slice(0, 80) + " leaves out a level")
		level = own
	}
	for (const [selector, most] of [["h1", 1], ["main", 1], ["header", 1], ["footer", 1]])
		if (document.querySelectorAll("body " + selector).length !== most) wrong.push("not one " + selector)
	for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden])")) {
		const name = e.getAttribute("aria-label") || e.textContent.trim() || e.labels?.[0]?.textContent.trim() || [...e.querySelectorAll("img")].map(i => i.alt).join("")
		if (!name) wrong.push("no name: " + e.outerHTML.slice(0, 100))
	}
	const ids = [...document.querySelectorAll("[id]")].map(e => e.id)
	for (const [i, id] of ids.entries()) if (ids.indexOf(id) !== i) wrong.push("two elements have the id " + id)
	for (const a of document.querySelectorAll("a[href^='#']"))
		if (!document.getElementById(decodeURIComponent(a.hash.slice(1)))) wrong.push("nothing has the id " + a.hash)
	return wrong.slice(0, 5).join("; ")
})()`

// smallTargets returns what can be pressed, is seen and is lower than 44 pixels, but
// for links among words and lists of words.
const smallTargets = `(() => {
	for (const d of document.querySelectorAll("main details")) d.open = true
	const own = e => e.closest("label, .short li, .search") ?? e
	const small = [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden])")].filter(e => e.checkVisibility() && own(e).getBoundingClientRect().height < 43.5)
	return small.filter(e => !e.closest("p:not(.actions, .pages), dd, .what, .soft, .prose, .tags, .cloud, .skip, .nothing, h2, h3, td, .loose")).slice(0, 5).map(e => e.outerHTML.slice(0, 120))
})()`

// watch notes what the browser complains of and what it asks other hosts for. The
// function that it returns gives what was noted since it was called last.
func watch(t *testing.T, ctx context.Context, server string) func() []string {
	t.Helper()
	var mu sync.Mutex
	var list []string
	note := func(s string) {
		mu.Lock()
		defer mu.Unlock()
		list = append(list, s)
	}
	err := chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(e.Request.URL, server) && !strings.HasPrefix(e.Request.URL, "data:") {
				note("asks for " + e.Request.URL)
			}
		case *runtime.EventExceptionThrown:
			note("throws " + e.ExceptionDetails.Text + " " + e.ExceptionDetails.Exception.Description)
		case *log.EventEntryAdded:
			if status := strings.Contains(e.Entry.Text, "the server responded with a status of 4"); !status { // of the page itself
				note("complains: " + e.Entry.Text)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		out := list
		list = nil
		return out
	}
}

// TestBrowserKeyboard goes to the content and to the first hit with the keyboard.
func TestBrowserKeyboard(t *testing.T) {
	server := newTestServer(t)
	ctx := browser(t, 1280)
	visit(t, ctx, server.URL+"/?q=bpf")
	tab := chromedp.KeyEvent("\t")
	do(t, ctx, tab)
	if got := ask(t, ctx, chromedp.Evaluate[string](`document.activeElement.textContent`)); got != "Skip to the content" {
		t.Errorf("the first key leads to %q", got)
	}
	if n := seen(t, ctx, ".skip"); n != 1 {
		t.Error("the link to the content is not seen when it has the focus")
	}
	do(t, ctx, chromedp.KeyEvent("\r"))
	if got := ask(t, ctx, chromedp.Evaluate[string](`location.hash`)); got != "#results" {
		t.Errorf("the link leads to %q", got)
	}
	do(t, ctx, tab)
	focused := ask(t, ctx, chromedp.Evaluate[string](`(() => {
		const e = document.activeElement, style = getComputedStyle(e)
		return e.closest(".hit")?.dataset.talk + " " + style.outlineStyle + " " + (parseFloat(style.outlineWidth) >= 2)
	})()`))
	if focused != "lpc2019/bpf-mc solid true" {
		t.Errorf("the next key leads to %s, want the first hit with an outline", focused)
	}
}

// TestBrowserPrint checks what is left on paper.
func TestBrowserPrint(t *testing.T) {
	server := newTestServer(t)
	ctx := browser(t, 1280)
	visit(t, ctx, server.URL+"/?q=bpf")
	media := emulation.SetEmulatedMediaParams{Media: "print"}
	do(t, ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, media)
		return err
	}))
	if n := seen(t, ctx, ".top, .filters, .switch, .pager"); n > 0 {
		t.Errorf("%d things to click are printed", n)
	}
	if n := seen(t, ctx, ".hit"); n != 5 {
		t.Errorf("%d hits are printed, want 5", n)
	}
}

// TestWeight adds up what a first visit takes over the wire: the page and all that
// it needs, compressed. 60 KB is a second on a slow connection.
func TestWeight(t *testing.T) {
	server := newTestServer(t)
	for _, path := range []string{"/", "/?q=kernel", "/?view=timetable", "/talks/lpc2019/scheduler-mc", "/conferences/lpc2019"} {
		_, page := send(t, server, http.MethodGet, path, nil)
		sum := packed(t, page)
		for _, m := range regexp.MustCompile(`(?:href|src)="(/static/[^"]*)"`).FindAllStringSubmatch(page, -1) {
			_, body := send(t, server, http.MethodGet, m[1], nil)
			sum += packed(t, body)
		}
		if t.Logf("%s: %d bytes", path, sum); sum > 60_000 {
			t.Errorf("%s takes %d bytes, want 60000 at most", path, sum)
		}
	}
}

// packed returns how long a body is compressed.
func packed(t *testing.T, body string) int {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(body)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}
