package timetable

import (
	"strings"
	"testing"

	"talksearch/corpus"
)

func TestIsBreakOrPlaceholder(t *testing.T) {
	for _, c := range []struct {
		title       string
		pause, none bool
	}{
		{"Break", true, false}, {"Coffee Break", true, false}, {"Lunch (provided)", true, false}, {"Lunch & group photo", true, false}, {"Morning Tea", true, false},
		{"Breaking the kernel", false, false}, {"Lunch with the maintainers", false, false}, {"Tea for two: pairing", false, false}, {"Breakout sessions", false, false},
		{"To be announced", false, true}, {"TBA", false, true}, {"TBD talk", false, true}, {"Session 3: TBD", false, true}, {"To Be Confirmed.", false, true}, {"[TBD]", false, true},
		{"Title TBA", false, true}, {"TBD - to be determined", false, true}, {"How to be announced", false, false}, {"TBD: a tracer", false, false}, {"Group photo", false, false}, {"", false, false},
	} {
		if got := isBreak(c.title); got != c.pause {
			t.Errorf("isBreak(%q) = %t", c.title, got)
		}
		if got := isPlaceholder(c.title); got != c.none {
			t.Errorf("isPlaceholder(%q) = %t", c.title, got)
		}
	}
}

func TestKindOf(t *testing.T) {
	for _, c := range []struct {
		title string
		want  corpus.Kind
	}{
		{"Closing Plenary", corpus.KindPlenary}, {"Board Elections", corpus.KindPlenary}, {"Welcome", corpus.KindPlenary}, {"Opening and welcome", corpus.KindPlenary},
		{"Closing Party", corpus.KindSocial}, {"Speakers' Dinner", corpus.KindSocial}, {"Writing drivers for what a third party", ""},
		{"Third party drivers", ""}, {"Keynote: on keys", corpus.KindKeynote}, {"BoF: birds", corpus.KindBoF}, {"Birds of a Feather", corpus.KindBoF},
		{"Panel: who pays?", corpus.KindPanel}, {"Panel drivers in DRM", ""}, {"Lightning Talks", corpus.KindLightning}, {"Workshop: soldering", corpus.KindWorkshop},
		{"Tutorial on tracing", corpus.KindTutorial}, {"Poster session", corpus.KindPoster}, {"Registration", corpus.KindOther}, {"A talk", ""}, {"Opening the black box of firmware", ""},
	} {
		if got := kindOf(c.title); got != c.want {
			t.Errorf("kindOf(%q) = %q, want %q", c.title, got, c.want)
		}
	}
}

func TestCutDuration(t *testing.T) {
	for _, c := range []struct {
		in, title string
		minutes   int
	}{
		{"A talk 45m", "A talk", 45}, {"A talk 1h", "A talk", 60}, {"A talk 1h 30m", "A talk", 90}, {"A talk 1h30", "A talk", 90}, {"A talk 2h 05m", "A talk", 125},
		{"A talk 120m", "A talk", 120}, {"A talk 20 min", "A talk", 20}, {"A talk 45'", "A talk", 45}, {"A talk (5m)", "A talk", 5},
		{"45m", "", 45}, {"Boot in 5m 30m", "Boot in 5m", 30}, {"Up to 11", "Up to 11", 0}, {"The 8m", "The", 8}, {"RFC1h", "RFC1h", 0}, {"Zero 0m", "Zero", 0},
	} {
		title, minutes, ok := cutDuration(c.in)
		if title != c.title || minutes != c.minutes || ok != (minutes > 0) {
			t.Errorf("cutDuration(%q) = %q, %d, %t, want %q, %d", c.in, title, minutes, ok, c.title, c.minutes)
		}
	}
}

// TestBodies reads the texts of microconferences. Lines are parted by "/".
func TestBodies(t *testing.T) {
	for _, c := range []struct{ name, in, people, topics, abstract string }{
		{"lead", "MC lead/Ada Lovelace", "lead: Ada Lovelace", "", ""},
		{"leads with a colon", "MC Leads:/Ada Lovelace, Alan Turing", "lead: Ada Lovelace|lead: Alan Turing", "", ""},
		{"leads on the line", "MC leads: Ada Lovelace, Alan Turing and Bo Li", "lead: Ada Lovelace|lead: Alan Turing|lead: Bo Li", "", ""},
		{"leads without a colon", "MC lead Ada Lovelace", "lead: Ada Lovelace", "", ""},
		{"leads after a blank line", "MC leads//Ada Lovelace/Alan Turing", "lead: Ada Lovelace|lead: Alan Turing", "", ""},
		{"leads in a list", "Microconference leads:/- Ada Lovelace (Engine)/- Alan Turing <alan@npl.example>", "lead: Ada Lovelace (Engine)|lead: Alan Turing", "", ""},
		{"wrapped within a name", "MC leads/Alan Turing, Kurt Gödel, Ada/Lovelace, Daniel Bristot/de Oliveira and Bo Li", "lead: Alan Turing|lead: Kurt Gödel|lead: Ada Lovelace|lead: Daniel Bristot de Oliveira|lead: Bo Li", "", ""},
		{"wrapped between names", "MC leads/Alan Turing, Kurt Gödel/and Bo Li", "lead: Alan Turing|lead: Kurt Gödel|lead: Bo Li", "", ""},
		{"wrapped within an affiliation", "MC leads:/Alan Turing (National/Physical Laboratory), Bo Li", "lead: Alan Turing (National Physical Laboratory)|lead: Bo Li", "", ""},
		{"contact", "Text.//For more information, feel free to contact the MC Leads:/Ada Lovelace <ada@engine.example>", "lead: Ada Lovelace", "", "Text."},
		{"leads to be told", "MC leads:/TBD", "", "", ""},
		{"no leads", "MC leads//This text goes on about other things.", "", "", "This text goes on about other things."},
		{"a word like a label", "Speakers of all languages are welcome here.", "", "", "Speakers of all languages are welcome here."},
		{"a label with a sentence", "Speaker: the loud sort, of course, as ever.", "", "", "Speaker: the loud sort, of course, as ever."},
		{"two labels", "Speakers: Ada Lovelace/Moderator: Alan Turing", "speaker: Ada Lovelace|moderator: Alan Turing", "", ""},

		{"topics without a colon", "Text.//Expected topics/one/two//More text.", "", "one|two", "Text.\n\nMore text."},
		{"topics after a blank line", "Possible topics include://one/two", "", "one|two", ""},
		{"dashes", "Topics:/- one/- two - a thing", "", "one|two - a thing", ""},
		{"stars", "Topics:/* one/* two", "", "one|two", ""},
		{"numbers", "Topics:/1. one/2) two/(3) three", "", "one|two|three", ""},
		{"bullets with blank lines between", "Topics:/• one//• two//Text.", "", "one|two", "Text."},
		{"lists within", "Topics:/• one./  ◦ a;/  ◦ b/• two", "", "one: a; b|two", ""},
		{"keywords are no topics", "Keywords/one/two//Topics:/three", "", "three", ""},
		{"runners", "MC Runners: Ada Lovelace", "lead: Ada Lovelace", "", ""},
		{"semicolons", "Topics:/one;/two; and/three.", "", "one|two|three.", ""},
		{"in a sentence", "We met last year. Topics we would like to cover include:/one/two", "", "one|two", "We met last year."},
		{"on one line", "Topics: one, two (and a half, or so), and three.", "", "one|two (and a half, or so)|three", ""},
		{"two lists", "Topics:/one//Other possible topics:/two/three", "", "one|two|three", ""},
		{"a glued second heading", "Topics:/one/two/Further topics:/three", "", "one|two|three", ""},
		{"issues", "We have these open issues:/one/two", "", "one|two", ""},
		{"issues beside topics", "We have these open issues:/one/two//Topics:/three/four", "", "three|four", "We have these open issues:\none\ntwo"},
		{"aims are none", "The aim is to:/one/two//Topics:/three", "", "three", "The aim is to:\none\ntwo"},
		{"last year's are none", "Topics discussed last year:/one/two//Topics:/three", "", "three", "Topics discussed last year:\none\ntwo"},
		{"what was done is none", "Since last time, the following issues have been resolved and accomplished:/- one/- two", "", "", "Since last time, the following issues have been resolved and accomplished:\n- one\n- two"},
		{"groups", "Topics:/Device Care/are they well?/do they sleep?/Network Care/wires", "", "Device Care: are they well?; do they sleep?|Network Care: wires", ""},
		{"groups with colons", "Topics:/Devices:/Wellness/Sleep/Networks:/Wires", "", "Devices: Wellness; Sleep|Networks: Wires", ""},
		{"no groups", "Topics:/Device Care/Network Care/libraries/Tools", "", "Device Care|Network Care|libraries|Tools", ""},
		{"a sentence after the last", "Topics:/one/two/Our aim is to bring people together in one room, and to keep them there until they agree.", "", "one|two", "Our aim is to bring people together in one room, and to keep them there until they agree."},
		{"a welcome after the last", "Topics:/one/two/Other matters are also welcome!", "", "one|two", "Other matters are also welcome!"},
		{"topics of no list", "The topic of this text is simple:", "", "", "The topic of this text is simple:"},
		{"topics to be told", "Text.//Topics:/TBD", "", "", "Text."},
		{"topics that only a call follows", "Text.//Expected topics/More to be added based on CfP for this microconference//More text.", "", "", "Text.\n\nMore text."},
		{"one topic to be told", "Topics:/one/TBA/two", "", "one|two", ""},

		{"calls", "Text. If you are interested in participating in this microconference and have topics to propose, please use the CfP process. More topics will be added based on CfP for this microconference.", "", "", "Text."},
		{"a call at the end of a list", "Topics:/one/two/More to be added based on CfP for this microconference//Text.", "", "one|two", "Text."},
		{"a call behind the last entry", "Topics:/one/two If you are interested in participating in this, please use the CfP process.", "", "one|two", ""},
		{"a wrapped call", "Text.//If you are interested in participating in this microconference and/have topics to propose, please use the CfP process. More topics will be/added based on CfP for this microconference.", "", "", "Text."},
		{"no call", "If you maintain a kernel tree for use by others, we welcome you to come and share your experiences.", "", "", "If you maintain a kernel tree for use by others, we welcome you to come and share your experiences."},
		{"attendees", "Potential attendees:/Ada Lovelace/Alan Turing/Rik van Dam//Text.", "", "", "Text."},
		{"attendees on one line", "Key Attendees: Ada Lovelace, Alan Turing//Text.", "", "", "Text."},
		{"attendees who are none", "Attendees should bring:/- a laptop/- an open mind", "", "", "Attendees should bring:\n- a laptop\n- an open mind"},

		{"markers", "One [1], two[2]. Three [3][4] four [0] [1] argv[0] x.", "", "", "One, two. Three four argv[0] x."},
		{"torn links", "See the page ( ) and the code ( of foo() or bar.", "", "", "See the page and the code of foo() or bar."},
		{"wrapped paragraph", "Building on the work of many years and on the patience of its many/reviewers, this microconference goes further than it needs to, as it has/every year.", "", "", "Building on the work of many years and on the patience of its many reviewers, this microconference goes further than it needs to, as it has every year."},
		{"lines that are no paragraph", "on-off switches/dimmable switches/temperature controls", "", "", "on-off switches\ndimmable switches\ntemperature controls"},
	} {
		var text []line
		for i, s := range strings.Split(c.in, "/") {
			text = append(text, line{number: i + 1, indent: 6 + len(s) - len(strings.TrimLeft(s, " ")), text: strings.TrimSpace(s)})
		}
		b := readBody(text, true, 0)
		for _, f := range []struct{ field, got, want string }{
			{"people", roles(b.people), c.people}, {"topics", strings.Join(b.topics, "|"), c.topics}, {"abstract", b.abstract, c.abstract},
		} {
			if f.got != f.want {
				t.Errorf("%s: %s:\n got %q\nwant %q", c.name, f.field, f.got, f.want)
			}
		}
	}
}

// TestSlots reads single slots. Lines are parted by "/"; the first is at the
// margin, "  " goes in.
func TestSlots(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"title that wraps", "• 10:00 13:30/  Containers of many kinds, and also of one kind,/  Checkpoint and Restore MC//  Text.", "10:00-13:30 Containers of many kinds, and also of one kind, Checkpoint and Restore MC|Text."},
		{"text right after the title", "• 10:00 13:30/  Scheduler MC/  The scheduler decides who runs.", "10:00-13:30 Scheduler MC|The scheduler decides who runs."},
		{"title after a blank line", "• 10:00 13:30//  Scheduler MC//  Text.", "10:00-13:30 Scheduler MC|Text."},
		{"a duration that is the title's", "• 10:00 10:45/  Boot in 10m", "10:00-10:45 Boot in 10m|"},
		{"a duration on a line of its own", "• 10:00 10:45/  A title/  45m//  Text.", "10:00-10:45 A title|Text."},
		{"dash between times", "• 10:00 – 13:30/  Scheduler MC", "10:00-13:30 Scheduler MC|"},
		{"afternoon", "• 9:30 AM 12:00 PM/  Scheduler MC", "09:30-12:00 Scheduler MC|"},
		{"until midnight", "• 20:00 24:00/  Night MC", "20:00-00:00 Night MC|"},
		{"no such time", "• 25:00 26:30/  Scheduler MC", "- Scheduler MC|"},
		{"missing title, small letters", "• 10:00 13:30//  The goal of the live patching microconference is to patch what lives, however hard that may be.", "10:00-13:30 Live Patching MC|The goal of the live patching microconference is to patch what lives, however hard that may be."},
		{"missing title, the conference's name before it", "• 10:00 13:30//  The Quayside Foo and Bar MC deals with two things, which have nothing in common at all.", "10:00-13:30 Quayside Foo and Bar MC|The Quayside Foo and Bar MC deals with two things, which have nothing in common at all."},
		{"missing title, year before it", "• 10:00 13:30//  The Quayside 2031 Foo/Bar microconference deals with two things, which have nothing in common.", "10:00-13:30 Foo/Bar MC|The Quayside 2031 Foo/Bar microconference deals with two things, which have nothing in common."},
		{"missing title of anything", "• 10:00 13:30//  Nobody says what this is. But it goes on and on, and it does so for quite some while now.", "10:00-13:30 Nobody says what this is|Nobody says what this is. But it goes on and on, and it does so for quite some while now."},
		{"missing title and text", "• 10:00 13:30/• 10:00 13:30/  Scheduler MC", "10:00-13:30 Scheduler MC|"},
		{"nested without a duration", "• 10:00 13:30/  Main Track/  • 10:00/    A talk//    Text.", "10:00- A talk|Text."},
		{"nested with an end", "• 10:00 13:30/  Main Track/  • 10:00 10:30/    A talk", "10:00-10:30 A talk|"},
		{"nested after midnight", "• 22:00 02:00/  Night Track/  • 23:30/    A talk 30m/  • 00:30/    Another 1h", "23:30-00:00 A talk|&00:30-01:30 Another|"},
		{"columns lost", "• 10:00 13:30/Main Track/• 10:00/A talk 30m", "10:00-10:30 A talk|"},
		{"columns lost, page words", "• 10:00 13:30/Scheduler MC//Text./Powered by Indico/Help", "10:00-13:30 Scheduler MC|Text."},
		{"times within a text", "• 10:00 13:30/  Main Track/  • 10:00/    A talk 30m//    • 10:05/    • 4.19", "10:00-10:30 A talk|• 10:05 • 4.19"},
		{"an empty session", "• 10:00 18:00/  Kernel Summit/• 18:00 19:00/  Town Hall 1h", "10:00-18:00 Kernel Summit|&18:00-19:00 Town Hall|"},
	} {
		text := "    " + strings.ReplaceAll(c.in, "/", "\n    ")
		text = strings.ReplaceAll(text, "Foo\n    Bar", "Foo/Bar")
		p, _ := read(t, usual+"\n\n"+text)
		var got []string
		for _, talk := range p.Talks {
			i := itemOf(talk)
			got = append(got, i.Start+"-"+i.End+" "+talk.Title+"|"+strings.ReplaceAll(talk.Abstract, "\n", " "))
		}
		if got := strings.Join(got, "&"); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestRecognise(t *testing.T) {
	for _, c := range []struct {
		name, head string
		want       bool
	}{
		{"timetable", timetable(usual, "    • 10:00 13:30", "      Scheduler MC"), true},
		{"line ends of another system", strings.ReplaceAll(timetable(usual, "    • 10:00 13:30", "      Scheduler MC"), "\n", "\r\n"), true},
		{"mark in front", "\ufeff" + timetable(usual, "\u00a0\u00a0• 10:00 13:30", "  Scheduler MC"), true},
		{"empty", "", false}, {"white space", " \n ", false},
		{"prose with bullets", "Some text\n• 10:00 Coffee\n• one\n", false},
		{"JSON", `{"id": "x", "talks": ["• 10:00 13:30"]}`, false},
		{"JSON Lines", "{\"id\":\"a\"}\n{\"id\":\"b\"}\n", false},
		{"XML", "<?xml version=\"1.0\"?>\n<schedule>\n• 10:00 13:30\n</schedule>", false},
		{"HTML", "<!DOCTYPE html>\n<pre>\n• 10:00 13:30\n</pre>", false},
		{"calendar", "BEGIN:VCALENDAR\n• 10:00 13:30\n", false},
	} {
		if got := Recognise([]byte(c.head)); got != c.want {
			t.Errorf("%s: got %t, want %t", c.name, got, c.want)
		}
	}
}

func TestReadErrors(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "no slot found"},
		{"HTML error page", "<html><body>404 Not Found</body></html>", "no slot found"},
		{"head alone", usual, "no slot found"},
		{"cut after the times", usual + "\n\n    • 10:00 13:30\n      Scheduler MC\n    • 15:00 18:30\n", "line 7: the text breaks off after the times"},
		{"cut within the times", usual + "\n\n    • 10:00 13:30\n      Scheduler MC\n    • 15:00 18:", `line 7: the text breaks off within the times of a slot, "• 15:00 18:"`},
	} {
		list, _, err := Read(strings.NewReader(c.text))
		if err == nil || list != nil {
			t.Errorf("%s: got %v, want an error and no programme", c.name, list)
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %q, want %q in it", c.name, err, c.want)
		}
	}
}

// TestProblems checks what is reported beside what is read.
func TestProblems(t *testing.T) {
	zone := "line 3: timezone: is not stated; Europe/Lisbon is assumed for Lisbon, Portugal"
	for _, c := range []struct {
		name, slots string
		want        []string
	}{
		{"none but the zone", "    • 10:00 13:30\n      Scheduler MC", nil},
		{"no title", "    • 10:00 13:30\n\n      The Foo microconference is about foo and nothing else, which is quite enough.", []string{`line 5: talk "Foo MC": title: is missing; this one is taken`}},
		{"nothing at all", "    • 10:00 13:30\n    • 10:00 13:30\n      Scheduler MC", []string{"line 5: title: is missing, and so is any text; the slot is left out"}},
		{"a container without a title", "    • 10:00 13:30\n      • 10:00\n        A talk 30m", []string{"line 5: title: is missing; the items in this slot have no track"}},
		{"a placeholder with a text", "    • 10:00 13:30\n      TBD\n\n      But it will be good.", []string{`line 5: talk "TBD": title: names nothing, so the item is left out in spite of its text`}},
		{"a nested slot too early", "    • 10:00 13:30\n      Main Track\n      • 09:00\n        A talk 30m", []string{`line 7: talk "A talk": start: is before the start of "Main Track"`}},
		{"no such time", "    • 10:75 13:30\n      Scheduler MC", []string{`line 5: talk "Scheduler MC": start: one of the slot's times is none`}},
		{"lines after the timetable", "    • 10:00 13:30\n      Scheduler MC\nCopied by hand\n\non Tuesday", []string{`line 7: 2 lines from here on stand outside the timetable and are left out: "Copied by hand"`}},
		{"the page's own lines", "    • 10:00 13:30\n      Scheduler MC\nYour browser is out of date!", nil},
	} {
		_, problems := read(t, "Quayside 2031\n\nJune 2-3, Lisbon, Portugal\n\n"+c.slots)
		var rest corpus.Problems
		for _, p := range problems {
			if p.Field != "day" { // they have one slot, and the head says two days
				rest = append(rest, p)
			}
		}
		t.Run(c.name, func(t *testing.T) { wantProblems(t, rest, append(c.want, zone)...) })
	}
}
