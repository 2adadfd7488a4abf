package ui

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"talksearch/corpus"
	"talksearch/corpus/ical"
	"talksearch/index"
)

// calendarSuffix ends the addresses of calendar files.
const calendarSuffix = ".ics"

// calendar answers with a talk as an iCalendar file.
func calendar(c echo.Context, e index.Entry) error {
	var b bytes.Buffer
	if err := ical.WriteEvents(&b, ical.Calendar{Name: e.Talk.Title}, []ical.Event{{Programme: programme(e.Conference), Talk: e.Talk}}); err != nil {
		return fmt.Errorf("talk %s: %w", e.ID(), err)
	}
	name := corpus.Slug(e.Conference.ID + " " + e.Talk.ID)
	c.Response().Header().Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": name + calendarSuffix}))
	c.Response().Header().Set(echo.HeaderContentLength, strconv.Itoa(b.Len()))
	return c.Blob(http.StatusOK, "text/calendar; charset=utf-8", b.Bytes())
}

// programme returns a conference as a programme without talks.
func programme(c *index.Conference) *corpus.Programme {
	return &corpus.Programme{ID: c.ID, Title: c.Title, Start: c.Start, End: c.End, Timezone: c.Timezone, Location: c.Location, URL: c.URL, Notice: c.Notice}
}
