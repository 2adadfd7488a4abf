package api

import (
	_ "embed"

	"github.com/labstack/echo/v4"
)

// Document is the contract of the API: an OpenAPI 3.1 document. It is written by hand,
// before what it describes; tests hold every request and answer against it, and the
// routes against its paths.
//
//go:embed openapi.json
var Document []byte

// document answers with the contract.
func document(c echo.Context) error {
	if err := noParameters(c); err != nil {
		return err
	}
	return blob(c, "application/json", Document)
}
