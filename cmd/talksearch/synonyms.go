package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v3"

	"talksearch/corpus/vocabulary"
)

// synonymsFlag is the flag of commands that search.
func synonymsFlag() cli.Flag {
	return &cli.StringFlag{Name: "synonyms", Usage: "add names and synonyms of subjects from `FILE` to those built in: a subject a line, such as " +
		`"BPF = eBPF, Berkeley Packet Filter < libbpf > Linux kernel"`, Sources: environment("synonyms")}
}

// openVocabulary returns the built-in vocabulary, with what a file adds; "" for none.
func openVocabulary(path string) (*vocabulary.Vocabulary, error) {
	if path == "" {
		return vocabulary.Default(), nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("synonyms: %w", err)
	}
	defer f.Close()
	v, err := vocabulary.Default().Extend(filepath.Base(path), f)
	if err != nil {
		return nil, fmt.Errorf("synonyms: %w", err)
	}
	return v, nil
}
