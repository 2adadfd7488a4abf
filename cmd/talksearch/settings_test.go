package main

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/urfave/cli/v3"
)

func TestSettingsFile(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		write(t, path, text)
		return path
	}
	one := file("one.toml", "limit = 1\naddr = \"127.0.0.1:9999\" # serve's\nsource = [\"builtin:lpc2019\"]\n")
	for _, c := range []struct {
		name, config, variable, args string
		code                         int
		stdout, stderr               string // beginnings
	}{
		{"a number", one, "", "bpf", 0, "5 talks, the first 1:", ""},
		{"the environment comes first", one, "2", "bpf", 0, "5 talks, the first 2:", ""},
		{"the command line comes first", one, "2", "--limit 3 bpf", 0, "5 talks, the first 3:", ""},
		{"a bad value", file("bad.toml", "limit = 1000\n"), "", "bpf", 2, "", "talksearch: limit in " + dir + "/bad.toml 1000: want a whole number from 1 to 100"},
		{"a duration that is none", file("time.toml", "source-timeout = \"soon\"\n"), "", "bpf", 2, "", "talksearch: could not parse \"soon\" as time.Duration value from source-timeout in " + dir + "/time.toml"},
		{"a list of sources", file("list.toml", "source = [\"nowhere.xml\", \"builtin:lpc2019\"]\n"), "", "bpf", 1, "", "talksearch: nowhere.xml: no such file or directory"},
		{"no such flag", file("typo.toml", "adress = 1\n"), "", "bpf", 2, "", "talksearch: settings in " + dir + "/typo.toml: there is no flag \"adress\""},
		{"a table", file("table.toml", "[limit]\n"), "", "bpf", 2, "", "talksearch: settings in " + dir + "/table.toml: limit: found map[]; want a string, a whole number"},
		{"no TOML", file("broken.toml", "limit = 1\nsource = [\n"), "", "bpf", 2, "", "talksearch: settings in " + dir + "/broken.toml, line 2: "},
		{"on the command line", "", "", "--config " + one + " bpf", 0, "5 talks, the first 1:", ""},
		{"no file on the command line", "", "", "bpf --config " + dir + "/none.toml", 2, "", "talksearch: settings in " + dir + "/none.toml: no such file or directory"},
		{"no file", dir + "/none.toml", "", "bpf", 2, "", "talksearch: settings in " + dir + "/none.toml: no such file or directory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("TALKSEARCH_CONFIG", c.config)
			t.Setenv("TALKSEARCH_LIMIT", c.variable)
			var stdout, stderr bytes.Buffer
			code := run(t.Context(), append([]string{"talksearch", "search"}, strings.Fields(c.args)...), &stdout, &stderr)
			if code != c.code || !strings.HasPrefix(stdout.String(), c.stdout) || !strings.HasPrefix(stderr.String(), c.stderr) {
				t.Errorf("got %d, %.80q, %q\nwant %d, %q, %q", code, stdout.String(), stderr.String(), c.code, c.stdout, c.stderr)
			}
			if strings.Count(stderr.String(), "\n") > 1 {
				t.Errorf("got %q, want one line", stderr.String())
			}
		})
	}
}

// TestSettings holds that whatever serve can be told, the environment and a file
// can tell it.
func TestSettings(t *testing.T) {
	app := newApp(new(bytes.Buffer), new(bytes.Buffer))
	file := app.Metadata[settingsKey].(*settingsFile)
	for _, f := range app.Command("serve").Flags {
		name := f.Names()[0]
		documented, ok := f.(cli.DocGenerationFlag)
		if !ok || len(documented.GetEnvVars()) != 1 || documented.GetEnvVars()[0] != variable(name).Key() {
			t.Errorf("--%s: the environment can't set it", name)
		}
		if name != "config" && !slices.Contains(file.known, name) {
			t.Errorf("--%s: a file can't set it", name)
		}
	}
}
