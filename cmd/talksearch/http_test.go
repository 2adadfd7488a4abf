package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-json"

	"talksearch/corpus"
	"talksearch/corpus/importer"
	"talksearch/index/address"
	"talksearch/index/bleveindex"
	"talksearch/index/indextest"
)

// testAddress is where servers under test say that they are.
const testAddress = "https://talks.test"

// newTestServer serves the built-in programme, without derived keywords.
func newTestServer(t *testing.T) *httptest.Server {
	t.Helper()
	return serveIn(t, bleveindex.New())
}

// serveIn serves the built-in programme in an engine.
func serveIn(t *testing.T, engine *bleveindex.Engine) *httptest.Server {
	t.Helper()
	t.Cleanup(func() { engine.Close() })
	lib := newLibrary(importer.NewSet(importer.Options{}, importer.BuiltIn), engine, false)
	if err := lib.load(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	handler, err := newHandler(engine, lib, site{address: testAddress, cacheBytes: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}

func TestHTTP(t *testing.T) {
	for _, name := range []string{"http", "api", "forms", "discovery"} {
		t.Run(name, func(t *testing.T) { runScript(t, newTestServer(t), "testdata/"+name+".script") })
	}
}

// runScript runs a script: requests, each followed by what is expected of the answer.
// What stands in the API's document is held against that, too.
//
//	with NAME: text        a header of the next request; {now} in it is the time
//	GET /path              a request; spaces may stand in it as they are
//	status: N
//	header NAME: text      equal to the header
//	has: text              the body has it
//	hasn't: text           the body doesn't
//	json PATH: text        the value at a path such as results.0.id, as JSON
//	text: text             the page's text without markup has it, white space folded
func runScript(t *testing.T, server *httptest.Server, file string) {
	t.Helper()
	contract := newContract(t)
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var res *http.Response
	var body, request string
	with := http.Header{}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if method, path, ok := strings.Cut(line, " /"); ok && method == strings.ToUpper(method) {
			request = line
			res, body = send(t, server, method, "/"+strings.ReplaceAll(path, " ", "+"), with)
			with = http.Header{}
			if method == http.MethodGet && isAPI(res.Request.URL.Path) {
				if problem := contract.check(res.Request, res.StatusCode, res.Header, []byte(body)); problem != "" {
					t.Errorf("line %d: %s\n%s", n, request, problem)
				}
			}
			continue
		}
		what, want, ok := strings.Cut(line, ": ")
		if name, isWith := strings.CutPrefix(what, "with "); isWith && ok {
			with.Add(name, strings.ReplaceAll(want, "{now}", time.Now().UTC().Format(http.TimeFormat)))
			continue
		}
		if !ok || res == nil {
			t.Fatalf("line %d: %q is no expectation", n, line)
		}
		if problem := check(res, body, what, want); problem != "" {
			t.Errorf("line %d: %s\n%s: %s", n, request, line, problem)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

func send(t *testing.T, server *httptest.Server, method, path string, header http.Header) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if header != nil {
		req.Header = header
	}
	res, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

var (
	tags  = regexp.MustCompile(`<[^>]*>`)
	space = regexp.MustCompile(`\s+`)
)

// check returns what is wrong, or "".
func check(res *http.Response, body, what, want string) string {
	name, arg, _ := strings.Cut(what, " ")
	got := ""
	switch name {
	case "status":
		got = strconv.Itoa(res.StatusCode)
	case "header":
		got = strings.Join(res.Header.Values(arg), ", ")
	case "json":
		v, err := lookUp(body, arg)
		if err != nil {
			return err.Error()
		}
		got = v
	case "has", "text":
		if name == "text" {
			body = strings.TrimSpace(space.ReplaceAllString(tags.ReplaceAllString(body, " "), " "))
		}
		if !strings.Contains(body, want) {
			return fmt.Sprintf("not in\n%.1500s", body)
		}
		return ""
	case "hasn't":
		if strings.Contains(body, want) {
			return "it does"
		}
		return ""
	default:
		return "no such expectation"
	}
	if got != want {
		return "got " + got
	}
	return ""
}

// lookUp returns the value at a path in a JSON document, as JSON; strings without
// their quotes.
func lookUp(body, path string) (string, error) {
	var v any
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		return "", fmt.Errorf("%w in %.300q", err, body)
	}
	for _, key := range strings.Split(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			next, ok := x[key]
			if !ok {
				return "", fmt.Errorf("there is no %q", key)
			}
			v = next
		case []any:
			if key == "length" {
				return strconv.Itoa(len(x)), nil
			}
			i, err := strconv.Atoi(key)
			if err != nil || i >= len(x) {
				return "", fmt.Errorf("there is no element %q of %d", key, len(x))
			}
			v = x[i]
		default:
			return "", fmt.Errorf("%q leads nowhere", key)
		}
	}
	if s, ok := v.(string); ok {
		return s, nil
	}
	b, err := json.MarshalWithOption(v, json.DisableHTMLEscape())
	return string(b), err
}

// TestWalk follows the links of pages by cursor to the end, also while something else
// comes to be served.
func TestWalk(t *testing.T) {
	engine := bleveindex.New()
	t.Cleanup(func() { engine.Close() })
	l := newLibrary(importer.NewSet(importer.Options{}, importer.BuiltIn), engine, false)
	if err := l.load(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	handler, err := newHandler(engine, l, site{cacheBytes: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	type answer struct {
		Results []struct{ ID string }
		Links   struct{ Next *string }
		Type    string
	}
	ask := func(address string) (status int, a answer) {
		res, body := send(t, server, "GET", address, nil)
		if err := json.Unmarshal([]byte(body), &a); err != nil {
			t.Fatalf("%s: %v in %s", address, err, body)
		}
		return res.StatusCode, a
	}
	for _, search := range []string{"/api/v1/search?per_page=7&sort=-time", "/api/v1/search?facets=&per_page=3&q=kernel", "/api/v1/search?per_page=20&track=Microconferences&sort=title"} {
		walk := func(address string) (ids []string) {
			for pages := 0; pages < 50; pages++ {
				status, a := ask(address)
				if status != http.StatusOK {
					t.Fatalf("%s: %d", address, status)
				}
				for _, r := range a.Results {
					ids = append(ids, r.ID)
				}
				if a.Links.Next == nil {
					break
				}
				address = *a.Links.Next
			}
			return ids
		}
		if got, want := walk(search+"&cursor=*"), walk(search); !slices.Equal(got, want) || len(want) < 5 {
			t.Errorf("%s: by cursor %q, by number %q", search, got, want)
		}
	}
	_, first := ask("/api/v1/search?cursor=*")
	if status, _ := ask(*first.Links.Next); status != http.StatusOK {
		t.Errorf("the second page: %d", status)
	}
	if _, err := l.put(t.Context(), corpus.List(indextest.Small(t))); err != nil {
		t.Fatal(err)
	}
	if status, a := ask(*first.Links.Next); status != http.StatusGone || a.Type != address.Problem("gone") {
		t.Errorf("after a reload: got %d and %s, want 410", status, a.Type)
	}
}
