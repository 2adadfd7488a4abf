package mcptools

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"talksearch/index"
)

// The addresses of resources.
const (
	conferencesURI = "talksearch://conferences"
	talkURI        = "talksearch://talks/"
	talkTemplate   = talkURI + "{conference}/{id}"
	markdown       = "text/markdown"
)

// maxConferences is how many are told of.
const maxConferences = 500

func (t *tools) addResources(s *mcp.Server) {
	s.AddResource(&mcp.Resource{URI: conferencesURI, Name: "conferences", Title: "Conferences", MIMEType: markdown, Description: "Which conferences there are, when, and with how many talks."}, t.readConferences)
	s.AddResourceTemplate(&mcp.ResourceTemplate{URITemplate: talkTemplate, Name: "talk", Title: "A talk", MIMEType: markdown, Description: "All of a talk, by the two parts of its id."}, t.readTalk)
}

// ResourceOf returns the address of a talk as a resource.
func ResourceOf(e index.Entry) string {
	return talkURI + url.PathEscape(e.Conference.ID) + "/" + url.PathEscape(e.Talk.ID)
}

func (t *tools) readTalk(ctx context.Context, r *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
	ctx, cancel := context.WithTimeout(ctx, t.options.Timeout)
	defer cancel()
	rest, ok := strings.CutPrefix(r.Params.URI, talkURI)
	conference, id, divided := strings.Cut(rest, "/")
	conference, badConference := url.PathUnescape(conference)
	id, badID := url.PathUnescape(id)
	if !ok || !divided || badConference != nil || badID != nil {
		return nil, mcp.ResourceNotFoundError(r.Params.URI)
	}
	e, err := t.searcher.Talk(ctx, conference, id)
	if errors.Is(err, index.ErrNotFound) {
		return nil, mcp.ResourceNotFoundError(r.Params.URI)
	}
	if err != nil {
		return nil, told(ctx, err)
	}
	return text(r, t.whole(e)), nil
}

func (t *tools) readConferences(ctx context.Context, r *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
	ctx, cancel := context.WithTimeout(ctx, t.options.Timeout)
	defer cancel()
	list, err := t.searcher.Conferences(ctx)
	if err != nil {
		return nil, told(ctx, err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# %d conferences\n\n", len(list))
	for _, c := range list[:min(len(list), maxConferences)] {
		fmt.Fprintf(&b, "- %s: %s, %s to %s, %s, %s", c.ID, c.Title, c.Start, c.End, c.Location, talks(c.Talks))
		if c.URL != "" {
			fmt.Fprintf(&b, ", %s", c.URL)
		}
		b.WriteByte('\n')
	}
	if more := len(list) - maxConferences; more > 0 {
		fmt.Fprintf(&b, "- and %d more, which list_facets tells\n", more)
	}
	return text(r, b.String()), nil
}

func text(r *mcp.ReadResourceRequest, s string) *mcp.ReadResourceResult {
	return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{{URI: r.Params.URI, MIMEType: markdown, Text: s}}}
}
