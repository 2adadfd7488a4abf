package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/urfave/cli/v3"

	"talksearch/corpus"
	"talksearch/corpus/lpc2019"
	"talksearch/index/bleveindex"
)

// Config is what the server can be told; flags and environment fill it.
type Config struct {
	Addr     string     // host:port to listen on; port 0 takes a free one. Default 127.0.0.1:8080
	LogLevel slog.Level // the least that is logged: debug (every request), info, warn, error. Default info
}

// Limits of the HTTP server.
const (
	readTimeout     = 10 * time.Second // for a whole request
	writeTimeout    = 30 * time.Second // for a whole answer
	idleTimeout     = 2 * time.Minute  // between requests of a connection
	maxHeaderBytes  = 64 << 10
	shutdownTimeout = 10 * time.Second // for requests in flight when told to stop
)

func serveCommand() *cli.Command {
	return &cli.Command{
		Name:  "serve",
		Usage: "serve the page and the JSON API",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "addr", Value: "127.0.0.1:8080", Usage: "listen on `HOST:PORT`; port 0 takes a free one", Sources: environment("addr")},
			&cli.StringFlag{Name: "log-level", Value: "info", Usage: "log `LEVEL` and above: debug, info, warn, error", Sources: environment("log-level")},
		},
		Action: func(ctx context.Context, c *cli.Command) error {
			if c.Args().Present() {
				return usagef("serve takes no arguments; found %q", c.Args().First())
			}
			config := Config{Addr: c.String("addr")}
			if err := config.LogLevel.UnmarshalText([]byte(c.String("log-level"))); err != nil {
				return usagef("--log-level %q: want one of debug, info, warn, error", c.String("log-level"))
			}
			if _, _, err := net.SplitHostPort(config.Addr); err != nil {
				return usagef("--addr %q: want host:port, such as 127.0.0.1:8080", config.Addr)
			}
			return serve(ctx, config, c.Root().Writer)
		},
	}
}

// serve runs the server until ctx is done, and says on w where it is once it is
// ready. Requests in flight are then answered before it returns.
func serve(ctx context.Context, config Config, w io.Writer) (err error) {
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: config.LogLevel})))
	engine := bleveindex.New()
	defer func() { err = errors.Join(err, engine.Close()) }()
	handler, err := newHandler(engine)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", config.Addr)
	if err != nil {
		return fmt.Errorf("listening on %s: %w", config.Addr, err)
	}
	server := &http.Server{
		Handler: handler, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes,
		ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()

	began := time.Now()
	programmes, err := loadProgrammes()
	if err == nil {
		err = engine.Load(ctx, programmes)
	}
	if err != nil {
		return errors.Join(err, server.Close())
	}
	slog.Info("indexed", "conferences", len(programmes), "talks", countTalks(programmes), "took", time.Since(began).Round(time.Millisecond))
	fmt.Fprintf(w, "talksearch is ready on http://%s/\n", listener.Addr())

	select {
	case err := <-failed:
		return fmt.Errorf("serving on %s: %w", listener.Addr(), err)
	case <-ctx.Done():
	}
	slog.Info("stopping")
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(stopping); err != nil {
		return fmt.Errorf("stopping: %w", err)
	}
	return nil
}

// loadProgrammes returns what is served.
func loadProgrammes() ([]*corpus.Programme, error) {
	p, err := lpc2019.Programme()
	if err != nil {
		return nil, err
	}
	return []*corpus.Programme{p}, nil
}

func countTalks(programmes []*corpus.Programme) int {
	n := 0
	for _, p := range programmes {
		n += len(p.Talks)
	}
	return n
}
