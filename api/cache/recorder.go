package cache

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
)

// A recorder takes a handler's answer down.
type recorder struct {
	status int
	header http.Header
	body   []byte
}

// record asks a handler for an address. A panic of the handler is a failure with
// status 500: this is not the goroutine in which net/http would catch it.
func record(ctx context.Context, h http.Handler, address string) (rec *recorder) {
	defer func() {
		if p := recover(); p != nil {
			slog.ErrorContext(ctx, "panic", "address", address, "error", p, "stack", string(debug.Stack()))
			rec = &recorder{status: http.StatusInternalServerError, header: http.Header{}}
		}
	}()
	rec = &recorder{header: http.Header{}}
	u, err := url.ParseRequestURI(address)
	if err != nil {
		panic(fmt.Sprintf("canonical address: %v", err)) // it was made from a URL
	}
	r := &http.Request{
		Method: http.MethodGet, URL: u, RequestURI: address,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Body: http.NoBody,
	}
	h.ServeHTTP(rec, r.WithContext(ctx))
	if rec.status == 0 {
		rec.status = http.StatusOK
		if ctx.Err() != nil { // given up without a word
			rec.status = http.StatusServiceUnavailable
		}
	}
	return rec
}

// Header implements http.ResponseWriter.
func (rec *recorder) Header() http.Header { return rec.header }

// WriteHeader implements http.ResponseWriter.
func (rec *recorder) WriteHeader(status int) {
	if rec.status == 0 {
		rec.status = status
	}
}

// Write implements http.ResponseWriter.
func (rec *recorder) Write(p []byte) (int, error) {
	rec.WriteHeader(http.StatusOK)
	rec.body = append(rec.body, p...)
	return len(p), nil
}

// form returns what was answered as a form to be kept.
func (rec *recorder) form() *form { return newForm(rec.header, rec.body, "") }

// replay answers a request as it was taken down. Several may do so at once.
func (rec *recorder) replay(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	maps.Copy(h, rec.header)
	h["Content-Length"] = []string{strconv.Itoa(len(rec.body))}
	w.WriteHeader(rec.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(rec.body) // fails when the client is gone
	}
}
