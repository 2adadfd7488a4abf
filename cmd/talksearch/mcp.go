package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/urfave/cli/v3"

	"talksearch/api/mcptools"
	"talksearch/corpus/importer"
)

// mcpPath is where a server speaks the Model Context Protocol.
const mcpPath = "/mcp"

// mcpTools returns the tools for language models; links to talks begin with address,
// where that is not "".
func mcpTools(s mcptools.Searcher, address string) *mcp.Server {
	number, _ := version()
	return mcptools.New(s, mcptools.Options{Version: number, Server: address, Timeout: answerTimeout})
}

func mcpCommand() *cli.Command {
	return &cli.Command{
		Name:  "mcp",
		Usage: "let a language model search, on standard input and output",
		Description: "Speaks the Model Context Protocol, for programs that start it themselves. A running server does the same at " + mcpPath + ".\n" +
			"The tools are search_talks, get_talk, list_facets and find_conflicts.",
		Flags: append(sourceFlags(), dataFlag(), synonymsFlag(), refreshFlag(), publicURLFlag()),
		Action: func(ctx context.Context, c *cli.Command) error {
			if c.Args().Present() {
				return usagef("mcp takes no arguments; found %q", c.Args().First())
			}
			config := Config{Sources: c.StringSlice("source"), Data: c.String("data"), Synonyms: c.String("synonyms")}
			if err := config.again(c); err != nil {
				return err
			}
			if err := config.reach(c); err != nil {
				return err
			}
			set, err := newSet(c, config.Sources)
			if err != nil {
				return err
			}
			return speak(ctx, config, set, c.Root())
		},
	}
}

// speak serves one client on standard input and output until it or ctx ends.
func speak(ctx context.Context, config Config, set *importer.Set, root *cli.Command) (err error) {
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))) // standard output is the client's
	engine, lib, closing, err := openLibrary(ctx, config, set, root.ErrWriter)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closing()) }()
	ctx, stop := context.WithCancel(ctx)
	refreshed := make(chan struct{})
	go func() {
		defer close(refreshed)
		lib.refreshEvery(ctx, config.Refresh)
	}()
	defer func() { stop(); <-refreshed }()
	err = mcpTools(engine, config.PublicURL).Run(ctx, &mcp.IOTransport{Reader: io.NopCloser(root.Reader), Writer: keepOpen{root.Writer}})
	if err != nil && ctx.Err() == nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("speaking to the client: %w", err)
	}
	return nil
}

// keepOpen is a writer that others close for themselves.
type keepOpen struct{ io.Writer }

func (keepOpen) Close() error { return nil }
