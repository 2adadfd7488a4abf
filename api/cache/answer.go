package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
)

// serverTiming is the header that tells how long a search took. It is sent with
// answers that were worked out for the request, and not kept.
const serverTiming = "Server-Timing"

// lastModified is the header that tells when what is served changed.
const lastModified = "Last-Modified"

// An answer is a whole one in its forms. It is not changed once it is kept.
type answer struct {
	plain  *form
	packed *form // with gzip, or plain where that doesn't pay; nil before it is asked for
}

// size returns about how many bytes of memory an answer takes.
func (a *answer) size() int {
	n := a.plain.size()
	if a.packed != nil && a.packed != a.plain {
		n += a.packed.size()
	}
	return n
}

// A form is an answer as it goes over the wire.
type form struct {
	etag     string
	modified time.Time // by Last-Modified; zero where there is none
	header   []field
	body     []byte
}

// A field is a header and its values, ready for a http.Header.
type field struct {
	name   string
	values []string
	entity bool // tells of the body; not sent without one
}

// newForm returns the form of a body with the headers that go with it, and its
// entity tag. The tag is made of the bytes, not of the state they were made in:
// it is then right by its nature, also with another build of the program, after a
// restart and between several servers, and pages that a reload leaves as they
// were need not be sent again.
func newForm(header http.Header, body []byte, encoding string) *form {
	sum := sha256.Sum256(body)
	f := &form{etag: `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`, body: body}
	f.modified, _ = http.ParseTime(header.Get(lastModified)) // zero for none
	for name, values := range header {
		switch name {
		case serverTiming, "Content-Length", "Content-Encoding", "Vary", "Etag", "Date":
		default:
			f.header = append(f.header, field{name: name, values: values[:len(values):len(values)], entity: name == "Content-Type"})
		}
	}
	f.header = append(f.header,
		field{name: "Content-Length", values: []string{strconv.Itoa(len(body))}, entity: true},
		field{name: "Etag", values: []string{f.etag}},
		field{name: "Vary", values: varies})
	if encoding != "" {
		f.header = append(f.header, field{name: "Content-Encoding", values: []string{encoding}, entity: true})
	}
	return f
}

var varies = []string{"Accept-Encoding"}

// fieldBytes is about what a field takes; values that all answers share are not
// many bytes.
const fieldBytes = 128

func (f *form) size() int { return cap(f.body) + len(f.header)*fieldBytes }

// serve answers a GET or HEAD. What handlers before the cache vary by is kept.
func (f *form) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	vary := h["Vary"]
	now := time.Now()
	same := f.known(r.Header, now)
	for _, x := range f.header {
		if !same || !x.entity {
			h[x.name] = x.values
		}
	}
	if f.modified.After(now) { // the clock was put back; RFC 9110, 8.8.2.1, allows no such time
		delete(h, lastModified)
	}
	if vary != nil {
		h["Vary"] = slices.Concat(vary, varies)
	}
	if same {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if r.Method == http.MethodHead {
		w.WriteHeader(http.StatusOK)
		return
	}
	_, _ = w.Write(f.body) // fails when the client is gone
}

// known reports whether a client has the answer already, by the tag that it knows, or
// else by the time (RFC 9110, 13.2.2). A time to come says nothing: it is of before
// the clock was put back.
func (f *form) known(request http.Header, now time.Time) bool {
	if tags := request["If-None-Match"]; tags != nil {
		return matches(tags, f.etag)
	}
	since := request["If-Modified-Since"]
	if len(since) != 1 || f.modified.IsZero() {
		return false
	}
	t, err := http.ParseTime(since[0])
	return err == nil && !t.After(now) && !f.modified.After(t)
}

// Compressing pays from packFrom bytes on: less fits into one packet as it is.
// Level 5 makes a page 5 times smaller in less than .1 ms; higher ones gain
// little for their time.
const (
	packFrom  = 1400
	packLevel = 5
)

var packers = sync.Pool{New: func() any {
	p := &packer{}
	var err error
	if p.zip, err = gzip.NewWriterLevel(nil, packLevel); err != nil {
		panic(fmt.Sprintf("gzip: %v", err)) // no such level
	}
	return p
}}

type packer struct {
	zip *gzip.Writer
	out bytes.Buffer
}

// pack returns the form with gzip, or f itself where that is not worth it.
func (f *form) pack() *form {
	if len(f.body) < packFrom {
		return f
	}
	p := packers.Get().(*packer)
	defer packers.Put(p)
	p.out.Reset()
	p.zip.Reset(&p.out)
	_, err := p.zip.Write(f.body)
	if err == nil {
		err = p.zip.Close()
	}
	if err != nil || p.out.Len() >= len(f.body) { // a buffer takes all, so there is no error in practice
		return f
	}
	header := http.Header{}
	for _, x := range f.header {
		header[x.name] = x.values
	}
	return newForm(header, bytes.Clone(p.out.Bytes()), "gzip")
}

// matches reports whether an If-None-Match header has a tag. Weak tags match
// too, as RFC 9110 wants it; proxies make strong ones weak.
func matches(header []string, etag string) bool {
	for _, list := range header {
		if strings.TrimSpace(list) == "*" {
			return true
		}
		for list != "" {
			list = strings.TrimLeft(list, " \t,")
			list = strings.TrimPrefix(list, "W/")
			if !strings.HasPrefix(list, `"`) {
				break // not a list of tags
			}
			end := strings.IndexByte(list[1:], '"')
			if end < 0 {
				break
			}
			if list[:end+2] == etag {
				return true
			}
			list = list[end+2:]
		}
	}
	return false
}

// acceptsGzip reports whether an Accept-Encoding header allows gzip and does not
// prefer the plain form.
func acceptsGzip(header []string) bool {
	zip, plain, all := -1.0, -1.0, -1.0 // weights; below 0 for what is not named
	for _, list := range header {
		for list != "" {
			var item string
			item, list, _ = strings.Cut(list, ",")
			coding, parameters, _ := strings.Cut(item, ";")
			switch coding = strings.TrimSpace(coding); {
			case strings.EqualFold(coding, "gzip") || strings.EqualFold(coding, "x-gzip"):
				zip = quality(parameters)
			case strings.EqualFold(coding, "identity"):
				plain = quality(parameters)
			case coding == "*":
				all = quality(parameters)
			}
		}
	}
	if zip < 0 {
		zip = all
	}
	return zip > 0 && zip >= plain
}

// quality returns the weight among an item's parameters, 1 if there is none, 0 if
// it can't be read.
func quality(parameters string) float64 {
	name, value, ok := strings.Cut(parameters, "=")
	if !ok || !strings.EqualFold(strings.TrimSpace(name), "q") {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || !(q >= 0 && q <= 1) {
		return 0
	}
	return q
}
