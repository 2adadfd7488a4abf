package importer

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"talksearch/corpus/lpc2019"
)

// TestRedirectsInside redirects to this machine, where a service of its own is.
func TestRedirectsInside(t *testing.T) {
	inside, asked := httptest.NewServer(nil), 0
	t.Cleanup(inside.Close)
	inside.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked++
		_, _ = w.Write(lpc2019.Document())
	})
	_, port, _ := strings.Cut(strings.TrimPrefix(inside.URL, "http://"), ":")
	outside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/here", http.StatusFound)
		case "/here":
			_, _ = w.Write(lpc2019.Document())
		default:
			http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusFound)
		}
	}))
	t.Cleanup(outside.Close)
	read := func(location string) error {
		_, _, err := NewSet(Options{}, location).Read(t.Context())
		return err
	}
	for name, to := range map[string]string{
		"address": inside.URL, "name": "http://localhost:" + port, "any": "http://0.0.0.0:" + port, "short": "http://127.1:" + port, "mapped": "http://[::ffff:127.0.0.1]:" + port,
		"twice": outside.URL + "/again?to=" + url.QueryEscape(inside.URL),
	} {
		err := read(outside.URL + "/r?to=" + url.QueryEscape(to))
		if err == nil || strings.Contains(err.Error(), to) {
			t.Errorf("%s: got %v, want an error that doesn't tell the address", name, err)
		}
		if name == "address" && !strings.Contains(err.Error(), errInside.Error()) {
			t.Errorf("%s: got %v, want %v", name, err, errInside)
		}
	}
	if asked > 0 {
		t.Errorf("the service inside was asked %d times", asked)
	}
	for name, location := range map[string]string{"named by the operator": inside.URL, "redirect on one host": outside.URL + "/moved"} {
		if err := read(location); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, to := range []string{"file:///etc/passwd", "gopher://127.0.0.1:" + port, "ftp://127.0.0.1/x"} {
		if err := read(outside.URL + "/r?to=" + url.QueryEscape(to)); err == nil {
			t.Errorf("%s was read", to)
		}
	}
}

func TestIsPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.216.34": true, "2606:2800:220:1::1": true, "::ffff:93.184.216.34": true,
		"127.0.0.1": false, "127.9.9.9": false, "0.0.0.0": false, "10.1.2.3": false, "172.16.0.1": false, "172.32.0.1": true, "192.168.1.1": false,
		"169.254.169.254": false, "100.64.0.1": false, "198.18.0.1": false, "224.0.0.1": false, "255.255.255.255": false, "240.0.0.1": false,
		"::1": false, "::": false, "fe80::1": false, "fd00::1": false, "ff02::1": false, "::ffff:10.0.0.1": false, "64:ff9b::a00:1": false, "2002:a00:1::": false,
	} {
		if got := isPublic(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: got %t, want %t", address, got, want)
		}
	}
}

func TestSameHost(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"http://a.org/x", "https://a.org/y", true}, {"http://a.org:8000", "http://a.org:8000/", true}, {"http://a.org", "http://a.org:80", true},
		{"http://a.org", "http://a.org:22", false}, {"http://a.org", "http://b.org", false}, {"http://a.org", "http://www.a.org", false},
	} {
		a, _ := url.Parse(c.a)
		b, _ := url.Parse(c.b)
		if got := sameHost(a, b); got != c.want {
			t.Errorf("%s and %s: got %t, want %t", c.a, c.b, got, c.want)
		}
	}
}
