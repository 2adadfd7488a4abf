package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"talksearch/corpus/vocabulary"
	"talksearch/index/bleveindex"
)

func TestKeywords(t *testing.T) {
	engine, err := bleveindex.Open(bleveindex.Options{Vocabulary: vocabulary.Default()})
	if err != nil {
		t.Fatal(err)
	}
	runScript(t, serveIn(t, engine), "testdata/keywords.script")
}

func TestSynonyms(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ours.txt")
	for _, c := range []struct {
		name, text, query string
		code              int
		stdout, stderr    string
	}{
		{"a new subject becomes a keyword", "Snacks = cookies # real ones\n", "keyword:snacks", 0, "Red Hat joins CI party", ""},
		{"without", "", "keyword:snacks", 0, "no talk matches", ""},
		{"a renamed one", "extended filter = BPF\n", `keyword:"extended filter"`, 0, "BPF MC", ""},
		{"a mistake", "Snacks = cookies\n\nx = y = z\n", "x", 1, "",
			`talksearch: synonyms: ours.txt:3: found "=" behind "="; want NAME = FORMS < PARTS > BROADER ~ RELATED, in this order and each once` + "\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			write(t, path, c.text)
			var stdout, stderr bytes.Buffer
			if code := run(t.Context(), []string{"talksearch", "search", "--synonyms", path, c.query}, &stdout, &stderr); code != c.code {
				t.Errorf("status %d, want %d", code, c.code)
			}
			if !strings.Contains(stdout.String(), c.stdout) {
				t.Errorf("stdout: got %q, want %q", stdout.String(), c.stdout)
			}
			if stderr.String() != c.stderr {
				t.Errorf("stderr: got %q, want %q", stderr.String(), c.stderr)
			}
		})
	}
	t.Run("environment", func(t *testing.T) {
		write(t, path, "Snacks = cookies\n")
		t.Setenv("TALKSEARCH_SYNONYMS", path)
		var stdout, stderr bytes.Buffer
		if code := run(t.Context(), []string{"talksearch", "search", "keyword:snacks"}, &stdout, &stderr); code != 0 || !strings.Contains(stdout.String(), "Red Hat joins CI party") {
			t.Errorf("status %d, %q and %q, want a talk", code, stdout.String(), stderr.String())
		}
	})
	for _, command := range []string{"search", "serve"} {
		var stdout, stderr bytes.Buffer
		code := run(t.Context(), []string{"talksearch", command, "--synonyms", "/no/such.txt"}, &stdout, &stderr)
		if got := stderr.String(); code != 1 || got != "talksearch: synonyms: open /no/such.txt: no such file or directory\n" {
			t.Errorf("%s: status %d and %q", command, code, got)
		}
	}
}
