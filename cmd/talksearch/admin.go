package main

import (
	"crypto/sha256"
	"crypto/subtle"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"

	"talksearch/api"
)

// reloadPath is where sources can be read again on demand.
const reloadPath = "/admin/reload"

// leastToken is the shortest token that is taken, in bytes: shorter ones can be
// guessed.
const leastToken = 16

// A gate stands before all that is served. It takes what operators ask for, and
// tells while the server stops that no more should come.
type gate struct {
	next     http.Handler
	token    [sha256.Size]byte // of POST /admin/reload
	reload   func()            // nil where there is no such address
	stopping atomic.Bool
}

// newGate returns a gate. With token "" nothing can be asked for.
func newGate(next http.Handler, token string, reload func()) *gate {
	g := &gate{next: next}
	if token != "" {
		g.token, g.reload = sha256.Sum256([]byte(token)), reload
	}
	return g
}

// ServeHTTP implements http.Handler.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if g.stopping.Load() {
		w.Header()["Connection"] = []string{"close"}
		if r.URL.Path == "/readyz" {
			refuseWith(w, api.Stopping())
			return
		}
	}
	if r.URL.Path == reloadPath && g.reload != nil {
		g.serveReload(w, r)
		return
	}
	g.next.ServeHTTP(w, r)
}

// serveReload answers at once: reading and indexing may take minutes. Several
// requests before that is done count as one.
func (g *gate) serveReload(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		refuseWith(w, api.WrongMethod(http.MethodPost))
		return
	}
	// Hashes are of one length, whatever was sent: the time to compare tells nothing.
	sent, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	hash := sha256.Sum256([]byte(sent))
	if subtle.ConstantTimeCompare(hash[:], g.token[:]) != 1 || !ok {
		w.Header().Set("WWW-Authenticate", "Bearer")
		slog.WarnContext(r.Context(), "reload refused; the token is wrong or missing", "from", r.RemoteAddr)
		refuseWith(w, api.NoToken())
		return
	}
	g.reload()
	slog.InfoContext(r.Context(), "reload asked for", "from", r.RemoteAddr)
	w.WriteHeader(http.StatusAccepted)
}

// refuseWith answers with a problem, as the API does.
func refuseWith(w http.ResponseWriter, err error) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	api.WriteProblem(w, err)
}
