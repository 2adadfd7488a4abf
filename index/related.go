package index

import (
	"net/url"
)

// A Related is a talk that is like another.
type Related struct {
	Entry
	Score  float64  // of no meaning but its order
	Shared []string // up to MaxShared people, keywords and words that both have, the most telling first
}

// Defaults and limits of related talks.
const (
	DefaultRelated = 10
	MaxRelated     = 50
	MaxShared      = 4
)

// ParseRelated reads the parameters of a request for related talks: size, how many
// at most. The error, if any, is ParamErrors.
func ParseRelated(v url.Values) (size int, err error) {
	p := paramParser{values: v}
	p.onlyKnown([]string{"size"})
	size = p.number("size", DefaultRelated, MaxRelated)
	if p.errors != nil {
		return size, p.errors
	}
	return size, nil
}
