package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goccy/go-json"
	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"
	validationerrors "github.com/pb33f/libopenapi-validator/errors"
	"github.com/pb33f/libopenapi/datamodel/high/base"
	"github.com/pb33f/libopenapi/datamodel/high/v3"

	"talksearch/api"
	"talksearch/corpus/importer"
	"talksearch/corpus/lpc2019"
	"talksearch/index/address"
	"talksearch/index/bleveindex"
)

// A contract holds requests and answers against the API's document. It is stricter
// than the document's readers may be: what is not in it is an error.
type contract struct {
	document v3.Document
	holds    validator.Validator
	lenient  validator.Validator // of what the document does not describe in full: itself
}

// generalHeaders are those that every answer may have, which the document tells of in
// words or not at all.
var generalHeaders = []string{"Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Vary", "Content-Location",
	"Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Cross-Origin-Resource-Policy"}

// theContract reads the document once.
var theContract = sync.OnceValues(func() (*contract, error) {
	document, err := libopenapi.NewDocument(api.Document)
	if err != nil {
		return nil, err
	}
	model, err := document.BuildV3Model()
	if err != nil {
		return nil, err
	}
	holds, errs := validator.NewValidator(document, config.WithStrictMode(), config.WithFormatAssertions(), config.WithStrictIgnoredHeadersExtra(generalHeaders...))
	if len(errs) > 0 {
		return nil, errs[0]
	}
	lenient, errs := validator.NewValidator(document)
	if len(errs) > 0 {
		return nil, errs[0]
	}
	return &contract{model.Model, holds, lenient}, nil
})

func newContract(tb testing.TB) *contract {
	tb.Helper()
	c, err := theContract()
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// check returns what of a GET and its answer the document does not promise, "" for
// nothing.
func (c *contract) check(r *http.Request, status int, header http.Header, body []byte) string {
	if problem := c.checkAnswer(r, status, header, body); problem != "" || !c.has(r.URL.Path) || status >= 300 || isHealth(r.URL.Path) {
		return problem
	}
	r, _ = c.asParsed(r)
	if valid, errs := c.holds.ValidateHttpRequest(r); !valid {
		return "it is answered, but the request is not in the document: " + told(errs)
	}
	return ""
}

// isHealth reports whether a path takes any parameters, and passes over them.
func isHealth(path string) bool { return path == "/healthz" || path == "/readyz" }

// checkAnswer returns what of an answer the document does not promise, and whether it
// refuses what the document allows. It may allow more: servers are lenient in letter
// case and white space.
func (c *contract) checkAnswer(r *http.Request, status int, header http.Header, body []byte) string {
	answer := &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(bytes.NewReader(body)), Request: r, ContentLength: int64(len(body))}
	if strings.HasSuffix(r.URL.Path, ".css") { // a part of a page
		return ""
	}
	known := c.has(r.URL.Path)
	if !known {
		if status < 400 || status >= 500 || header.Get("Content-Type") != "application/problem+json" {
			return fmt.Sprintf("an address that is not in the document is answered with %d, %s", status, header.Get("Content-Type"))
		}
		// A problem like that of an address that is.
		r = httptest.NewRequest(http.MethodGet, "/api/v1/talks/a/b", nil)
	}
	holds := c.holds
	switch mediaType, _, _ := mime.ParseMediaType(header.Get("Content-Type")); {
	case r.URL.Path == address.Document:
		holds = c.lenient
	case mediaType == "application/jsonl":
		return c.checkLines(body)
	}
	if ok, errs := holds.ValidateHttpResponse(r, answer); !ok {
		return "the answer: " + told(errs)
	}
	if !known {
		return ""
	}
	r, sound := c.asParsed(r)
	if valid, _ := c.holds.ValidateHttpRequest(r); valid && sound && status == http.StatusBadRequest {
		return "it is refused, but the request is as the document has it"
	}
	return ""
}

// asParsed returns a request without empty parameters other than facets, which count as
// not given. sound says whether its parameters can be read, none is given too often, and
// they fit each other and their schemas as far as the validator does not look.
func (c *contract) asParsed(r *http.Request) (request *http.Request, sound bool) {
	v, err := url.ParseQuery(r.URL.RawQuery)
	sound = err == nil
	filters := 0
	for path, item := range c.document.Paths.PathItems.FromOldest() {
		if !fitsTemplate(path, r.URL.Path) {
			continue
		}
		for _, p := range item.Get.Parameters {
			schema := p.Schema.Schema()
			several := schema.Items != nil && (p.Explode == nil || *p.Explode)
			if several {
				filters += len(v[p.Name])
				schema = schema.Items.A.Schema()
			}
			if p.Name != "facets" && strings.Join(v[p.Name], "") == "" {
				delete(v, p.Name)
			}
			sound = sound && (several || len(v[p.Name]) <= 1)
			for _, value := range v[p.Name] {
				sound = sound && fitsSchema(schema, value)
			}
		}
	}
	page, _ := strconv.Atoi(v.Get("page"))
	perPage, _ := strconv.Atoi(cmp.Or(v.Get("per_page"), "20"))
	cursor := v.Get("cursor")
	if filters > 100 || page*perPage > 10_000 || cursor != "" && (cursor != "*" || page > 0) { // which no schema can say
		sound = false
	}
	r = r.Clone(r.Context())
	if err == nil {
		r.URL.RawQuery = v.Encode()
	}
	return r, sound
}

// fitsSchema reports whether a value is what a schema of texts or flags has.
func fitsSchema(s *base.Schema, value string) bool {
	switch {
	case s.Format == "date":
		_, err := time.Parse(time.DateOnly, value)
		return err == nil
	case slices.Contains(s.Type, "boolean"):
		return value == "true" || value == "false"
	}
	return s.Pattern == "" || regexp.MustCompile(s.Pattern).MatchString(value)
}

// checkLines returns what is wrong with JSON Lines: each has to be a talk, as in an
// answer with several.
func (c *contract) checkLines(body []byte) string {
	lines := bytes.Split(bytes.TrimSuffix(body, []byte("\n")), []byte("\n"))
	if len(body) == 0 {
		lines = nil
	}
	together := fmt.Appendf(nil, `{"talks":[%s],"missing":[]}`, bytes.Join(lines, []byte(",")))
	header := http.Header{"Content-Type": {"application/json"}}
	return c.check(httptest.NewRequest(http.MethodGet, "/api/v1/talks?id=a/b", nil), http.StatusOK, header, together)
}

// has reports whether a path is one of the document's.
func (c *contract) has(path string) bool {
	for p := range c.document.Paths.PathItems.KeysFromOldest() {
		if fitsTemplate(p, path) {
			return true
		}
	}
	return false
}

func fitsTemplate(template, path string) bool {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	return len(want) == len(got) && slices.EqualFunc(want, got, func(w, g string) bool { return w == g || strings.HasPrefix(w, "{") && g != "" })
}

func told(errs []*validationerrors.ValidationError) string {
	var out []string
	for _, e := range errs {
		s := e.Message + ": " + e.Reason
		for _, f := range e.SchemaValidationErrors {
			s += fmt.Sprintf(" (%s at %s)", f.Reason, f.FieldPath)
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func TestContractIsSound(t *testing.T) {
	if ok, errs := newContract(t).holds.ValidateDocument(); !ok {
		t.Error(told(errs))
	}
}

// TestContractRoutes checks that the document has every route of the API, and the
// server every path of the document.
func TestContractRoutes(t *testing.T) {
	engine := bleveindex.New()
	defer engine.Close()
	e, err := newRoutes(engine, newLibrary(importer.NewSet(importer.Options{}), engine, false), testAddress)
	if err != nil {
		t.Fatal(err)
	}
	var routes []string
	for _, r := range e.Routes() {
		var path []string
		for _, s := range strings.Split(r.Path, "/") {
			if name, ok := strings.CutPrefix(s, ":"); ok {
				s = "{" + name + "}"
			}
			path = append(path, s)
		}
		if route := r.Method + " " + strings.Join(path, "/"); isAPI(r.Path) && r.Path != mcpPath && !strings.HasSuffix(route, ".css") {
			routes = append(routes, route)
		}
	}
	var documented []string
	for path := range newContract(t).document.Paths.PathItems.KeysFromOldest() {
		documented = append(documented, "GET "+path, "HEAD "+path)
	}
	slices.Sort(routes)
	slices.Sort(documented)
	for _, r := range routes {
		if !slices.Contains(documented, r) {
			t.Errorf("%s is not in the document", r)
		}
	}
	for _, d := range documented {
		if !slices.Contains(routes, d) {
			t.Errorf("%s is in the document only", d)
		}
	}
}

// TestContractExamples asks for every path of the document with the examples of its
// parameters, one by one and all together, and holds the document's own examples of
// answers against its schemas.
func TestContractExamples(t *testing.T) {
	c := newContract(t)
	programme, err := lpc2019.Programme()
	if err != nil {
		t.Fatal(err)
	}
	_, cached, _ := newHandlers(t, programme)
	ask := func(address string) {
		r := httptest.NewRequest(http.MethodGet, address, nil)
		w := httptest.NewRecorder()
		cached.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Errorf("%s: got %d, %.300s", address, w.Code, w.Body)
		} else if problem := c.check(r, w.Code, w.Header(), w.Body.Bytes()); problem != "" {
			t.Errorf("%s: %s\n%.1000s", address, problem, w.Body)
		}
	}
	for path, item := range c.document.Paths.PathItems.FromOldest() {
		required, optional := url.Values{}, url.Values{}
		for _, p := range item.Get.Parameters {
			if p.Example == nil {
				t.Errorf("%s: parameter %s has no example", path, p.Name)
				continue
			}
			var values []string
			if err := p.Example.Decode(&values); err != nil {
				values = []string{p.Example.Value}
			}
			if p.Explode != nil && !*p.Explode {
				values = []string{strings.Join(values, ",")}
			}
			switch {
			case p.In == "path":
				path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(values[0]))
			case p.Required != nil && *p.Required:
				required[p.Name] = values
			default:
				optional[p.Name] = values
			}
		}
		ask(path + "?" + required.Encode())
		for name, values := range optional {
			one := maps.Clone(required)
			one[name] = values
			ask(path + "?" + one.Encode())
		}
		delete(optional, "cursor") // which is instead of page
		maps.Copy(optional, required)
		ask(path + "?" + optional.Encode())
	}
}

// TestContractAnswers holds the document's examples of answers against its schemas.
func TestContractAnswers(t *testing.T) {
	c := newContract(t)
	for path, item := range c.document.Paths.PathItems.FromOldest() {
		for status, response := range item.Get.Responses.Codes.FromOldest() {
			for mediaType, content := range response.Content.FromOldest() {
				if mediaType != "application/json" && mediaType != "application/problem+json" {
					continue
				}
				var example any
				if content.Example == nil {
					if path != "/api/v1/openapi.json" {
						t.Errorf("%s: answer %s has no example", path, status)
					}
					continue
				}
				if err := content.Example.Decode(&example); err != nil {
					t.Fatal(err)
				}
				body, err := json.Marshal(example)
				if err != nil {
					t.Fatal(err)
				}
				code := 0
				fmt.Sscan(status, &code)
				r := httptest.NewRequest(http.MethodGet, strings.NewReplacer("{", "", "}", "").Replace(path), nil)
				answer := &http.Response{StatusCode: code, Header: http.Header{"Content-Type": {mediaType}}, Body: io.NopCloser(bytes.NewReader(body)), Request: r}
				if ok, errs := c.holds.ValidateHttpResponse(r, answer); !ok {
					t.Errorf("%s: example of %s: %s", path, status, told(errs))
				}
			}
		}
	}
}
