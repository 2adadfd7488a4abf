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
	"talksearch/api/discovery"
	"talksearch/api/limit"
	"talksearch/api/mcptools"
	"talksearch/ui"
)

// gzipFrom is the size in bytes from which compressing an answer pays. Echo
// compresses errors and what changes too often to be kept; all else is asked for
// by the cache, which does so itself.
const gzipFrom = 1400

// newHandler puts the API and the page together.
func newHandler(s api.Searcher, l *library, o site) (http.Handler, error) {
	e, err := newRoutes(s, l, o.address)
	if err != nil {
		return nil, err
	}
	kept, err := cache.New(e, cache.Options{Bytes: o.cacheBytes, Timeout: answerTimeout, Canonical: canonical, State: l.state})
	if err != nil {
		return nil, err
	}
	l.metrics.showCache(kept.Counts)
	h := api.Negotiate(kept)
	if o.perMinute > 0 {
		if h, err = limit.New(h, limit.Options{PerMinute: o.perMinute, Proxies: o.proxies, Free: free, Refuse: refuse(o.perMinute)}); err != nil {
			return nil, err
		}
	}
	return h, nil
}

// free reports whether a request may be sent any number of times: a supervisor's, and
// those for what a page consists of.
func free(r *http.Request) bool {
	return r.URL.Path == "/healthz" || r.URL.Path == "/readyz" || strings.HasPrefix(r.URL.Path, "/static/")
}

// refuse answers requests beyond the limit.
func refuse(perMinute int) func(http.ResponseWriter, *http.Request, time.Duration) {
	return func(w http.ResponseWriter, r *http.Request, after time.Duration) {
		err := api.TooMany(perMinute, after)
		if !isAPI(r.URL.Path) {
			http.Error(w, err.Error(), http.StatusTooManyRequests)
			return
		}
		openToAll(w.Header())
		api.WriteProblem(w, err)
	}
}

// newRoutes returns what works every answer out anew.
func newRoutes(s api.Searcher, l *library, publicAddress string) (*echo.Echo, error) {
	page, err := ui.New(s, l)
	if err != nil {
		return nil, fmt.Errorf("page: %w", err)
	}
	e := echo.New()
	e.JSONSerializer = api.JSON{}
	e.HTTPErrorHandler = func(err error, c echo.Context) {
		c.Response().Header().Del(echo.HeaderLastModified)
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
	}), revalidate(l), crossOrigin, middleware.GzipWithConfig(middleware.GzipConfig{MinLength: gzipFrom}), unescapeParams)
	api.New(s, l, publicAddress).Register(e)
	page.Register(e)
	discovery.New(s, publicAddress, ui.Icon()).Register(e)
	e.POST(mcpPath, echo.WrapHandler(mcptools.Handler(mcpTools(s, publicAddress))))
	return e, nil
}

// revalidate has browsers and proxies ask again each time, unless the handler
// says otherwise: what is served may change at any moment. It tells when that was
// last so, but for what tells of more than the programmes.
func revalidate(l *library) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			h := c.Response().Header()
			h.Set(echo.HeaderCacheControl, "no-cache")
			path := c.Request().URL.Path
			if at := l.Modified(); !at.IsZero() && path != conferencesPath && path != mcpPath && !free(c.Request()) && c.Request().Method != http.MethodOptions {
				h.Set(echo.HeaderLastModified, at.UTC().Format(http.TimeFormat))
			}
			return next(c)
		}
	}
}

// crossOrigin lets pages of any origin read the API, which tells everybody the same.
func crossOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if isAPI(c.Request().URL.Path) {
			h := c.Response().Header()
			openToAll(h)
			if c.Request().Method == http.MethodOptions {
				methods := "GET, HEAD, OPTIONS"
				if c.Request().URL.Path == mcpPath {
					methods = "POST, OPTIONS"
				}
				h.Set(echo.HeaderAccessControlAllowMethods, methods)
				h.Set(echo.HeaderAccessControlAllowHeaders, "*")
				h.Set(echo.HeaderAccessControlMaxAge, "86400")
			}
		}
		return next(c)
	}
}

func openToAll(h http.Header) {
	h.Set(echo.HeaderAccessControlAllowOrigin, "*")
	h.Set(echo.HeaderAccessControlExposeHeaders, "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
}

// answerTimeout is how long an answer may take to be found.
const answerTimeout = 5 * time.Second

// deadline ends the work on requests that take too long. What is streamed has a
// bound of its own.
func deadline(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if api.Streamed(c.Request().URL.Path) {
			return next(c)
		}
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
	return strings.HasPrefix(path, "/api/") || path == "/api" || path == "/healthz" || path == "/readyz" || path == mcpPath
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
