package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"talksearch/corpus/lpc2019"
)

// BenchmarkHit compares answers from the cache with Echo answering a constant of
// the same size, over loopback on 16 connections, in turns of 100 ms each, so that
// what else the machine does meets both. It reports the medians and their ratio.
func BenchmarkHit(b *testing.B) {
	for _, c := range []struct{ name, address, header string }{
		{"search", "/api/v1/search?q=kernel", ""},
		{"gzip", "/api/v1/search?q=kernel", "Accept-Encoding: gzip\r\n"},
		{"page", "/?q=kernel", ""},
		{"talk", "/api/v1/talks/lpc2019/bpf-mc", ""},
		{"not-modified", "/api/v1/search?q=kernel", "If-None-Match: *\r\n"},
	} {
		b.Run(c.name, func(b *testing.B) {
			programme, err := lpc2019.Programme()
			if err != nil {
				b.Fatal(err)
			}
			_, cached, _ := newHandlers(b, programme)
			constant := echo.New()
			w := request(cached, c.address)
			if c.header != "" {
				w = request(cached, c.address, c.header[:len(c.header)-2])
			}
			status, body, mediaType := w.Code, w.Body.Bytes(), w.Header().Get("Content-Type")
			constant.GET("/constant", func(c echo.Context) error {
				if status == http.StatusNotModified {
					return c.NoContent(status)
				}
				c.Response().Header().Set("Content-Length", strconv.Itoa(len(body)))
				return c.Blob(http.StatusOK, mediaType, body)
			})
			one := newClients(b, cached, c.address, c.header)
			other := newClients(b, constant, "/constant", c.header)
			one.turn(b)
			other.turn(b)
			var hits, constants, ratios []float64
			for b.Loop() {
				h, k := one.turn(b), other.turn(b)
				hits, constants, ratios = append(hits, h), append(constants, k), append(ratios, h/k)
			}
			b.ReportMetric(median(hits), "hits/s")
			b.ReportMetric(median(constants), "constants/s")
			b.ReportMetric(median(ratios), "ratio")
			b.ReportMetric(float64(len(body)), "bytes")
		})
	}
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}

// clients are connections that ask the same again and again. They know how many
// bytes come back and look at nothing, so that most of what is measured is the
// server's work.
type clients struct {
	list []*bufio.ReadWriter
	ask  string
	size int
}

func newClients(b *testing.B, h http.Handler, address, header string) *clients {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := newServer(h)
	go server.Serve(listener)
	b.Cleanup(func() { server.Close() })
	c := &clients{ask: "GET " + address + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: bench\r\n" + header + "\r\n"}
	for range 16 {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { conn.Close() })
		c.list = append(c.list, bufio.NewReadWriter(bufio.NewReaderSize(conn, 64<<10), bufio.NewWriter(conn)))
	}
	// The size of what comes back, headers and all, is that of all further answers:
	// the first may have a Server-Timing.
	for range 2 {
		c.size = c.measure(b)
	}
	return c
}

// measure reads one answer with care and returns its size.
func (c *clients) measure(b *testing.B) int {
	conn := c.list[0]
	if _, err := conn.WriteString(c.ask); err != nil {
		b.Fatal(err)
	}
	if err := conn.Flush(); err != nil {
		b.Fatal(err)
	}
	size, length := 0, 0
	for {
		line, err := conn.ReadString('\n')
		if err != nil {
			b.Fatal(err)
		}
		size += len(line)
		if value, ok := cutField(line, "Content-Length: "); ok {
			if length, err = strconv.Atoi(value); err != nil {
				b.Fatal(err)
			}
		}
		if line == "\r\n" {
			break
		}
	}
	if _, err := io.CopyN(io.Discard, conn, int64(length)); err != nil {
		b.Fatal(err)
	}
	return size + length
}

func cutField(line, name string) (string, bool) {
	if len(line) < len(name)+2 || line[:len(name)] != name {
		return "", false
	}
	return line[len(name) : len(line)-2], true
}

// turn has all clients ask for a while and returns how many answers came a second.
func (c *clients) turn(b *testing.B) float64 {
	var wg sync.WaitGroup
	counts := make([]int, len(c.list))
	began := time.Now()
	for i, conn := range c.list {
		wg.Go(func() {
			for time.Since(began) < 100*time.Millisecond {
				_, err := conn.WriteString(c.ask)
				if err == nil {
					err = conn.Flush()
				}
				if err == nil {
					_, err = conn.Discard(c.size)
				}
				if err != nil {
					b.Error(err)
					return
				}
				counts[i]++
			}
		})
	}
	wg.Wait()
	took := time.Since(began)
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return float64(sum) / took.Seconds()
}
