package index

// MaxAgenda is how many talks an Agenda holds at most.
const MaxAgenda = 10_000

// An Agenda is what a conference holds, on all its days or on one of them, and
// what of that a search finds.
type Agenda struct {
	Conference *Conference
	Items      []AgendaItem // in time order: by start, then id; those without a time last
	More       bool         // there are more than MaxAgenda; Items are the first
	Generation string       // names the content that was read
}

// An AgendaItem is a talk of an Agenda.
type AgendaItem struct {
	Entry
	Match bool // the search finds it
}
