package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"talksearch/index/indextest"
)

// TestBrowserTalk reads a talk and goes on from there.
func TestBrowserTalk(t *testing.T) {
	server := serveProgrammes(t, indextest.LPC(t), manyRooms(t))
	for _, width := range []int64{360, 1280} {
		ctx := browser(t, width)
		withoutScripts(t, ctx)
		visit(t, ctx, server+"/?q=SCHED_IDLE+latency")
		click(t, ctx, ".topics a")
		if got := text(t, ctx, "li:target"); got != "Improving scheduling latency with SCHED_IDLE task" {
			t.Errorf("the topic leads to %q", got)
		}
		fitsTab(t, ctx, "talk", width)
		picture(t, ctx, fmt.Sprintf("talk-%d", width))
		if got := text(t, ctx, ".facts"); !strings.HasPrefix(got, "When Monday 9 September 2019, 15:00–18:30 (Europe/Lisbon) Track Microconferences Kind Microconference People Juri Lelli (lead)") {
			t.Errorf("facts: %q", got)
		}
		if got := text(t, ctx, "#same"); !strings.Contains(got, "System Boot and Security MC 15:00–18:30 Microconferences") {
			t.Errorf("at the same time: %q", got)
		}
		click(t, ctx, `#same a[href*="timetable"]`)
		if got := text(t, ctx, "#day"); got != "Monday 9 September 2019" {
			t.Errorf("the day's timetable is of %q", got)
		}
		visit(t, ctx, server+"/talks/rooms/talk-1-of-room-3")
		if got := text(t, ctx, "#next"); !strings.HasPrefix(got, "Next in this room Talk 2 of room 3") {
			t.Errorf("next: %q", got)
		}
		if got := text(t, ctx, "#same p"); got != "12 more in the day’s timetable" {
			t.Errorf("beyond what runs at the same time: %q", got)
		}
		click(t, ctx, `.facts a[href*="room="]`)
		if got := text(t, ctx, "h1") + ", " + text(t, ctx, "#chips"); got != "12 talks, Conference: Thirty Rooms × Room: H.3 × Clear all" {
			t.Errorf("the room leads to %q", got)
		}
	}
}

// TestBrowserPerson goes from a talk to its people and on to those they work with.
func TestBrowserPerson(t *testing.T) {
	server := newTestServer(t)
	for _, width := range []int64{360, 1280} {
		ctx := browser(t, width)
		withoutScripts(t, ctx)
		visit(t, ctx, server.URL+"/talks/lpc2019/scheduler-mc")
		click(t, ctx, `.facts a[href="/people/Dhaval_Giani"]`)
		fitsTab(t, ctx, "person", width)
		picture(t, ctx, fmt.Sprintf("person-%d", width))
		if got := text(t, ctx, "h1"); got != "Dhaval Giani" {
			t.Errorf("heading %q", got)
		}
		if got := strings.Join(talkIDs(t, ctx), " "); got != "lpc2019/testing-and-fuzzing-mc lpc2019/scheduler-mc" {
			t.Errorf("talks %s, want the latest first", got)
		}
		click(t, ctx, `#with a[href="/people/Juri_Lelli"]`)
		if got := text(t, ctx, "h1"); got != "Juri Lelli" {
			t.Errorf("together with %q", got)
		}
		click(t, ctx, `.text .soft a`)
		if got := text(t, ctx, "#chips"); got != "Speaker: Juri Lelli ×" {
			t.Errorf("searching these talks: chips %q", got)
		}
	}
}

// TestBrowserConference looks at a conference and searches it.
func TestBrowserConference(t *testing.T) {
	server := serveProgrammes(t, append(indextest.Small(t), indextest.LPC(t))...)
	for _, width := range []int64{360, 1280} {
		ctx := browser(t, width)
		withoutScripts(t, ctx)
		visit(t, ctx, server+"/conferences")
		fitsTab(t, ctx, "conferences", width)
		click(t, ctx, `a[href="/conferences/lpc2019"]`)
		fitsTab(t, ctx, "conference", width)
		picture(t, ctx, fmt.Sprintf("conference-%d", width))
		if got := text(t, ctx, ".numbers"); !strings.HasPrefix(got, "46 talks 3 days 4 tracks 53 people") {
			t.Errorf("numbers: %q", got)
		}
		do(t, ctx, chromedp.SendKeys(chromedp.CSS(`.inner input[name=q]`), "scheduler"))
		click(t, ctx, ".inner button")
		if got := text(t, ctx, "#chips"); got != "Conference: Linux Plumbers Conference 2019 ×" {
			t.Errorf("searching the conference: chips %q", got)
		}
		if n := len(talkIDs(t, ctx)); n == 0 {
			t.Error("searching the conference finds nothing")
		}
	}
}

// TestBrowserHelp tries all examples of the help.
func TestBrowserHelp(t *testing.T) {
	server := newTestServer(t)
	for _, width := range []int64{360, 1280} {
		ctx := browser(t, width)
		withoutScripts(t, ctx)
		visit(t, ctx, server.URL+"/help")
		fitsTab(t, ctx, "help", width)
		picture(t, ctx, fmt.Sprintf("help-%d", width))
		if n := seen(t, ctx, ".example a"); n < 15 {
			t.Errorf("%d examples", n)
		}
		example, found := text(t, ctx, ".example code"), text(t, ctx, ".example .count")
		click(t, ctx, ".example a")
		if got, want := text(t, ctx, "h1"), found+" results for “"+example+"”"; got != want {
			t.Errorf("the first example leads to %q, want %q", got, want)
		}
	}
}
