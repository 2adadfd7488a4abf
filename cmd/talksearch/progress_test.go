package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"talksearch/index/bleveindex"
)

// TestProgressOfStages checks that each stage has a line of its own, and that one that is
// counted only after a while then tells its count.
func TestProgressOfStages(t *testing.T) {
	var out bytes.Buffer
	show, end := (&progress{&out}).index()
	for _, step := range []struct {
		stage       bleveindex.Stage
		done, total int64
		want        string
	}{
		{bleveindex.Indexing, 3, 10, "3/10"}, {bleveindex.Indexing, 7, 10, "7/10"}, {bleveindex.Listing, 0, 0, "listing"},
		{bleveindex.Listing, 20, 50, "20/50"}, {bleveindex.Listing, 40, 50, "40/50"}, {bleveindex.Sealing, 0, 0, "sealing"},
	} {
		out.Reset()
		time.Sleep(110 * time.Millisecond) // a line is drawn no more often than that
		show(step.stage, step.done, step.total)
		if got := out.String(); !strings.Contains(got, step.want) || !strings.Contains(got, string(step.stage)) {
			t.Errorf("%s, %d of %d: got %q, want %q", step.stage, step.done, step.total, got, step.want)
		}
	}
	end()
}
