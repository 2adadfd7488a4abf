package ical

import (
	"bytes"
	"io"
	"testing"

	"talksearch/corpus"
)

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		calendar(named1, event("UID:indico-contribution-1@x", "SUMMARY:A", "DTSTART:20200701T100000Z", "DURATION:PT1H", `DESCRIPTION:Speakers: B (C)\, D\n\nE`, "LOCATION:R (V)")),
		calendar("TZID:X", "BEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nEND:VTIMEZONE",
			event("UID:pretalx-c-ABC-1@x", "SUMMARY:A - B\\, C", "DTSTART;TZID=X:20200701T100000", "DTEND:20200702", "CATEGORIES:a\\,b,c", "ATTENDEE;CN=\"x;^n\":y")),
		calendar(event("X-TALKSEARCH-ID:a", "UID:a@b.talksearch", "X-TALKSEARCH-CONFERENCE:b", "X-TALKSEARCH-DAY:2020-01-01", "DESCRIPTION:\n x\ny z", "SUMMARY;LANGUAGE=en:T")),
		"BEGIN:VCALENDAR\r\n\tx\rBEGIN:VEVENT\nEND:VCALENDAR", "<html>", "",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		Recognise(data)
		list, _, err := Read(bytes.NewReader(data))
		if err != nil && list != nil {
			t.Error("an error, and programmes")
		}
		for _, p := range list {
			corpus.Normalize(p)
			if corpus.Validate(p).Err() != nil {
				continue
			}
			// What is sound is written and read again without loss.
			var text bytes.Buffer
			if err := Write(&text, p); err != nil {
				t.Fatal(err)
			}
			again, problems, err := Read(&text)
			if err != nil || len(again) != 1 || len(problems) != 0 {
				t.Fatalf("read again: %d programmes, problems %v, error %v", len(again), problems, err)
			}
			corpus.Normalize(again[0])
			if got, want := flat(again[0]), flat(p); got != want {
				t.Errorf("read again: got\n%s\nwant\n%s", got, want)
			}
			if err := WriteEvents(io.Discard, Calendar{}, []Event{{Programme: p, Talk: &p.Talks[0]}}); err != nil {
				t.Error(err)
			}
		}
	})
}
