package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v3"
	"golang.org/x/term"

	"talksearch/index"
	"talksearch/index/address"
)

// defaultLimit is how many talks are printed.
const defaultLimit = 10

func searchCommand() *cli.Command {
	return &cli.Command{
		Name:      "search",
		Usage:     "search in the terminal, here or on a server",
		ArgsUsage: "QUERY",
		Description: "Prints the talks that match QUERY, best first; without one, the whole programme.\n" +
			"Put -- before a query that begins with a hyphen: talksearch search -- bpf -verifier\n" +
			`Quote what the shell would take for its own: talksearch search 'tracing (bpf OR "live patching") after:tuesday'`,
		Flags: slices.Concat(sourceFlags(), []cli.Flag{
			dataFlag(), synonymsFlag(), publicURLFlag(),
			&cli.StringFlag{Name: "server", Usage: "ask the server at `URL`, such as https://talks.example.org, rather than read sources", Sources: environment("server")},
		}, filterFlags(), []cli.Flag{
			&cli.StringFlag{Name: "sort", Usage: "order by `ORDER`: relevance, time, -time or title"},
			&cli.IntFlag{Name: "limit", Value: defaultLimit, Usage: fmt.Sprintf("print at most `N` talks, from 1 to %d; --ics, --csv and --jsonl print all unless it is given", index.MaxPerPage), Sources: environment("limit")},
			&cli.IntFlag{Name: "page", Value: 1, Usage: "print the `N`th so many"},
			&cli.StringFlag{Name: "color", Value: "auto", Usage: "mark what matches: `WHEN` is auto (on a terminal, unless NO_COLOR is set), always or never"},
		}),
		MutuallyExclusiveFlags: []cli.MutuallyExclusiveFlags{{Flags: formFlags()}},
		Action: func(ctx context.Context, c *cli.Command) error {
			a, err := readAsked(c)
			if err != nil {
				return err
			}
			from, closing, err := a.open(ctx, c)
			if err != nil {
				return err
			}
			return errors.Join(a.answer(ctx, from, c.Root().Writer), closing())
		},
	}
}

// filterFlags are those of the facets.
func filterFlags() []cli.Flag {
	var flags []cli.Flag
	for _, by := range index.Facets() {
		flags = append(flags, &cli.StringSliceFlag{Name: string(by), Usage: fmt.Sprintf("only talks with this `%s`; may be repeated", strings.ToUpper(string(by)))})
	}
	return append(flags, &cli.StringSliceFlag{Name: "not", Usage: "only talks without a value: `FACET=VALUE`, such as track=Keynotes; may be repeated"})
}

// formJSON is the form of the API's answer as it is.
const formJSON = "json"

// formFlags are those of the forms that can be printed.
func formFlags() [][]cli.Flag {
	flags := [][]cli.Flag{{&cli.BoolFlag{Name: formJSON, Usage: "print JSON, as the API answers"}}}
	for _, f := range []struct {
		form  address.Form
		usage string
	}{{address.Calendar, "print a calendar"}, {address.Table, "print comma-separated values"}, {address.Lines, "print JSON, a talk a line"}} {
		flags = append(flags, []cli.Flag{&cli.BoolFlag{Name: string(f.form), Usage: f.usage}})
	}
	return flags
}

// asked is what a command line asks for.
type asked struct {
	parameters url.Values // of the API
	form       string     // formJSON, that of an address.Form, or "" for what people read
	server     string     // "" for sources
	colour     bool
	config     Config // of sources
}

// readAsked reads the command line.
func readAsked(c *cli.Command) (*asked, error) {
	a := &asked{parameters: url.Values{}, config: Config{Sources: c.StringSlice("source"), Data: c.String("data"), Synonyms: c.String("synonyms")}}
	if q := strings.Join(c.Args().Slice(), " "); q != "" {
		a.parameters.Set("q", q)
	}
	for _, by := range index.Facets() {
		if list := c.StringSlice(string(by)); len(list) > 0 {
			a.parameters[string(by)] = list
		}
	}
	for _, s := range c.StringSlice("not") {
		by, value, ok := strings.Cut(s, "=")
		if !ok || !slices.Contains(index.Facets(), index.Facet(by)) || value == "" {
			return nil, usagef("--not %q: want a facet and a value, such as track=Keynotes; facets are %v", s, index.Facets())
		}
		a.parameters.Add("-"+by, value)
	}
	if s := c.String("sort"); s != "" {
		a.parameters.Set("sort", s)
	}
	limit, page := c.Int("limit"), c.Int("page")
	if limit < 1 || limit > index.MaxPerPage {
		return nil, usagef("%s %d: want a whole number from 1 to %d", setting(c, "limit"), limit, index.MaxPerPage)
	}
	for _, flags := range formFlags() {
		if name := flags[0].Names()[0]; c.Bool(name) {
			a.form = name
		}
	}
	if a.form == "" || a.form == formJSON || c.IsSet("limit") || page != 1 {
		a.parameters.Set("per_page", strconv.Itoa(limit))
		a.parameters.Set("page", strconv.Itoa(page))
	}
	// What is wrong is told in words of the API's parameters, which the flags are named
	// after.
	if _, err := index.ParseRequest(a.parameters); err != nil {
		return nil, usageError{err}
	}
	if a.form == "" {
		a.parameters.Set("facets", "")
	}
	var err error
	if a.server, err = siteAddress(c, "server"); err != nil {
		return nil, err
	}
	if err := a.config.reach(c); err != nil {
		return nil, err
	}
	switch when := c.String("color"); when {
	case "auto":
		a.colour = isTerminal(c.Root().Writer)
	case "always", "never":
		a.colour = when == "always"
	default:
		return nil, usagef("--color %q: want auto, always or never", when)
	}
	return a, nil
}

// isTerminal reports whether w shows colours: a terminal, and NO_COLOR
// (no-color.org) is not set.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("NO_COLOR") == ""
}
