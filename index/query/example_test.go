package query_test

import (
	"fmt"

	"talksearch/index/query"
)

func ExampleParse() {
	q := query.Parse(`tracing (bpf OR ftrace) -track:refereed,"kernel summit" titel:mc`)
	fmt.Println(q.Root)
	for _, w := range q.Warnings {
		fmt.Println(w)
	}
	// Output:
	// tracing AND (bpf OR ftrace) AND -track:refereed,"kernel summit" AND titel:mc
	// there is no field "titel", so it was searched as text; did you mean title:?
}
