package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"

	"talksearch/index"
)

// A problem is an error as it is answered: RFC 9457, application/problem+json.
// For bad parameters it names the first, and lists them all in errors.
type problem struct {
	Type       string       `json:"type"`
	Title      string       `json:"title"`
	Status     int          `json:"status"`
	Detail     string       `json:"detail,omitempty"`
	Param      string       `json:"param,omitempty"`
	Suggestion string       `json:"suggestion,omitempty"`
	Errors     []paramError `json:"errors,omitempty"`
}

type paramError struct {
	Param      string `json:"param"`
	Value      string `json:"value"`
	Detail     string `json:"detail"`
	Suggestion string `json:"suggestion,omitempty"`
}

// The types of problems, as relative names under problemTypes.
const (
	problemTypes     = "urn:talksearch:problem:"
	typeParameter    = "parameter" // a parameter is unknown or has a bad value
	typeRequest      = "request"   // the request can't be read
	typeNotFound     = "not-found" // nothing stands at this address
	typeGone         = "gone"      // the cursor is of content that is no longer served
	typeMethod       = "method"    // the address doesn't take this method
	typeNotReady     = "not-ready" // no programme is loaded yet; try again
	typeBusy         = "busy"      // too many searches at once; try again
	typeTimeout      = "timeout"   // the search took too long
	typeInternal     = "internal"  // our own failure
	problemMediaType = "application/problem+json"
)

// badRequest returns an error that is answered as a 400.
func badRequest(format string, args ...any) error {
	return echo.NewHTTPError(http.StatusBadRequest, fmt.Sprintf(format, args...))
}

// Error answers a request under the API's paths that failed with err: in full
// where it is the client's mistake, in one sentence, and the rest in the log,
// where it is ours.
func Error(c echo.Context, err error) {
	if c.Response().Committed || gone(err) {
		return
	}
	p := newProblem(err)
	if p.Status == http.StatusInternalServerError {
		slog.ErrorContext(c.Request().Context(), "answering failed", "path", c.Request().URL.Path, "error", err)
	}
	if p.Status == http.StatusServiceUnavailable {
		c.Response().Header().Set(echo.HeaderRetryAfter, "1")
	}
	c.Response().Header().Set(echo.HeaderContentType, problemMediaType)
	c.Response().Status = p.Status
	if err := (JSON{}).Serialize(c, p, ""); err != nil {
		slog.ErrorContext(c.Request().Context(), "answering with a problem failed", "path", c.Request().URL.Path, "error", err)
	}
}

func newProblem(err error) problem {
	var params index.ParamErrors
	var http4xx *echo.HTTPError
	switch {
	case errors.As(err, &params):
		p := makeProblem(typeParameter, http.StatusBadRequest, "Bad parameter", params.Error())
		p.Param, p.Suggestion = params[0].Param, params[0].Suggestion
		for _, e := range params {
			p.Errors = append(p.Errors, paramError(e))
		}
		return p
	case errors.Is(err, index.ErrNotFound):
		return makeProblem(typeNotFound, http.StatusNotFound, "Not found", err.Error())
	case errors.Is(err, index.ErrCursorGone):
		return makeProblem(typeGone, http.StatusGone, "Gone", index.ErrCursorGone.Error())
	case errors.Is(err, index.ErrNotReady):
		return makeProblem(typeNotReady, http.StatusServiceUnavailable, "Not ready", err.Error())
	case errors.Is(err, index.ErrBusy):
		return makeProblem(typeBusy, http.StatusServiceUnavailable, "Busy", err.Error())
	case errors.Is(err, context.DeadlineExceeded):
		return makeProblem(typeTimeout, http.StatusServiceUnavailable, "Timed out", "the search took too long and was given up")
	case errors.As(err, &http4xx) && http4xx.Code < 500:
		switch http4xx.Code {
		case http.StatusNotFound:
			return makeProblem(typeNotFound, http4xx.Code, "Not found", "nothing stands at this address")
		case http.StatusMethodNotAllowed:
			return makeProblem(typeMethod, http4xx.Code, "Method not allowed", "this address takes GET and HEAD")
		}
		return makeProblem(typeRequest, http4xx.Code, http.StatusText(http4xx.Code), fmt.Sprint(http4xx.Message))
	}
	return makeProblem(typeInternal, http.StatusInternalServerError, "Internal error", "something went wrong here; it has been logged")
}

func makeProblem(kind string, status int, title, detail string) problem {
	return problem{Type: problemTypes + kind, Title: title, Status: status, Detail: detail}
}
