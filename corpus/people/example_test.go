package people_test

import (
	"fmt"

	"talksearch/corpus"
	"talksearch/corpus/people"
)

func ExampleList() {
	for _, s := range people.List("Ada Lovelace (Engine, Ltd), Alan Turing and Grace Hopper (") {
		fmt.Printf("%s, %q\n", s.Name, s.Affiliation)
	}
	// Output:
	// Ada Lovelace, "Engine, Ltd"
	// Alan Turing, ""
	// Grace Hopper, ""
}

func ExampleUnify() {
	p := &corpus.Programme{Talks: []corpus.Talk{
		{Speakers: []corpus.Speaker{{Name: "Ada Lovelace"}}},
		{Speakers: []corpus.Speaker{{Name: "ADA B. LOVELACE"}}},
	}}
	people.Unify([]*corpus.Programme{p})
	fmt.Println(p.Talks[0].Speakers[0].Name)
	// Output: Ada B. Lovelace
}
