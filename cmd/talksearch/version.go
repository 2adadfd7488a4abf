package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/urfave/cli/v3"
)

func versionCommand() *cli.Command {
	return &cli.Command{
		Name:  "version",
		Usage: "print the version, the commit it was built of, and Go's",
		Action: func(_ context.Context, c *cli.Command) error {
			number, commit := version()
			_, err := fmt.Fprintf(c.Root().Writer, "talksearch %s commit %s %s %s/%s\n", number, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}

// version returns the module's version, and the commit, with "+changes" where the
// build had others; each "unknown" where the build does not know it.
func version() (number, commit string) {
	number, commit = "unknown", "unknown"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return number, commit
	}
	if info.Main.Version != "" {
		number = info.Main.Version
	}
	changed := false
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			commit = s.Value[:min(len(s.Value), 12)]
		case "vcs.modified":
			changed = s.Value == "true"
		}
	}
	if changed {
		commit += "+changes"
	}
	return number, commit
}
