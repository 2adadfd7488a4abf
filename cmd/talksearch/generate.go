package main

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/urfave/cli/v3"

	"talksearch/corpus/native"
	"talksearch/corpus/synthetic"
)

func generateCommand() *cli.Command {
	return &cli.Command{
		Name:  "generate",
		Usage: "make talks up, for benchmarks and load tests",
		Description: "Writes talks as JSON Lines, which serve, check and convert read. The same number and seed make the same talks on every\n" +
			"machine. A talk takes about 1,400 bytes.",
		Flags: []cli.Flag{
			&cli.IntFlag{Name: "talks", Usage: "make `N` talks", Required: true},
			&cli.Uint64Flag{Name: "seed", Value: 1, Usage: "make other talks for another `S`"},
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Value: "-", Usage: "write to `FILE`, compressed if its name ends in .gz; - is standard output"},
		},
		Action: func(ctx context.Context, c *cli.Command) error {
			if c.Args().Present() {
				return usagef("generate takes no arguments; found %q", c.Args().First())
			}
			talks, path := c.Int("talks"), c.String("output")
			if talks < 1 || talks > synthetic.MaxTalks {
				return usagef("--talks %d: want a whole number from 1 to %d", talks, synthetic.MaxTalks)
			}
			progress := func(int) {}
			if bars := newProgress(c.Root().ErrWriter); bars != nil {
				bar := bars.bar("generating", int64(talks), false)
				defer func() { _ = bar.Finish() }()
				progress = func(done int) { _ = bar.Set(done) }
			}
			return writeTo(path, c.Root().Writer, func(w io.Writer) error {
				if !strings.HasSuffix(path, ".gz") {
					return generate(ctx, w, talks, c.Uint64("seed"), progress)
				}
				// The best compression would take several times as long as all else.
				z, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
				if err != nil {
					return err
				}
				return errors.Join(generate(ctx, z, talks, c.Uint64("seed"), progress), z.Close())
			})
		},
	}
}

// generate writes made-up talks, and tells now and then how many it has written.
func generate(ctx context.Context, w io.Writer, talks int, seed uint64, progress func(done int)) error {
	const often = 1000 // talks
	lines := native.NewLineWriter(w)
	done := 0
	for conference, talk := range synthetic.Talks(talks, seed) {
		if err := lines.Write(&conference, &talk); err != nil {
			return err
		}
		if done++; done%often == 0 {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			progress(done)
		}
	}
	return lines.Flush()
}
