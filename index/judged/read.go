package judged

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

const (
	maxLine  = 1 << 20 // bytes of a line
	maxGrade = 9       // a gain is 2^grade-1
)

// Read reads a set from a folder with queries.jsonl, a query a line with "id", "text"
// and, if it likes, "group" and "note"; and qrels.tsv, a grade a line: query id, talk id, grade,
// with tabs between. Queries without a relevant talk are left out. An error
// names the file and line.
func Read(dir string) (*Set, error) {
	var queries []Query
	place := map[string]int{}
	err := eachLine(filepath.Join(dir, "queries.jsonl"), func(line string) error {
		var q struct{ ID, Text, Group, Note string }
		if err := json.Unmarshal([]byte(line), &q); err != nil {
			return err
		}
		if _, again := place[q.ID]; again || q.ID == "" {
			return fmt.Errorf("the id %q is empty or taken; want one of its own", q.ID)
		}
		place[q.ID] = len(queries)
		queries = append(queries, Query{ID: q.ID, Text: q.Text, Group: q.Group, Note: q.Note, Grade: map[string]int{}})
		return nil
	})
	if err != nil {
		return nil, err
	}
	set := &Set{Strong: 1}
	relevant := map[string]bool{}
	err = eachLine(filepath.Join(dir, "qrels.tsv"), func(line string) error {
		f := strings.Split(line, "\t")
		if len(f) != 3 {
			return fmt.Errorf("%d fields; want query, talk and grade with tabs between", len(f))
		}
		grade, err := strconv.Atoi(f[2])
		if err != nil || grade < 0 || grade > maxGrade {
			return fmt.Errorf("grade %q; want a whole number from 0 to %d", f[2], maxGrade)
		}
		if grade >= 2 {
			set.Strong = 2
		}
		if i, known := place[f[0]]; known {
			queries[i].Grade[f[1]] = grade
			relevant[f[0]] = relevant[f[0]] || grade > 0
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, q := range queries {
		if relevant[q.ID] {
			set.Queries = append(set.Queries, q)
		}
	}
	return set, nil
}

// eachLine calls do with every line of a file that is not blank.
func eachLine(path string, do func(line string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("reading judged queries: %w", err)
	}
	defer f.Close()
	return scanLines(path, f, do)
}

func scanLines(name string, r io.Reader, do func(line string) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	n := 0
	for lines.Scan() {
		n++
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		if err := do(lines.Text()); err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s:%d: %w", name, n+1, err)
	}
	return nil
}
