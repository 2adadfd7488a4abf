package importer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
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

	// By which it is known whether it changed.
	etag, lastModified string
	size               int64
	modified           time.Time
}

// BuiltIn is the source that is part of the program: the conference of package
// lpc2019.
const BuiltIn = "builtin:lpc2019"

// isAddress reports whether a source is to be fetched.
func isAddress(source string) bool {
	return strings.HasPrefix(source, "http://") || strings.HasPrefix(source, "https://")
}

// placesOf returns the documents that belong to a source: of a folder its files,
// of an Indico event's page its exports.
func placesOf(source string) (places []string, several bool, err error) {
	if source == "-" || source == BuiltIn {
		return []string{source}, false, nil
	}
	if isAddress(source) {
		if exports, ok := indico.Addresses(source); ok {
			return exports, true, nil
		}
		return []string{source}, false, nil
	}
	info, err := os.Stat(source)
	if err != nil || !info.IsDir() {
		return []string{source}, false, err
	}
	entries, err := os.ReadDir(source)
	if err != nil {
		return nil, false, err
	}
	for _, e := range entries {
		if path := filepath.Join(source, e.Name()); !strings.HasPrefix(e.Name(), ".") && isFile(path) {
			places = append(places, path)
		}
	}
	if len(places) == 0 {
		return nil, false, errors.New("the folder has no files")
	}
	slices.Sort(places)
	return places, true, nil
}

// isFile follows symbolic links, by which programmes are often put in place.
func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// read opens a place and decodes what it holds; old, if not nil, is returned
// where that did not change.
func (o Options) read(ctx context.Context, place string, old *part) (*part, error) {
	if place == "-" {
		if old != nil {
			return old, nil // standard input is read once
		}
		return o.decodePart(part{place: place, size: -1}, o.Stdin)
	}
	if place == BuiltIn {
		if old != nil {
			return old, nil
		}
		return o.decodePart(part{place: place}, bytes.NewReader(lpc2019.Document()))
	}
	if isAddress(place) {
		return o.fetch(ctx, place, old)
	}
	f, err := os.Open(place)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	p := part{place: place, size: info.Size(), modified: info.ModTime()}
	if old != nil && old.size == p.size && old.modified.Equal(p.modified) {
		return old, nil
	}
	return o.decodePart(p, interruptible{ctx, f})
}

// interruptible stops reading a file once its context is done.
type interruptible struct {
	ctx context.Context
	r   io.Reader
}

func (i interruptible) Read(b []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.r.Read(b)
}

func (o Options) decodePart(p part, r io.Reader) (*part, error) {
	if o.Progress != nil && p.place != BuiltIn {
		w := o.Progress(Name(p.place), p.size)
		defer w.Close()
		r = io.TeeReader(r, w)
	}
	doc, err := o.decode(r)
	if err != nil {
		return nil, err
	}
	p.document = doc
	return &p, nil
}

// fetch asks for an address, conditionally where it was read before (RFC 9110,
// section 13).
func (o Options) fetch(ctx context.Context, address string, old *part) (*part, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("is no address: %w", scrub(err))
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
	p, err := o.decodePart(part{place: address, size: res.ContentLength, etag: res.Header.Get("ETag"), lastModified: res.Header.Get("Last-Modified")}, res.Body)
	if err != nil {
		return nil, fetchError(ctx, err)
	}
	return p, nil
}

// fetchError names a time-out for what it is and keeps addresses, which may hold
// secrets, out of messages.
func fetchError(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return errors.New("took too long and was given up")
	}
	return scrub(err)
}

// scrub returns what an *url.Error wraps, without the address it tells.
func scrub(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// Name returns how a source or document is called where all can see it: a
// file's name without its folder, an address without user, query and fragment.
func Name(place string) string {
	if place == "-" {
		return "standard input"
	}
	if place == BuiltIn {
		return "built in"
	}
	if !isAddress(place) {
		return filepath.Base(place)
	}
	u, err := url.Parse(place)
	if err != nil {
		return "an address"
	}
	u.User, u.RawQuery, u.ForceQuery, u.Fragment, u.RawFragment = nil, "", false, "", ""
	return u.String()
}
