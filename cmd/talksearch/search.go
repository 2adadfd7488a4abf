package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/urfave/cli/v3"
	"golang.org/x/term"

	"talksearch/api/terminal"
	"talksearch/corpus/importer"
	"talksearch/index"
)

func searchCommand() *cli.Command {
	return &cli.Command{
		Name:      "search",
		Usage:     "search in the terminal",
		ArgsUsage: "QUERY",
		Description: "Prints the talks that match QUERY, best first; without one, the whole programme.\n" +
			"Put -- before a query that begins with a hyphen: talksearch search -- bpf -verifier\n" +
			`Quote what the shell would take for its own: talksearch search 'tracing (bpf OR "live patching") after:tuesday'`,
		Flags: append(sourceFlags(), dataFlag(), synonymsFlag(),
			&cli.IntFlag{Name: "limit", Value: 10, Usage: fmt.Sprintf("print at most `N` talks, from 1 to %d", index.MaxPerPage), Sources: environment("limit")},
		),
		Action: func(ctx context.Context, c *cli.Command) error {
			r := index.NewRequest(strings.Join(c.Args().Slice(), " "))
			r.Facets = nil
			if r.PerPage = c.Int("limit"); r.PerPage < 1 || r.PerPage > index.MaxPerPage {
				return usagef("%s %d: want a whole number from 1 to %d", setting(c, "limit"), r.PerPage, index.MaxPerPage)
			}
			set, err := newSet(c, c.StringSlice("source"))
			if err != nil {
				return err
			}
			return search(ctx, r, set, c.String("data"), c.String("synonyms"), c.Root())
		},
	}
}

// search indexes the programmes, or finds the index in data, asks once and prints
// the answer.
func search(ctx context.Context, r index.Request, set *importer.Set, data, synonyms string, root *cli.Command) (err error) {
	engine, err := openEngine(data, synonyms)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	loaded := func() {}
	if bars := newProgress(root.ErrWriter); bars != nil {
		show, end := bars.index()
		engine.Progress, loaded = show, end
	}
	err = newLibrary(set, engine, false).load(ctx, false)
	loaded()
	if err != nil {
		return err
	}
	result, err := engine.Search(ctx, r)
	if err != nil {
		return err
	}
	return printResult(root.Writer, result, isTerminal(root.Writer))
}

// isTerminal reports whether w shows colours: a terminal, and NO_COLOR
// (no-color.org) is not set.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("NO_COLOR") == ""
}

// printResult writes a result for people to read.
func printResult(w io.Writer, result *index.Result, colour bool) error {
	var b strings.Builder
	for _, s := range terminal.Notes(result.Query) {
		fmt.Fprintf(&b, "note: %s\n", s)
	}
	switch {
	case result.Total == 0:
		b.WriteString("no talk matches; try fewer words, or check the spelling\n")
	case len(result.Hits) < result.Total:
		fmt.Fprintf(&b, "%d talks, the first %d:\n", result.Total, len(result.Hits))
	case result.Total == 1:
		b.WriteString("1 talk:\n")
	default:
		fmt.Fprintf(&b, "%d talks:\n", result.Total)
	}
	for _, h := range result.Hits {
		fmt.Fprintf(&b, "\n%s  %s\n", placeOf(h.Entry), emphasised(h.Title, colour))
		if len(h.Talk.Speakers) > 0 {
			names := make([]string, len(h.Talk.Speakers))
			for i, s := range h.Talk.Speakers {
				names[i] = s.Name
			}
			fmt.Fprintf(&b, "    %s\n", strings.Join(names, ", "))
		}
		if len(h.Snippet) > 0 {
			fmt.Fprintf(&b, "    %s\n", emphasised(h.Snippet, colour))
		}
		for _, m := range h.Topics {
			fmt.Fprintf(&b, "    · %s\n", emphasised(m.Text, colour))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// placeOf says when and where, in the conference's zone.
func placeOf(e index.Entry) string {
	t := e.Talk
	var parts []string
	switch {
	case !t.Start.IsZero():
		span := t.Start.Format("Mon 2006-01-02 15:04")
		if !t.End.IsZero() {
			span += t.End.Format("–15:04")
		}
		parts = append(parts, span)
	case t.Day != "":
		parts = append(parts, string(t.Day))
	default:
		parts = append(parts, "no time yet")
	}
	for _, s := range []string{t.Track, t.Room} {
		if s != "" {
			parts = append(parts, "["+s+"]")
		}
	}
	return strings.Join(parts, "  ")
}

// emphasised returns text with what matches in bold where colours are shown.
func emphasised(m index.Marked, colour bool) string {
	if !colour {
		return m.String()
	}
	var b strings.Builder
	for _, s := range m {
		if s.Mark {
			b.WriteString("\x1b[1m" + s.Text + "\x1b[22m")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}
