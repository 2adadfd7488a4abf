package bleveindex

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"

	"talksearch/corpus"
	"talksearch/index"
)

// BenchmarkBuilder builds a generation on disk, with texts and tables, checked in, and
// an index of the same talks with Bleve's offline builder, in turns, so that a change
// of the machine's speed meets both alike. The builder gets the same mapping, all
// talks ready, and one goroutine, for it takes no more.
func BenchmarkBuilder(b *testing.B) {
	list := madeUp(benchTalks())
	talks := corpus.List(list).Len()
	var ours, bleves []float64 // seconds
	for b.Loop() {
		dir := b.TempDir()
		began := time.Now()
		openIn(b, filepath.Join(dir, "ours"), list...).Close()
		ours = append(ours, time.Since(began).Seconds())
		began = time.Now()
		if err := buildWithBleve(filepath.Join(dir, "bleve"), list); err != nil {
			b.Fatal(err)
		}
		bleves = append(bleves, time.Since(began).Seconds())
	}
	slices.Sort(ours)
	slices.Sort(bleves)
	median := func(list []float64) float64 { return list[len(list)/2] }
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(talks)/median(ours), "talks/s")
	b.ReportMetric(float64(talks)/median(bleves), "talks/s-bleve-builder")
	b.ReportMetric(median(bleves)/median(ours), "x-bleve-builder")
}

func buildWithBleve(path string, programmes []*corpus.Programme) error {
	m, err := newMapping()
	if err != nil {
		return err
	}
	x, err := bleve.NewBuilder(path, m, map[string]any{"buildPathPrefix": filepath.Dir(path)})
	if err != nil {
		return err
	}
	for _, p := range programmes {
		c := &index.Conference{ID: p.ID, Title: p.Title, Start: p.Start}
		for i := range p.Talks {
			e := index.Entry{Conference: c, Talk: &p.Talks[i]}
			if err := x.Index(e.ID(), mappedDocument(e)); err != nil {
				return err
			}
		}
	}
	return x.Close()
}
