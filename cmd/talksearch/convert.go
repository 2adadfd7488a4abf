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

// outputs are the formats that can be written.
var outputs = []struct {
	name  string
	write func(w io.Writer, programmes []*corpus.Programme) error
}{
	{"json", one(native.WriteDocument)},
	{"jsonl", func(w io.Writer, list []*corpus.Programme) error { return native.WriteLines(w, list...) }},
	{"xml", one(schedulexml.Write)},
	{"schedule.json", one(schedulejson.Write)},
	{"ics", one(ical.Write)},
}

// one returns a writer of a format that holds a single conference.
func one(write func(io.Writer, *corpus.Programme) error) func(io.Writer, []*corpus.Programme) error {
	return func(w io.Writer, list []*corpus.Programme) error {
		if len(list) > 1 {
			return errTooMany
		}
		return write(w, list[0])
	}
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
				write func(io.Writer, []*corpus.Programme) error
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
			programmes, _, err := set.Read(ctx)
			if err != nil {
				return err
			}
			if programmes, err = choose(programmes, c.String("conference")); err != nil {
				return err
			}
			problems := set.Sources()[0].Problems
			if len(problems) > 0 {
				fmt.Fprintf(c.Root().ErrWriter, "note: %s in the source; talksearch check tells them\n", plural(len(problems), "problem"))
			}
			err = writeTo(c.String("output"), c.Root().Writer, func(w io.Writer) error { return outputs[i].write(w, programmes) })
			if errors.Is(err, errTooMany) {
				return fmt.Errorf("%s: %w; choose one with --conference, or write jsonl: %s", c.String("to"), err, ids(programmes))
			}
			return err
		},
	}
}

// choose returns the conference with an id, or all where it is "".
func choose(programmes []*corpus.Programme, id string) ([]*corpus.Programme, error) {
	if id == "" {
		return programmes, nil
	}
	for _, p := range programmes {
		if p.ID == id {
			return []*corpus.Programme{p}, nil
		}
	}
	return nil, fmt.Errorf("there is no conference %q; found %s", id, ids(programmes))
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

// writeTo writes a file, which appears only when it is whole, or, for "-", to
// stdout.
func writeTo(path string, stdout io.Writer, write func(io.Writer) error) (err error) {
	if path == "-" {
		b := bufio.NewWriter(stdout)
		if err := write(b); err != nil {
			return err
		}
		return b.Flush()
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
		err = f.Chmod(0o644)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
