package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"talksearch/index"
	"talksearch/index/address"
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

const problemMediaType = "application/problem+json"

// A problemType is a kind of problems. Its name never changes: it is what clients
// tell problems apart by.
type problemType struct {
	name, title string
	status      int    // "request" has others too
	meaning     string // sentences for the reference page
}

// The types of problems, in the order in which the reference page tells of them.
var (
	typeParameter = problemType{"parameter", "Bad parameter", 400,
		"A parameter is unknown, is given too often, or has a value that can't be. errors lists all of them, at most ten, each with what was found and what was wanted; suggestion is what may have been meant."}
	typeRequest = problemType{"request", "Bad request", 400,
		"The address can't be read: its parameters or its path are not encoded as they should be. A few requests are refused with another status, such as 431 for headers that are too long."}
	typeToken = problemType{"token", "Unauthorized", 401,
		"The address is the operator's, POST /admin/reload, and the header Authorization has not the operator's token: Bearer, and what the server was started with."}
	typeNotFound = problemType{"not-found", "Not found", 404,
		"Nothing stands at this address, or there is no such talk, person or facet. Of a talk that was cancelled since the server's start it is said."}
	typeGone = problemType{"gone", "Gone", 410,
		"The cursor belongs to content that is no longer served: the programmes have changed meanwhile. Begin again with cursor=*."}
	typeMethod = problemType{"method", "Method not allowed", 405,
		"The address does not take this method. Allow says which it takes."}
	typeTooMany = problemType{"too-many", "Too many matches", 422,
		"More talks match than the form can hold. Narrow the search, or ask for a page of it."}
	typeRateLimit = problemType{"rate-limit", "Too many requests", 429,
		"This address has sent as many requests as the operator lets one send. Retry-After says in how many seconds to try again."}
	typeInternal = problemType{"internal", "Internal error", 500,
		"A failure of ours. It has been logged."}
	typeNotReady = problemType{"not-ready", "Not ready", 503,
		"No programme is served yet: the server is starting. Or it is stopping, which only /readyz tells. Retry-After says when to try again."}
	typeBusy = problemType{"busy", "Busy", 503,
		"Too many searches are under way. Retry-After says when to try again."}
	typeTimeout = problemType{"timeout", "Timed out", 503,
		"The search took too long and was given up. Fewer words, or fewer facets, take less time."}

	problemTypes = []problemType{typeParameter, typeRequest, typeToken, typeNotFound, typeGone, typeMethod, typeTooMany, typeRateLimit, typeInternal, typeNotReady, typeBusy, typeTimeout}
)

// badRequest returns an error that is answered as a 400.
func badRequest(format string, args ...any) error {
	return echo.NewHTTPError(http.StatusBadRequest, fmt.Sprintf(format, args...))
}

// A problemError is answered as a problem of its type.
type problemError struct {
	of     problemType
	detail string
}

func (e problemError) Error() string { return e.detail }

func notFound(detail string) error { return problemError{typeNotFound, detail} }

// TooMany returns the error for a request beyond a limit of so many a minute, to be
// tried again after a while.
func TooMany(limit int, after time.Duration) error {
	return problemError{typeRateLimit, fmt.Sprintf("this address has sent its %d requests a minute; try again in %s", limit, after.Round(time.Second))}
}

// WrongMethod returns the error for a request by a method that an address does not take.
// allowed are those that it takes, as in the header Allow.
func WrongMethod(allowed string) error {
	return problemError{typeMethod, "this address takes " + allowed}
}

// NoToken returns the error for an operator's request without the operator's token.
func NoToken() error {
	return problemError{typeToken, "want the header Authorization: Bearer, with the operator's token"}
}

// Stopping returns the error for who asks a server that stops whether it is ready.
func Stopping() error { return problemError{typeNotReady, "the server is stopping"} }

// Error answers a request under the API's paths that failed with err: in full
// where it is the client's mistake, in one sentence, and the rest in the log,
// where it is ours.
func Error(c echo.Context, err error) {
	if c.Response().Committed || gone(err) {
		return
	}
	var http4xx *echo.HTTPError
	if allowed := c.Response().Header().Get(echo.HeaderAllow); errors.As(err, &http4xx) && http4xx.Code == http.StatusMethodNotAllowed && allowed != "" {
		err = WrongMethod(allowed)
	}
	p := newProblem(err)
	if p.Status == http.StatusInternalServerError {
		slog.ErrorContext(c.Request().Context(), "answering failed", "path", c.Request().URL.Path, "error", err)
	}
	if p.Status == http.StatusServiceUnavailable {
		c.Response().Header().Set(echo.HeaderRetryAfter, "1")
	}
	c.Response().Status = p.Status
	c.Response().Header().Set(echo.HeaderContentType, problemMediaType)
	if err := (JSON{}).Serialize(c, p, ""); err != nil {
		slog.ErrorContext(c.Request().Context(), "answering with a problem failed", "path", c.Request().URL.Path, "error", err)
	}
}

// WriteProblem answers a request that did not come as far as Echo.
func WriteProblem(w http.ResponseWriter, err error) {
	p := newProblem(err)
	body, err := encode(p)
	if err != nil {
		slog.Error("answering with a problem failed", "error", err)
		return
	}
	w.Header().Set(echo.HeaderContentType, problemMediaType)
	w.Header().Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	if p.Status == http.StatusServiceUnavailable {
		w.Header().Set(echo.HeaderRetryAfter, "1")
	}
	w.WriteHeader(p.Status)
	_, _ = w.Write(body) // fails when the client is gone
}

func newProblem(err error) problem {
	var params index.ParamErrors
	var own problemError
	var http4xx *echo.HTTPError
	switch {
	case errors.As(err, &params):
		p := typeParameter.of(params.Error())
		p.Param, p.Suggestion = params[0].Param, params[0].Suggestion
		for _, e := range params {
			p.Errors = append(p.Errors, paramError(e))
		}
		return p
	case errors.As(err, &own):
		return own.of.of(own.detail)
	case errors.Is(err, index.ErrNotFound):
		return typeNotFound.of(err.Error())
	case errors.Is(err, index.ErrCursorGone):
		return typeGone.of(index.ErrCursorGone.Error())
	case errors.Is(err, index.ErrNotReady):
		return typeNotReady.of(err.Error())
	case errors.Is(err, index.ErrBusy):
		return typeBusy.of(err.Error())
	case errors.Is(err, context.DeadlineExceeded):
		return typeTimeout.of("the search took too long and was given up")
	case errors.As(err, &http4xx) && http4xx.Code < 500:
		if http4xx.Code == http.StatusNotFound {
			return typeNotFound.of("nothing stands at this address; " + address.Reference + " tells what does")
		}
		p := typeRequest.of(fmt.Sprint(http4xx.Message))
		p.Status = http4xx.Code
		return p
	}
	return typeInternal.of("something went wrong here; it has been logged")
}

// of returns a problem of the type.
func (t problemType) of(detail string) problem {
	return problem{Type: address.Problem(t.name), Title: t.title, Status: t.status, Detail: detail}
}
