package importer

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
)

// maxRedirects is how many redirects of a source are followed.
const maxRedirects = 5

// errInside says that a redirect leads to where only the operator may.
var errInside = errors.New("the server redirects to this machine or its network, which is not followed; name that address itself if it is the one to read")

// newClient returns the client that reads sources.
func newClient() *http.Client {
	named := http.DefaultTransport.(*http.Transport).Clone()
	redirected := named.Clone()
	redirected.Proxy = nil
	redirected.DialContext = (&net.Dialer{Control: publicOnly}).DialContext
	return &http.Client{
		Transport: wary{named, redirected},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			req.Header.Del("Referer") // it would tell the parameters
			if len(via) > maxRedirects {
				return fmt.Errorf("more than %d redirects", maxRedirects)
			}
			return nil
		},
	}
}

// wary is a http.RoundTripper that goes wherever the operator says, but where a
// server redirects to only if that is a public address or the same host: else the
// server could have us read what it can't, from services of this machine or its
// network, and show it to all (server-side request forgery).
type wary struct{ named, redirected *http.Transport }

// RoundTrip implements http.RoundTripper.
func (w wary) RoundTrip(req *http.Request) (*http.Response, error) {
	if sameHost(req.URL, origin(req).URL) {
		return w.named.RoundTrip(req)
	}
	if proxy, err := w.named.Proxy(req); proxy == nil && err == nil {
		return w.redirected.RoundTrip(req)
	}
	// The proxy resolves names, so that only addresses can be looked at here.
	if a, err := netip.ParseAddr(req.URL.Hostname()); err == nil && !isPublic(a) {
		return nil, errInside
	}
	return w.named.RoundTrip(req)
}

// origin returns the request that redirects led from, or req itself.
func origin(req *http.Request) *http.Request {
	for req.Response != nil && req.Response.Request != nil {
		req = req.Response.Request
	}
	return req
}

// sameHost reports whether two addresses are of one host, on one port or on those
// of http and https.
func sameHost(a, b *url.URL) bool {
	return a.Hostname() == b.Hostname() && (portOf(a) == portOf(b) || isWebPort(portOf(a)) && isWebPort(portOf(b)))
}

func portOf(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if u.Scheme == "https" {
		return "443"
	}
	return "80"
}

func isWebPort(port string) bool { return port == "80" || port == "443" }

// publicOnly refuses to connect to addresses that are not public. It sees the
// address itself: names can be made to mean any, and other ones each time.
func publicOnly(_, address string, _ syscall.RawConn) error {
	a, err := netip.ParseAddrPort(address)
	if err != nil || !isPublic(a.Addr()) {
		return errInside
	}
	return nil
}

// special are the networks beside those that netip knows by name that are not
// public, or that embed an IPv4 address which may not be: the registries of
// special-purpose addresses, RFC 6890 and its successors.
var special = prefixes("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
	"64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10")

func prefixes(list ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, s := range list {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

// isPublic reports whether an address is of the public internet.
func isPublic(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.Zone() != "" {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return true
}
