package main

import (
	"net/url"
	"strconv"
	"strings"

	"talksearch/index"
	"talksearch/ui"
)

// conferencesPath is where the API tells of sources, whose states change more
// often than what is served.
const conferencesPath = "/api/v1/conferences"

// canonical returns the address that stands for all that are answered as u is,
// as long as the same is served: with parameters in order, without those at their
// defaults, and on pages without those that mean nothing. It is false where an
// answer is an error in any case, or may not be kept.
func canonical(u *url.URL) (string, bool) {
	parameters, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return "", false
	}
	path := u.EscapedPath() // as routed: an escaped slash divides nothing
	switch {
	case path == "/":
		q, ok := ui.Canonical(parameters)
		if q != "" {
			path += "?" + q
		}
		return path, ok
	case path == "/api/v1/search":
		r, err := index.ParseRequest(parameters)
		if err != nil {
			return "", false
		}
		if q := r.Values().Encode(); q != "" {
			path += "?" + q
		}
		return path, true
	case path == "/api/v1/suggest":
		r, err := index.ParseSuggestRequest(parameters)
		if err != nil {
			return "", false
		}
		if q := r.Values().Encode(); q != "" {
			path += "?" + q
		}
		return path, true
	case path == conferencesPath:
		return path, len(parameters) == 0
	case strings.HasPrefix(path, "/api/v1/talks/") && strings.HasSuffix(path, "/related") && strings.Count(path, "/") == 6:
		size, err := index.ParseRelated(parameters)
		if err != nil {
			return "", false
		}
		path, ok := canonicalPath(path, 6)
		if size != index.DefaultRelated {
			path += "?size=" + strconv.Itoa(size)
		}
		return path, ok
	case strings.HasPrefix(path, "/api/v1/talks/"):
		path, ok := canonicalPath(path, 5)
		return path, ok && len(parameters) == 0
	case path == "/conferences", path == "/help":
		return path, true
	case strings.HasPrefix(path, "/talks/"):
		return canonicalPath(path, 3)
	case strings.HasPrefix(path, "/static/") && strings.Count(path, "/") == 3:
		return canonicalPath(path, 3)
	case path == "/offline", path == "/manifest.webmanifest", path == "/worker.js":
		return path, true
	case strings.HasPrefix(path, "/conferences/"), strings.HasPrefix(path, "/people/"), strings.HasPrefix(path, "/static/"):
		return canonicalPath(path, 2)
	}
	return "", false
}

// canonicalPath returns a path with only those escapes that it needs. It is false
// unless the path has so many segments.
func canonicalPath(path string, segments int) (string, bool) {
	list := strings.Split(path[1:], "/")
	if len(list) != segments {
		return "", false
	}
	var b strings.Builder
	for _, s := range list {
		plain, err := url.PathUnescape(s)
		if err != nil || plain == "" {
			return "", false
		}
		b.WriteString("/" + url.PathEscape(plain))
	}
	return b.String(), true
}
