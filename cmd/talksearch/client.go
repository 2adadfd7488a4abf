package main

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/goccy/go-json"
	"github.com/urfave/cli/v3"

	"talksearch/api/terminal"
	"talksearch/index"
	"talksearch/index/address"
)

// clientTimeout is how long a server may take to begin its answer.
const clientTimeout = 30 * time.Second

// maxAnswer is how many bytes of JSON are read from a server.
const maxAnswer = 64 << 20

// open returns where to ask: a server, or the sources, by the same addresses. closing
// frees what it took.
func (a *asked) open(ctx context.Context, c *cli.Command) (from http.RoundTripper, closing func() error, err error) {
	if a.server != "" {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.ResponseHeaderTimeout = clientTimeout
		return t, func() error { t.CloseIdleConnections(); return nil }, nil
	}
	set, err := newSet(c, a.config.Sources)
	if err != nil {
		return nil, nil, err
	}
	engine, lib, closing, err := openLibrary(ctx, a.config, set, c.Root().ErrWriter)
	if err != nil {
		return nil, nil, err
	}
	routes, err := newRoutes(engine, lib, a.config.PublicURL)
	if err != nil {
		return nil, nil, errors.Join(err, closing())
	}
	return inProcess{routes}, closing, nil
}

// answer asks and prints what comes back.
func (a *asked) answer(ctx context.Context, from http.RoundTripper, w io.Writer) error {
	path := address.API + "/search"
	if a.form != "" && a.form != formJSON {
		path += "." + a.form
	}
	server := a.server
	if server == "" {
		server = "http://in.process" // which nobody resolves
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address.Absolute(server, address.With(path, a.parameters)), nil)
	if err != nil {
		return err
	}
	number, _ := version()
	r.Header.Set("User-Agent", "talksearch/"+number)
	client := http.Client{Transport: from}
	res, err := client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return refusal(res)
	}
	if a.form != "" {
		_, err := io.Copy(w, res.Body)
		return err
	}
	var answer searchAnswer
	if err := json.NewDecoder(io.LimitReader(res.Body, maxAnswer)).Decode(&answer); err != nil {
		return fmt.Errorf("the server's answer can't be read: %w", err)
	}
	return terminal.Write(w, a.list(answer), a.colour)
}

// refusal returns the error that an answer tells.
func refusal(res *http.Response) error {
	var problem struct{ Detail string }
	if err := json.NewDecoder(io.LimitReader(res.Body, maxAnswer)).Decode(&problem); err != nil || problem.Detail == "" {
		return fmt.Errorf("the server answers %s", res.Status)
	}
	return fmt.Errorf("the server answers %s: %s", res.Status, terminal.Harmless(problem.Detail))
}

// searchAnswer is what of an answer to a search is printed; openapi.json has it all.
type searchAnswer struct {
	Query struct {
		Relaxed     bool
		Complete    int
		Corrections []struct{ From, To string }
		Warnings    []string
	}
	Meta struct {
		Total, Page int
		PerPage     int `json:"per_page"`
	}
	Results []struct {
		ID, Title, Day string
		Start, End     time.Time
		Track, Room    string
		Speakers       []struct{ Name string }
		Snippet        string
		Highlights     struct{ Title, Abstract []string }
		MatchedTopics  []struct{ Text string } `json:"matched_topics"`
		Links          struct{ Page string }
	}
}

// list returns an answer as it is printed.
func (a *asked) list(answer searchAnswer) terminal.List {
	q := index.Interpretation{Relaxed: answer.Query.Relaxed, Complete: answer.Query.Complete, Warnings: answer.Query.Warnings}
	for _, c := range answer.Query.Corrections {
		q.Corrections = append(q.Corrections, index.Correction(c))
	}
	l := terminal.List{Notes: terminal.Notes(q), Total: answer.Meta.Total, First: (answer.Meta.Page-1)*answer.Meta.PerPage + 1}
	for _, r := range answer.Results {
		t := terminal.Talk{
			Place: terminal.Place(r.Day, r.Start, r.End, r.Track, r.Room),
			Title: marks(r.Highlights.Title, r.Title), Snippet: marks(r.Highlights.Abstract, r.Snippet), Link: a.link(r.ID, r.Links.Page),
		}
		var names []string
		for _, s := range r.Speakers {
			names = append(names, s.Name)
		}
		t.People = strings.Join(names, ", ")
		for _, m := range r.MatchedTopics {
			t.Topics = append(t.Topics, unmark(m.Text))
		}
		l.Talks = append(l.Talks, t)
	}
	return l
}

// link returns where a talk can be read: its page, or, where no server is known, its
// id.
func (a *asked) link(id, page string) string {
	switch {
	case a.server != "":
		return address.Absolute(a.server, page)
	case a.config.PublicURL != "":
		return address.Absolute(a.config.PublicURL, page)
	}
	return id
}

// marks returns a text with its marks, if it has any.
func marks(highlights []string, plain string) index.Marked {
	if len(highlights) == 0 {
		return index.Marked{{Text: plain}}
	}
	return unmark(highlights[0])
}

// unmark reads HTML with <mark> around what matches.
func unmark(s string) index.Marked {
	var out index.Marked
	for s != "" {
		before, rest, found := strings.Cut(s, "<mark>")
		if before != "" {
			out = append(out, index.Span{Text: html.UnescapeString(before)})
		}
		if !found {
			break
		}
		var marked string
		marked, s, _ = strings.Cut(rest, "</mark>")
		out = append(out, index.Span{Text: html.UnescapeString(marked), Mark: true})
	}
	return out
}

// inProcess answers requests by a handler, without a network.
type inProcess struct{ handler http.Handler }

// RoundTrip implements http.RoundTripper.
func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	in, out := io.Pipe()
	w := &pipeWriter{header: http.Header{}, body: out, begun: make(chan int, 1)}
	go func() {
		defer func() {
			if recover() != nil { // the answer broke off
				out.CloseWithError(io.ErrUnexpectedEOF)
			}
			w.WriteHeader(http.StatusOK)
			out.Close()
		}()
		served := r.Clone(r.Context())
		served.RequestURI, served.Body = r.URL.RequestURI(), http.NoBody
		p.handler.ServeHTTP(w, served)
	}()
	status := <-w.begun
	return &http.Response{StatusCode: status, Status: fmt.Sprintf("%d %s", status, http.StatusText(status)), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: w.header, Body: in, ContentLength: -1, Request: r}, nil
}

// pipeWriter is a http.ResponseWriter whose answer is read while it is written.
type pipeWriter struct {
	header http.Header
	body   *io.PipeWriter
	begun  chan int // the status
	status int
}

// Header implements http.ResponseWriter.
func (w *pipeWriter) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter.
func (w *pipeWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
		w.begun <- status
	}
}

// Write implements http.ResponseWriter.
func (w *pipeWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}
