package query

// An OperatorSpec describes one part of the language beside fields.
type OperatorSpec struct {
	Form    string // how it is written
	Help    string // one sentence for the help page
	Example string
}

// Operators is the table of the language for the help page. Each example is a query.
var Operators = []OperatorSpec{
	{"two words", "Both have to match, in any field and any form; AND between them changes nothing.", "scheduler latency"},
	{`"a phrase"`, "These words, in this order and form.", `"live patching"`},
	{"sched*", "Words that begin so.", "sched*"},
	{"one OR two", "Either of them; | means the same.", "rust OR toolchains"},
	{"one (two OR three)", "Parentheses keep together what OR would divide: without them it stands between all on its left and all on its right.", "tracing (bpf OR ftrace)"},
	{"-word", "Talks without it; so do -\"a phrase\", -field:value, -(a group) and NOT.", "bpf -android"},
	{"field:value", "A word, a beginning or a phrase in one field.", `track:"kernel summit"`},
	{"field:one,two", "Any of several values of a field.", "track:refereed,networking"},
	{"field:(one two)", "Several conditions on one field.", "title:(kernel -summit)"},
}
