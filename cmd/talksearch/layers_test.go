package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layers is the table of who may import whom: for each package, or all packages
// below one ("corpus/..."), what of ours it may import beside itself. The first
// entry that fits counts.
var layers = []struct {
	of  string
	may []string
}{
	{"corpus", nil},
	{"corpus/...", []string{"corpus", "corpus/..."}},
	{"index/text", []string{"corpus"}},
	{"index/query", []string{"corpus", "index/text"}},
	{"index", []string{"corpus", "index/text", "index/query"}},
	{"index/judged", []string{"index", "index/query"}},
	{"index/address", []string{"index"}},
	{"index/...", []string{"corpus", "corpus/...", "index", "index/..."}},
	{"api/cache", nil},
	{"api/limit", nil},
	{"api/terminal", []string{"index"}},
	{"api", []string{"corpus", "corpus/ical", "index", "index/query", "index/text", "index/address", "api/terminal"}},
	{"api/discovery", []string{"index", "index/address"}},
	{"api/mcptools", []string{"corpus", "index", "index/query", "index/address", "api/terminal"}},
	{"ui", []string{"corpus", "corpus/ical", "index", "index/query", "index/text", "index/address"}},
	{"cmd/talksearch", []string{"corpus", "corpus/...", "index", "index/...", "api", "api/...", "ui"}},
}

// TestLayers reads the sources itself, so that a cached result never stands in
// for a look at them. Tests may import what they need.
func TestLayers(t *testing.T) {
	const root, module = "../..", "talksearch/"
	files := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && strings.HasPrefix(d.Name(), ".") && path != root {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		files++
		rel, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, i := range f.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			if imported, ours := strings.CutPrefix(name, module); ours && !allowed(filepath.ToSlash(rel), imported) {
				t.Errorf("%s: package %s may not import %s", path, rel, imported)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 20 {
		t.Errorf("looked at %d files only", files)
	}
}

func allowed(of, imported string) bool {
	for _, l := range layers {
		if fits(l.of, of) {
			return slices.ContainsFunc(l.may, func(may string) bool { return fits(may, imported) })
		}
	}
	return false
}

func fits(pattern, name string) bool {
	below, ok := strings.CutSuffix(pattern, "...")
	return pattern == name || ok && strings.HasPrefix(name, below)
}

func TestAllowed(t *testing.T) {
	for _, c := range []struct {
		of, imported string
		want         bool
	}{
		{"corpus", "index", false}, {"corpus/native", "corpus", true}, {"index/bleveindex", "index", true}, {"index", "index/bleveindex", false},
		{"index/judged", "index", true}, {"index/judged", "index/bleveindex", false},
		{"api", "index/bleveindex", false}, {"api", "ui", false}, {"api", "api/cache", false}, {"api/cache", "index", false}, {"ui", "index", true}, {"cmd/talksearch", "index/bleveindex", true}, {"new", "corpus", false},
	} {
		if got := allowed(c.of, c.imported); got != c.want {
			t.Errorf("%s imports %s: got %t, want %t", c.of, c.imported, got, c.want)
		}
	}
}
