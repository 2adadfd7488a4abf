package ui

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"

	"talksearch/corpus"
	"talksearch/index"
)

// errorPage tells a visitor what went wrong.
type errorPage struct {
	page
	Heading string
	Details []string
}

// errNoPerson says that nobody of a name has a talk.
var errNoPerson = errors.New("no such person")

// Error answers a request for a page that failed with err: in full where it is
// the visitor's mistake, in one sentence, and the rest in the log, where it is
// ours.
func (u *UI) Error(c echo.Context, err error) {
	if c.Response().Committed || errors.Is(err, context.Canceled) {
		return
	}
	p := errorPage{Heading: "Something went wrong here"}
	status := http.StatusInternalServerError
	var params index.ParamErrors
	var http4xx *echo.HTTPError
	switch {
	case errors.As(err, &params):
		status, p.Heading = http.StatusBadRequest, "This address asks for something that can’t be"
		for _, e := range params {
			p.Details = append(p.Details, e.Detail)
		}
		p.Query = c.QueryParam("q")
	case errors.Is(err, index.ErrNotFound) && u.wasCancelled(c):
		change, _ := u.catalogue.LatestChange(c.Param("conference"), c.Param("id"))
		status, p.Heading = http.StatusNotFound, "Cancelled: "+change.Title
		p.Details = []string{changeSentence(change)}
	case errors.Is(err, index.ErrNotFound):
		status, p.Heading = http.StatusNotFound, "There is no such talk"
		p.Details = []string{"It may have been renamed or taken from the programme. Try to find it by its words."}
	case errors.Is(err, index.ErrNoConference):
		status, p.Heading = http.StatusNotFound, "There is no such conference"
		p.Details = []string{"Its programme may not be served any more. Try to find it among all conferences."}
	case errors.Is(err, errNoPerson):
		status, p.Heading = http.StatusNotFound, "There is nobody of this name"
		p.Details = []string{"No talk names such a person. Try a part of the name in the search box."}
	case errors.Is(err, index.ErrNotReady):
		status, p.Heading = http.StatusServiceUnavailable, "The programme is being read"
		p.Details = []string{"Try again in a moment."}
	case errors.Is(err, index.ErrBusy):
		status, p.Heading = http.StatusServiceUnavailable, "Too many are searching"
		p.Details = []string{"Try again in a moment."}
	case errors.Is(err, context.DeadlineExceeded):
		status, p.Heading = http.StatusServiceUnavailable, "The search took too long"
		p.Details = []string{"It was given up. Try fewer words."}
	case errors.As(err, &http4xx) && http4xx.Code < 500:
		status, p.Heading = http4xx.Code, http.StatusText(http4xx.Code)
		if status == http.StatusNotFound {
			p.Heading = "There is no such page"
		} else if status == http.StatusBadRequest {
			p.Details = []string{fmt.Sprint(http4xx.Message)}
		}
	default:
		slog.ErrorContext(c.Request().Context(), "page failed", "path", c.Request().URL.Path, "error", err)
		p.Details = []string{"It has been logged. Try again, or search for something else."}
	}
	if status == http.StatusServiceUnavailable {
		c.Response().Header().Set(echo.HeaderRetryAfter, "1")
	}
	p.Title = p.Heading + " · talksearch"
	if err := u.render(c, status, "error.html", p); err != nil {
		slog.ErrorContext(c.Request().Context(), "error page failed", "path", c.Request().URL.Path, "error", err)
	}
}

// wasCancelled reports whether the talk that a request asks for was taken from
// its programme.
func (u *UI) wasCancelled(c echo.Context) bool {
	change, ok := u.catalogue.LatestChange(c.Param("conference"), c.Param("id"))
	return ok && change.Kind == corpus.ChangeCancelled
}
