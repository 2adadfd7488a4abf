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
	"talksearch/api/cache"
	"talksearch/index"
	"talksearch/ui"
)

// gzipFrom is the size in bytes from which compressing an answer pays. Echo
// compresses errors and what changes too often to be kept; all else is asked for
// by the cache, which does so itself.
const gzipFrom = 1400

// newHandler puts the API and the page together, with answers kept in up to
// cacheBytes of memory.
func newHandler(s index.Searcher, l *library, cacheBytes int64) (http.Handler, error) {
	e, err := newRoutes(s, l)
	if err != nil {
		return nil, err
	}
	kept, err := cache.New(e, cache.Options{Bytes: cacheBytes, Timeout: answerTimeout, Canonical: canonical, State: l.state})
	if err != nil {
		return nil, err
	}
	l.metrics.showCache(kept.Counts)
	return kept, nil
}

// newRoutes returns what works every answer out anew.
func newRoutes(s index.Searcher, l *library) (*echo.Echo, error) {
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
	e.Use(middleware.RecoverWithConfig(middleware.RecoverConfig{LogErrorFunc: logPanic}), deadline, middleware.SecureWithConfig(middleware.SecureConfig{
		ContentTypeNosniff: "nosniff",
		XFrameOptions:      "DENY",
		ReferrerPolicy:     "same-origin",
		ContentSecurityPolicy: "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; " +
			"base-uri 'none'; frame-ancestors 'none'",
	}), revalidate, middleware.GzipWithConfig(middleware.GzipConfig{MinLength: gzipFrom}), unescapeParams)
	api.New(s, l).Register(e)
	page.Register(e)
	return e, nil
}

// revalidate has browsers and proxies ask again each time, unless the handler
// says otherwise: what is served may change at any moment.
func revalidate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Set(echo.HeaderCacheControl, "no-cache")
		return next(c)
	}
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
	slog.ErrorContext(c.Request().Context(), "panic", "path", c.Request().URL.Path, "error", err, "stack", string(stack))
	return err
}

// isAPI reports whether a path is for programs rather than people.
func isAPI(path string) bool {
	return strings.HasPrefix(path, "/api/") || path == "/api" || path == "/healthz" || path == "/readyz"
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
