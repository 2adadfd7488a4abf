package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A recipe is what README shows of a terminal: commands, and what they print.
type recipe struct {
	line     int // of README, from 1
	commands []string
	printed  []string // by each of them; what it shows none of may print anything
}

// readRecipes returns the recipes of a text: indented lines that begin with a prompt, "$ ",
// or, where a command goes on, with "> ".
func readRecipes(text string) []recipe {
	var list []recipe
	inside := false
	for i, line := range strings.Split(text, "\n") {
		shown, indented := strings.CutPrefix(line, "    ")
		if !indented && line != "" {
			inside = false
			continue
		}
		command, prompt := strings.CutPrefix(shown, "$ ")
		switch {
		case prompt && !inside:
			list = append(list, recipe{line: i + 1})
			inside = true
			fallthrough
		case prompt:
			r := &list[len(list)-1]
			r.commands, r.printed = append(r.commands, command), append(r.printed, "")
		case inside:
			r := &list[len(list)-1]
			last := len(r.commands) - 1
			if more, goesOn := strings.CutPrefix(shown, "> "); goesOn && r.printed[last] == "" {
				r.commands[last] += "\n" + more
			} else {
				r.printed[last] += shown + "\n"
			}
		}
	}
	return list
}

// pattern matches what a command may print: what is shown, with anything in place of "…".
func pattern(shown string) *regexp.Regexp {
	shown = strings.TrimRight(shown, "\n")
	if shown == "" {
		return regexp.MustCompile("")
	}
	return regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(shown), "…", "(?s:.*)") + "\n*$")
}

// mistaken is the programme that README has checked.
const mistaken = `{"id":"b","title":"B","talks":[{"id":"x","title":"X","start":"2021-03-01T10:00:00Z","end":"2021-03-01T09:00:00Z"},
{"id":"y","titel":"Y"}]}`

// TestReadme runs all that README shows of a terminal, in the system's shell with the
// program, curl and jq, against a running server.
func TestReadme(t *testing.T) {
	for _, tool := range []string{"sh", "curl", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("the recipes of README need %s: make test installs it, or the system's package manager", tool)
		}
	}
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "programme.json"), mistaken)
	server := start(t, nil)
	recipes := readRecipes(string(text))
	for _, r := range recipes {
		t.Run(fmt.Sprint("line ", r.line), func(t *testing.T) {
			const end = "== end of a command ==\n"
			var script strings.Builder
			for _, c := range r.commands {
				fmt.Fprintf(&script, "%s\nprintf '%s'\n", strings.TrimPrefix(c, "./bin/"), strings.ReplaceAll(end, "\n", `\n`))
			}
			cmd := exec.CommandContext(t.Context(), "sh", "-c", strings.ReplaceAll(script.String(), "http://127.0.0.1:8080", server.url))
			cmd.Dir, cmd.Env = dir, append(os.Environ(), "PATH="+filepath.Dir(path)+string(os.PathListSeparator)+os.Getenv("PATH"))
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v, %s", err, out)
			}
			printed := strings.Split(strings.NewReplacer("\uFEFF", "", "\r\n", "\n").Replace(string(out)), end) // which nobody sees
			if len(printed) != len(r.commands)+1 {
				t.Fatalf("%d commands, %d answers", len(r.commands), len(printed)-1)
			}
			for i, c := range r.commands {
				if !pattern(r.printed[i]).MatchString(printed[i]) {
					t.Errorf("%s\nprints\n%s\nREADME shows\n%s", c, printed[i], r.printed[i])
				}
			}
		})
	}
	if len(recipes) < 10 {
		t.Errorf("found %d recipes in README", len(recipes))
	}
}
