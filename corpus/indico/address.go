package indico

import (
	"net/url"
	"path"
	"regexp"
	"strings"

	"talksearch/corpus"
)

// Addresses returns the addresses of the exports that belong to the page of an
// event: the pages under https://host/event/4/, where a path may come before
// /event/, and those of old servers, such as conferenceDisplay.py?confId=4. It
// returns false for any other address, and for files under an event's page.
//
// All three exports are worth reading and merging. Only the first has
// contributions that belong to a session but are not scheduled, only the second
// the sessions' types and subcontributions, and the third is the timetable as
// its visitors see it.
func Addresses(pageURL string) ([]string, bool) {
	u, err := url.Parse(strings.TrimSpace(pageURL))
	if err != nil {
		return nil, false
	}
	root, id, ok := locate(u)
	if !ok {
		return nil, false
	}
	root = u.Scheme + "://" + root
	return []string{
		root + "/export/event/" + id + ".json?detail=contributions",
		root + "/export/event/" + id + ".json?detail=sessions",
		root + "/export/timetable/" + id + ".json",
	}, true
}

// EventKey names the Indico event that Read made p of: the server and the
// event's number. Programmes with the same key are readings of one event, for
// Merge. It is "" when p doesn't tell, as when its export has lost its address.
func EventKey(p *corpus.Programme) string {
	u, err := url.Parse(p.URL)
	if err != nil {
		return ""
	}
	root, id, ok := locate(u)
	if !ok {
		return ""
	}
	return root + "/event/" + id
}

var (
	eventPath = regexp.MustCompile(`^(.*?)/event/([0-9]+)(/.*)?$`)
	category  = regexp.MustCompile(`/category/[0-9]+(/.*)?$`)
	number    = regexp.MustCompile(`^[0-9]+$`)
)

// locate finds the server's root, as host and path, and the event's number in
// the address of one of its pages.
func locate(u *url.URL) (root, id string, ok bool) {
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return "", "", false
	}
	at := u.EscapedPath()
	prefix := ""
	switch path.Ext(at) {
	case ".py": // before Indico 2
		prefix, id = strings.TrimSuffix(path.Dir(at), "/"), u.Query().Get("confId")
	case "", ".html", ".htm":
		m := eventPath.FindStringSubmatch(at)
		if m == nil || strings.HasSuffix(m[1], "/export") {
			return "", "", false
		}
		prefix, id = category.ReplaceAllString(m[1], ""), m[2]
	}
	if !number.MatchString(id) {
		return "", "", false
	}
	return strings.ToLower(u.Host) + prefix, id, true
}
