package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"talksearch/corpus"
)

// manyRooms is a conference of two days in 30 rooms, with talks that overlap, one
// that lasts a day, some after midnight and one without a time.
func manyRooms(t testing.TB) *corpus.Programme {
	t.Helper()
	p := &corpus.Programme{ID: "rooms", Title: "Thirty Rooms", Timezone: "Europe/Brussels", Location: "Brussels, Belgium"}
	zone, err := p.Zone()
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, minutes int) time.Time {
		return time.Date(2020, 2, day, 0, 0, 0, 0, zone).Add(time.Duration(minutes) * time.Minute)
	}
	add := func(title, room string, day, from, minutes int) {
		p.Talks = append(p.Talks, corpus.Talk{Title: title, Room: room, Track: "Track " + room[len(room)-1:], Day: corpus.DateOf(at(day, 0)), Start: at(day, from), End: at(day, from+minutes),
			Speakers: []corpus.Speaker{{Name: fmt.Sprintf("Person %d", len(p.Talks)%40)}}})
	}
	for room := range 30 {
		for n := range 12 {
			title := fmt.Sprintf("Talk %d of room %d", n+1, room+1)
			if (room == 20 || room == 25) && n%4 == 0 {
				title = "Needles in haystacks, part " + fmt.Sprint(n+1)
			}
			add(title, fmt.Sprintf("H.%d", room+1), 1+room%2, 570+room%4*5+n*40, 30+room%3*5)
		}
	}
	add("Needles all day", "Hall", 1, 570, 600)
	add("Stand-up", "Hall", 1, 600, 10)
	add("Needles after midnight", "Hall", 1, 1450, 60)
	p.Talks = append(p.Talks, corpus.Talk{Title: "Needles, any time", Room: "Hall", Day: "2020-02-01"})
	corpus.Normalize(p)
	if err := corpus.Validate(p).Err(); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestBrowserTimetable looks for talks among all that a day holds.
func TestBrowserTimetable(t *testing.T) {
	server := serveProgrammes(t, manyRooms(t))
	for _, width := range []int64{360, 1280} {
		ctx := browser(t, width)
		withoutScripts(t, ctx)
		visit(t, ctx, server+"/?q=needles")
		click(t, ctx, `.switch a[href*="timetable"]`)
		fitsTab(t, ctx, "timetable", width)
		picture(t, ctx, fmt.Sprintf("timetable-%d", width))
		if got := text(t, ctx, "#day"); got != "Saturday 1 February 2020" {
			t.Errorf("the day with most matches is %q", got)
		}
		if got := text(t, ctx, "#results .soft"); got != "6 of 184 talks match, by room" {
			t.Errorf("the day has %q", got)
		}
		heads := ask(t, ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll(".sheet thead th .place")].map(e => e.textContent)`))
		if got := strings.Join(heads[:4], " "); got != "H.21 Hall H.1 H.3" || len(heads) != 16 {
			t.Errorf("%d rooms in the order %s …, want those with a match first", len(heads), got)
		}
		if match, other := seen(t, ctx, "td.match, .loose .match"), seen(t, ctx, "td.other, .loose .other"); match != 6 || other != 178 {
			t.Errorf("%d talks match and %d do not, want 6 and 178", match, other)
		}
		do(t, ctx, chromedp.Click(chromedp.CSS("#only")))
		if match, other := seen(t, ctx, "td.match"), seen(t, ctx, "td.other"); match != 5 || other != 0 {
			t.Errorf("only what matches: %d and %d others are seen", match, other)
		}
		click(t, ctx, `#strip a[href*="2020-02-02"]`)
		if got := text(t, ctx, "#day") + ", " + text(t, ctx, "#results .soft"); got != "Sunday 2 February 2020, 3 of 180 talks match, by room" {
			t.Errorf("the next day: %q", got)
		}
		click(t, ctx, "td.match a")
		if got := text(t, ctx, "h1"); !strings.HasPrefix(got, "Needles in haystacks") {
			t.Errorf("a match leads to %q", got)
		}
	}
}

// TestBrowserTimetableSheet checks what makes a wide table readable: heads and
// times that stay in place, hours that lead there, and titles that stay in sight.
func TestBrowserTimetableSheet(t *testing.T) {
	server := serveProgrammes(t, manyRooms(t))
	ctx := browser(t, 1280)
	withoutScripts(t, ctx)
	visit(t, ctx, server+"/?view=timetable&day=2020-02-01")
	do(t, ctx, chromedp.Click(chromedp.CSS(`.timetable .hours a[href="#t1100"]`)))
	places := ask(t, ctx, chromedp.Evaluate[map[string]int](`(() => {
		const sheet = document.querySelector(".sheet"), top = e => Math.round(document.querySelector(e).getBoundingClientRect().top - sheet.getBoundingClientRect().top)
		return {page: Math.round(sheet.getBoundingClientRect().top - document.querySelector("header").getBoundingClientRect().bottom), head: top("thead .place"), row: top("#t1100"), title: top('[data-talk$="needles-all-day"] a')}
	})()`))
	if places["page"] < 0 {
		t.Errorf("after going to 11:00 the sheet begins %d pixels under the page's head", -places["page"])
	}
	if places["head"] < 0 || places["head"] > 40 || places["row"] < 40 || places["row"] > 120 || places["title"] < 40 || places["title"] > 120 {
		t.Errorf("after going to 11:00 the head is at %d, the row at %d, the title of what lasts all day at %d", places["head"], places["row"], places["title"])
	}
	left := ask(t, ctx, chromedp.Evaluate[int](`(() => {
		const sheet = document.querySelector(".sheet"); sheet.scrollLeft = 900
		return Math.round(document.querySelector("#t1100 .time").getBoundingClientRect().left - sheet.getBoundingClientRect().left)
	})()`))
	if left > 5 {
		t.Errorf("scrolled to the right, the times are at %d", left)
	}
	rows := ask(t, ctx, chromedp.Evaluate[bool](`[...document.querySelectorAll("tbody th.time")].every((e, i, all) => i === 0 || e.textContent > all[i-1].textContent || e.textContent < "06:00")`))
	if !rows {
		t.Error("the rows are not in the order of time")
	}
}

// TestBrowserTimetableChoice asks which conference a timetable shall be of.
func TestBrowserTimetableChoice(t *testing.T) {
	other := manyRooms(t)
	other.ID, other.Title = "other", "Other Rooms"
	other.Talks = other.Talks[:60]
	server := serveProgrammes(t, manyRooms(t), other)
	for _, width := range []int64{360, 1280} {
		ctx := browser(t, width)
		withoutScripts(t, ctx)
		visit(t, ctx, server+"/?q=talk&view=timetable")
		fitsTab(t, ctx, "choice", width)
		if got := text(t, ctx, ".choose .lines"); !strings.HasPrefix(got, "Thirty Rooms 354 Other Rooms 60") {
			t.Errorf("the choice is %q", got)
		}
		click(t, ctx, `.choose a[href*="conference=other"]`)
		if got := text(t, ctx, ".head .soft"); !strings.HasPrefix(got, "Other Rooms · ") {
			t.Errorf("after choosing: %q", got)
		}
		if seen(t, ctx, "td.match") == 0 && seen(t, ctx, "td.other") == 0 {
			t.Error("there is no timetable")
		}
	}
}
