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
				programmes, _, err := set.Read(ctx)
				if err != nil { // the others are checked all the same
					failed = append(failed, err)
					continue
				}
				source := set.Sources()[0]
				if err := report(c.Root().Writer, source, programmes); err != nil {
					return err
				}
				errs += count(source.Problems, corpus.Error)
			}
			if errs > 0 {
				failed = append(failed, errors.New(plural(errs, "error")))
			}
			return errors.Join(failed...)
		},
	}
}

// errTooMany is why convert refuses.
var errTooMany = errors.New("there are several conferences and the format holds one")

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
func report(w io.Writer, source corpus.Source, programmes []*corpus.Programme) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", source.Name, source.Format)
	for i, p := range programmes {
		if i == maxListed {
			fmt.Fprintf(&b, "  and %s more\n", plural(len(programmes)-maxListed, "conference"))
			break
		}
		fmt.Fprintf(&b, "  %s, %s: %s\n", p.ID, p.Title, tally([]*corpus.Programme{p}))
	}
	if len(programmes) > 1 {
		fmt.Fprintf(&b, "  %s: %s\n", plural(len(programmes), "conference"), tally(programmes))
	}
	for _, p := range source.Problems {
		fmt.Fprintf(&b, "%s: %s\n", p.Severity, p)
	}
	fmt.Fprintf(&b, "%s, %s\n", plural(count(source.Problems, corpus.Error), "error"), plural(count(source.Problems, corpus.Warning), "warning"))
	_, err := io.WriteString(w, b.String())
	return err
}

// tally counts what is in programmes.
func tally(programmes []*corpus.Programme) string {
	talks, topics := 0, 0
	people, tracks, days := map[string]bool{}, map[string]bool{}, map[corpus.Date]bool{}
	for _, p := range programmes {
		for _, t := range p.Talks {
			talks++
			topics += len(t.Topics)
			for _, s := range t.Speakers {
				people[corpus.Fold(s.Name)] = true
			}
			tracks[corpus.Fold(t.Track)] = true
			days[t.Day] = true
		}
	}
	delete(tracks, "")
	delete(days, "")
	persons := "1 person"
	if len(people) != 1 {
		persons = fmt.Sprintf("%d people", len(people))
	}
	return strings.Join([]string{plural(talks, "talk"), persons, plural(len(tracks), "track"), plural(len(days), "day"), plural(topics, "topic")}, ", ")
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
