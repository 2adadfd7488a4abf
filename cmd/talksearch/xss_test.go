package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"talksearch/corpus"
	"talksearch/corpus/importer"
	"talksearch/corpus/native"
	"talksearch/index/bleveindex"
)

// payloads are texts that run the script pwned() where they are taken for markup:
// in elements, attributes, comments, scripts, JSON, CDATA, and once unescaped.
var payloads = []string{
	`<script>pwned()</script>`,
	`<img src=x onerror=pwned()>`,
	`"><svg/onload=pwned()>`,
	`' autofocus onfocus=pwned() x='`,
	"` onmouseover=pwned() `",
	`</title><script>pwned()</script>`,
	`</textarea><script>pwned()</script>`,
	`</script><script>pwned()</script>`,
	`--><script>pwned()</script><!--`,
	`]]><script xmlns="http://www.w3.org/1999/xhtml">pwned()</script>`,
	`<iframe srcdoc="&lt;script&gt;pwned()&lt;/script&gt;">`,
	`<a href="javascript:pwned()">pwned</a>`,
	`&lt;script&gt;pwned()&lt;/script&gt;`,
	`&amp;lt;script&amp;gt;pwned()&amp;lt;/script&amp;gt;`,
	`\u003cscript\u003epwned()\u003c/script\u003e`,
	`<math><mtext></form><form><mglyph><style></math><img src onerror=pwned()>`,
	`<mark onmouseover=pwned()>pwned</mark>`,
	`<meta http-equiv=refresh content="0;url=javascript:pwned()"><base href=//pwned.example/>`,
	`{{pwned}}${pwned()}<%= pwned() %>`,
	"pwned\r\nSet-Cookie: pwned=1\r\n\r\n<script>pwned()</script>",
	"<scr\x00ipt>pwned()</scr\x00ipt>",
}

// badLinks are addresses that must not be followed from a page.
var badLinks = []string{
	"javascript:pwned()", "JaVaScRiPt:pwned()", " javascript:pwned()", "java\tscript:pwned()", "java\nscript:pwned()", "\x01javascript:pwned()", "javascript&colon;pwned()",
	"data:text/html,<script>pwned()</script>", "vbscript:pwned()", "file:///etc/pwned", "//pwned.example/", "http:pwned", "blob:pwned", "about:pwned", "http://pwned.example/\" onclick=\"pwned()",
}

// infected returns a programme with a payload in each field of each talk, another
// one in each talk.
func infected() *corpus.Programme {
	zone := time.UTC
	p := &corpus.Programme{ID: "infected", Title: payloads[0], Timezone: "UTC", Location: payloads[1], Notice: payloads[2], URL: badLinks[0], Start: "2031-01-01", End: "2031-01-03"}
	for i := range len(payloads) * 2 {
		x, link := payloads[i%len(payloads)], badLinks[i%len(badLinks)]
		begin := time.Date(2031, 1, 1+i%3, 8+i%8, 0, 0, 0, zone)
		p.Talks = append(p.Talks, corpus.Talk{
			ID: fmt.Sprintf("t%d", i), Kind: corpus.Kind([]string{"talk", x}[i%2]), Title: x, Subtitle: x, Track: x, Room: x, Day: corpus.DateOf(begin), Start: begin, End: begin.Add(time.Hour),
			Speakers: []corpus.Speaker{{Name: x, Affiliation: x, Role: corpus.Role(x)}, {Name: "Ann Other", Affiliation: x}},
			Keywords: []string{x, "shared"}, Topics: []string{x, x}, Abstract: x + "\n\n" + link + " http://ok.example/" + x, URL: link,
			Links: []corpus.Link{{Title: x, URL: link}, {Title: x, URL: "https://ok.example/" + x}}, Language: x, UID: x,
		})
	}
	return p
}

// indicoDocument is a programme as Indico exports it, which we don't write.
func indicoDocument(t *testing.T) string {
	var list []map[string]any
	at := func(hour int) map[string]string {
		return map[string]string{"date": "2031-01-01", "time": fmt.Sprintf("%02d:00:00", hour), "tz": "UTC"}
	}
	for i, x := range payloads {
		person := []map[string]string{{"fullName": x, "first_name": x, "last_name": x, "affiliation": x}}
		list = append(list, map[string]any{"_type": "Contribution", "id": fmt.Sprint(i), "title": x, "type": x, "track": x, "session": x, "startDate": at(8 + i%8), "endDate": at(9 + i%8), "duration": 60,
			"description": x, "room": x, "location": x, "url": badLinks[i%len(badLinks)], "speakers": person, "primaryauthors": person, "keywords": []string{x}})
	}
	b, err := json.Marshal(map[string]any{"count": 1, "url": "https://conf.example/export/event/7.json", "additionalInfo": map[string]any{}, "ts": 1, "results": []any{map[string]any{
		"_type": "Conference", "id": "7", "title": payloads[0], "description": payloads[1], "type": "conference", "timezone": "UTC", "startDate": at(8), "endDate": at(20),
		"location": payloads[2], "url": badLinks[0], "contributions": list}}})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// timetableDocument is a programme as it is copied from a page.
func timetableDocument() string {
	var b strings.Builder
	b.WriteString("Infected <script>pwned()</script> Conference 2031\n\nSeptember 29 – October 1, Dublin, Ireland\n\n    • 9:00 17:00\n      Main Track " + payloads[1] + "\n\n      Talks\n\n")
	for i, x := range payloads {
		x = strings.Join(strings.Fields(x), " ")
		fmt.Fprintf(&b, "      • %d:00\n        Talk %s 45m\n\n        %s\n\n        Speaker: %s (%s)\n\n        Keywords: %s\n", 9+i%8, x, x, x, x, x)
	}
	return b.String()
}

// infectedDocuments returns programmes with payloads in all fields, by format.
func infectedDocuments(t *testing.T) map[string]string {
	t.Helper()
	documents := map[string]string{"indico": indicoDocument(t), "timetable": timetableDocument()}
	for _, o := range outputs {
		var b bytes.Buffer
		write := o.write
		if write == nil { // lines of many conferences
			write = func(w io.Writer, p *corpus.Programme) error { return native.WriteLines(w, p) }
		}
		if err := write(&b, infected()); err != nil {
			t.Fatalf("%s: %v", o.name, err)
		}
		documents[o.name] = b.String()
	}
	return documents
}

// serveInfected returns what serves a document, or several.
func serveInfected(t *testing.T, documents ...string) http.Handler {
	t.Helper()
	dir := t.TempDir()
	for i, text := range documents {
		write(t, filepath.Join(dir, fmt.Sprint("infected", i)), text)
	}
	engine := bleveindex.New()
	t.Cleanup(func() { engine.Close() })
	lib := newLibrary(importer.NewSet(importer.Options{}, dir), engine, true)
	if err := lib.load(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	handler, err := newHandler(engine, lib, site{address: testAddress, cacheBytes: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	return identify(newGate(handler, "", nil))
}

// TestPayloads reads payloads through every format and field, and looks at each page
// and answer that can be reached for what a browser would run or follow: at many of
// one format, and at some of each kind of the others.
func TestPayloads(t *testing.T) {
	for name, text := range infectedDocuments(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ofKind := 60
			if name == "json" {
				ofKind = 250
			}
			crawl(t, serveInfected(t, text), ofKind)
		})
	}
}

// crawl follows links from the start, so many of each kind, in several views and with
// payloads as parameters.
func crawl(t *testing.T, h http.Handler, ofKind int) {
	queue := []string{"/", "/?view=timetable", "/?q=pwned", "/?q=pwned&view=timetable&explain=1", "/?sort=time", "/conferences", "/help", "/nothing", "/api/v1/search?q=pwned", "/api/v1/suggest?q=pwn", "/api/v1/conferences", "/api/v1/changes"}
	for _, text := range append(slices.Clone(payloads), badLinks...) {
		x := url.QueryEscape(text)
		for _, parameter := range []string{"q", "-speaker", "day", "view", x} {
			queue = append(queue, "/?"+parameter+"="+x, "/api/v1/search?"+parameter+"="+x)
		}
		segment := url.PathEscape(text)
		queue = append(queue, "/people/"+segment, "/talks/"+segment+"/"+segment, "/api/v1/talks/"+segment+"/"+segment, "/static/"+segment, "/"+segment)
	}
	seen := map[string]bool{}
	kinds := map[string]int{} // of addresses: facets make any number of them
	marked := 0
	for len(queue) > 0 {
		address := queue[0]
		queue = queue[1:]
		path, query, _ := strings.Cut(address, "?")
		kind := strings.SplitN(path+"//", "/", 3)[1]
		if len(query) > 0 {
			kind += "?"
		}
		if seen[address] || kinds[kind] >= ofKind {
			continue
		}
		seen[address] = true
		kinds[kind]++
		w := request(h, address, "X-Request-Id: pwned\r\nX: y")
		if w.Code >= 500 {
			t.Errorf("%s: status %d", address, w.Code)
		}
		for name, values := range w.Header() {
			if name == "Set-Cookie" || strings.ContainsAny(strings.Join(values, ""), "\r\n") || name == "X-Request-Id" && strings.Contains(values[0], "pwned") {
				t.Errorf("%s: header %s: %q", address, name, values)
			}
		}
		if w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: no nosniff, status %d", address, w.Code)
		}
		switch media, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";"); media {
		case "text/html":
			csp := w.Header().Get("Content-Security-Policy")
			for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} {
				if !strings.Contains(csp, want) {
					t.Errorf("%s: policy %q", address, csp)
				}
			}
			if strings.Contains(w.Body.String(), "pwned") {
				marked++
			}
			queue = append(queue, harmless(t, address, w.Body.Bytes())...)
		case "application/json", "application/problem+json":
			var v any
			if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
				t.Errorf("%s: %v", address, err)
			}
			harmlessJSON(t, address, "", v)
		case "text/css", "text/calendar", "image/svg+xml", "image/png", "application/atom+xml", "application/opensearchdescription+xml", "":
		default:
			if strings.Contains(media, "html") || strings.Contains(media, "xml") {
				t.Errorf("%s: media type %s", address, media)
			}
		}
	}
	if marked < 50 {
		t.Errorf("payloads are on %d pages of %d; want more, or this shows nothing", marked, len(seen))
	}
}

// elements are all that pages are made of.
var elements = strings.Fields("html head title meta link body header nav main footer section article aside div p span a h1 h2 h3 h4 ul ol li dl dt dd form input button label select option fieldset legend details summary " +
	"table thead tbody tfoot tr th td caption col colgroup mark strong b em i small code kbd pre abbr time br hr svg path circle rect line g use symbol defs text script search datalist output blockquote q s u sub sup wbr bdi nobr figure figcaption textarea img noscript")

// harmless looks for what a browser would run or follow, and returns the links to
// other pages of ours.
func harmless(t *testing.T, address string, page []byte) (links []string) {
	t.Helper()
	root, err := html.ParseWithOptions(bytes.NewReader(page), html.ParseOptionEnableScripting(false)) // what <noscript> holds is looked at, too
	if err != nil {
		t.Errorf("%s: %v", address, err)
		return nil
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if !slices.Contains(elements, n.Data) {
			t.Errorf("%s: element <%s>", address, n.Data)
		}
		for _, a := range n.Attr {
			name := strings.ToLower(a.Key)
			switch {
			case strings.HasPrefix(name, "on"), name == "style", name == "srcdoc", name == "formaction", name == "http-equiv", name == "autofocus" && n.Data != "input", strings.Contains(name, "pwned"):
				t.Errorf("%s: <%s %s=%q>", address, n.Data, a.Key, a.Val)
			case n.Data == "img" && name == "src" && !strings.HasPrefix(a.Val, "/static/"):
				t.Errorf("%s: <img src=%q>", address, a.Val)
			case name == "href", name == "src", name == "action", name == "cite", name == "xlink:href":
				u, err := url.Parse(a.Val)
				if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" || u.Scheme == "" && u.Host != "" || u.Scheme != "" && u.Host == "" || u.Host == "pwned.example" && !strings.HasPrefix(a.Val, "http") {
					t.Errorf("%s: <%s %s=%q>", address, n.Data, a.Key, a.Val)
				} else if u.Host == "" && name == "href" {
					from, err := url.Parse(address)
					if err != nil {
						from = &url.URL{Path: "/"}
					}
					if to := from.ResolveReference(u); to.Path != "" {
						to.Fragment = ""
						links = append(links, to.RequestURI())
					}
				}
			}
		}
		if n.Data == "script" {
			attributes := map[string]string{}
			for _, a := range n.Attr {
				attributes[a.Key] = a.Val
			}
			ours := strings.HasPrefix(attributes["src"], "/static/") && n.FirstChild == nil
			data := attributes["type"] == "application/ld+json" && n.FirstChild != nil && json.Valid([]byte(n.FirstChild.Data))
			if !ours && !data {
				t.Errorf("%s: a script with %v: %.200s", address, attributes, page)
			}
		}
	}
	return links
}

// harmlessJSON looks at the strings that are HTML: they have no markup but marks.
func harmlessJSON(t *testing.T, address, path string, v any) {
	t.Helper()
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			harmlessJSON(t, address, path+"."+k, x)
		}
	case []any:
		for _, x := range v {
			harmlessJSON(t, address, path, x)
		}
	case string:
		if !strings.Contains(path, ".highlight") && !strings.HasSuffix(path, ".matched_topics.text") {
			return
		}
		if rest := strings.NewReplacer("<mark>", "", "</mark>", "").Replace(v); strings.ContainsAny(rest, "<>\"") {
			t.Errorf("%s: %s: %q", address, path, v)
		}
	}
}
