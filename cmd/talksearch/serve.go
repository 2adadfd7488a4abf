package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"runtime"
	"strconv"
	"time"

	"github.com/urfave/cli/v3"

	"talksearch/corpus/importer"
)

// Config is what the server can be told; flags and environment fill it.
type Config struct {
	Sources  []string      // what is served; see importer. Default the built-in conference
	Refresh  time.Duration // how often sources are looked at again; 0 for never. Default 0
	Data     string        // the folder of the index; see dataFlag. Default memory, or the user's cache folder for much
	Synonyms string        // a file with further names of subjects; see synonymsFlag. Default none
	Addr     string        // host:port to listen on; port 0 takes a free one. Default 127.0.0.1:8080
	Log      *slog.Logger  // of the level and in the format that are asked for. Default text, level info

	MetricsAddr string        // host:port where metrics and profiles are served; port 0 takes a free one. Default none
	AdminToken  string        // who sends it may have sources read again; see reloadPath. Default nobody
	Searches    int           // how many searches are worked out at once. Default four for each processor
	Queue       int           // how many more wait for their turn. Default 256
	Drain       time.Duration // how long requests are still taken after being told to stop. Default 0

	CacheBytes int64 // how much memory answers may take that are kept to be given again; 0 keeps none. Default 64 MiB

	PublicURL string         // what links begin with that others follow: in calendars, feeds, the sitemap. Default by Addr
	RateLimit int            // how many requests an address may send in a minute; 0 for any number. Default 0
	Proxies   []netip.Prefix // who is trusted to tell, by X-Forwarded-For, whom a request comes from. Default nobody
}

// Limits of the HTTP server.
const (
	headerTimeout  = 5 * time.Second  // for a request's headers
	readTimeout    = 10 * time.Second // for a whole request
	writeTimeout   = 30 * time.Second // for a whole answer
	idleTimeout    = 2 * time.Minute  // between requests of a connection
	maxHeaderBytes = 64 << 10
	maxBodyBytes   = 1 << 20
	profileTimeout = 3 * time.Minute // for a profile, which takes as long as is asked for
)

func serveCommand() *cli.Command {
	return &cli.Command{
		Name:  "serve",
		Usage: "serve the page and the JSON API",
		Flags: append(sourceFlags(), dataFlag(), synonymsFlag(),
			refreshFlag(), publicURLFlag(),
			&cli.StringFlag{Name: "addr", Value: "127.0.0.1:8080", Usage: "listen on `HOST:PORT`; port 0 takes a free one", Sources: environment("addr")},
			&cli.Int64Flag{Name: "cache-bytes", Value: 64 << 20, Usage: "keep answers in up to `N` bytes of memory; 0 keeps none", Sources: environment("cache-bytes")},
			&cli.IntFlag{Name: "rate-limit", Usage: "answer at most `N` requests a minute from one address; 0 for any number", Sources: environment("rate-limit")},
			&cli.StringSliceFlag{Name: "trusted-proxy", Usage: "believe X-Forwarded-For of the proxy at `ADDRESS`, or in a network such as 10.0.0.0/8; may be repeated, in the environment one a line", Sources: environment("trusted-proxy")},
			&cli.StringFlag{Name: "log-level", Value: "info", Usage: "log `LEVEL` and above: debug, info, warn, error", Sources: environment("log-level")},
			&cli.StringFlag{Name: "log-format", Value: "text", Usage: "log lines of `FORMAT`: text or json", Sources: environment("log-format")},
			&cli.StringFlag{Name: "metrics-address", Usage: "serve /metrics and /debug/pprof/ on `HOST:PORT`, for operators alone (default: nowhere)", Sources: environment("metrics-address")},
			&cli.StringFlag{Name: "admin-token", Usage: "who sends `TOKEN`, of 16 bytes or more, may POST /admin/reload; better in the environment or a file (default: nobody)", Sources: environment("admin-token")},
			&cli.IntFlag{Name: "searches", Value: 4 * runtime.GOMAXPROCS(0), DefaultText: "4 for each processor", Usage: "work out up to `N` searches at once", Sources: environment("searches")},
			&cli.IntFlag{Name: "search-queue", Value: 256, Usage: "have up to `N` more wait, a second at most; others are told to come again", Sources: environment("search-queue")},
			&cli.DurationFlag{Name: "drain", Usage: "go on for `TIME` after being told to stop, while /readyz says so", Sources: environment("drain")},
		),
		Action: func(ctx context.Context, c *cli.Command) error {
			if c.Args().Present() {
				return usagef("serve takes no arguments; found %q", c.Args().First())
			}
			config := Config{Addr: c.String("addr"), Sources: c.StringSlice("source"), Refresh: c.Duration("refresh"), Data: c.String("data"), Synonyms: c.String("synonyms"), CacheBytes: c.Int64("cache-bytes"),
				MetricsAddr: c.String("metrics-address"), AdminToken: c.String("admin-token"), Searches: c.Int("searches"), Queue: c.Int("search-queue"), Drain: c.Duration("drain")}
			var level slog.Level
			if err := level.UnmarshalText([]byte(c.String("log-level"))); err != nil {
				return usagef("%s %q: want one of debug, info, warn, error", setting(c, "log-level"), c.String("log-level"))
			}
			var err error
			if config.Log, err = newLogger(c.Root().ErrWriter, c.String("log-format"), level); err != nil {
				return usagef("%s %q: %w", setting(c, "log-format"), c.String("log-format"), err)
			}
			for _, flag := range []string{"addr", "metrics-address"} {
				address := c.String(flag)
				if _, port, err := net.SplitHostPort(address); (err != nil || !isPort(port)) && (address != "" || flag == "addr") {
					return usagef("%s %q: want host:port, such as 127.0.0.1:8080", setting(c, flag), address)
				}
			}
			if n := len(config.AdminToken); n > 0 && n < leastToken {
				return usagef("--admin-token or %s: found %d bytes; want %d or more", variable("admin-token").Key(), n, leastToken)
			}
			if config.Searches < 1 {
				return usagef("%s %d: want a whole number, 1 or more", setting(c, "searches"), config.Searches)
			}
			if config.Queue < 0 {
				return usagef("%s %d: want a whole number, or 0 to have none wait", setting(c, "search-queue"), config.Queue)
			}
			if config.Drain < 0 || config.Drain > time.Minute {
				return usagef("%s %s: want 0 to 1m", setting(c, "drain"), config.Drain)
			}
			if err := config.again(c); err != nil {
				return err
			}
			if config.CacheBytes < 0 {
				return usagef("%s %d: want a whole number of bytes, or 0 to keep no answers", setting(c, "cache-bytes"), config.CacheBytes)
			}
			if err := config.reach(c); err != nil {
				return err
			}
			if err := config.limit(c); err != nil {
				return err
			}
			set, err := newSet(c, config.Sources)
			if err != nil {
				return err
			}
			return serve(ctx, config, set, c.Root().Writer)
		},
	}
}

// isPort reports whether s is the number of a TCP port.
func isPort(s string) bool {
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil
}

func newServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           http.MaxBytesHandler(h, maxBodyBytes),
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes,
		ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
	}
}

// serve runs the server until ctx is done, and says on w where it is once it is
// ready. Requests in flight are then answered before it returns.
func serve(ctx context.Context, config Config, set *importer.Set, w io.Writer) (err error) {
	slog.SetDefault(config.Log)
	engine, err := openEngine(config.Data, config.Synonyms)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	refreshing := config.Refresh > 0 || config.AdminToken != ""
	lib := newLibrary(set, engine, refreshing)
	defer func() { err = errors.Join(err, lib.news.engine.Close()) }()
	var plain net.ListenConfig
	plain.SetMultipathTCP(false) // whose sockets take no filter; see turnAway
	listener, err := plain.Listen(context.WithoutCancel(ctx), "tcp", config.Addr)
	if err != nil {
		return fmt.Errorf("listening on %s: %w", config.Addr, err)
	}
	handler, err := newHandler(newSearcher(engine, config.Searches, config.Queue, lib.metrics), lib, config.site(listener.Addr()))
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	entrance := newGate(handler, config.AdminToken, lib.reload)
	server := newServer(identify(lib.metrics.measure(entrance)))
	failed := make(chan error, 2)
	go func() { failed <- server.Serve(listener) }()
	defer server.Close()
	if config.MetricsAddr != "" {
		stop, err := serveMetrics(config.MetricsAddr, lib.metrics, failed)
		if err != nil {
			return err
		}
		defer stop()
	}

	began := time.Now()
	if err := lib.loadShown(ctx, engine, config.Refresh > 0, os.Stderr); err != nil {
		if ctx.Err() != nil {
			return nil // told to stop before it was ready
		}
		return err
	}
	for _, s := range set.Sources() {
		if n := len(s.Problems); n > 0 {
			slog.Warn("source has problems; talksearch check tells them", "source", s.Name, "problems", n, "first", s.Problems[0].String())
		}
	}
	what := "index found"
	if _, built := engine.Place(); built {
		what = "indexed"
	}
	slog.Info(what, "conferences", lib.conferences, "talks", lib.talks, "in", placeOfIndex(engine), "took", time.Since(began).Round(time.Millisecond))
	fmt.Fprintf(w, "talksearch is ready on http://%s/\n", listener.Addr())

	refreshed := make(chan struct{})
	go func() {
		defer close(refreshed)
		lib.refreshEvery(ctx, config.Refresh)
	}()
	select {
	case err := <-failed:
		return fmt.Errorf("serving on %s: %w", listener.Addr(), err)
	case <-ctx.Done():
	}
	slog.Info("stopping")
	entrance.stopping.Store(true)
	time.Sleep(config.Drain)
	err = stop(ctx, server, listener)
	<-refreshed
	if err != nil {
		return fmt.Errorf("stopping: %w", err)
	}
	return nil
}

// serveMetrics serves what is for operators until stop is called. Other failures
// than that of listening go to failed.
func serveMetrics(address string, m *metrics, failed chan<- error) (stop func(), err error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listening on %s: %w", address, err)
	}
	server := newServer(m.handler())
	server.WriteTimeout = profileTimeout
	slog.Info("metrics are served", "at", "http://"+listener.Addr().String()+"/metrics")
	go func() { failed <- server.Serve(listener) }()
	return func() { _ = server.Close() }, nil
}
