package main

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/urfave/cli/v3"
)

// A settingsFile is what --config names: a TOML file whose keys are the names of
// flags. One file may serve all commands; each takes what it knows. The command
// line and the environment come before it.
type settingsFile struct {
	path   string
	values map[string]string // by flag; several are one a line, as in the environment
	known  []string          // the flags of all commands
	err    error             // what is wrong with it
}

// settingsKey is where the root command's metadata hold the settingsFile.
const settingsKey = "settings"

// flag is what names the file. It has to be the first of a command's flags: the
// others look into the file when their turn comes.
func (f *settingsFile) flag() cli.Flag {
	return &cli.StringFlag{Name: "config", Usage: "read settings from `FILE`, in TOML, by the names of flags", Sources: environment("config"), Validator: f.read}
}

// attach lets a command's flags look into the file where the environment does not
// tell.
func (f *settingsFile) attach(c *cli.Command) {
	for _, one := range c.Flags {
		name := one.Names()[0]
		value := setByFile{f, name}
		switch flag := one.(type) {
		case *cli.StringFlag:
			flag.Sources.Chain = append(flag.Sources.Chain, value)
		case *cli.StringSliceFlag:
			flag.Sources.Chain = append(flag.Sources.Chain, value)
		case *cli.DurationFlag:
			flag.Sources.Chain = append(flag.Sources.Chain, value)
		case *cli.IntFlag:
			flag.Sources.Chain = append(flag.Sources.Chain, value)
		case *cli.Int64Flag:
			flag.Sources.Chain = append(flag.Sources.Chain, value)
		case *cli.BoolFlag:
			flag.Sources.Chain = append(flag.Sources.Chain, value)
		default:
			continue // no other kind is a setting
		}
		f.known = append(f.known, name)
	}
	if len(c.Flags) > 0 {
		c.Flags = slices.Insert(c.Flags, 0, f.flag())
	}
}

// read reads the file, or says what is wrong in it and where.
func (f *settingsFile) read(path string) (err error) {
	defer func() { f.err = err }()
	if path == "" {
		return nil
	}
	var found map[string]any
	if _, err := toml.DecodeFile(path, &found); err != nil {
		var parse toml.ParseError
		var file *fs.PathError
		switch {
		case errors.As(err, &parse):
			return usagef("settings in %s, line %d: %s", path, parse.Position.Line, parse.Message)
		case errors.As(err, &file):
			return usagef("settings in %s: %w", path, file.Err)
		}
		return usagef("settings in %s: %w", path, err)
	}
	values := map[string]string{}
	for name, v := range found {
		if !slices.Contains(f.known, name) {
			return usagef("settings in %s: there is no flag %q", path, name)
		}
		text, err := settingText(v)
		if err != nil {
			return usagef("settings in %s: %s: %w", path, name, err)
		}
		values[name] = text
	}
	f.path, f.values = path, values
	return nil
}

// settingText returns a value as it would stand in the environment.
func settingText(v any) (string, error) {
	switch v := v.(type) {
	case string, int64, bool:
		return fmt.Sprint(v), nil
	case []any:
		var lines []string
		for _, one := range v {
			s, ok := one.(string)
			if !ok {
				return "", fmt.Errorf("found %v in a list; want strings", one)
			}
			lines = append(lines, s)
		}
		return strings.Join(lines, "\n"), nil
	}
	return "", fmt.Errorf("found %v; want a string, a whole number, true, false or a list of strings", v)
}

// setByFile is a cli.ValueSource: what a file says of one flag.
type setByFile struct {
	file *settingsFile
	flag string
}

// Lookup implements cli.ValueSource.
func (s setByFile) Lookup() (string, bool) {
	v, ok := s.file.values[s.flag]
	return v, ok && v != ""
}

func (s setByFile) String() string   { return fmt.Sprintf("%s in %s", s.flag, s.file.path) }
func (s setByFile) GoString() string { return s.String() }
