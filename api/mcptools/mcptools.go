// Package mcptools lets language models search talks: a server of the Model Context
// Protocol (modelcontextprotocol.io) with tools and resources, on the official Go SDK.
// Answers are short texts that name where each statement comes from. It knows
// index.Searcher and index.Lister, never an engine.
package mcptools

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"talksearch/index"
	"talksearch/index/address"
)

// A Searcher is what the tools search in.
type Searcher interface {
	index.Searcher
	index.Lister
}

// Options tell a server what it needs to know beside the talks.
type Options struct {
	Version string        // of the program
	Server  string        // what links to talks begin with, such as "https://talks.example.org"; "" where there is no page to link to
	Timeout time.Duration // ends the work of a tool
}

// tools answers calls.
type tools struct {
	searcher Searcher
	options  Options
}

const instructions = "Searches the programmes of conferences: talks with their titles, abstracts, people, times, rooms and tracks. " +
	"Begin with search_talks; its results carry ids for get_talk and find_conflicts. list_facets tells which conferences, days, tracks, people and keywords there are. " +
	"Name the link that stands with a talk as the source of what you say about it. Times are those of the conference's place."

// New returns a server for any number of clients.
func New(s Searcher, o Options) *mcp.Server {
	server := mcp.NewServer(&mcp.Implementation{Name: "talksearch", Title: "Talks of conferences", Version: o.Version}, &mcp.ServerOptions{
		Instructions: instructions, Capabilities: &mcp.ServerCapabilities{Tools: &mcp.ToolCapabilities{}, Resources: &mcp.ResourceCapabilities{}},
	})
	server.AddReceivingMiddleware(recovered)
	t := &tools{searcher: s, options: o}
	add(t, server, "search_talks", "Search talks", "Finds talks by words, and by conference, year, day, track, speaker, keyword, kind or room. Tells when, where, by whom and what matches, and each talk's id.", t.searchTalks)
	add(t, server, "get_talk", "Get a talk", "Tells all of a talk: abstract, topics, people, time, room, links.", t.getTalk)
	add(t, server, "list_facets", "List facets", "Tells which conferences, years, days, tracks, speakers, keywords, kinds and rooms the matching talks have, with counts; of one facet, all values page by page, or those that begin so.", t.listFacets)
	add(t, server, "find_conflicts", "Find conflicts", "Of several talks, or of those that a search finds, tells which overlap in time; of one talk, what else is held at that time.", t.findConflicts)
	t.addResources(server)
	return server
}

// Handler returns a server as an HTTP handler: the protocol's streamable transport,
// without sessions.
func Handler(s *mcp.Server) http.Handler {
	return mcp.NewStreamableHTTPHandler(func(*http.Request) *mcp.Server { return s }, &mcp.StreamableHTTPOptions{
		Stateless: true, JSONResponse: true, MaxRequestBodyBytes: maxBody, PropagateRequestCancellation: true,
		// A page of another origin can read no more here than by the API, which is open to
		// all; and behind a proxy of the same machine the Host is never this one.
		DisableLocalhostProtection: true,
	})
}

// maxBody is how long a call may be: that of a tool with a hundred ids fits in.
const maxBody = 256 << 10

// add adds a tool that only reads.
func add[In any](t *tools, s *mcp.Server, name, title, description string, do func(context.Context, In) (string, error)) {
	closed := false
	mcp.AddTool(s, &mcp.Tool{Name: name, Title: title, Description: description, Annotations: &mcp.ToolAnnotations{Title: title, ReadOnlyHint: true, IdempotentHint: true, OpenWorldHint: &closed}},
		func(ctx context.Context, _ *mcp.CallToolRequest, in In) (*mcp.CallToolResult, any, error) {
			ctx, cancel := context.WithTimeout(ctx, t.options.Timeout)
			defer cancel()
			text, err := do(ctx, in)
			if err != nil {
				return nil, nil, fmt.Errorf("%s: %w", name, err)
			}
			return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: text}}}, nil, nil
		})
}

// errFailed is what clients are told of our failures.
var errFailed = errors.New("something went wrong here; it has been logged")

// told returns an error of the searcher as clients may read it: what they can do
// something about; all else only the log has.
func told(ctx context.Context, err error) error {
	var params index.ParamErrors
	switch {
	case err == nil, errors.As(err, &params), errors.Is(err, index.ErrNotFound), errors.Is(err, index.ErrNotReady), errors.Is(err, index.ErrBusy):
		return err
	case errors.Is(err, context.DeadlineExceeded):
		return errors.New("the search took too long and was given up; fewer words, or more filters, take less time")
	case ctx.Err() != nil:
		return ctx.Err() // nobody reads it
	}
	slog.ErrorContext(ctx, "answering a language model failed", "error", err)
	return errFailed
}

// recovered answers a request whose handler panics: the protocol's library runs handlers
// where nobody else would.
func recovered(next mcp.MethodHandler) mcp.MethodHandler {
	return func(ctx context.Context, method string, r mcp.Request) (result mcp.Result, err error) {
		defer func() {
			if v := recover(); v != nil {
				slog.ErrorContext(ctx, "panic", "method", method, "error", v, "stack", string(debug.Stack()))
				result, err = nil, errFailed
			}
		}()
		return next(ctx, method, r)
	}
}

// link returns where a talk can be read: its page here, or else where it was published.
func (t *tools) link(e index.Entry) string {
	if t.options.Server != "" {
		return address.Absolute(t.options.Server, address.TalkPage(e))
	}
	return e.Talk.URL
}
