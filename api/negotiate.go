package api

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"talksearch/index/address"
)

// mediaTypes are those of a search's forms, the first where a client likes several
// equally. "" is JSON.
var mediaTypes = []struct {
	form  address.Form
	names []string
}{
	{"", []string{"application/json"}},
	{address.Text, []string{"text/plain"}},
	{address.Table, []string{"text/csv"}},
	{address.Calendar, []string{"text/calendar"}},
	{address.Feed, []string{"application/atom+xml"}},
	{address.Lines, []string{"application/jsonl", "application/x-ndjson", "application/jsonlines"}},
}

// Negotiate stands before the handler of all addresses: who asks for a search with an
// Accept header that prefers another form gets it from that form's address. Whoever
// accepts none of them gets JSON.
func Negotiate(next http.Handler) http.Handler {
	const path = base + "/search"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != path || r.Method != http.MethodGet && r.Method != http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Add("Vary", "Accept")
		form := preferred(r.Header.Values("Accept"))
		if form == "" {
			next.ServeHTTP(w, r)
			return
		}
		other := r.Clone(r.Context())
		other.URL.Path, other.URL.RawPath = path+"."+string(form), ""
		other.RequestURI = other.URL.RequestURI()
		w.Header().Set("Content-Location", other.RequestURI)
		next.ServeHTTP(w, other)
	})
}

// preferred returns the form that an Accept header likes best (RFC 9110, 12.5.1), ""
// for JSON.
func preferred(accept []string) address.Form {
	var best address.Form
	most := 0.0
	for _, t := range mediaTypes {
		for _, name := range t.names {
			if q := quality(accept, name); q > most {
				best, most = t.form, q
			}
		}
	}
	return best
}

// quality returns the weight of a media type by the most exact range that has it.
func quality(accept []string, name string) float64 {
	weight, exactness := 0.0, 0
	kind, _, _ := strings.Cut(name, "/")
	for _, header := range accept {
		for _, item := range strings.Split(header, ",") {
			given, parameters, err := mime.ParseMediaType(item)
			if err != nil {
				continue
			}
			exact := map[string]int{"*/*": 1, kind + "/*": 2, name: 3}[given]
			if exact <= exactness {
				continue
			}
			q := 1.0
			if s, ok := parameters["q"]; ok {
				if q, err = strconv.ParseFloat(s, 64); err != nil || !(q >= 0 && q <= 1) {
					continue
				}
			}
			weight, exactness = q, exact
		}
	}
	return weight
}
