package main

import (
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/urfave/cli/v3"
)

// A site is how a server shows itself to others.
type site struct {
	address    string         // what absolute addresses begin with, such as https://talks.example.org
	cacheBytes int64          // how much memory answers may take that are kept to be given again
	perMinute  int            // how many requests an address may send in a minute; 0 for any number
	proxies    []netip.Prefix // who is trusted to tell whom a request comes from
}

// refreshFlag is the flag of commands that look at their sources again.
func refreshFlag() cli.Flag {
	return &cli.DurationFlag{Name: "refresh", Usage: "look every `TIME`, such as 10m, whether sources changed; 0 for never", Sources: environment("refresh")}
}

// again reads refreshFlag.
func (config *Config) again(c *cli.Command) error {
	if config.Refresh = c.Duration("refresh"); config.Refresh < 0 || config.Refresh > 0 && config.Refresh < time.Second {
		return usagef("%s %s: want a second or more, or 0 for never", setting(c, "refresh"), config.Refresh)
	}
	return nil
}

// publicURLFlag is the flag of commands that make links for others to follow.
func publicURLFlag() cli.Flag {
	return &cli.StringFlag{Name: "public-url", Usage: "begin links for others to follow, as in calendars, with `URL`, such as https://talks.example.org (serve's default: http:// and the address listened on)", Sources: environment("public-url")}
}

// reach reads publicURLFlag.
func (config *Config) reach(c *cli.Command) error {
	var err error
	config.PublicURL, err = siteAddress(c, "public-url")
	return err
}

// siteAddress reads a flag that holds the address of a server, "" for none.
func siteAddress(c *cli.Command, flag string) (string, error) {
	s := strings.TrimSuffix(c.String(flag), "/")
	if s == "" {
		return "", nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", usagef("%s %q: want http or https, a host and nothing after it, such as https://talks.example.org", setting(c, flag), c.String(flag))
	}
	return s, nil
}

// limit reads the flags that say how much one address may ask for.
func (config *Config) limit(c *cli.Command) error {
	if config.RateLimit = c.Int("rate-limit"); config.RateLimit < 0 {
		return usagef("%s %d: want a number of requests a minute, or 0 for any", setting(c, "rate-limit"), config.RateLimit)
	}
	for _, s := range c.StringSlice("trusted-proxy") {
		p, err := parseProxy(strings.TrimSpace(s))
		if err != nil {
			return usagef("%s %q: want an address such as 10.0.0.1, or a network such as 10.0.0.0/8", setting(c, "trusted-proxy"), s)
		}
		config.Proxies = append(config.Proxies, p)
	}
	return nil
}

// parseProxy reads an address as the network that has only it, or a network.
func parseProxy(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil {
		a = a.Unmap().WithZone("")
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	p, err := netip.ParsePrefix(s)
	return p.Masked(), err
}

// site returns how a server that listens on an address shows itself.
func (config Config) site(listening net.Addr) site {
	s := site{address: config.PublicURL, cacheBytes: config.CacheBytes, perMinute: config.RateLimit, proxies: config.Proxies}
	if s.address == "" {
		s.address = "http://" + listening.String()
		if host, port, err := net.SplitHostPort(listening.String()); err == nil && net.ParseIP(host).IsUnspecified() {
			s.address = "http://localhost:" + port
		}
	}
	return s
}
