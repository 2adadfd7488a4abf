package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v3"

	"talksearch/corpus"
)

func checkCommand() *cli.Command {
	return &cli.Command{
		Name:      "check",
		Usage:     "read programmes and report every problem",
		ArgsUsage: "SOURCE …",
		Description: "Tells what was read from each SOURCE (a file, a folder, an address, an Indico event's page, - for standard input) and\n" +
			"every problem in it, with the place, the talk and the field. Exit status 1 when there are errors.",
		Flags: limitFlags(),
		Action: func(ctx context.Context, c *cli.Command) error {
			if !c.Args().Present() {
				return usagef("check wants a source: a file, a folder, an address, or - for standard input")
			}
			errs := 0
			var failed []error
			for _, location := range c.Args().Slice() {
				set, err := newSet(c, []string{location})
				if err != nil {
					return err
				}
				read, _, err := set.Look(ctx)
				if err != nil { // the others are checked all the same
					failed = append(failed, err)
					continue
				}
				source := set.Sources()[0]
				if err := report(ctx, c.Root().Writer, source, read); err != nil {
					return err
				}
				set.Forget()
				errs += count(source.Problems, corpus.Error)
			}
			if errs > 0 {
				failed = append(failed, errors.New(plural(errs, "error")))
			}
			return errors.Join(failed...)
		},
	}
}

func count(problems corpus.Problems, s corpus.Severity) int {
	n := 0
	for _, p := range problems {
		if p.Severity == s {
			n++
		}
	}
	return n
}

// maxListed is how many programmes of a source are listed one by one.
const maxListed = 20

// report writes what was read from a source and what is wrong with it.
func report(ctx context.Context, w io.Writer, source corpus.Source, read corpus.Collection) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", source.Name, source.Format)
	programmes := read.Programmes()
	all := newTally()
	one, of := newTally(), 0
	listed := func() {
		if p := programmes[of]; of < maxListed {
			fmt.Fprintf(&b, "  %s, %s: %s\n", p.ID, p.Title, one)
		}
	}
	err := read.Each(ctx, func(programme int, t *corpus.Talk) error {
		if programme != of {
			listed()
			one, of = newTally(), programme
		}
		one.add(t)
		all.add(t)
		return nil
	})
	if err != nil {
		return err
	}
	listed()
	if len(programmes) > maxListed {
		fmt.Fprintf(&b, "  and %s more\n", plural(len(programmes)-maxListed, "conference"))
	}
	if len(programmes) > 1 {
		fmt.Fprintf(&b, "  %s: %s\n", plural(len(programmes), "conference"), all)
	}
	for _, p := range source.Problems {
		fmt.Fprintf(&b, "%s: %s\n", p.Severity, p)
	}
	fmt.Fprintf(&b, "%s, %s\n", plural(count(source.Problems, corpus.Error), "error"), plural(count(source.Problems, corpus.Warning), "warning"))
	_, err = io.WriteString(w, b.String())
	return err
}

// A tally counts what is in talks.
type tally struct {
	talks, topics        int
	people, tracks, days map[string]bool // folded
}

func newTally() *tally {
	return &tally{people: map[string]bool{}, tracks: map[string]bool{}, days: map[string]bool{}}
}

func (n *tally) add(t *corpus.Talk) {
	n.talks++
	n.topics += len(t.Topics)
	for _, s := range t.Speakers {
		n.people[corpus.Fold(s.Name)] = true
	}
	n.tracks[corpus.Fold(t.Track)] = true
	n.days[string(t.Day)] = true
}

func (n *tally) String() string {
	delete(n.tracks, "")
	delete(n.days, "")
	persons := "1 person"
	if len(n.people) != 1 {
		persons = fmt.Sprintf("%d people", len(n.people))
	}
	return strings.Join([]string{plural(n.talks, "talk"), persons, plural(len(n.tracks), "track"), plural(len(n.days), "day"), plural(n.topics, "topic")}, ", ")
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
