package indico_test

import (
	"fmt"
	"os"
	"strings"

	"talksearch/corpus"
	"talksearch/corpus/indico"
)

func ExampleRead() {
	list, problems, err := indico.Read(strings.NewReader(`{"_type": "HTTPAPIResult", "results": [
		{"_type": "Conference", "id": "4", "title": "Kernel Days", "type": "conference", "timezone": "Europe/Lisbon", "contributions": [
			{"db_id": 301, "title": "Locks", "duration": 45, "startDate": {"date": "2031-07-01", "time": "09:00:00", "tz": "UTC"}}]}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	p := list[0]
	corpus.Normalize(p)
	fmt.Println(p.ID, len(problems), p.Talks[0].ID, p.Talks[0].Start)
	// Output: kernel-days 0 locks 2031-07-01 10:00:00 +0100 WEST
}

func ExampleMerge() {
	var event *corpus.Programme
	for _, name := range []string{"testdata/event.json", "testdata/timetable.json"} {
		f, err := os.Open(name)
		if err != nil {
			fmt.Println(err)
			return
		}
		list, _, err := indico.Read(f)
		f.Close()
		if err != nil {
			fmt.Println(err)
			return
		}
		if event == nil || indico.EventKey(event) == indico.EventKey(list[0]) {
			event = indico.Merge(event, list[0])
		}
	}
	fmt.Println(event.Title, len(event.Talks))
	// Output: Kernel Days 2031 10
}

func ExampleAddresses() {
	list, ok := indico.Addresses("https://lpc.events/event/4/timetable/#all.detailed")
	fmt.Println(ok)
	fmt.Println(strings.Join(list, "\n"))
	// Output:
	// true
	// https://lpc.events/export/event/4.json?detail=contributions
	// https://lpc.events/export/event/4.json?detail=sessions
	// https://lpc.events/export/timetable/4.json
}
