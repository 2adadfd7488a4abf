package judged

import (
	"os"
	"path/filepath"
	"testing"
)

// neighbours is how many related talks are looked at.
const neighbours = 5

// TestRelatedTalks measures related talks by Voorhees' test of the cluster hypothesis
// (The Cluster Hypothesis Revisited, 1985): how many of the five nearest of a talk
// that is relevant to a query are relevant to it as well.
func TestRelatedTalks(t *testing.T) {
	for _, s := range []struct {
		name  string
		floor float64
	}{{"cranfield", 0.31}, {"cisi", 0.27}, {"medline", 0.61}} {
		t.Run(s.name, func(t *testing.T) {
			dir := filepath.Join(shared, "ir", s.name)
			if _, err := os.Stat(dir); err != nil {
				t.Skipf("the judged queries are not here: %v", err)
			}
			set, err := Read(dir)
			if err != nil {
				t.Fatal(err)
			}
			e := load(t, filepath.Join("ir", s.name, "talks.jsonl"))
			near := map[string][]string{}
			pairs, relevant := 0, 0
			for _, q := range set.Queries {
				for id, grade := range q.Grade {
					if grade == 0 {
						continue
					}
					if _, known := near[id]; !known {
						related, err := e.Related(t.Context(), s.name, id, neighbours)
						if err != nil {
							t.Fatal(err)
						}
						for _, r := range related {
							near[id] = append(near[id], r.Talk.ID)
						}
					}
					pairs += neighbours
					for _, other := range near[id] {
						if q.Grade[other] > 0 {
							relevant++
						}
					}
				}
			}
			got := float64(relevant) / float64(pairs)
			t.Logf("%.4f of the nearest %d are relevant to the same query", got, neighbours)
			if got < s.floor {
				t.Errorf("got %.4f, want at least %.4f", got, s.floor)
			}
		})
	}
}
