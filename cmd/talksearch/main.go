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
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
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
	app := newApp(stdout, stderr)
	err := app.Run(ctx, args)
	if err == nil {
		return 0
	}
	if file, ok := app.Metadata[settingsKey].(*settingsFile); ok && file.err != nil {
		err = file.err // without what the flag or the variable makes of it
	}
	fmt.Fprintf(stderr, "talksearch: %s\n", strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", " "))
	var usage usageError
	var failed failure
	if errors.As(err, &usage) || !errors.As(err, &failed) {
		return exitUsage
	}
	return exitFailure
}

// A failure is what went wrong in running a command; other errors come from
// reading the command line.
type failure struct{ error }

func (f failure) Unwrap() error { return f.error }

// A usageError is a mistake in the command line or the environment.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func newApp(stdout, stderr io.Writer) *cli.Command {
	app := &cli.Command{
		Name:      "talksearch",
		Usage:     "search the programmes of conferences",
		Writer:    stdout,
		ErrWriter: stderr,
		Reader:    os.Stdin,
		// talksearch completion bash, zsh, fish or pwsh prints what a shell has to read.
		EnableShellCompletion:           true,
		ConfigureShellCompletionCommand: func(c *cli.Command) { c.Hidden = false },

		Commands: []*cli.Command{serveCommand(), searchCommand(), mcpCommand(), checkCommand(), convertCommand(), generateCommand(), versionCommand()},
		// Errors are printed by run alone, on one line.
		ExitErrHandler: func(context.Context, *cli.Command, error) {},
		Action: func(_ context.Context, c *cli.Command) error {
			if c.Args().Present() {
				return usagef("there is no command %q; try talksearch --help", c.Args().First())
			}
			return cli.ShowRootCommandHelp(c)
		},
	}
	file := &settingsFile{}
	app.Metadata = map[string]any{settingsKey: file}
	for _, c := range app.Commands {
		file.attach(c)
		action := c.Action
		c.Action = func(ctx context.Context, c *cli.Command) error {
			if err := action(ctx, c); err != nil {
				return failure{err}
			}
			return nil
		}
		c.HideHelpCommand = true // "help" is a word that can be searched for
		// Lists in the environment have one value a line: addresses and names of
		// files may hold anything else.
		c.SliceFlagSeparator = "\n"
	}
	for _, c := range append(app.Commands, app) {
		c.OnUsageError = func(_ context.Context, c *cli.Command, err error, _ bool) error {
			if c.Name == "search" && strings.Contains(err.Error(), "not defined") {
				err = fmt.Errorf("%w; put -- before a query that excludes words: talksearch search -- bpf -android", err)
			}
			return usageError{err}
		}
	}
	return app
}

// environment returns the variable that stands for a flag.
func environment(flag string) cli.ValueSourceChain {
	return cli.NewValueSourceChain(variable(flag))
}

// A variable is an environment variable by the name of its flag: log-level is
// TALKSEARCH_LOG_LEVEL. An empty one is as good as none.
type variable string

// Key implements cli.EnvValueSource, by which help names the variable.
func (v variable) Key() string {
	return "TALKSEARCH_" + strings.ToUpper(strings.ReplaceAll(string(v), "-", "_"))
}

// IsFromEnv implements cli.EnvValueSource.
func (v variable) IsFromEnv() bool { return true }

// Lookup implements cli.ValueSource.
func (v variable) Lookup() (string, bool) {
	s := os.Getenv(v.Key())
	return s, s != ""
}

func (v variable) String() string   { return fmt.Sprintf("environment variable %q", v.Key()) }
func (v variable) GoString() string { return v.String() }

// setting names a flag in a message: the variable or the file where that set it.
func setting(c *cli.Command, flag string) string {
	found := fmt.Sprint(c.Value(flag))
	if s, ok := variable(flag).Lookup(); ok && s == found {
		return variable(flag).Key()
	}
	if file, ok := c.Root().Metadata[settingsKey].(*settingsFile); ok {
		if v := (setByFile{file, flag}); file.values[flag] != "" && file.values[flag] == found {
			return v.String()
		}
	}
	return "--" + flag
}
