package api

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"talksearch/index"
	"talksearch/index/address"
)

// Canonical returns the address that stands for all that are answered as the one
// with this path, as it is routed, and these parameters, as long as the same is
// served: with parameters in order, without those at their defaults. It is false where
// an answer is an error in any case, changes by itself, or is too large to be kept.
func Canonical(path string, v url.Values) (string, bool) {
	rest, ok := strings.CutPrefix(path, base+"/")
	if !ok {
		return "", false
	}
	segments := strings.Split(rest, "/")
	for i, s := range segments {
		plain, err := url.PathUnescape(s)
		if err != nil || plain == "" {
			return "", false
		}
		segments[i] = url.PathEscape(plain)
	}
	path = base + "/" + strings.Join(segments, "/")
	v, err := canonicalValues(segments, v)
	if err != nil || v == nil {
		return "", false
	}
	return address.With(path, v), true
}

// canonicalValues returns the parameters in canonical form; nil where there is none.
func canonicalValues(segments []string, v url.Values) (url.Values, error) {
	switch kind, n := segments[0], len(segments); {
	case n == 1 && kind == "search":
		s, err := parseSearch(v, hitMembers)
		return s.values(), err
	case n == 1 && strings.HasPrefix(kind, "search."):
		f := address.Form(strings.TrimPrefix(kind, "search."))
		if !slices.Contains(address.Forms(), f) || streamed(f) {
			return nil, nil
		}
		s, err := parseForm(v, f)
		return s.values(), err
	case n == 1 && kind == "suggest":
		r, err := index.ParseSuggestRequest(v)
		return r.Values(), err
	case n == 2 && kind == "facets":
		r, err := index.ParseValuesRequest(index.Facet(segments[1]), v)
		return r.Values(), err
	case n == 1 && kind == "talks":
		ids, fields, err := parseTalks(v)
		return chosen(url.Values{"id": ids}, fields), err
	case n == 4 && kind == "talks" && segments[3] == "related":
		size, err := index.ParseRelated(v)
		if size == index.DefaultRelated {
			return url.Values{}, err
		}
		return url.Values{"size": {strconv.Itoa(size)}}, err
	case n == 2 && kind == "people":
		if problems := unknown(v, "page", "per_page"); problems != nil {
			return nil, problems
		}
		r, err := index.ParseRequest(v)
		return r.Values(), err
	case len(v) > 0:
		return nil, nil
	case n == 3 && kind == "talks", n == 1 && slices.Contains(fixed, kind):
		return url.Values{}, nil
	}
	return nil, nil
}

// fixed are the addresses under base that take no parameters.
var fixed = []string{"conferences", "changes", "stats", "openapi.json", "reference", "reference.css"}
