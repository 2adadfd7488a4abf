package main

import (
	"context"
	"net"
	"net/http"
	"time"
)

const (
	farewell        = 300 * time.Millisecond // for connections to end with an answer
	shutdownTimeout = 10 * time.Second       // for requests in flight
)

// stop has a server, which tells its clients already that connections end, take no
// more connections and then no more requests, and waits for those in flight.
//
// Closing the listening socket breaks off connections that wait to be accepted, and
// closing a kept connection may meet a request that is on its way. So new connections
// are turned away first; and those that are open have some time for one more request,
// whose answer ends them. Of a connection that rests longer, clients know that it may
// end at any time, and try again (RFC 9112, 9.3.1).
func stop(ctx context.Context, server *http.Server, listener net.Listener) error {
	turnAway(listener)
	time.Sleep(farewell)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	return server.Shutdown(ctx)
}
