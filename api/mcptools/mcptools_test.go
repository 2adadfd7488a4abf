package mcptools

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"talksearch/corpus"
	"talksearch/index"
)

// A broken searcher fails, or panics with its error's text where that is wanted. What
// works is tested with the real program.
type broken struct {
	Searcher
	err    error
	panics bool
}

func (b broken) fail() error {
	if b.panics {
		panic(b.err.Error())
	}
	return b.err
}

func (b broken) Search(context.Context, index.Request) (*index.Result, error) { return nil, b.fail() }
func (b broken) Values(context.Context, index.ValuesRequest) (*index.Values, error) {
	return nil, b.fail()
}
func (b broken) Talk(context.Context, string, string) (index.Entry, error) {
	return index.Entry{}, b.fail()
}
func (b broken) Conferences(context.Context) ([]*index.Conference, error) { return nil, b.fail() }

// connect returns a client of a server of s.
func connect(t *testing.T, s Searcher) *mcp.ClientSession {
	t.Helper()
	here, there := mcp.NewInMemoryTransports()
	server, err := New(s, Options{Version: "1", Timeout: time.Second}).Connect(t.Context(), here, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	client, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), there, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// TestFailures has every tool and resource fail: a client's mistake is told, what is
// ours is not, and no panic ends the server.
func TestFailures(t *testing.T) {
	secret := errors.New("disk of customer 7 is full")
	for _, c := range []struct {
		name   string
		err    error
		panics bool
		has    string
	}{
		{"busy", index.ErrBusy, false, index.ErrBusy.Error()},
		{"not ready", index.ErrNotReady, false, index.ErrNotReady.Error()},
		{"slow", fmt.Errorf("searching: %w", context.DeadlineExceeded), false, "took too long"},
		{"ours", secret, false, "something went wrong here"},
		{"panic", secret, true, "something went wrong here"},
	} {
		client := connect(t, broken{err: c.err, panics: c.panics})
		for tool, in := range map[string]any{
			"search_talks": map[string]any{"query": "x"}, "get_talk": map[string]any{"id": "a/b"}, "list_facets": map[string]any{"facet": "track"}, "find_conflicts": map[string]any{"query": "x"},
		} {
			var said string
			result, err := client.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: in})
			switch {
			case err != nil:
				said = err.Error()
			case !result.IsError:
				t.Errorf("%s: %s is no error", c.name, tool)
			default:
				said = result.Content[0].(*mcp.TextContent).Text
			}
			if !strings.Contains(said, c.has) || strings.Contains(said, "customer") {
				t.Errorf("%s: %s: got %q, want %q", c.name, tool, said, c.has)
			}
		}
		for _, uri := range []string{"talksearch://conferences", "talksearch://talks/a/b"} {
			_, err := client.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: uri})
			if err == nil || !strings.Contains(err.Error(), c.has) || strings.Contains(err.Error(), "customer") {
				t.Errorf("%s: %s: got %v, want %q", c.name, uri, err, c.has)
			}
		}
	}
}

// TestCompact tells of a talk of too many words.
func TestCompact(t *testing.T) {
	e := index.Entry{Conference: &index.Conference{ID: "c"}, Talk: &corpus.Talk{ID: "long", Title: "Long", Abstract: strings.Repeat("é", 20_000), Topics: make([]string, 300)}}
	got := (&tools{}).whole(e)
	if len(got) > maxAbstract+4000 || !strings.Contains(got, "\n(It goes on for 23616 bytes, which the source has.)\n") || !strings.HasSuffix(got, "\nand 100 more\n") {
		t.Errorf("%d bytes, ending %q", len(got), got[len(got)-200:])
	}
}
