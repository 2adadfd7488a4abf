package spell_test

import (
	"fmt"

	"talksearch/index/spell"
)

func Example() {
	const names = spell.Fields(1)
	b := spell.NewBuilder(names)
	b.Add(spell.Word{Text: "live", Talks: 3, In: 2})
	b.Add(spell.Word{Text: "patching", Talks: 2, In: 2})
	b.Add(spell.Word{Text: "rostedt", Talks: 1, In: names})
	d := b.Finish()
	for _, c := range d.Correct("roystet", spell.Options{}) {
		fmt.Println(c.Word, c.Confidence >= spell.Sure)
	}
	left, right, _ := d.Split("livepatching", 0, func(left, right string) int { return 1 })
	fmt.Println(left, right)
	// Output:
	// rostedt true
	// live patching
}
