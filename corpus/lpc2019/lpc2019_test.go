package lpc2019

import (
	"testing"

	"talksearch/corpus"
)

func TestProgramme(t *testing.T) {
	p, err := Programme()
	if err != nil {
		t.Fatal(err)
	}
	kinds, abstracts, topics := map[corpus.Kind]int{}, 0, 0
	for _, talk := range p.Talks {
		kinds[talk.Kind]++
		topics += len(talk.Topics)
		if talk.Abstract != "" {
			abstracts++
		}
	}
	for _, c := range []struct {
		name      string
		got, want int
	}{
		{"items", len(p.Talks), 46}, {"talks", kinds[corpus.KindTalk], 19},
		{"microconferences", kinds[corpus.KindMicroconference], 18}, {"abstracts", abstracts, 36}, {"topics", topics, 166},
		{"problems", len(corpus.Validate(p)), 0},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, c.got, c.want)
		}
	}
}
