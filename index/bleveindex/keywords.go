package bleveindex

import (
	"context"
	"fmt"

	"talksearch/corpus"
	"talksearch/corpus/keyword"
	"talksearch/corpus/vocabulary"
)

// A deriver gives talks their derived keywords, by a vocabulary; by none, they keep
// what they have. That is done when a generation is built, and not when it is found:
// so its name tells by what, and by which content, rather than the keywords.
type deriver struct{ vocabulary *vocabulary.Vocabulary }

// version names what keywords depend on beside the content.
func (d deriver) version() string {
	if d.vocabulary == nil {
		return "keywords as they are"
	}
	return fmt.Sprintf("keywords %d by vocabulary %s", keyword.Version, d.vocabulary.Version())
}

// derive sets the derived keywords of all talks.
func (d deriver) derive(ctx context.Context, programmes []*corpus.Programme) error {
	if d.vocabulary == nil {
		return nil
	}
	return keyword.Programmes(ctx, d.vocabulary, programmes)
}
