package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestGenerate writes talks in both ways and has them checked.
func TestGenerate(t *testing.T) {
	dir := t.TempDir()
	plain, packed := filepath.Join(dir, "talks.jsonl"), filepath.Join(dir, "talks.jsonl.gz")
	command := func(want int, args ...string) (stdout, stderr string) {
		t.Helper()
		var out, errs bytes.Buffer
		if code := run(t.Context(), append([]string{"talksearch"}, args...), &out, &errs); code != want {
			t.Errorf("%v: status %d, want %d; %s", args, code, want, errs.String())
		}
		return out.String(), errs.String()
	}
	printed, _ := command(0, "generate", "--talks", "500", "--seed", "3")
	command(0, "generate", "--talks", "500", "--seed", "3", "-o", plain)
	command(0, "generate", "--talks", "500", "--seed", "3", "-o", packed)
	written, err := os.ReadFile(plain)
	if err != nil {
		t.Fatal(err)
	}
	if string(written) != printed || strings.Count(printed, "\n") != 500 {
		t.Errorf("the file has %d bytes, standard output %d, of %d lines", len(written), len(printed), strings.Count(printed, "\n"))
	}
	for _, path := range []string{plain, packed} {
		if told, _ := command(0, "check", path); !strings.Contains(told, " conferences: 500 talks, ") || !strings.HasSuffix(told, "\n0 errors, 0 warnings\n") {
			t.Errorf("check %s: got %s", path, told)
		}
	}
	if packed, err := os.Stat(packed); err != nil || packed.Size() > int64(len(written)/2) {
		t.Errorf("compressed: %v, %v; plain %d bytes", packed, err, len(written))
	}

	for args, want := range map[string]string{
		"":                             `Required flag "talks" not set`,
		"--talks 0":                    "--talks 0: want a whole number from 1 to 10000000",
		"--talks 10000001":             "--talks 10000001: want a whole number from 1 to 10000000",
		"--talks many":                 `invalid value "many" for flag -talks`,
		"--talks 5 --seed -1":          `invalid value "-1" for flag -seed`,
		"--talks 5 to.jsonl":           `generate takes no arguments; found "to.jsonl"`,
		"--talks 5 --output= --seed x": `invalid value "x" for flag -seed`,
	} {
		if _, told := command(2, append([]string{"generate"}, strings.Fields(args)...)...); !strings.HasPrefix(told, "talksearch: "+want) {
			t.Errorf("generate %s: got %q, want %q", args, told, want)
		}
	}

	// A generation that is broken off leaves no file.
	stopped, stop := context.WithCancel(t.Context())
	stop()
	var out, errs bytes.Buffer
	path := filepath.Join(dir, "stopped.jsonl")
	if code := run(stopped, []string{"talksearch", "generate", "--talks", "5000", "-o", path}, &out, &errs); code != 1 {
		t.Errorf("stopped: status %d, want 1; %s", code, errs.String())
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*stopped*")); len(left) > 0 {
		t.Errorf("stopped: left %v", left)
	}
}
