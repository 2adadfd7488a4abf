package api

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"talksearch/index"
	"talksearch/index/address"
)

// columns are those of a table, in their order.
var columns = []struct {
	name string
	of   func(a *API, e index.Entry) string
}{
	{"id", func(_ *API, e index.Entry) string { return e.ID() }},
	{"conference", func(_ *API, e index.Entry) string { return e.Conference.ID }},
	{"kind", func(_ *API, e index.Entry) string { return string(e.Talk.Kind) }},
	{"title", func(_ *API, e index.Entry) string { return e.Talk.Title }},
	{"subtitle", func(_ *API, e index.Entry) string { return e.Talk.Subtitle }},
	{"day", func(_ *API, e index.Entry) string { return string(e.Talk.Day) }},
	{"start", func(_ *API, e index.Entry) string { return cellTime(e.Talk.Start) }},
	{"end", func(_ *API, e index.Entry) string { return cellTime(e.Talk.End) }},
	{"minutes", func(_ *API, e index.Entry) string {
		if d := e.Talk.Duration(); d > 0 {
			return strconv.Itoa(int(d.Minutes()))
		}
		return ""
	}},
	{"timezone", func(_ *API, e index.Entry) string { return e.Conference.Timezone }},
	{"track", func(_ *API, e index.Entry) string { return e.Talk.Track }},
	{"room", func(_ *API, e index.Entry) string { return e.Talk.Room }},
	{"speakers", func(_ *API, e index.Entry) string {
		var names []string
		for _, s := range e.Talk.Speakers {
			names = append(names, s.Name)
		}
		return joined(names)
	}},
	{"affiliations", func(_ *API, e index.Entry) string {
		var names []string
		for _, s := range e.Talk.Speakers {
			if s.Affiliation != "" && !slices.Contains(names, s.Affiliation) {
				names = append(names, s.Affiliation)
			}
		}
		return joined(names)
	}},
	{"keywords", func(_ *API, e index.Entry) string { return joined(e.Talk.AllKeywords()) }},
	{"topics", func(_ *API, e index.Entry) string { return joined(e.Talk.Topics) }},
	{"abstract", func(_ *API, e index.Entry) string { return e.Talk.Abstract }},
	{"language", func(_ *API, e index.Entry) string { return e.Talk.Language }},
	{"url", func(_ *API, e index.Entry) string { return e.Talk.URL }},
	{"page", func(a *API, e index.Entry) string { return a.absolute(address.TalkPage(e)) }},
}

func columnNames() []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return names
}

func joined(list []string) string { return strings.Join(list, "; ") }

func cellTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// table answers with what a search finds as comma-separated values.
func (a *API) table(c echo.Context) error {
	v, err := parameters(c)
	if err != nil {
		return err
	}
	s, err := parseForm(v, address.Table)
	if err != nil {
		return err
	}
	names := s.fields
	if names == nil {
		names = columnNames()
	}
	return a.stream(c, s, "text/csv; charset=utf-8; header=present", func(w io.Writer) rowWriter {
		t := &tableWriter{api: a, names: names, raw: w, out: csv.NewWriter(w)}
		t.out.UseCRLF = true
		return t
	})
}

// A tableWriter writes comma-separated values (RFC 4180).
type tableWriter struct {
	api   *API
	names []string
	raw   io.Writer
	out   *csv.Writer
	cells []string
}

func (t *tableWriter) head() error {
	// Without the mark, spreadsheets take UTF-8 for something else.
	if _, err := io.WriteString(t.raw, "\uFEFF"); err != nil {
		return err
	}
	return t.out.Write(t.names)
}

func (t *tableWriter) row(e index.Entry) error {
	t.cells = t.cells[:0]
	for _, name := range t.names {
		for _, c := range columns {
			if c.name == name {
				t.cells = append(t.cells, harmless(c.of(t.api, e)))
			}
		}
	}
	return t.out.Write(t.cells)
}

func (t *tableWriter) end() error {
	t.out.Flush()
	return t.out.Error()
}

// harmless returns a cell that no spreadsheet takes for a formula: one that begins
// like a formula, white space aside, gets an apostrophe before it (OWASP, "CSV
// Injection"). Control characters other than line breaks and tabs are left out.
func harmless(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	first, _ := utf8.DecodeRuneInString(strings.TrimSpace(s))
	if s != "" && (strings.ContainsRune("=+-@|＝＋－＠", first) || s[0] == '\t' || s[0] == '\n') {
		return "'" + s
	}
	return s
}
