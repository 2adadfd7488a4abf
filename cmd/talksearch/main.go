// Command talksearch searches the programmes of conferences: as a server with a
// page and a JSON API, and in the terminal.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // programmes name zones; the machine may have no zone database

	"github.com/urfave/cli/v3"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// Exit statuses.
const (
	exitFailure = 1
	exitUsage   = 2
)

// run executes a command line and returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	err := newApp(stdout, stderr).Run(ctx, args)
	if err == nil {
		return 0
	}
	fmt.Fprintf(stderr, "talksearch: %s\n", strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", " "))
	var usage usageError
	if errors.As(err, &usage) {
		return exitUsage
	}
	return exitFailure
}

// A usageError is a mistake in the command line or the environment.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func newApp(stdout, stderr io.Writer) *cli.Command {
	app := &cli.Command{
		Name:      "talksearch",
		Usage:     "search the programmes of conferences",
		Writer:    stdout,
		ErrWriter: stderr,
		Commands:  []*cli.Command{serveCommand(), searchCommand(), versionCommand()},
		// Errors are printed by run alone, on one line.
		ExitErrHandler: func(context.Context, *cli.Command, error) {},
		Action: func(_ context.Context, c *cli.Command) error {
			if c.Args().Present() {
				return usagef("there is no command %q; try talksearch --help", c.Args().First())
			}
			return cli.ShowRootCommandHelp(c)
		},
	}
	for _, c := range append(app.Commands, app) {
		c.OnUsageError = func(_ context.Context, _ *cli.Command, err error, _ bool) error { return usageError{err} }
	}
	return app
}

// environment returns the variable that stands for a flag: --log-level is
// TALKSEARCH_LOG_LEVEL.
func environment(flag string) cli.ValueSourceChain {
	return cli.EnvVars("TALKSEARCH_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_")))
}
