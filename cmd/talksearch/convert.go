package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v3"

	"talksearch/corpus"
	"talksearch/corpus/ical"
	"talksearch/corpus/native"
	"talksearch/corpus/schedulejson"
	"talksearch/corpus/schedulexml"
)

// formatLines is the output that holds any number of conferences, and is written talk
// by talk.
const formatLines = "jsonl"

// outputs are the formats that can be written.
var outputs = []struct {
	name  string
	write func(w io.Writer, p *corpus.Programme) error // nil for formatLines
}{
	{"json", native.WriteDocument},
	{formatLines, nil},
	{"xml", schedulexml.Write},
	{"schedule.json", schedulejson.Write},
	{"ics", ical.Write},
}

// writeLines writes a collection as JSON Lines.
func writeLines(ctx context.Context, w io.Writer, c corpus.Collection) error {
	lines, programmes := native.NewLineWriter(w), c.Programmes()
	err := c.Each(ctx, func(programme int, t *corpus.Talk) error { return lines.Write(programmes[programme], t) })
	if err != nil {
		return err
	}
	return lines.Flush()
}

func outputNames() string {
	var names []string
	for _, o := range outputs {
		names = append(names, o.name)
	}
	return strings.Join(names, ", ")
}

func convertCommand() *cli.Command {
	return &cli.Command{
		Name:      "convert",
		Usage:     "read a programme and write it in another format",
		ArgsUsage: "SOURCE",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "to", Usage: "write `FORMAT`: " + outputNames(), Required: true},
			&cli.StringFlag{Name: "conference", Usage: "write only the conference `ID`"},
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Value: "-", Usage: "write to `FILE`; - is standard output"},
		}, limitFlags()...),
		Action: func(ctx context.Context, c *cli.Command) error {
			if c.Args().Len() != 1 {
				return usagef("convert wants one source, found %d", c.Args().Len())
			}
			i := slices.IndexFunc(outputs, func(o struct {
				name  string
				write func(io.Writer, *corpus.Programme) error
			}) bool {
				return o.name == c.String("to")
			})
			if i < 0 {
				return usagef("--to %q: want one of %s", c.String("to"), outputNames())
			}
			set, err := newSet(c, c.Args().Slice())
			if err != nil {
				return err
			}
			all, _, err := set.Look(ctx)
			if err != nil {
				return err
			}
			chosen, err := choose(all, c.String("conference"))
			if err != nil {
				return err
			}
			problems := set.Sources()[0].Problems
			if len(problems) > 0 {
				fmt.Fprintf(c.Root().ErrWriter, "note: %s in the source; talksearch check tells them\n", plural(len(problems), "problem"))
			}
			if outputs[i].name == formatLines {
				return writeTo(c.String("output"), c.Root().Writer, func(w io.Writer) error { return writeLines(ctx, w, chosen) })
			}
			if n := len(chosen.Programmes()); n > 1 {
				return fmt.Errorf("%s holds one conference and there are %d; choose one with --conference, or write jsonl: %s", c.String("to"), n, ids(chosen.Programmes()))
			}
			programmes, err := corpus.Gather(ctx, chosen)
			if err != nil {
				return err
			}
			if left := leftOut(c.String("to"), programmes); left != "" {
				fmt.Fprintf(c.Root().ErrWriter, "note: %s has no place for %s\n", c.String("to"), left)
			}
			return writeTo(c.String("output"), c.Root().Writer, func(w io.Writer) error { return outputs[i].write(w, programmes[0]) })
		},
	}
}

// leftOut says what of programmes a format can't hold, "" where it holds all.
func leftOut(format string, programmes []*corpus.Programme) string {
	if format != "xml" && format != "schedule.json" {
		return ""
	}
	unplaced, affiliations, roles, keywords := 0, 0, 0, 0
	for _, p := range programmes {
		for _, t := range p.Talks {
			if t.Day == "" {
				unplaced++
			}
			keywords += len(t.Keywords)
			for _, s := range t.Speakers {
				if s.Affiliation != "" {
					affiliations++
				}
				if s.Role != corpus.RoleSpeaker {
					roles++
				}
			}
		}
	}
	var parts []string
	for _, n := range []struct {
		count int
		what  string
	}{{unplaced, "talk without a day"}, {affiliations, "affiliation"}, {roles, "role other than speaker"}, {keywords, "keyword"}} {
		if n.count == 1 {
			parts = append(parts, "1 "+n.what)
		} else if n.count > 1 {
			what := n.what + "s"
			if first, rest, ok := strings.Cut(n.what, " "); ok {
				what = first + "s " + rest
			}
			parts = append(parts, fmt.Sprintf("%d %s", n.count, what))
		}
	}
	return strings.Join(parts, ", ")
}

// choose returns the conference with an id, or all where it is "".
func choose(all corpus.Collection, id string) (corpus.Collection, error) {
	if id == "" {
		return all, nil
	}
	i := slices.IndexFunc(all.Programmes(), func(p *corpus.Programme) bool { return p.ID == id })
	if i < 0 {
		return nil, fmt.Errorf("there is no conference %q; found %s", id, ids(all.Programmes()))
	}
	return single{all, i}, nil
}

// single is one programme of a collection.
type single struct {
	corpus.Collection
	place int
}

// Programmes implements corpus.Collection.
func (s single) Programmes() []*corpus.Programme {
	return s.Collection.Programmes()[s.place : s.place+1]
}

// Each implements corpus.Collection.
func (s single) Each(ctx context.Context, do func(int, *corpus.Talk) error) error {
	return s.Collection.Each(ctx, func(programme int, t *corpus.Talk) error {
		if programme != s.place {
			return nil
		}
		return do(0, t)
	})
}

// ids lists the programmes' ids, the first of many.
func ids(programmes []*corpus.Programme) string {
	var list []string
	for _, p := range programmes[:min(len(programmes), maxListed)] {
		list = append(list, p.ID)
	}
	if len(programmes) > maxListed {
		list = append(list, "…")
	}
	return strings.Join(list, ", ")
}

// writeTo writes a file, which appears only when it is whole and keeps the rights
// it had, or, for "-", to stdout. What is no file, such as a pipe, is written to.
func writeTo(path string, stdout io.Writer, write func(io.Writer) error) (err error) {
	if path == "-" {
		b := bufio.NewWriter(stdout)
		if err := write(b); err != nil {
			return err
		}
		return b.Flush()
	}
	mode := os.FileMode(0o644)
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		b := bufio.NewWriter(f)
		return errors.Join(write(b), b.Flush(), f.Close())
	} else if err == nil {
		mode = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	b := bufio.NewWriter(f)
	err = write(b)
	if err == nil {
		err = b.Flush()
	}
	if err == nil {
		err = f.Chmod(mode)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
