// Package compare measures talksearch beside SQLite's full-text search, FTS5, on
// the same made-up talks in one run.
package compare

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"talksearch/corpus"
	"talksearch/corpus/synthetic"
	"talksearch/index"
	"talksearch/index/bleveindex"
)

const seed = 1

// talks is how many are searched: 10,000, or TALKSEARCH_BENCH_TALKS.
func talks() int {
	if n, err := strconv.Atoi(os.Getenv("TALKSEARCH_BENCH_TALKS")); err == nil && n >= 3000 {
		return n
	}
	return 10_000
}

type both struct {
	engine *bleveindex.Engine
	db     *sql.DB
	words  synthetic.Classes
}

// facets are what every search counts: of ours drill sideways, of SQLite's among
// what matches.
var facets = []index.Facet{index.ByDay, index.ByTrack, index.BySpeaker, index.ByKeyword}

var open = sync.OnceValues(func() (*both, error) {
	n := talks()
	b := &both{engine: bleveindex.New(), words: synthetic.Words(n, seed)}
	list := synthetic.Programmes(n, seed)
	if err := b.fill(list); err != nil {
		return nil, err
	}
	return b, b.engine.Load(context.Background(), list)
})

// fill makes the SQLite database as its documentation suggests: an FTS5 table
// with the Porter stemmer, and tables of the facets' values by row.
func (b *both) fill(list []*corpus.Programme) error {
	var err error
	if b.db, err = sql.Open("sqlite", "file::memory:?cache=shared"); err != nil {
		return err
	}
	b.db.SetMaxOpenConns(1)
	for _, s := range []string{
		`CREATE VIRTUAL TABLE talks USING fts5(title, abstract, topics, speakers, keywords, tokenize='porter unicode61')`,
		`CREATE TABLE single(id INTEGER PRIMARY KEY, day TEXT, track TEXT, year TEXT, start INTEGER)`,
		`CREATE TABLE speaker(id INTEGER, value TEXT)`, `CREATE TABLE keyword(id INTEGER, value TEXT)`,
	} {
		if _, err := b.db.Exec(s); err != nil {
			return err
		}
	}
	tx, err := b.db.Begin()
	if err != nil {
		return err
	}
	id := 0
	for _, p := range list {
		for _, t := range p.Talks {
			id++
			var names []string
			for _, s := range t.Speakers {
				names = append(names, s.Name)
				if _, err := tx.Exec(`INSERT INTO speaker VALUES(?,?)`, id, s.Name); err != nil {
					return err
				}
			}
			for _, k := range t.Keywords {
				if _, err := tx.Exec(`INSERT INTO keyword VALUES(?,?)`, id, k); err != nil {
					return err
				}
			}
			if _, err := tx.Exec(`INSERT INTO talks(rowid,title,abstract,topics,speakers,keywords) VALUES(?,?,?,?,?,?)`,
				id, t.Title, t.Abstract, strings.Join(t.Topics, "\n"), strings.Join(names, "\n"), strings.Join(t.Keywords, "\n")); err != nil {
				return err
			}
			if _, err := tx.Exec(`INSERT INTO single VALUES(?,?,?,?,?)`, id, string(t.Day), t.Track, string(t.Day[:4]), t.Start.Unix()); err != nil {
				return err
			}
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	for _, s := range []string{`CREATE INDEX by_speaker ON speaker(id)`, `CREATE INDEX by_keyword ON keyword(id)`, `INSERT INTO talks(talks) VALUES('optimize')`, `ANALYZE`} {
		if _, err := b.db.Exec(s); err != nil {
			return err
		}
	}
	return nil
}

// sqlite searches: what matches is found once, into a temporary table, from which
// the best twenty and the counts are read.
func (b *both) sqlite(match, where string) (total int, err error) {
	exec := func(s string, args ...any) {
		if err == nil {
			_, err = b.db.Exec(s, args...)
		}
	}
	rows := func(s string) {
		if err != nil {
			return
		}
		var r *sql.Rows
		if r, err = b.db.Query(s); err != nil {
			return
		}
		defer r.Close()
		for r.Next() {
			var value sql.NullString
			var n float64
			if err = r.Scan(&value, &n); err != nil {
				return
			}
		}
		err = r.Err()
	}
	exec(`DROP TABLE IF EXISTS hit`)
	exec(`CREATE TEMP TABLE hit AS SELECT talks.rowid AS id, bm25(talks, 6, 1, 3, 4, 4) AS score FROM talks JOIN single ON single.id = talks.rowid WHERE talks MATCH ?`+where, match)
	rows(`SELECT id, score FROM hit ORDER BY score, id LIMIT 20`)
	for _, f := range []string{"day", "track"} {
		rows(`SELECT ` + f + `, count(*) AS n FROM hit JOIN single USING(id) GROUP BY 1 ORDER BY n DESC LIMIT 10`)
	}
	for _, f := range []string{"speaker", "keyword"} {
		rows(`SELECT value, count(*) AS n FROM hit JOIN ` + f + ` USING(id) GROUP BY 1 ORDER BY n DESC LIMIT 10`)
	}
	if err == nil {
		err = b.db.QueryRow(`SELECT count(*) FROM hit`).Scan(&total)
	}
	return total, err
}

// BenchmarkSQLite runs each class both ways in turn and reports medians, and how
// many times as long SQLite takes. Each way is run twice and the second time counts:
// the first brings what it needs into the processor's caches.
func BenchmarkSQLite(b *testing.B) {
	set, err := open()
	if err != nil {
		b.Fatal(err)
	}
	rare, percent, common := set.words.Rare[0].Text, set.words.Percent[0].Text, set.words.Common[0].Text
	second := set.words.Common[1].Text
	for _, c := range []struct {
		name   string
		search url.Values
		match  string
		where  string
	}{
		{"rare", url.Values{"q": {rare}}, rare, ""},
		{"1 %", url.Values{"q": {percent}}, percent, ""},
		{"common", url.Values{"q": {common}}, common, ""},
		{"and", url.Values{"q": {common + " " + second}}, common + " " + second, ""},
		{"exclusion", url.Values{"q": {common + " -" + second}}, common + " NOT " + second, ""},
		{"phrase", url.Values{"q": {`"` + common + " " + second + `"`}}, `"` + common + " " + second + `"`, ""},
		{"prefix", url.Values{"q": {common[:2] + "*"}}, common[:2] + "*", ""},
		{"filtered", url.Values{"q": {common}, "year": {"2016"}}, common, " AND single.year = '2016'"},
	} {
		r, err := index.ParseRequest(c.search)
		if err != nil {
			b.Fatal(err)
		}
		r.Facets = facets
		b.Run(c.name, func(b *testing.B) {
			var took [2][]time.Duration
			var totals [2]int
			ways := []func() (int, error){
				func() (int, error) {
					result, err := set.engine.Search(context.Background(), r)
					if err != nil {
						return 0, err
					}
					return result.Total, nil
				},
				func() (int, error) { return set.sqlite(c.match, c.where) },
			}
			for b.Loop() {
				for i, way := range ways {
					var began time.Time
					for range 2 {
						began = time.Now()
						var err error
						if totals[i], err = way(); err != nil {
							b.Fatal(err)
						}
					}
					took[i] = append(took[i], time.Since(began))
				}
			}
			if c.name == "rare" && totals[0] != totals[1] {
				b.Fatal(fmt.Sprintf("ours finds %d, SQLite %d", totals[0], totals[1]))
			}
			for i := range took {
				slices.Sort(took[i])
			}
			ours, theirs := took[0][len(took[0])/2], took[1][len(took[1])/2]
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(totals[0]), "matches")
			b.ReportMetric(float64(ours.Nanoseconds())/1000, "µs")
			b.ReportMetric(float64(theirs.Nanoseconds())/1000, "µs-sqlite")
			b.ReportMetric(float64(theirs)/float64(ours), "x-sqlite")
		})
	}
}
