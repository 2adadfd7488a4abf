package ical

import (
	"net/url"
	"regexp"
	"strings"
)

// An origin is what an event's unique id tells of where it comes from.
type origin struct {
	software   software
	conference string // as its software names it
	talk       string // a stable id, "" if there is none
}

type software int

const (
	other software = iota
	indico
	pretalx
	pentabarf
	own // this package
)

var (
	indicoUID = regexp.MustCompile(`^indico-([a-z-]+)-(\d+)@(.+)$`)
	indicoURL = regexp.MustCompile(`^https?://([^/]+)/(?:.*/)?event/([\w-]+)(?:/|$)`)
	// pretalx adds a number to the code where a talk has several slots, and the
	// conference's slug may end in what looks like a code: see originOf.
	pretalxUID   = regexp.MustCompile(`^pretalx-(.+)-([A-Z0-9]*[A-Z][A-Z0-9]*)(?:-\d+)?@`)
	pretalxURL   = regexp.MustCompile(`/([^/]+)/talk/([A-Z0-9]+)/?$`)
	pentabarfUID = regexp.MustCompile(`^([\w.-]+)@([^@\s]+)@[^@\s]+$`)
)

// originOf looks at an event's unique id and, where that is not enough, its URL.
func originOf(c *component) origin {
	if id := c.get(propID); id != nil {
		return origin{software: own, talk: id.text()}
	}
	uid, link := c.get("UID").raw(), c.get("URL").raw()
	if m := indicoUID.FindStringSubmatch(uid); m != nil {
		o := origin{software: indico, talk: m[2]}
		if m[1] != "contribution" {
			o.talk = m[1] + "-" + m[2]
		}
		if u := indicoURL.FindStringSubmatch(link); u != nil {
			o.conference = u[1] + " event " + u[2]
		}
		return o
	}
	if m := pretalxUID.FindStringSubmatch(uid); m != nil {
		if u := pretalxURL.FindStringSubmatch(link); u != nil && strings.HasPrefix(uid, "pretalx-"+u[1]+"-"+u[2]) {
			m = u
		}
		return origin{software: pretalx, conference: m[1], talk: m[2]}
	}
	if m := pentabarfUID.FindStringSubmatch(uid); m != nil {
		return origin{software: pentabarf, conference: m[2], talk: m[1]}
	}
	return origin{}
}

// mendURL puts back the slash that Pentabarf leaves out ("https:/fosdem.org/").
func mendURL(s string) string {
	for _, scheme := range []string{"https:/", "http:/"} {
		if rest, ok := strings.CutPrefix(s, scheme); ok && !strings.HasPrefix(rest, "/") {
			return scheme + "/" + rest
		}
	}
	return s
}

// isLink reports whether s is an address that can be followed.
func isLink(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
