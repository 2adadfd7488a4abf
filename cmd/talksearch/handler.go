package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"talksearch/api"
	"talksearch/index"
	"talksearch/ui"
)

// gzipFrom is the size in bytes from which compressing an answer pays.
const gzipFrom = 1400

// newHandler puts the API and the page together.
func newHandler(s index.Searcher, l *library) (http.Handler, error) {
	page, err := ui.New(s, l)
	if err != nil {
		return nil, fmt.Errorf("page: %w", err)
	}
	e := echo.New()
	e.JSONSerializer = api.JSON{}
	e.HTTPErrorHandler = func(err error, c echo.Context) {
		if isAPI(c.Request().URL.Path) {
			api.Error(c, err)
		} else {
			page.Error(c, err)
		}
	}
	e.Use(logRequests, middleware.RecoverWithConfig(middleware.RecoverConfig{LogErrorFunc: logPanic}), deadline, middleware.SecureWithConfig(middleware.SecureConfig{
		ContentTypeNosniff: "nosniff",
		XFrameOptions:      "DENY",
		ReferrerPolicy:     "same-origin",
		ContentSecurityPolicy: "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; " +
			"base-uri 'none'; frame-ancestors 'none'",
	}), middleware.GzipWithConfig(middleware.GzipConfig{MinLength: gzipFrom}), unescapeParams)
	api.New(s, l).Register(e)
	page.Register(e)
	return e, nil
}

// answerTimeout is how long an answer may take to be found.
const answerTimeout = 5 * time.Second

// deadline ends the work on requests that take too long.
func deadline(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx, cancel := context.WithTimeout(c.Request().Context(), answerTimeout)
		defer cancel()
		c.SetRequest(c.Request().WithContext(ctx))
		return next(c)
	}
}

// logPanic logs a panic in a handler, which is then answered as a failure of ours.
func logPanic(c echo.Context, err error, stack []byte) error {
	slog.Error("panic", "path", c.Request().URL.Path, "error", err, "stack", string(stack))
	return err
}

// isAPI reports whether a path is for programs rather than people.
func isAPI(path string) bool {
	return strings.HasPrefix(path, "/api/") || path == "/api" || path == "/healthz" || path == "/readyz"
}

// logRequests logs each request on level debug.
func logRequests(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began := time.Now()
		err := next(c)
		if err != nil {
			c.Error(err) // answers now, so that the status is known
		}
		slog.Debug("request", "method", c.Request().Method, "uri", c.Request().RequestURI, "status", c.Response().Status,
			"bytes", c.Response().Size, "took", time.Since(began).Round(time.Microsecond))
		return nil
	}
}

// unescapeParams undoes escapes in path parameters, which Echo leaves as they
// are where an address was escaped in an unusual way.
func unescapeParams(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().URL.RawPath == "" {
			return next(c)
		}
		values := c.ParamValues()
		for i, v := range values {
			plain, err := url.PathUnescape(v)
			if err != nil {
				return echo.NewHTTPError(http.StatusBadRequest, "the address's path can't be read: "+err.Error())
			}
			values[i] = plain
		}
		c.SetParamValues(values...)
		return next(c)
	}
}
