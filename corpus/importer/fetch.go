package importer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"talksearch/corpus/indico"
	"talksearch/corpus/lpc2019"
)

// A part is one document of a source: a file, or what an address holds.
type part struct {
	place string // path, address or "-"
	document
	absent bool // the document is known by its hash only, and has yet to be read

	// By which it is known whether it changed.
	hash               [sha256.Size]byte // of the bytes as they came
	etag, lastModified string
	file               os.FileInfo // of a file
}

// close gives up what the document holds.
func (p *part) close() {
	for _, s := range p.programmes {
		_ = s.spool.Close() // a temporary file that is only read
	}
}

// BuiltIn is the source that is part of the program: the conference of package
// lpc2019.
const BuiltIn = "builtin:lpc2019"

// settled is how long a file has to be left alone before a changed one is read
// again: it may still be being written.
const settled = 2 * time.Second

// schemeOf returns the scheme of an address in lower case, "" for a path.
func schemeOf(source string) string {
	scheme, _, ok := strings.Cut(source, "://")
	if !ok || strings.ContainsAny(scheme, `/\.`) {
		return ""
	}
	return strings.ToLower(scheme)
}

// addressOf returns a source as an address that can be fetched.
func addressOf(source string) (string, error) {
	scheme := schemeOf(source)
	_, rest, _ := strings.Cut(source, "://")
	switch scheme {
	case "http", "https":
		return scheme + "://" + rest, nil
	case "webcal", "webcals": // calendars, by another name
		return "https://" + rest, nil
	}
	return "", fmt.Errorf("addresses that begin with %s: are not read; want http:// or https://", scheme)
}

// placesOf returns the documents that belong to a source: of a folder its files,
// of an Indico event's page its exports.
func placesOf(source string) (places []string, several bool, err error) {
	if source == "-" || source == BuiltIn {
		return []string{source}, false, nil
	}
	if schemeOf(source) != "" {
		address, err := addressOf(source)
		if err != nil {
			return nil, false, err
		}
		if exports, ok := exportsOf(address); ok {
			return exports, true, nil
		}
		return []string{address}, false, nil
	}
	info, err := os.Stat(source)
	if err != nil {
		return nil, false, scrub(err)
	}
	if !info.IsDir() {
		return []string{source}, false, nil
	}
	entries, err := os.ReadDir(source)
	if err != nil {
		return nil, false, scrub(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !e.IsDir() {
			places = append(places, filepath.Join(source, e.Name()))
		}
	}
	if len(places) == 0 {
		return nil, false, errors.New("the folder has no files")
	}
	slices.Sort(places)
	return places, true, nil
}

// exportsOf returns the exports of an Indico event's page, with the user and the
// parameters, such as an API key, that the page's address has.
func exportsOf(page string) ([]string, bool) {
	exports, ok := indico.Addresses(page)
	from, err := url.Parse(page)
	if !ok || err != nil {
		return exports, ok
	}
	for i, e := range exports {
		u, err := url.Parse(e)
		if err != nil {
			continue
		}
		u.User = from.User
		q := u.Query()
		for name, values := range from.Query() {
			if !q.Has(name) && !strings.EqualFold(name, "confId") {
				q[name] = values
			}
		}
		u.RawQuery = q.Encode()
		exports[i] = u.String()
	}
	return exports, true
}

// read opens a place and decodes what it holds; old, if not nil, is returned
// where that did not change.
func (o Options) read(ctx context.Context, place string, old *part) (*part, error) {
	switch {
	case place == "-" || place == BuiltIn:
		if old != nil {
			return old, nil // they are read once
		}
		if place == BuiltIn {
			return o.decodePart(part{place: place}, -1, bytes.NewReader(lpc2019.Document()), nil)
		}
		return o.decodePart(part{place: place}, -1, &patient{ctx: ctx, r: o.Stdin}, nil)
	case schemeOf(place) != "":
		return o.fetch(ctx, place, old)
	}
	p, err := o.readFile(ctx, place, old)
	return p, scrub(err)
}

func (o Options) readFile(ctx context.Context, place string, old *part) (*part, error) {
	info, err := os.Stat(place)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // opening a pipe may wait for ever
		return nil, errors.New("is no file that can be read again; pipe it to standard input: -")
	}
	if old != nil {
		if sameFile(old.file, info) {
			return old, nil
		}
		if age := time.Since(info.ModTime()); age >= 0 && age < settled {
			return old, nil
		}
	}
	f, err := os.Open(place)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	p, err := o.decodePart(part{place: place, file: info}, info.Size(), interruptible{ctx, f}, old)
	if err != nil {
		return nil, err
	}
	if now, err := f.Stat(); err != nil || !sameFile(info, now) {
		return nil, errors.New("changed while it was read")
	}
	return p, nil
}

// sameFile reports whether a file is the one it was, with what it held.
func sameFile(a, b os.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

// interruptible stops reading a file once its context is done.
type interruptible struct {
	ctx context.Context
	r   io.Reader
}

func (i interruptible) Read(b []byte) (int, error) {
	if i.ctx.Err() != nil {
		return 0, timedOut(context.Cause(i.ctx))
	}
	return i.r.Read(b)
}

// timedOut says in plain words that a context's time is over.
func timedOut(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return errors.New("took too long and was given up")
	}
	return err
}

// patient reads from what may never deliver, such as a terminal, until its
// context is done. A read that is given up stays behind until it ends.
type patient struct {
	ctx  context.Context
	r    io.Reader
	data chan []byte
	err  error // valid once data is closed
	rest []byte
}

func (p *patient) Read(b []byte) (int, error) {
	if p.data == nil {
		p.data = make(chan []byte)
		go p.pump()
	}
	if len(p.rest) == 0 {
		select {
		case <-p.ctx.Done():
			return 0, timedOut(context.Cause(p.ctx))
		case data, ok := <-p.data:
			if !ok {
				return 0, p.err
			}
			p.rest = data
		}
	}
	n := copy(b, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

func (p *patient) pump() {
	defer close(p.data)
	for {
		b := make([]byte, headSize)
		n, err := p.r.Read(b)
		if n > 0 {
			select {
			case p.data <- b[:n]:
			case <-p.ctx.Done():
				return
			}
		}
		if err != nil {
			p.err = err
			return
		}
	}
}

// decodePart reads a document, unless it has the same bytes as old.
func (o Options) decodePart(p part, size int64, r io.Reader, old *part) (*part, error) {
	if o.Progress != nil && p.place != BuiltIn {
		w := o.Progress(Name(p.place), size)
		defer w.Close()
		r = io.TeeReader(r, w)
	}
	h := sha256.New()
	doc, err := o.decode(io.TeeReader(r, h))
	if err != nil {
		return nil, err
	}
	p.document = doc
	h.Sum(p.hash[:0])
	if old != nil && old.hash == p.hash {
		p.close()
		p.document, p.absent = old.document, old.absent
		*old = p
		return old, nil
	}
	return &p, nil
}

// fetch asks for an address, conditionally where it was read before (RFC 9110,
// section 13).
func (o Options) fetch(ctx context.Context, address string, old *part) (*part, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errors.New("is no address that can be read; want one such as https://example.org/schedule.xml")
	}
	req.Header.Set("User-Agent", "talksearch")
	req.Header.Set("Accept", "application/json, application/xml, text/calendar, text/plain;q=0.9, */*;q=0.5")
	if old != nil && old.etag != "" {
		req.Header.Set("If-None-Match", old.etag)
	}
	if old != nil && old.lastModified != "" {
		req.Header.Set("If-Modified-Since", old.lastModified)
	}
	res, err := o.Client.Do(req)
	if err != nil {
		return nil, fetchError(ctx, err)
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusNotModified && old != nil {
		return old, nil
	}
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server answered %s", res.Status)
	}
	p, err := o.decodePart(part{place: address, etag: res.Header.Get("ETag"), lastModified: res.Header.Get("Last-Modified")}, res.ContentLength, res.Body, old)
	if err != nil {
		return nil, fetchError(ctx, err)
	}
	return p, nil
}

// fetchError names a time-out for what it is.
func fetchError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return timedOut(context.Cause(ctx))
	}
	return scrub(err)
}

// scrub returns what an error says without the paths, addresses and parameters,
// which may be secret, that it names: it is shown to all.
func scrub(err error) error {
	var inPath *fs.PathError
	var inAddress *url.Error
	var network *net.OpError
	var name *net.DNSError
	switch {
	case errors.As(err, &name):
		return fmt.Errorf("the server's name can't be resolved: %s", name.Err)
	case errors.As(err, &network):
		return network.Err
	case errors.As(err, &inPath):
		return inPath.Err
	case errors.As(err, &inAddress):
		if strings.Contains(inAddress.Err.Error(), "Location") {
			return errors.New("the server redirects to an address that can't be read")
		}
		return inAddress.Err
	}
	return err
}

// Name returns how a source or document is called where all can see it: a
// file's name without its folder, an address without user, query and fragment.
func Name(place string) string {
	switch {
	case place == "-":
		return "standard input"
	case place == BuiltIn:
		return "built in"
	case schemeOf(place) == "":
		return filepath.Base(place)
	}
	u, err := url.Parse(place)
	if err != nil {
		return schemeOf(place) + " address"
	}
	u.User, u.RawQuery, u.ForceQuery, u.Fragment, u.RawFragment = nil, "", false, "", ""
	return u.String()
}
