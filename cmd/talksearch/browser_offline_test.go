package main

import (
	"fmt"
	"net"
	"net/http"
	"testing"

	"talksearch/index/indextest"
)

// TestBrowserOffline looks again at what was seen while the server is gone, and at
// what is new once it is back.
func TestBrowserOffline(t *testing.T) {
	_, handler, _ := newHandlers(t, indextest.LPC(t))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	server := "http://" + address
	start := func(l net.Listener, h http.Handler) func() {
		s := &http.Server{Handler: h}
		done := make(chan struct{})
		go func() { defer close(done); s.Serve(l) }()
		stop := func() { s.Close(); <-done }
		t.Cleanup(stop)
		return stop
	}
	stop := start(listener, handler)
	ctx := browser(t, 360)
	visit(t, ctx, server)
	eventually(t, ctx, "the worker looks after the page", `navigator.serviceWorker.controller?.state === "activated"`)
	visit(t, ctx, server+"/talks/lpc2019/scheduler-mc")
	visit(t, ctx, server+"/?q=bpf")
	perform(t, ctx, `document.querySelector('[data-talk="lpc2019/bpf-mc"] .star').click()`)
	keys(t, ctx, "/bpf mc")
	eventually(t, ctx, "typing", `location.search === "?q=bpf+mc&typing=true"`)
	visit(t, ctx, server+"/schedule")
	eventually(t, ctx, "the schedule", `document.querySelector("#schedule [data-talk]")`)
	for _, kept := range []string{"/talks/lpc2019/bpf-mc", "/talks/lpc2019/scheduler-mc", "/?q=bpf", "/?q=bpf+mc&typing=true"} {
		eventually(t, ctx, kept+" is kept", `caches.match("`+kept+`", {ignoreVary: true})`)
	}

	stop()
	visit(t, ctx, server+"/talks/lpc2019/scheduler-mc")
	if got := text(t, ctx, "h1") + ": " + text(t, ctx, "#said"); got[:len("Scheduler MC: No network. This was kept on")] != "Scheduler MC: No network. This was kept on" {
		t.Errorf("a talk that was seen: %q", got)
	}
	picture(t, ctx, "kept-360")
	visit(t, ctx, server+"/talks/lpc2019/bpf-mc")
	if got := text(t, ctx, "h1"); got != "BPF MC" {
		t.Errorf("a talk with a star: %q", got)
	}
	visit(t, ctx, server+"/?q=bpf")
	if got := text(t, ctx, "h1"); got != "5 results for “bpf”" {
		t.Errorf("a search: %q", got)
	}
	keys(t, ctx, "/ x")
	eventually(t, ctx, "what can't be searched is told", `document.querySelector("#said").textContent.startsWith("The server can’t be reached.")`)
	visit(t, ctx, server+"/schedule")
	eventually(t, ctx, "the schedule", `document.querySelector("#schedule [data-talk='lpc2019/bpf-mc']")`)
	visit(t, ctx, server+"/talks/lpc2019/tracing-mc")
	eventually(t, ctx, "what can be read instead", `document.querySelector("#offline li")`)
	if got := text(t, ctx, "h1"); got != "No network" {
		t.Errorf("a talk that was not seen: %q", got)
	}
	picture(t, ctx, "offline-360")
	fitsTab(t, ctx, "offline", 360)

	// The server is back with a changed programme, which is shown at once.
	changed := indextest.LPC(t)
	for i, talk := range changed.Talks {
		if talk.ID == "scheduler-mc" {
			changed.Talks[i].Title = "Scheduler MC, renamed"
		}
	}
	_, handler, _ = newHandlers(t, changed)
	if listener, err = net.Listen("tcp", address); err != nil {
		t.Fatal(fmt.Errorf("listening again: %w", err))
	}
	start(listener, handler)
	visit(t, ctx, server+"/talks/lpc2019/scheduler-mc")
	if got := text(t, ctx, "h1"); got != "Scheduler MC, renamed" {
		t.Errorf("with the network back: %q", got)
	}
}
