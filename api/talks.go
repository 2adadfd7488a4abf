package api

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"talksearch/corpus"
	"talksearch/index"
)

// maxIDs is how many talks may be asked for at once.
const maxIDs = 100

// talksAnswer is the answer to a request for several talks.
type talksAnswer struct {
	Talks   any      `json:"talks"`   // of talkDetail, or what was chosen of them
	Missing []string `json:"missing"` // ids that no talk has
}

func (a *API) talk(c echo.Context) error {
	if err := noParameters(c); err != nil {
		return err
	}
	e, err := a.searcher.Talk(c.Request().Context(), c.Param("conference"), c.Param("id"))
	if err != nil {
		return a.cancelled(c, err)
	}
	return c.JSON(http.StatusOK, newTalkDetail(e, a.catalogue))
}

// talks answers with the talks whose ids are given, in their order.
func (a *API) talks(c echo.Context) error {
	v, err := parameters(c)
	if err != nil {
		return err
	}
	ids, fields, err := parseTalks(v)
	if err != nil {
		return err
	}
	found := []talkDetail{}
	answer := talksAnswer{Missing: []string{}}
	for _, id := range ids {
		conference, talk, _ := strings.Cut(id, "/")
		e, err := a.searcher.Talk(c.Request().Context(), conference, talk)
		switch {
		case errors.Is(err, index.ErrNotFound):
			answer.Missing = append(answer.Missing, id)
		case err != nil:
			return err
		default:
			found = append(found, newTalkDetail(e, a.catalogue))
		}
	}
	answer.Talks = detailMembers.choose(found, fields)
	return c.JSON(http.StatusOK, answer)
}

// parseTalks reads the parameters of a request for several talks. Ids that are given
// twice count once.
func parseTalks(v url.Values) (ids, fields []string, err error) {
	fields, problems := detailMembers.parse(v)
	problems = append(problems, unknown(v, "id", "fields")...)
	for _, id := range v["id"] {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	switch {
	case len(ids) == 0:
		problems = append(problems, index.BadParam("id", "", "", "names no talk; want 1 to %d ids, each as conference/talk", maxIDs))
	case len(ids) > maxIDs:
		problems = append(problems, index.BadParam("id", "…", "", "is given %d times; want %d at most", len(ids), maxIDs))
	}
	if problems != nil {
		return nil, nil, problems
	}
	return ids, fields, nil
}

// unknown returns what is wrong with parameters other than those known.
func unknown(v url.Values, known ...string) index.ParamErrors {
	var out index.ParamErrors
	for _, name := range sortedKeys(v) {
		if !slices.Contains(known, name) && len(out) < maxErrors {
			out = append(out, index.UnknownParam(name, v.Get(name), known))
		}
	}
	return out
}

func (a *API) related(c echo.Context) error {
	v, err := parameters(c)
	if err != nil {
		return err
	}
	size, err := index.ParseRelated(v)
	if err != nil {
		return err
	}
	conference, id := c.Param("conference"), c.Param("id")
	list, err := a.searcher.Related(c.Request().Context(), conference, id, size)
	if err != nil {
		return a.cancelled(c, err)
	}
	return c.JSON(http.StatusOK, newRelated(conference+"/"+id, list, a.catalogue))
}

// cancelled says of a talk that is not found that it was, where that is so.
func (a *API) cancelled(c echo.Context, err error) error {
	change, ok := a.catalogue.LatestChange(c.Param("conference"), c.Param("id"))
	if !errors.Is(err, index.ErrNotFound) || !ok || change.Kind != corpus.ChangeCancelled {
		return err
	}
	return fmt.Errorf("%w: %q was taken from the programme; noticed %s", index.ErrNotFound, change.Title, change.At.UTC().Format(time.RFC3339))
}
