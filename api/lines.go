package api

import (
	"io"
	"reflect"

	"github.com/goccy/go-json"
	"github.com/labstack/echo/v4"

	"talksearch/index"
	"talksearch/index/address"
)

// lines answers with what a search finds as JSON Lines.
func (a *API) lines(c echo.Context) error {
	v, err := parameters(c)
	if err != nil {
		return err
	}
	s, err := parseForm(v, address.Lines)
	if err != nil {
		return err
	}
	return a.stream(c, s, "application/jsonl; charset=utf-8", func(w io.Writer) rowWriter {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return lineWriter{a, s.fields, enc}
	})
}

// A lineWriter writes talks as JSON, one a line.
type lineWriter struct {
	api    *API
	fields []string
	out    *json.Encoder
}

func (l lineWriter) head() error { return nil }

func (l lineWriter) row(e index.Entry) error {
	t := newTalkDetail(e, l.api.catalogue)
	if l.fields == nil {
		return l.out.Encode(t)
	}
	return l.out.Encode(detailMembers.part(reflect.ValueOf(t), l.fields))
}

func (l lineWriter) end() error { return nil }
