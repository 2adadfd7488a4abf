//go:build !linux

package main

import "net"

// turnAway does nothing: new connections are accepted until the socket is closed.
func turnAway(net.Listener) {}
