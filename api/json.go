package api

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"sync"

	"github.com/goccy/go-json"
	"github.com/labstack/echo/v4"
)

// JSON is Echo's serializer on goccy/go-json. It leaves < > & as they are, which
// JSON allows, and announces the answer's length.
type JSON struct{}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Serialize implements echo.JSONSerializer.
func (JSON) Serialize(c echo.Context, v any, indent string) error {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("encoding %T: %w", v, err)
	}
	c.Response().Header().Set(echo.HeaderContentLength, strconv.Itoa(b.Len()))
	_, err := b.WriteTo(c.Response())
	return err
}

// Deserialize implements echo.JSONSerializer.
func (JSON) Deserialize(c echo.Context, v any) error {
	if err := json.NewDecoder(c.Request().Body).Decode(v); err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "body as JSON: "+err.Error()).SetInternal(err)
	}
	return nil
}

// encode returns v as Serialize writes it, without the line's end.
func encode(v any) ([]byte, error) {
	b, err := json.MarshalWithOption(v, json.DisableHTMLEscape())
	if err != nil {
		return nil, fmt.Errorf("encoding %T: %w", v, err)
	}
	return b, nil
}
