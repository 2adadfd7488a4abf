package importer

import (
	"os"
	"testing"
)

// BenchmarkRead reads real programmes, where they are at hand: from the file to
// what can be served.
func BenchmarkRead(b *testing.B) {
	for _, path := range []string{"schedules/xml/36c3-everything.xml", "corpus/pyvideo.jsonl.gz"} {
		b.Run(path, func(b *testing.B) {
			path := "../../../shared/" + path
			if _, err := os.Stat(path); err != nil {
				b.Skipf("the programme is not here: %v", err)
			}
			talks := 0
			for b.Loop() {
				s := NewSet(Options{}, path)
				if _, _, err := s.Read(b.Context()); err != nil {
					b.Fatal(err)
				}
				talks += s.Sources()[0].Talks
			}
			b.ReportMetric(float64(talks)/b.Elapsed().Seconds(), "talks/s")
		})
	}
}
