// Package lpc2019 is the built-in programme: the Linux Plumbers Conference
// 2019, Lisbon.
package lpc2019

import (
	"bytes"
	_ "embed"
	"fmt"

	"talksearch/corpus"
	"talksearch/corpus/native"
)

//go:embed lpc2019.json
var document []byte

// Document returns the programme as it is written, in the format of package
// native.
func Document() []byte { return bytes.Clone(document) }

// Programme returns a fresh copy of the programme; the caller owns it.
func Programme() (*corpus.Programme, error) {
	list, problems, err := native.Read(bytes.NewReader(document))
	if err != nil {
		return nil, fmt.Errorf("built-in programme: %w", err)
	}
	p := list[0] // a document is one programme
	corpus.Normalize(p)
	if err := append(problems, corpus.Validate(p)...).Err(); err != nil {
		return nil, fmt.Errorf("built-in programme: %w", err)
	}
	return p, nil
}
