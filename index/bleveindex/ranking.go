package bleveindex

// A ranking is what decides the order of results: the constants of BM25F and of what
// is added to it. They were chosen by measurement on several judged collections
// together, which `make relevance` runs.
type ranking struct {
	k1     float64 // how soon more of a word tells no more
	fields [fieldCount]struct {
		weight float64 // how much more a match in this field tells; 0: it is searched by name only
		b      float64 // how much less a word of a long field tells
	}
	exact float64 // how much more the word itself counts than another of its stem

	// What counts less than the word itself: the share of the score that it keeps.
	equivalent, related, beginning, apart float64

	// Where no talk, or few, have all words. How much of what the best talk's words tell
	// another's have to: where none has all, and where some do.
	most, beside float64
	coverage     float64 // how steeply the score falls with that, in a query of one word; less in longer ones
	repeat       float64 // to what power it counts how often a word stands in the query
	common       float64 // what a word counts that is said of anything

	sure float64 // how likely a word has to be meant to be searched for instead

	near float64 // what words next to each other add, as a share of the rarer one's idf
}

// defaultRanking is how results are ranked.
var defaultRanking = func() ranking {
	r := ranking{k1: 2.5, exact: 0.3, equivalent: 0.8, related: 0.3, beginning: 0.5, apart: 0.5, near: 0.2, most: 0.2, beside: 0.4, coverage: 3, repeat: 0.7, common: 0.2, sure: 0.5}
	for i, f := range fields {
		r.fields[i].weight, r.fields[i].b = f.weight, f.b
	}
	return r
}()
