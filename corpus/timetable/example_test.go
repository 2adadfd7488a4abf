package timetable_test

import (
	"fmt"
	"strings"

	"talksearch/corpus/timetable"
)

func ExampleRead() {
	const text = `Quayside 2031

June 2-3, Lisbon, Portugal

    • 10:00 13:30
      Storage MC

      What is kept, and where.

      Topics
      Tape
      Clay

      MC leads
      Ada Lovelace and Alan Turing
`
	programmes, _, err := timetable.Read(strings.NewReader(text))
	if err != nil {
		fmt.Println(err)
		return
	}
	talk := programmes[0].Talks[0]
	fmt.Println(talk.Title, talk.Start.Format("2006-01-02 15:04 MST"))
	fmt.Println(talk.Topics, talk.Speakers[0].Name)
	// Output:
	// Storage MC 2031-06-02 10:00 WEST
	// [Tape Clay] Ada Lovelace
}
