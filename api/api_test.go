package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"talksearch/corpus"
	"talksearch/index"
)

// failing is a searcher that fails.
type failing struct{ err error }

func (f failing) Search(context.Context, index.Request) (*index.Result, error) { return nil, f.err }
func (f failing) Suggest(context.Context, index.SuggestRequest) (*index.Suggestions, error) {
	return nil, f.err
}
func (f failing) Talk(context.Context, string, string) (index.Entry, error) {
	return index.Entry{}, f.err
}
func (f failing) Agenda(context.Context, index.Request, string, corpus.Date) (*index.Agenda, error) {
	return nil, f.err
}
func (f failing) Related(context.Context, string, string, int) ([]index.Related, error) {
	return nil, f.err
}
func (f failing) Conferences(context.Context) ([]*index.Conference, error) { return nil, f.err }
func (f failing) Generation() string                                       { return "" }
func (f failing) Each(context.Context, index.Request, func(index.Listing) error, func(index.Entry) error) error {
	return f.err
}
func (f failing) Values(context.Context, index.ValuesRequest) (*index.Values, error) {
	return nil, f.err
}

// nothing is a catalogue of nothing.
type nothing struct{}

func (nothing) Sources() []corpus.Source                            { return nil }
func (nothing) Changes() []corpus.Change                            { return nil }
func (nothing) LatestChange(string, string) (corpus.Change, bool)   { return corpus.Change{}, false }
func (nothing) News(context.Context, index.Request) ([]News, error) { return nil, nil }
func (nothing) Since() time.Time                                    { return time.Time{} }
func (nothing) Modified() time.Time                                 { return time.Time{} }

func TestFailures(t *testing.T) {
	secret := errors.New("disk of customer 7 is full")
	for _, c := range []struct {
		name   string
		err    error
		status int
		has    string
		retry  string
	}{
		{"not ready", index.ErrNotReady, 503, `"type":"/api/v1/reference#problem-not-ready"`, "1"},
		{"not found", fmt.Errorf("%w: a/b", index.ErrNotFound), 404, `"detail":"no such talk: a/b"`, ""},
		{"cursor of old", fmt.Errorf("searching: %w", index.ErrCursorGone), 410, `"type":"/api/v1/reference#problem-gone"`, ""},
		{"too slow", fmt.Errorf("searching: %w", context.DeadlineExceeded), 503, `"type":"/api/v1/reference#problem-timeout"`, "1"},
		{"our own", secret, 500, `"detail":"something went wrong here; it has been logged"`, ""},
	} {
		e := echo.New()
		e.JSONSerializer = JSON{}
		e.HTTPErrorHandler = func(err error, c echo.Context) { Error(c, err) }
		New(failing{c.err}, nothing{}, "").Register(e)
		for _, path := range []string{"/api/v1/search?q=x", "/api/v1/suggest?q=x", "/api/v1/search.ics", "/api/v1/search.atom", "/api/v1/search.csv", "/api/v1/search.jsonl", "/api/v1/search.txt", "/api/v1/facets/day", "/api/v1/people/x", "/api/v1/stats", "/api/v1/talks/a/b", "/api/v1/conferences", "/readyz"} {
			rec := httptest.NewRecorder()
			e.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
			body := rec.Body.String()
			if rec.Code != c.status || !strings.Contains(body, c.has) || rec.Header().Get("Retry-After") != c.retry {
				t.Errorf("%s, %s: got %d %s, Retry-After %q; want %d with %s, Retry-After %q",
					c.name, path, rec.Code, body, rec.Header().Get("Retry-After"), c.status, c.has, c.retry)
			}
			if got := rec.Header().Get("Content-Type"); got != "application/problem+json" {
				t.Errorf("%s, %s: content type %s", c.name, path, got)
			}
			if strings.Contains(body, secret.Error()) {
				t.Errorf("%s, %s: the answer tells %q", c.name, path, secret)
			}
		}
	}
}

func TestMarked(t *testing.T) {
	got := marked(index.Marked{{Text: "a <b> & "}, {Text: `"c"`, Mark: true}})
	if want := "a &lt;b&gt; &amp; <mark>&#34;c&#34;</mark>"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestProblemTypes looks that the document has all types of problems, and the page that
// their addresses lead to, too.
func TestProblemTypes(t *testing.T) {
	var d struct {
		Components struct {
			Schemas struct {
				Problem struct {
					Properties struct{ Type struct{ Enum []string } }
				}
			}
		}
	}
	if err := json.Unmarshal(Document, &d); err != nil {
		t.Fatal(err)
	}
	got := slices.Sorted(slices.Values(d.Components.Schemas.Problem.Properties.Type.Enum))
	page, err := referencePage()
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, p := range problemTypes {
		path, fragment, _ := strings.Cut(p.of("").Type, "#")
		if path != "/api/v1/reference" || !strings.Contains(string(page), `id="`+fragment+`"`) {
			t.Errorf("%s#%s leads nowhere", path, fragment)
		}
		want = append(want, path+"#"+fragment)
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the document has the types\n%q, the program\n%q", got, want)
	}
}

// TestHighlights checks that all that an engine can mark is told, under its field's name
// in the order of names, and nothing of what is not marked.
func TestHighlights(t *testing.T) {
	text := func(s string, mark bool) index.Marked { return index.Marked{{Text: s, Mark: mark}} }
	entry := index.Entry{Conference: &index.Conference{ID: "c"}, Talk: &corpus.Talk{ID: "t", Title: "Title"}}
	for _, c := range []struct {
		name string
		hit  index.Hit
		want string
	}{
		{"nothing", index.Hit{Title: text("Title", false), Snippet: text("Words.", false)}, `{}`},
		{"all", index.Hit{
			Title: text("Title", true), Snippet: text("a < b", true), Matched: true,
			People: []index.Marked{text("Ann", false), text("Bob", true)},
			Also:   []index.FieldMatch{{Field: "track", Text: text("t", true)}, {Field: "subtitle", Text: text("s", true)}, {Field: "keyword", Text: text("k", true)}, {Field: "keyword", Text: text("l", true)}, {Field: "affiliation", Text: text("f", true)}},
		}, `{"abstract":["<mark>a &lt; b</mark>"],"affiliation":["<mark>f</mark>"],"keyword":["<mark>k</mark>","<mark>l</mark>"],"speaker":["<mark>Bob</mark>"],"subtitle":["<mark>s</mark>"],"title":["<mark>Title</mark>"],"track":["<mark>t</mark>"]}`},
	} {
		c.hit.Entry = entry
		got, err := encode(newHit(c.hit, nothing{}).Highlights)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: got %s, %v\nwant %s", c.name, got, err, c.want)
		}
	}
}
