package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"
)

// requestIDHeader is the header by which a request is named to and by others.
const requestIDHeader = "X-Request-Id"

// maxRequestID is the longest name that is taken from a client or proxy.
const maxRequestID = 64

// A requestKey is the key of a request's id in its context.
type requestKey struct{}

// identify gives each request an id, that of the proxy before us where it sent a
// plain one, tells it in the answer, and logs the request on level debug. Log
// lines that are written for the request have it.
func identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(requestIDHeader)
		if !isRequestID(id) {
			id = rand.Text()
		}
		w.Header()[requestIDHeader] = []string{id}
		r = r.WithContext(context.WithValue(r.Context(), requestKey{}, id))
		if !slog.Default().Enabled(r.Context(), slog.LevelDebug) {
			next.ServeHTTP(w, r)
			return
		}
		began := time.Now()
		m := &meter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(m, r)
		slog.DebugContext(r.Context(), "request", "method", r.Method, "uri", r.RequestURI, "status", m.status, "bytes", m.bytes,
			"took", time.Since(began).Round(time.Microsecond))
	})
}

// isRequestID reports whether a client's id may stand in logs and headers as it is.
func isRequestID(id string) bool {
	if id == "" || len(id) > maxRequestID {
		return false
	}
	for _, c := range []byte(id) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return true
}

// A meter notes an answer's status and size.
type meter struct {
	http.ResponseWriter
	status, bytes int
}

func (m *meter) WriteHeader(status int) {
	m.status = status
	m.ResponseWriter.WriteHeader(status)
}

func (m *meter) Write(p []byte) (int, error) {
	n, err := m.ResponseWriter.Write(p)
	m.bytes += n
	return n, err
}

// Unwrap is for http.ResponseController.
func (m *meter) Unwrap() http.ResponseWriter { return m.ResponseWriter }

// newLogger returns a logger that writes lines of text or of JSON.
func newLogger(w io.Writer, format string, level slog.Level) (*slog.Logger, error) {
	o := &slog.HandlerOptions{Level: level}
	switch format {
	case "text":
		return slog.New(naming{slog.NewTextHandler(w, o)}), nil
	case "json":
		return slog.New(naming{slog.NewJSONHandler(w, o)}), nil
	}
	return nil, fmt.Errorf("want text or json")
}

// naming adds the id of the request that a line is written for.
type naming struct{ slog.Handler }

func (n naming) Handle(ctx context.Context, r slog.Record) error {
	if id, ok := ctx.Value(requestKey{}).(string); ok {
		r.AddAttrs(slog.String("request", id))
	}
	return n.Handler.Handle(ctx, r)
}

func (n naming) WithAttrs(list []slog.Attr) slog.Handler { return naming{n.Handler.WithAttrs(list)} }
func (n naming) WithGroup(name string) slog.Handler      { return naming{n.Handler.WithGroup(name)} }
