package limit

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// start returns a limiter of so many requests a minute before a handler that says ok.
func start(t *testing.T, perMinute int, proxies ...string) http.Handler {
	t.Helper()
	o := Options{
		PerMinute: perMinute,
		Free:      func(r *http.Request) bool { return r.URL.Path == "/free" },
		Refuse: func(w http.ResponseWriter, _ *http.Request, after time.Duration) {
			http.Error(w, after.String(), http.StatusTooManyRequests)
		},
	}
	for _, p := range proxies {
		o.Proxies = append(o.Proxies, netip.MustParsePrefix(p))
	}
	h, err := New(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") }), o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func ask(h http.Handler, path, peer string, forwarded ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.RemoteAddr = peer
	r.Header["X-Forwarded-For"] = forwarded
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestLimit(t *testing.T) {
	h := start(t, 3)
	for i := range 3 {
		w := ask(h, "/", "192.0.2.1:1000")
		if got, want := w.Header().Get("RateLimit"), fmt.Sprintf(`"address";r=%d;t=%d`, 2-i, 20*(i+1)); w.Code != 200 || got != want {
			t.Errorf("request %d: got %d, %s; want %s", i, w.Code, got, want)
		}
		if got := w.Header().Get("RateLimit-Policy"); got != `"address";q=3;w=60` {
			t.Errorf("policy: got %s", got)
		}
	}
	w := ask(h, "/", "192.0.2.1:2000") // another port of the same address
	if w.Code != 429 || w.Header().Get("Retry-After") != "20" || w.Header().Get("RateLimit") != `"address";r=0;t=60` || w.Body.String() != "20s\n" {
		t.Errorf("beyond the limit: got %d, %v, %s", w.Code, w.Header(), w.Body)
	}
	if w := ask(h, "/free", "192.0.2.1:1000"); w.Code != 200 || w.Header().Get("RateLimit") != "" {
		t.Errorf("what is free: got %d, %v", w.Code, w.Header())
	}
	if w := ask(h, "/", "192.0.2.2:1000"); w.Code != 200 {
		t.Errorf("another address: got %d", w.Code)
	}
	// All that one customer has of IPv6 is one address.
	for i := range 4 {
		if w := ask(h, "/", fmt.Sprintf("[2001:db8::%d]:1", i)); w.Code != map[bool]int{true: 200, false: 429}[i < 3] {
			t.Errorf("request %d of a network: got %d", i, w.Code)
		}
	}
	if w := ask(h, "/", "[2001:db8:0:1::1]:1"); w.Code != 200 {
		t.Errorf("another network: got %d", w.Code)
	}
	if _, err := New(h, Options{}); err == nil {
		t.Error("a limit of none was accepted")
	}
}

// TestRefill checks that what was used comes back with time.
func TestRefill(t *testing.T) {
	h := start(t, 1200) // 20 a second
	for i := 0; ask(h, "/", "192.0.2.1:1").Code == 200; i++ {
		if i > 5000 {
			t.Fatal("there is no limit")
		}
	}
	time.Sleep(150 * time.Millisecond)
	n := 0
	for ; ask(h, "/", "192.0.2.1:1").Code == 200; n++ {
	}
	if n < 2 || n > 60 {
		t.Errorf("after 150 ms there were %d, want about 3", n)
	}
}

func TestClientOf(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct{ peer, forwarded, want string }{
		{"192.0.2.1:1", "", "192.0.2.1"},
		{"192.0.2.1:1", "198.51.100.7", "192.0.2.1"}, // anybody can write it
		{"10.0.0.1:1", "198.51.100.7", "198.51.100.7"},
		{"[fd00::1]:1", "198.51.100.7", "198.51.100.7"},
		{"[::ffff:10.0.0.1]:1", "198.51.100.7", "198.51.100.7"},
		{"10.0.0.1:1", "", "10.0.0.1"},
		{"10.0.0.1:1", "203.0.113.9, 198.51.100.7", "198.51.100.7"}, // the left one is written by the client
		{"10.0.0.1:1", "203.0.113.9, 10.0.0.2", "203.0.113.9"},
		{"10.0.0.1:1", "10.0.0.3,10.0.0.2", "10.0.0.3"},
		{"10.0.0.1:1", "198.51.100.7:4711", "198.51.100.7"},
		{"10.0.0.1:1", "[2001:db8::1]:4711", "2001:db8::1"},
		{"10.0.0.1:1", "2001:db8::1", "2001:db8::1"},
		{"10.0.0.1:1", "unknown", "10.0.0.1"},
		{"10.0.0.1:1", "198.51.100.7, unknown", "10.0.0.1"},
		{"10.0.0.1:1", "198.51.100.7, x, 10.0.0.2", "10.0.0.2"},
		{"10.0.0.1:1", "203.0.113.9|198.51.100.7", "198.51.100.7"},
		{"@", "198.51.100.7", "invalid IP"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.peer
		for _, line := range strings.Split(c.forwarded, "|") {
			r.Header.Add("X-Forwarded-For", line)
		}
		if got := ClientOf(r, proxies).String(); got != c.want {
			t.Errorf("%s, %q: got %s, want %s", c.peer, c.forwarded, got, c.want)
		}
	}
}
