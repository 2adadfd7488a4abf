package main

import (
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
func newHandler(s index.Searcher) (http.Handler, error) {
	page, err := ui.New(s)
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
	e.Use(logRequests, middleware.Recover(), middleware.SecureWithConfig(middleware.SecureConfig{
		ContentTypeNosniff: "nosniff",
		XFrameOptions:      "DENY",
		ReferrerPolicy:     "same-origin",
		ContentSecurityPolicy: "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; " +
			"base-uri 'none'; frame-ancestors 'none'",
	}), middleware.GzipWithConfig(middleware.GzipConfig{MinLength: gzipFrom}), unescapeParams)
	api.New(s).Register(e)
	page.Register(e)
	return e, nil
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
