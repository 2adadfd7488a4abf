package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v3"

	"talksearch/corpus/importer"
	"talksearch/index/bleveindex"
)

// inMemory is up to how many talks are indexed in memory at each start, where no
// folder is named: that takes seconds, and nobody has to know of a folder.
const inMemory = 20_000

// dataFlag is the flag of commands that search.
func dataFlag() cli.Flag {
	return &cli.StringFlag{Name: "data", Usage: "keep the index in folder `DIR`, where the next start finds it; several servers may share one " +
		"(default: memory up to 20,000 talks, then talksearch in the user's cache folder)", Sources: environment("data")}
}

// dataFolder returns the folder that the index is kept in: dir or, where that is "",
// one in the user's cache folder, "" where there is none.
func dataFolder(dir string) string {
	if dir != "" {
		return dir
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		slog.Debug("there is no cache folder; the index is kept in memory", "error", err)
		return ""
	}
	return filepath.Join(cache, "talksearch")
}

// openEngine returns an engine that keeps the index in dir, or, where that is "",
// where the default is. Its vocabulary is the built-in one with that of the file
// synonyms, if that is not "".
func openEngine(dir, synonyms string) (*bleveindex.Engine, error) {
	v, err := openVocabulary(synonyms)
	if err != nil {
		return nil, err
	}
	o := bleveindex.Options{Dir: dataFolder(dir), Vocabulary: v}
	if dir == "" {
		o.InMemory = inMemory
	}
	return bleveindex.Open(o)
}

// openLibrary reads a command's sources into an engine; closing frees both.
func openLibrary(ctx context.Context, config Config, set *importer.Set, stderr io.Writer) (e *bleveindex.Engine, l *library, closing func() error, err error) {
	if e, err = openEngine(config.Data, config.Synonyms); err != nil {
		return nil, nil, nil, err
	}
	l = newLibrary(set, e, config.Refresh > 0)
	closing = func() error { return errors.Join(l.news.engine.Close(), e.Close()) }
	if err = l.loadShown(ctx, e, config.Refresh > 0, stderr); err != nil {
		return nil, nil, nil, errors.Join(err, closing())
	}
	return e, l, closing, nil
}

// loadShown is load; how far it is with the library's engine is shown on stderr, where
// that is a terminal.
func (l *library) loadShown(ctx context.Context, e *bleveindex.Engine, lenient bool, stderr io.Writer) error {
	if bars := newProgress(stderr); bars != nil {
		show, end := bars.index()
		e.Progress = show
		defer func() { end(); e.Progress = nil }()
	}
	return l.load(ctx, lenient)
}

// placeOfIndex returns, for the log, where an engine keeps its index.
func placeOfIndex(e *bleveindex.Engine) string {
	if folder, _ := e.Place(); folder != "" {
		return folder
	}
	return "memory"
}
