// Package limit counts requests by the address that they come from, and refuses those
// beyond what one address may send. It knows nothing of talks.
package limit

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/time/rate"
)

// Options tell a limiter how much is too much.
type Options struct {
	// PerMinute is how many requests an address may send in a minute. It may send them
	// all at once; then one more every 60/PerMinute seconds.
	PerMinute int

	// Proxies are the addresses of proxies that are trusted to tell, in
	// X-Forwarded-For, whom a request comes from. Of others the header is passed over,
	// as anybody can write it.
	Proxies []netip.Prefix

	// Free reports whether a request does not count.
	Free func(r *http.Request) bool

	// Refuse answers a request beyond the limit, when its headers are set.
	Refuse func(w http.ResponseWriter, r *http.Request, after time.Duration)
}

// window is over which requests are counted.
const window = time.Minute

// maxAddresses is how many addresses are kept in mind; of more, those that were heard
// of least are forgotten, and may send as many again.
const maxAddresses = 100_000

// policyName names the limit in the headers.
const policyName = `"address"`

// A limiter is the handler before another.
type limiter struct {
	next    http.Handler
	options Options
	policy  string
	buckets *otter.Cache[netip.Addr, *rate.Limiter]
}

// New returns a handler that lets requests pass to next while their address has some
// left. Answers tell how many by the headers RateLimit and RateLimit-Policy
// (draft-ietf-httpapi-ratelimit-headers-10).
func New(next http.Handler, o Options) (http.Handler, error) {
	if o.PerMinute < 1 {
		return nil, errors.New("limit: want one request a minute or more")
	}
	buckets, err := otter.New(&otter.Options[netip.Addr, *rate.Limiter]{
		MaximumSize:      maxAddresses,
		ExpiryCalculator: otter.ExpiryAccessing[netip.Addr, *rate.Limiter](window), // by then it has all of them again
	})
	if err != nil {
		return nil, fmt.Errorf("limit: %w", err)
	}
	return &limiter{next, o, fmt.Sprintf("%s;q=%d;w=%d", policyName, o.PerMinute, int(window.Seconds())), buckets}, nil
}

// ServeHTTP implements http.Handler.
func (l *limiter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if l.options.Free(r) {
		l.next.ServeHTTP(w, r)
		return
	}
	key := bucketOf(ClientOf(r, l.options.Proxies))
	speed := rate.Limit(float64(l.options.PerMinute) / window.Seconds())
	b, ok := l.buckets.GetIfPresent(key)
	if !ok {
		b, _ = l.buckets.SetIfAbsent(key, rate.NewLimiter(speed, l.options.PerMinute))
	}
	now := time.Now()
	allowed := b.AllowN(now, 1)
	left := max(0, b.TokensAt(now))
	full := (float64(l.options.PerMinute) - left) / float64(speed)
	w.Header().Set("RateLimit-Policy", l.policy)
	w.Header().Set("RateLimit", fmt.Sprintf("%s;r=%d;t=%d", policyName, int(left), int(math.Ceil(full))))
	if allowed {
		l.next.ServeHTTP(w, r)
		return
	}
	after := time.Duration(math.Ceil((1-left)/float64(speed))) * time.Second
	w.Header().Set("Retry-After", fmt.Sprint(int(after.Seconds())))
	l.options.Refuse(w, r, after)
}

// ClientOf returns the address that a request comes from: the peer's, or, where that
// is a trusted proxy, the last in X-Forwarded-For that is none. It is the zero address
// where none can be read.
func ClientOf(r *http.Request, proxies []netip.Prefix) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	client := peer.Addr().Unmap()
	if !trusted(client, proxies) {
		return client
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop := strings.TrimSpace(hops[i])
		addr, err := netip.ParseAddr(hop)
		if err != nil {
			withPort, err := netip.ParseAddrPort(hop)
			if err != nil {
				return client // what is further left can't be trusted
			}
			addr = withPort.Addr()
		}
		client = addr.Unmap().WithZone("")
		if !trusted(client, proxies) {
			return client
		}
	}
	return client
}

func trusted(a netip.Addr, proxies []netip.Prefix) bool {
	for _, p := range proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// bucketOf returns what counts as one address: of IPv6 the network of 64 bits, all of
// which belongs to one customer.
func bucketOf(a netip.Addr) netip.Addr {
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.Addr()
		}
	}
	return a
}
