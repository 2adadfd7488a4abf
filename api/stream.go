package api

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"talksearch/index"
)

// Bounds of what is streamed.
const (
	streamTimeout = 10 * time.Minute // for all of it
	chunkTimeout  = 30 * time.Second // for a client to take a chunk
	chunkBytes    = 32 << 10
)

// A rowWriter writes talks one by one.
type rowWriter interface {
	head() error
	row(e index.Entry) error
	end() error // writes what is left
}

// blob answers with a whole document.
func blob(c echo.Context, mediaType string, body []byte) error {
	c.Response().Header().Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	return c.Blob(http.StatusOK, mediaType, body)
}

// stream answers with what s finds, talk by talk, as they are read: a page, or all. It
// takes as long as the client does, within bounds. A failure after the first bytes
// breaks the connection off, so that nobody takes a part for the whole.
func (a *API) stream(c echo.Context, s formSearch, mediaType string, rows func(io.Writer) rowWriter) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), streamTimeout)
	defer cancel()
	res := c.Response()
	out := bufio.NewWriterSize(&patient{res, http.NewResponseController(res)}, chunkBytes)
	w := rows(out)
	r, left := s.Request, -1
	if s.paged {
		left = s.PerPage
	} else {
		r.Page = 1
	}
	err := a.searcher.Each(ctx, r, func(l index.Listing) error {
		tag := a.weakTag(l.Generation, s.path())
		res.Header().Set("Etag", tag)
		if known(c.Request(), tag, a.catalogue.Modified()) {
			res.WriteHeader(http.StatusNotModified)
			return errEnough
		}
		res.Header().Set(echo.HeaderContentType, mediaType)
		res.WriteHeader(http.StatusOK)
		if c.Request().Method == http.MethodHead {
			return errEnough
		}
		return w.head()
	}, func(e index.Entry) error {
		if left == 0 {
			return errEnough
		}
		left--
		return w.row(e)
	})
	if err = enough(err); err == nil && res.Status == http.StatusOK && c.Request().Method != http.MethodHead {
		err = errors.Join(w.end(), out.Flush())
	}
	if err != nil && res.Committed {
		if c.Request().Context().Err() == nil {
			slog.Warn("a stream broke off", "path", c.Request().URL.Path, "error", err)
		}
		panic(http.ErrAbortHandler)
	}
	return err
}

// errEnough ends going through talks.
var errEnough = errors.New("enough")

// enough returns err unless it only ends going through talks.
func enough(err error) error {
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// patient gives the client time for each chunk, rather than for all together.
type patient struct {
	w    io.Writer
	away *http.ResponseController
}

func (p *patient) Write(b []byte) (int, error) {
	// Not every connection has a deadline; then it has no need of one.
	_ = p.away.SetWriteDeadline(time.Now().Add(chunkTimeout))
	return p.w.Write(b)
}

// weakTag names what is streamed from an address: the content, what changed in it,
// and the address.
func (a *API) weakTag(generation, path string) string {
	h := fnv.New64a()
	fmt.Fprint(h, path, "\x00", len(a.catalogue.Changes()), a.catalogue.Modified().UnixNano())
	return fmt.Sprintf(`W/"%s-%x"`, generation, h.Sum64())
}

// known reports whether the client has what a weak tag names, by the tag, or else by
// when that was modified (RFC 9110, 13.2.2). A time to come says nothing: it is of
// before the clock was put back.
func known(r *http.Request, tag string, modified time.Time) bool {
	tags := r.Header.Values("If-None-Match")
	if len(tags) == 0 {
		since, err := http.ParseTime(r.Header.Get("If-Modified-Since"))
		return err == nil && !modified.IsZero() && !since.After(time.Now()) && !modified.After(since)
	}
	for _, t := range strings.Split(strings.Join(tags, ","), ",") {
		if t = strings.TrimSpace(t); t == "*" || strings.TrimPrefix(t, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
