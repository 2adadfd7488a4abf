package bleveindex

import (
	"cmp"
	"context"
	"fmt"
	"math/bits"
	"slices"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// prefix returns the talks that have a term with the given beginning in one of
// some fields. It reads every such term, so that the total is right, but not how
// often it occurs: a talk's score depends on its best field alone.
func (p *postings) prefix(ctx context.Context, key, start string, in []source) (*list, error) {
	if l, ok := p.cache.GetIfPresent(key); ok {
		return l, nil
	}
	in = slices.Clone(in)
	slices.SortFunc(in, func(a, b source) int { return cmp.Compare(b.weight, a.weight) })
	weights := make([]float32, p.count)
	all := make([]uint64, (p.count+63)/64)   // bit set of the documents found
	fresh := make([]uint64, (p.count+63)/64) // those of the field at hand
	count := 0
	for _, s := range in {
		clear(fresh)
		if err := p.begins(ctx, s.field, start, fresh); err != nil {
			return nil, fmt.Errorf("words in %s that begin with %s: %w", fields[s.field].name, start, err)
		}
		for i, word := range fresh {
			word &^= all[i]
			all[i] |= word
			count += bits.OnesCount64(word)
			for ; word != 0; word &= word - 1 {
				weights[i*64+bits.TrailingZeros64(word)] = float32(s.weight)
			}
		}
	}
	l := listOf(all)
	l.scores, l.idf = make([]float32, count), p.idf(count)
	for i, doc := range l.docs() {
		l.scores[i] = l.idf * p.saturated(weights[doc])
	}
	p.cache.Set(key, l)
	return l, nil
}

// begins sets the bits of all documents that have a term of a field with a
// beginning.
func (p *postings) begins(ctx context.Context, field int, start string, set []uint64) error {
	r := p.readers.Get().(*termReader)
	defer p.readers.Put(r)
	all := documentSet{words: len(set), set: set}
	return p.terms(field, start, func(i int, dictionary segment.TermDictionary, term string) error {
		_, err := p.markIn(ctx, r, i, dictionary, term, &all)
		return err
	})
}

// terms visits all terms of a field with a beginning, segment by segment, until visit
// fails.
func (p *postings) terms(field int, start string, visit func(segment int, dictionary segment.TermDictionary, term string) error) error {
	end := append([]byte(start), 0xff) // terms are UTF-8, in which no byte is so high
	for i, seg := range p.segments {
		dictionary, err := seg.Dictionary(fields[field].name)
		if err != nil {
			return err
		}
		terms := dictionary.AutomatonIterator(nil, []byte(start), end)
		for {
			entry, err := terms.Next()
			if err != nil {
				return err
			}
			if entry == nil {
				break
			}
			if err := visit(i, dictionary, entry.Term); err != nil {
				return err
			}
		}
	}
	return nil
}

// endings returns up to most words of a field that have a beginning, in their order.
func (p *postings) endings(field int, start string, most int) ([]string, error) {
	var out []string
	err := p.terms(field, start, func(_ int, _ segment.TermDictionary, term string) error {
		out = append(out, term)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("words in %s that begin with %s: %w", fields[field].name, start, err)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(len(out), most)], nil
}
