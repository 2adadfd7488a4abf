package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestStopUnderLoad stops servers, without --drain, that are asked on connections
// that are kept and on new ones. Whatever was sent on a connection that the server
// took is answered whole; the answer says that the connection ends, and it does; and
// then nobody is taken any more.
func TestStopUnderLoad(t *testing.T) {
	t.Parallel()
	for range 2 {
		p := start(t, nil)
		at := strings.TrimPrefix(p.url, "http://")
		half := []net.Conn{
			dial(t, p, "GET /api/v1/search?q=bpf HTTP/1.1\r\nHost: x\r\n"),                              // the headers go on later
			dial(t, p, "POST /api/v1/search HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nha"),        // the body does
			dial(t, p, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /api/v1/search?q=bpf HTTP/1.1\r\n"), // a second request does
		}
		var answered, said, refused atomic.Int64
		var wg sync.WaitGroup
		for n := range 24 {
			wg.Go(func() {
				for i := 0; ; {
					conn, err := net.Dial("tcp", at)
					if err != nil {
						refused.Add(1)
						return
					}
					_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
					in := bufio.NewReader(conn)
					for ends := false; !ends; i++ {
						ask := ""
						if ends = n%2 == 1; ends {
							ask = "Connection: close\r\n"
						}
						res, err := exchange(conn, in, fmt.Sprintf("GET /api/v1/search?q=bpf&per_page=%d HTTP/1.1\r\nHost: x\r\n%s\r\n", 1+(i+n)%100, ask))
						if err != nil {
							t.Errorf("answer %d of client %d: %v", i, n, err)
							return
						}
						answered.Add(1)
						if res.Close && !ends {
							said.Add(1)
							ends = true
							if n, err := in.Read(make([]byte, 1)); n > 0 || err != io.EOF {
								t.Errorf("after the last answer: %d bytes, %v; want the end", n, err)
							}
						}
					}
					conn.Close()
				}
			})
		}
		time.Sleep(300 * time.Millisecond)
		if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
		for i, rest := range []string{"\r\n", "lf", "Host: x\r\n\r\n"} {
			if _, err := io.WriteString(half[i], rest); err != nil {
				t.Errorf("half a request %d: %v", i, err)
			}
			in := bufio.NewReader(half[i])
			for range []int{1, 1, 2}[i] {
				res, err := exchange(half[i], in, "")
				if err != nil || res.StatusCode >= 500 {
					t.Errorf("half a request %d: got %v, %v", i, res, err)
				}
			}
		}
		began := time.Now()
		if err := p.cmd.Wait(); err != nil || time.Since(began) > 5*time.Second {
			t.Errorf("%v after %s; log:\n%s", err, time.Since(began), p.stderr)
		}
		wg.Wait()
		if answered.Load() < 100 || said.Load() == 0 || refused.Load() == 0 {
			t.Errorf("%d answers, %d of which ended a connection, and %d connections refused", answered.Load(), said.Load(), refused.Load())
		}
	}
}

// exchange sends a request and reads its answer to the end.
func exchange(conn net.Conn, in *bufio.Reader, request string) (*http.Response, error) {
	if _, err := io.WriteString(conn, request); err != nil {
		return nil, fmt.Errorf("sending: %w", err)
	}
	res, err := http.ReadResponse(in, nil)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return res, err
}
