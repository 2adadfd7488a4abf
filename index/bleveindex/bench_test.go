package bleveindex

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"talksearch/corpus"
	"talksearch/corpus/importer"
)

// benchProgrammes returns a large collection where it is at hand, or else as many
// made-up talks.
func benchProgrammes(b *testing.B) []*corpus.Programme {
	const path = "../../../shared/corpus/pyvideo.jsonl.gz"
	if _, err := os.Stat(path); err != nil {
		b.Logf("the collection is not here, made-up talks stand in: %v", err)
		return []*corpus.Programme{many(17_000)}
	}
	programmes, _, err := importer.NewSet(importer.Options{}, path).Read(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return programmes
}

// BenchmarkBuild measures indexing on disk and in memory, and the bytes on disk.
func BenchmarkBuild(b *testing.B) {
	programmes := benchProgrammes(b)
	for _, where := range []string{"disk", "memory"} {
		b.Run(where, func(b *testing.B) {
			talks := 0
			for b.Loop() {
				var o Options
				if where == "disk" {
					o.Dir = b.TempDir()
				}
				e, err := Open(o)
				if err != nil {
					b.Fatal(err)
				}
				if err := e.Load(b.Context(), programmes); err != nil {
					b.Fatal(err)
				}
				talks += e.current.size()
				if where == "disk" {
					for _, name := range []string{talksName, tablesName, bleveName + "/store/*.zap"} {
						files, _ := filepath.Glob(filepath.Join(e.current.place, name))
						info, err := os.Stat(files[0])
						if err != nil {
							b.Fatal(err)
						}
						b.ReportMetric(float64(info.Size())/float64(e.current.size()), filepath.Base(filepath.Dir(name+"/"))+"-B/talk")
					}
				}
				e.Close()
			}
			b.ReportMetric(float64(talks)/b.Elapsed().Seconds(), "talks/s")
		})
	}
}

// BenchmarkOpen measures loading what is on disk already, the name aside, with its
// verification and without, and what is held on the heap.
func BenchmarkOpen(b *testing.B) {
	programmes := benchProgrammes(b)
	dir := b.TempDir()
	openIn(b, dir, programmes...).Close()
	f := &folder{path: dir}
	name := nameOfAll(b, programmes...)
	b.Run("name", func(b *testing.B) {
		for b.Loop() {
			nameOfAll(b, programmes...)
		}
	})
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			if err := verify(filepath.Join(dir, name)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			g, err := f.open(name)
			if err != nil {
				b.Fatal(err)
			}
			if err := g.close(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("heap", func(b *testing.B) {
		var before, after runtime.MemStats
		for b.Loop() {
			runtime.GC()
			runtime.ReadMemStats(&before)
			g, err := f.open(name)
			if err != nil {
				b.Fatal(err)
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(int64(after.HeapAlloc)-int64(before.HeapAlloc))/float64(g.size()), "heap-B/talk")
			if err := g.close(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkEntry measures reading the talks of one page of hits.
func BenchmarkEntry(b *testing.B) {
	dir := b.TempDir()
	e := openIn(b, dir, benchProgrammes(b)...)
	g := e.current
	b.Run(fmt.Sprint("blocks of ", blockTalks), func(b *testing.B) {
		n := uint32(0)
		for b.Loop() {
			for range 20 {
				n += 7919
				if _, err := g.entry(n % uint32(g.size())); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
