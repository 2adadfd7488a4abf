package api

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"
	"github.com/yuin/goldmark"
)

//go:embed reference.html
var referenceText string

//go:embed reference.css
var referenceCSS []byte

// referencePage is the contract as a page, which is made once: it is a part of the
// program.
var referencePage = sync.OnceValues(func() ([]byte, error) {
	var d description
	if err := json.Unmarshal(Document, &d); err != nil {
		return nil, fmt.Errorf("openapi.json: %w", err)
	}
	t, err := template.New("reference").Funcs(template.FuncMap{"prose": prose, "pretty": pretty}).Parse(referenceText)
	if err != nil {
		return nil, fmt.Errorf("reference.html: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, d.view()); err != nil {
		return nil, fmt.Errorf("reference.html: %w", err)
	}
	return b.Bytes(), nil
})

// reference answers with the contract to be read.
func reference(c echo.Context) error {
	if err := noParameters(c); err != nil {
		return err
	}
	page, err := referencePage()
	if err != nil {
		return err
	}
	return blob(c, "text/html; charset=utf-8", page)
}

func referenceStyle(c echo.Context) error { return blob(c, "text/css; charset=utf-8", referenceCSS) }

// A description is what of an OpenAPI document the page shows.
type description struct {
	Info struct{ Title, Version, Summary, Description string }
	Tags []struct{ Name, Description string }

	Paths      ordered[struct{ Get operation }]
	Components struct {
		Parameters map[string]parameter
		Responses  map[string]response
		Schemas    ordered[schema]
	}
}

type operation struct {
	OperationID          string `json:"operationId"`
	Tags                 []string
	Summary, Description string
	Parameters           []parameter
	Responses            ordered[response]
}

type parameter struct {
	Ref         string `json:"$ref"`
	Name, In    string
	Description string
	Required    bool
	Explode     *bool
	Schema      schema
	Example     any
}

type response struct {
	Ref         string `json:"$ref"`
	Description string
	Content     ordered[struct {
		Schema  schema
		Example json.RawMessage
	}]
}

type schema struct {
	Ref         string `json:"$ref"`
	Type        any    // a name or a list of them
	Description string
	Enum        []any
	Format      string
	Pattern     string
	Default     any
	Minimum     *float64
	Maximum     *float64
	MinItems    *int
	MaxItems    *int
	MaxLength   *int
	Items       *schema
	OneOf       []schema
	Properties  ordered[schema]
	Required    []string
	Additional  *schema `json:"additionalProperties"`
}

// ordered is a JSON object whose members keep their order.
type ordered[T any] []named[T]

type named[T any] struct {
	Name  string
	Value T
}

// UnmarshalJSON implements json.Unmarshaler.
func (o *ordered[T]) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		n := named[T]{Name: fmt.Sprint(name)}
		if err := d.Decode(&n.Value); err != nil {
			return fmt.Errorf("%s: %w", n.Name, err)
		}
		*o = append(*o, n)
	}
	return nil
}

// referenceView is what the page's template shows.
type referenceView struct {
	Title, Version, Summary, Description string
	Groups                               []groupView
	Problems                             []problemView
	Objects                              []objectView
}

type groupView struct {
	Name, Description string
	Operations        []operationView
}

type operationView struct {
	ID, Path, Summary, Description string
	Try                            string // an address with the examples of what is required
	Parameters                     []rowView
	Responses                      []responseView
}

// rowView is a parameter, or a member of an object.
type rowView struct{ Name, Kind, Description, Example string }

type responseView struct {
	Status, Description, MediaType, Kind, Object string
	Example                                      json.RawMessage
}

type problemView struct {
	Name, Title, Type, Meaning string
	Status                     int
}

type objectView struct {
	Name, Kind, Description string
	Members                 []rowView
}

func (d description) view() referenceView {
	v := referenceView{Title: d.Info.Title, Version: d.Info.Version, Summary: d.Info.Summary, Description: d.Info.Description}
	for _, t := range d.Tags {
		g := groupView{Name: t.Name, Description: t.Description}
		for _, p := range d.Paths {
			if slices.Contains(p.Value.Get.Tags, t.Name) {
				g.Operations = append(g.Operations, d.operation(p.Name, p.Value.Get))
			}
		}
		v.Groups = append(v.Groups, g)
	}
	for _, t := range problemTypes {
		p := t.of("")
		v.Problems = append(v.Problems, problemView{Name: t.name, Title: t.title, Type: p.Type, Meaning: t.meaning, Status: t.status})
	}
	for _, s := range d.Components.Schemas {
		o := objectView{Name: s.Name, Kind: s.Value.kind(), Description: s.Value.Description}
		for _, m := range s.Value.Properties {
			o.Members = append(o.Members, rowView{Name: m.Name, Kind: m.Value.kind(), Description: m.Value.Description})
		}
		v.Objects = append(v.Objects, o)
	}
	return v
}

func (d description) operation(path string, o operation) operationView {
	v := operationView{ID: o.OperationID, Path: path, Summary: o.Summary, Description: o.Description}
	try, query := path, url.Values{}
	for _, p := range o.Parameters {
		if p.Ref != "" {
			p = d.Components.Parameters[last(p.Ref)]
		}
		row := rowView{Name: p.Name, Kind: p.Schema.kind(), Description: p.Description, Example: exampleText(p)}
		if p.Required {
			row.Kind += ", required"
		}
		v.Parameters = append(v.Parameters, row)
		switch {
		case p.In == "path":
			try = strings.Replace(try, "{"+p.Name+"}", url.PathEscape(fmt.Sprint(p.Example)), 1)
		case p.Required:
			for _, x := range p.Example.([]any) {
				query.Add(p.Name, fmt.Sprint(x))
			}
		case p.Name == "q" || p.Name == "prefix":
			query.Set(p.Name, fmt.Sprint(p.Example))
		}
	}
	v.Try = try
	if len(query) > 0 {
		v.Try += "?" + query.Encode()
	}
	for _, r := range o.Responses {
		x := r.Value
		if x.Ref != "" {
			x = d.Components.Responses[last(x.Ref)]
		}
		row := responseView{Status: r.Name, Description: x.Description}
		if len(x.Content) > 0 {
			c := x.Content[0]
			row.MediaType, row.Kind, row.Object, row.Example = c.Name, c.Value.Schema.kind(), last(c.Value.Schema.Ref), c.Value.Example
		}
		v.Responses = append(v.Responses, row)
	}
	return v
}

// last returns the name at the end of a reference.
func last(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }

// exampleText returns a parameter's example as it stands in an address, unescaped.
func exampleText(p parameter) string {
	list, several := p.Example.([]any)
	if !several {
		return fmt.Sprint(p.Example)
	}
	var parts []string
	for _, x := range list {
		parts = append(parts, fmt.Sprint(x))
	}
	return strings.Join(parts, ",")
}

// kind returns a schema's type and limits in words.
func (s schema) kind() string {
	switch {
	case s.Ref != "":
		return last(s.Ref)
	case len(s.OneOf) > 0:
		var parts []string
		for _, o := range s.OneOf {
			parts = append(parts, o.kind())
		}
		return strings.Join(parts, " or ")
	}
	kind := strings.NewReplacer("[", "", "]", "", " ", " or ").Replace(fmt.Sprint(s.Type))
	switch {
	case s.Items != nil:
		kind = "list of " + s.Items.kind()
	case s.Additional != nil:
		kind = "object of " + s.Additional.kind()
	}
	if s.Format != "" {
		kind += " (" + s.Format + ")"
	}
	if s.Pattern != "" {
		kind += " like " + s.Pattern
	}
	for _, b := range []struct {
		word string
		n    *int
	}{{" items at least", s.MinItems}, {" items at most", s.MaxItems}, {" characters at most", s.MaxLength}} {
		if b.n != nil {
			kind += fmt.Sprintf(", %d%s", *b.n, b.word)
		}
	}
	switch {
	case s.Minimum != nil && s.Maximum != nil:
		kind += fmt.Sprintf(", %v to %v", *s.Minimum, *s.Maximum)
	case s.Minimum != nil:
		kind += fmt.Sprintf(", %v or more", *s.Minimum)
	}
	if len(s.Enum) > 0 {
		var names []string
		for _, x := range s.Enum {
			names = append(names, fmt.Sprint(x))
		}
		kind += ": " + strings.Join(names, ", ")
	}
	if s.Default != nil && s.Default != "" {
		kind += fmt.Sprintf("; default %v", s.Default)
	}
	return kind
}

// prose returns Markdown of the document's as HTML.
func prose(s string) (template.HTML, error) {
	var b strings.Builder
	if err := goldmark.Convert([]byte(s), &b); err != nil {
		return "", err
	}
	return template.HTML(b.String()), nil
}

// pretty returns an example as it is shown.
func pretty(example json.RawMessage) (string, error) {
	var text string
	if json.Unmarshal(example, &text) == nil {
		return text, nil
	}
	var b bytes.Buffer
	if err := json.Indent(&b, example, "", "  "); err != nil {
		return "", err
	}
	return b.String(), nil
}
