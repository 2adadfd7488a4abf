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

// Programme returns a fresh copy of the programme; the caller owns it.
func Programme() (*corpus.Programme, error) {
	p, problems, err := native.Read(bytes.NewReader(document))
	if err == nil {
		err = problems.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("built-in programme: %w", err)
	}
	return p, nil
}
